"""`backprop-lab page`: write the page of a lab as one HTML file, and open it."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..method import METHODS
from ..outfile import check_file, write_file
from ..start import parse_start
from ..trial import Trial, begin
from .from_map import add_map, opened
from .start import LAB, add_start, lab_and_start

if TYPE_CHECKING:
    from ..page.payload import Recorded

NAME = "page"
HELP = "Write the page of a lab, one HTML file: see, step through and play with every number."
FILE = "page.html"


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this verb."""
    add = parser.add_argument
    add("lab", nargs="?", metavar="LAB", help=LAB)
    add_start(parser)
    add_map(parser)
    add("--rate", type=float, metavar="R", help="the rate; default: the lab's")
    add("--steps", type=int, metavar="N", help="how many steps; default: the lab's")
    add("--method", metavar="M", help=f"{', '.join(METHODS)}; numbers follow: momentum:0.9")
    add("--out", default=FILE, metavar="FILE", help=f"the file, default: {FILE}; another one there is kept")
    add("--open", action="store_true", help="open it in the browser")
    add("--json", action="store_true", help="print one JSON object instead of text")


def main(options: argparse.Namespace) -> int:
    """Write the file, say what and where it is, open it if asked to; the exit code."""
    from ..page.build import page, why_large

    check_file(options.out)
    trial, recorded = _trial(options)
    text = page(trial.lab, trial.theta0, trial.seed, trial.index, recorded)
    kept = write_file(options.out, text)
    opened = _open(Path(options.out)) if options.open else None
    size = len(text.encode())
    told = _facts(trial, options.out, kept, size, opened) | {"large": why_large(trial.lab, size) or None}
    print(json.dumps(told, indent=1) if options.json else _sentences(told))
    return 0


def _trial(options: argparse.Namespace) -> tuple[Trial, Recorded | None]:
    """The run that the page begins with, and its states where they are a map's."""
    found = opened(options)
    if found is not None:
        from ..page.payload import Recorded

        return found.run.trial, Recorded(found.run.trial.history.thetas, found.told)
    base, start = lab_and_start(options)
    start.pop("compare", None)
    drawn = None if options.start is None else parse_start(options.start)
    lab = base.trained(rate=options.rate, steps=options.steps, method=options.method, start=drawn)
    return begin(lab, **start), None


def _open(path: Path) -> bool:
    """Whether a browser could be started on the file."""
    import webbrowser

    return webbrowser.open(path.resolve().as_uri())


def _facts(trial: Trial, out: str, kept: Path | None, size: int, opened: bool | None) -> dict[str, Any]:
    return {
        "file": str(out), "bytes": size, "kept": None if kept is None else str(kept), "opened": opened,
        "lab": trial.lab.name, "start": trial.start_name, "rate": trial.rate, "steps": trial.lab.descent.steps,
        "outcome": trial.outcome.name, "step": trial.outcome.step, "cause": trial.outcome.cause,
    }  # fmt: skip


def _sentences(told: dict[str, Any]) -> str:
    start = "a given start" if told["start"] == "given" else f"start {told['start']}"
    lines = [
        f"{told['file']}: the page of {told['lab']}, {start}, rate {told['rate']:g}, {told['steps']} steps; "
        f"about {round(told['bytes'], -4) // 1000} kB, nothing is loaded from anywhere else.",
        f"The run there: {told['outcome']} at step {told['step']}. {told['cause']}",
    ]
    if told["large"]:
        lines.insert(1, told["large"])
    if told["kept"]:
        lines.append(f"Another file of that name is now {told['kept']}.")
    if told["opened"] is False:
        lines.append("No browser could be started; open the file with one.")
    return "\n".join(lines)
