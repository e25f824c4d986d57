"""Up to which rate a method stays at a minimum, against the eigenvalues of its own update; where nothing is known."""

import numpy as np
import pytest

from backprop_lab.activation import identity, sigmoid, softplus, tanh
from backprop_lab.bound import bound_at, missing_condition, smallest_sharpness, stability_bound, stability_limit
from backprop_lab.descent import descend
from backprop_lab.loss import binary_cross_entropy, softmax_cross_entropy
from backprop_lab.method import adam, gradient_descent, momentum, nesterov
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective

BETAS = [0.0, 0.3, 0.5, 0.9, 0.99]
MAKERS = [lambda r: gradient_descent(r)] + [
    (lambda r, make=make, beta=beta: make(r, beta)) for make in (momentum, nesterov) for beta in BETAS
]
NAMES = ["gradient_descent"] + [f"{name}:{beta}" for name in ("momentum", "nesterov") for beta in BETAS]
LINE = Objective(Network((1, 1), identity), Data([[1.0]], [[0.0]]))  # J = v^2, of sharpness 2
TABLE = Data([[1.0, 2.0], [0.5, -1.0]], [[1.0], [0.0]])


def growth(method, sharpness):
    """The spectral radius of the method's update on J = sharpness theta^2 / 2, read off its own function."""
    columns = []
    for theta, velocity in ((1.0, 0.0), (0.0, 1.0)):
        memory = (np.array([velocity]),) if method.numbers else ()
        moved, memory = method.update(memory, np.array([theta]), sharpness * np.array([theta]))
        columns.append([moved[0], memory[0][0] if memory else 0.0])
    return np.abs(np.linalg.eigvals(np.array(columns).T)).max()


@pytest.mark.parametrize("make", MAKERS, ids=NAMES)
@pytest.mark.parametrize("sharpness", [0.02, 1.0, 1775.67])
def test_a_method_is_stable_just_where_rate_times_sharpness_is_below_its_limit(make, sharpness):
    limit = stability_limit(make(1.0))
    for share in (1e-4, 0.01, 0.1, 0.3, 0.5, 0.7, 0.9, 0.99, 0.9999):
        assert growth(make(share * limit / sharpness), sharpness) < 1.0
    for share in (1.0001, 1.01, 1.1, 1.5, 3.0, 100.0):
        assert growth(make(share * limit / sharpness), sharpness) > 1.0


@pytest.mark.parametrize("make", MAKERS, ids=NAMES)
def test_a_descent_goes_to_the_minimum_below_the_limit_and_away_above(make):
    limit = stability_limit(make(1.0)) / 2.0
    below, above = (
        [state.value for state in descend(LINE, [1.0], make(share * limit), 3000)] for share in (0.95, 1.05)
    )
    assert below[-1] < 1e-12
    assert not above[-1] < 1e12


@pytest.mark.parametrize(
    ("method", "limit"),
    [
        (gradient_descent(0.1), 2.0),
        (momentum(0.1, 0.9), 3.8),
        (momentum(0.1, 0.0), 2.0),
        (nesterov(0.1, 0.0), 2.0),
        (nesterov(0.1, 0.5), 1.5),
        (adam(0.1), None),
    ],
    ids=str,
)
def test_the_limits_are_those_of_the_books(method, limit):
    assert stability_limit(method) == limit
    assert stability_limit(type(method)("other", 0.1, (0.5,), method.init, method.update)) is None


UNKNOWN = {
    "the network has biases": Objective(Network((2, 2, 1), biases=True), TABLE),
    "the activation is tanh": Objective(Network((2, 2, 1), tanh), TABLE),
    "the activation is sigmoid": Objective(Network((2, 2, 2, 1), sigmoid), TABLE),
    "the activation is softplus": Objective(Network((2, 2, 1), softplus), TABLE),
    "the output is sigmoid": Objective(Network((2, 2, 1), output=sigmoid), TABLE),
    "the loss is softmax cross entropy": Objective(Network((2, 2, 2)), Data(TABLE.x, np.eye(2)), softmax_cross_entropy),
}


