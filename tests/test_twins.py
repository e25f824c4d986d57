"""Every form of the mathematics against every other: loops, the handout's letters, matrices, buffers, exact numbers."""

import numpy as np
import pytest

import loops
import naive
from backprop_lab import activation, handout, method
from backprop_lab.descent import descend
from backprop_lab.exact import exact, is_exact, relative_error
from backprop_lab.network import Network, forward, trace
from backprop_lab.objective import Data, Objective
from backprop_lab.prepared import Prepared
from cases import cases
from shelf import gap, named, objectives, states

CLOSE = 1e-12
SINGLE = 2e-5
"""In float32 a hundred and sixty roundings of 2^-23; the largest gap seen is 4e-6."""
NETWORK = Network((2, 2, 2, 1))
FEW_BITS = slice(6000, None)
HANDOUT = Objective(NETWORK, Data(*zip(*((x, (y,)) for x, y in handout.POINTS), strict=True)))

each_objective = pytest.mark.parametrize("objective", objectives(), ids=named)


def by_matrices(theta, x):
    """[h1, h2, k1, k2, z]."""
    return np.concatenate(forward(NETWORK, theta, x).activations)


def test_in_numbers_of_few_bits_all_forms_of_the_handout_are_equal_to_the_bit():
    for theta, x, y in cases()[FEW_BITS]:
        values, slopes = naive.forward(theta, x, y), naive.gradient(theta, x, y)
        one = Objective(NETWORK, Data([x], [[y]]))
        assert np.array_equal(handout.forward(theta, x, y), values)
        assert np.array_equal(by_matrices(theta, x), values[:5])
        assert np.array_equal(handout.gradient(theta, x, y), slopes)
        assert np.array_equal(one.gradient(theta), slopes)
        value, slope = Prepared(one)(theta)
        assert value == one(theta) == values[5]
        assert np.array_equal(slope, slopes)


def test_in_full_floats_all_forms_of_the_handout_agree():
    for theta, x, y in cases()[: FEW_BITS.start : 3]:
        values, slopes = naive.forward(theta, x, y), naive.gradient(theta, x, y)
        assert gap(handout.forward(theta, x, y), values) <= CLOSE
        assert gap(by_matrices(theta, x), values[:5]) <= CLOSE
        assert gap(handout.gradient(theta, x, y), slopes) <= 100 * CLOSE  # some cancel to a few digits less


def test_the_small_functions_of_the_handout_agree_with_the_loops():
    for theta, x, y in cases()[::50]:
        assert handout.f(theta, x) == pytest.approx(naive.forward(theta, x, y)[4], rel=CLOSE, abs=CLOSE)
        assert handout.loss(theta, x, y) == pytest.approx(naive.forward(theta, x, y)[5], rel=CLOSE)
    values = np.array([-2.0, -0.0, 0.0, 5e-324, 3.0])
    assert handout.relu(values).tolist() == [naive.relu(v) for v in values]
    assert handout.relu_derivative(values).tolist() == [naive.relu_derivative(v) for v in values]


def test_the_handouts_j_and_its_descent_agree_with_the_loops_and_the_core():
    for index in range(20):
        theta = handout.random_start(1, index)
        true = naive.gradient_descent(naive.objective_gradient, theta, 0.0005, 20)
        thetas, values = handout.gradient_descent(theta, 20, 0.0005)
        core = list(descend(HANDOUT, theta, method.gradient_descent(0.0005), 20))
        assert gap(thetas, true) <= CLOSE
        assert gap([state.theta for state in core], true) <= CLOSE
        assert gap(values, [naive.objective(t) for t in true]) <= CLOSE
        assert gap(values, [state.value for state in core]) <= CLOSE
        assert handout.objective(theta) == pytest.approx(HANDOUT(theta), rel=CLOSE)


@each_objective
def test_value_and_gradient_agree_with_scalar_loops(objective):
    for theta in states(objective):
        value, slope = loops.derivative(objective, theta)[0], loops.gradient(objective, theta)
        assert objective(theta) == pytest.approx(value, rel=CLOSE)
        assert gap(objective.gradient(theta), slope) <= CLOSE


@each_objective
def test_the_fast_twin_agrees_in_both_precisions_and_keeps_nothing_between_calls(objective):
    double, single = Prepared(objective), Prepared(objective, np.float32)
    for theta in [*states(objective), *states(objective)]:
        value, slope = double(theta)
        assert value == pytest.approx(objective(theta), rel=CLOSE)
        assert gap(slope, objective.gradient(theta)) <= CLOSE
        value, slope = single(theta)
        assert slope.dtype == np.float32
        assert value == pytest.approx(objective(theta), rel=SINGLE)
        assert gap(slope, objective.gradient(theta)) <= SINGLE


@each_objective
def test_the_forward_map_of_a_point_of_a_batch_and_of_a_stack_is_that_of_the_loops(objective):
    network, thetas = objective.network, np.array(states(objective))
    stacked = trace(network, thetas, objective.data.x)
    for number, theta in enumerate(thetas):
        batch = forward(network, theta, objective.data.x)
        for row, x in enumerate(objective.data.x):
            one = forward(network, theta, x)
            true = loops.layers(network, theta.tolist(), x.tolist(), -1)
            for layer, (a, h, _) in enumerate(true):
                for passed, where in ((one, ...), (batch, row), (stacked, (number, row))):
                    assert gap(passed.preactivations[layer][where], a) <= CLOSE
                    assert gap(passed.activations[layer][where], h) <= CLOSE
            assert np.array_equal(one.output, one.activations[-1])


