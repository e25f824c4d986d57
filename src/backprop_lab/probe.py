"""Checking a gradient: central differences, one direction at random, and a verdict for every parameter.

Differences cannot judge at a kink and say little beside one, and rounding drowns a small slope:
such parameters are told as what they are, "at a kink" and "cannot tell", not as right or wrong.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from . import philox
from .arrays import Array, vector
from .kink import sides
from .objective import Objective

Verdict = Literal["agrees", "disagrees", "at a kink", "cannot tell"]
STEP = 2.0**-17
"""The usual step, about eps^(1/3): a power of two, so that theta + step is nearly exact."""
NOISE = 16 * float(np.finfo(np.float64).eps)
"""How many times |J| may be off by rounding in one evaluation."""


def central_difference(f: Callable[[Array], float], theta: Array, i: int, step: float = STEP) -> float:
    """(f(theta + step e_i) - f(theta - step e_i)) over the distance that was really gone."""
    up, down = theta.copy(), theta.copy()
    up[i] += step
    down[i] -= step
    gone = up[i] - down[i]
    return (f(up) - f(down)) / gone if gone else float("nan")


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
    along = (objective(at + step * v) - objective(at - step * v)) / (2 * step)
    return float(claimed @ v), float(along)


@dataclass(frozen=True)
class Probe:
    """What differences say of one entry of a gradient.

    `gradient` is the entry that was to be checked, `difference` the central difference over
    `step` (NaN where none was possible), `distance` how far the nearest kink is, `left` and
    `right` the one-sided derivatives.
    """

    parameter: int
    gradient: float
    difference: float
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
    `tolerance`, relative, of the difference. "at a kink": the one-sided derivatives differ and the
    entry lies between them. "cannot tell": rounding in the difference is larger than what would
    have to be seen.
    """
    at = vector(theta, objective.network.size, "theta").astype(np.float64)
    claimed = objective.gradient(at) if gradient is None else vector(gradient, at.size, "gradient")
    wanted = list(range(at.size)) if parameters is None else list(parameters)
    around, scale = sides(objective, at, wanted), abs(objective(at))
    return [
        _one(objective, at, i, float(claimed[i]), scale, tolerance, *numbers)
        for i, *numbers in zip(wanted, around.distance, around.left, around.right, strict=True)
    ]


def _one(
    objective: Objective, theta: Array, i: int, claimed: float, scale: float, tolerance: float,
    distance: float, left: float, right: float,
) -> Probe:  # fmt: skip
    step = min(STEP * max(1.0, abs(theta[i])), distance / 4)
    moves = theta[i] + step != theta[i] != theta[i] - step
    difference = central_difference(objective, theta, i, step) if step and moves else float("nan")
    if distance == 0 and not _near(left, right, tolerance):
        low, high = min(left, right), max(left, right)
        between = low - tolerance * abs(low) <= claimed <= high + tolerance * abs(high)
        verdict: Verdict = "at a kink" if between else "disagrees"
    elif distance == 0:
        verdict = "agrees" if _near(claimed, left, tolerance) else "disagrees"
    else:
        verdict = _compare(claimed, difference, NOISE * scale / step, tolerance) if moves else "cannot tell"
    return Probe(i, claimed, difference, step, float(distance), float(left), float(right), verdict)


def _near(a: float, b: float, tolerance: float) -> bool:
    return abs(a - b) <= tolerance * max(abs(a), abs(b))


def _compare(claimed: float, difference: float, noise: float, tolerance: float) -> Verdict:
    """A comparison that accepts only what it could also have rejected."""
    if not np.isfinite(difference) or not np.isfinite(noise):
        return "cannot tell"
    size, gap = max(abs(claimed), abs(difference)), abs(claimed - difference)
    if gap > tolerance * size + noise:
        return "disagrees"
    if size > 0 and gap <= tolerance * size and noise <= size / 4:
        return "agrees"
    return "agrees" if size == 0 else "cannot tell"
