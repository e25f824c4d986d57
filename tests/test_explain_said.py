"""What an explanation says beside its formulas: dead paths, the sum and the factor 2, which points, and how wide."""

import re
from itertools import pairwise

import numpy as np
import pytest

from backprop_lab import activation, explain, load_lab
from backprop_lab.derivation.step import key
from backprop_lab.explain.marks import OFF, SHUT
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.pattern import shut_layers
from derived import lab_of
from explained import drawn, explained, labs

DEAD = "The network is dead: no path lets any data point through. The gradient is exactly 0, and J stays at 4000."


def marked(made):
    """Why each step is on a dead path, by name and point from 1."""
    return {(s["name"], s["point"]): s["dead"] for s in made.record()["steps"] if s["dead"]}


@pytest.mark.parametrize("seed", range(12))
def test_the_units_marked_off_are_those_whose_preactivation_is_not_above_0(seed):
    lab = load_lab()
    made = explain(lab, seed=seed)
    passed = lab.objective.forward(made.sheet.theta)
    off = {
        (f"{letter}{j + 1}", p + 1)
        for letter, layer in zip("hk", passed.preactivations[:2], strict=True)
        for p, row in enumerate(layer)
        for j, a in enumerate(row)
        if a <= 0
    }
    assert {where for where, mark in marked(made).items() if mark == OFF and where[0][0] in "hk"} == off


@pytest.mark.parametrize("seed", range(6))
def test_what_is_marked_is_0_for_all_weights_with_the_same_pattern(seed):
    made, rng = explain(seed=seed), np.random.default_rng(seed)
    theta, found = made.sheet.theta, marked(made)
    for _ in range(8):
        other = explain(theta=theta * np.exp(rng.normal(size=10) / 50))
        if {k for k, v in marked(other).items() if v == OFF} == {k for k, v in found.items() if v == OFF}:
            values = other.sheet.values
            assert all(values[name, p - 1] == 0 for name, p in found)


def test_a_zero_that_is_no_dead_path_is_not_called_one():
    lab = lab_of(Objective(Network((2, 1, 1)), Data([[0.0, 1.0]], [[2.0]])))
    made = explain(lab, [1.0, 1.0, 2.0])
    assert made.sheet.values["dL_dw1", 0] == 0 == made.sheet.values["dz", 0]
    assert marked(made) == {}
    smooth = explain("xor", theta=np.zeros(13))
    assert marked(smooth) == {}


def test_a_bias_is_a_path_of_its_own():
    lab = lab_of(Objective(Network((1, 1, 1), biases=True), Data([[1.0]], [[5.0]])))
    found = marked(explain(lab, [-1.0, 0.0, 3.0, 2.0]))
    assert found == {
        ("h1", 1): OFF, ("da1", 1): OFF, ("dL_dv1", 1): SHUT, ("dL_dw1", 1): SHUT, ("dL_dc", 1): SHUT,
    }  # fmt: skip


@pytest.mark.parametrize("form", ["text", "markdown", "latex", "html"])
def test_dead_paths_are_said_in_words_in_every_format(form):
    text = getattr(explain(seed=7), form)()
    assert text.count("(off)") > 4
    assert text.count("(no path)") > 10
    plain = re.sub(r"<[^>]*>|\$|\\\(|\\\)", "", text)
    assert "The network is dead" in plain
    assert "stays at 4000" in re.sub(r"\s+", " ", plain)
    assert "(off)" not in getattr(explain("xor", seed=7), form)()


def test_a_dead_network_is_said_to_be_dead_and_why():
    made = explain(seed=7)
    assert DEAD in made.sheet.notes
    shut = shut_layers(load_lab().network, made.sheet.theta, load_lab().objective.data.x)
    assert (shut >= 0).all()
    for point in (0, 1):
        (note,) = made.sheet.sections[point].notes
        units = ("h1 and h2", "k1 and k2")[shut[point]]
        told = "z does not depend on it, and every derivative of L is 0."
        assert note == f"No path lets this data point through: {units} are off. {told}"


