"""The sentences: each says what its numbers say, whatever these are."""

import re

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_lab import activation, load_lab
from backprop_lab.derivation import Name, Ref, derive, values
from backprop_lab.derivation.step import Sentence, key
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from derived import lab_of, readable
from drawn import labs, often, seldom

HALVES = st.integers(-4, 4).map(lambda n: n / 2)
HANDOUT = load_lab("handout")
STANDS = "infinity stands for it."
METHODS = ("gradient_descent", "momentum", "nesterov", "adam")


def one(w, v=1.0, y=5.0, kind=activation.relu, method="gradient_descent", **more):
    """What the steps of a chain of one unit say, by name, at x = 1."""
    lab = lab_of(Objective(Network((1, 1, 1), kind), Data([[1.0]], [[y]]), **more), method)
    found = values(lab, [w, v])
    return {s.name: s.said(found) for s in derive(lab)}


@pytest.mark.parametrize(
    ("a", "forward", "backward"),
    [
        (-2.0, "a1 is below 0: the ReLU is off and gives 0.", "The ReLU is off: nothing passes back."),
        (
            0.0,
            "a1 is exactly 0: the ReLU stands at its kink and gives 0.",
            "a1 is exactly 0: ReLU'(0) is taken as 0 here, nothing passes back.",
        ),
        (
            2.0,
            "a1 is above 0: the ReLU is on and passes it through unchanged.",
            "The ReLU is on: all passes back unchanged.",
        ),
        (np.nan, "a1 is no number (nan): nor is h1.", "dh1 is no number (nan): nor is da1."),
    ],
)
def test_a_relu_says_on_which_side_of_its_kink_it_is(a, forward, backward):
    said = one(a)
    assert said["h1"] == forward
    assert said["da1"] == backward


@pytest.mark.parametrize(
    ("a", "forward", "backward"),
    [
        (-2.0, "a1 is not above 0: only 0.25 of it passes.", "a1 is not above 0: only 0.25 of it passes back."),
        (0.0, "a1 is not above 0: only 0.25 of it passes.", "a1 is not above 0: only 0.25 of it passes back."),
        (2.0, "a1 is above 0: it passes unchanged.", "The unit is on: all passes back unchanged."),
        (np.nan, "a1 is no number (nan): nor is h1.", "dh1 is no number (nan): nor is da1."),
    ],
)
def test_a_leaky_relu_says_what_it_lets_through(a, forward, backward):
    said = one(a, kind=activation.leaky_relu(0.25))
    assert (said["h1"], said["da1"]) == (forward, backward)


@pytest.mark.parametrize(
    "kind", [activation.tanh, activation.sigmoid, activation.softplus, activation.identity], ids=str
)
def test_a_smooth_unit_is_called_by_its_name(kind):
    said = one(1.0, kind=kind)
    assert said["h1"] == f"h1 is the {kind.name} of a1."
    assert said["da1"] == f"Through the {kind.name} of h1: times its slope there."


def test_where_nothing_comes_back_it_says_so_and_why():
    dead = one(-1.0)
    assert dead["dL_dv1"] == "h1 is 0: v1 had no part in z and gets no share."
    assert dead["dL_dw1"] == "Nothing comes back to a1: w1 gets no share."
    assert one(1.0, v=0.0)["dh1"] == "Nothing comes back to h1."
    hit = one(2.0, v=2.5)
    assert hit["dz"] == "z is exactly y: nothing to pass back."
    assert hit["dL_dv1"] == "Nothing comes back to z: v1 gets no share."
    assert hit["dJ_dv1"] == "All points together do not pull at v1."
    assert hit["v1_new"] == "The gradient is 0: v1 stays."


def test_what_is_alive_says_what_moves():
    said = one(1.0)
    assert said["dz"].startswith("Back-propagation starts here: the derivative of (z - y)^2;")
    assert said["dL_dv1"] == "v1 carries h1 to z: its share is what came back there, times h1."
    assert said["v1_new"] == "Down the slope: v1 moves by the rate times its derivative, against its sign."


