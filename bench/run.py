"""Run the parts of the benchmark and print their tables: medians, ranges and ratios from one run."""

from __future__ import annotations

import argparse
import importlib
import json
import os
import platform
from importlib.metadata import version

PARTS = {"whole": "whole_process", "descent": "descent", "gradient": "gradient", "page": "page", "check": "check",
         "atlas": "atlas", "many": "many", "wider": "wider", "cost": "cost"}  # fmt: skip
LIBRARIES = ("backprop-lab", "numpy", "matplotlib", "torch", "jax", "autograd")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="print one JSON object, times in seconds")
    parser.add_argument("--only", choices=PARTS, help="one part alone")
    parser.add_argument("--rounds", type=int, help="turns of every contestant")
    options = parser.parse_args()
    rounds = {"rounds": options.rounds} if options.rounds else {}
    found = {"machine": machine(), "tables": {}}
    if not options.json:
        print(f"{found['machine']['cores']} cores; " + ", ".join(found["machine"]["versions"]))
    for name in [options.only] if options.only else PARTS:
        for title, rows in importlib.import_module(PARTS[name]).measure(**rounds).items():
            found["tables"][title] = {who: time._asdict() for who, time in rows.items()}
            if not options.json:
                print(*table(title, rows), sep="\n", flush=True)
    if options.json:
        print(json.dumps(found, indent=1))


def machine() -> dict:
    versions = [f"Python {platform.python_version()}", *(f"{name} {version(name)}" for name in LIBRARIES)]
    return {"cores": len(os.sched_getaffinity(0)), "processor": platform.machine(), "versions": versions}


def table(title: str, rows: dict):
    """The lines of a table; the ratio is the median over that of the first row."""
    first, wide = next(iter(rows.values())).median, max(33, 2 + max(map(len, rows)))
    yield f"\n{title}\n  {'':{wide}}{'median ms':>10}{'min - max':>21}{'ratio':>8}"
    for name, t in rows.items():
        least_most = f"{1e3 * t.least:.2f} - {1e3 * t.most:.2f}"
        yield f"  {name:{wide}}{1e3 * t.median:10.2f}{least_most:>21}{t.median / first:8.2f}"


if __name__ == "__main__":
    main()
