"""Flags: what is worth saying of a right gradient, and no verdict: differences, complex steps, a library's."""

from __future__ import annotations

import ast

import numpy as np

from ...arrays import Array
from ..binding import Binding
from ..cases import Cases
from ..reference import ReadCodes, at_cases
from .context import Context

LIBRARIES = frozenset(
    {"torch", "jax", "autograd", "tensorflow", "tinygrad", "theano", "keras", "aesara", "pytensor", "micrograd"}
)
LADDER = (1e-2, 1e-4, 1e-6, 1e-8)
"""Distances from a kink; a difference whose step is wider comes out wrong there."""
SEEN = 2e-8
"""Relative: the least error of a difference across a kink; back-propagation stays far below."""
TOLD = {
    "finite-differences": "The gradient is worked out by finite differences, not by back-propagation.",
    "complex-step": "The source has complex numbers: a gradient by complex steps looks right from outside.",
    "automatic-differentiation": "The program uses a library that differentiates by itself.",
    "constant-answers": "An answer does not depend on what is asked: is it written into the program?",
    "float32": "The numbers are float32: they have 7 digits.",
}


def flags(context: Context, binding: Binding | None, codes: tuple[str, ...], single: bool) -> tuple[str, ...]:
    """The flags of a program whose gradient is right; float32 (`single`) is too coarse to see differences."""
    found = []
    if binding is not None and not single and _differences(context, binding, codes):
        found.append("finite-differences")
    if _complex(context):
        found.append("complex-step")
    modules = (*context.candidate.described.modules, *context.candidate.source.imports)
    if LIBRARIES & {module.partition(".")[0] for module in modules}:
        found.append("automatic-differentiation")
    return tuple(found)


def _complex(context: Context) -> bool:
    nodes = ast.walk(context.candidate.source.tree)
    return any(isinstance(n, ast.Constant) and isinstance(n.value, complex) for n in nodes)


def _differences(context: Context, binding: Binding, codes: tuple[str, ...]) -> bool:
    cases = near_kinks(context)
    if cases is None or binding.layout is None:
        return False
    came = binding.layout.table(context.asked(binding, cases))
    wanted = ReadCodes(codes)(at_cases(context.lab, cases).numbers)
    largest = np.abs(wanted).max(axis=1, keepdims=True)
    with np.errstate(all="ignore"):
        return bool((np.abs(came - wanted) > SEEN * largest).any())


def near_kinks(context: Context) -> Cases | None:
    """Cases in which one unit of the first layer is on by 1e-2, ..., 1e-8; None without kinks or such a case."""
    network = context.lab.network
    if not network.activation.kinks or network.depth < 2:
        return None
    weights, biases = network.blocks[0]
    width, units = network.widths[1], context.right.program.names.preactivations[0]
    for theta, x, y in zip(context.cases.theta, context.cases.x, context.cases.y, strict=True):
        for j in range(width):
            bias = biases.start + j if network.biases else None
            made = [_moved(theta, x, weights.start, bias, width, j, d) for d in LADDER]
            cases = Cases(np.array(made), np.tile(x, (len(made), 1)), np.tile(y, (len(made), 1)))
            back = at_cases(context.lab, cases).numbers[units[j].derivative().code]
            if (np.abs(back) > 0).all():
                return cases
    return None


def _moved(theta: Array, x: Array, first: int, bias: int | None, width: int, j: int, distance: float) -> Array:
    """Theta with one weight changed so that unit j of the first layer gets `distance`."""
    moved = theta.copy()
    i = int(np.argmax(np.abs(x)))
    places = [first + k * width + j for k in range(len(x))]
    rest = float(sum(theta[p] * x[k] for k, p in enumerate(places) if k != i))
    rest += float(theta[bias]) if bias is not None else 0.0
    moved[places[i]] = (distance - rest) / x[i]
    return moved
