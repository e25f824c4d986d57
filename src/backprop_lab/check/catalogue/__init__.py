"""The catalogue: every mistake that a lab has room for, a row each, in the order in which they are looked for."""

from __future__ import annotations

from functools import lru_cache

from ...lab import Lab
from ..program import Program, right_program
from .back import back_rows
from .behaviour import behaviour_rows
from .descent import objective_rows, step_rows
from .forward import forward_rows
from .loss import loss_rows
from .row import PARTS, Mistake, Part
from .slips import forward_slips, gradient_slips
from .slope import slope_rows

__all__ = ["PARTS", "Mistake", "Part", "catalogue"]
FAMILIES = (
    forward_rows, forward_slips, loss_rows, slope_rows, back_rows, gradient_slips, objective_rows, step_rows,
    behaviour_rows,
)  # fmt: skip


@lru_cache(16)
def catalogue(lab: Lab) -> tuple[Mistake, ...]:
    """The mistakes of this lab; one that changes nothing in it is left out."""
    right = right_program(lab)
    return tuple(row for family in FAMILIES for row in family(right) if _changes(row, right))


def _changes(row: Mistake, right: Program) -> bool:
    if row.change is None:
        return True
    wrong = row.change(right)
    return bool(wrong.differs(right)) or wrong.procedure != right.procedure
