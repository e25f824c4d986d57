"""The core made wrong on purpose, one line at a time: the oracles that judge it must notice each, and by far."""

from dataclasses import replace

import numpy as np
import pytest

import loops
import naive
import oracle
from backprop_lab import activation, curvature, loss, method
from backprop_lab import objective as objective_module
from backprop_lab.descent import descend
from backprop_lab.exact import exact
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.prepared import Prepared
from shelf import build, gap, states

SEEN = 1e-4
"""What a mistake must at least come to; the oracles accept 1e-12."""
SHAPE = (3, 4, 3, 2)


def gradients(wrong, right, theta):
    """Gaps of the wrong gradient, by matrices and by buffers, to loops and autograd of the right J."""
    ours = wrong.gradient(theta), Prepared(wrong)(theta)[1].copy()
    return [gap(g, true(right, theta)) for g in ours for true in (lambda o, t: loops.gradient(o, t), oracle.gradient)]


def swapped(right, where, function):
    """The objective with one function replaced: of its activation, of its output's, or of its loss."""
    part, name = where.split(".")
    if part == "loss":
        return replace(right, loss=replace(right.loss, **{name: function}))
    row = replace(getattr(right.network, part), **{name: function})
    return replace(right, network=replace(right.network, **{part: row}))


def of(function):
    """A slope that takes `out`, from a function of a and h."""
    return lambda a, h, out=None: np.positive(function(a, h) * 1.0, out=out)


def make(s=activation.tanh, output=activation.identity, of_loss=loss.squared_error, biases=True, number=3):
    return build(Network(SHAPE, s, output, biases), of_loss, number)


SIGMOID_SQUARED = make(output=activation.sigmoid)
BINARY = make(output=activation.sigmoid, of_loss=loss.binary_cross_entropy)
SOFTMAX = make(of_loss=loss.softmax_cross_entropy)
RELU, SOFTPLUS, SIGMOID = make(activation.relu), make(activation.softplus), make(activation.sigmoid)
ROWS = {
    "relu lets everything back": (RELU, "activation.slope", of(lambda a, h: np.ones_like(a))),
    "relu lets back what is off": (RELU, "activation.slope", of(lambda a, h: a < 0)),
    "leaky relu forgets its slope": (make(activation.leaky_relu(0.3)), "activation.slope", activation.relu.slope),
    "tanh' is that of sigmoid": (make(), "activation.slope", activation.sigmoid.slope),
    "sigmoid' is h": (SIGMOID, "activation.slope", of(lambda a, h: h)),
    "softplus' is that of sigmoid": (SOFTPLUS, "activation.slope", activation.sigmoid.slope),
    "the output's slope is left out": (SIGMOID_SQUARED, "output.slope", activation.identity.slope),
    "the two is dropped": (SIGMOID_SQUARED, "loss.slope", lambda s, b, z, y: (z - y) * s.slope(b, z)),
    "the slope is squared": (SIGMOID_SQUARED, "loss.slope", lambda s, b, z, y: 2 * (z - y) * s.slope(b, z) ** 2),
    "cross-entropy takes sigmoid'": (BINARY, "loss.slope", lambda s, b, z, y: (z - y) * s.slope(b, z)),
    "cross-entropy is turned": (BINARY, "loss.slope", lambda s, b, z, y: y - z),
    "softmax forgets to exponentiate": (SOFTMAX, "loss.slope", lambda s, b, z, y: z - y),
    "softmax takes the whole batch": (SOFTMAX, "loss.slope", lambda s, b, z, y: np.exp(b) / np.exp(b).sum() - y),
}


@pytest.mark.parametrize("name", ROWS)
def test_a_wrong_row_of_the_tables_is_seen_by_loops_and_autograd(name):
    right, *change = ROWS[name]
    for theta in states(right):
        assert max(gradients(right, right, theta)) <= 1e-12
        assert min(gradients(swapped(right, *change), right, theta)) > SEEN


