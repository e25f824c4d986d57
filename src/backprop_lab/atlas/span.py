"""Small ReLU networks in the span of their data: other numbers in place of theta, with which a step is less work.

What a step gives the first layer's weights W is a sum of the data points, each times what came back from it. So of W
nothing moves but how much of each point it holds: these are its coordinates. Where points have length 1, a
preactivation is its own point's coordinate plus those of the others times the cosines between, and a step takes from a
coordinate what came back from its point. Points may be given length 1, as ReLU lets a factor above 0 through: what
belongs to a point is divided by its length.

Weights above the first layer are kept in a unit that is a power of two, which rounds nothing. It is so large that what
is missed at the outputs, and every parameter, is below 2 as long as J is within all bounds and theta is not huge: one
bit of a number then tells.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from ..objective import Objective

Exact = NDArray[Any]
"""Fractions."""
SHIFT = {"double": 150, "float": 48}
"""A miss of 2^(SHIFT + 1) lengths of its point is told by its bit: far below the root of the limit of J."""
APART = 64.0
"""Coordinates are at most so many times as large as preactivations: points are not nearly parallel."""
LENGTH, NUMBER = 2.0**5, 2.0**20
"""Points are shorter than LENGTH, targets and the weight of a point below NUMBER; none is below the reciprocal."""


@dataclass(frozen=True, eq=False)
class Span:
    """The numbers of the form. A parameter above the first layer is kept divided by `unit`.

    `coordinates` (points, inputs) make those of a unit from its weights; one of 1 is `amounts` of its point. `cosines`
    are (points, points). What is kept of z - y is z / `misses` - `targets` (points, outputs); times its point's entry
    of `misses` and plus `left` it is z - y, and -y to the bit where z is 0. A point's `rates` multiply the rate.
    """

    unit: float
    coordinates: Array
    amounts: Array
    cosines: Array
    targets: Array
    misses: Array
    left: Array
    rates: Array


def spans(objective: Objective) -> bool:
    """Whether the form serves the objective.

    It needs ReLU, no biases, a squared error of outputs as they are, and no more points than inputs; points that are
    not nearly parallel, and data that are neither huge nor tiny.
    """
    return _span(objective, "double") is not None


def span(objective: Objective, real: str) -> Span:
    """The numbers of the form, made for double or float, of an objective that it serves."""
    found = _span(objective, real)
    assert found
    return found


@lru_cache(32)
def _span(objective: Objective, real: str) -> Span | None:
    if not (_is_of_the_kind(objective) and _is_moderate(objective)):
        return None
    x, kind = _exact(objective.data.x), np.float64 if real == "double" else np.float32
    products = x @ x.T
    lengths = np.array([math.sqrt(v) for v in products.diagonal()])
    inverse = _inverse(products)
    if inverse is None or (np.abs(inverse.astype(float)) * np.outer(lengths, lengths)).sum(axis=1).max() > APART:
        return None
    depth, y = objective.network.depth, objective.data.y.astype(kind).astype(float)
    unit = 2.0 ** (SHIFT[real] // depth)
    misses = (lengths * unit**depth).astype(kind).astype(float)
    targets = (y / misses[:, None]).astype(kind).astype(float)
    return Span(
        unit=unit, coordinates=(inverse @ x).astype(float) * lengths[:, None] / unit, amounts=unit / lengths,
        cosines=products.astype(float) / np.outer(lengths, lengths), targets=targets,
        misses=misses, left=(_exact(misses)[:, None] * _exact(targets) - _exact(y)).astype(float),
        rates=products.diagonal().astype(float) * unit ** (2 * depth - 2),
    )  # fmt: skip


def _is_of_the_kind(objective: Objective) -> bool:
    network = objective.network
    deep = network.depth > 1 and network.activation.pieces == (0.0, 1.0) and not network.biases
    fits = objective.loss.name == "squared_error" and network.output.is_linear
    return deep and fits and len(objective.data) <= network.widths[0]


def _is_moderate(objective: Objective) -> bool:
    x, y = np.minimum(np.abs(objective.data.x), LENGTH), np.abs(objective.data.y)
    lengths, numbers = np.sqrt(np.square(x).sum(axis=1)), np.append(y[y > 0], objective.weight)
    return _within(lengths, LENGTH) and _within(numbers, NUMBER)


def _within(numbers: Array, most: float) -> bool:
    return bool(((numbers < most) & (numbers > 1 / most)).all())


def _exact(numbers: Array) -> Exact:
    return np.array([Fraction(float(v)) for v in numbers.flat], object).reshape(numbers.shape)


def _inverse(matrix: Exact) -> Exact | None:
    """The inverse of the products of points; None where a point is a sum of others."""
    size = len(matrix)
    rows = np.hstack([matrix, _exact(np.eye(size))])
    for p in range(size):
        if not rows[p, p]:
            return None
        rows[p] /= rows[p, p]
        for q in range(size):
            if q != p:
                rows[q] -= rows[q, p] * rows[p]
    return rows[:, size:]
