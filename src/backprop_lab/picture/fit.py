"""Whether texts fit: how wide they come out, told by the font before anything is drawn, and how they are broken."""

from __future__ import annotations

from collections.abc import Sequence

from matplotlib.font_manager import findfont, get_font

from .style import DOTS

APART = 4
"""So many dots lie between two texts at least."""
CUT = "…"


def width(text: str, size: float) -> float:
    """How wide a text of this size in points comes out, in dots."""
    font = get_font(findfont("DejaVu Sans"))
    font.set_size(size, DOTS)
    font.set_text(text)
    return float(font.get_width_height()[0] / 64)


def lie_apart(middles: Sequence[float], long: Sequence[float], low: float, high: float) -> bool:
    """Whether texts so long about these places lie side by side, none beyond the ends."""
    end = low
    for middle, length in sorted(zip(middles, long, strict=True)):
        if middle - length / 2 < end:
            return False
        end = middle + length / 2 + APART
    return end - APART <= high


def wrapped(text: str, most: float, size: float, lines: int = 4) -> list[str]:
    """The text in lines of at most so many dots, broken at spaces where there are any; what is too much is cut off."""
    made: list[str] = []
    rest = text
    while rest and len(made) < lines:
        count = _fitting(rest, most, size)
        if count < len(rest):
            count = rest.rfind(" ", 1, count + 1) + 1 or count
        made.append(rest[:count].rstrip())
        rest = rest[count:]
    if rest:
        made[-1] = made[-1][: _fitting(made[-1], most - width(CUT, size), size)] + CUT
    return made


def shrunk(text: str, most: float, size: float, least: float) -> tuple[str, float]:
    """The text, and the size at which it is at most so wide; where that would be too small it is cut off."""
    size = max(least, min(size, size * most / max(width(text, size), 1)))
    return wrapped(text, most + 1, size, 1)[0], size


def _fitting(text: str, most: float, size: float) -> int:
    """How many of the first letters come out no wider, at least one."""
    low, high = 1, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        low, high = (middle, high) if width(text[:middle], size) <= most else (low, middle - 1)
    return low
