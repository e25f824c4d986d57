"""Distances to the kinks and one-sided derivatives, against exact fractions and a walk along every parameter."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop_lab.activation import identity, leaky_relu, relu, softplus, tanh
from backprop_lab.exact import exact
from backprop_lab.handout import POINTS
from backprop_lab.kink import sides
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.start import Start, draw

HANDOUT = Objective(Network((2, 2, 2, 1)), Data([x for x, _ in POINTS], [[y] for _, y in POINTS]))
LEAKY, NEGATIVE = leaky_relu(0.25), leaky_relu(-0.5)
TINY = Fraction(1, 2**300)
often = settings(deadline=None, derandomize=True, max_examples=100)


@st.composite
def problems(draw, kinds=(relu, LEAKY, NEGATIVE)):
    """A network, theta and data of few bits: kinks and zeros in plenty."""
    widths = draw(st.lists(st.integers(1, 3), min_size=2, max_size=4))
    network = Network(tuple(widths), draw(st.sampled_from(kinds)), biases=draw(st.booleans()))
    few = st.integers(-4, 4).map(lambda v: v / 2)
    n = draw(st.integers(1, 2))  # a mean over three would be rounded
    x, y = (
        draw(st.lists(st.lists(few, min_size=w, max_size=w), min_size=n, max_size=n)) for w in (widths[0], widths[-1])
    )
    theta = draw(st.lists(few, min_size=network.size, max_size=network.size))
    options = draw(st.sampled_from([{}, {"factor": 0.5}, {"factor": 0.25, "reduction": "mean"}]))
    return Objective(network, Data(x, y), **options), np.array(theta)


def value_and_preactivations(objective, theta):
    """J and every hidden preactivation at a theta of fractions, in fractions."""
    network, hidden, total = objective.network, [], Fraction(0)
    left, right = (Fraction(s) for s in network.activation.pieces)
    for point, target in zip(objective.data.x.tolist(), objective.data.y.tolist(), strict=True):
        h, numbers = [Fraction(v) for v in point], iter(theta)
        for layer, n in enumerate(network.widths[1:], 1):
            rows = [[next(numbers) for _ in range(n)] for _ in h]
            add = [next(numbers) for _ in range(n)] if network.biases else [0] * n
            a = [sum(h[i] * rows[i][j] for i in range(len(h))) + add[j] for j in range(n)]
            if layer < network.depth:
                hidden += a
                h = [(right if v > 0 else left) * v for v in a]
        total += sum((z - Fraction(t)) ** 2 for z, t in zip(a, target, strict=True))
    share = len(objective.data) if objective.reduction == "mean" else 1
    return Fraction(objective.factor) / share * total, hidden


def moved(theta, i, t):
    return [Fraction(v) + (t if j == i else 0) for j, v in enumerate(theta.tolist())]


def exact_distance(objective, theta, i, sign):
    """The first t > 0, or 0, at which a unit switches: in the piece beside theta every preactivation is a line."""
    _, here = value_and_preactivations(objective, moved(theta, i, 0))
    _, there = value_and_preactivations(objective, moved(theta, i, sign * TINY))
    slopes = [(b - a) / TINY for a, b in zip(here, there, strict=True)]
    kinks = objective.network.activation.kinks
    return min((-a / s for a, s in zip(here, slopes, strict=True) if kinks and s and a * s <= 0), default=None)


def exact_slope(objective, theta, i, sign):
    """J's derivative towards one side, exact: in a piece J is a parabola, so two quotients give it."""
    here, half, whole = (value_and_preactivations(objective, moved(theta, i, sign * t))[0] for t in (0, TINY / 2, TINY))
    return sign * (2 * (half - here) / (TINY / 2) - (whole - here) / TINY)


def assert_sides_are_exact(objective, theta, parameters=None):
    """To the bit where theta and data have few bits: then nothing but the last division is rounded."""
    found = sides(objective, theta, parameters)
    for row, i in enumerate(range(theta.size) if parameters is None else parameters):
        for sign, reach, slope in ((1, found.above, found.right), (-1, found.below, found.left)):
            true = exact_distance(objective, theta, i, sign)
            assert reach[row] == (np.inf if true is None else float(true))
            assert slope[row] == float(exact_slope(objective, theta, i, sign))


@given(problem=problems())
@often
def test_distances_and_one_sided_derivatives_are_exact_where_arithmetic_is(problem):
    assert_sides_are_exact(*problem)


