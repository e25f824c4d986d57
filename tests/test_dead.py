"""What dead means, against every path from the inputs to the outputs, walked one by one."""

import itertools
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop_lab.activation import identity, leaky_relu, relu, sigmoid, softplus, tanh
from backprop_lab.cause import explain_outcome
from backprop_lab.descent import descend, record
from backprop_lab.method import gradient_descent
from backprop_lab.names import default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.outcome import are_dead, is_dead
from backprop_lab.pattern import shut_layers, slopes

SLOPES = {
    "relu": lambda a: 1 if a > 0 else 0,
    "leaky_relu": lambda a: 1 if a > 0 else Fraction(1, 4),
    "identity": lambda a: 1,
}
often = settings(deadline=None, derandomize=True, max_examples=150)


PIECEWISE = (relu, leaky_relu(0.25), identity)


@st.composite
def problems(draw, kinds=PIECEWISE):
    """A network without biases, theta and points of few bits, so that zeros are many and sums exact."""
    widths = draw(st.lists(st.integers(1, 3), min_size=2, max_size=5))
    network = Network(tuple(widths), draw(st.sampled_from(kinds)))
    few = st.integers(-2, 2).map(lambda v: v / 2)
    theta = draw(st.lists(few, min_size=network.size, max_size=network.size))
    x = draw(st.lists(st.lists(few, min_size=widths[0], max_size=widths[0]), min_size=1, max_size=3))
    return network, np.array(theta), np.array(x)


def slopes_one_by_one(network, theta, point):
    """The slope of every hidden unit at one point, in whole fractions, layer by layer."""
    slope, numbers, h, found = SLOPES[network.activation.name], iter(theta), [Fraction(v) for v in point], []
    for m, n in zip(network.widths[:-2], network.widths[1:-1], strict=True):
        w = [[Fraction(next(numbers)) for _ in range(n)] for _ in range(m)]
        a = [sum(h[i] * w[i][j] for i in range(m)) for j in range(n)]
        found.append([slope(v) for v in a])
        h = [s * v for s, v in zip(found[-1], a, strict=True)]
    return found


def open_paths(layers):
    """How many choices of one unit a layer let something through at every one of their units."""
    choices = itertools.product(*[range(len(layer)) for layer in layers])
    return sum(all(layer[j] != 0 for layer, j in zip(layers, path, strict=True)) for path in choices)


@given(problem=problems())
@often
def test_dead_is_that_no_path_of_any_point_is_open(problem):
    network, theta, x = problem
    each = [slopes_one_by_one(network, theta, point) for point in x]
    assert is_dead(network, theta, x) == all(open_paths(layers) == 0 for layers in each)
    shut = [next((i for i, layer in enumerate(layers) if not any(layer)), -1) for layers in each]
    assert shut_layers(network, theta, x).tolist() == shut
    assert [s == -1 for s in shut] == [open_paths(layers) > 0 for layers in each]


@given(problem=problems(kinds=(relu,)))
@often
def test_where_all_is_dead_the_gradient_is_exactly_zero_at_any_target(problem):
    network, theta, x = problem
    targets = np.random.default_rng(0).normal(size=(5, len(x), network.widths[-1]))
    gradients = [Objective(network, Data(x, y)).gradient(theta) for y in targets]
    assert not is_dead(network, theta, x) or not np.any(gradients)


@given(problem=problems())
@often
def test_the_slopes_are_those_of_every_unit_one_by_one(problem):
    network, theta, x = problem
    found = slopes(network, np.stack([theta, 2 * theta]), x)
    each = [slopes_one_by_one(network, theta, point) for point in x]
    for i, layer in enumerate(found):
        assert layer.shape == (2, len(x), network.widths[i + 1])
        assert layer[0].tolist() == layer[1].tolist() == [[float(s) for s in point[i]] for point in each]


@given(problem=problems(kinds=(relu, identity)))
@often
def test_with_biases_nothing_is_ever_dead(problem):
    network, _, x = problem
    biased = Network(network.widths, network.activation, biases=True)
    assert not is_dead(biased, np.full(biased.size, -1.0), np.abs(x))