@pytest.mark.parametrize("reduction", ["sum", "mean"])
@pytest.mark.parametrize("factor", [1.0, 0.5])
def test_j_says_sum_or_mean_and_its_factor(reduction, factor):
    said = one(1.0, factor=factor, reduction=reduction)
    times = "" if factor == 1 else "factor times "
    assert said["J"] == f"J is {times}the {reduction} of the losses over the points."
    told = f"J is {times}a {reduction} over the points, so its derivative is {times}the {reduction} of theirs."
    assert said["dJ_dv1"] == told


def test_nesterov_does_not_say_what_momentum_says():
    assert one(1.0, method="nesterov")["v1_new"] != one(1.0, method="momentum")["v1_new"]


def test_a_share_that_is_no_number_is_not_called_none_and_where_it_comes_from_is_said():
    said = one(1e200, v=1e200, y=0.0)  # z overflows
    assert said["z"].endswith("times its weight. z is too large for a float: infinity stands for it.")
    assert said["dz"].startswith("Back-propagation starts here:")  # infinite, but since z is
    dead = one(-1.0, v=1e308, y=5.0)  # off, and what comes back overflows
    assert dead["da1"] == "da1 is no number (nan): infinity meets 0 or infinity here, which has no value."
    assert dead["dL_dw1"] == "da1 is no number (nan): nor is dL_dw1."
    assert dead["dJ_dw1"] == "dL_dw1 at data point 1 is no number (nan): nor is dJ_dw1."
    assert dead["w1_new"] == "dJ_dw1 is no number (nan): nor is w1_new."
    assert dead["dL_dv1"] == "h1 is 0: v1 had no part in z and gets no share."


def contradictions(lab, theta, steps=None):
    """What is said and is not so, as far as a reader could tell from the numbers."""
    found = values(lab, theta)
    kinks = lab.network.activation.kinks
    wrong = []
    for step in steps or derive(lab):
        text, value, name = step.said(found), found[step.key], step.name
        claims = {
            "nothing passes back": value == 0, "Nothing comes back": value == 0, "gets no share": value == 0,
            "nothing to pass back": value == 0, "do not pull": value == 0, "gives 0": value == 0,
            "passes": value == value,
            "stays": name.endswith("_new") and value == found.get((name.removesuffix("_new"), None)),
        }  # fmt: skip
        wrong += [(step.key, text) for words, so in claims.items() if words in text and not so]
        wrong += [] if origin_is_so(step, text, found) else [(step.key, text)]
        about = re.match(r"(\w+) is (above|below|exactly|not above) 0", text)
        if about:
            a = found[about[1], step.point]
            so = {"above": a > 0, "below": a < 0, "exactly": a == 0, "not above": not a > 0}[about[2]]
            wrong += [] if so else [(step.key, text)]
        if kinks and (name[0] == "d") and step.gate is not None and step.layer < lab.network.depth:
            a = found[name[1:], step.point]
            on = " on:" in text or "unit is on" in text or (np.isnan(value) and a > 0)
            off = (np.isnan(value) and a <= 0) or "off:" in text or "is taken as 0" in text or "not above 0" in text
            wrong += [] if (on, off) == (a > 0, a <= 0) else [(step.key, text)]
        if "passes it through unchanged" in text or "passes unchanged" in text:
            wrong += [] if value == found[step.expression.arguments[0].name.code, step.point] else [(step.key, text)]
    return wrong


def origin_is_so(step, text, found):
    """Whether NaN, and infinity that none of the numbers read has, are told, and only they, and from where."""
    value, read = found[step.key], [found[key(r)] for r in step.reads]
    told = re.fullmatch(r"(\S+)(?: at data point (\d+))? is no number \(nan\): (nor is )?.*", text)
    if not told:
        fresh = np.isinf(value) and not any(map(np.isinf, read))
        return not np.isnan(value) and fresh == text.endswith(f"{step.symbol.text} is too large for a float: " + STANDS)
    if not told[3]:
        return np.isnan(value) and not any(map(np.isnan, read)) and told[1] == step.symbol.text
    of = {(r.name.text, str(r.point + 1) if r.point not in (None, step.point) else None): found[key(r)]
          for r in step.reads}  # fmt: skip
    return np.isnan(value) and np.isnan(of[told[1], told[2]]) and text.endswith(f"nor is {step.symbol.text}.")


@given(lab=labs(HALVES), numbers=st.data())
@seldom
def test_no_sentence_contradicts_its_numbers(lab, numbers):
    lab = readable(lab)
    theta = numbers.draw(st.lists(HALVES, min_size=lab.network.size, max_size=lab.network.size))
    assert contradictions(lab, theta) == []


