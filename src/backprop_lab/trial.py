"""One descent of one lab from one start, with all that became of it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from .arrays import Array, numbers
from .cause import Outcome, explain_outcome
from .curvature import DENSE, sharpness
from .descent import History, descend, record
from .errors import InputError
from .lab import Lab
from .start import check_name

Track = Callable[[Iterable[Any], int, str], Iterable[Any]]
"""(what is gone through, how many, a title) -> the same, watched: a progress bar, for example."""
SAMPLES = 21
"""Of a large network the sharpness is computed at so many steps, evenly spread."""


@dataclass(frozen=True, eq=False)  # arrays have no single truth
class Trial:
    """A run by its name (lab, seed, index) and what it was.

    `seed` is None where theta0 was given by hand. `lab` holds the rate, steps and method that
    were used.
    """

    lab: Lab
    seed: int | None
    index: int
    theta0: Array
    history: History
    outcome: Outcome

    @property
    def values(self) -> Array:
        """J at every step, shape (T + 1,)."""
        return self.history.values

    @property
    def theta(self) -> Array:
        """The last theta, shape (P,)."""
        return self.history.thetas[-1]

    @property
    def rate(self) -> float:
        """The rate of the descent."""
        return self.lab.descent.rate

    @property
    def start_name(self) -> str:
        """How the start is called: 7, 7:3 for index 3, or "given" where theta came by hand."""
        if self.seed is None:
            return "given"
        return f"{self.seed}:{self.index}" if self.index else f"{self.seed}"

    @property
    def learns(self) -> bool:
        """Whether the run got somewhere: fitted, or alive and under half of its start."""
        lower = bool(self.values[-1] < self.values[0] / 2)
        return self.outcome.name == "fitted" or (lower and self.outcome.name in ("falling", "oscillating"))


def perform(lab: Lab, theta0: Array, seed: int | None = None, index: int = 0, track: Track | None = None) -> Trial:
    """Run the lab's descent from theta0 (P,) and judge it."""
    states: Iterable[Any] = descend(lab.objective, theta0, lab.method, lab.descent.steps)
    if track:
        states = track(states, lab.descent.steps + 1, "descent")
    history = record(states, lab.objective, lab.descent.steps)
    outcome = explain_outcome(lab.objective, history, lab.method, lab.letters, lab.descent.fit)
    return Trial(lab, seed, index, history.thetas[0], history, outcome)


def begin(lab: Lab, seed: object, index: object, theta: object, track: Track | None = None) -> Trial:
    """Run from theta (P numbers) or from start `index` of `seed`; from a start that is drawn where neither is given.

    Raises `InputError` where both are given, or one cannot be used.
    """
    return perform(lab, *begun(lab, seed, index, theta), track)


def begun(lab: Lab, seed: object, index: object, theta: object) -> tuple[Array, int | None, int]:
    """Where `begin` starts: theta0 (P,), its seed (None where theta was given) and its index."""
    if theta is not None:
        if seed is not None or index:
            raise InputError("a run must start at theta or at a seed", "both")
        return _given(lab, theta), None, 0
    if seed is None:
        import secrets  # slow to import, and a run again has its seed

        seed = secrets.randbelow(2**32)
    named, place = check_name(seed, index)
    return lab.start(named, place), named, place


def _given(lab: Lab, theta: object) -> Array:
    given = numbers(theta, "theta", finite=True).astype(np.float64)
    if given.size != lab.network.size:
        names = ", ".join(lab.parameters) if lab.network.size <= 20 else f"{lab.network.size} of them"
        raise InputError(f"theta must be {lab.network.size} numbers ({names})", f"{given.size}")
    return given.reshape(-1)


def perform_named(lab: Lab, seed: int, index: int = 0) -> Trial:
    """Run start `index` of `seed`."""
    return perform(lab, lab.start(seed, index), seed, index)


def with_sharpness(trial: Trial, track: Track | None = None) -> Trial:
    """The trial with the sharpness in its history.

    Up to 200 parameters at all steps, above at 21 of them. Where theta stands still, once.
    """
    history, objective = trial.history, trial.lab.objective
    found = np.full(history.last + 1, np.nan)
    every = objective.network.size <= DENSE and history.complete
    wanted = range(history.last + 1) if every else _spread(history)
    steps: Iterable[Any] = track(wanted, len(wanted), "sharpness") if track else wanted
    previous: tuple[Array, float] | None = None
    for step in steps:
        theta = history.thetas[step] if history.complete else history.thetas[-1 if step else 0]
        if previous is None or not np.array_equal(theta, previous[0]):
            previous = theta, sharpness(objective, theta)
        found[step] = previous[1]
    return replace(trial, history=replace(history, sharpness=found))


def _spread(history: History) -> list[int]:
    count = SAMPLES if history.complete else 2
    return sorted({int(s) for s in np.linspace(0, history.last, count)})
