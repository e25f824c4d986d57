"""Judges where the descent starts, and the plot of J."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ...arrays import Array
from ...bound import stability_bound
from ...lab import load_lab
from ..candidate.answer import Curve, Described
from ..catalogue import Part
from ..catalogue.behaviour import range_of
from ..match import close
from ..reference import on_data
from ..step import moved
from ..verdict import Judged, Named
from ..where import place
from .along import along
from .context import Context
from .steps import NEXT, STEP, own_gradient
from .tell import figure, row
from .watched import THETA_NAMES, States, Watched, last, loops_of, sequences

ENOUGH = 30
"""So many numbers keep to one half of a range by chance in one program of ten million."""

SEEDS = 100
"""So many seeds of the lab's own generator are tried."""


def judge_start(context: Context, descent: States | None) -> Judged:
    """Random, and in the lab's range; `descent` are the states of the descent that was followed."""
    name = descent.name if descent is not None and descent.drawn else ""
    start, line = _first_theta(context.candidate.described, context, name)
    if start is None:
        return Judged("start", "cannot tell", "the program draws no start that was seen")
    low, high = _range(context)
    if low is not None and high is not None and ((start < low) | (start > high)).any():
        bad = float(start[(start < low) | (start > high)][0])
        told = f"{figure(bad)} is not between {figure(low)} and {figure(high)}; theta = {row(start)}"
        return _wrong(context, "start", "start-out-of-range", told, line)
    again = context.another(1)
    other = None if again is None else _first_theta(again, context, name)[0]
    if other is not None and other.shape == start.shape and (other == start).all():
        seed = _seed(context, start)
        if seed is not None:
            return Judged("start", "right", f"start {seed} of the lab's own generator")
        return _wrong(context, "start", "start-not-random", f"theta = {row(start)} in every run", line)
    if low is not None and high is not None and other is not None:
        narrow = _narrow(context, name, np.concatenate([start, other]), high - low)
        if narrow:
            return _wrong(context, "start", "start-narrow", narrow, line)
    return Judged("start", "right", f"random, {range_of(context.lab)}")


def _seed(context: Context, start: Array) -> int | None:
    """The seed with which the lab's own generator draws this start: random by what it is, the same in every run."""
    return next((seed for seed in range(SEEDS) if np.array_equal(context.lab.start(seed, 0), start.ravel())), None)


def _narrow(context: Context, name: str, drawn: Array, width: float) -> str:
    """What was drawn where it keeps to half of the range, in as many runs as it takes to rule chance out; else ""."""
    i = 2
    while np.ptp(drawn) < width / 2 and drawn.size < ENOUGH:
        more = context.another(i)
        theta = None if more is None else _first_theta(more, context, name)[0]
        if theta is None:
            return ""
        drawn, i = np.concatenate([drawn, theta]), i + 1
    if np.ptp(drawn) >= width / 2:
        return ""
    return f"all {drawn.size} numbers of {i} runs lie between {figure(drawn.min())} and {figure(drawn.max())}"


def _first_theta(described: Described, context: Context, name: str) -> tuple[Array | None, int]:
    """Where the program's own descent started, by its statements, not by what it was given; and the line of that."""
    found = list(sequences(described.trail, context.lab, loops_of(context.candidate.source)))
    chosen = [s for s in found if s.name == name] or [s for s in found if s.is_theta]
    if chosen:
        return np.asarray(chosen[0].values[0]), chosen[0].lines[0] if chosen[0].lines else 0
    size = context.lab.network.size
    held = [a[0].ravel() for n, a in described.numbers.items() if len(a) == 1 and last(n) in THETA_NAMES]
    return next((values for values in held if values.size == size), None), 0


def _range(context: Context) -> tuple[float | None, float | None]:
    start = context.lab.descent.start
    name, *numbers = str(start).split(":")
    if name == "uniform" and len(numbers) == 2:
        return float(numbers[0]), float(numbers[1])
    return None, None


