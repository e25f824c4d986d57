"""The ledger: a column for each data point, and one with what J makes of them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from ..derivation import Expression, Name, Ref, Step, Template
from ..derivation.expression import at_point
from ..derivation.step import Key
from ..derivation.values import Values, worked_out
from ..derivation.vocabulary import LOSS, OBJECTIVE
from ..lab import Lab

Kind = Literal["preactivation", "mask", "loss", "delta", "partial"]
TITLES: dict[Kind, str] = {
    "preactivation": "Preactivations", "mask": "Masks: the slope at each unit", "loss": "Loss",
    "delta": "Deltas: what comes back to each preactivation", "partial": "Partial derivatives",
}  # fmt: skip


@dataclass(frozen=True)
class Row:
    """A number for every data point; `marks` say which are on a dead path.

    `label` is its name or its tree, without a point. `total` is what J makes of it, by the name
    `of`; both are None where nothing is added up.
    """

    kind: Kind
    label: Expression
    values: tuple[Any, ...]
    marks: tuple[str, ...]
    of: Ref | None = None
    total: Any = None


@dataclass(frozen=True)
class Ledger:
    """Rows for the data points (from 0) that are shown; `last` heads the last column, `told` says what it is."""

    points: tuple[int, ...]
    rows: tuple[Row, ...]
    last: str
    told: str


def ledger(
    lab: Lab, found: Template, numbers: Values, marked: dict[Key, str], points: tuple[int, ...], exact: bool
) -> Ledger:
    """The ledger of a lab's numbers."""
    names = found.names
    before = [n for layer in names.preactivations for n in layer]
    masks = [s for s in found.point if s.phase == "backward" and s.gate is not None]
    masks.sort(key=lambda s: (s.layer or 0, s.unit or 0))

    def row(kind: Kind, name: Name, of: Name | None = None) -> Row:
        keys = [(name.code, p) for p in points]
        each, dead = tuple(numbers[k] for k in keys), tuple(marked.get(k, "") for k in keys)
        if of is None:
            return Row(kind, Ref(name), each, dead)
        return Row(kind, Ref(name), each, dead, Ref(of), numbers[of.code, None])

    rows = [row("preactivation", a) for a in before]
    rows += [_mask(s, found, numbers, marked, points, exact) for s in masks]
    rows.append(row("loss", LOSS, OBJECTIVE))
    rows += [row("delta", a.derivative()) for a in before]
    rows += [row("partial", n.derivative("L"), n.derivative("J")) for n in names.parameters]
    return Ledger(points, tuple(rows), *_last(lab, len(points)))


def _mask(
    step: Step, found: Template, numbers: Values, marked: dict[Key, str], points: tuple[int, ...], exact: bool
) -> Row:
    gate = step.gate
    assert gate is not None
    each = tuple(worked_out(at_point(gate, found.own, p), numbers, exact) for p in points)
    off = tuple("off" if marked.get((step.name, p)) == "off" else "" for p in points)
    return Row("mask", gate, each, off)


def _last(lab: Lab, shown: int) -> tuple[str, str]:
    """The heading of the last column, and the sentence about it."""
    objective, count = lab.objective, len(lab.objective.data)
    kind = objective.reduction
    head = kind if objective.factor == 1 else f"{objective.factor:g} * {kind}"
    over = "the data points" if shown == count else f"all {count} data points"
    times = "" if objective.factor == 1 else f"{objective.factor:g} times "
    told = f"The last column is {times}the {kind} over {over}: J in the row of L, and below it the gradient of J."
    if objective.loss.name == "squared_error":
        told += " Each derivative of L carries the factor 2 of the square."
    return head, told
