"""Where a mistake stands: each mistake of a program that is written out has the line of the step that it changes."""

import re
from functools import cache
from importlib import import_module

import numpy as np
import pytest

from backprop_lab.check import check
from backprop_lab.check.candidate.answer import Event
from backprop_lab.check.candidate.source import source_of_program
from backprop_lab.check.sighting import sightings
from check.made import made
from check.programs import RIGHT, replaced
from check.sweep import drawn, program, rows
from check.written import written

HIDDEN = {
    "product-transposed-all": "equal, from outside and in every number, to weights that are read from other places",
    "delta-constant": "a 2 that stands alone is also how many points there are",
}
"""Mistakes of the handout's network whose step cannot be seen where every number has a line of its own, and why."""
ORDER = re.compile("outer-transposed|packed")
"""Mistakes after which each number is one of the right ones: the line that puts them in an order is wrong."""
PARTS = ("forward", "gradient")
JUDGE = import_module("backprop_lab.check.judge.gradient")
MOST = 12
"""So many mistakes of a part are drawn, beside those that are special."""


def parts(text):
    """The report on a program's forward map and gradient, by part."""
    forward, gradient = made(text, "forward", "gradient")
    return {part.part: part for part in check(forward=forward, gradient=gradient).report.parts}


def changed(mistakes, base=()):
    """The names of the numbers whose equations these mistakes change."""
    before = program("handout", base)
    return program("handout", (*base, *mistakes)).differs(before)


def told(judged, row):
    """The place of a mistake, or of the one that looks the same."""
    return next(n.place for n in judged.mistakes if row.id in {n.mistake.id, *(m.id for m in n.also)})


def is_step(place, codes):
    """Whether the line gives one of these names."""
    return not place.guess and place.text.partition(" = ")[0] in codes


@cache
def singly(part):
    """Mistakes of a part, each alone, with its place in a program that has a line for each number.

    They are the special ones and some others, drawn from a seed.
    """
    every = rows("handout", part)
    special = [row for row in every if row.id in HIDDEN or ORDER.match(row.id)]
    chosen = [*special, *drawn(5, [row for row in every if row not in special], MOST)]
    return [(row, told(parts(written(program("handout", (row,))))[part], row)) for row in chosen]


@pytest.mark.parametrize("part", PARTS)
def test_the_line_of_every_single_mistake_is_that_of_the_step_that_it_changes(part):
    seen = [(row, place) for row, place in singly(part) if row.id not in HIDDEN]
    assert len(seen) >= MOST
    assert [(row.id, place.text) for row, place in seen if not is_step(place, changed((row,)))] == []


RETURN = "return np.concatenate([dW.ravel(), dU.ravel(), dV])"
HANDED = {
    "gradient-zero": "return np.zeros(10)",
    "packed-reversed": "return np.concatenate([dV, dU.ravel(), dW.ravel()])",
    "packed-swapped": "return np.concatenate([dU.ravel(), dW.ravel(), dV])",
    "packed-by-columns": "return np.concatenate([dW.T.ravel(), dU.T.ravel(), dV])",
}


@pytest.mark.parametrize("id", HANDED)
def test_where_the_numbers_are_right_and_their_order_is_not_the_line_is_the_one_that_hands_them_back(id):
    (named,) = parts(replaced(RIGHT, {RETURN: HANDED[id]}))["gradient"].mistakes
    assert id in {named.mistake.id, *(m.id for m in named.also)}
    assert (named.place.text, named.place.guess) == (HANDED[id], id == "gradient-zero")


def test_no_mistake_is_listed_as_hidden_whose_step_is_seen():
    places = {row.id: (row, place) for part in PARTS for row, place in singly(part)}
    assert [id for id in HIDDEN if is_step(places[id][1], changed((places[id][0],)))] == []


