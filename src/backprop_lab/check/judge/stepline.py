"""Where in the file a mistake of the descent stands: the line that made the step, or that keeps what was seen."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TypeGuard

import numpy as np

from ...arrays import Array
from ..contrast import contrast
from ..match import Found
from ..reference import on_data
from ..sighting import sightings
from ..verdict import Named, Place
from ..vocabulary import means, plain
from ..where import first_wrong, place
from .context import Context
from .forward import pairs_of
from .states import States
from .watched import Watched

FOLLOWED = 1_500
"""So many values are looked through for the first wrong number of a step."""


def line_of_step(context: Context, watched: Watched, seen: States, one: Named, found: Sequence[Found]) -> Place | None:
    """The line of a mistake in the first step: its first wrong number, or the gradient of its own that it goes along.

    `seen` are the states that were followed, `found` the sets of mistakes that give them. Where neither is seen it is
    the line that moved theta.
    """
    first = [_along(context, watched, seen), _first_wrong(context, watched, seen, one, found)]
    if any(first):
        return placed(context, min(filter(None, first))[1])
    line = seen.lines[1] if len(seen.lines) > 1 else 0
    if line in _begins(context):  # there it was only seen
        return placed(context, _loop_that_calls(context, line) or line, guess=True)
    return placed(context, line, _in_rows(context)) if line else line_of(context, watched, seen.values[1])


def _in_rows(context: Context) -> bool:
    """Whether the gradient takes many points at once: what it then does with their number is not seen with one."""
    binding = context.roles["gradient"]
    return binding is not None and any(slot.what == "x" and slot.form == "row" for slot in binding.slots)


def _along(context: Context, watched: Watched, seen: States) -> tuple[int, int] | None:
    """When and in which line of a loop the gradient was made along which the first step went."""
    step = (seen.values[1] - seen.values[0]) / watched.rate
    for at, event in enumerate(watched.events):
        flat = event.values.ravel()
        if flat.size == step.size and np.allclose(-flat, step, rtol=1e-6) and _in_loop(context, event.line):
            return at, event.line
    return None


def _first_wrong(
    context: Context, watched: Watched, seen: States, one: Named, found: Sequence[Found]
) -> tuple[int, int] | None:
    """When and in which line the first number was made that only a program with the mistake has in this step."""
    data = on_data(context.lab, seen.values[:1])
    values = sightings(context.candidate.source, [watched.events[:FOLLOWED]])
    contrasts = (contrast(without, wrong, [0], whole=True) for without, wrong in pairs_of(data, one, found))
    shown = [(s.at, s.line) for told in contrasts if (s := first_wrong(values, told)) is not None]
    return min(shown, default=None)


def _begins(context: Context) -> dict[int, str]:
    """The functions by their first lines."""
    return {n.lineno: n.name for n in ast.walk(context.candidate.source.tree) if isinstance(n, ast.FunctionDef)}


def _loop_that_calls(context: Context, line: int) -> int | None:
    """The innermost loop in which the function that begins at this line is called."""
    name = _begins(context)[line]
    loops = [n for n in _loops(context) if any(_calls(node, name) for node in ast.walk(n))]
    inner = min(loops, key=lambda n: (n.end_lineno or n.lineno) - n.lineno, default=None)
    return None if inner is None else inner.lineno


def _calls(node: ast.AST, name: str) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return name == (called.id if isinstance(called, ast.Name) else getattr(called, "attr", None))


def line_of(context: Context, watched: Watched, state: Array) -> Place | None:
    """The line that made this state."""
    for event in watched.events:
        flat = event.values.ravel()
        if flat.size == state.size and np.allclose(flat, state, rtol=1e-9, atol=0) and event.line:
            return placed(context, event.line)
    return None


def line_of_loop(context: Context, id: str) -> int | None:
    """The line that keeps a state, or the loop itself."""
    loops = _loops(context)
    if id == "history-one-array":
        kept = [call.lineno for call in appends(context) if isinstance(call.args[0], ast.Name)]
        return kept[0] if kept else None
    if id == "steps-other":
        counted = [n.lineno for n in loops if isinstance(n, ast.While) or isinstance(n.iter, ast.Call)]
        return counted[-1] if counted else None
    return None


def line_that_keeps(context: Context, values: Array) -> int | None:
    """The line of a loop that appends to a list as long as this one; of one without a name, that appends no state."""
    held = context.candidate.described.numbers
    names = {name for name, arrays in held.items() if len(arrays) == 1 and arrays[0].shape == values.shape}
    every = appends(context)
    own = [call for call in every if isinstance(call.func, ast.Attribute) and _name(call.func.value) in names]
    kept = [call for call in own or every if not isinstance(call.args[0], ast.Name)] or own
    return kept[0].lineno if kept else None


def began_with_start(context: Context) -> bool:
    """Whether a list to which a loop appends holds one number before: J at the start, not theta."""
    inside = [call for call in appends(context) if not _is_theta(call.args[0])]
    kept = {ast.dump(call.func.value): call.lineno for call in reversed(inside) if isinstance(call.func, ast.Attribute)}
    every = list(ast.walk(context.candidate.source.tree))
    begun = [pair for node in every if isinstance(node, ast.Assign) for pair in _begun(node)]
    appended = [n for n in every if isinstance(n, ast.Call) and n not in inside and len(n.args) == 1]
    begun += [(ast.dump(n.func.value), n.args[0]) for n in appended
              if isinstance(n.func, ast.Attribute) and n.func.attr == "append"]  # fmt: skip
    return any(first.lineno < kept.get(where, 0) and not _is_theta(first) for where, first in begun)


def _begun(made: ast.Assign) -> Iterator[tuple[str, ast.expr]]:
    """Where a list of one is made, and what it holds: values = [J(theta)], log = {"J": [J(theta)]}."""
    (target, *_), value = made.targets, made.value
    if _is_of_one(value):
        yield ast.dump(target).replace("Store()", "Load()"), value.elts[0]
    if isinstance(value, ast.Dict) and isinstance(target, ast.Name):
        for key, held in zip(value.keys, value.values, strict=True):
            if key is not None and _is_of_one(held):
                place = ast.Subscript(ast.Name(target.id, ast.Load()), key, ast.Load())
                yield ast.dump(place), held.elts[0]


def _is_of_one(value: ast.expr) -> TypeGuard[ast.List]:
    return isinstance(value, ast.List) and len(value.elts) == 1


def _is_theta(first: ast.expr) -> bool:
    """Whether it is theta, or a copy of it."""
    names = [node.id for node in ast.walk(first) if isinstance(node, ast.Name)]
    is_call = isinstance(first, ast.Call) and isinstance(first.func, ast.Name)
    return not is_call and any(means(plain(name), "theta") for name in names)


def appends(context: Context) -> list[ast.Call]:
    """Every .append(something) within a loop."""
    inside = [n for loop in _loops(context) for n in ast.walk(loop) if isinstance(n, ast.Call) and n.args]
    return [n for n in inside if isinstance(n.func, ast.Attribute) and n.func.attr == "append"]


def _name(node: ast.expr) -> str:
    return node.id if isinstance(node, ast.Name) else ""


def placed(context: Context, line: int | None, guess: bool = False) -> Place | None:
    """The line as it is told; None for no line."""
    return place(context.candidate.source, line, guess) if line else None


def _in_loop(context: Context, line: int) -> bool:
    return any(first < line <= last for first, last in context.loops)


def _loops(context: Context) -> list[ast.For | ast.While]:
    return [n for n in ast.walk(context.candidate.source.tree) if isinstance(n, (ast.For, ast.While))]
