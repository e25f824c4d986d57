"""The activations, each a row: its value s(a), under it the slope s'(a) and the curvature s''(a), and its kinks.

Every function works element by element on arrays of any shape and takes `out`, as NumPy's
own do. Slope and curvature get the preactivation a and the value h = s(a), whichever is
cheaper to use. At the kink of ReLU and leaky ReLU, a = 0, the slope is that of the left side:
ReLU'(0) = 0. This is the only place where that is said.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np

from .arrays import Array
from .errors import LabError, shown

Function = Callable[..., Any]


@dataclass(frozen=True)
class Activation:
    """One activation. Two are equal if their name and their parameter are.

    `pieces` are the two slopes (a <= 0, a > 0) where s is linear on each side of 0, None where
    it is smooth; `parameter` is the negative slope of leaky ReLU.
    """

    name: str
    value: Function = field(compare=False, repr=False)
    slope: Function = field(compare=False, repr=False)
    curvature: Function = field(compare=False, repr=False)
    pieces: tuple[float, float] | None = None
    steepest: float = field(default=1.0, compare=False)
    """The largest slope, for pictures of how much of it is left."""

    @property
    def kinks(self) -> tuple[float, ...]:
        """The preactivations at which the slope jumps."""
        return (0.0,) if self.pieces and self.pieces[0] != self.pieces[1] else ()

    @property
    def is_linear(self) -> bool:
        """Whether s is the identity."""
        return self.pieces == (1.0, 1.0)

    def __str__(self) -> str:
        return f"{self.name}({self.pieces[0]:g})" if self.name == "leaky_relu" and self.pieces else self.name


def _flat(a: Array, h: Array, out: Array | None = None) -> Array:
    """s'' where s is linear on each side of its kink."""
    return np.multiply(a, 0.0, out=out)


def _relu(a: Array, out: Array | None = None) -> Array:
    return np.maximum(a, 0.0, out=out)  # keeps NaN, as it must: a comparison would turn it into 0


def _relu_slope(a: Array, h: Array, out: Array | None = None) -> Array:
    return np.sign(h, out=out)  # h is positive where a is, else 0: sign(h) is 1 where a > 0, else 0


def _identity(a: Array, out: Array | None = None) -> Array:
    return np.positive(a, out=out)


def _identity_slope(a: Array, h: Array, out: Array | None = None) -> Array:
    out = np.empty_like(a) if out is None else out
    out.fill(1.0)
    return out


def _tanh_slope(a: Array, h: Array, out: Array | None = None) -> Array:
    return np.subtract(1.0, np.multiply(h, h, out=out), out=out)


def _tanh_curvature(a: Array, h: Array, out: Array | None = None) -> Array:
    return np.multiply(-2.0 * h, 1.0 - h * h, out=out)


def _sigmoid(a: Array, out: Array | None = None) -> Array:
    small = np.exp(-np.abs(a))  # exp of something at most 0 cannot overflow
    return np.divide(np.where(a >= 0, 1.0, small), 1.0 + small, out=out)


def _sigmoid_slope(a: Array, h: Array, out: Array | None = None) -> Array:
    return np.multiply(h, 1.0 - h, out=out)


def _sigmoid_curvature(a: Array, h: Array, out: Array | None = None) -> Array:
    return np.multiply(h * (1.0 - h), 1.0 - 2.0 * h, out=out)


def _softplus(a: Array, out: Array | None = None) -> Array:
    return np.logaddexp(0.0, a, out=out)  # log(1 + e^a)


def _softplus_slope(a: Array, h: Array, out: Array | None = None) -> Array:
    return _sigmoid(a, out=out)


def _softplus_curvature(a: Array, h: Array, out: Array | None = None) -> Array:
    slope = _sigmoid(a)
    return np.multiply(slope, 1.0 - slope, out=out)


relu = Activation("relu", _relu, _relu_slope, _flat, (0.0, 1.0))
identity = Activation("identity", _identity, _identity_slope, _flat, (1.0, 1.0))
tanh = Activation("tanh", np.tanh, _tanh_slope, _tanh_curvature)
sigmoid = Activation("sigmoid", _sigmoid, _sigmoid_slope, _sigmoid_curvature, steepest=0.25)
softplus = Activation("softplus", _softplus, _softplus_slope, _softplus_curvature)


def _leaky(left: float, a: Array, out: Array | None = None) -> Array:
    on = np.greater(a, 0.0)
    out = np.empty_like(a) if out is None else out
    np.multiply(a, left, out=out, where=~on)  # in this order `out` may be `a` itself
    np.copyto(out, a, where=on)
    return out


def _leaky_slope(left: float, a: Array, h: Array, out: Array | None = None) -> Array:
    on = np.greater(a, 0.0)
    out = np.empty_like(a) if out is None else out
    out.fill(left)
    np.copyto(out, 1.0, where=on)
    return out


def leaky_relu(negative_slope: float = 0.01) -> Activation:
    """max(a, 0) + negative_slope * min(a, 0); the slope at 0 is `negative_slope`."""
    left = float(negative_slope)
    value, slope = partial(_leaky, left), partial(_leaky_slope, left)  # which other processes can be sent
    return Activation("leaky_relu", value, slope, _flat, (left, 1.0), max(1.0, abs(left)))


ACTIVATIONS = {row.name: row for row in (relu, leaky_relu(), tanh, sigmoid, softplus, identity)}


def activation(name: str, negative_slope: float | None = None) -> Activation:
    """The activation of that name; `LabError` for another name or a slope that has no place."""
    if name not in ACTIVATIONS:
        raise LabError(f"an activation must be one of {', '.join(ACTIVATIONS)}", shown(name))
    if negative_slope is None:
        return ACTIVATIONS[name]
    if name != "leaky_relu":
        raise LabError("negative_slope belongs to leaky_relu alone", f"it with {name}")
    return leaky_relu(negative_slope)
