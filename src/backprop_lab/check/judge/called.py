"""Judges what the program itself gives its descent: the rate, and the number of steps."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from ...arrays import Array
from ..binding import Binding
from ..candidate.answer import Described
from ..candidate.nodes import nodes
from ..match import close
from ..reference import on_data
from ..step import moved
from ..verdict import Judged
from .context import Context
from .states import States
from .stepline import placed
from .tell import figure, named

RUNS, STEPS = 4, 64
"""So many runs of the program are looked at for a step that it made, and so many of the steps of each descent."""
NEAR = 1e-6


def as_called(context: Context, judged: Judged) -> Judged:
    """The verdict on a descent that is right, and wrong where no run of the program gives it the lab's rate."""
    binding = context.roles["descent"]
    if binding is None:
        return judged
    counted = _steps_given(context, binding)
    if counted is not None:
        return counted
    others: list[float] = []
    for run in range(RUNS):
        described = context.after(run)
        if described is None:
            break
        calls = [s for s in _calls(context, described, binding.function.name) if s.is_theta]
        rates = [rate for states in calls if states.moves for rate in _of_states(context, states)]
        if any(np.isclose(rate, context.lab.descent.rate, rtol=1e-4, atol=0) for rate in rates):
            return judged
        others += sorted(set(rates))
        if others and all(states.moves for states in calls):  # one that nothing moved may have the lab's rate
            break
    return _other(context, binding.function.name, others[0]) if others else judged


def _steps_given(context: Context, binding: Binding) -> Judged | None:
    """Wrong, where the program writes down how many steps it asks for, and never as many as the lab does."""
    calls = _calls_of(context, binding.function.name)
    given = [_written(binding, call) for call in calls]
    if not given or not all(type(number) is int and number != context.lab.descent.steps for number in given):
        return None
    (one,) = named([tuple(m for m in context.rows("descent") if m.id == "steps-other")])
    where, told = placed(context, calls[0].lineno), f"{binding.function.name} is asked for {given[0]} steps"
    return Judged("descent", "wrong", one.mistake.name, (replace(one, place=where),), evidence=told, place=where)


def _written(binding: Binding, call: ast.Call) -> object:
    """What stands in a call as the number of steps; None where it is left out, or worked out."""
    by_place = [slot.what for slot in binding.slots if slot.keyword is None]
    names = {slot.keyword for slot in binding.slots if slot.what == "steps"}
    at = by_place.index("steps") if "steps" in by_place else len(call.args)
    names |= set(binding.function.parameters[at : at + 1])
    words = [word.value for word in call.keywords if word.arg in names]
    found = next(iter([*call.args[at : at + 1], *words]), None)
    return found.value if isinstance(found, ast.Constant) else None


def _calls(context: Context, described: Described, name: str) -> list[States]:
    """What was seen within the function, call by call."""
    own = (f"{name}.", f"{name}@")
    return [states for states in context.states(described.trail) if states.name.startswith(own)]


def _of_states(context: Context, states: States) -> Iterator[float]:
    """The rate of every step, as far as it goes along the gradient of J."""
    theta: Array = states.values[:STEPS]
    own = context.lab.descent.rate
    with np.errstate(all="ignore"):
        move, came = moved(on_data(context.lab, theta).numbers, own, theta)[:-1], np.diff(theta, axis=0)
        factors = (came * move).sum(axis=1) / (move * move).sum(axis=1)
        along = [
            close(step[None], factor * wanted[None], NEAR)
            for step, factor, wanted in zip(came, factors, move, strict=True)
        ]
    yield from (
        float(f"{factor * own:.6g}") for factor, fits in zip(factors, along, strict=True) if fits and factor > 0
    )


def _other(context: Context, name: str, rate: float) -> Judged:
    (one,) = named([tuple(m for m in context.rows("descent") if m.id == "rate-other")])
    told = f"the rate is {figure(rate)}, not the lab's {figure(context.lab.descent.rate)}"
    where = placed(context, _call(context, name), guess=True)
    evidence = f"{name} is right for the rate that it is given, and is given {figure(rate)}"
    return Judged("descent", "wrong", told, (replace(one, place=where),), evidence=evidence, place=where)


def _call(context: Context, name: str) -> int | None:
    """The first line that calls the function."""
    return min((call.lineno for call in _calls_of(context, name)), default=None)


def _calls_of(context: Context, name: str) -> list[ast.Call]:
    calls = [n for n in nodes(context.candidate.source.tree) if isinstance(n, ast.Call)]
    return [n for n in calls if name in (getattr(n.func, "id", None), getattr(n.func, "attr", None))]