def backward(d_weights="h.T @ delta", d_bias="delta.sum(axis=0)", below="delta @ w.T * slope", last=False):
    """Back-propagation written once more, any of its lines replaced; `last` leaves out all layers but the last."""

    def wrong(network, theta, passed, delta):
        gradient = np.zeros_like(theta)
        layers, slots = network.unpack(theta), network.unpack(gradient)
        into = (passed.inputs, *passed.activations)
        for i in reversed(range(network.depth)):
            known = {"h": into[i], "delta": delta, "w": layers[i][0], "into": into[i + 1]}
            slots[i][0][...] = eval(d_weights, known)
            slots[i][1][...] = eval(d_bias, known)
            if last or i == 0:
                break
            known["slope"] = network.activation.slope(passed.preactivations[i - 1], into[i])
            delta = eval(below, known)
        return gradient

    return wrong


BACKWARD = {
    "delta is not multiplied by the slope": {"below": "delta @ w.T"},
    "delta is multiplied by the slope twice": {"below": "delta @ w.T * slope * slope"},
    "the weights are left out on the way back": {"below": "delta.sum(axis=1, keepdims=True) * slope"},
    "the sign turns at every layer": {"below": "-(delta @ w.T) * slope"},
    "biases take the mean": {"d_bias": "delta.mean(axis=0)"},
    "biases take the first point": {"d_bias": "delta[0]"},
    "biases take nothing": {"d_bias": "0.0"},
    "weights take the mean": {"d_weights": "h.T @ delta / len(h)"},
    "weights take the first point": {"d_weights": "h[:1].T @ delta[:1]"},
    "weights take the activation's sign": {"d_weights": "(h > 0).T @ delta"},
    "the layers below are left out": {"last": True},
}


@pytest.mark.parametrize("name", BACKWARD)
def test_a_wrong_line_of_back_propagation_is_seen_by_loops_autograd_and_the_fast_twin(name, monkeypatch):
    right = make()
    for lines, least, most in (({}, 0, 1e-12), (BACKWARD[name], SEEN, np.inf)):
        monkeypatch.setattr(objective_module, "backward", backward(**lines))
        for theta in states(right):
            others = loops.gradient(right, theta), oracle.gradient(right, theta), Prepared(right)(theta)[1]
            assert all(least <= gap(right.gradient(theta), true) <= most for true in others)


WEIGHT = {
    "the factor is dropped": lambda o: 1 / len(o.data),
    "the sum stands for the mean": lambda o: o.factor,
    "the mean is taken twice": lambda o: o.factor / len(o.data) ** 2,
    "the factor is squared": lambda o: o.factor**2 / len(o.data),
}


@pytest.mark.parametrize("name", WEIGHT)
def test_a_wrong_weight_of_a_point_is_seen_in_value_and_gradient(name, monkeypatch):
    right = make()
    assert right.factor != 1
    assert right.reduction == "mean"
    monkeypatch.setattr(Objective, "weight", property(WEIGHT[name]))
    for theta in states(right):
        assert min(gradients(right, right, theta)) > SEEN
        assert abs(right(theta) / oracle.value(right, theta) - 1) > SEEN
        assert abs(right(theta) / loops.derivative(right, theta)[0] - 1) > SEEN


@pytest.mark.parametrize("slope", [np.greater_equal, lambda a, _: np.heaviside(a, 0.5)], ids=["one", "half"])
def test_another_slope_at_an_exact_kink_is_seen_by_the_exact_twin_and_the_loops(slope):
    wrong_relu = replace(activation.relu, slope=lambda a, h, out=None: np.positive(slope(a, 0.0) * 1.0, out=out))
    data = Data([[1.0, 2.0]], [[-3.0]])
    right, wrong = (Objective(Network((2, 2, 2, 1), s), data) for s in (activation.relu, wrong_relu))
    theta = np.array([-1, 1, 0.5, 0, -1, 0.5, 1, 0.5, -1.5, -0.5])
    assert 0.0 in right.forward(theta).preactivations[0]
    true = [float(v) for v in exact(right, theta).gradient]
    assert np.array_equal(right.gradient(theta), true)
    assert true == naive.gradient(theta.tolist(), [1.0, 2.0], -3.0)
    assert gap(wrong.gradient(theta), true) > SEEN
    assert gap(Prepared(wrong)(theta)[1], true) > SEEN


