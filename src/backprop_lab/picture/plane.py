"""The picture of a plane: a pixel a run, its colour the outcome, its lightness how soon it came, or how low J is."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import to_rgb
from matplotlib.figure import Figure
from numpy.typing import NDArray

from ..arrays import Array
from .frame import LINE, SIDE, TITLE, Frame, framed
from .outcomes import PAINTS
from .style import DOTS, INK, drawable
from .ticks import Side, set_ticks

Rgb = NDArray[np.float64]
BY_STEP = ("fitted", "dead", "diverged")
"""The outcomes that are decided at a step; of the others J tells how far they came."""
DECADES = 6
"""J is shaded from 1 down to ten to the minus this of J(0)."""
LEAST, MOST = 640, 4096
"""The picture's side in dots: a pixel is at least one dot, up to the second."""
DEEPEST, PALEST = 0.35, 0.72
"""A colour is darkened, and lightened, by so much at the ends of its ramp."""


@dataclass(frozen=True, eq=False)
class PlanePicture:
    """What is drawn: `code` (height, width) are places in `outcomes`, row 0 the lowest; `step`, `value` are alike.

    `marks` are values of the axes to be drawn as lines: name, the axis ("x" or "y"), the value.
    """

    title: str
    x: Side
    y: Side
    outcomes: Sequence[str]
    code: NDArray[np.uint8]
    step: NDArray[np.int32]
    value: Array
    unit: float
    steps: int
    marks: Sequence[tuple[str, str, float]] = ()


def draw_plane(found: PlanePicture) -> Figure:
    """The figure."""
    frame = _frame(found)
    figure = Figure(figsize=frame.size, dpi=DOTS)
    axes = figure.add_axes(frame.place(frame.left, frame.below, frame.wide, frame.high))
    # ends of an axis that differ in few bits are told apart no more once they are turned into places
    axes.imshow(shaded(found), origin="lower", interpolation="none", aspect="auto", extent=(0, 1, 0, 1))
    for axis, side, ticks in ((axes.xaxis, found.x, frame.across), (axes.yaxis, found.y, frame.up)):
        set_ticks(axis, ticks, [side.share(v) for v in ticks.values])
    axes.set_xlabel("\n".join(frame.under), parse_math=False)
    axes.set_ylabel("\n".join(frame.beside), parse_math=False)
    _marks(axes, found)
    for row, line in enumerate(frame.title):
        left, top, *_ = frame.place(frame.left, frame.size[1] - 0.3 - row * LINE[TITLE], 0, 0)
        figure.text(left, top, line, parse_math=False, fontsize=TITLE, color=INK)
    _legend(figure, found, frame)
    return figure


def _frame(found: PlanePicture) -> Frame:
    """Sides of the plane first, then what its texts take."""
    height, width = found.code.shape
    scale = max(1, -(-LEAST // max(width, height)))
    wide, high = (min(n * scale, MOST) / DOTS for n in (width, height))
    return framed(found.x, found.y, drawable(found.title), wide, high)


def _marks(axes: Axes, found: PlanePicture) -> None:
    for told, which, value in found.marks:
        side = found.x if which == "x" else found.y
        if not side.low < value < side.high:
            continue
        draw = axes.axvline if which == "x" else axes.axhline
        for colour, wide in (("white", 2.4), (INK, 1.1)):
            draw(side.share(value), color=colour, linewidth=wide, linestyle="--")
        place = (side.share(value), 0.985) if which == "x" else (0.99, side.share(value))
        how = ("data", "axes fraction") if which == "x" else ("axes fraction", "data")
        axes.annotate(told, place, xycoords=how, rotation=90 if which == "x" else 0, fontsize=8, color=INK,
                      ha="right", va="top" if which == "x" else "bottom",
                      bbox={"facecolor": "white", "alpha": 0.75, "linewidth": 0, "pad": 1})  # fmt: skip


def shaded(found: PlanePicture) -> NDArray[np.uint8]:
    """The colour of every pixel, (height, width, 3)."""
    picture = np.zeros((*found.code.shape, 3), np.uint8)
    for place, name in enumerate(found.outcomes):
        here = found.code == place
        if here.any():
            picture[here] = np.round(255 * ramp(name, _share(found, name, here))).astype(np.uint8)
    return picture


def _share(found: PlanePicture, name: str, here: NDArray[np.bool_]) -> Array:
    """How late, or how high: 0 is at once, or very low, and 1 at the last step, or at J(0)."""
    if name in BY_STEP:
        # most is decided soon: the first steps are told apart best
        step = np.where(found.step[here] < 0, found.steps, found.step[here])  # what climbs is decided at the end
        return np.log1p(step) / math.log1p(found.steps)
    with np.errstate(all="ignore"):
        low = np.log10(found.value[here] / found.unit) / DECADES + 1
    return np.clip(np.nan_to_num(low, nan=1.0), 0, 1)


def ramp(name: str, share: Array) -> Rgb:
    """The colours of an outcome from dark (soon, low) to light (late, high), shape (..., 3)."""
    colour = np.array(to_rgb(PAINTS[name].colour))
    dark, light = colour * (1 - DEEPEST), colour + (1 - colour) * PALEST
    at = np.asarray(share)[..., None]
    return np.asarray(
        np.where(at < 0.4, dark + (colour - dark) * at / 0.4, colour + (light - colour) * (at - 0.4) / 0.6)
    )


def _legend(figure: Figure, found: PlanePicture, frame: Frame) -> None:
    """A ramp for each outcome that is there, what its ends mean, and its share of the pixels."""
    left, top = frame.left + frame.wide + 0.25, frame.size[1] - frame.above - 0.1
    counts = np.bincount(found.code.reshape(-1), minlength=len(found.outcomes))
    for row, place in enumerate(np.flatnonzero(counts).tolist()):  # in one order: from frame to frame none moves
        name = found.outcomes[place]
        axes = figure.add_axes(frame.place(left, top - 0.62 * row - 0.34, SIDE - 0.45, 0.14))
        axes.imshow(ramp(name, np.linspace(0, 1, 128))[None], aspect="auto", extent=(0, 1, 0, 1))
        axes.set_xticks([0, 1], _ends(found, name), fontsize=7.5)
        axes.get_xticklabels()[0].set_horizontalalignment("left")
        axes.get_xticklabels()[1].set_horizontalalignment("right")
        axes.set_yticks([])
        by = "step" if name in BY_STEP else "J"
        told = f"{name}, {100 * counts[place] / found.code.size:.3g} %, by {by} (log)"
        axes.set_title(told, fontsize=9, loc="left", pad=3, color=INK)


def _ends(found: PlanePicture, name: str) -> list[str]:
    if name in BY_STEP:
        return ["at step 0", f"at step {found.steps}"]
    return [f"J = {found.unit * 10.0**-DECADES:.3g}", f"J = {found.unit:.4g} or more"]
