"""Where a verb starts: its lab, --seed, --theta and --start, as arguments of the functions that take them."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import Any

from ..errors import FileError, InputError, shown
from ..lab import Lab, load_lab
from ..runfile import read_run

LAB = "a lab of `backprop-lab labs`, a lab file (.toml), or a run.json; default: handout"


def add_start(parser: argparse.ArgumentParser) -> None:
    """The options that say where to start."""
    add = parser.add_argument
    told = "the start: start I (default 0) of seed S; drawn and printed if not given"
    add("--seed", metavar="S[:I]", help=told)
    add("--theta", metavar="NUMBERS|FILE", help="start there: numbers parted by commas, or a file with them")
    add("--start", metavar="DIST", help="how starts are drawn: uniform:-1:1, normal:0:1, he, glorot")


def start_of(options: argparse.Namespace) -> dict[str, Any]:
    """`seed`, `index` and `theta` as the options have them; None where one is not given."""
    if options.seed is not None and options.theta is not None:
        raise InputError("a run must start at --theta or at --seed", "both")
    seed, index = (None, 0) if options.seed is None else seed_of(options.seed)
    return {"seed": seed, "index": index, "theta": None if options.theta is None else _theta(options.theta)}


def lab_of(options: argparse.Namespace) -> str:
    """LAB as it was given, else the handout."""
    return "handout" if options.lab is None else str(options.lab)


def lab_and_start(options: argparse.Namespace) -> tuple[Lab, dict[str, Any]]:
    """The lab, and where it starts: as the options say, else as the run.json does where one was given."""
    given, which = start_of(options), lab_of(options)
    if not which.endswith(".json"):
        return load_lab(which), given
    lab, kept = read_run(which)
    if given["seed"] is None and given["theta"] is None:
        given |= {key: kept[key] for key in given if key in kept}
    return lab, given | {"compare": kept["compare"]}


def seed_of(text: str) -> tuple[int, int]:
    """Seed and index as --seed has them: 7, 7:3."""
    parts = text.split(":")
    if len(parts) > 2 or not all(part.isascii() and part.isdecimal() and len(part) <= 20 for part in parts):
        raise InputError("--seed must be a whole number from 0 to 2^64 - 1, or two: 7:3", shown(text))
    return int(parts[0]), int(parts[1]) if len(parts) == 2 else 0


def _theta(text: str) -> list[float]:
    """Numbers parted by commas or blanks, on the command line or in a file; a JSON list will do."""
    try:
        return _numbers(text)
    except ValueError:
        pass
    path = Path(text)
    try:
        content = path.read_bytes().decode("utf-8-sig")
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "not a file name, not numbers"
        raise FileError("--theta must be numbers, or a file with them", f"{shown(text)}: {why}") from None
    try:
        return _numbers(content)
    except ValueError:
        raise FileError("the file of --theta must hold numbers", f"{path.name}: {shown(content)}") from None


def _numbers(text: str) -> list[float]:
    words = text.strip().removeprefix("[").removesuffix("]").replace(",", " ").split()
    if not words:
        raise ValueError("no numbers")
    return [float(word) for word in words]