@pytest.mark.parametrize("inputs", [1, 2])
@pytest.mark.parametrize("n", [1, 2, 3])
def test_a_batch_keeps_its_rows_whatever_their_number_and_width(inputs, n):
    network, x = Network((inputs, 3, 1), biases=True), np.arange(1.0, 1 + n * inputs).reshape(n, inputs)
    theta = np.linspace(-1, 1, network.size)
    batch = forward(network, theta, x)
    assert batch.output.shape == (n, 1)
    assert gap(batch.output, [forward(network, theta, row).output for row in x]) <= CLOSE


@pytest.mark.parametrize("objective", list(filter(is_exact, objectives())), ids=named)
def test_the_exact_twin_agrees_with_matrices_and_loops_on_any_network(objective):
    for theta in states(objective):
        true = exact(objective, theta)
        assert objective(theta) == pytest.approx(float(true.value), rel=CLOSE)
        assert relative_error(objective.gradient(theta), true.gradient) <= CLOSE
        for number, x in enumerate(objective.data.x.tolist()):
            layers = loops.layers(objective.network, theta.tolist(), x, -1)
            for pre, (a, _, _) in zip(true.preactivations[number], layers, strict=True):
                assert gap(pre, a) <= CLOSE


WAYS_DOWN = {
    "gradient_descent": (method.gradient_descent, naive.gradient_descent, ()),
    "momentum": (method.momentum, naive.momentum, (0.9,)),
    "nesterov": (method.nesterov, naive.nesterov, (0.8,)),
    "adam": (method.adam, naive.adam, (0.9, 0.99, 1e-6)),
}


@pytest.mark.parametrize("name", WAYS_DOWN)
@pytest.mark.parametrize("objective", [HANDOUT, *objectives()[4::33]], ids=named)
def test_twenty_steps_of_every_way_down_are_those_of_the_papers(objective, name):
    of_ours, of_papers, numbers = WAYS_DOWN[name]
    for theta in states(objective):
        ours = [s.theta for s in descend(objective, theta, of_ours(1e-3, *numbers), 20)]
        papers = of_papers(lambda at: loops.gradient(objective, at), theta, 1e-3, 20, *numbers)
        assert gap(ours, papers) <= CLOSE
        assert gap(np.array(ours) - theta, np.array(papers) - theta) <= 1e3 * CLOSE  # the way gone, not the place


def test_adams_and_the_others_usual_numbers_are_those_of_the_papers():
    assert method.adam(0.1).numbers == (0.9, 0.999, 1e-8)
    assert method.momentum(0.1).numbers == method.nesterov(0.1).numbers == (0.9,)


@pytest.mark.parametrize("row", [*activation.ACTIVATIONS.values(), activation.leaky_relu(-0.5)], ids=str)
def test_an_activation_works_in_place_and_on_a_single_number_as_on_an_array(row):
    a = np.array([-2.0, -0.25, 0.0, 0.5, 3.0])
    h = row.value(a)
    for function, arguments in ((row.value, (a,)), (row.slope, (a, h)), (row.curvature, (a, h))):
        expected = function(*arguments)
        for place in range(len(arguments)):
            own = [v.copy() for v in arguments]
            assert np.array_equal(function(*own, out=own[place]), expected)
        assert [float(function(*(v[i : i + 1].reshape(()) for v in arguments))) for i in range(5)] == expected.tolist()


@pytest.mark.parametrize("row", [*activation.ACTIVATIONS.values(), activation.leaky_relu(-0.5)], ids=str)
def test_an_activation_and_its_slope_are_those_of_the_loops(row):
    value, slope = loops.ACTIVATIONS[row.name]
    left = row.pieces[0] if row.pieces else 0.0
    a = np.array([-30.0, -2.0, -1e-8, -0.0, 0.0, 1e-8, 0.5, 3.0, 30.0])
    h = row.value(a)
    assert h == pytest.approx([value(v, left) for v in a], rel=1e-15, abs=1e-15)
    assert row.slope(a, h) == pytest.approx([slope(v, left) for v in a], rel=1e-14, abs=1e-15)


@pytest.mark.parametrize("kind", [activation.relu, activation.leaky_relu(0.1), activation.tanh], ids=str)
@pytest.mark.parametrize("dtype", [np.float64, np.float32])
def test_a_large_network_is_read_where_it_lies_and_gives_the_same(kind, dtype):
    rng = np.random.default_rng(5)
    data = Data(rng.normal(size=(120, 60)), rng.normal(size=(120, 3)))
    objective = Objective(Network((60, 150, 90, 3), kind, biases=True), data, reduction="mean")
    evaluate, close = Prepared(objective, dtype), 1e-12 if dtype is np.float64 else 1e-4
    for theta in rng.normal(scale=0.2, size=(3, objective.network.size)).astype(dtype):
        kept = theta.copy()
        value, slope = evaluate(theta)
        true = objective.gradient(theta.astype(np.float64))
        assert value == pytest.approx(objective(theta.astype(np.float64)), rel=close)
        assert np.linalg.norm(slope - true) <= close * np.linalg.norm(true)
        assert np.array_equal(theta, kept)
