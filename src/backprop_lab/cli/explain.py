"""`backprop-lab explain`: every number of one descent step with its equation, in the format that is asked for."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

from ..errors import InputError, shown
from ..explain import explain as explain_lab
from ..method import METHODS
from ..outfile import check_file, write_file
from .from_map import add_map, opened
from .progress import wait
from .start import LAB, add_start, lab_and_start
from .width import columns

if TYPE_CHECKING:
    from ..explain import Explanation, Points

NAME = "explain"
HELP = "Explain a lab: every step of one descent step, in symbols and numbers, and the ledger."
SPELLED = {"markdown": "Markdown", "latex": "LaTeX", "html": "HTML", "pdf": "a PDF", "json": "JSON"}
MOST_LETTERS = 4
"""So many letters that no font has are named."""
FORMATS = {"text": ".txt", "markdown": ".md", "latex": ".tex", "html": ".html", "pdf": ".pdf", "json": ".json"}


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this verb."""
    add = parser.add_argument
    add("lab", nargs="?", metavar="LAB", help=LAB)
    add_start(parser)
    add_map(parser)
    add("--step", type=int, metavar="T", help="of a run of a map: the state after T steps; default: 0, the start")
    add("--rate", type=float, metavar="R", help="the rate; default: the lab's")
    add("--method", metavar="M", help=f"{', '.join(METHODS)}; numbers follow: momentum:0.9")
    add(
        "--point",
        metavar="N|all",
        help="one data point, or all; default: all where there are at most 8, else the first 8",
    )
    add("--exact", action="store_true", help="compute in fractions, without any rounding")
    told = parser.add_mutually_exclusive_group()
    endings = ", ".join(FORMATS.values())
    told.add_argument(
        "--format", choices=FORMATS, metavar="F", help=f"{', '.join(FORMATS)}; default: as --out ends, else text"
    )
    told.add_argument("--json", action="store_const", const="json", dest="format", help="the same as --format json")
    add(
        "--out",
        metavar="FILE",
        help=f"write to this file ({endings}) instead; another one there is kept under a new name",
    )


def main(options: argparse.Namespace) -> int:
    """Explain, print or write; the exit code."""
    form = _format(options.format, options.out)
    if options.out is not None:
        check_file(options.out)
    elif form == "pdf" and sys.stdout.isatty():
        raise InputError("a PDF must go to a file or a pipe", "a terminal", "Name a file: --out explained.pdf.")
    point = _point(options.point)
    made = wait(lambda: _made(options, point), "Working out every number")
    content = wait(lambda: _content(made, form, options.out), f"Setting it as {SPELLED.get(form, form)}")
    if options.out is None:
        _print(content, form)
    else:
        _write(made, options.out, content)
    if form == "pdf":
        _tell_boxes(made.boxes())
    return 0


def _made(options: argparse.Namespace, point: Points) -> Explanation:
    """The explanation of a start, or of a state of a map's run."""
    found = opened(options)
    if found is None:
        if options.step is not None:
            raise InputError("--step must come with --map DIR or the run.json of a map's run", "neither")
        lab, start = lab_and_start(options)
        start.pop("compare", None)
        more = {"point": point, "exact": options.exact, "rate": options.rate, "method": options.method}
        return explain_lab(lab, **start, start=options.start, **more)
    step = options.step or 0
    thetas = found.run.trial.history.thetas
    if not 0 <= step < len(thetas):
        raise InputError(f"--step must be from 0 to {len(thetas) - 1} in this run", f"{step}")
    made = explain_lab(found.run.lab, thetas[step], point=point, exact=options.exact)
    steps = "1 step" if step == 1 else f"{step} steps"
    return made.noted(f"theta is the state after {steps} of a run of a map. {found.told}")


def _tell_boxes(letters: str) -> None:
    """Say which letters of the PDF cannot be read, and what to do."""
    if letters:
        told = ", ".join(f"{c} (U+{ord(c):04X})" for c in letters[:MOST_LETTERS])
        more = f" and {len(letters) - MOST_LETTERS} more" if len(letters) > MOST_LETTERS else ""
        print(
            f"backprop-lab: no font here has {told}{more}: in the PDF a box stands for each. "
            "Take --format html, or install a font that has them.",
            file=sys.stderr,
        )


def _format(given: str | None, out: str | None) -> str:
    """What --format says, or how --out ends."""
    if given is not None or out is None:
        return given or "text"
    for form, ending in FORMATS.items():
        if out.lower().endswith(ending):
            return form
    raise InputError(f"--out must end in {', '.join(FORMATS.values())}, or --format be given", shown(out))


def _point(text: str | None) -> Points:
    if text is None:
        return None
    if text == "all":
        return "all"
    if not (text.isascii() and text.isdecimal() and len(text) <= 9):
        raise InputError("--point must be a whole number from 1, or all", shown(text))
    return int(text)


def _content(made: Explanation, form: str, out: str | None) -> str | bytes:
    if form == "text":
        return made.text(80 if out is not None else columns())
    content: str | bytes = getattr(made, form)()
    return content


def _print(content: str | bytes, form: str) -> None:
    """Text for reading goes out as the terminal has it, a file's content in UTF-8 whatever the terminal has."""
    if form == "text":
        print(content, end="")
        return
    sys.stdout.flush()
    sys.stdout.buffer.write(content.encode() if isinstance(content, str) else content)


def _write(made: Explanation, out: str, content: str | bytes) -> None:
    kept = write_file(out, content)
    print(f"{Path(out)}: {made.sheet.lab.name} explained, {made.sheet.start_name}")
    if kept is not None:
        print(f"The file that was there is now {kept}")
