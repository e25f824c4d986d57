"""Where in the file a mistake of the descent stands: the line that made the step, or that keeps what was seen."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from typing import TypeGuard

import numpy as np

from ...arrays import Array
from ..candidate.nodes import nodes
from ..lines import Shown
from ..match import Found
from ..sighting import sightings
from ..verdict import Named, Place
from ..vocabulary import means, plain
from ..where import place
from .context import Context
from .states import States
from .stepseen import first_wrong_of_step, judged_lines, kept_alone
from .watched import Watched

ALONE, CHANGING = ("step-first", "step-last"), "rate-changes"
FOLLOWED = 1_500
"""So many values are looked through for the first wrong number of a step."""


def line_of_step(context: Context, watched: Watched, seen: States, one: Named, found: Sequence[Found]) -> Place | None:
    """The line of a mistake in the first step: its first wrong number, or the gradient of its own that it goes along.

    `seen` are the states that were followed, `found` the sets of mistakes that give them. Where neither is seen it is
    the line that moved theta, as a guess, unless it has the rate that is wrong.
    """
    first = None if one.mistake.id == CHANGING else _seen(context, watched, seen, one, found)
    if first is not None:
        call = _only_call(context, first.line)
        only_seen = call is None and first.line in begins(context)
        return placed(context, call or first.line, only_seen or not first.sure)
    line = seen.lines[1] if len(seen.lines) > 1 else 0
    if line in begins(context):  # there it was only seen
        return placed(context, _loop_that_calls(context, line) or _made(context, watched) or line, guess=True)
    sure = one.mistake.id == "rate-other" and _has_number(context, line)
    return placed(context, line, not sure) if line else line_of(context, watched, seen.values[1])


def _has_number(context: Context, line: int) -> bool:
    """Whether a number that may be a rate is written out in this line."""
    every = (n for n in nodes(context.candidate.source.tree) if isinstance(n, ast.Constant) and n.lineno == line)
    return any(isinstance(n.value, float) for n in every)


def _made(context: Context, watched: Watched) -> int | None:
    """The first line that is seen to make a state in a loop."""
    every = (line for states in watched.states if states.moves for line in states.lines[1:])
    return next((n for n in every if n not in begins(context) and _in_loop(context, n)), None)


def _seen(context: Context, watched: Watched, seen: States, one: Named, found: Sequence[Found]) -> Shown | None:
    """What shows the mistake in the lines of the first step, but for those that are right already."""
    judged = [lines for lines in judged_lines(context, one) if not set(seen.lines[1:2]) & set(lines)]
    values = sightings(context.candidate.source, [watched.early[:FOLLOWED]])
    values = [s for s in values if not any(s.line in lines for lines in judged)]
    if one.mistake.id in ALONE:
        return kept_alone(context, seen.values[:1], values, one, found)
    along = _along(context, watched, seen, judged)
    first = first_wrong_of_step(context, seen.values[:2], values, one, found)
    return min(filter(None, [along, first]), key=lambda s: s.at, default=None)


def _along(context: Context, watched: Watched, seen: States, judged: Sequence[range]) -> Shown | None:
    """When and in which line of a loop the gradient was made along which the first step went."""
    step = (seen.values[1] - seen.values[0]) / watched.rate
    for at, event in enumerate((*watched.early, *watched.events)):
        flat = event.values.ravel()
        if flat.size != step.size or any(event.line in lines for lines in judged):
            continue
        if np.allclose(-flat, step, rtol=1e-6) and _in_loop(context, event.line):
            return Shown(at, event.line)
    return None


def begins(context: Context) -> dict[int, str]:
    """The functions by their first lines, those of one expression by the name that they are given."""
    every = nodes(context.candidate.source.tree)
    short = [n for n in every if isinstance(n, ast.Assign) and isinstance(n.value, ast.Lambda)]
    return {
        **{n.value.lineno: _name(n.targets[0]) for n in short},
        **{n.lineno: n.name for n in every if isinstance(n, ast.FunctionDef)},
    }


def _only_call(context: Context, line: int) -> int | None:
    """The line that calls the function that begins here, and so made its argument; None where others do, too."""
    every = nodes(context.candidate.source.tree)
    begun = [n.name for n in every if isinstance(n, ast.FunctionDef) and n.lineno == line < n.body[0].lineno]
    calls = [n.lineno for n in every if isinstance(n, ast.Call) and begun and _calls(n, begun[0])]
    return calls[0] if len(calls) == 1 else None


def _loop_that_calls(context: Context, line: int) -> int | None:
    """The innermost loop in which the function that begins at this line is called."""
    name = begins(context)[line]
    loops = [n for n in _loops(context) if any(_calls(node, name) for node in ast.walk(n))]
    inner = min(loops, key=lambda n: (n.end_lineno or n.lineno) - n.lineno, default=None)
    return None if inner is None else inner.lineno


def _calls(node: ast.AST, name: str) -> bool:
    called = node.func if isinstance(node, ast.Call) else None
    return name == (called.id if isinstance(called, ast.Name) else getattr(called, "attr", None))


def line_of(context: Context, watched: Watched, state: Array) -> Place | None:
    """The line that made this state, as a guess: what is wrong with it may have come from another one."""
    for event in watched.events:
        flat = event.values.ravel()
        if flat.size == state.size and np.allclose(flat, state, rtol=1e-9, atol=0) and event.line:
            return placed(context, event.line, guess=True)
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
    every = nodes(context.candidate.source.tree)
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
    return [n for n in nodes(context.candidate.source.tree) if isinstance(n, (ast.For, ast.While))]
