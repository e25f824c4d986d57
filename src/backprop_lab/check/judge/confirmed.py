"""What explains a descent from one start, asked from others: a mistake must be seen there, too, or be seen nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import islice

import numpy as np

from ..match import Base
from ..verdict import Judged
from .context import Context
from .descents import each
from .steps import Followed, follow
from .watched import Watched, watch_again

ENOUGH = 3
"""So many steps must have been followed from a start before no other one is asked."""
ALONE = ("step-first", "step-last")
OTHERS, OTHERS_ALONE = 2, 6
"""From so many other starts a mistake is confirmed; a point may count alone as another, wrong one is shut out."""


def confirmed(
    context: Context, bases: Sequence[Base], watched: Watched, before: Sequence[Judged]
) -> tuple[Watched, Followed | None]:
    """What explains the steps, and, where that takes a mistake, explains those from other starts as well.

    Where hardly a step was taken, as the start soon let nothing through, other starts say whether the next are right.
    """
    first = follow(context, bases, watched, before)
    if first is not None and () in first.found:
        watched, first = _still_right(context, bases, watched, first, before)
    several = not watched.function and _are_several(context, watched)
    if first is None and several:
        return _of_another_run(context, bases, watched, before)
    if first is None or () in first.found:
        return watched, first
    alone = several or any(m.id in ALONE for one in first.found for m in one)
    for again in islice(watch_again(context, watched), OTHERS_ALONE if alone else OTHERS):
        second = follow(context, bases, again, before)
        if second is not None and () in second.found:  # where none of it shows; one of two may not show either
            if several and _steps(second) >= ENOUGH and second.states.moved.any(axis=0).all():
                return again, second  # what is wrong is another descent than the lab's, which did not move here
            continue
        there = [{m.id for m in one} for one in second.found] if second is not None else []
        common = [one for one in first.found if any(ids <= {m.id for m in one} for ids in there)]
        if not common:
            return watched, None
        first = replace(first, found=common)
    return watched, first


def _of_another_run(
    context: Context, bases: Sequence[Base], watched: Watched, before: Sequence[Judged]
) -> tuple[Watched, Followed | None]:
    """A run in which steps are right, where nothing explains what was seen of several thetas; else the same."""
    for again in islice(watch_again(context, watched), OTHERS_ALONE):
        glance = follow(context, bases, again, before, most=0)  # to look for mistakes takes longest
        if glance is None or () not in glance.found:
            continue
        second = follow(context, bases, again, before)
        if second is not None and () in second.found and _steps(second) >= ENOUGH:
            return again, second
    return watched, None


def _are_several(context: Context, watched: Watched) -> bool:
    """Whether there is more than one descent, under one name or more; one of them may not have moved."""
    thetas = [states for states in watched.states if states.is_theta or states.moves]
    return len(thetas) > 1 or any(len(each(context, states)) > 1 for states in thetas)


def _still_right(
    context: Context, bases: Sequence[Base], watched: Watched, first: Followed, before: Sequence[Judged]
) -> tuple[Watched, Followed | None]:
    """The same, or what is found from another start where it is wrong.

    Where the gradient cannot be asked every other start must agree: steps alone must show what it would. Where theta
    moves piece by piece each piece must have moved.
    """
    piece_by_piece = first.states.is_piece_by_piece(context.lab)
    moved, most = first.states.moved, _steps(first)
    for again in islice(watch_again(context, watched), OTHERS_ALONE if first.unjudged else OTHERS):
        if not first.unjudged and most >= ENOUGH and (moved.any(axis=0).all() or not piece_by_piece):
            break
        second = follow(context, bases, again, before)
        if second is None or () not in second.found:
            return again, second
        moved, most = np.concatenate([moved, second.states.moved]), max(most, _steps(second))
    return watched, first


def _steps(followed: Followed) -> int:
    """How many steps were taken: in one an entry moves once, if at all."""
    return int(followed.states.moved.sum(axis=0).max())
