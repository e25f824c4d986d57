"""What to set beside a run, and what to try next: a rate under the bound, a start that is alive."""

from __future__ import annotations

import math
from collections.abc import Iterator

import numpy as np

from .bound import Bound
from .lab import Lab
from .outcome import is_dead
from .start import draw_many
from .trial import Trial, perform, perform_named

LOOKED_AT = 200
"""So many starts of a seed are looked at to find one that is alive, and learns."""


def rates_below(limit: float) -> Iterator[float]:
    """1, 2 or 5 times a power of ten, from half the limit downwards, four of them."""
    power = math.floor(math.log10(limit / 2))
    ladder = [float(f"{m}e{p}") for p in range(power, power - 3, -1) for m in (5, 2, 1)]
    return iter([rate for rate in ladder if rate <= limit / 2][:4])


def beside(trial: Trial, bound: Bound) -> Trial | None:
    """A run to be seen beside this one, at a rate below the bound; None where this one needs none.

    The same start, at the first rate of `rates_below` at which it learns. Where no path is open
    at the start, no rate can help: then another start of the same seed that learns.
    """
    limit = bound.rate if bound.known else None
    if limit is None:
        if trial.outcome.name not in ("diverged", "oscillating"):
            return None
        limit = trial.rate / 4
    elif trial.rate <= limit and not is_dead_at_start(trial):
        return None
    if is_dead_at_start(trial):
        return alive_start(trial.lab, trial.seed or 0, min(limit / 2, trial.rate))
    return _gentler(trial, limit)


def is_dead_at_start(trial: Trial) -> bool:
    """Whether no path is open at the start, so that no rate can help."""
    return trial.outcome.name == "dead" and trial.outcome.step == 0


def alive_start(lab: Lab, seed: int, limit: float) -> Trial | None:
    """The first start of the seed, from index 1 on, that is alive and learns; else the first that is alive."""
    rate = next(rates_below(2 * limit))
    gentle, first = lab.trained(rate=rate), None
    indices = np.arange(1, LOOKED_AT + 1, dtype=np.uint64)
    for index, theta in zip(indices, draw_many(lab.network, lab.descent.start, seed, indices), strict=True):
        if is_dead(lab.network, theta, lab.objective.data.x):
            continue
        tried = perform_named(gentle, seed, int(index))
        if tried.learns:
            return tried
        first = first or tried
    return first


def _gentler(trial: Trial, limit: float) -> Trial:
    tried = [
        perform(trial.lab.trained(rate=rate), trial.theta0, trial.seed, trial.index) for rate in rates_below(limit)
    ]
    alive = [t for t in tried if t.outcome.name not in ("dead", "diverged")]
    return next((t for t in tried if t.learns), (alive or tried)[0])
