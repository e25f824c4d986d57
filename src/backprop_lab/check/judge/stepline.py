"""Where in the file a mistake of the descent stands: the line that made the step, or that keeps what was seen."""

from __future__ import annotations

import ast

import numpy as np

from ...arrays import Array
from ..verdict import Place
from ..where import place
from .context import Context
from .watched import States, Watched, loops_of


def line_of_step(context: Context, watched: Watched, seen: States) -> Place | None:
    """The line that made the wrong gradient of the first step where there is one of its own, else the one that moved.

    `seen` are the states that were followed.
    """
    step = (seen.values[1] - seen.values[0]) / watched.rate
    for event in watched.events:
        flat = event.values.ravel()
        if flat.size == step.size and np.allclose(-flat, step, rtol=1e-6) and _in_loop(context, event.line):
            return placed(context, event.line)
    line = seen.lines[1] if len(seen.lines) > 1 else 0
    return placed(context, line) if line else line_of(context, watched, seen.values[1])


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
        counted = [n.lineno for n in loops if isinstance(n, ast.For) and isinstance(n.iter, ast.Call)]
        return counted[-1] if counted else None
    return None


def appends(context: Context) -> list[ast.Call]:
    """Every .append(something) within a loop."""
    inside = [n for loop in _loops(context) for n in ast.walk(loop) if isinstance(n, ast.Call) and n.args]
    return [n for n in inside if isinstance(n.func, ast.Attribute) and n.func.attr == "append"]


def placed(context: Context, line: int | None, guess: bool = False) -> Place | None:
    """The line as it is told; None for no line."""
    return place(context.candidate.source, line, guess) if line else None


def _in_loop(context: Context, line: int) -> bool:
    return any(first < line <= last for first, last in loops_of(context.candidate.source))


def _loops(context: Context) -> list[ast.For | ast.While]:
    return [n for n in ast.walk(context.candidate.source.tree) if isinstance(n, (ast.For, ast.While))]
