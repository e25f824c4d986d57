"""Labs for the page's tests: the handout, XOR, a leaky 3-4-3-2, and any number drawn at random."""

from dataclasses import replace

import numpy as np

from backprop_lab import load_lab
from backprop_lab.activation import ACTIVATIONS, leaky_relu
from backprop_lab.lab import Descent, Lab
from backprop_lab.loss import LOSSES
from backprop_lab.names import default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective

METHODS = ("gradient_descent", "momentum:0.9", "nesterov:0.8", "adam:0.9:0.999:1e-08")
STRAIGHT = ("relu", "leaky_relu", "identity")


def leaky():
    """A 3-4-3-2 network of leaky ReLU with five points."""
    rng = np.random.default_rng(11)
    data = Data(rng.uniform(-1, 1, (5, 3)), rng.uniform(-2, 2, (5, 2)))
    network = Network((3, 4, 3, 2), leaky_relu(0.1))
    return Lab(
        "leaky", Objective(network, data), Descent(0.01, 60), default_letters(network),
        "A 3-4-3-2 leaky ReLU network, five data points",
    )  # fmt: skip


SHOWN = {"handout": load_lab("handout"), "xor": load_lab("xor"), "leaky": leaky()}


def drawn(seed, straight=False):
    """A random lab with a theta; `straight` ones are linear between kinks, output included."""
    rng = np.random.default_rng(seed)
    loss = "squared_error" if straight else str(rng.choice(list(LOSSES)))
    kind = str(rng.choice(STRAIGHT if straight else list(ACTIVATIONS)))
    activation = leaky_relu(float(rng.uniform(-0.5, 1))) if kind == "leaky_relu" else ACTIVATIONS[kind]
    output = "identity" if straight else str(rng.choice(LOSSES[loss].outputs))
    outputs = int(rng.integers(2 if loss == "softmax_cross_entropy" else 1, 4))
    widths = (*(int(w) for w in rng.integers(1, 5, rng.integers(1, 4))), outputs)
    network = Network(widths, activation, ACTIVATIONS[output], bool(rng.integers(2)))
    n = int(rng.integers(1, 5))
    x, y = rng.uniform(-2, 2, (n, widths[0])), rng.uniform(0, 1, (n, outputs))
    if loss == "softmax_cross_entropy":
        y = np.eye(outputs)[rng.integers(0, outputs, n)]
    factor = float(rng.choice([1.0, 0.5, 3.0]))
    objective = Objective(network, Data(x, y), LOSSES[loss], factor, str(rng.choice(["sum", "mean"])))
    descent = Descent(float(10 ** rng.uniform(-3, -0.5)), int(rng.integers(1, 12)), str(rng.choice(METHODS)))
    lab = Lab(f"drawn-{seed}", objective, descent, default_letters(network))
    theta = rng.uniform(-1.5, 1.5, network.size)
    theta[rng.random(network.size) < 0.1] = 0.0
    return lab, theta


def at_rate(lab, rate, method=None):
    """The lab with another rate and method."""
    return replace(lab, descent=replace(lab.descent, rate=rate, method=method or lab.descent.method))
