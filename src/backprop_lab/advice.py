"""What to set beside a run, and what to try next: a rate under the bound, a start that is alive."""

from __future__ import annotations

import math
import sys
from collections.abc import Iterator

import numpy as np

from .bound import Bound
from .lab import Lab
from .outcome import is_dead
from .start import LARGEST, draw_many
from .trial import Trial, perform, perform_named

LOOKED_AT = 200
"""So many starts of a seed are looked at to find one that is alive, and learns."""


def rates_below(limit: float) -> Iterator[float]:
    """1, 2 or 5 times a power of ten, from half the limit downwards, four of them."""
    if not limit / 2 > sys.float_info.min:
        return iter(())
    power = math.floor(math.log10(limit / 2))
    ladder = [float(f"{m}e{p}") for p in range(power, power - 3, -1) for m in (5, 2, 1)]
    return iter([rate for rate in ladder if rate <= limit / 2][:4])


def gentler(trial: Trial, bound: Bound) -> Trial | None:
    """The same start at a lower rate, to be seen beside the run; None where the run needs none.

    It needs one above the bound, or, where none is known, if it diverged or oscillates. The rate is
    the first of `rates_below` at which the start learns; where it learns at none, the first at
    which it does not die. Where the start itself is dead, or beyond all numbers, no rate can help, and there is none.
    """
    limit = bound.rate if bound.known else _guess(trial)
    if limit is None or trial.rate <= limit or is_dead_at_start(trial) or is_beyond_at_start(trial):
        return None
    tried = [
        perform(trial.lab.trained(rate=rate), trial.theta0, trial.seed, trial.index) for rate in rates_below(limit)
    ]
    alive = [t for t in tried if t.outcome.name not in ("dead", "diverged")]
    return next((t for t in [*(t for t in tried if t.learns), *alive, *tried]), None)


def _guess(trial: Trial) -> float | None:
    """A rate to stay under where no bound is known: a quarter of one that was too large."""
    lost = trial.outcome.name in ("diverged", "oscillating") and not trial.learns
    return trial.rate / 4 if lost else None


def is_dead_at_start(trial: Trial) -> bool:
    """Whether no path is open at the start, so that no rate can help."""
    return trial.outcome.name == "dead" and trial.outcome.step == 0


def is_beyond_at_start(trial: Trial) -> bool:
    """Whether J or its gradient is beyond all numbers at the start, so that no rate can help."""
    return trial.history.beyond == 0


def living(trial: Trial, beside: Trial | None, bound: Bound) -> Trial | None:
    """Another start of the same seed, where this one is dead at its start, or learns neither so nor at a lower rate.

    The first that learns and ends below both, within 200. Where there is none, and this start is
    dead, the first that stays alive; else None.
    """
    dead = is_dead_at_start(trial)
    if trial.learns or not (dead or (beside is not None and not beside.learns)):
        return None
    limit = min(bound.rate if bound.rate is not None and bound.known else trial.rate, trial.rate)
    lab = beside.lab if beside is not None else trial.lab.trained(rate=next(rates_below(limit), trial.rate))
    worst = min(float(t.values[-1]) for t in (trial, beside) if t is not None)
    return alive_start(lab, trial.seed or 0, trial.index + 1, worst, dead)


def alive_start(lab: Lab, seed: int, first: int, below: float, alive_will_do: bool) -> Trial | None:
    """The first start of the seed from that index on that learns and ends below; else, if that will do, one alive."""
    alive = None
    indices = np.array(range(first, min(first + LOOKED_AT, LARGEST + 1)), np.uint64)
    if not len(indices):
        return None
    for index, theta in zip(indices, draw_many(lab.network, lab.descent.start, seed, indices), strict=True):
        if is_dead(lab.network, theta, lab.objective.data.x):
            continue
        tried = perform_named(lab, seed, int(index))
        if tried.learns and tried.values[-1] < below:
            return tried
        alive = alive or (tried if tried.outcome.name not in ("dead", "diverged") else None)
    return alive if alive_will_do else None
