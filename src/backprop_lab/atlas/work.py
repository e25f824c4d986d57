"""What a block of a plan comes to: arrays that follow from the plan and the block's number alone."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from threading import local
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from ..lab import Lab
from ..outcome import NAMES
from . import knobs, twin
from .fate import CODES, Fate
from .plan import Plan, Plane, Survey
from .powers import octaves
from .runs import Drawn, Runs

Results = Mapping[str, NDArray[Any]]
OCTAVE = 32
"""So many bins of J lie between a number and its double: 2.2 % each."""
LOWEST, HIGHEST = -40, 10
"""J is binned from 2^LOWEST to 2^HIGHEST times the J of the network with all parameters 0."""
BINS = (HIGHEST - LOWEST) * OCTAVE + 3
"""Those of J: the first is for what lies below, the last but one for what lies above, the last for infinity and NaN."""
MOST_BINS = 256
"""So many bins the steps have, where there are more steps than that."""
DECIDED = ("fitted", "dead")
"""The outcomes whose steps are counted."""
PRECISION = {64: "double", 32: "float"}


@dataclass(frozen=True)
class Field:
    """An array of a whole map: its shape, its kind of numbers, and the shape of a block's part of it."""

    shape: tuple[int, ...]
    kind: str
    part: tuple[int, ...]


def fields(plan: Plan) -> dict[str, Field]:
    """The arrays of a map. Those of a survey have a row for each block, those of a plane are pictures."""
    if isinstance(plan, Plane):
        shape, part = (plan.height, plan.width), _tile(plan)
        kinds = {"code": "uint8", "step": "int32", "value": "float64"}
        return {name: Field(shape, kind, part) for name, kind in kinds.items()}
    wide = {"counts": len(NAMES), "example": len(NAMES), "values": BINS}
    wide |= {name: len(step_edges(plan.lab)) - 1 for name in DECIDED}
    kinds = {name: "int64" if name == "example" else "uint32" for name in wide}
    return {name: Field((plan.blocks, plan.count, n), kinds[name], (1, plan.count, n)) for name, n in wide.items()}


def _tile(plan: Plane) -> tuple[int, int]:
    rows, columns = plan.part(0)
    return len(rows), len(columns)


def place(plan: Plan, block: int) -> tuple[slice, ...]:
    """Where a block's part lies in the arrays."""
    if isinstance(plan, Plane):
        rows, columns = plan.part(block)
        return slice(rows.start, rows.stop), slice(columns.start, columns.stop)
    return (slice(block, block + 1),)


def compute(plan: Plan, block: int) -> Results:
    """The arrays of a block, each of the shape of its part."""
    return _of_plane(plan, block) if isinstance(plan, Plane) else _of_survey(plan, block)


def train(plan: Plan, runs: Runs, out: Fate | None = None) -> Fate:
    """Trains runs with the plan's engine; the fates lie in `out`, where it is given."""
    if plan.engine == "numpy":
        return twin.train(runs)
    from .kernel import engine

    return engine.train(runs, real=PRECISION[plan.precision], out=out)


_KEPT = local()
"""Of each thread, memory for fates that are counted at once."""


def _room(plan: Plan, count: int) -> Fate | None:
    """Memory for so many fates, if the plan's engine can use some."""
    if plan.engine == "numpy":
        return None
    from .kernel import engine

    if not engine.fits(getattr(_KEPT, "room", None), count):
        _KEPT.room = engine.room(count)
    found: Fate = _KEPT.room
    return found


def _of_plane(plan: Plane, block: int) -> Results:
    rows, columns = plan.part(block)
    fate = train(plan, pixels(plan, rows, columns))
    shape = len(rows), len(columns)
    return {
        "code": fate.code.reshape(shape), "step": fate.step.astype(np.int32).reshape(shape),
        "value": fate.value.reshape(shape),
    }  # fmt: skip


def pixels(plan: Plane, rows: range, columns: range) -> Runs:
    """The runs of these pixels, row by row."""
    start = plan.lab.start(plan.seed, plan.index)
    return knobs.runs(plan.lab, start, plan.seed, plan.values(rows, columns))


def _of_survey(plan: Survey, block: int) -> Results:
    part = plan.part(block)
    begun, out = Drawn(plan.seed, part.start, len(part)), _room(plan, len(part))
    found = [_counted(plan, part, train(plan, Runs(plan.lab, begun, rate), out)) for rate in plan.rates.tolist()]
    kinds = fields(plan)
    return {name: np.array([one[name] for one in found], kinds[name].kind)[None] for name in kinds}


def _counted(plan: Survey, part: range, fate: Fate) -> dict[str, NDArray[Any]]:
    codes = range(len(NAMES))
    counts = np.bincount(fate.code, minlength=len(NAMES))
    first = [part.start + int(np.argmax(fate.code == code)) if counts[code] else -1 for code in codes]
    edges = step_edges(plan.lab)
    steps = {name: np.histogram(fate.step[fate.code == CODES[name]], edges)[0] for name in DECIDED}
    return {"counts": counts, "example": np.array(first), "values": binned(plan.lab, fate.value)} | steps


def binned(lab: Lab, value: Array) -> NDArray[np.int64]:
    """How many of these J lie in each bin; bin 1 + k holds what is at least 2^(LOWEST + k / OCTAVE) times `unit`."""
    with np.errstate(all="ignore"):
        edges = value_edges(lab)
        at = np.searchsorted(edges, value, side="right")
    at = np.where(np.isfinite(value), at, BINS - 1)
    return np.bincount(at, minlength=BINS)


@lru_cache(8)
def value_edges(lab: Lab) -> NDArray[np.float64]:
    """Where the bins of J begin, from the second on, shape (BINS - 2,): `unit` itself is one of them."""
    return unit(lab) * octaves(LOWEST, HIGHEST, OCTAVE)


def unit(lab: Lab) -> float:
    """J of the network with all parameters 0, or 1 where that is 0: what J is compared with."""
    return lab.objective.at_zero or 1.0


@lru_cache(8)
def step_edges(lab: Lab) -> NDArray[np.int64]:
    """Where the bins of the steps begin, and where the last ends: one for each step, up to MOST_BINS."""
    steps = lab.descent.steps
    few = np.arange(steps + 2) if steps + 1 <= MOST_BINS else np.linspace(0, steps + 1, MOST_BINS + 1).round()
    return few.astype(np.int64)