@given(problem=problems())
@often
def test_the_fractions_of_this_file_are_those_of_the_exact_twin(problem):
    objective, theta = problem
    twin = exact(objective, theta)
    value, hidden = value_and_preactivations(objective, [Fraction(v) for v in theta.tolist()])
    assert twin.value == value
    assert [a for point in twin.preactivations for layer in point[:-1] for a in layer] == hidden


@pytest.mark.parametrize("seed", range(20))
def test_a_walk_of_the_handout_changes_its_pattern_at_the_distance_and_not_before(seed):
    theta = draw(HANDOUT.network, Start(), seed, 0)
    found = sides(HANDOUT, theta)

    def pattern(i, t):
        at = theta.copy()
        at[i] += t
        return [a > 0 for point in exact(HANDOUT, at).preactivations for layer in point[:-1] for a in layer]

    for i in range(10):
        for sign, reach in ((1, found.above[i]), (-1, found.below[i])):
            for t in np.array([0.05, 0.5, 0.9, 1 - 1e-9]) * min(reach, 100.0):
                assert pattern(i, sign * t) == pattern(i, 0.0)
            assert np.isinf(reach) or pattern(i, sign * reach * (1 + 1e-9)) != pattern(i, 0.0)
            assert np.isfinite(reach) or pattern(i, sign * 1e6) == pattern(i, 0.0)


@pytest.mark.parametrize("seed", range(10))
def test_distances_and_derivatives_at_random_are_exact_to_rounding(seed):
    theta = draw(HANDOUT.network, Start(), seed, 1)
    found, gradient = sides(HANDOUT, theta), HANDOUT.gradient(theta)
    for i in range(10):
        for sign, reach, slope in ((1, found.above[i], found.right[i]), (-1, found.below[i], found.left[i])):
            true = exact_distance(HANDOUT, theta, i, sign)
            assert reach == pytest.approx(np.inf if true is None else float(true), rel=1e-12)
            assert slope == pytest.approx(gradient[i], rel=1e-12)


def test_a_unit_at_its_kink_is_told_on_both_sides():
    corner = Objective(Network((1, 1, 1)), Data([[2.0]], [[1.0]]))  # J = (v max(2 w, 0) - 1)^2
    found = sides(corner, [0.0, 3.0])
    assert (found.below.tolist(), found.above.tolist()) == ([0.0, np.inf], [0.0, np.inf])
    assert (found.left.tolist(), found.right.tolist()) == ([0.0, 0.0], [-12.0, 0.0])
    assert found.distance.tolist() == [0.0, np.inf]


def test_a_unit_that_stays_at_zero_is_no_kink():
    beside = Objective(Network((2, 1, 1)), Data([[0.0, 1.0]], [[1.0]]))
    assert sides(beside, [3.0, 0.0, 1.0]).distance.tolist() == [np.inf, 0.0, np.inf]


@pytest.mark.parametrize("kind", [identity, leaky_relu(1.0), tanh, softplus], ids=str)
def test_an_activation_without_a_kink_has_none_at_any_distance(kind):
    objective = Objective(Network((2, 3, 2, 1), kind, biases=True), HANDOUT.data)
    theta = draw(objective.network, Start(), 3, 0)
    theta[:4] = 0.0
    found = sides(objective, theta)
    assert np.isinf(found.distance).all()
    assert np.allclose(found.left, objective.gradient(theta), rtol=1e-12, atol=1e-12)
    assert np.array_equal(found.left, found.right)


def test_parameters_asked_for_are_told_in_their_order():
    theta = draw(HANDOUT.network, Start(), 3, 0)
    whole, some = sides(HANDOUT, theta), sides(HANDOUT, theta, [7, 0, 3])
    for name in ("below", "above", "left", "right", "distance"):
        assert np.array_equal(getattr(some, name), getattr(whole, name)[[7, 0, 3]])


@pytest.mark.parametrize("seed", range(6))
def test_wider_networks_of_few_bits_are_exact_too(seed):
    rng = np.random.default_rng(seed)
    network = Network((3, 5, 4, 2), (relu, LEAKY)[seed % 2], biases=seed % 3 == 0)
    x, y = rng.integers(-4, 5, (3, 3)) / 2, rng.integers(-4, 5, (3, 2)) / 2
    theta = rng.integers(-4, 5, network.size) / 4
    assert_sides_are_exact(Objective(network, Data(x, y)), theta, rng.integers(0, network.size, 8).tolist())
