"""The exact twin: forward map and gradient in rational arithmetic, without any rounding.

On each side of the kinks a network of ReLU, leaky ReLU or identity with squared error is a
polynomial, and every float is a rational number, so `fractions.Fraction` gives the true values.
It is written from the definition of the derivative as a sum over the layers, apart from `network`.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from .arrays import Array, vector
from .errors import InputError
from .objective import Objective

Vector = list[Fraction]


@dataclass(frozen=True)
class Exact:
    """Exact values: J, its gradient (P,), and for every point its preactivations layer by layer."""

    value: Fraction
    gradient: tuple[Fraction, ...]
    preactivations: tuple[tuple[tuple[Fraction, ...], ...], ...]


def is_exact(objective: Objective) -> bool:
    """Whether the objective is a polynomial between kinks."""
    network = objective.network
    linear_between = network.depth == 1 or network.activation.pieces is not None
    return linear_between and network.output.is_linear and objective.loss.name == "squared_error"


def exact(objective: Objective, theta: object) -> Exact:
    """J and its gradient at theta without rounding; theta must be finite.

    Raises `InputError` where an activation or the loss is no polynomial between kinks.
    """
    if not is_exact(objective):
        raise InputError(
            "exact arithmetic needs ReLU, leaky ReLU or identity, identity output and squared_error",
            f"{objective.network.activation} with {objective.network.output} and {objective.loss.name}",
        )
    numbers = vector(theta, objective.network.size, "theta")
    if not np.isfinite(numbers).all():
        raise InputError("theta must be finite for exact arithmetic", "NaN or infinity")
    layers = _layers(objective, [Fraction(float(v)) for v in numbers])
    weight = Fraction(objective.factor)
    if objective.reduction == "mean":
        weight /= len(objective.data)
    total, gradient, seen = Fraction(0), [Fraction(0)] * objective.network.size, []
    for x, y in zip(objective.data.x, objective.data.y, strict=True):
        value, slope, pre = _point(objective, layers, _fractions(x), _fractions(y))
        total += weight * value
        gradient = [g + weight * s for g, s in zip(gradient, slope, strict=True)]
        seen.append(tuple(tuple(a) for a in pre))
    return Exact(total, tuple(gradient), tuple(seen))


def relative_error(approximate: Array, true: Sequence[Fraction]) -> float:
    """Euclidean length of the error over that of the truth; 0 where both are 0, infinite where only the truth is."""
    error = sum((Fraction(float(a)) - t) ** 2 for a, t in zip(approximate, true, strict=True))
    size = sum(t**2 for t in true)
    if size == 0:
        return 0.0 if error == 0 else float("inf")
    try:
        return float(error / size) ** 0.5
    except OverflowError:  # the quotient is beyond all floats
        return float("inf")


def _fractions(values: Array) -> Vector:
    return [Fraction(float(v)) for v in values]


def _layers(objective: Objective, theta: Vector) -> list[tuple[list[Vector], Vector]]:
    """Weight columns (one list for every unit of the layer) and biases, layer by layer."""
    network, found = objective.network, []
    for (w, c), m, n in zip(network.blocks, network.widths, network.widths[1:], strict=False):
        flat = theta[w]
        columns = [[flat[i * n + j] for i in range(m)] for j in range(n)]
        found.append((columns, theta[c] if network.biases else [Fraction(0)] * n))
    return found


def _point(
    objective: Objective, layers: list[tuple[list[Vector], Vector]], x: Vector, y: Vector
) -> tuple[Fraction, Vector, list[Vector]]:
    """L of one point, its gradient in theta's order, and the preactivations."""
    network = objective.network
    left, right = (Fraction(s) for s in network.activation.pieces or (1.0, 1.0))
    inputs, slopes, pre = [x], [], []
    for depth, (columns, biases) in enumerate(layers):
        a = [
            sum((w * h for w, h in zip(column, inputs[-1], strict=True)), c)
            for column, c in zip(columns, biases, strict=True)
        ]
        last = depth == len(layers) - 1
        slopes.append([Fraction(1) if last else right if v > 0 else left for v in a])
        inputs.append([s * v for s, v in zip(slopes[-1], a, strict=True)])
        pre.append(a)
    delta = [2 * (z - t) for z, t in zip(inputs[-1], y, strict=True)]
    value = sum(((z - t) ** 2 for z, t in zip(inputs[-1], y, strict=True)), Fraction(0))
    pieces: list[Vector] = []
    for depth in reversed(range(len(layers))):
        weights = [h * d for h in inputs[depth] for d in delta]
        pieces.insert(0, weights + (delta if network.biases else []))
        if depth:
            columns = layers[depth][0]
            back = [
                sum((columns[j][i] * delta[j] for j in range(len(delta))), Fraction(0))
                for i in range(len(inputs[depth]))
            ]
            delta = [b * s for b, s in zip(back, slopes[depth - 1], strict=True)]
    return value, [v for piece in pieces for v in piece], pre
