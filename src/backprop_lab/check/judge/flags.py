"""Flags: what is worth saying of a right gradient, and no verdict: differences, complex steps, a library's."""

from __future__ import annotations

import ast
from collections.abc import Sequence

import numpy as np

from ..binding import Binding
from ..candidate.nodes import nodes
from ..layout import flat
from ..verdict import Judged
from .context import Context
from .differences import off_at_kinks

LIBRARIES = frozenset(
    {"torch", "jax", "autograd", "tensorflow", "tinygrad", "theano", "keras", "aesara", "pytensor", "micrograd"}
)
LONG = 20
"""A shorter list of numbers may be anything."""
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


def constants(context: Context, judged: Sequence[Judged]) -> tuple[str, ...]:
    """The flag of answers that are written into the program, whatever is asked.

    A mistake that is known explains what it makes of the answers; a gradient that is zero is no such.
    """
    known = {part.part for part in judged if any(n.mistake.id != "gradient-zero" for n in part.mistakes)}
    asked = (context.roles[part.part] for part in judged if part.part not in known)
    if _written_out(context) or any(_same_answers(context, binding) for binding in asked if binding is not None):
        return ("constant-answers",)
    return ()


def _same_answers(context: Context, binding: Binding) -> bool:
    """Whether a function hands back the same numbers at every case."""
    first, *others = binding.calls(context.lab, context.cases)
    answers = context.candidate.call_many([first])
    if answers[0].kind == "numbers":  # who does not end is not waited for again and again
        answers += context.candidate.call_many(others)
    if any(answer.kind != "numbers" for answer in answers):
        return False
    rows = [flat(answer) for answer in answers]
    return rows[0].size > 0 and all(np.array_equal(rows[0], other, equal_nan=True) for other in rows[1:])


def _written_out(context: Context) -> bool:
    """Whether as many numbers as J has values stand one after the other in the source."""
    steps = context.lab.descent.steps
    lists = (n for n in nodes(context.candidate.source.tree) if isinstance(n, (ast.List, ast.Tuple)))
    return any(len(n.elts) in (steps, steps + 1) and len(n.elts) > LONG and all(map(_number, n.elts)) for n in lists)


def _number(node: ast.expr) -> bool:
    inner = node.operand if isinstance(node, ast.UnaryOp) else node
    return isinstance(inner, ast.Constant) and isinstance(inner.value, (int, float))


def _complex(context: Context) -> bool:
    every = nodes(context.candidate.source.tree)
    return any(isinstance(n, ast.Constant) and isinstance(n.value, complex) for n in every)
