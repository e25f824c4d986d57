"""--map DIR --at PLACE: one run of a map, opened again."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ..errors import InputError, shown

if TYPE_CHECKING:
    from ..maps.replay import Replayed

SET = ("seed", "theta", "start", "rate", "steps", "method", "compare")
"""Options that a run of a map has from the map."""


def add_map(parser: argparse.ArgumentParser) -> None:
    """The options that name a run of a map."""
    parser.add_argument("--map", metavar="DIR", help="a run of the map in this folder, with the map's own arithmetic")
    told = "which one: COLUMN,ROW of a plane; RATE,START of a survey; all from 0"
    parser.add_argument("--at", metavar="I,J", help=told)


def opened(options: argparse.Namespace) -> Replayed:
    """The run that --map and --at name."""
    from ..maps.replay import replay

    if options.map is None:
        raise InputError("--at must come with --map DIR", "no --map")
    for name in ("lab", *SET):
        if getattr(options, name, None) is not None:
            told = "a LAB" if name == "lab" else f"--{name}"
            raise InputError(f"--map must stand without {told}", "both", "The map says what was trained, and how.")
    if options.at is None:
        raise InputError("--map must come with --at I,J", "no --at")
    return replay(options.map, _place(options.at))


def _place(text: str) -> tuple[int, int]:
    parts = text.split(",")
    if len(parts) != 2 or not all(p.isascii() and p.isdecimal() and len(p) <= 15 for p in parts):
        raise InputError("--at must be two whole numbers, such as 512,77", shown(text))
    return int(parts[0]), int(parts[1])
