"""How far a computed J may be off by rounding: what a difference of two of them cannot see below."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from .arrays import Array
from .objective import Objective

EPS = float(np.finfo(np.float64).eps)


def rounding_of_objective(objective: Objective, theta: Array) -> float:
    """A bound, to first order in eps, on the rounding error of J at theta (P,); NaN where J is not finite.

    Layer by layer: the error of a sum is eps times the number of its terms times their absolute
    sum, plus what comes from below; an activation passes on its slope, or its steepest one where
    the error may reach across the kink. (Higham, "Accuracy and stability of numerical
    algorithms", section 3.3: running error analysis.)
    """
    network = objective.network
    with np.errstate(all="ignore"):
        passed = objective.forward(theta)
        h, error = passed.inputs, np.zeros_like(passed.inputs)
        layers = zip(network.unpack(theta), network.activations, pairwise(network.widths), strict=True)
        for i, ((weights, bias), s, (terms, _)) in enumerate(layers):
            a, size = passed.preactivations[i], np.abs(h) @ np.abs(weights)
            if bias is not None:
                size = size + np.abs(bias)
            reach = error @ np.abs(weights) + EPS * (terms + network.biases) * size
            h = passed.activations[i]
            across = np.abs(a) <= reach
            slope = np.where(across, s.steepest, np.abs(s.slope(a, h)))
            error = slope * reach + (0.0 if s.pieces else EPS * np.abs(h))
        return _of_loss(objective, passed.preactivations[-1], passed.output, reach, objective.value(passed))


def _of_loss(objective: Objective, b: Array, z: Array, reach: Array, value: float) -> float:
    """The error of J from that of the last preactivation, and from adding the losses up."""
    s, y = objective.network.output, objective.data.y
    first = np.abs(objective.loss.slope(s, b, z, y)) * reach
    second = np.abs(objective.loss.slope_dot(s, b, z, y, reach)) * reach / 2
    own = EPS * (4 + len(b)) * abs(value)
    if objective.loss.name != "squared_error":  # logarithms of sums near 1: absolute, not relative, rounding
        own += EPS * objective.weight * float((1 + np.abs(b)).sum())
    return float(objective.weight * (first + second).sum() + own)
