"""What can be said of wrong numbers whose mistake is not recognised: what they are instead, at every input."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from ...arrays import Array
from ..match import Base, apart
from .tell import figure, name_of

MOST = 3
"""So many wrong numbers are looked at, and so many may be the only ones."""
ENOUGH = 4
"""At so many inputs a number must differ from 0 before it is said what it is."""


def likeness(right: Base, codes: Sequence[str], came: Array, wanted: Array, level: float) -> tuple[str, ...]:
    """Which numbers alone are wrong; which are a multiple of what they must be, or another number of the derivation.

    `came` and `wanted` have shape (cases, numbers).
    """
    bad = np.flatnonzero((apart(came, wanted) > level).any(axis=0) | ~np.isfinite(came).all(axis=0)).tolist()
    if not bad or len(bad) > MOST:
        return ()
    texts = [name_of(code, right.program) for code in codes]
    others = len(codes) - len(bad)
    verb = "is" if len(bad) == 1 else "are"
    alone = f"Wrong {verb} {', '.join(texts[j] for j in bad)} alone; the other {others} are right at every input."
    return (*([alone] if others > 1 else []), *_instead(right, codes, came, wanted, level, bad))


def _instead(
    right: Base, codes: Sequence[str], came: Array, wanted: Array, level: float, bad: Sequence[int]
) -> Iterator[str]:  # fmt: skip
    known = [c for c, step in right.program.steps.items() if step.phase != "sum" and not c.endswith("_new")]
    table = right.numbers.stacked(tuple(known))[:, 0]
    for j in bad:
        if np.count_nonzero(came[:, j]) < ENOUGH or not np.isfinite(came[:, j]).all():
            continue
        told = _multiple(came[:, j], wanted[:, j], level) or _other(right, known, table, came[:, j], level)
        if told:
            yield f"At every input {name_of(codes[j], right.program)} came as {told}."


def _multiple(came: Array, wanted: Array, level: float) -> str:
    at = int(np.argmax(np.abs(wanted)))
    factor = came[at] / wanted[at] if wanted[at] else 0.0
    if not factor or not bool(np.isclose(came, factor * wanted, level, 0.0).all()):
        return ""
    return f"{figure(factor)} times what it must be"


def _other(right: Base, known: Sequence[str], table: Array, came: Array, level: float) -> str:
    for sign, word in ((1.0, ""), (-1.0, "minus ")):
        near = np.isclose(sign * came[:, None], table, level, 0.0).all(axis=0)
        if near.any():
            return word + name_of(known[int(np.argmax(near))], right.program)
    return ""
