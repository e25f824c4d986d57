"""One run of a map again, state by state, with the map's own arithmetic: to the bit."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np

from ..arrays import Array, whole
from ..atlas import knobs, twin
from ..atlas.given import form
from ..atlas.plan import Plan, Plane, Survey, digest, from_plan_tables, to_plan_tables
from ..atlas.runs import Drawn, Runs
from ..atlas.work import PRECISION, train
from ..bound import stability_bound
from ..cause import explain_outcome
from ..descent import State, record
from ..errors import FileError, InputError, plain, shown
from ..lab import Lab
from ..objective import Data
from ..outcome import NAMES
from ..run import Run
from ..trial import Trial

At = tuple[int, int]
"""Of a plane column and row of the pixel; of a survey the place of the rate and the start. All from 0."""


@dataclass(frozen=True, eq=False)
class Replayed:
    """A run of a map: the run as `run` has it, where it stands in the map, and what the map says of it."""

    run: Run
    told: str
    facts: dict[str, Any]


def replay(folder: Path | str, at: At) -> Replayed:
    """The run of a map's folder at a pixel, or at (rate, start). Raises `UserError` where there is none."""
    from ..atlas.store import open_map

    return _made(open_map(folder).plan, at, str(folder))


def restored(kept: object, name: str) -> Replayed:
    """The run of a map from what its run.json says of that, `runfile.read_map`; the map's folder is not needed.

    Raises `FileError` where that is damaged, or of another arithmetic than this program's; `name` is the file's.
    """
    try:
        plan, at, folder = _read(kept)
    except (ValueError, KeyError, TypeError, AttributeError) as error:  # whatever a changed file holds
        why = f"{plain(name)}: {plain(str(error))[:160].rstrip('.')}"
        raise FileError("a run of a map must be one that this program can make again", why) from None
    return _made(plan, at, folder)


def _read(kept: Any) -> tuple[Plan, At, str]:
    plan = from_plan_tables(kept["plan"])
    if digest(plan) != kept["digest"]:
        raise ValueError("its plan has been changed")
    column, row = (whole(place, "each number of its place") for place in kept["at"])
    return plan, (column, row), str(kept["folder"])


def _made(plan: Plan, at: At, folder: str) -> Replayed:
    runs = one(plan, at)
    fate = train(plan, runs)
    lab = _lab(plan, runs)
    states = _states(plan, runs)
    history = record(states, lab.objective, lab.descent.steps)
    outcome = explain_outcome(lab.objective, history, lab.method, lab.letters, lab.descent.fit)
    seed, index = _named(plan, at)
    trial = Trial(lab, seed, index, history.thetas[0], history, outcome)
    bound = stability_bound(lab.objective, lab.method)
    facts = {"folder": folder, "at": list(at), "run": where(plan, at), "engine": plan.engine,
             "precision": plan.precision, "outcome": NAMES[fate.code[0]], "digest": digest(plan)}  # fmt: skip
    made = Run(trial, None, None, bound, "none", facts | {"plan": to_plan_tables(plan)})
    return Replayed(made, _told(plan, runs, folder, at), facts)


def _told(plan: Plan, runs: Runs, folder: str, at: At) -> str:
    own = " Each layer has its own rate; the largest stands for them." if is_by_layer(plan) else ""
    how = "NumPy in batches" if plan.engine == "numpy" else f"the compiled steps, float{plan.precision}"
    kept = "" if plan.engine == "numpy" else _carried(runs)
    beside = f" The map's steps carry {kept}, to the bit too; its weights are worked out beside them." if kept else ""
    return (
        f"From the map {plain(folder)} at {at[0]},{at[1]}: {where(plan, at)}. Its states are those of the map, to "
        f"the bit ({how}); `run` adds in another order.{beside}{own}"
    )


def _carried(runs: Runs) -> str:
    """What compiled steps have in place of the first layer's weights, if anything."""
    from ..atlas.kernel.gram import gram

    of = form(runs)
    if of.spans:
        return "how much of each data point the weights of layer 1 hold"
    return "the preactivations of layer 1" if gram(of) is not None else ""


def one(plan: Plan, at: At) -> Runs:
    """The run at a place."""
    _check(plan, at)
    if isinstance(plan, Survey):
        return Runs(plan.lab, Drawn(plan.seed, at[1], 1), float(plan.rates[at[0]]))
    column, row = at
    start = plan.lab.start(plan.seed, plan.index)
    return knobs.runs(plan.lab, start, plan.seed, plan.values(range(row, row + 1), range(column, column + 1)))


def _check(plan: Plan, at: At) -> None:
    sizes = (plan.count, plan.starts) if isinstance(plan, Survey) else (plan.width, plan.height)
    for name, place, size in zip(names(plan), at, sizes, strict=True):
        if not 0 <= place < size:
            raise InputError(f"the {name} must be from 0 to {size - 1} in this map", shown(place))


def names(plan: Plan) -> tuple[str, str]:
    """What the two numbers of a place are."""
    return ("place of the rate", "start") if isinstance(plan, Survey) else ("column", "row")


def where(plan: Plan, at: At) -> str:
    """What the run at a place is, in a line."""
    if isinstance(plan, Survey):
        return f"start {plan.seed}:{at[1]} at rate {plan.rates[at[0]]:.6g}"
    x, y = plan.x.centres(plan.width)[at[0]], plan.y.centres(plan.height)[at[1]]
    start = f"{plan.seed}:{plan.index}" if plan.index else f"{plan.seed}"
    return f"start {start}, {plan.x.told} = {x:.6g}, {plan.y.told} = {y:.6g}"


def _named(plan: Plan, at: At) -> tuple[int | None, int]:
    """Seed and index where the run begins at a start that is drawn."""
    if isinstance(plan, Survey):
        return plan.seed, at[1]
    kinds = {knobs.knob(plan.lab, axis.name).kind for axis in (plan.x, plan.y)}
    return (None, 0) if kinds & {"scale", "parameter", "direction"} else (plan.seed, plan.index)


def _lab(plan: Plan, runs: Runs) -> Lab:
    """The lab with this run's rate and data; where layers have rates of their own, with the largest."""
    lab = plan.lab.trained(rate=float(np.max(runs.rate)))
    if not runs.data:
        return lab
    x, y = plan.lab.objective.data.x.copy(), plan.lab.objective.data.y.copy()
    for datum, value in runs.data.items():
        (x if datum.part == "x" else y)[datum.point, datum.column] = value[0]
    return replace(lab, objective=replace(lab.objective, data=Data(x, y)))


def _states(plan: Plan, runs: Runs) -> Iterator[State]:
    theta, value, gradient = _traced(plan, runs)
    for step in range(len(value)):
        yield State(step, theta[step], float(value[step]), gradient[step])


def _traced(plan: Plan, runs: Runs) -> tuple[Array, Array, Array]:
    """theta (steps + 1, P), J (steps + 1,), gradient (steps + 1, P)."""
    if plan.engine == "numpy":
        theta, value, gradient = map(np.array, zip(*twin.states(runs), strict=True))
        return theta[:, 0], value[:, 0], gradient[:, 0]
    from ..atlas.kernel.traced import trace

    found = trace(runs, real=PRECISION[plan.precision])
    return found.theta[:, 0], found.value[:, 0], found.gradient[:, 0]


def is_by_layer(plan: Plan) -> bool:
    """Whether the layers of the map's runs have rates of their own."""
    return isinstance(plan, Plane) and any(knobs.knob(plan.lab, a.name).kind == "layer" for a in (plan.x, plan.y))
