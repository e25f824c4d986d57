"""What a map is asked for in Python, made plain numbers and paths; what cannot be that is refused."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import numpy as np

from .. import arrays
from ..atlas.plan import MOST_SIDE
from ..errors import InputError, shown
from .making import Way


def whole(number: object, name: str) -> int:
    """A whole number that may be written as 1e6."""
    if isinstance(number, (float, np.floating)) and float(number).is_integer() and abs(float(number)) < 2**53:
        return int(number)
    if not isinstance(number, (int, np.integer)) or isinstance(number, bool):
        raise InputError(f"{name} must be a whole number, such as 1e6", shown(number))
    return int(number)


def own(number: Any) -> Any:
    """NumPy's whole number as one of Python's own; anything else as it is."""
    return int(number) if isinstance(number, np.integer) else number


def sides(size: object) -> tuple[int, int]:
    """Width and height of a plane, from both or from one number for both."""
    try:
        width, height = size if isinstance(size, (tuple, list, np.ndarray)) else (size, size)
        return arrays.whole(width, "size", 1, MOST_SIDE), arrays.whole(height, "size", 1, MOST_SIDE)
    except ValueError:  # not two of them, or not whole
        told = f"size must be a whole number from 1 to {MOST_SIDE}, or two: (width, height)"
        raise InputError(told, shown(size)) from None


def folder_of(folder: object) -> Path:
    """The path of a map's folder."""
    if not isinstance(folder, (str, os.PathLike)) or not str(folder):
        raise InputError("folder must be the path of a folder", shown(folder))
    return Path(folder)


def way_of(way: object) -> Way:
    """Who does the work; without one this process, a thread a processor."""
    if way is None:
        return Way()
    if not isinstance(way, Way):
        raise InputError("way must be a Way, such as Way(workers=4)", shown(way))
    return way