def test_a_dead_network_whose_deltas_overflow_is_not_said_to_have_a_gradient_of_0():
    made = explain(theta=[-1.0] * 8 + [1e308] * 2, rate=1.0)  # k1 and k2 are off; dz v1 is beyond all floats
    told = " ".join([*made.sheet.notes, *made.sheet.sections[0].notes])
    assert np.isnan(made.sheet.values["dJ_dw11", None])
    assert "exactly 0" not in told
    assert "is 0." not in told
    over = "too large for a float: infinity times the slope 0 is no number."
    assert f"No path lets any data point through, but what comes back is {over}" in told
    assert f"z does not depend on it, and what comes back is {over}" in told


def test_one_point_that_is_shut_out_is_said_and_the_other_is_not():
    for seed in range(200):
        lab = load_lab()
        shut = shut_layers(lab.network, lab.start(seed), lab.objective.data.x)
        if sorted(shut >= 0) == [False, True]:
            break
    made = explain(seed=seed)
    assert [bool(section.notes) for section in made.sheet.sections[:2]] == (shut >= 0).tolist()
    assert not any("dead" in note for note in made.sheet.notes)


def test_with_biases_what_lies_above_still_learns():
    lab = lab_of(Objective(Network((1, 6, 1), biases=True), Data([[1.0]], [[5.0]])))
    theta = np.full(lab.network.size, -1.0)
    made = explain(lab, theta)
    assert "only what lies above the units that are off still learns." in " ".join(made.sheet.notes)
    assert (
        "h1 ... h6 are off. z does not depend on it, and nothing of L comes back below."
        in made.sheet.sections[0].notes[0]
    )
    assert made.sheet.values["dJ_dd", None] != 0


def test_a_leaky_unit_is_never_off():
    lab = lab_of(drawn((2, 2, 1), activation=activation.leaky_relu(0.0)))
    leaky = lab_of(drawn((2, 2, 1), activation=activation.leaky_relu(0.1)))
    theta = np.full(6, -1.0)
    assert marked(explain(leaky, theta)) == {}
    assert explain(lab, theta).text()


@pytest.mark.parametrize(
    ("name", "head", "words"),
    [
        ("handout", "sum", "J is the sum, not the mean, of the losses L"),
        ("mean", "0.5 * mean", "J is 0.5 times the mean, not the sum, of the losses L"),
        ("binary", "sum", "J is the sum, not the mean,"),
    ],
)
def test_the_sum_the_factor_and_the_2_are_stated(name, head, words):
    made = explained(name)
    two = made.sheet.lab.objective.loss.name == "squared_error"
    text = " ".join(made.text().split())
    assert made.sheet.ledger.last == head
    assert words in text
    assert ("factor 2" in text) == two
    assert f" {head}\n" in made.text()


def test_the_functions_of_a_lab_are_explained_and_no_others():
    told = {
        "handout": "relu(a) is", "leaky": "leaky(a) is a where a is above 0, else -0.5 a",
        "squashed": "softplus(a) is", "softmax": "log is the natural logarithm",
        "binary": "sigmoid(a) is",
    }  # fmt: skip
    for name in labs():
        text = " ".join(explained(name).sheet.notes)
        used = {
            word for word in ("relu", "leaky", "leaky'", "softplus", "sigmoid") if f"{word}(" in explained(name).text()
        }
        assert all(f"{word}(a)" in text for word in used)
        assert told.get(name, "") in text
    assert "relu(a)" not in explained("long").text()


def test_at_most_eight_points_are_explained_unless_all_are_asked_for():
    lab, theta = labs()["many"]
    first, all_of_them, one = explain(lab, theta), explain(lab, theta, point="all"), explain(lab, theta, point=20)
    assert first.sheet.points == tuple(range(8))
    assert (
        "The first 8 of 20 data points are explained; --point N shows another, --point all shows all."
        in first.sheet.notes
    )
    assert all_of_them.sheet.points == tuple(range(20))
    assert one.sheet.points == (19,)
    assert [s.title for s in one.sheet.sections] == ["Data point 20"]
    assert "One of 20 data points is explained." in " ".join(one.sheet.notes)
    assert [s.title for s in first.sheet.sections][-2:] == [
        "The mean over the data points",
        "One step of gradient descent",
    ]
    assert "the mean over all 20 data points" in first.sheet.ledger.told


