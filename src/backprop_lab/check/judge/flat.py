"""The sentence that every author of a right program with a flat line is owed."""

from __future__ import annotations

import numpy as np

from ...arrays import Array
from ...bound import stability_bound
from ...lab import load_lab
from ..candidate.answer import Described
from ..reference import on_data
from ..step import moved
from .context import Context
from .rates import factor_of
from .steps import STEP, own_gradient
from .tell import figure


def flat_line(context: Context, y: Array) -> tuple[str, ...]:
    """What is said of values of J that are, or end, at that of a dead network; nothing of others."""
    lab = context.lab
    if y[-1] != lab.objective.at_zero or (y[-5:] != y[-1]).any():
        return ()
    if (y == y[-1]).all():
        told = f"The line is flat at J = {figure(y[-1])}: this start is dead"
    else:
        told = f"The line ends flat at J = {figure(y[-1])}: the network is dead"
    return (f"{told}, no path lets a point through, the gradient is exactly zero. {_why_flat(context)}".strip(),)


def _why_flat(context: Context) -> str:
    """What the rate does, where the program's own rate was seen; what rates do where it was not."""
    lab, rate = context.lab, _rate(context)
    bound = stability_bound(lab.objective, lab.method)
    most = bound.rate if bound.known else None
    if most is None:
        return ""
    if rate is None:
        return f"Above rate {figure(most)} no perfect fit is stable, and a right program, too, may end so."
    if rate <= most:
        return ""
    handout = load_lab("handout")
    known = rate == lab.descent.rate == handout.descent.rate and lab.objective == handout.objective
    told = f"At rate {figure(rate)} nearly every right program ends so: that is not a mistake. " if known else ""
    return (
        f"{told}The rate is too large: above {figure(most)} no perfect fit is stable, and this rate is "
        f"{rate / most:.3g} times that."
    )


def _rate(context: Context) -> float | None:
    """The rate of the program's own descent, in the run that was seen or in another, where that start is dead."""
    runs = (context.after(i) for i in range(3))  # a run takes its time
    return next((rate for run in runs if run is not None and (rate := _rate_of(context, run)) is not None), None)


def _rate_of(context: Context, described: Described) -> float | None:
    """Seen in a first step along the right gradient, or along the program's own."""
    lab, own = context.lab, own_gradient(context)
    for states in context.states(described.trail):
        if not states.moves:
            continue
        right = on_data(lab, states.values[:1])
        for base in (right, *([own(right)] if own is not None else [])):
            step = moved(base.numbers, lab.descent.rate, states.values[0])[0]
            factor = factor_of(states.values, step, STEP)
            sure = own is not None or np.isclose(factor or 0, 1)  # else it may be a factor of the gradient
            if factor is not None and factor > 0 and sure:
                return float(f"{factor * lab.descent.rate:.6g}")
    return None
