"""A zoom into a plane: the plan of a part, and the plans of the pictures on the way there."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ..atlas.axis import Axis, parse_zoom
from ..atlas.plan import Plan, Plane
from ..atlas.plane import Planed
from ..atlas.survey import Surveyed
from ..errors import InputError, shown
from ..outfile import write_file

MOST = 10_000


def zoom_plans(plan: Plan, zoom: str | None, frames: int | None) -> list[Plan]:
    """The planes from the whole one to the part, `frames` of them; without `frames` that of the part alone."""
    if not isinstance(plan, Plane) or zoom is None:
        raise InputError("--frames must come with --zoom X0:X1,Y0:Y1", "no --zoom")
    if frames is not None and not 2 <= frames <= MOST:
        raise InputError(f"--frames must be from 2 to {MOST}", shown(frames))
    x, y = parse_zoom(zoom)
    shares = [1.0] if frames is None else [i / (frames - 1) for i in range(frames)]
    return [replace(plan, x=between(plan.x, x, share), y=between(plan.y, y, share)) for share in shares]


def between(axis: Axis, part: tuple[float, float], share: float) -> Axis:
    """The axis that far on the way to its part: its length shrinks by the same factor from frame to frame.

    The point that stays where it is, in the picture, is the one which the whole and the part have at the same share.
    """
    last = axis.zoomed(*part)
    if share in (0.0, 1.0):
        return last if share else axis
    to, back = (math.log, math.exp) if axis.is_log else (float, float)
    (a, b), (c, d) = (to(axis.low), to(axis.high)), (to(last.low), to(last.high))
    length = (b - a) * ((d - c) / (b - a)) ** share
    done = share if math.isclose(b - a, d - c) else ((b - a) - length) / ((b - a) - (d - c))
    low = a + (c - a) * done
    return axis.zoomed(back(low), back(low + length))


def save_frames(plans: list[Plan], folder: Path, make: Callable[[Plan, Path], Surveyed | Planed]) -> list[Path]:
    """Every frame's map in a folder of its own, and its picture as frame-0001.png, ... beside them."""
    from ..picture import as_png
    from .charts import draw

    digits = max(4, len(str(len(plans))))
    made = []
    for i, plan in enumerate(plans):
        name = f"frame-{i + 1:0{digits}}"
        found = make(plan, folder / name)
        write_file(folder / f"{name}.png", as_png(draw(found)))
        made.append(folder / f"{name}.png")
    return made
