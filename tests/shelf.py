"""One small objective for every activation, loss, bias and shape, with states at which its gradient is alive."""

from functools import cache
from itertools import product

import numpy as np

import loops
import oracle
from backprop_lab import activation, loss
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective

ACTIVATIONS = (
    activation.relu, activation.leaky_relu(0.01), activation.leaky_relu(-0.5), activation.identity,
    activation.tanh, activation.sigmoid, activation.softplus,
)  # fmt: skip
PAIRS = (
    (activation.identity, loss.squared_error),
    (activation.sigmoid, loss.squared_error),
    (activation.sigmoid, loss.binary_cross_entropy),
    (activation.identity, loss.softmax_cross_entropy),
)
SHAPES = ((2, 2, 2, 1), (3, 4, 2), (1, 5, 3, 2), (2, 3), (4, 3, 3, 3, 2))
WEIGHTS = ((1.0, "sum"), (0.5, "mean"), (3.7, "sum"), (2.0, "mean"))


def targets(rng, name, shape):
    if name == "squared_error":
        return rng.normal(size=shape)
    shares = rng.uniform(0.05, 1.0, shape)
    return shares / shares.sum(axis=1, keepdims=True) if name == "softmax_cross_entropy" else shares


def build(network, of_loss, number):
    """An objective with random data; `number` is its seed and chooses the weight and the number of points."""
    rng = np.random.default_rng(number)
    n = 1 + number // 3 * 2 % 5
    factor, reduction = WEIGHTS[number % 4]
    x = rng.normal(size=(n, network.widths[0]))
    y = targets(rng, of_loss.name, (n, network.widths[-1]))
    return Objective(network, Data(x, y), of_loss, factor, reduction)


def named(objective):
    network = objective.network
    widths = "-".join(map(str, network.widths))
    biases = "biases" if network.biases else "bare"
    return f"{network.activation}:{network.output}:{objective.loss.name}:{widths}:{biases}"


@cache
def objectives():
    """Every activation with every loss, with biases and without, three of the five shapes in turn for each."""
    found = []
    for s, (output, of_loss), biases, turn in product(ACTIVATIONS, PAIRS, (False, True), range(3)):
        widths = SHAPES[(len(found) // 3 + 2 * turn) % len(SHAPES)]
        if of_loss.name == "softmax_cross_entropy" and widths[-1] == 1:
            widths = (2, 2, 3)
        found.append(build(Network(widths, s, output, biases), of_loss, len(found)))
    return tuple(found)


@cache
def states(objective, count=2):
    """The first `count` of a row of random thetas at which every block of weights has a gradient.

    Outputs are kept below 4 in size: beyond, log(1 - z) as the oracles write it loses digits.
    """
    rng, found = np.random.default_rng(objective.network.size), []
    while len(found) < count:
        theta = rng.uniform(-1.5, 1.5, objective.network.size)
        slope = oracle.gradient(objective, theta)
        alive = all(slope[weights].any() for weights, _ in objective.network.blocks)
        b = [loops.layers(objective.network, theta, x, -1)[-1][0] for x in objective.data.x]
        if alive and np.abs(b).max() < 4:
            found.append(theta)
    return tuple(found)


def gap(ours, theirs):
    """How far two vectors are apart, in Euclidean length over that of the longer; of two shapes, infinitely."""
    ours, theirs = np.asarray(ours, float), np.asarray(theirs, float)
    if ours.shape != theirs.shape:
        return float("inf")
    ours, theirs = ours.ravel(), theirs.ravel()
    longer = max(np.linalg.norm(ours), np.linalg.norm(theirs))
    return float(np.linalg.norm(ours - theirs) / longer) if longer else 0.0
