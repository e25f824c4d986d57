"""`backprop-lab check`: whether a student's program is right, and if not, which mistake it makes and where."""

from __future__ import annotations

import argparse
import json

from ..errors import InputError, shown
from ..lab import Lab, load_lab
from .start import LAB
from .width import columns

NAME = "check"
HELP = "Check a program for a lab, a .py or .ipynb file: right or wrong, which mistake, in which line."
EXIT_CODES = "exit codes: 0 right, 1 wrong or cannot tell, 2 wrong use or an unusable file, 130 stopped by Ctrl-C"
RIGHT, NOT_RIGHT = 0, 1


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this verb."""
    add = parser.add_argument
    add("file", nargs="?", metavar="FILE", help="your program, .py or .ipynb; it is run in a process of its own")
    add("--lab", default="handout", metavar="LAB", help=LAB)
    add(
        "--use",
        action="append",
        default=[],
        metavar="PART=NAME",
        help="take your function NAME for a part: --use gradient=my_grad",
    )
    add("--hints", type=int, choices=(0, 1, 2, 3), default=2, metavar="0..3",
        help="0: right or wrong; 1: which part; 2: the mistake by name and its line; 3: the formula, too")  # fmt: skip
    add("--seed", type=int, default=0, metavar="N", help="of the random inputs that are tried; default: 0")
    add("--list-mistakes", action="store_true", help="list the mistakes that can be told, and end")
    add("--json", action="store_true", help="print one JSON object instead of text")


def main(options: argparse.Namespace) -> int:
    """Check and print; exit code 0 where all is right, 1 where something is wrong or cannot be told."""
    lab = load_lab(options.lab)
    if options.list_mistakes:
        return _list(lab, options.json)
    if options.file is None:
        raise InputError("check must be given a file, .py or .ipynb", "none", "Try: backprop-lab check my_lab.py")
    from ..check.files import check_file

    report = check_file(options.file, lab, use=_use(options.use), seed=_seed(options.seed))
    from ..check.report import record, text  # the program runs while the rest is imported

    if options.json:
        print(json.dumps(record(report, options.hints), ensure_ascii=False))
    else:
        print(text(report, options.hints, columns()), end="")
    return RIGHT if report.verdict == "right" else NOT_RIGHT


def _use(words: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    for word in words:
        part, _, name = word.partition("=")
        if not part or not name:
            raise InputError("--use must be PART=NAME", shown(word), "--use gradient=my_grad")
        if found.setdefault(part, name) != name:
            told = f"{part} is {found[part]} already"
            raise InputError("--use must name one function for a part", f"{shown(word)}: {told}", "Give it once.")
    return found


def _seed(seed: int) -> int:
    if not 0 <= seed < 2**64:
        raise InputError("--seed must be a whole number from 0 to 2^64 - 1", shown(seed))
    return seed


def _list(lab: Lab, as_json: bool) -> int:
    from ..check.catalogue import catalogue
    from ..check.report import mistake_record

    rows = catalogue(lab)
    if as_json:
        print(json.dumps([mistake_record(row) for row in rows], ensure_ascii=False))
        return RIGHT
    width = max(len(row.id) for row in rows)
    for row in rows:
        print(f"{row.id:{width}}  {row.part:10}  {row.name}")
    print(f"{len(rows)} mistakes can be told in the lab {lab.name}, and pairs of them.")
    return RIGHT
