"""The sentences of a cause: their numbers recomputed, their units and points checked one by one."""

import re

import numpy as np
import pytest

from backprop_lab import handout
from backprop_lab.activation import identity, tanh
from backprop_lab.cause import explain_outcome
from backprop_lab.descent import History, descend, record
from backprop_lab.method import adam, gradient_descent, momentum, nesterov
from backprop_lab.names import Letters, default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.start import Start, draw

POINTS = handout.POINTS
HANDOUT = Objective(Network((2, 2, 2, 1)), Data([x for x, _ in POINTS], [[y] for _, y in POINTS]))
WHERE = {"both points": POINTS, "x = (-1, 1)": POINTS[:1], "x = (-1, 0.5)": POINTS[1:]}
RISE = re.compile(r"J first rose from step (\d+) \((.+?)\) to step (\d+) \((.+?)\)")


def run(objective, theta, method, steps, letters=None):
    history = record(descend(objective, np.array(theta, float), method, steps), objective, steps)
    told = explain_outcome(objective, history, method, letters or default_letters(objective.network))
    return history, told


def start(index, seed=1):
    return draw(HANDOUT.network, Start(), seed, index)


def sharpness_by_differences(objective, theta, step=2.0**-14):
    """The largest eigenvalue of central differences of the gradient."""
    moved = step * np.eye(theta.size)
    columns = [(objective.gradient(theta + e) - objective.gradient(theta - e)) / (2 * step) for e in moved]
    return np.linalg.eigvalsh((np.array(columns) + np.array(columns).T) / 2)[-1]


def four_digits(told, true):
    return float(told) == pytest.approx(true, rel=6e-4)


@pytest.mark.parametrize("index", range(60))
def test_the_units_that_are_said_to_be_off_are_off_since_that_step(index):
    history, told = run(HANDOUT, start(index), gradient_descent(0.005), 100)
    groups = re.findall(r"(\w+) and \w+ are off for (.+?)(?: since step (\d+))?(?=[;.] )", told.cause)
    assert told.name == "dead"
    assert sum(len(WHERE[where]) for _, where, _ in groups) == 2
    for unit, where, since in groups:
        layer = slice(0, 2) if unit == "h1" else slice(2, 4)
        first = int(since or told.step)
        for x, y in WHERE[where]:
            assert (handout.forward(history.thetas[-1], x, y)[layer] == 0).all()
            assert all(handout.f(theta, x) == 0 for theta in history.thetas[first:])
            live = [bool(handout.forward(theta, x, y)[2:4].any()) for theta in history.thetas[:first]]
            assert not since or not live or live[-1]


def first_rise(history):
    return next(t for t in range(history.last) if history.values[t + 1] > history.values[t] * (1 + 1e-12))


@pytest.mark.parametrize(("index", "rate"), [(3, 0.005), (7, 0.005), (8, 0.005), (3, 0.002), (7, 0.002), (3, 0.001)])
def test_where_j_first_rose_is_told_with_the_sharpness_there_against_two_over_the_rate(index, rate):
    history, told = run(HANDOUT, start(index), gradient_descent(rate), 100)
    t = first_rise(history)
    step, before, after_step, after = RISE.search(told.cause).groups()
    assert (int(step), int(after_step)) == (t, t + 1)
    assert (float(before), float(after)) == pytest.approx(history.values[t : t + 2], rel=1e-5)
    top, word, edge = re.search(r"sharpness there, (.+?), was (\w+) 2/rate = (\S+?)[.,]( |$)", told.cause).groups()[:3]
    true = sharpness_by_differences(HANDOUT, history.thetas[t])
    assert four_digits(top, true)
    assert float(edge) == pytest.approx(2 / rate, rel=1e-3)
    assert word == ("above" if true > 2 / rate else "below")
    assert ("J bent more within that step" in told.cause) == (word == "below")


@pytest.mark.parametrize("index", [8, 21, 23, 25, 27])
def test_where_j_is_said_to_bend_more_within_the_step_it_does(index):
    history, told = run(HANDOUT, start(index), gradient_descent(0.005), 100)
    assert "J bent more within that step than at its start" in told.cause
    t = first_rise(history)
    theta, g = history.thetas[t], HANDOUT.gradient(history.thetas[t])
    along = [HANDOUT.gradient(theta - s * 0.005 * g) @ g for s in np.linspace(0, 1, 201)]
    bends = -np.diff(along) / (0.005 / 200) / (g @ g)  # second derivative along g, kinks in one lump
    assert bends.max() > 2 / 0.005 > sharpness_by_differences(HANDOUT, theta) >= bends[0] * (1 - 1e-6)


