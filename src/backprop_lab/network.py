"""The matrix form of a dense feed-forward network: theta and its blocks, the forward map and back-propagation.

h_0 = x, a_i = h_{i-1} W_i + c_i, h_i = s(a_i), and the last h is the output z. One point is a
vector, a batch has one point a row; W_i has shape (in, out), so that x W is the handout's W^T x.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise

import numpy as np

from .activation import Activation, identity, relu
from .arrays import Array, points, vector
from .errors import LabError, shown


@dataclass(frozen=True)
class Network:
    """Widths (inputs, hidden layers, outputs), the activation of the hidden layers and of the output.

    theta holds the layers one after the other: weights row by row (in, out), then, where there
    are biases, the biases of that layer.
    """

    widths: tuple[int, ...]
    activation: Activation = relu
    output: Activation = identity
    biases: bool = False

    def __post_init__(self) -> None:
        whole = all(isinstance(w, int) and not isinstance(w, bool) and w > 0 for w in self.widths)
        if not whole or len(self.widths) < 2:
            raise LabError(
                "widths must be at least two whole numbers above 0", shown(self.widths),
                "Inputs, hidden layers, outputs: (2, 2, 2, 1).",
            )  # fmt: skip
        if self.output.name not in ("identity", "sigmoid"):
            raise LabError("output must be identity or sigmoid", shown(self.output.name))

    @property
    def depth(self) -> int:
        """D, the number of weight layers."""
        return len(self.widths) - 1

    @cached_property
    def size(self) -> int:
        """P, the number of parameters."""
        return sum((m + self.biases) * n for m, n in pairwise(self.widths))

    @cached_property
    def activations(self) -> tuple[Activation, ...]:
        """The activation of every layer, the output's last."""
        return (self.activation,) * (self.depth - 1) + (self.output,)

    @cached_property
    def blocks(self) -> tuple[tuple[slice, slice], ...]:
        """For every layer the slices of theta with its weights and its biases (empty without)."""
        found, at = [], 0
        for m, n in pairwise(self.widths):
            middle, end = at + m * n, at + (m + self.biases) * n
            found.append((slice(at, middle), slice(middle, end)))
            at = end
        return tuple(found)

    def unpack(self, theta: Array) -> list[tuple[Array, Array | None]]:
        """Weights (in, out) and biases (out,) or None of every layer: views of theta (P,).

        Of a stack (..., P) the weights are (..., in, out) and the biases (..., 1, out), so that
        the forward map of a stack reads as that of one theta.
        """
        lead = theta.shape[:-1]
        row = (*lead, 1) if lead else ()
        return [
            (theta[..., w].reshape(*lead, m, n), theta[..., b].reshape(*row, n) if self.biases else None)
            for (w, b), (m, n) in zip(self.blocks, pairwise(self.widths), strict=True)
        ]


@dataclass(frozen=True)
class Trace:
    """What one forward pass computed.

    `preactivations[i]` and `activations[i]` belong to layer i + 1 and have shape (width,) for one
    point, (n, width) for a batch; `inputs` is x.
    """

    inputs: Array
    preactivations: tuple[Array, ...]
    activations: tuple[Array, ...]

    @property
    def output(self) -> Array:
        """z, the activation of the last layer."""
        return self.activations[-1]


def forward(network: Network, theta: object, x: object) -> Trace:
    """The forward map at theta (P numbers), for one point x (inputs,) or a batch (n, inputs).

    Raises `InputError` for a wrong number of parameters or inputs. NaN and infinity pass through.
    Source: the handout, part 1.
    """
    with np.errstate(all="ignore"):
        return trace(network, vector(theta, network.size, "theta"), points(x, network.widths[0], "x"))


def trace(network: Network, theta: Array, x: Array) -> Trace:
    """`forward` for arrays already known to fit."""
    h, preactivations, activations = x, [], []
    for (weights, bias), s in zip(network.unpack(theta), network.activations, strict=True):
        a = h @ weights if bias is None else h @ weights + bias
        h = s.value(a)
        preactivations.append(a)
        activations.append(h)
    return Trace(x, tuple(preactivations), tuple(activations))


def backward(network: Network, theta: Array, passed: Trace, delta: Array) -> Array:
    """The gradient (P,) in theta, from delta = dJ/da of the last layer, shape (n, outputs).

    Of a stack of theta (..., P), with its passes and deltas, it is one (..., P).

    Layer by layer from the last: dJ/dW = h^T delta with the h that went in, dJ/dc = sum of delta
    over the points, and delta of the layer below = (delta W^T) s'(a). Source: the handout, part 2.
    """
    gradient, lead = np.empty_like(theta), theta.shape[:-1]
    layers = network.unpack(theta)
    below = (passed.inputs, *passed.activations[:-1])
    for i in reversed(range(network.depth)):
        (weights, _), (of_weights, of_biases), h = layers[i], network.blocks[i], below[i]
        gradient[..., of_weights] = (h.swapaxes(-1, -2) @ delta).reshape(*lead, -1)
        if network.biases:
            gradient[..., of_biases] = delta.sum(axis=-2)
        if i > 0:
            back = delta @ weights.swapaxes(-1, -2)
            delta = back * network.activation.slope(passed.preactivations[i - 1], h)
    return gradient