MATRIX = {
    "activation-missing-1": (
        "h = relu(a)\n    b = U.T @ h\n    k = relu(b)\n    z",
        "h = a\n    b = U.T @ h\n    k = relu(b)\n    z",
    ),
    "loss-half": ("loss = (z - y) ** 2", "loss = (z - y) ** 2 / 2"),
    "two-missing": ("dz = 2 * (V @ k - y)", "dz = V @ k - y"),
    "delta-sign": ("dz = 2 * (V @ k - y)", "dz = 2 * (y - V @ k)"),
    "input-too-low-3": ("dV = dz * k", "dV = dz * h"),
    "weights-forgotten-3": ("dk = dz * V", "dk = dz * np.ones(2)"),
    "slope-missing-2": ("db = dk * (b > 0)", "db = dk"),
    "slope-is-value-2": ("db = dk * (b > 0)", "db = dk * k"),
    "outer-transposed-2": ("dU = np.outer(h, db)", "dU = np.outer(db, h)"),
    "block-zero-2": ("dU = np.outer(h, db)", "dU = np.zeros((2, 2))"),
    "back-transposed-2": ("dh = U @ db", "dh = U.T @ db"),
    "weights-forgotten-2": ("dh = U @ db", "dh = db"),
    "slope-missing-1": ("da = dh * (a > 0)", "da = dh"),
    "delta-skipped-1": ("dW = np.outer(x, da)", "dW = np.outer(x, db)"),
    "block-sign-1": ("dW = np.outer(x, da)", "dW = -np.outer(x, da)"),
    "packed-swapped": ("[dW.ravel(), dU.ravel(), dV]", "[dU.ravel(), dW.ravel(), dV]"),
    "packed-reversed": ("[dW.ravel(), dU.ravel(), dV]", "[dV, dU.ravel(), dW.ravel()]"),
}  # fmt: skip
"""Mistakes as a student makes them with matrices: what stands in the right program, and what in its place."""


def line_of(text, old, new):
    """The line, from 1, in which the two pieces begin to differ."""
    same = next((i for i, (a, b) in enumerate(zip(old, new, strict=False)) if a != b), min(len(old), len(new)))
    return text[: text.index(old) + same].count("\n") + 1


def lines(text, *changes):
    """The line of every mistake of the program with these changes, by its id, and the line of each change."""
    wrong, places = replaced(text, dict(changes)), {}
    for judged in parts(wrong).values():
        places |= {id: n.place for n in judged.mistakes for id in (n.mistake.id, *(m.id for m in n.also))}
    return places, [line_of(text, old, new) for old, new in changes]


@pytest.mark.parametrize("id", MATRIX)
def test_in_matrices_the_line_is_the_one_that_was_changed(id):
    places, (line,) = lines(RIGHT, MATRIX[id])
    assert (places[id].line, places[id].guess) == (line, False)


PAIRS = (
    ("two-missing", "outer-transposed-2"),
    ("slope-missing-2", "delta-skipped-1"),
    ("back-transposed-2", "packed-reversed"),
    ("input-too-low-3", "slope-missing-1"),
    ("activation-missing-1", "loss-half"),
)


@pytest.mark.parametrize("pair", PAIRS, ids="+".join)
def test_of_two_mistakes_each_has_its_own_line(pair):
    places, wanted = lines(RIGHT, *(MATRIX[id] for id in pair))
    assert [places[id].line for id in pair] == wanted


def test_of_two_mistakes_in_single_numbers_each_has_the_step_that_it_changes_beside_the_other(monkeypatch):
    left_out = {*HIDDEN, "gradient-zero", "block-zero-1"}  # behind zeros what comes before them does not show
    seen = [row for row in rows("handout", "gradient") if row.id not in left_out and not ORDER.match(row.id)]
    pairs, tried, wrong = [(a, b) for a in seen for b in seen if a is not b], 0, []
    for a, b in drawn(3, pairs, 16):
        if not changed((b,), (a,)) or changed((a,)) & changed((b,)):
            continue
        tried += 1
        monkeypatch.setattr(JUDGE, "find", lambda *arguments, both=(a, b): [both])  # the search takes long
        judged = parts(written(program("handout", (a, b))))["gradient"]
        wrong += [(a.id, b.id, one.id) for one in (a, b) if not is_step(told(judged, one), changed((one,)))]
    assert tried > 5
    assert wrong == []


def test_the_part_has_the_line_of_the_mistake_that_is_named_first():
    judged = parts(replaced(RIGHT, dict([MATRIX["two-missing"], MATRIX["packed-swapped"]])))["gradient"]
    first, second = judged.mistakes
    assert judged.place == first.place != second.place


