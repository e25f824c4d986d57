"""What may stand on the command line."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from .._version import VERSION
from . import check, explain, labs, map, page, run

LISTS = ("--theta", "--at", "--zoom")
"""Options whose values may begin below 0."""
EXIT_CODES = "exit codes: 0 done, 2 wrong use or an unusable file, 130 stopped by Ctrl-C"


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The options; `verb` is the function to call with them. Raises `SystemExit`, with code 2 on wrong use."""
    parser = argparse.ArgumentParser(
        prog="backprop-lab",
        description="The laboratory for back-propagation and gradient descent on small networks.",
        epilog=EXIT_CODES,
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"backprop-lab {VERSION}")
    verbs = parser.add_subparsers(metavar="VERB", required=True)
    for module in (run, explain, check, page, map, labs):
        verb = verbs.add_parser(
            module.NAME,
            help=module.HELP,
            description=module.HELP,
            epilog=getattr(module, "EXIT_CODES", EXIT_CODES),
            allow_abbrev=False,
        )
        if module.NAME in argv:  # the options of the other verbs would be made for nothing
            module.add_options(verb)
        verb.set_defaults(verb=module.main)
    return parser.parse_args(_join_negative(argv))


def _join_negative(argv: Sequence[str]) -> list[str]:
    """`--theta -0.5,1` means what `--theta=-0.5,1` does: what begins below 0 is no option."""
    joined: list[str] = []
    for word in argv:
        if joined and joined[-1] in LISTS:
            joined[-1] += f"={word}"
        else:
            joined.append(word)
    return joined
