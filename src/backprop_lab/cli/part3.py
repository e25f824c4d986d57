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
    "So it goes at this rate for 99.98 % of all random starts, with every correct program: "
    "a flat line at J = 60^2 + 20^2 = 4000 is what the handout's rate does, not a mistake of yours."
)
"""Measured over 200,000 starts; tests/test_facts.py measures it again."""


def part3(run: Run, base: Lab, which: str, width: int) -> Iterator[Any]:
    """The lines and the curve of part 3."""
    yield Text(curve(run.trials, width), no_wrap=True)
    yield ""
    yield _told(run.trial)
    yield Text(run.trial.outcome.cause)
    if run.trial.outcome.name == "dead" and _is_handout(run):
        yield Text(USUAL)
    for other in run.trials[1:]:
        yield ""
        yield _told(other)
        yield Text(other.outcome.cause)
    yield ""
    yield Text(rate_sentence(run))
    yield from _next(run, base, which)


def _told(trial: Trial) -> Text:
    name, step = trial.outcome.name, trial.outcome.step
    j = trial.values
    text = Text(f"Rate {trial.rate:g}, start {trial.start_name}: J from {j[0]:.6g} to {j[-1]:.6g}, ")
    text.append(name, style=STYLES.get(name, "bold yellow"))
    text.append(" from the start." if step == 0 else f" at step {step}.")
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
    """Why, the lab and the start of the next run to try; an empty reason where there is nothing to try."""
    own, lab = start_option(run), run.lab
    if run.living is not None:
        why = "No rate can help this start. " if no_rate_helps(run) else "This start does not learn. "
        other = run.living
        return f"{why}Start {other.start_name} does better; try:", other.lab, f"--seed {other.start_name}"
    if run.beside is not None and run.beside.learns:
        steps = 10 * run.beside.lab.descent.steps
        return "Try the lower rate for longer:", run.beside.lab.trained(steps=steps), own
    name = run.outcome.name
    if name in ("stalled", "dead"):
        return "Try another start:", lab, f"--seed {run.seed or 0}:{run.index + 1}"
    if name == "diverged":
        return "Try a lower rate:", lab.trained(rate=float(f"{lab.descent.rate / 10:.1g}")), own
    if name in ("falling", "oscillating"):
        rate = lab.descent.rate / 2 if name == "oscillating" else None
        return "Try more steps:", lab.trained(steps=10 * lab.descent.steps, rate=rate), own
    return "", lab, own
