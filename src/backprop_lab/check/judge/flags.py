"""Flags: what is worth saying of a right gradient, and no verdict: differences, complex steps, a library's."""

from __future__ import annotations

import ast

from ..binding import Binding
from .context import Context
from .differences import off_at_kinks

LIBRARIES = frozenset(
    {"torch", "jax", "autograd", "tensorflow", "tinygrad", "theano", "keras", "aesara", "pytensor", "micrograd"}
)
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
    if binding is not None and not single and off_at_kinks(context, binding, codes):
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
