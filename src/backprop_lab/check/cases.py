"""Where a student's functions are tried: theta and points chosen so that a mistake shows, and in exact numbers.

For a network of the handout's shape a few theta and points tell apart all mistakes that can be told
apart; for other labs such theta are looked for. Beside them stand random starts that let
something through, networks that are dead or half dead, and, for the descent, the lab's own points.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from ..lab import Lab
from ..start import draw_many, uniform_numbers

Bools = NDArray[np.bool_]
Places = NDArray[np.intp]

SEPARATING = (-0.5, 1, 0.5, -1, -1, 0.5, 0, 0.5, -1.5, -0.5)
"""Tells apart, with the two points below, every pair of mistakes of a 2-2-2-1 ReLU network that can be told apart."""
SEPARATING_X, SEPARATING_Y = ((1.0, 2.0), (0.0, -1.0)), ((-3.0,), (2.0,))
BEHIND = (
    (1.5, -1.5, -1.0, -1.5, -1.0, 1.25, 1.5, -0.5, 0.5, -0.5),
    (1.25, -1.25, -1.5, 0.25, -0.5, 1.25, 1.0, -0.25, 0.25, 0.25),
    (-0.25, 1.0, -0.5, 0.75, 1.0, -1.25, 0.75, 1.0, -0.5, 1.0),
    (0.25, -0.25, 0.25, -1.25, -0.5, 0.5, 0.75, -0.5, -1.5, 0.75),
)
"""Four more, each with its point, tell mistakes of the gradient apart behind every mistake of the forward map."""
BEHIND_X = ((-0.5, -1.5), (1.0, 0.5), (1.5, 1.5), (1.0, -2.0))
BEHIND_Y = ((-2.125,), (3.125,), (2.875,), (-2.125,))
CANDIDATES, CHOSEN, POINTS, DRAWN = 400, 6, 3, 160


@dataclass(frozen=True, eq=False)
class Cases:
    """N calls of a function of theta, x and y: theta (N, P), x (N, inputs), y (N, outputs)."""

    theta: Array
    x: Array
    y: Array

    def __len__(self) -> int:
        return len(self.theta)

    def only(self, which: Bools | Places) -> Cases:
        """Those cases alone."""
        return Cases(self.theta[which], self.x[which], self.y[which])

    def __add__(self, other: Cases) -> Cases:
        pairs = zip((self.theta, self.x, self.y), (other.theta, other.x, other.y), strict=True)
        return Cases(*(np.concatenate(pair) for pair in pairs))


@lru_cache(16)
def separating(lab: Lab, seed: int) -> Cases:
    """Cases at which mistakes show: every hidden unit on for one and off for another, something let through at each."""
    x, y = _points(lab, seed)
    found = _crossed(_covering(lab, x, seed), x, y)
    if lab.network.widths == (2, 2, 2, 1) and lab.network.activation.name == "relu" and not lab.network.biases:
        own = np.array([SEPARATING, SEPARATING, *BEHIND], float)
        found = Cases(own, np.array(SEPARATING_X + BEHIND_X), np.array(SEPARATING_Y + BEHIND_Y)) + found
    return found.only(~at_kink(lab, found))


def at_kink(lab: Lab, cases: Cases) -> Bools:
    """Whether some hidden unit's preactivation is 0, where the slope is a convention; shape (N,)."""
    if not lab.network.activation.kinks:
        return np.zeros(len(cases), bool)
    return np.array(
        [(_preactivations(lab, t[None], x[None]) == 0).any() for t, x in zip(cases.theta, cases.x, strict=True)]
    )


FAR = 16.0
"""A start so many times as large shows a unit that is cut off above."""


@lru_cache(16)
def random_cases(lab: Lab, seed: int) -> Cases:
    """The lab's first points at random starts that let something through; with kinks alone, one of them far out."""
    data, starts = lab.objective.data, live_starts(lab, seed, 3).copy()
    keep = min(len(data), 4)
    if lab.network.activation.pieces is not None and lab.objective.loss.name == "squared_error":
        starts[-1] *= FAR
    return _crossed(starts, data.x[:keep], data.y[:keep])