def test_a_sum_over_many_points_is_shortened_and_its_result_is_that_of_all():
    made = explained("many")
    assert "factor*(L[1] + L[2] + L[3] + ... + L[20])/n" in made.text()
    lab, theta = labs()["many"]
    assert made.sheet.values["J", None] == pytest.approx(lab.objective(theta), rel=1e-12)


def test_a_sentence_that_says_the_same_again_is_left_out_of_what_is_read_but_not_of_the_record():
    made = explain(seed=5)
    said = [s["sentence"] for s in made.record()["steps"]]
    for told in ("J is a sum over the points, so its derivative is the sum of theirs.", "moves by the rate times its"):
        afresh = [told in now and told not in before for before, now in pairwise(["", *said])]
        assert made.text().count(told) == sum(afresh) == 2  # u11 is not pulled at and stays: after it all is said again
    assert sum("moves by the rate" in s["sentence"] for s in made.record()["steps"]) == 9


@pytest.mark.parametrize("width", [60, 80, 100])
@pytest.mark.parametrize("name", ["handout", "adam", "long", "many"])
def test_text_keeps_to_its_width_where_formulas_can_be_broken(name, width):
    lines = explained(name).text(width).splitlines()
    wide = [line for line in lines if len(line) > width]
    formulas = [line for line in wide if re.match(r" +(\S+ )?[=~+] ", line)]
    assert wide == formulas
    assert all(len(line) <= 92 for line in wide)


@pytest.mark.parametrize("name", [n for n in labs() if n != "greek"])
def test_ascii_letters_give_ascii_text_and_latex(name):
    made = explained(name)
    assert made.text().isascii()
    assert made.latex().replace("²", "").isascii()
    assert "DeclareUnicode" not in made.latex()


def test_what_is_rounded_is_marked_and_the_mark_is_explained():
    long, short = explain(seed=5, exact=True), explain(seed=5)
    assert "~ stands before what is rounded" in " ".join(long.text().split())
    assert "~" not in short.text()
    assert long.latex().count(r"\approx") > 60
    assert long.html().count("≈") > 60


def test_every_line_of_80_columns_fits_for_the_handout():
    for seed in (5, 7):
        assert max(map(len, explain(seed=seed).text(80).splitlines())) <= 80


def test_a_long_sum_is_broken_before_its_plus():
    text = explained("long").text()
    assert re.search(r"\n +\+ v\d+\*x\d+", text)
    assert explained("long").latex().count(r"&\quad {}+") > 0


def test_memory_begins_at_0_and_that_is_said():
    assert "Before the first step nothing is remembered" in explained("adam").text()
    text = explained("adam").text()
    assert "m_w11 = 0" not in text
    assert all(f" {given} " in " ".join(text.split()) for given in ("t_beta1 = 1", "beta1 = 0.9", "beta2 = 0.999"))
    assert "remembered: " not in explain(seed=5).text()


def test_every_name_of_a_sentence_is_set_as_a_formula():
    text = explain(seed=5).markdown()
    assert "$w_{11}$ carries $x_{1}$ to $a_{1}$: its share is what came back there, times $x_{1}$." in text
    assert "the derivative of ($z$ - $y$)²; this is where the 2 comes in." in text


def test_an_explanation_shows_itself():
    made = explain(seed=5)
    assert str(made) == made.text()
    assert repr(made).startswith("<Explanation of handout, start 5:")
    assert repr(explain(seed=5, index=3)).startswith("<Explanation of handout, start 5:3:")
    assert "given theta" in repr(explain(theta=made.sheet.theta))
    assert "<math" in made._repr_html_()
    assert [key(r) for r in made.sheet.parameters] == [(n, None) for n in load_lab().parameters]


def test_without_a_seed_one_is_drawn_and_told():
    made = explain()
    again = explain(seed=made.sheet.seed)
    assert made.text() == again.text()
    assert f"Start: seed {made.sheet.seed}, index 0, drawn from uniform:-1:1." in made.sheet.notes