WILD = st.sampled_from([0.0, 1.0, -1.0, 2.0, 1e160, -1e160, 1e308, -1e308])
WILDER = st.one_of(WILD, st.sampled_from([np.inf, -np.inf, np.nan]))


@pytest.mark.parametrize("wild", [WILD, WILDER], ids=["large", "infinite"])
@given(lab=labs(st.one_of(HALVES, WILD)), numbers=st.data())
@often
def test_no_sentence_contradicts_numbers_that_overflow(wild, lab, numbers):
    lab = readable(lab)
    theta = numbers.draw(st.lists(wild, min_size=lab.network.size, max_size=lab.network.size))
    assert contradictions(lab, theta) == []


@given(lab=labs(HALVES))
@seldom
def test_the_last_sentence_of_a_step_holds_always_and_gives_no_number_away(lab):
    for step in derive(readable(lab)):
        *_, last = step.sentences
        assert last.ref is None
        assert not re.search(r" is (above|below|exactly|not above|0)\b|is (on|off):|no number", last.text), last.text


@pytest.mark.parametrize("method", METHODS)
def test_no_sentence_of_the_handout_contradicts_its_numbers(method):
    lab = HANDOUT.trained(method=method)
    thetas = [lab.start(1, i) for i in range(20)]
    for theta in [*thetas, *np.random.default_rng(2).integers(-2, 3, (20, 10)).astype(float)]:
        assert contradictions(lab, theta) == []


ALIVE, DEAD = np.array([-1.0] * 4 + [1.0] * 6), HANDOUT.start(1)


@pytest.mark.parametrize(
    ("words", "theta"),
    [("nothing passes back", ALIVE), ("The ReLU is on: all", DEAD), ("gets no share", ALIVE), ("is below 0", ALIVE),
     ("is exactly 0: the", ALIVE), ("is above 0", DEAD), ("Nothing comes back to h", ALIVE), ("stays", ALIVE),
     ("nothing to pass back", ALIVE), ("do not pull", ALIVE), ("is taken as 0", ALIVE)],
)  # fmt: skip
def test_a_sentence_said_at_the_wrong_place_is_noticed(words, theta, monkeypatch):
    assert contradictions(HANDOUT, theta) == []
    right = Sentence.holds

    def holds(self, found):
        return words in self.text or right(self, found)

    steps = [s.at(sentences=tuple(sorted(s.sentences, key=lambda t: words not in t.text))) for s in derive(HANDOUT)]
    monkeypatch.setattr(Sentence, "holds", holds)
    found = values(HANDOUT, theta)
    assert any(words in step.said(found) for step in steps)
    assert contradictions(HANDOUT, theta, steps) != []


@pytest.mark.parametrize("method", METHODS)
def test_every_step_has_one_sentence_that_ends_and_names_what_is_there(method):
    for lab in (HANDOUT.trained(method=method), load_lab("xor").trained(method=method)):
        found = values(lab, lab.start(1))
        for step in derive(lab):
            text = step.said(found)
            assert re.fullmatch(r"[A-Za-z].*[^.]\.", text), text
            assert "{" not in text


@pytest.mark.parametrize("theta", [np.nan, np.inf, -np.inf, 0.0, -0.0])
@pytest.mark.parametrize("kind", activation.ACTIVATIONS.values(), ids=str)
def test_every_step_says_something_whatever_the_numbers(kind, theta):
    lab = lab_of(Objective(Network((2, 2, 1), kind, biases=True), Data([[1.0, 0.0]], [[0.0]])))
    found = values(lab, np.full(9, theta))
    assert all(step.said(found) for step in derive(lab))


@pytest.mark.parametrize(
    ("relation", "below", "at", "above"),
    [("<", True, False, False), ("=", False, True, False), (">", False, False, True)],
)
def test_a_sentence_holds_where_its_relation_does(relation, below, at, above):
    sentence = Sentence("so", Ref(Name("a"), 0), relation, 1.5)
    assert [sentence.holds({("a", 0): v}) for v in (1.0, 1.5, 2.0, np.nan)] == [below, at, above, False]
    assert Sentence("always").holds({})
