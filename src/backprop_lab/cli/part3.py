"""Part 3 in print: the curve of J, what became of the run, the rate against the bound, what to try next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from rich.text import Text

from ..lab import Lab, load_lab
from ..pattern import shut_layers
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
    if why and which:
        yield Text(why)
        yield Text("  " + command(lab, base, which, start), no_wrap=True, overflow="ignore")


def _advice(run: Run) -> tuple[str, Lab, str]:
    """Why, the lab and the start of the next run to try; an empty reason where there is nothing to try."""
    own = start_option(run)
    if run.living is not None:
        why = "No rate can help this start. " if no_rate_helps(run) else "This start does not learn. "
        other = run.living
        better = "does better" if other.learns else "is alive"
        return f"{why}Start {other.start_name} {better}; try:", other.lab, f"--seed {other.start_name}"
    if run.beside is not None and run.beside.learns:
        fitted = run.beside.outcome.name == "fitted"
        steps = run.beside.lab.descent.steps * (1 if fitted else 10)
        longer = "" if fitted else " for longer"
        return f"Try the lower rate{longer}:", run.beside.lab.trained(steps=steps), own
    return _advice_alone(run)


def _advice_alone(run: Run) -> tuple[str, Lab, str]:
    """The same, by the run's own outcome."""
    own, lab, name = start_option(run), run.lab, run.outcome.name
    if name == "stalled" and _is_open(run):
        return "Try a higher rate:", lab.trained(rate=float(f"{lab.descent.rate * 10:.1g}")), own
    if name in ("stalled", "dead"):
        return "Try another start:", lab, f"--seed {run.seed or 0}:{run.index + 1}"
    if name == "diverged":
        return "Try a lower rate:", lab.trained(rate=float(f"{lab.descent.rate / 10:.1g}")), own
    if name in ("falling", "oscillating"):
        rate = lab.descent.rate / 2 if name == "oscillating" else None
        return "Try more steps:", lab.trained(steps=10 * lab.descent.steps, rate=rate), own
    return "", lab, own


def _is_open(run: Run) -> bool:
    """Whether every point still gets through and the gradient is not 0: then it is the rate that is small."""
    shut = shut_layers(run.lab.network, run.theta, run.lab.objective.data.x)
    small = run.bound.rate is None or 10 * run.trial.rate < run.bound.rate
    return bool((shut < 0).all()) and run.trial.history.gradient_norms[-1] > 0 and small
