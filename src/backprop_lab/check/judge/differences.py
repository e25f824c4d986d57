"""How a gradient by differences is told from one that is a little wrong: by what it does beside a kink."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ...arrays import Array
from ..binding import Binding
from ..cases import Cases
from ..reference import ReadCodes, at_cases
from .context import Context

LADDER = (1e-2, 1e-4, 1e-6, 1e-8, 1e-10)
"""Distances from a kink; a difference whose step is wider comes out wrong there."""
SEEN = 2e-8
"""Relative: the least error of a difference across a kink; back-propagation stays far below."""
NEARLY, JUMP = 1e-2, 0.1
"""Relative: how far off differences may be, and an error that only a step across a kink makes."""


def by_differences(context: Context, binding: Binding, codes: tuple[str, ...]) -> bool:
    """Whether a gradient that is nearly right is one by differences.

    It leaps beside a kink, on either side of it; without kinks it asks for the loss once for each parameter, or more.
    """
    return off_at_kinks(context, binding, codes, JUMP) or _asks_often(context, binding)


def off_at_kinks(context: Context, binding: Binding, codes: tuple[str, ...], seen: float = SEEN) -> bool:
    """Whether an entry is off, beside a kink, by more than this share of the largest."""
    cases = near_kinks(context)
    if cases is None or binding.layout is None:
        return False
    came = binding.layout.table(context.asked(binding, cases))
    wanted = ReadCodes(codes)(at_cases(context.lab, cases).numbers)
    largest = np.abs(wanted).max(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        return bool((np.abs(came - wanted) > seen * largest).any())


def _asks_often(context: Context, binding: Binding) -> bool:
    """Whether one of the program's functions hands something back at least once for each parameter."""
    (call,) = binding.calls(context.lab, context.cases.only(np.arange(1)))
    ends = [e.line for e in context.one(replace(call, trace=True)).events if e.name == "return"]
    others = [f for f in context.candidate.described.functions if f.line and f.name != binding.function.name]
    return any(sum(f.line <= line <= f.last_line for line in ends) >= context.lab.network.size for f in others)


def near_kinks(context: Context) -> Cases | None:
    """Cases in which one unit of the first layer is on, and off, by 1e-2, ..., 1e-10; None without such a case."""
    network = context.lab.network
    if not network.activation.kinks or network.depth < 2:
        return None
    weights, biases = network.blocks[0]
    width, units = network.widths[1], context.right.program.names.preactivations[0]
    for theta, x, y in zip(context.cases.theta, context.cases.x, context.cases.y, strict=True):
        for j in range(width):
            bias = biases.start + j if network.biases else None
            on, off = ([_moved(theta, x, weights.start, bias, width, j, s * d) for d in LADDER] for s in (1, -1))
            cases = _beside(on, x, y)
            back = at_cases(context.lab, cases).numbers[units[j].derivative().code]
            if (np.abs(back) > 0).all():
                return cases + _beside(off, x, y)
    return None


def _beside(thetas: list[Array], x: Array, y: Array) -> Cases:
    return Cases(np.array(thetas), np.tile(x, (len(thetas), 1)), np.tile(y, (len(thetas), 1)))


def _moved(theta: Array, x: Array, first: int, bias: int | None, width: int, j: int, distance: float) -> Array:
    """Theta with one weight changed so that unit j of the first layer gets `distance`."""
    moved = theta.copy()
    i = int(np.argmax(np.abs(x)))
    places = [first + k * width + j for k in range(len(x))]
    rest = float(sum(theta[p] * x[k] for k, p in enumerate(places) if k != i))
    rest += float(theta[bias]) if bias is not None else 0.0
    moved[places[i]] = (distance - rest) / x[i]
    return moved
