"""`backprop-lab labs`: the labs that come with the package."""

from __future__ import annotations

import argparse
import json

from ..lab import Lab, available, load_lab

NAME = "labs"
HELP = "List the labs that come with the package."


def add_options(parser: argparse.ArgumentParser) -> None:
    """The options of this verb."""
    parser.add_argument("--json", action="store_true", help="print a list of objects")


def main(options: argparse.Namespace) -> int:
    """Print one line a lab, or a JSON list."""
    labs = [load_lab(name) for name in available()]
    if options.json:
        print(json.dumps([_facts(lab) for lab in labs], indent=1))
        return 0
    wide = max(len(lab.name) for lab in labs)
    for lab in labs:
        print(f"{lab.name:{wide}}  {lab.title}")
    return 0


def _facts(lab: Lab) -> dict[str, object]:
    return {
        "name": lab.name, "title": lab.title, "widths": list(lab.network.widths),
        "activation": str(lab.network.activation), "biases": lab.network.biases,
        "parameters": lab.network.size, "points": len(lab.objective.data),
        "loss": lab.objective.loss.name, "method": lab.descent.method,
        "rate": lab.descent.rate, "steps": lab.descent.steps,
    }  # fmt: skip