@pytest.mark.parametrize("missing", UNKNOWN)
@pytest.mark.parametrize("method", [gradient_descent(0.1), momentum(0.1), adam(0.1)], ids=str)
def test_where_the_proof_does_not_hold_nothing_is_known_and_the_reason_says_why(missing, method):
    objective = UNKNOWN[missing]
    bound = stability_bound(objective, method)
    assert missing_condition(objective).startswith(f"{missing}, and the proof holds only ")
    assert smallest_sharpness(objective) is None
    assert (bound.rate, bound.sharpness, bound.known, bound.kind) == (None, None, False, "none")
    assert bound.reason.startswith(f"Not known: {missing}")


def test_cross_entropy_behind_a_sigmoid_is_not_known():
    objective = Objective(Network((2, 2, 1), output=sigmoid), TABLE, binary_cross_entropy)
    bound = stability_bound(objective, gradient_descent(0.1))
    assert (bound.rate, bound.sharpness, bound.known) == (None, None, False)
    assert "sigmoid" in bound.reason


def test_an_activation_that_no_layer_has_is_no_hindrance():
    assert smallest_sharpness(Objective(Network((2, 1), tanh), TABLE)) == pytest.approx(10.0)


def test_for_adam_the_sharpness_is_known_and_the_rate_is_not():
    objective = Objective(Network((2, 2, 1)), TABLE)
    bound = stability_bound(objective, adam(0.1))
    assert (bound.rate, bound.known, bound.kind) == (None, False, "none")
    assert bound.sharpness == smallest_sharpness(objective) == pytest.approx(4 * 5**0.5)
    assert bound.reason.startswith("Not known for adam: ")
    assert f"{bound.sharpness:.6g}" in bound.reason


def test_targets_that_are_all_zero_give_no_bound():
    zero = Objective(Network((2, 2, 1)), Data(TABLE.x, np.zeros((2, 1))))
    bound = stability_bound(zero, gradient_descent(0.1))
    assert (bound.rate, bound.sharpness, bound.known, bound.kind) == (None, 0.0, False, "none")
    assert bound.reason.startswith("Not known: ")


@pytest.mark.parametrize(("method", "limit"), [(gradient_descent(0.1), 2.0), (momentum(0.1, 0.5), 3.0)], ids=str)
def test_a_bound_speaks_of_its_method(method, limit):
    bound = stability_bound(Objective(Network((2, 2, 1)), TABLE), method)
    assert bound.known
    assert bound.rate == pytest.approx(limit / (4 * 5**0.5))
    assert f"under {method.name.replace('_', ' ')}." in bound.reason
    assert f"{bound.rate:.5g}" in bound.reason


def test_one_fit_that_was_found_has_its_own_limit():
    steep = Objective(Network((1, 1), identity, biases=True), Data([[3.0]], [[6.0]]))
    bound = bound_at(steep, momentum(0.1, 0.5), np.array([2.0, 0.0]))  # J = (3 v + c - 6)^2
    assert bound.sharpness == pytest.approx(20.0)
    assert bound.rate == pytest.approx(3.0 / 20.0)
    assert (bound.known, bound.kind) == (False, "the fit that was found")
    assert "20" in bound.reason
    assert "0.15" in bound.reason


@pytest.mark.parametrize("theta", [[0.0, 0.0, 0.0], [np.nan, 1.0, 1.0]])
def test_a_fit_without_a_positive_sharpness_has_no_limit(theta):
    flat = Objective(Network((2, 1, 1)), TABLE)
    assert bound_at(flat, gradient_descent(0.1), np.array(theta)).rate is None


def test_a_fit_found_by_adam_has_no_limit():
    bound = bound_at(LINE, adam(0.1), np.array([0.0]))
    assert (bound.rate, bound.kind) == (None, "none")
    assert bound.reason == "Not known for adam: no limit of it is proved."
