"""How far each parameter is from the nearest kink, and the derivatives of J on both sides: exact for ReLU.

Along one parameter, theta + t e_i, and up to the first kink every preactivation is affine in t:
a(t) = a + t a'. So the first unit to switch is found by division, not by search. At a kink
itself, a = 0, the unit's derivative towards one side is that of the piece on that side.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from .arrays import Array, vector
from .objective import Objective

AT_ONCE = 1_000_000
"""Directions are stacked up to this many numbers."""


@dataclass(frozen=True)
class Sides:
    """For every parameter asked for: how far theta may move before a unit switches, and J's slopes.

    All of shape (m,). `below` and `above` are distances, 0 at a kink, infinite where no unit ever
    switches; `left` and `right` are the one-sided derivatives of J.
    """

    below: Array
    above: Array
    left: Array
    right: Array

    @property
    def distance(self) -> Array:
        """The distance to the nearest kink, on either side."""
        return np.minimum(self.below, self.above)


def sides(objective: Objective, theta: object, parameters: Sequence[int] | None = None) -> Sides:
    """Distances to the kinks and one-sided derivatives along single parameters, all by default.

    Where the activation has no kink the distances are infinite and both derivatives are J's.
    """
    theta = vector(theta, objective.network.size, "theta").astype(np.float64)
    wanted = list(range(objective.network.size) if parameters is None else parameters)
    chunk = max(1, AT_ONCE // objective.network.size)
    found = []
    for at in range(0, len(wanted), chunk):
        above, right = _towards(objective, theta, wanted[at : at + chunk], 1.0)
        below, left = _towards(objective, theta, wanted[at : at + chunk], -1.0)
        found.append((below, above, -left, right))
    return Sides(*(np.concatenate(part) for part in zip(*found, strict=True)))


def _towards(objective: Objective, theta: Array, wanted: Sequence[int], sign: float) -> tuple[Array, Array]:
    """Distance to the first switch along sign * e_i, and J's derivative in that direction."""
    network, s = objective.network, objective.network.activation
    directions = np.zeros((len(wanted), network.size))
    directions[np.arange(len(wanted)), list(wanted)] = sign
    passed = objective.forward(theta)
    layers, along = network.unpack(theta), network.unpack(directions)
    reach = np.full(len(wanted), np.inf)
    h: Array = passed.inputs
    dh: Array = np.zeros_like(h)
    with np.errstate(all="ignore"):
        for i, ((w, _), (dw, db)) in enumerate(zip(layers, along, strict=True)):
            a = passed.preactivations[i]
            da = dh @ w + h @ dw
            if db is not None:
                da = da + db
            h = passed.activations[i]
            if i == network.depth - 1:
                dz = da
                break
            if s.kinks:
                reach = np.minimum(reach, _first_switch(a, da))
            dh = _one_sided_slope(objective, a, h, da) * da
        right = (objective.delta(passed) * dz).sum(axis=(-1, -2))
    return reach, right


def _first_switch(a: Array, da: Array) -> Array:
    """The least t >= 0 at which some a + t da is at 0 and moves on, for every direction (m,)."""
    t = np.where(a * da < 0, -a / da, np.inf)
    t = np.where((a == 0) & (da != 0), 0.0, t)
    return t.min(axis=(-1, -2))


def _one_sided_slope(objective: Objective, a: Array, h: Array, da: Array) -> Array:
    """The slope of the piece that a + t da enters for small t > 0."""
    s = objective.network.activation
    slope = s.slope(a, h)
    if not s.kinks or s.pieces is None:
        return slope
    left, right = s.pieces
    return np.where(a == 0, np.where(da > 0, right, left), np.broadcast_to(slope, da.shape))
