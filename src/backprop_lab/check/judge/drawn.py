"""Judges the plot: whether it shows J over the steps, in order."""

from __future__ import annotations

import ast
from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ...arrays import Array
from ..candidate.answer import Curve, Described
from ..candidate.nodes import nodes
from ..verdict import Judged
from .behave import told_wrong_of
from .context import Context
from .flat import flat_line
from .shown import is_flat, one_value, readings, shows_j, states_of
from .tell import figure
from .watched import Watched

DRAW = frozenset({
    "plot", "semilogy", "semilogx", "loglog", "scatter", "step", "stem", "errorbar", "bar", "fill_between",
    "Line2D", "add_line", "set_data", "set_ydata", "lineplot", "line", "plot_date", "Scatter", "add_trace",
    "add_scatter", "hist", "imshow",
})  # fmt: skip
"""What draws a curve in the libraries that are in use."""
AGAIN = 4
"""So many runs are looked at for one whose curve is not flat."""
SHORTEST = 6
"""A curve of fewer values is none of J."""
UNTIL = "cannot be judged until J is right"
UNSEEN = "a curve of {} values was drawn, but theta was not followed: whether they are those of J could not be seen"


def judge_plot(context: Context, watched: Watched | None, known: bool, descent: Judged) -> Judged:
    """Whether J was plotted over the steps, in order; `known` says that the program's own J is the right one.

    How many values there must be follows from the steps that were taken: other ones are told of the descent alone.
    """
    run = context.after(watched.run) if watched is not None and not watched.function else None
    described = run if run is not None and curves_of(run) else context.candidate.described
    curves = curves_of(described)
    if not curves:
        return _without(context, watched)
    shown = [curve for curve in curves if shows_j(context, described, curve)]
    if shown and any(n.mistake.id == "steps-other" for n in descent.mistakes):
        return _right(context, shown[0])
    return _of_j(context, watched, described, shown, known) or _of_another(context, described, curves, known)


def _of_j(
    context: Context, watched: Watched | None, described: Described, shown: Sequence[Curve], known: bool
) -> Judged | None:
    """The verdict where curves have values of J: on how many, and on those of another run where they are all one."""
    full = [curve for curve in shown if curve.y.size in context.lengths]
    if full and watched is not None and watched.function and is_flat(full[0]):
        return _of_a_live_run(context, full[0], known)
    if full or (shown and not _kept_all(context, described, watched)):
        return _right(context, (full or shown)[0])
    if shown and (later := _of_another_descent(context, curves_of(described))) is not None:
        return later
    if shown:
        told = f"the curve has {shown[0].y.size} values, not {min(context.lengths)} or {max(context.lengths)}"
        return told_wrong_of(context, "plot", "plot-other", told, shown[0].line)
    return None


def _of_another_descent(context: Context, curves: Sequence[Curve]) -> Judged | None:
    """The verdict where one of several curves is too long: one of the right length may be that of a dead start."""
    if not any(curve.y.size in context.lengths for curve in curves):
        return None
    for run in range(AGAIN + 1):
        described = context.after(run)
        for curve in curves_of(described) if described is not None else ():
            if described is not None and curve.y.size in context.lengths and shows_j(context, described, curve):
                return _right(context, curve)
    return None


def _of_another(context: Context, described: Described, curves: Sequence[Curve], known: bool) -> Judged:
    """The verdict where no curve has the values of J."""
    longest = max(curves, key=lambda c: c.y.size)
    if context.roles["objective"] is None and one_value(context, described, longest):
        told = f"the curve is {figure(float(longest.y.ravel()[0]))} at every step, but J is not"
        return told_wrong_of(context, "plot", "plot-other", told, longest.line)
    judged = None if known else _by_lists(context, described, curves)
    if judged is not None and (judged.verdict != "cannot tell" or longest.y.size in context.lengths):
        return judged
    if longest.y.size not in context.lengths:
        told = f"the longest curve has {longest.y.size} values"
    elif rows := _rows_with(described, longest):
        return Judged(
            "plot", "cannot tell", f"the curve is one of {rows} that were kept: not each of them was followed"
        )
    elif _moving(context, described):
        told = "no curve has the values of J in the order of the steps"
    else:
        return Judged("plot", "cannot tell", UNSEEN.format(longest.y.size))
    return told_wrong_of(context, "plot", "plot-other", told, longest.line)


