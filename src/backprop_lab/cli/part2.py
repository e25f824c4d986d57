"""Part 2 in print: the gradient by name beside central differences, the nearest kink and exact arithmetic."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from rich.table import Table

from ..exact import exact, is_exact, relative_error
from ..outcome import is_dead
from ..probe import Probe, directional_check, probe
from ..run import Run

SHOWN = 20
EXACT_UP_TO = 200
"""Exact arithmetic is worth its time up to so many parameters."""


def part2(run: Run) -> Iterator[Any]:
    """The lines and the table of part 2."""
    lab, theta = run.lab, run.theta0
    objective = lab.objective.at_point(0)
    gradient = objective.gradient(theta)
    few = theta.size <= SHOWN
    wanted = range(theta.size) if few else np.argsort(-np.abs(gradient), kind="stable")[:SHOWN].tolist()
    probes = probe(objective, theta, gradient, wanted)
    within = theta.size <= EXACT_UP_TO and bool(np.isfinite(gradient).all())
    truth = exact(objective, theta) if is_exact(objective) and within else None
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    for heading in ("", "dL/d", "difference", "nearest kink", "exact error", ""):
        table.add_column(heading, justify="right" if heading else "left")
    for p in probes:
        error = "-" if truth is None else _off(truth.gradient[p.parameter] - Fraction(p.gradient))
        table.add_row(
            lab.parameters[p.parameter], f"{p.gradient:.8g}", f"{p.difference:.8g}", _kink(p), error, p.verdict
        )
    yield table
    if not few:
        yield f"These are the {SHOWN} largest of {theta.size}. " + _direction(objective, theta, gradient)
    if truth is not None:
        off = relative_error(gradient, truth.gradient)
        told = f"off by {off:.1e} of its length" if off else "exact to the last bit"
        yield f"Against exact rational arithmetic the gradient is {told}."
    if is_dead(lab.network, theta, objective.data.x):
        yield "All are exactly 0: with no path open, no weight has any effect on L here."


def _off(error: Fraction) -> str:
    try:
        return f"{abs(float(error)):.1e}"
    except OverflowError:  # beyond all floats
        return "inf"


def _kink(p: Probe) -> str:
    return "none" if np.isinf(p.distance) else f"{p.distance:.4g}"


def _direction(objective: Any, theta: Any, gradient: Any) -> str:
    ours, difference = directional_check(objective, theta, gradient)
    return f"Along a random direction: {ours:.8g} by back-propagation, {difference:.8g} by differences."
