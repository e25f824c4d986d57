"""Checking a gradient: central differences, one direction at random, and a verdict for every parameter.

Differences cannot judge at a kink and say little beside one, rounding drowns a small slope, and
curvature bends a long step: such parameters are told as what they are, "at a kink" and "cannot
tell", not as right or wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np

from . import philox
from .activation import Activation
from .arrays import Array, vector
from .exact import is_exact
from .kink import sides
from .objective import Objective
from .rounding import rounding_of_objective

Verdict = Literal["agrees", "disagrees", "at a kink", "cannot tell"]
STEP = 2.0**-17
"""The usual step, about eps^(1/3): a power of two, so that theta + step is nearly exact."""
CONVENTIONS = 9
"""So many values from 0 to 1 are tried for ReLU's slope at 0, all of which are right."""


def central_difference(f: Callable[[Array], float], theta: Array, i: int, step: float = STEP) -> float:
    """(f(theta + step e_i) - f(theta - step e_i)) over the distance that was really gone; NaN if that is 0."""
    up, down = theta.copy(), theta.copy()
    up[i] += step
    down[i] -= step
    with np.errstate(all="ignore"):
        gone = up[i] - down[i]
        return float((f(up) - f(down)) / gone) if gone else float("nan")


def central_differences(f: Callable[[Array], float], theta: object, step: float = STEP) -> Array:
    """All central differences of f at theta (P,): 2 P evaluations, error of order step^2 + eps |f| / step."""
    at = np.array(theta, np.float64)
    return np.array([central_difference(f, at, i, step) for i in range(at.size)])


def directional_check(
    objective: Objective, theta: object, gradient: object, seed: int = 0, step: float = STEP
) -> tuple[float, float]:
    """(gradient . v, central difference of J along v) for one direction v, uniform in (-1, 1)^P.

    Two evaluations for any number of parameters: what a large network can afford. The two agree
    to about 1e-6 relative where the gradient is right and no kink lies within `step`.
    """
    at = vector(theta, objective.network.size, "theta").astype(np.float64)
    claimed = vector(gradient, objective.network.size, "gradient")
    v = philox.uniform(philox.words(seed, 0, at.size, philox.DIRECTIONS)[0], -1.0, 1.0)
    with np.errstate(all="ignore"):
        along = (objective(at + step * v) - objective(at - step * v)) / (2 * step)
        return float(claimed @ v), float(along)


@dataclass(frozen=True)
class Probe:
    """What differences say of one entry of a gradient.

    `gradient` is the entry that was to be checked, `difference` the central difference over
    `step` (NaN where none was possible), `unsure` how far that may be off, `distance` how far
    the nearest kink is, `left` and `right` the one-sided derivatives.
    """

    parameter: int
    gradient: float
    difference: float
    unsure: float
    step: float
    distance: float
    left: float
    right: float
    verdict: Verdict


def probe(
    objective: Objective,
    theta: object,
    gradient: object | None = None,
    parameters: Sequence[int] | None = None,
    tolerance: float = 1e-5,
) -> list[Probe]:
    """A verdict for every parameter (or for those asked for) of a gradient, by default our own.

    The step shrinks to a quarter of the distance to the nearest kink. "agrees": within
    `tolerance`, relative, of the difference, and the difference is sharp enough to have told
    otherwise. "at a kink": what is claimed lies among the one-sided derivatives and what some
    choice of the slope at the kink from 0 to 1 gives. "cannot tell": rounding, or the bend of J
    within the step, hides what would have to be seen.
    """
    at = vector(theta, objective.network.size, "theta").astype(np.float64)
    claimed = objective.gradient(at) if gradient is None else vector(gradient, at.size, "gradient")
    wanted = list(range(at.size)) if parameters is None else list(parameters)
    around = sides(objective, at, wanted)
    low, high = _conventions(objective, at, wanted, bool((around.distance == 0).any()))
    found = []
    for k, i in enumerate(wanted):
        distance, left, right = (float(v[k]) for v in (around.distance, around.left, around.right))
        difference, unsure, step = _difference(objective, at, i, distance)
        blank = Probe(i, float(claimed[i]), difference, unsure, step, distance, left, right, "cannot tell")
        found.append(replace(blank, verdict=_verdict(blank, float(low[k]), float(high[k]), tolerance)))
    return found


def _difference(objective: Objective, theta: Array, i: int, distance: float) -> tuple[float, float, float]:
    """The central difference, how far it may be off, and the step; NaN where there is none."""
    step = min(STEP * max(1.0, abs(theta[i])), distance / 4)
    up, down = theta.copy(), theta.copy()
    with np.errstate(all="ignore"):
        up[i] += step
        down[i] -= step
    if not up[i] > theta[i] > down[i]:
        return float("nan"), float("inf"), step
    with np.errstate(all="ignore"):
        difference = central_difference(objective, theta, i, step)
        noise = (rounding_of_objective(objective, up) + rounding_of_objective(objective, down)) / (2 * step)
        # Between kinks J is a parabola along a parameter, without truncation error, or bends further.
        bend = 0.0 if is_exact(objective) else difference - central_difference(objective, theta, i, 2 * step)
    return difference, float(noise + abs(bend)), step


def _conventions(objective: Objective, theta: Array, wanted: list[int], needed: bool) -> tuple[Array, Array]:
    """The least and the largest entry that back-propagation gives with a slope from 0 to 1 at the kink."""
    slopes = np.linspace(0.0, 1.0, CONVENTIONS) if needed else ()
    every = [_with_slope(objective, share).gradient(theta)[wanted] for share in slopes]
    if not every:
        return np.full(len(wanted), np.inf), np.full(len(wanted), -np.inf)
    return np.min(every, axis=0), np.max(every, axis=0)


def _with_slope(objective: Objective, share: float) -> Objective:
    """The objective with another slope at the kink: `share` of the way from the left one to the right one."""
    usual: Activation = objective.network.activation
    left, right = usual.pieces or (1.0, 1.0)

    def slope(a: Array, h: Array, out: Array | None = None) -> Array:
        return np.where(a == 0, left + share * (right - left), usual.slope(a, h))

    changed = replace(objective.network, activation=replace(usual, slope=slope))
    return replace(objective, network=changed)


def _verdict(found: Probe, low: float, high: float, tolerance: float) -> Verdict:
    if not np.isfinite([found.gradient, found.left, found.right]).all():
        return "cannot tell"
    if found.distance == 0:
        return _at_kink(found, min(low, found.left, found.right), max(high, found.left, found.right), tolerance)
    return _away(found, tolerance)


def _at_kink(found: Probe, low: float, high: float, tolerance: float) -> Verdict:
    if not low - tolerance * abs(low) <= found.gradient <= high + tolerance * abs(high):
        return "disagrees"
    return "at a kink" if high - low > tolerance * max(abs(low), abs(high)) else "agrees"


def _away(found: Probe, tolerance: float) -> Verdict:
    """A comparison that accepts only what it could also have rejected."""
    size = max(abs(found.gradient), abs(found.difference))
    if not (np.isfinite(size) and np.isfinite(found.unsure)):
        return "cannot tell"
    gap = abs(found.gradient - found.difference)
    if gap > tolerance * size + found.unsure:
        return "disagrees"
    if size == 0:  # sure only where no path leads from the parameter to J
        return "agrees" if found.left == found.right == 0 else "cannot tell"
    return "agrees" if gap <= tolerance * size and found.unsure <= size / 4 else "cannot tell"
