"""Tiled code, for networks of any size, against the slow twin; the same bits in every width and tile."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from atlas.cases import differing
from backprop_lab.activation import ACTIVATIONS, leaky_relu
from backprop_lab.atlas import traits, twin
from backprop_lab.atlas.given import tables
from backprop_lab.atlas.kernel import engine, kernels, traced
from backprop_lab.atlas.kernel import tables as parts
from backprop_lab.atlas.runs import Drawn, Runs
from backprop_lab.atlas.vector import compiled, tiles
from backprop_lab.lab import Descent, Lab
from backprop_lab.loss import LOSSES
from backprop_lab.names import default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.start import Start
from drawn import seldom

REALS = {"double": 1e-11, "float": 1e-3}
STEPS = 4


@pytest.fixture(autouse=True)
def all_tiled(monkeypatch):
    monkeypatch.setattr(traits, "SMALL", 0)
    forget()
    yield
    forget()


def forget():
    kernels._kernels.cache_clear()
    traced._tracing.cache_clear()
    tiles.shape.cache_clear()


def lab(widths, act="relu", points=5, loss="squared_error", output="identity", **descent):
    biases, rng = descent.pop("biases", False), np.random.default_rng(len(widths))
    x, y = rng.normal(size=(points, widths[0])), rng.uniform(0, 1, size=(points, widths[-1]))
    y = y / y.sum(axis=1, keepdims=True) if loss == "softmax_cross_entropy" else y
    network = Network(widths, ACTIVATIONS.get(act) or leaky_relu(float(act)), ACTIVATIONS[output], biases)
    objective = Objective(network, Data(x, y), LOSSES[loss], 1.0, "mean")
    return Lab(
        "large", objective, Descent(**{"rate": 0.05, "start": Start("he", ()), **descent}), default_letters(network)
    )


LARGE = {
    "relu": lab((2, 8, 8, 1), points=32),
    "relu, biases": lab((4, 16, 16, 3), biases=True, points=7),
    "dies": lab((2, 3, 3, 1), points=9, rate=50.0),
    "no hidden layer": lab((13, 5), points=11),
    "tanh": lab((16, 16, 1), "tanh", points=16),
    "softplus, softmax": lab((3, 7, 5), "softplus", loss="softmax_cross_entropy", biases=True),
    "leaky, sigmoid": lab((3, 11, 2), "leaky_relu", loss="binary_cross_entropy", output="sigmoid"),
    "sigmoid, momentum": lab((5, 6, 7, 1), "sigmoid", method="momentum:0.9", output="sigmoid"),
    "identity": lab((1, 1, 1, 1), "identity", points=1),
    "more inputs than points, biases": lab((20, 5, 2), "sigmoid", biases=True, points=19),
    "one point more than inputs, biases, momentum": lab(
        (9, 6, 1), "leaky_relu", biases=True, points=10, method="momentum:0.9"
    ),
    "leaky, of slope 1": lab((3, 5, 4, 2), "1.0", points=20),
    "leaky, of slope 1, more inputs than points": lab((30, 5, 4, 2), "1.0", points=20),
    "leaky, of slope -0.5": lab((3, 5, 4, 2), "-0.5", points=20),
    "many shares": lab((3, 4, 20), "tanh", loss="softmax_cross_entropy", biases=True),
    "many outputs": lab((2, 3, 300), points=3, rate=0.001),
    "many outputs, sigmoid": lab((3, 17), loss="binary_cross_entropy", output="sigmoid"),
    "many parameters": lab((8, 90, 90, 2), points=3, steps=30),
}  # fmt: skip
each = pytest.mark.parametrize("large", LARGE.values(), ids=LARGE)


def assert_states_of_the_twin(runs, real, width=None):
    found, steps = engine.trace(runs, real=real, width=width), min(STEPS, runs.lab.descent.steps)
    theta, velocity, (x, y) = runs.theta, 0.0, tables(runs)
    beta = runs.lab.method.numbers[0] if runs.lab.method.numbers else 0.0
    size = np.abs(found.gradient[:steps]).max() + np.abs(found.theta[:steps]).max()
    for t in range(steps):
        value, gradient = twin.evaluate(runs.lab.objective, theta, x, y)
        rtol, largest = REALS[real], np.abs(value).max() + runs.lab.objective.weight
        np.testing.assert_allclose(found.theta[t], theta, rtol=rtol, atol=rtol * size)
        np.testing.assert_allclose(found.value[t], value, rtol=rtol, atol=rtol * largest)
        np.testing.assert_allclose(found.gradient[t], gradient, rtol=rtol, atol=rtol * size)
        velocity = beta * velocity + gradient
        theta = theta - twin.rates(runs) * velocity


@pytest.mark.parametrize("real", REALS)
@settings(seldom, max_examples=12)
@given(runs=differing())
def test_a_few_states_are_those_of_the_twin_whatever_differs(real, runs):
    assert_states_of_the_twin(runs, real)


@each
@pytest.mark.parametrize("real", REALS)
def test_a_few_states_of_larger_networks_are_those_of_the_twin(large, real):
    assert_states_of_the_twin(Runs(large, Drawn(1, 0, 5), 0.01), real)


@each
def test_outcomes_are_those_of_the_twin(large):
    runs = Runs(large, Drawn(3, 0, 60))
    found, wanted = engine.train(runs), twin.train(runs)
    np.testing.assert_array_equal(found.code, wanted.code)
    np.testing.assert_array_equal(found.step, wanted.step)
    np.testing.assert_allclose(found.value, wanted.value, rtol=1e-6, atol=1e-9)


WAYS = ((16, 4, 4096, 2**15, True), (32, 8, 20, 1, False), (5, 2, 4096, 2**12, True), (16, 1, 9, 2**20, False))
"""Registers, width, pool, bytes of the tables of a part of the points, whether runs may leave."""


@each
def test_the_bits_depend_on_neither_width_nor_tile_nor_pool_nor_part_nor_leaving(monkeypatch, large):
    runs, found = Runs(large, Drawn(3, 0, 37)), []
    monkeypatch.setattr(parts, "FEW", 3)
    monkeypatch.setattr(parts, "WHOLE", 0)
    for registers, width, pool, cached, leave in WAYS:
        monkeypatch.setattr(compiled, "registers", lambda registers=registers: registers)
        for name in ("POOL", "STAYING"):
            monkeypatch.setattr(engine, name, pool)
        monkeypatch.setattr(parts, "CACHED", cached)
        forget()
        fate = engine.train(runs, width=width, leave=leave)
        found.append((fate.code.tobytes(), fate.step.tobytes(), fate.value.tobytes()))
    assert len(set(found)) == 1


@each
def test_the_states_are_to_the_bit_those_that_training_passes_through(large):
    runs = Runs(large, Drawn(3, 0, 9))
    found, fate = engine.trace(runs, width=2), engine.train(runs)
    whole = fate.value < np.inf
    np.testing.assert_array_equal(found.value[-1][whole], fate.value[whole])


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf, 1e200])
def test_what_is_not_finite_in_a_start_comes_out_as_in_the_twin(number):
    large = LARGE["relu"]
    theta = np.repeat(Drawn(1, 0, 2).theta(large), large.network.size, axis=0)
    theta[np.arange(len(theta)), np.arange(len(theta)) % large.network.size] = number
    found, wanted = engine.train(Runs(large, theta)), twin.train(Runs(large, theta))
    np.testing.assert_array_equal(found.code, wanted.code)


@given(st.integers(1, 40), st.integers(1, 40), st.sampled_from([16, 32]))
def test_a_tile_fits_into_the_registers(rows, columns, registers):
    high, wide = tiles.shape(rows, columns, registers)
    assert 1 <= high <= rows
    assert 1 <= wide <= columns
    assert high * wide + wide + 1 <= registers


def loads(rows, columns, high, wide):
    """What all tiles load, counted tile by tile."""
    corners = product(range(0, rows, high), range(0, columns, wide))
    return sum(min(high, rows - row) + min(wide, columns - column) for row, column in corners)


@pytest.mark.parametrize("registers", [16, 32])
def test_no_tile_costs_less_and_of_those_that_cost_the_same_none_has_fewer_loads(registers):
    fitting = [(a, b) for a, b in product(range(1, 41), range(1, 5)) if a * b + b + 1 <= registers]
    for rows, columns in product(range(1, 41), repeat=2):
        costs = {(a, b): tiles._cost(rows, columns, a, b) for a, b in fitting if a <= rows and b <= columns}
        least = min(costs.values())
        alike = [loads(rows, columns, *size) for size, cost in costs.items() if cost == least]
        found = tiles.shape(rows, columns, registers)
        assert (costs[found], loads(rows, columns, *found)) == (least, min(alike))


def test_of_tiles_that_cost_the_same_a_square_one_loads_least():
    assert tiles.shape(32, 16, 32) == (4, 4)
