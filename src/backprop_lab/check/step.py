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
        parts = parts_of(program)
        if parts:
            return _part_by_part(replace(program, procedure="together"), theta, rate, parts) - theta
        if program.procedure == "frozen":
            once = _together(numbers(program, start[None], data.x, data.y, rate)) - start
            return np.broadcast_to(once, theta.shape)
        step = _together(found) - theta
        if program.procedure == "normalised":
            slope = found.slope()
            return np.asarray(step / np.sqrt((slope * slope).sum(axis=1, keepdims=True)))
        return step


def parts_of(program: Program) -> list[slice]:
    """The places of theta that move one part after the other, each along a gradient of its own; () for none."""
    network = program.lab.network
    layers = [slice(w.start, b.stop if network.biases else w.stop) for w, b in network.blocks]
    if program.procedure == "entry by entry":
        return [slice(i, i + 1) for i in range(network.size)]
    return {"layer by layer": layers, "layer by layer from the last": layers[::-1]}.get(program.procedure, [])


def _part_by_part(program: Program, theta: Array, rate: float, parts: list[slice]) -> Array:
    data = program.lab.objective.data
    for part in parts:
        new = _together(numbers(program, theta, data.x, data.y, rate))
        theta = theta.copy()
        theta[:, part] = new[:, part]
    return theta


def _together(found: Numbers) -> Array:
    return found.of_all(found.program.names.new_codes)


def _one_by_one(program: Program, theta: Array, rate: float) -> Array:
    data = program.lab.objective.data
    for i in range(len(data)):
        found = numbers(program, theta, data.x[i : i + 1], data.y[i : i + 1], rate)
        found["n"] = float(len(data))
        theta = _together(found)
    return theta