@lru_cache(16)
def dead_cases(lab: Lab, seed: int) -> Cases:
    """The lab's first point at theta that let nothing through, all of it, or one layer's units."""
    data, size = lab.objective.data, lab.network.size
    some = np.abs(uniform_numbers(size, seed, 1)) + 0.25
    first = lab.network.blocks[0][0]
    dead = -some * np.where(
        np.arange(size) < first.stop,
        np.tile(np.sign(data.x[0] + (data.x[0] == 0)).repeat(lab.network.widths[1]), 1)[0],
        1.0,
    )
    return _crossed(np.array([np.zeros(size), dead]), data.x[:1], data.y[:1])


def live_starts(lab: Lab, seed: int, count: int) -> Array:
    """The first random starts, shape (count, P), that let every point of the lab through, or as good as there are."""
    theta = draw_many(lab.network, lab.descent.start, seed, np.arange(DRAWN))
    order = np.argsort(-live(lab, theta, lab.objective.data.x[:8]).mean(axis=1), kind="stable")
    return np.asarray(theta[np.sort(order[:count])])


def _points(lab: Lab, seed: int) -> tuple[Array, Array]:
    """Points in halves; targets as the lab has them."""
    data = lab.objective.data
    inputs = data.x.shape[1]
    x = np.round(4 * uniform_numbers(POINTS * inputs, seed, 2)).reshape(POINTS, inputs) / 2
    x += np.where(x == 0, 0.5, 0.0)
    if lab.objective.loss.name == "squared_error":
        return x, np.round(8 * uniform_numbers(POINTS * data.y.shape[1], seed, 3)).reshape(POINTS, -1) / 4 + 0.125
    return x, data.y[np.arange(POINTS) % len(data)]


def _covering(lab: Lab, x: Array, seed: int) -> Array:
    """Theta in quarters, one chosen after the other: as many units as can be on and off, beside each other that is."""
    size = lab.network.size
    theta = np.round(6 * uniform_numbers(CANDIDATES * size, seed, 10)).reshape(CANDIDATES, size) / 4
    theta += np.where(theta == 0, 0.25, 0.0)
    on, through = _on(lab, theta, x), live(lab, theta, x)
    seen = _together(on, through)
    covered = np.zeros(seen.shape[1], bool)
    chosen: list[int] = []
    for _ in range(CHOSEN):
        gain = (seen & ~covered).sum(axis=1) + through.mean(axis=1) + 0.5 * through.all(axis=1)
        gain[chosen] = -1
        best = int(np.argmax(gain))
        chosen.append(best)
        covered |= seen[best]
    return np.asarray(theta[chosen])


def _together(on: Bools, through: Bools) -> Bools:
    """For each theta which states of two units, on or off, some live point has together; shape (K, states)."""
    first, second = np.triu_indices(on.shape[2])
    states = [
        ((on[:, :, first] == one) & (on[:, :, second] == other) & through[:, :, None]).any(axis=1)
        for one in (True, False) for other in (True, False)
    ]  # fmt: skip
    return np.concatenate(states, axis=1)


def _on(lab: Lab, theta: Array, x: Array) -> Bools:
    """Which hidden unit's preactivation is above 0, shape (K, n, units)."""
    return _preactivations(lab, theta, x) > 0


def _preactivations(lab: Lab, theta: Array, x: Array) -> Array:
    """Those of the hidden units, shape (K, n, units)."""
    network, h, found = lab.network, x, [np.zeros((len(theta), len(x), 0))]
    for (weights, bias), s in zip(network.unpack(theta), network.activations[:-1], strict=False):
        a = h @ weights if bias is None else h @ weights + bias
        h = s.value(a)
        found.append(a)
    return np.concatenate(found, axis=-1)


def live(lab: Lab, theta: Array, x: Array) -> Bools:
    """Whether the last hidden layer lets something through, shape (K, n)."""
    network, h = lab.network, np.broadcast_to(x, (len(theta), *x.shape))
    for (weights, bias), s in zip(network.unpack(theta), network.activations[:-1], strict=False):
        h = s.value(h @ weights if bias is None else h @ weights + bias)
    return np.asarray((h != 0).any(axis=-1))


def _crossed(theta: Array, x: Array, y: Array) -> Cases:
    """Every theta with every point."""
    k, n = len(theta), len(x)
    return Cases(np.repeat(theta, n, axis=0), np.tile(x, (k, 1)), np.tile(y, (k, 1)))
