"""J and its gradient again and again, without allocating: the fast twin of `Objective.gradient`.

The same matrix products in the same order as in `network`, into buffers that are made once,
through views of theta that are made once. On the handout's network the descent spends its time
in some twenty NumPy calls a step; on large networks, in the matrix products alone.
"""

from __future__ import annotations

from typing import Any

import numpy as np

from .arrays import Array
from .objective import Objective


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
        a = [np.empty((n, w), dtype) for w in network.widths[1:]]
        h = [v if s.is_linear else np.empty_like(v) for v, s in zip(a, network.activations, strict=True)]
        below = [self._x, *h[:-1]]
        layers, slots = network.unpack(self._theta), network.unpack(self._gradient)
        self._up = [
            (below[i], *layers[i], a[i], h[i], None if s.is_linear else s.value)
            for i, s in enumerate(network.activations)
        ]
        delta = [np.empty_like(v) for v in a]
        slope = None if network.activation.is_linear else network.activation.slope
        masks = [np.empty_like(v) for v in a]
        self._down = [
            (below[i].T, delta[i], *slots[i], layers[i][0].T,
             delta[i - 1], a[i - 1], h[i - 1], masks[i - 1], slope)
            for i in reversed(range(1, network.depth))
        ]  # fmt: skip
        self._first = (self._x.T, delta[0], *slots[0])
        self._b, self._z, self._delta = a[-1], h[-1], delta[-1]
        self._squared = objective.loss.name == "squared_error" and network.output.is_linear
        self._flat = self._delta.reshape(-1)

    def __call__(self, theta: Array) -> tuple[float, Array]:
        """(J, dJ/dtheta) at theta."""
        np.copyto(self._theta, theta)
        for below, weights, bias, a, h, value in self._up:
            np.dot(below, weights, out=a)
            if bias is not None:
                np.add(a, bias, out=a)
            if value is not None:
                value(a, out=h)
        value_of_j = self._start()
        self._back()
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

    def _back(self) -> None:
        for h_t, delta, d_weights, d_bias, w_t, below, a, h, mask, slope in self._down:
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
