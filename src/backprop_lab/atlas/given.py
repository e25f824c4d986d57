"""What comes with each run beside its start: rates, numbers of the data, the bounds of its J."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from ..lab import Lab
from .runs import Datum, Runs
from .span import span, spans
from .traits import is_small, served

Bools = NDArray[np.bool_]


@dataclass(frozen=True)
class Form:
    """For what code is compiled: the lab, whether each layer has its own rate, which data differ from run to run.

    Each run brings `columns` numbers: its rates, times `share`; its data; and, where its targets are its own, the limit
    of its J and J where every parameter is 0. With `spans` the code has the numbers of `span` in place of theta, and a
    run's rates are those of its points.
    """

    lab: Lab
    by_layer: bool = False
    free: tuple[Datum, ...] = ()
    spans: bool = False

    @property
    def share(self) -> float:
        """What the sums of the code count in the gradient of J: the weight of a point, and the squared error's 2."""
        objective = self.lab.objective
        return objective.weight * (2.0 if objective.loss.name == "squared_error" else 1.0)

    @property
    def rates(self) -> int:
        """The rates of a run."""
        if self.spans:
            return len(self.lab.objective.data)
        return self.lab.network.depth if self.by_layer else 1

    @property
    def notes(self) -> int:
        """The vectors that are noted of a step: J, or what is missed at each point and output."""
        objective = self.lab.objective
        return objective.data.y.size if self.spans else 1

    @property
    def own_limit(self) -> bool:
        """Whether runs have different targets, so that what counts as leaving all bounds is each one's own."""
        return any(datum.part == "y" for datum in self.free)

    @property
    def columns(self) -> int:
        """The numbers that come with a run."""
        return self.rates + len(self.free) + 2 * self.own_limit


def form(runs: Runs) -> Form:
    """The form of some runs. Raises as `served` does."""
    served(runs.lab)
    free = tuple(sorted(Datum(*datum) for datum in runs.data))
    return Form(runs.lab, runs.is_by_layer, free, can_span(runs) and bool(runs.are_moderate.all()))


def alike(runs: Runs) -> list[tuple[Bools, Runs]]:
    """The runs in parts of one form each, and which they are: those that are moderate, where that matters, first."""
    moderate = np.broadcast_to(runs.are_moderate, len(runs))
    if not can_span(runs) or moderate.all() or not moderate.any():
        return [(np.ones(len(runs), np.bool_), runs)]
    return [(which, runs.some(which)) for which in (moderate, ~moderate)]


def can_span(runs: Runs) -> bool:
    """Whether those of the runs that are moderate are trained in the span of their data."""
    is_plain = runs.lab.method.name != "gradient_descent" or runs.is_by_layer or bool(runs.data)
    return not is_plain and is_small(runs.lab) and spans(runs.lab.objective)


def columns(runs: Runs, bounds: tuple[Array | float, Array | float], part: slice, kind: type) -> NDArray[Any]:
    """What comes with the runs of a part, shape (runs, columns); `bounds` are the limit of J and J at zero."""
    of = form(runs)
    data = [np.asarray(runs.data[datum], np.float64)[part] for datum in of.free]
    limits = [np.broadcast_to(bound, len(runs))[part] for bound in bounds] if of.own_limit else []
    with np.errstate(over="ignore"):
        rate = runs.rate[part] * of.share
        if of.spans:
            rate = rate[:, None] * span(of.lab.objective, "double" if kind is np.float64 else "float").rates
        return np.column_stack([rate, *data, *limits]).astype(kind)


def tables(runs: Runs) -> tuple[Array, Array]:
    """x and y: the lab's own, or, where numbers of them differ, those of each run, (runs, n, inputs) and so on."""
    data = runs.lab.objective.data
    found: dict[str, NDArray[Any]] = {"x": data.x, "y": data.y}
    for datum, numbers in runs.data.items():
        part, point, column = datum
        if found[part].ndim == 2:
            found[part] = np.repeat(found[part][None], len(runs), axis=0)
        found[part][:, point, column] = numbers
    return found["x"], found["y"]


def at_zero(runs: Runs) -> Array | float:
    """J where every parameter is 0: one number, or, where targets differ, shape (runs,)."""
    objective, y = runs.lab.objective, tables(runs)[1]
    if y.ndim == 2:
        return objective.at_zero
    b = np.zeros(objective.data.y.shape)
    with np.errstate(all="ignore"):
        each = objective.loss.value(b, objective.network.output.value(b), y)
        return np.asarray(objective.weight * each.sum(axis=-1))
