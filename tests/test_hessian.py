"""Hessian, its products and the sharpness against automatic differentiation done twice; Lanczos against the matrix."""

import numpy as np
import pytest

import oracle
from backprop_lab import activation, curvature
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from shelf import gap, named, objectives, states

CLOSE = 1e-12


@pytest.mark.parametrize("objective", objectives(), ids=named)
def test_hessian_vector_products_are_those_of_autograd(objective):
    theta = states(objective)[0]
    along = np.random.default_rng(7).normal(size=(2, theta.size))
    true = [oracle.hessian_vector_product(objective, theta, v) for v in along]
    assert gap(curvature.hessian_vector_product(objective, theta, along), true) <= CLOSE
    assert gap(curvature.hessian_vector_product(objective, theta, along[1]), true[1]) <= CLOSE


@pytest.mark.parametrize("objective", objectives()[::3], ids=named)
def test_the_hessian_and_its_largest_eigenvalue_are_those_of_autograd(objective):
    theta = states(objective)[1]
    true = oracle.hessian(objective, theta)
    assert gap(curvature.hessian(objective, theta), true) <= CLOSE
    assert curvature.sharpness(objective, theta) == pytest.approx(np.linalg.eigvalsh(true)[-1], rel=CLOSE)


@pytest.mark.parametrize("objective", objectives()[::3], ids=named)
def test_lanczos_finds_the_sharpness_of_the_full_matrix(objective, monkeypatch):
    theta = states(objective)[1]
    dense = curvature.sharpness(objective, theta)
    monkeypatch.setattr(curvature, "DENSE", 0)
    iterated = curvature.sharpness(objective, theta)
    assert iterated == pytest.approx(dense, rel=1e-5)
    assert iterated == curvature.sharpness(objective, theta)


def test_lanczos_serves_a_network_beyond_the_dense_ones():
    network = Network((6, 20, 10, 1), activation.tanh, biases=True)
    rng = np.random.default_rng(3)
    objective = Objective(network, Data(rng.normal(size=(5, 6)), rng.normal(size=(5, 1))), reduction="mean")
    theta = rng.normal(size=network.size) / 2
    assert network.size > curvature.DENSE
    largest = np.linalg.eigvalsh(curvature.hessian(objective, theta))[-1]
    assert curvature.sharpness(objective, theta) == pytest.approx(largest, rel=1e-5)
    v = rng.normal(size=network.size)
    numeric = (objective.gradient(theta + 1e-5 * v) - objective.gradient(theta - 1e-5 * v)) / 2e-5
    assert gap(curvature.hessian_vector_product(objective, theta, v), numeric) <= 1e-7


@pytest.mark.parametrize("dense", [0, 200])
def test_the_sharpness_of_nothing_is_zero_and_of_nan_is_nan(dense, monkeypatch):
    monkeypatch.setattr(curvature, "DENSE", dense)
    dead = Objective(Network((2, 2, 2, 1)), Data([[1.0, 1.0]], [[1.0]]))
    assert curvature.sharpness(dead, -np.ones(10)) == 0.0
    assert np.isnan(curvature.sharpness(dead, np.full(10, np.nan)))


@pytest.mark.parametrize("dense", [0, 200])
def test_where_j_bends_down_everywhere_the_sharpness_is_the_zero_of_the_flat_directions(dense, monkeypatch):
    monkeypatch.setattr(curvature, "DENSE", dense)
    far = Objective(Network((3, 1), output=activation.sigmoid), Data([[1.0, 2.0, 3.0]], [[1.0]]))
    theta = np.array([-1.0, -1.0, 0.0])
    assert np.linalg.eigvalsh(oracle.hessian(far, theta))[0] < -0.1
    assert curvature.sharpness(far, theta) == pytest.approx(0.0, abs=1e-12)
