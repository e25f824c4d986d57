"""Steps in the right direction that have another length: which rate they have, and from which step on."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...arrays import Array
from ..match import Base, close
from ..step import moved
from .chain import ROUNDED, chain
from .states import States

NEXT = 24
"""So many states are looked at for the end of the first step."""


def other_rate(known: Sequence[Base], seen: States, rate: float, level: float, count: int) -> tuple[Base, float] | None:
    """Whose steps these are but for their length, the same factor in each of them; and the factor."""
    for base in known:
        move = moved(base.numbers, rate, seen.values[0])
        factor = factor_of(seen.values, move[0], level)
        if factor is None or np.isclose(factor, 1, rtol=1e-4, atol=0):
            continue
        if chain(seen, factor * move, level, count)[0]:
            return base, factor
    return None


def changing_rate(known: Sequence[Base], states: Array, rate: float, level: float) -> tuple[Base, float, int] | None:
    """Whose steps these are but for a length that is not always the same; the first other factor, and its step."""
    for base in known:
        factors = _ratios(states, moved(base.numbers, rate, states[0]), level)
        changed = [i for i, factor in enumerate(factors) if not np.isclose(factor, factors[0], rtol=1e-4, atol=0)]
        if changed:
            return base, factors[changed[0]], changed[0] + 1
    return None


def _ratios(states: Array, move: Array, level: float) -> list[float]:
    """The factor of every step, as long as one state follows the other in the direction in which it should."""
    found: list[float] = []
    with np.errstate(all="ignore"):
        steps, lengths = np.diff(states, axis=0), (move * move).sum(axis=1)
        factors = (steps * move[:-1]).sum(axis=1) / lengths[:-1]
    for came, wanted, theta, factor in zip(steps, move, states, factors.tolist(), strict=False):
        rounded = ROUNDED * float(np.abs(theta).max())
        if not np.isfinite(factor) or np.abs(wanted).max() < 1e4 * rounded:
            break
        if not (close(came[None], factor * wanted[None], level) or np.abs(came - factor * wanted).max() <= rounded):
            return []
        found.append(factor)
    return found


def factor_of(states: Array, wanted: Array, level: float) -> float | None:
    """The factor by which the first step is as long as it should be, in its own direction or against it."""
    with np.errstate(all="ignore"):
        for came in states[1:NEXT] - states[0]:
            factor = float((came * wanted).sum() / (wanted * wanted).sum())
            if np.isfinite(factor) and factor != 0 and close(came[None], factor * wanted[None], level):
                return factor
    return None