@pytest.mark.parametrize(
    ("method", "limit"),
    [(momentum(0.001, 0.5), 3.0), (nesterov(0.0012, 0.5), 1.5), (nesterov(0.002, 0.5), 1.5), (momentum(0.0005), 3.8)],
)
def test_other_methods_are_held_against_their_own_limit(method, limit):
    history, told = run(HANDOUT, start(3), method, 60)
    true = sharpness_by_differences(HANDOUT, history.thetas[first_rise(history)])
    word = "above" if true > limit / method.rate else "below"
    found = re.search(rf"sharpness there, (\S+), was {word} {limit:g}/rate = (\S+)\.$", told.cause)
    assert four_digits(found[1], true)
    assert four_digits(found[2], limit / method.rate)


def test_adam_has_no_limit_to_be_held_against():
    history, told = run(HANDOUT, start(3), adam(0.5), 100)
    found = re.search(r"where the sharpness was (\S+)\.$", told.cause)
    assert four_digits(found[1], sharpness_by_differences(HANDOUT, history.thetas[first_rise(history)]))
    assert "/rate" not in told.cause


def test_a_history_without_its_thetas_tells_where_j_rose_and_no_sharpness():
    history, whole = run(HANDOUT, start(7), gradient_descent(0.005), 100)
    short = History(history.thetas[[0, -1]], history.values, history.gradient_norms, history.steps)
    told = explain_outcome(HANDOUT, short, gradient_descent(0.005), default_letters(HANDOUT.network))
    assert (told.name, told.step) == (whole.name, whole.step)
    assert told.cause.endswith("J first rose from step 8 (646.872) to step 9 (3997.81).")
    assert "h1 and h2 are off for both points" in told.cause


def test_a_run_that_falls_all_the_way_tells_of_no_rise():
    for steps in (30, 400):
        _, told = run(HANDOUT, start(3), gradient_descent(0.0003), steps)
        assert "rose" not in told.cause


@pytest.mark.parametrize("rate", [1.0001, 1.01, 1.5])
def test_an_edge_that_was_passed_is_told_apart_from_the_sharpness(rate):
    line = Objective(Network((1, 1), identity), Data([[1.0]], [[2.0]]))
    _, told = run(line, [0.0], gradient_descent(rate), 50)
    top, edge = re.search(r"sharpness there, (\S+), was above 2/rate = (\S+)\.$", told.cause).groups()
    assert float(top) > float(edge)


def test_a_layer_is_told_by_its_letters_and_a_long_one_by_its_ends():
    wide = Objective(Network((1, 12, 1)), Data([[1.0], [2.0], [3.0]], [[1.0]] * 3))
    _, told = run(wide, np.zeros(24), gradient_descent(0.1), 2)
    assert "all of h1 ... h12 are off for all 3 points" in told.cause
    own = Letters(("p", "q"), ("c", "d"), ("a",), ("g",), "out")
    narrow = Objective(Network((1, 1, 1)), Data([[1.5]], [[1.0]]))
    assert "g1 is off for x = (1.5)" in run(narrow, np.zeros(2), gradient_descent(0.1), 2, own)[1].cause


def test_many_points_are_counted_and_few_are_named():
    x = np.array([[-1.0], [-2.0], [-3.0], [-4.0], [-5.0], [1.0], [2.0]])
    split = Objective(Network((1, 1, 1, 1)), Data(x, np.ones((7, 1))))
    _, told = run(split, [1.0, -1.0, 1.0], gradient_descent(0.1), 2)
    assert "h1 is off for 5 of the 7 points; k1 is off for x = (1) and x = (2)." in told.cause


def test_points_of_many_inputs_are_counted():
    deep = Objective(Network((5, 1, 1)), Data(np.eye(5)[:3], np.ones((3, 1))))
    _, told = run(deep, [1.0, 1.0, -1.0, 0.0, 0.0, 0.9], gradient_descent(0.1), 300)
    assert told.name == "stalled"
    assert told.cause.endswith("No path lets 1 of the 3 points through.")


def test_every_number_of_the_gradient_is_told_where_a_run_is_stalled():
    slow = Objective(Network((1, 2, 1), tanh), Data([[1.0]], [[1.0]]))
    history, told = run(slow, [0.5, 0.1, 0.2, 0.3], gradient_descent(1e-9), 20)
    assert told.name == "stalled"
    assert f"with a gradient of length {np.linalg.norm(slow.gradient(history.thetas[-1])):.3g}." in told.cause
