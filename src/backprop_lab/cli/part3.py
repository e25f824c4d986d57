"""Part 3 in print: the curve of J, what became of the run, the rate against the bound, what to try next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.text import Text

from ..lab import Lab, load_lab
from ..run import Run, no_rate_helps, rate_sentence
from ..trial import Trial
from .command import command, start_option
from .curve import curve

STYLES = {"fitted": "bold green", "falling": "bold cyan", "dead": "bold magenta", "diverged": "bold magenta"}

USUAL = (
    "So it goes at this rate for 99.97 % of all random starts, with every correct program: "
    "a flat line at J = 60^2 + 20^2 = 4000 is what the handout's rate does, not a mistake of yours."
)
"""Measured over 200,000 starts; tests/test_facts.py measures it again."""


def part3(run: Run, base: Lab, which: str, width: int) -> Iterator[Any]:
    """The lines and the curve of part 3."""
    yield Text(curve([run.trial, *([run.beside] if run.beside else [])], width), no_wrap=True)
    yield ""
    yield _told(run.trial)
    yield Text(run.trial.outcome.cause)
    if run.trial.outcome.name == "dead" and _is_handout(run):
        yield Text(USUAL)
    if run.beside:
        yield ""
        yield _told(run.beside)
        yield Text(run.beside.outcome.cause)
    yield ""
    yield Text(rate_sentence(run))
    yield from _next(run, base, which)


def _told(trial: Trial) -> Text:
    name, step = trial.outcome.name, trial.outcome.step
    j = trial.values
    text = Text(f"Rate {trial.rate:g}, start {trial.start_name}: J from {j[0]:.6g} to {j[-1]:.6g}, ")
    text.append(name, style=STYLES.get(name, "bold yellow"))
    text.append(" from the start." if step == 0 and name == "dead" else f" at step {step}.")
    return text


def _is_handout(run: Run) -> bool:
    handout = load_lab("handout")
    return run.lab.objective == handout.objective and run.lab.descent == handout.descent


def _next(run: Run, base: Lab, which: str) -> Iterator[Any]:
    """What to try, in a command that can be pasted."""
    why, lab, start = _advice(run)
    if why:
        yield Text(why)
        yield Text("  " + command(lab, base, which, start), no_wrap=True, overflow="ignore")


def _advice(run: Run) -> tuple[str, Lab, str]:
    own = start_option(run)
    other = run.beside
    if no_rate_helps(run):
        if other is None:
            return "No rate can help a start that is dead: try another.", run.lab, "--seed 1"
        start = f"--seed {other.start_name}"
        return f"No rate can help this start. Start {other.start_name} is alive; try:", other.lab, start
    if other is not None and other.learns:
        lab = other.lab.trained(steps=10 * other.lab.descent.steps)
        return "Try the lower rate for longer:", lab, own
    name = run.outcome.name
    if name in ("stalled", "dead") and run.seed is not None:
        lab = run.lab if other is None else other.lab
        return "Try another start:", lab, f"--seed {run.seed}:{run.index + 1}"
    if name in ("falling", "oscillating"):
        more = 10 * run.lab.descent.steps
        rate = run.trial.rate / 2 if name == "oscillating" else None
        return "Try more steps:", run.lab.trained(steps=more, rate=rate), own
    return "", run.lab, own
