"""J and its gradient again and again, without allocating: the fast twin of `Objective.gradient`.

The same matrix products in the same order as in `network`, into buffers that are made once,
through views of theta that are made once. On the handout's network the descent spends its time
in some twenty NumPy calls a step; on large networks, in the matrix products alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .activation import Activation
from .arrays import Array
from .objective import Objective

LARGE = 10_000
"""From so many numbers on a copy, or a mask of floats, costs more than making new views, or a mask of bits."""


class Prepared:
    """Call it with theta (P,) for (J, gradient); the gradient is overwritten by the next call.

    Numbers that overflow make NumPy warn, unless the caller works within `np.errstate`.
    `dtype` is the precision of every buffer, float64 or float32.
    """

    def __init__(self, objective: Objective, dtype: Any = np.float64) -> None:
        network, n = objective.network, len(objective.data)
        self._objective, self._weight = objective, dtype(objective.weight)
        self._x, self._y = (v.astype(dtype) for v in (objective.data.x, objective.data.y))
        self._theta, self._gradient = np.empty(network.size, dtype), np.empty(network.size, dtype)
        self._a = a = [np.empty((n, w), dtype) for w in network.widths[1:]]
        self._h = [v if s.is_linear else np.empty_like(v) for v, s in zip(a, network.activations, strict=True)]
        self._below, self._deltas = [self._x, *self._h[:-1]], [np.empty_like(v) for v in a]
        self._masks = [_mask(network.activation, v) for v in a[:-1]]
        self._slots = network.unpack(self._gradient)
        self._b, self._z, self._delta = a[-1], self._h[-1], self._deltas[-1]
        self._squared = objective.loss.name == "squared_error" and network.output.is_linear
        self._flat = self._delta.reshape(-1)
        self._first = (self._x.T, self._deltas[0], *self._slots[0])
        self._plan, self._large = self._planned(self._theta), network.size >= LARGE

    def _planned(self, theta: Array) -> tuple[list[Any], list[Any]]:
        """What goes into each step up and down, reading the weights in theta."""
        network = self._objective.network
        layers, h, delta = network.unpack(theta), self._h, self._deltas
        up = [
            (self._below[i], *layers[i], self._a[i], h[i], None if s.is_linear else s.value)
            for i, s in enumerate(network.activations)
        ]
        down = [
            (self._below[i].T, delta[i], *self._slots[i], layers[i][0].T, delta[i - 1], self._a[i - 1], h[i - 1],
             *self._masks[i - 1])
            for i in reversed(range(1, network.depth))
        ]  # fmt: skip
        return up, down

    def __call__(self, theta: Array) -> tuple[float, Array]:
        """(J, dJ/dtheta) at theta."""
        if self._large and theta.dtype == self._theta.dtype and theta.flags.c_contiguous:
            up, down = self._planned(theta)
        else:
            np.copyto(self._theta, theta)
            up, down = self._plan
        for below, weights, bias, a, h, value in up:
            np.dot(below, weights, out=a)
            if bias is not None:
                np.add(a, bias, out=a)
            if value is not None:
                value(a, out=h)
        value_of_j = self._start()
        self._back(down)
        return value_of_j, self._gradient

    def _start(self) -> float:
        """J, and dJ/da of the last layer into its buffer."""
        if self._squared:  # r = z - y, J = w r.r, delta = 2 w r: three calls instead of eight
            np.subtract(self._z, self._y, out=self._delta)
            total = self._flat.dot(self._flat)
            np.multiply(self._delta, self._weight + self._weight, out=self._delta)
            return float(self._weight * total)
        objective, s = self._objective, self._objective.network.output
        each = objective.loss.value(self._b, self._z, self._y)
        np.multiply(objective.loss.slope(s, self._b, self._z, self._y), self._weight, out=self._delta)
        return float(self._weight * each.sum())

    def _back(self, down: list[Any]) -> None:
        for h_t, delta, d_weights, d_bias, w_t, below, a, h, mask, slope in down:
            np.dot(h_t, delta, out=d_weights)
            if d_bias is not None:
                delta.sum(axis=0, out=d_bias)
            np.dot(delta, w_t, out=below)
            if slope is not None:
                slope(a, h, out=mask)
                np.multiply(below, mask, out=below)
        x_t, delta, d_weights, d_bias = self._first
        np.dot(x_t, delta, out=d_weights)
        if d_bias is not None:
            delta.sum(axis=0, out=d_bias)


def _mask(s: Activation, a: Array) -> tuple[Any, Any]:
    """For a layer's preactivations the buffer of the slopes and the function that fills it; None for identity."""
    if s.is_linear:
        return None, None
    if s.pieces == (0.0, 1.0) and a.size >= LARGE:  # ReLU: on or off is all there is to know
        return np.empty(a.shape, bool), _is_on
    return np.empty_like(a), s.slope


def _is_on(a: Array, h: Array, out: Any) -> Any:
    return np.greater(h, 0.0, out=out)
