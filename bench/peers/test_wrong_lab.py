"""What an instructor writes with pytest alone: the functions of `wrong_lab`, beside it, held to the handout's."""

import numpy as np
import pytest
import wrong_lab

from backprop_lab import handout

STARTS = [handout.random_start(seed=5, index=i) for i in range(20)]
CASES = [(theta, np.array(x, float), y) for theta in STARTS for x, y in handout.POINTS]


@pytest.mark.parametrize("a", [-3.0, -0.5, 0.25, 2.5])
def test_relu(a):
    assert wrong_lab.relu(a) == handout.relu(a)


@pytest.mark.parametrize("a", [-3.0, -0.5, 0.25, 2.5])
def test_relu_derivative(a):
    assert wrong_lab.relu_derivative(np.array([a])) == handout.relu_derivative(a)


@pytest.mark.parametrize("case", CASES)
def test_forward(case):
    np.testing.assert_allclose(wrong_lab.forward(*case), handout.forward(*case), rtol=1e-9)


@pytest.mark.parametrize("case", CASES)
def test_gradient(case):
    np.testing.assert_allclose(wrong_lab.gradient(*case), handout.gradient(*case), rtol=1e-9)


@pytest.mark.parametrize("theta", STARTS)
def test_objective(theta):
    assert wrong_lab.J(theta) == pytest.approx(handout.objective(theta), rel=1e-9)


def test_descent():
    assert len(wrong_lab.values) == 101
