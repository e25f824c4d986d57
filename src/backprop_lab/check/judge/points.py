"""The first wrong number where a program works on all points: at once, with a row or a column for each, or one by one.

What belongs to one point is compared point by point, as where a function takes one; J's gradient and the new theta are
compared as they are.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

import numpy as np

from ...arrays import Array
from ..cases import Cases
from ..contrast import NEAR, Contrast, contrast
from ..lines import Shown, earliest
from ..match import Found
from ..reference import at_cases, on_data
from ..sighting import Sighting
from ..verdict import Named
from ..where import first_wrong
from .context import Context
from .forward import pairs_of

MOST = 4
"""So many points are compared one by one."""


def first_of_points(
    context: Context, theta: Array, seen: Sequence[Sighting], one: Named, found: Sequence[Found], near: float = NEAR
) -> Shown | None:
    """What shows a mistake among sightings whose cases are these theta, with the lab's points; None where nothing does.

    `found` are the sets of mistakes that look the same.
    """
    lab = context.lab
    data, count = lab.objective.data, min(len(lab.objective.data), MOST)
    every = [np.tile(rows[:count], (len(theta), 1)) for rows in (data.x, data.y)]
    apart = at_cases(lab, Cases(np.repeat(theta, count, axis=0), *every))
    single = list(_point_by_point(seen, len(data), count))
    shown: list[tuple[Sighting, Contrast]] = []
    both = zip(pairs_of(on_data(lab, theta), one, found), pairs_of(apart, one, found), strict=True)
    for all_points, each in both:
        together = contrast(*all_points, range(len(theta)), near, whole=True)
        new = first_wrong(seen, together)
        told = replace(contrast(*each, range(len(theta) * count), near), among_others=False)  # -x is 1 at many points
        first = first_wrong(single, told, new) if told.differs.any() else None
        if first is not None:
            shown.append((first, told))
        elif new is not None:
            shown.append((new, together))
    return earliest(context.candidate.source.tree, single, shown)


def _point_by_point(seen: Sequence[Sighting], points: int, count: int) -> Iterator[Sighting]:
    """What was seen as numbers of single points: case k * count + p is point p at theta k.

    A table may have a row or a column for each point; what is none may belong to any of them.
    """
    for s in seen:
        size, cases = s.columns.shape
        if size % points == 0 and points > 1:
            rows = s.columns.reshape(points, -1, cases).transpose(1, 0, 2)
            for table in (rows, s.columns.reshape(-1, points, cases))[: 1 if size == points else 2]:
                own = (s.cases[None] * count + np.arange(count)[:, None]).ravel()
                yield replace(s, cases=own, columns=table[:, :count].reshape(len(table), -1))
        yield from (replace(s, cases=s.cases * count + p) for p in range(count))
