"""What an axis turns: each kind beside the run that is begun by hand with that value."""

import re

import numpy as np
import pytest

from backprop_lab.atlas import knobs, twin
from backprop_lab.atlas.axis import parse_axis
from backprop_lab.atlas.plan import Plane
from backprop_lab.atlas.runs import Datum
from backprop_lab.descent import descend
from backprop_lab.errors import InputError
from backprop_lab.lab import from_tables, load_lab, to_tables
from maps.small import HANDOUT, XOR

START = HANDOUT.start(1, 3)
VALUES = np.array([0.5, 1.5])


def turned(name, lab=HANDOUT, start=START):
    return knobs.runs(lab, start, 1, {name: VALUES})


def changed(lab, part, point, column, value):
    """The lab with another number in its data, by way of its tables."""
    tables = to_tables(lab)
    tables["data"][part][point][column] = value
    return from_tables(tables)


def test_the_rate_is_that_of_every_run():
    runs = turned("rate")
    np.testing.assert_array_equal(runs.rate, VALUES)
    np.testing.assert_array_equal(runs.theta, [START, START])


def test_a_layer_has_its_own_rate_and_the_others_the_labs():
    np.testing.assert_array_equal(turned("rate2").rate, [[0.005, v, 0.005] for v in VALUES])


def test_two_rates_go_together():
    runs = knobs.runs(HANDOUT, START, 1, {"rate3": VALUES, "rate": VALUES * 2})
    np.testing.assert_array_equal(runs.rate, [[2 * v, 2 * v, v] for v in VALUES])


def test_a_rate_for_each_layer_moves_that_layer_alone():
    lab = HANDOUT.trained(steps=1)
    runs = knobs.runs(lab, START, 1, {"rate1": VALUES * 1e-3})
    first, after = list(twin.states(runs))
    gradient = HANDOUT.objective.gradient(START)
    for run, rate in enumerate(VALUES * 1e-3):
        rates = np.repeat([rate, 0.005, 0.005], [4, 4, 2])
        np.testing.assert_allclose(after[0][run], START - rates * gradient, rtol=1e-13)
    assert (first[0] == START).all()


def test_the_scale_multiplies_the_start():
    np.testing.assert_array_equal(turned("scale").theta, np.outer(VALUES, START))


@pytest.mark.parametrize("name", ["w11", "u21", "v2"])
def test_a_parameter_begins_there(name):
    theta = turned(name).theta
    at = HANDOUT.parameters.index(name)
    np.testing.assert_array_equal(theta[:, at], VALUES)
    np.testing.assert_array_equal(np.delete(theta, at, 1), np.delete([START, START], at, 1))


def test_directions_are_of_length_1_and_differ():
    one, two = (knobs.direction(HANDOUT, 1, which) for which in (0, 1))
    np.testing.assert_allclose([one @ one, two @ two], 1, rtol=1e-14)
    assert abs(one @ two) < 0.99
    np.testing.assert_allclose(turned("along1").theta, START + np.outer(VALUES, one), rtol=1e-15)
    assert (one != knobs.direction(HANDOUT, 2, 0)).all()


def test_what_is_set_is_not_scaled():
    runs = knobs.runs(HANDOUT, START, 1, {"w11": VALUES, "scale": np.array([2.0, 3.0])})
    np.testing.assert_array_equal(runs.theta[:, 0], VALUES)
    np.testing.assert_array_equal(runs.theta[:, 1], START[1] * np.array([2.0, 3.0]))


@pytest.mark.parametrize(("name", "datum"), [("y@2", Datum("y", 1, 0)), ("x2@1", Datum("x", 0, 1))])
def test_a_number_of_the_data_is_that_of_another_lab(name, datum):
    lab = HANDOUT.trained(steps=3, rate=1e-4)
    runs = turned(name, lab)
    (kept,) = runs.data
    assert kept == datum
    last = list(twin.states(runs))[-1]
    for run, value in enumerate(VALUES):
        other = changed(lab, *datum, float(value))
        state = list(descend(other.objective, START, other.method, 3))[-1]
        np.testing.assert_allclose(last[0][run], state.theta, rtol=1e-12)
        assert last[1][run] == pytest.approx(state.value, rel=1e-12)


@pytest.mark.parametrize(
    "name", ["", "Rate", "rate0", "rate4", "w33", "y", "y@0", "y@3", "x3@1", "y@1@1", "x1@-1", "x1@1e1"]
)
def test_a_name_that_turns_nothing_is_refused_and_told_what_does(name):
    names = "rate, rate1 ... rate3, scale, along1 ... along999, w11 ... v2, a sum such as w11-2*v2, x1@1, y@1"
    with pytest.raises(InputError, match=re.escape(names)):
        knobs.knob(HANDOUT, name)


def test_biases_can_be_turned():
    names = [name for name in XOR.parameters if name.startswith("c")]
    assert {knobs.knob(XOR, name).kind for name in names} == {"parameter"}


def test_a_plane_has_the_middles_of_its_pixels():
    plan = Plane(HANDOUT, 1, 3, parse_axis("w11:0:4"), parse_axis("w12:10:20"), 4, 2)
    values = plan.values(range(1, 2), range(2, 4))
    np.testing.assert_array_equal(values["w11"], [2.5, 3.5])
    np.testing.assert_array_equal(values["w12"], [17.5, 17.5])


def test_targets_of_softmax_are_neither_turned_nor_offered():
    digits = load_lab("digits")
    with pytest.raises(InputError) as refused:
        knobs.knob(digits, "y1@1")
    assert "y1@1" not in str(refused.value).partition("; got ")[0]
    with pytest.raises(InputError) as refused:
        knobs.knob(HANDOUT, "nothing")
    assert "y@1" in str(refused.value).partition("; got ")[0]
