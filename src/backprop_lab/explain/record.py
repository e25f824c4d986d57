"""An explanation as one JSON object, for programs."""

from __future__ import annotations

import json
import math
from fractions import Fraction
from typing import Any

from .._version import VERSION
from ..derivation import write
from ..derivation.style import STYLES
from .digits import nearest
from .ledger import Row
from .sheet import Line, Sheet

TEXT = STYLES["text"]


def as_json(sheet: Sheet) -> str:
    """The record as text."""
    return json.dumps(as_record(sheet), indent=1, allow_nan=False) + "\n"


def as_record(sheet: Sheet) -> dict[str, Any]:
    """What the sheet says, with every number in full; data points count from 1.

    `value` is a float, None where it is not finite; with exact arithmetic `exact` is the fraction.
    """
    lab, objective = sheet.lab, sheet.lab.objective
    return {
        "lab": lab.name, "title": lab.title, "seed": sheet.seed, "index": sheet.index,
        "start": str(lab.descent.start), "method": lab.descent.method, "rate": lab.descent.rate,
        "loss": objective.loss.name, "factor": objective.factor, "reduction": objective.reduction,
        "parameters": [name.text for name in sheet.template.names.parameters], "theta": sheet.theta.tolist(),
        "points": [_point(sheet, p) for p in sheet.points], "notes": list(sheet.notes),
        "steps": [_step(sheet, line) for line in sheet.lines], "ledger": _ledger(sheet), "version": VERSION,
    }  # fmt: skip


def _point(sheet: Sheet, p: int) -> dict[str, Any]:
    data = sheet.lab.objective.data
    notes = [note for section in sheet.sections if section.point == p for note in section.notes]
    return {"point": p + 1, "x": data.x[p].tolist(), "y": data.y[p].tolist(), "notes": notes}


def _step(sheet: Sheet, line: Line) -> dict[str, Any]:
    step = line.step
    return {
        "name": step.name, "phase": step.phase, "layer": step.layer, "unit": step.unit, "parameter": step.parameter,
        "point": None if step.point is None else step.point + 1,
        "equation": f"{step.symbol.text} = {write(step.expression, TEXT)}",
        **_number(sheet, line.value), "sentence": line.said, "dead": line.mark or None,
    }  # fmt: skip


def _number(sheet: Sheet, value: Any) -> dict[str, Any]:
    near = nearest(value)
    found: dict[str, Any] = {"value": near if math.isfinite(near) else None}
    return found | ({"exact": str(Fraction(value))} if sheet.exact else {})


def _ledger(sheet: Sheet) -> dict[str, Any]:
    book = sheet.ledger
    return {
        "points": [p + 1 for p in book.points], "last": book.last, "sentence": book.told,
        "rows": [_row(sheet, row) for row in book.rows],
    }  # fmt: skip


def _row(sheet: Sheet, row: Row) -> dict[str, Any]:
    each = [_number(sheet, value) for value in row.values]
    found: dict[str, Any] = {"kind": row.kind, "label": write(row.label, TEXT), "values": [e["value"] for e in each]}
    if sheet.exact:
        found["exact"] = [e["exact"] for e in each]
    found["dead"] = [mark or None for mark in row.marks]
    if row.of is not None:
        found["total"] = {"name": row.of.name.text, **_number(sheet, row.total)}
    return found