def test_a_line_per_mistake_is_in_the_json():
    changes = [MATRIX["two-missing"], MATRIX["packed-swapped"]]
    forward, gradient = made(replaced(RIGHT, dict(changes)), "forward", "gradient")
    found = check(forward=forward, gradient=gradient).json()["parts"][1]
    assert [one["line"] for one in found["mistakes"]] == [line_of(RIGHT, *change) for change in changes]
    assert found["line"] == found["mistakes"][0]["line"]


HELPED = """\
def times(M, v):
    total = M[0] * v[0] + M[1] * v[1]
    return total

def gradient("""


def test_what_a_helper_makes_counts_for_the_line_that_called_it():
    text = RIGHT.replace("def gradient(", HELPED).replace("dh = U @ db", "dh = times(U.T, db)")
    head, _, tail = text.rpartition("b = U.T @ h")
    places, (line,) = lines(head + "b = times(U, h)" + tail, ("times(U.T, db)", "times(U, db)"))
    assert (places["back-transposed-2"].line, places["back-transposed-2"].guess) == (line, False)


def test_what_goes_from_a_helper_into_a_list_counts_for_the_line_of_the_list():
    old = "    b = U.T @ h\n    k = relu(b)\n    z = V @ k\n"
    listed = "    acts = [relu(U.T @ h)]\n    k = acts[-1]\n    acts.append(relu(V @ k))\n    z = acts[-1]\n"
    places, _ = lines(RIGHT, (old, listed))
    assert places["activation-on-output"].text == "acts.append(relu(V @ k))"


LAYERS = """\
import numpy as np

class Layer:
    def __init__(self, M, bent):
        self.M, self.bent = M, bent

    def ahead(self, v):
        self.v = v
        self.a = self.M.T @ v
        return np.maximum(self.a, 0) if self.bent else self.a

    def back(self, d):
        if self.bent:
            d = d * (self.a > 0)
        self.dM = np.outer(self.v, d)
        return self.M @ d

def layers(theta):
    return [Layer(theta[0:4].reshape(2, 2), True), Layer(theta[4:8].reshape(2, 2), True), Layer(theta[8:, None], False)]

def forward(theta, x, y):
    v, values = x, []
    for layer in layers(theta):
        v = layer.ahead(v)
        values.extend(v)
    return [*values, (v[0] - y) ** 2]

def gradient(theta, x, y):
    net, v = layers(theta), x
    for layer in net:
        v = layer.ahead(v)
    d = 2 * (v - y)
    for layer in reversed(net):
        d = layer.back(d)
    return np.concatenate([layer.dM.ravel() for layer in net])
"""


@pytest.mark.parametrize(("id", "old", "new"), [
    ("two-missing", "d = 2 * (v - y)", "d = v - y"),
    ("two-twice", "self.dM = np.outer", "self.dM = 2 * np.outer"),
])  # fmt: skip
def test_a_layers_own_work_is_told_in_its_own_line(id, old, new):
    places, (line,) = lines(LAYERS, (old, new))
    assert places[id].line == line


def test_an_unknown_mistake_has_the_line_of_the_first_step_that_never_appears_and_is_a_guess():
    judged = parts(RIGHT.replace("db = dk * (b > 0)", "db = dk * (b > 0) * 1.25"))["gradient"]
    assert judged.mistakes == ()
    assert (judged.place.text, judged.place.guess) == ("db = dk * (b > 0) * 1.25", True)


def test_where_no_line_shows_anything_it_is_the_functions_first_as_a_guess():
    other = "\n\ndef other(theta, x, y):\n    return iter([-gradient(theta, x, y) / 7])\n"
    forward, gradient = made(RIGHT + other, "forward", "other")
    judged = check(forward=forward, gradient=gradient).report.parts[1]
    assert (judged.place.text, judged.place.guess) == ("def other(theta, x, y):", True)


def test_a_number_that_is_wrong_at_some_inputs_alone_is_told_apart_from_one_that_is_right_there():
    source = source_of_program("def f():\n    a = 1\n    b = 2\n", None)
    within = ((1, 2),)
    first = [Event(2, "a", np.array(1.0), within), Event(3, "b", np.array(2.0), ((1, 3),))]
    second = [Event(2, "a", np.array(3.0), within)]
    a, b = sightings(source, [first, second])
    assert (a.line, a.cases.tolist(), a.columns.tolist()) == (2, [0, 1], [[1.0, 3.0]])
    assert (b.line, b.cases.tolist(), b.columns.tolist()) == (3, [0], [[2.0]])
