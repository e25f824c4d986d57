"""How pictures look: the colours, the second sign beside each colour, and the sizes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.axes import Axes
from matplotlib.font_manager import findfont, get_font
from matplotlib.ticker import FuncFormatter, NullFormatter

from ..errors import plain as plain_text

GREY, FAINT, INK = "#6b6b6b", "#e9e9e9", "#222222"
DOTS = 110
"""Dots per inch of a PNG."""
WIDTH = 9.0
"""Inches."""
SMALL = str.maketrans("0123456789-", "⁰¹²³⁴⁵⁶⁷⁸⁹⁻")


@dataclass(frozen=True)
class Pen:
    """A colour (from Okabe and Ito's set) and what tells it apart without colour."""

    colour: str
    line: Any
    marker: str


PENS = (Pen("#d55e00", "-", "o"), Pen("#0072b2", (0, (5, 1.5)), "s"), Pen("#009e73", (0, (1, 1)), "^"))
"""Vermilion and solid for the run, blue and dashed, green and dotted for those beside it."""


def drawable(text: str) -> str:
    """A text as the picture's font can draw it: question marks for what it lacks."""
    font = get_font(findfont("DejaVu Sans"))
    return "".join(c if font.get_char_index(ord(c)) else "?" for c in plain_text(text))


def plain(axes: Axes, x: str, y: str) -> None:
    """Names on both axes, a faint grid, no box."""
    axes.set_xlabel(x)
    axes.set_ylabel(y)
    axes.grid(True, color=FAINT, linewidth=0.8)
    axes.set_axisbelow(True)
    axes.spines[["top", "right"]].set_visible(False)


def logarithmic(axes: Axes, **scale: Any) -> None:
    """A logarithmic axis (linear about 0 with `linthresh`), its ticks in plain figures: 10000, 0.01, 1e-07."""
    axes.set_yscale("symlog" if scale else "log", **scale)
    axes.yaxis.set_major_formatter(FuncFormatter(lambda value, _: f"{value:g}"))
    axes.yaxis.set_minor_formatter(NullFormatter())


def figures(value: float) -> str:
    """10000, 0.01, 1e-07."""
    return f"{value:g}"


def power(value: float) -> str:
    """10⁶, or 2·10⁶: with Unicode's small figures no formula has to be set."""
    digit, exponent = f"{value:.0e}".split("e")
    ten = "10" + str(int(exponent)).translate(SMALL)
    return ten if digit == "1" else f"{digit}·{ten}"
