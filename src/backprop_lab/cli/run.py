"""`backprop-lab run`: run a lab, print its three parts, leave picture, run and history in a folder."""

from __future__ import annotations

import argparse
import json
import os
from pathlib import Path
from typing import Any

from ..errors import FileError, InputError, shown
from ..lab import Lab, load_lab
from ..method import METHODS
from ..run import Run
from ..run import run as run_lab
from ..runfile import read_run, to_json
from .progress import track

NAME = "run"
HELP = "Run a lab and say what became of it."
NOTHING = "none"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this verb."""
    add = parser.add_argument
    add(
        "lab",
        nargs="?",
        default="handout",
        metavar="LAB",
        help="a lab of `backprop-lab labs`, a lab file (.toml), or a run.json to run again; default: handout",
    )
    add(
        "--seed",
        metavar="S[:I]",
        help="the start: start I (default 0) of seed S; drawn and printed if not given",
    )
    add("--theta", metavar="NUMBERS|FILE", help="start there: numbers parted by commas, or a file with them")
    add("--start", metavar="DIST", help="how starts are drawn: uniform:-1:1, normal:0:1, he, glorot")
    add("--rate", type=float, metavar="R", help="the rate; default: the lab's")
    add("--steps", type=int, metavar="N", help="how many steps; default: the lab's")
    add("--method", metavar="M", help=f"{', '.join(METHODS)}; numbers follow: momentum:0.9")
    add(
        "--compare",
        default="auto",
        metavar="RATE",
        help="rate of a second run beside it; auto: one below the bound where needed; none: no second run",
    )
    add("--out", default="out", metavar="DIR", help="folder of the files, default: out; none: write no files")
    add("--sharpness", action="store_true", help="with --json: the sharpness at every step too")
    told = parser.add_mutually_exclusive_group()
    told.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    told.add_argument("--quiet", action="store_true", help="print nothing; the files are written")  # fmt: skip


def main(options: argparse.Namespace) -> int:
    """Run, print, write; the exit code."""
    _check_out(options.out)
    base, start = _lab_and_start(options)
    needs_sharpness = options.out != NOTHING or options.sharpness
    made = run_lab(
        base, **start, start=options.start, rate=options.rate, steps=options.steps, method=options.method,
        sharpness=needs_sharpness, track=track,
    )  # fmt: skip
    if options.json:
        told = to_json(made)
        if not options.sharpness:
            told.pop("sharpness", None)
        print(json.dumps(told, indent=1, allow_nan=False))
    elif not options.quiet:
        from .report import report

        report(made, base, options.lab)
    if options.out != NOTHING:
        _save(made, options)
    return 0


def _save(made: Run, options: argparse.Namespace) -> None:
    from ..save import save_run

    saved = save_run(made, options.out)
    if not options.json and not options.quiet:
        from .report import report_files

        report_files(saved)


def _lab_and_start(options: argparse.Namespace) -> tuple[Lab, dict[str, Any]]:
    """The lab, and the arguments of `run` that say where it starts."""
    if str(options.lab).endswith(".json"):
        lab, start = read_run(options.lab)
    else:
        lab, start = load_lab(options.lab), {}
    if options.seed is not None and options.theta is not None:
        raise InputError("a run must start at --theta or at --seed", "both")
    if options.theta is not None:
        start = {"theta": _theta(options.theta), "compare": start.get("compare", "auto")}
    if options.seed is not None:
        start = _seed(options.seed) | {"compare": start.get("compare", "auto")}
    if options.compare is not None:
        start["compare"] = _compare(options.compare)
    return lab, start


def _check_out(folder: str) -> None:
    """Refuse, before the work is done, a folder that cannot be one."""
    if not folder or (folder != NOTHING and os.path.isfile(folder)):
        raise InputError("--out must name a folder, or be none", "a file" if folder else "an empty name")


def _seed(text: str) -> dict[str, int]:
    parts = text.split(":")
    if len(parts) > 2 or not all(part.isascii() and part.isdecimal() and len(part) <= 20 for part in parts):
        raise InputError("--seed must be a whole number from 0 to 2^64 - 1, or two: 7:3", shown(text))
    seed, index = int(parts[0]), int(parts[1]) if len(parts) == 2 else 0
    return {"seed": seed, "index": index}


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


def _compare(text: str) -> Any:
    if text in ("auto", "none"):
        return text
    try:
        return float(text)
    except ValueError:
        raise InputError("--compare must be a rate, auto or none", shown(text)) from None
