"""What became of a run: fitted, falling, oscillating, stalled, dead or diverged, and when that was decided.

J_0 .. J_T are the values, J(0) is that of the network with all parameters 0, and the window is
the last tenth of the steps (at least one). In this order:

diverged     J left all bounds (`descent.BEYOND_RETURN`) or was not finite; or it rises at every
             step of the window, by a thousandth in all, and ends above both J_0 and J(0).
fitted       J_T <= fit * J(0).
dead         J_T > 0, the gradient exactly 0, because every point meets a layer that is off.
stalled      J moves by at most a thousandth of itself in the window, or the gradient is exactly 0.
oscillating  J rises by more than a thousandth at some step of the window, whose second half comes
             no lower than its first, by a thousandth.
falling      none of these: J still comes down.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from .arrays import Array
from .descent import History
from .network import Network
from .objective import Objective
from .pattern import shut_layers

NAMES = ("fitted", "falling", "oscillating", "stalled", "dead", "diverged")
MOVES = 1e-3
"""J moves where it changes by more than this share of itself within the window."""


@dataclass(frozen=True)
class Verdict:
    """The name of an outcome and the step at which it was decided."""

    name: str
    step: int


def judge(objective: Objective, history: History, fit: float = 1e-4) -> Verdict:
    """What became of the run; `fit` is the share of J(0) under which a run counts as fitted."""
    j = history.values
    window = j[-(1 + max(1, history.last // 10)) :]
    if history.beyond is not None:
        return Verdict("diverged", history.beyond)
    if _climbs(window) and j[-1] > max(j[0], objective.at_zero):
        return Verdict("diverged", _since(np.diff(j) > 0, 1))
    enough = fit * (objective.at_zero or j[0])  # J(0) is 0 where every target is
    if j[-1] <= enough:
        return Verdict("fitted", _since(j <= enough))
    return _unfitted(objective, history, window)


def _unfitted(objective: Objective, history: History, window: Array) -> Verdict:
    j = history.values
    still = history.gradient_norms == 0
    if still[-1] and is_dead(objective.network, history.thetas[-1], objective.data.x):
        return Verdict("dead", _since(still))
    if still[-1]:
        return Verdict("stalled", _since(still))
    if len(j) > 1 and window.max() - window.min() <= MOVES * window.max():
        return Verdict("stalled", _since(np.abs(j - j[-1]) <= MOVES * np.maximum(j, j[-1])))
    rises = j[1:] > j[:-1] * (1 + MOVES)
    if rises[-(len(window) - 1) :].any() and not _comes_down(window):
        return Verdict("oscillating", int(np.argmax(rises)) + 1)
    return Verdict("falling", history.last)


def is_dead(network: Network, theta: Array, x: Array) -> bool:
    """Whether no path lets any point through: then the gradient is exactly 0 at any target.

    Never where there are biases: that of the output always learns.
    """
    return bool(are_dead(network, theta, x))


def are_dead(network: Network, thetas: Array, x: Array) -> NDArray[np.bool_]:
    """`is_dead` for every theta of a stack (..., P), at the same points x (n, inputs) or its own (..., n, inputs)."""
    if network.biases:
        return np.zeros(np.shape(thetas)[:-1], bool)
    return np.asarray((shut_layers(network, thetas, x) >= 0).all(axis=-1))


def first_rise(values: Array) -> int | None:
    """The first step t with J_{t+1} above J_t by more than rounding; None if there is none."""
    rises = values[1:] > values[:-1] * (1 + 1e-12)
    return int(np.argmax(rises)) if rises.any() else None


def _climbs(window: Array) -> bool:
    """Whether J rises at every step of the window, by more than a thousandth in all."""
    return bool((np.diff(window) > 0).all()) and len(window) > 1 and window[-1] > window[0] * (1 + MOVES)


def _comes_down(window: Array) -> bool:
    """Whether the window's second half comes lower than its first, whatever the ups and downs."""
    half = (len(window) + 1) // 2
    return bool(window[half:].min() < (1 - MOVES) * window[:half].min())


def _since(holds: NDArray[np.bool_], offset: int = 0) -> int:
    """The step from which on `holds` is true to the end."""
    fails = np.flatnonzero(~holds)
    return (int(fails[-1]) + 1 if len(fails) else 0) + offset