def _rows_with(described: Described, curve: Curve) -> int:
    """How many rows a table has of which the curve is one; 0 where it is none."""
    y = curve.y.ravel()
    tables = [a[0] for a in described.numbers.values() if len(a) == 1 and a[0].ndim == 2 and a[0].shape[1] == y.size]
    return max((len(table) for table in tables if (table == y).all(axis=1).any()), default=0)


def _of_a_live_run(context: Context, flat: Curve, known: bool) -> Judged:
    """The verdict where the curve is flat: any flat one looks like that of a start that is dead, so another is seen."""
    for run in range(1, AGAIN + 1):
        described = context.after(run)
        if described is None:
            break
        curves = [curve for curve in curves_of(described) if curve.y.size in context.lengths]
        shown = [curve for curve in curves if shows_j(context, described, curve)]
        if not all(map(is_flat, shown)):
            break
        if shown or not curves or not _moving(context, described):
            continue
        return _of_another(context, described, curves, known)
    return _right(context, flat)


def _kept_all(context: Context, described: Described, watched: Watched | None) -> bool:
    """Whether the program has a value of J for every step, which it then does not draw."""
    held = [a[0] for a in described.numbers.values() if len(a) == 1]
    values = [*held, *(watched.values if watched is not None and watched.function else ())]
    return any(v.size in context.lengths and max(v.shape, default=0) == v.size for v in values)


def _right(context: Context, curve: Curve) -> Judged:
    if curve.y.size in context.lengths_by_points:
        many = f"the curve has {curve.y.size} values: one for each point in every step"
        return told_wrong_of(context, "plot", "plot-other", many, curve.line)
    own = [c for c in curves_of(context.candidate.described) if c.y.size == curve.y.size]
    notes = next((told for c in (*own, curve) if (told := flat_line(context, c.y.ravel()))), ())
    return Judged("plot", "right", f"J over the steps, {curve.y.size} values", notes=notes)


def curves_of(described: Described) -> list[Curve]:
    """The curves that may show a descent; points that were drawn one by one are one curve."""
    points = [c for c in described.curves if c.y.size == 1]
    curves = [c for c in described.curves if c.y.size >= SHORTEST]
    if len(points) >= SHORTEST:
        x = [np.zeros(1) if c.x is None else c.x.ravel() for c in points]
        every = np.concatenate(x) if all(c.x is not None for c in points) else None
        curves.append(replace(points[0], x=every, y=np.concatenate([c.y.ravel() for c in points])))
    return curves


def _moving(context: Context, described: Described) -> bool:
    return any(s.moves and (s.is_theta or not s.name) for s in states_of(context, described))


def _by_lists(context: Context, described: Described, curves: Sequence[Curve]) -> Judged:
    """What can be said where the program's own J is not right: which of the lists that it keeps was drawn."""
    lists = [a[0].ravel() for a in described.numbers.values() if len(a) == 1]
    losses = [v for v in lists if v.size >= SHORTEST and np.isfinite(v[0]) and v[0] > 0]
    drawn = next((curve for curve in curves if _among(curve, losses)), None)
    if drawn is not None:
        return _right(context, drawn)
    longest = max(curves, key=lambda c: c.y.size)
    if any(v.size in context.lengths for v in losses):
        return told_wrong_of(context, "plot", "plot-other", "another list was drawn than that of J", longest.line)
    return Judged("plot", "cannot tell", UNTIL)


def _among(curve: Curve, lists: Sequence[Array]) -> bool:
    read = [y for y in readings(curve.y.ravel()) if np.isfinite(y[:1]).all()]
    return any(v.shape == y.shape and np.allclose(v, y, rtol=1e-9, equal_nan=True) for v in lists for y in read)


def _draws(context: Context) -> bool:
    """Whether something that draws is called anywhere."""
    calls = [n.func for n in nodes(context.candidate.source.tree) if isinstance(n, ast.Call)]
    return bool(DRAW & {n.attr if isinstance(n, ast.Attribute) else getattr(n, "id", "") for n in calls})


def _without(context: Context, watched: Watched | None) -> Judged:
    longest = max((c.y.size for c in context.candidate.described.curves), default=0)
    if longest > 1:
        told = f"the longest curve has {longest} values, too few to see whether they are those of J"
        return Judged("plot", "cannot tell", told)
    if _draws(context):
        return Judged("plot", "cannot tell", "the program can plot, but drew no curve when it ran")
    if watched is None or not context.candidate.described.functions:
        return Judged("plot", "cannot tell", "no curve was drawn, and no descent was found whose J it would show")
    return told_wrong_of(context, "plot", "plot-missing", "no curve was drawn")
