"""One step of the descent as a program takes it: all points at once, one after the other, or otherwise."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ..arrays import Array
from .evaluate import Numbers, numbers
from .program import Program


def moved(found: Numbers, rate: float, start: Array) -> Array:
    """By how much each theta (K, P) moves; a frozen gradient is that of `start` (P,), where the descent began."""
    program, theta, data = found.program, found.theta, found.program.lab.objective.data
    with np.errstate(all="ignore"):
        if program.procedure == "one by one":
            return _one_by_one(replace(program, procedure="together"), theta, rate) - theta
        if program.procedure == "frozen":
            once = _together(numbers(program, start[None], data.x, data.y, rate)) - start
            return np.broadcast_to(once, theta.shape)
        step = _together(found) - theta
        if program.procedure == "normalised":
            return np.asarray(rate * step / np.sqrt((step * step).sum(axis=1, keepdims=True)))
        return step


def _together(found: Numbers) -> Array:
    return found.of_all(tuple(n.new().code for n in found.program.names.parameters))


def _one_by_one(program: Program, theta: Array, rate: float) -> Array:
    data = program.lab.objective.data
    for i in range(len(data)):
        found = numbers(program, theta, data.x[i : i + 1], data.y[i : i + 1], rate)
        found["n"] = float(len(data))
        theta = _together(found)
    return theta
