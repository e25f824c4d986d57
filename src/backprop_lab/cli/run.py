"""`backprop-lab run`: run a lab, print its three parts, leave picture, run and history in a folder."""

from __future__ import annotations

import argparse
import json
import os
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from ..errors import InputError, shown
from ..method import METHODS
from ..run import Run
from ..run import run as run_lab
from ..runfile import to_json
from .from_map import add_map, opened
from .progress import track
from .start import add_start, lab_and_start, lab_of

if TYPE_CHECKING:
    from ..maps.replay import Replayed

NAME = "run"
HELP = "Run a lab and say what became of it."
NOTHING = "none"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this verb."""
    add = parser.add_argument
    add(
        "lab",
        nargs="?",
        metavar="LAB",
        help="a lab of `backprop-lab labs`, a lab file (.toml), or a run.json to run again; default: handout",
    )
    add_start(parser)
    add_map(parser)
    add("--rate", type=float, metavar="R", help="the rate; default: the lab's")
    add("--steps", type=int, metavar="N", help="how many steps; default: the lab's")
    add("--method", metavar="M", help=f"{', '.join(METHODS)}; numbers follow: momentum:0.9")
    add(
        "--compare",
        metavar="RATE",
        help="rate of a second run beside it; auto (default): one below the bound where needed; none: no second run",
    )
    add("--out", default="out", metavar="DIR", help="folder of the files, default: out; none: write no files")
    add("--sharpness", action="store_true", help="with --json: the sharpness at every step too")
    told = parser.add_mutually_exclusive_group()
    told.add_argument("--json", action="store_true", help="print one JSON object instead of text")
    told.add_argument("--quiet", action="store_true", help="print nothing; the files are written")  # fmt: skip


def main(options: argparse.Namespace) -> int:
    """Run, print, write; the exit code."""
    _check_out(options.out)
    found = opened(options)
    if found is not None:
        return _from_map(found, options)
    base, start = lab_and_start(options)
    if options.compare is not None:
        start["compare"] = _compare(options.compare)
    needs_sharpness = options.out != NOTHING or options.sharpness
    made = run_lab(
        base, **start, start=options.start, rate=options.rate, steps=options.steps, method=options.method,
        sharpness=needs_sharpness, track=track,
    )  # fmt: skip
    if options.json:
        _print_json(made, options)
    elif not options.quiet:
        from .report import report

        report(made, base, lab_of(options))
    if options.out != NOTHING:
        _save(made, options)
    return 0


def _from_map(found: Replayed, options: argparse.Namespace) -> int:
    """A run of a map, state by state as the map's own arithmetic has it."""
    from ..trial import with_sharpness

    made = found.run
    if options.out != NOTHING or options.sharpness:
        made = replace(made, trial=with_sharpness(made.trial, track))
    if options.json:
        _print_json(made, options)
    elif not options.quiet:
        from .report import report

        report(made, made.lab, "", found.told)
    if options.out != NOTHING:
        _save(made, options)
    return 0


def _print_json(made: Run, options: argparse.Namespace) -> None:
    told = to_json(made)
    if not options.sharpness:
        told.pop("sharpness", None)
    print(json.dumps(told, indent=1, allow_nan=False))


def _save(made: Run, options: argparse.Namespace) -> None:
    from ..save import save_run

    saved = save_run(made, options.out)
    if not options.json and not options.quiet:
        from .report import report_files

        report_files(saved)


def _check_out(folder: str) -> None:
    """Refuse, before the work is done, a folder that cannot be one."""
    if not folder or (folder != NOTHING and os.path.isfile(folder)):
        raise InputError("--out must name a folder, or be none", "a file" if folder else "an empty name")


def _compare(text: str) -> Any:
    if text in ("auto", "none"):
        return text
    try:
        return float(text)
    except ValueError:
        raise InputError("--compare must be a rate, auto or none", shown(text)) from None