def test_many_states_are_seen_at_once_as_one_by_one(monkeypatch):
    rng, network = np.random.default_rng(4), Network((2, 3, 2, 1))
    thetas, x = rng.uniform(-1, 1, (50, network.size)), rng.uniform(-1, 1, (4, 2))
    whole = slopes(network, thetas, x)
    monkeypatch.setattr("backprop_lab.pattern._AT_ONCE", 100)
    assert all(np.array_equal(a, b) for a, b in zip(whole, slopes(network, thetas, x), strict=True))


@pytest.mark.parametrize("kind", [relu, leaky_relu(0.25), identity, tanh])
@pytest.mark.parametrize("biases", [False, True])
def test_many_that_have_points_of_their_own_are_dead_as_each_is(kind, biases):
    rng, network = np.random.default_rng(2), Network((2, 2, 2, 1), kind, biases=biases)
    thetas, x = rng.uniform(-1, 1, (4, 50, network.size)), rng.uniform(-1, 1, (4, 50, 3, 2))
    found = are_dead(network, thetas, x)
    each = [[is_dead(network, *one) for one in zip(*row, strict=True)] for row in zip(thetas, x, strict=True)]
    assert found.tolist() == each
    assert 10 < found.sum() < 190 if kind is relu and not biases else not found.any()
    if kind is relu and not biases:  # and it is each one's own points that count
        assert (found != are_dead(network, thetas, x[0, 0])).any()


def outcome(objective, theta, steps=5):
    method = gradient_descent(0.1)
    history = record(descend(objective, np.array(theta), method, steps), objective, steps)
    return explain_outcome(objective, history, method, default_letters(objective.network))


def test_a_gradient_that_balances_to_zero_is_not_dead():
    both = Objective(Network((1, 1, 1)), Data([[1.0], [1.0]], [[1.0], [-1.0]]))
    assert not both.gradient([1.0, 0.0]).any()
    assert not is_dead(both.network, np.array([1.0, 0.0]), both.data.x)
    told = outcome(both, [1.0, 0.0])
    assert (told.name, told.step) == ("stalled", 0)
    assert "exactly 0 at J = 2, though a path is open" in told.cause


def test_a_gradient_that_underflows_to_zero_is_not_dead():
    deep, theta = Objective(Network((1, 1, 1, 1)), Data([[1.0]], [[0.1]])), [1.0, 5e-324, 0.0]
    assert not deep.gradient(theta).any()
    assert outcome(deep, theta).name == "stalled"


def test_a_gradient_too_small_to_be_squared_is_not_called_zero():
    two, theta = Objective(Network((1, 1, 1)), Data([[1.0]], [[1.0]])), [1e-170, 1e-170]
    assert two.gradient(theta).all()
    assert "exactly 0" not in outcome(two, theta).cause


@pytest.mark.parametrize(("kind", "w"), [(sigmoid, -200.0), (softplus, -200.0), (softplus, -400.0)])
def test_a_slope_that_is_small_but_not_zero_is_not_dead(kind, w):
    smooth = Objective(Network((1, 1, 1), kind), Data([[1.0]], [[1.0]]))
    assert smooth.gradient([w, 1.0]).all()
    assert not is_dead(smooth.network, np.array([w, 1.0]), smooth.data.x)
    told = outcome(smooth, [w, 1.0])
    assert told.name == "stalled"
    assert "exactly 0" not in told.cause
    assert "No path" not in told.cause


@pytest.mark.parametrize(("kind", "w"), [(tanh, 25.0), (tanh, -25.0), (sigmoid, 40.0)])
def test_a_saturated_unit_is_not_dead_as_the_weights_above_it_still_learn(kind, w):
    flat = Objective(Network((1, 1, 1), kind), Data([[1.0]], [[3.0]]))
    assert flat.gradient([w, 1.0])[1] != 0
    assert not is_dead(flat.network, np.array([w, 1.0]), flat.data.x)


def test_hidden_units_that_are_all_off_beside_a_bias_are_not_called_an_open_path():
    biased = Objective(Network((1, 1, 1), biases=True), Data([[1.0], [2.0]], [[1.0], [-1.0]]))
    theta = [-1.0, 0.0, 1.0, 0.0]  # h = 0 at both points, and the output's bias is the mean of the targets
    assert not biased.gradient(theta).any()
    told = outcome(biased, theta)
    assert told.name == "stalled"
    assert "path is open" not in told.cause
