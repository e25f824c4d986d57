"""The losses, each a row: the value L of a point, under it the slope dL/db, and how that slope changes.

b is the preactivation of the output, z = s(b) the output, y the target, all of shape (..., m)
with m outputs. Nothing here knows the factor, the sum or the mean over the points: they are
written once, in `objective`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from . import activation
from .activation import Activation
from .arrays import Array

Function = Callable[..., Any]


@dataclass(frozen=True)
class Loss:
    """One loss.

    `value(b, z, y)` has shape (...), one number a point. `slope(s, b, z, y)` is dL/db, shape
    (..., m), for the output activation s. `slope_dot(s, b, z, y, db)` is the derivative of that
    slope along db, shape of db. `outputs` names the output activations the loss may be used with.
    """

    name: str
    value: Function = field(compare=False, repr=False)
    slope: Function = field(compare=False, repr=False)
    slope_dot: Function = field(compare=False, repr=False)
    outputs: tuple[str, ...] = field(compare=False, repr=False)
    targets: str = field(compare=False, repr=False)


def _squared(b: Array, z: Array, y: Array) -> Array:
    """(z - y)^2, summed over the outputs."""
    return np.square(z - y).sum(axis=-1)


def _squared_slope(s: Activation, b: Array, z: Array, y: Array) -> Array:
    return 2.0 * (z - y) * s.slope(b, z)


def _squared_slope_dot(s: Activation, b: Array, z: Array, y: Array, db: Array) -> Array:
    slope = s.slope(b, z)
    return 2.0 * (slope * slope + (z - y) * s.curvature(b, z)) * db


def _binary(b: Array, z: Array, y: Array) -> Array:
    """-y log z - (1 - y) log(1 - z) with z = sigmoid(b), written so that nothing overflows."""
    return (np.logaddexp(0.0, b) - y * b).sum(axis=-1)


def _binary_slope(s: Activation, b: Array, z: Array, y: Array) -> Array:
    return z - y


def _binary_slope_dot(s: Activation, b: Array, z: Array, y: Array, db: Array) -> Array:
    return z * (1.0 - z) * db


def softmax(b: Array) -> Array:
    """exp(b) / sum exp(b) over the last axis."""
    e = np.exp(b - b.max(axis=-1, keepdims=True))
    return e / e.sum(axis=-1, keepdims=True)


def _softmax(b: Array, z: Array, y: Array) -> Array:
    """-sum y log softmax(b), for y that sum to 1."""
    top = b.max(axis=-1, keepdims=True)
    return np.log(np.exp(b - top).sum(axis=-1)) + ((top - b) * y).sum(axis=-1)


def _softmax_slope(s: Activation, b: Array, z: Array, y: Array) -> Array:
    return softmax(b) - y


def _softmax_slope_dot(s: Activation, b: Array, z: Array, y: Array, db: Array) -> Array:
    p = softmax(b)
    return p * (db - (p * db).sum(axis=-1, keepdims=True))


squared_error = Loss(
    "squared_error", _squared, _squared_slope, _squared_slope_dot,
    (activation.identity.name, activation.sigmoid.name), "numbers",
)  # fmt: skip
binary_cross_entropy = Loss(
    "binary_cross_entropy", _binary, _binary_slope, _binary_slope_dot,
    (activation.sigmoid.name,), "numbers from 0 to 1",
)  # fmt: skip
softmax_cross_entropy = Loss(
    "softmax_cross_entropy", _softmax, _softmax_slope, _softmax_slope_dot,
    (activation.identity.name,), "rows of shares that sum to 1, or class numbers from 0",
)  # fmt: skip

LOSSES = {row.name: row for row in (squared_error, binary_cross_entropy, softmax_cross_entropy)}
