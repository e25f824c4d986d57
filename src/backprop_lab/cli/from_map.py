"""--map DIR --at PLACE, or the run.json that was left of it: one run of a map, opened again."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from ..errors import InputError, shown
from ..runfile import read_map
from .start import lab_of

if TYPE_CHECKING:
    from ..maps.replay import Replayed

SET = ("seed", "theta", "start", "rate", "steps", "method", "compare")
"""Options that a run of a map has from the map."""
SAYS = "The map says what was trained, and how."


def add_map(parser: argparse.ArgumentParser) -> None:
    """The options that name a run of a map."""
    parser.add_argument("--map", metavar="DIR", help="a run of the map in this folder, with the map's own arithmetic")
    told = "which one: COLUMN,ROW of a plane; RATE,START of a survey; all from 0"
    parser.add_argument("--at", metavar="I,J", help=told)


def opened(options: argparse.Namespace) -> Replayed | None:
    """The run of a map that --map and --at name, or that LAB has where it is a run.json; None where none is asked for.

    It is made with the map's own arithmetic.
    """
    if options.map is None and options.at is None:
        return _kept(options)
    if options.map is None:
        raise InputError("--at must come with --map DIR", "no --map")
    if options.lab is not None:
        raise InputError("--map must stand without a LAB", "both", SAYS)
    _alone(options, "--map")
    if options.at is None:
        raise InputError("--map must come with --at I,J", "no --at")
    from ..maps.replay import replay

    return replay(options.map, _place(options.at))


def _kept(options: argparse.Namespace) -> Replayed | None:
    which = lab_of(options)
    kept = read_map(which) if which.endswith(".json") else None
    if kept is None:
        return None
    _alone(options, "a run of a map")
    from ..maps.replay import restored

    return restored(kept, which)


def _alone(options: argparse.Namespace, what: str) -> None:
    for name in SET:
        if getattr(options, name, None) is not None:
            raise InputError(f"{what} must stand without --{name}", "both", SAYS)


def _place(text: str) -> tuple[int, int]:
    parts = text.split(",")
    if len(parts) != 2 or not all(p.isascii() and p.isdecimal() and len(p) <= 15 for p in parts):
        raise InputError("--at must be two whole numbers, such as 512,77", shown(text))
    return int(parts[0]), int(parts[1])
