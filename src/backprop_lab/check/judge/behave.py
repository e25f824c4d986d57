"""A mistake of the start or the plot, as it is told."""

from __future__ import annotations

from ..catalogue import Part
from ..verdict import Judged, Named
from ..where import place
from .context import Context


def told_wrong_of(context: Context, part: Part, id: str, evidence: str, line: int = 0) -> Judged:
    """A wrong part with the catalogue's row."""
    mistake = next(m for m in context.rows(part) if m.id == id)
    where = place(context.candidate.source, line) if line else None
    if where is not None and where.text.startswith("def "):  # where a value was seen first, not where it was made
        where = None
    return Judged(part, "wrong", mistake.name, (Named(mistake, (), where),), evidence=evidence, place=where)