def unit_by_unit(s, b, z, y, db):
    p = loss.softmax(b)
    return p * (1 - p) * db


CURVED = {
    "tanh'' is left out": (make(), "activation.curvature", activation.relu.curvature),
    "softplus'' is that of tanh": (SOFTPLUS, "activation.curvature", activation.tanh.curvature),
    "the output's curvature is left out": (SIGMOID_SQUARED, "output.curvature", activation.relu.curvature),
    "cross-entropy forgets 1 - z": (BINARY, "loss.slope_dot", lambda s, b, z, y, db: z * db),
    "softmax is taken unit by unit": (SOFTMAX, "loss.slope_dot", unit_by_unit),
    "the square bends nothing": (SIGMOID_SQUARED, "loss.slope_dot", lambda s, b, z, y, db: 0 * db),
}


@pytest.mark.parametrize("name", CURVED)
def test_a_wrong_second_derivative_is_seen_by_autograds_hessian(name):
    right, *change = CURVED[name]
    for theta in states(right):
        true = oracle.hessian(right, theta)
        wrong = curvature.hessian(swapped(right, *change), theta)
        assert gap(curvature.hessian(right, theta), true) <= 1e-12
        assert gap(wrong, true) > SEEN
        assert abs(np.linalg.eigvalsh(wrong)[-1] / np.linalg.eigvalsh(true)[-1] - 1) > SEEN / 10


def keeps(update):
    """A way down with one memory, of the same shape as theta."""
    return method.Method("wrong", 0.01, (), lambda theta: (np.zeros_like(theta),), update)


def damped(memory, theta, g):
    v = 0.9 * memory[0] + (1 - 0.9) * g
    return theta - 0.01 * v, (v,)


def lagging(memory, theta, g):
    return theta - 0.01 * memory[0], (0.9 * memory[0] + g,)


def uncorrected(rate):
    right = method.adam(rate)

    def update(memory, theta, g):
        m, v, _ = right.update(memory, theta, g)[1]
        return theta - rate * m / (np.sqrt(v) + 1e-8), (m, v, memory[2] + 1)

    return replace(right, update=update)


STEPS = {
    "momentum forgets": ("momentum", method.gradient_descent(0.01)),
    "momentum is a mean": ("momentum", keeps(damped)),
    "momentum lags a step": ("momentum", keeps(lagging)),
    "Nesterov is Polyak": ("nesterov", method.momentum(0.01)),
    "Polyak is Nesterov": ("momentum", method.nesterov(0.01)),
    "Adam starts uncorrected": ("adam", uncorrected(0.01)),
    "Adam swaps its shares": ("adam", method.adam(0.01, 0.999, 0.9)),
    "Adam counts from 0.99": ("adam", method.adam(0.01, 0.9, 0.99)),
}
PAPERS = {
    "momentum": lambda slope, theta: naive.momentum(slope, theta, 0.01, 20, 0.9),
    "nesterov": lambda slope, theta: naive.nesterov(slope, theta, 0.01, 20, 0.9),
    "adam": lambda slope, theta: naive.adam(slope, theta, 0.01, 20, 0.9, 0.999, 1e-8),
}


@pytest.mark.parametrize("name", STEPS)
def test_a_wrong_way_down_is_seen_by_the_papers_loops(name):
    paper, wrong = STEPS[name]
    right, theta = make(), states(make())[0]
    true = np.array(PAPERS[paper](lambda at: loops.gradient(right, at), theta))
    ours, theirs = (
        np.array([s.theta for s in descend(right, theta, m, 20)]) for m in (method.METHODS[paper](0.01), wrong)
    )
    assert gap(ours, true) <= 1e-12
    assert gap(theirs, true) > SEEN
