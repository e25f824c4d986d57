"""Commands that can be pasted: this run again, or the next one to try."""

from __future__ import annotations

import shlex

from ..lab import Lab
from ..run import Run

LONGEST = 20
"""theta stands in a command up to so many numbers."""


def again(run: Run, base: Lab, which: str) -> str:
    """The command that makes this very run."""
    usual = run.compare == "auto" and not which.endswith(".json")  # a run.json may have asked for another
    compare = "" if usual else f" --compare {run.compare}"
    return command(run.lab, base, which, start_option(run)) + compare


def start_option(run: Run) -> str:
    """--seed 7, --seed 7:3, or --theta=... where theta was given."""
    if run.seed is not None:
        return f"--seed {run.trial.start_name}"
    if run.theta0.size > LONGEST:
        return "--theta FILE"
    return "--theta=" + ",".join(f"{v!r}" for v in run.theta0.tolist())


def command(lab: Lab, base: Lab, which: str, start: str) -> str:
    """`backprop-lab run` for a lab, with the options in which it differs from `base`."""
    words = ["backprop-lab run"]
    if which != "handout":
        words.append(shlex.quote(which))
    words.append(start)
    now, then = lab.descent, base.descent
    if now.start != then.start:
        words.append(f"--start {now.start}")
    if now.method != then.method:
        words.append(f"--method {now.method}")
    if now.rate != then.rate:
        words.append(f"--rate {now.rate:.6g}" if float(f"{now.rate:.6g}") == now.rate else f"--rate {now.rate!r}")
    if now.steps != then.steps:
        words.append(f"--steps {now.steps}")
    return " ".join(words)
