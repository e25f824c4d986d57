"""How a part is told: its mistakes with those that look the same, the smallest example, the formula."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...arrays import Array
from ...derivation import STYLES, Name, write
from ...derivation.derive import template
from ...derivation.expression import over_points
from ...derivation.step import Step
from ..catalogue import Mistake
from ..catalogue.row import spoken
from ..match import Found, apart
from ..program import Program, right_program
from ..verdict import Named

TEXT = STYLES["text"]
MOST_ENTRIES = 12
"""So many entries of theta are listed."""
SHOWN = 3
"""So many wrong numbers are shown of an example."""
DIGITS, MOST_DIGITS = 6, 17
"""So many digits have numbers that are shown, and so many at most where they hardly differ."""


def named(found: Sequence[Found], part: str | None = None) -> tuple[Named, ...]:
    """The first set's mistakes, each with what stands in its place in the other sets; of one part alone where given."""
    sets = [[m for m in one if part in (None, m.part)] for one in found]
    sets = [one for i, one in enumerate(sets) if one and one not in sets[:i]]
    if not sets:
        return ()
    common = [m for m in sets[0] if all(m in other for other in sets)]
    rest = [m for m in sets[0] if m not in common]
    others = tuple(dict.fromkeys(m for one in sets[1:] for m in one if m not in common and m not in rest))
    return (*(Named(m) for m in common), *(Named(m, others if i == 0 else ()) for i, m in enumerate(rest)))


def wrong_cases(came: Array, wanted: Array, level: float) -> list[int]:
    """The cases with a wrong number, the simplest first."""
    wrong = (apart(came, wanted) > level).any(axis=1) | ~np.isfinite(came).all(axis=1)
    return np.flatnonzero(wrong).tolist()


def differences(names: Sequence[str], came: Array, wanted: Array, level: float) -> list[tuple[str, float, float]]:
    """Name, what came and what must come, for every wrong number of a row."""
    wrong = (apart(came, wanted) > level) | ~np.isfinite(came)
    return [(spoken(n), float(c), float(w)) for n, c, w, bad in zip(names, came, wanted, wrong, strict=True) if bad]


def shown(found: Sequence[tuple[str, float, float]]) -> str:
    """z is 3, must be 2; and so on, for the first few."""
    told = "; ".join(f"{name} is {must(came, wanted)}" for name, came, wanted in found[:SHOWN])
    more = len(found) - SHOWN
    return told + (f"; and {more} more" if more > 0 else "")


def must(came: float, wanted: float) -> str:
    """3, must be 2: with as many digits as tell the two apart."""
    digits = next((d for d in range(DIGITS, MOST_DIGITS) if figure(came, d) != figure(wanted, d)), MOST_DIGITS)
    return f"{figure(came, digits)}, must be {figure(wanted, digits)}"


def moved_to(names: Sequence[str], came: Array, wanted: Array, level: float) -> str:
    """What a step made of theta, entry by entry where it is wrong; a step may come out right by two mistakes."""
    found = differences(names, came, wanted, level)
    return shown(found) if found else "the same theta as a right step: here the mistakes undo each other"


def name_of(code: str, program: Program) -> str:
    """A code of the program as people write it: dL_du12 is dL/du12."""
    return spoken(program.steps[code].symbol.text if code in program.steps else code)


def figure(value: float, digits: int = DIGITS) -> str:
    """A number as people read it."""
    return f"{value + 0.0:.{digits}g}"


def row(values: Array) -> str:
    """(1, 2, -3)."""
    return "(" + ", ".join(figure(float(v)) for v in np.ravel(values)) + ")"


def asked(function: str, theta: Array, x: Array, y: Array) -> str:
    """What was asked: the function and the numbers it was given."""
    target = figure(float(y[0])) if y.size == 1 else row(y)
    return f"{function} at theta = {row(theta)}, x = {row(x)}, y = {target}"


def formula(mistake: Mistake, program: Program) -> str:
    """The first equation that the mistake changes, as it should be."""
    right = right_program(program.lab)
    if mistake.change is None:
        return ""
    changed = mistake.change(right).differs(right)
    steps = [step for code, step in right.steps.items() if code in changed]
    if not steps:
        return _order("theta", right.names.parameters)
    if mistake.id.startswith("packed-"):
        return _order("dL/dtheta", right.gradient_names)
    if mistake.part == "descent":
        update = right.steps[right.names.parameters[0].new().code]
        steps = [steps[0], update] if steps[0] is not update else [update]
    return "; ".join(equation(step, right) for step in steps[:2])


def _order(name: str, entries: Sequence[Name]) -> str:
    more = ", ..." if len(entries) > MOST_ENTRIES else ""
    return f"{name} = [{', '.join(spoken(n.text) for n in entries[:MOST_ENTRIES])}{more}]"


def equation(step: Step, right: Program) -> str:
    """The step's equation as text, a sum over at most four points written out."""
    lab = right.lab
    n = len(lab.objective.data)
    own = template(lab.objective, lab.letters, lab.method.name).own
    if step.phase != "sum":
        return spoken(f"{step.symbol.text} = {write(step.expression, TEXT)}")
    if n > 4:
        return spoken(f"{step.symbol.text} is {step.sentences[-1].text}")
    return spoken(f"{step.symbol.text} = {write(over_points(step.expression, own, n), TEXT)}")