def judge_plot(context: Context, watched: Watched | None) -> Judged:
    """Whether J was plotted over the steps, in order."""
    curves = [c for c in context.candidate.described.curves if c.y.size > 5]
    if not curves:
        return _without(context, watched)
    lengths = {context.lab.descent.steps, context.lab.descent.steps + 1}
    held = [a[0].ravel() for a in context.candidate.described.numbers.values() if len(a) == 1]
    lists = [v for v in held if v.size in lengths]
    values = [v for v in lists if _may_be_j(v)] or lists
    for curve in curves:
        if _is_j(context, curve, values):
            return Judged("plot", "right", f"J over the steps, {curve.y.size} values", notes=_flat(context, curve))
    longest = max(curves, key=lambda c: c.y.size)
    if longest.y.size not in lengths:
        return _wrong(context, "plot", "plot-other", f"the longest curve has {longest.y.size} values", longest.line)
    if values:
        told = "no curve has the values of J in the order of the steps"
        return _wrong(context, "plot", "plot-other", told, longest.line)
    told = f"one curve of {longest.y.size} values was drawn, but no J is known to compare it with"
    return Judged("plot", "cannot tell", told)


def _is_j(context: Context, curve: Curve, values: Sequence[Array]) -> bool:
    if any(v.shape == curve.y.shape and np.allclose(v, curve.y, rtol=1e-9, equal_nan=True) for v in values):
        return curve.x is None or bool((np.diff(curve.x.ravel()) > 0).all())
    for states in sequences(context.candidate.described.trail, context.lab, loops_of(context.candidate.source)):
        count = min(len(states.values), curve.y.size, 4)
        wanted = on_data(context.lab, states.values[:count]).numbers.of_all(("J",))[:, 0]
        if along(context, states.values, curve.y):
            return True
        if count and close(curve.y[None, :count], wanted[None], 1e-7):
            return True
    return False


def _may_be_j(values: Array) -> bool:
    return bool(np.isfinite(values[:1]).all() and values[0] > 0)


def _flat(context: Context, curve: Curve) -> tuple[str, ...]:
    """The sentence that every author of a right program with a flat line is owed."""
    lab, y = context.lab, curve.y.ravel()
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
    runs = (context.another(i) if i else context.candidate.described for i in range(3))  # a run takes its time
    return next((rate for run in runs if run is not None and (rate := _rate_of(context, run)) is not None), None)


def _rate_of(context: Context, described: Described) -> float | None:
    """Seen in a first step along the right gradient, or along the program's own."""
    lab, own = context.lab, own_gradient(context)
    for states in sequences(described.trail, lab, loops_of(context.candidate.source)):
        if not states.moves:
            continue
        right = on_data(lab, states.values[:1])
        for base in (right, *([own(right)] if own is not None else [])):
            step = moved(base.numbers, lab.descent.rate, states.values[0])[0]
            factor = _times(states.values, step)
            if factor is not None:
                return float(f"{factor * lab.descent.rate:.6g}")
    return None


def _times(states: Array, step: Array) -> float | None:
    """How many times this step the first one is, where it goes in its direction."""
    with np.errstate(all="ignore"):
        for came in states[1:NEXT] - states[0]:
            factor = float((came * step).sum() / (step * step).sum())
            if np.isfinite(factor) and factor > 0 and close(came[None], factor * step[None], STEP):
                return factor
    return None


def _without(context: Context, watched: Watched | None) -> Judged:
    source = context.candidate.source.text
    if any(word in source for word in (".plot(", "semilogy", "loglog", "plt.", "pyplot", "scatter(")):
        return Judged("plot", "cannot tell", "the program can plot, but drew no curve when it ran")
    if watched is None or not context.candidate.described.functions:
        return Judged("plot", "cannot tell", "no curve was drawn, and no descent was found whose J it would show")
    return _wrong(context, "plot", "plot-missing", "no curve was drawn")


def _wrong(context: Context, part: Part, id: str, evidence: str, line: int = 0) -> Judged:
    mistake = next(m for m in context.rows(part) if m.id == id)
    where = place(context.candidate.source, line) if line else None
    if where is not None and where.text.startswith("def "):  # where a value was seen first, not where it was made
        where = None
    return Judged(part, "wrong", mistake.name, (Named(mistake, (), where),), evidence=evidence, place=where)
