"""What was seen of a descent: the states that theta went through, the values of J that were kept."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np

from ...arrays import Array
from ...lab import Lab
from ..binding import Binding, Given
from ..candidate.answer import Answer, Described, Event
from ..cases import live
from .context import ERRORS, Context
from .states import States
from .stopped import out_of_time

TRIES = 7
"""So often a program is run again whose start lets nothing through."""
FEW = 4
"""So many steps are followed line by line."""
AGAIN, MOST_AGAIN = 4, 8
"""Among so many runs it is looked for where theta stands first, and for another one in which it moves."""


@dataclass(frozen=True, eq=False)
class Watched:
    """A descent: candidates for its states, the likeliest first; lists of J; the rate that was asked for.

    `kept` are the states as the program itself kept them, None where it kept none; `run` numbers the run of the
    program, or the start that its function was given. `early` has the first values of all names, `events` of theta's.
    """

    states: tuple[States, ...]
    values: tuple[Array, ...]
    kept: Array | None
    rate: float
    function: bool
    trouble: str = ""
    line: int | None = None
    events: tuple[Event, ...] = ()
    run: int = 0
    early: tuple[Event, ...] = ()

    @property
    def moves(self) -> bool:
        """Whether theta was seen to move."""
        return any(s.moves for s in self.states)

    @property
    def likeliest(self) -> States | None:
        """The first states that are called theta and move."""
        return next((s for s in self.states if s.moves and s.is_theta and not s.is_of_an_operator), None)


def watch(context: Context) -> Watched | None:
    """The descent of the program: of a function, else of what its statements did; None where nothing moved.

    A function that cannot be asked, or does not move theta by itself, may still do its work where it is called.
    """
    own = _of_function(context)
    if own is not None and own.moves and not own.trouble:
        return own
    script = _of_script(context)
    return script if own is None or (script is not None and script.moves) else own


def watch_again(context: Context, watched: Watched) -> Iterator[Watched]:
    """The same descent from other starts, where theta moves, too."""
    for i in range(MOST_AGAIN):
        if i == watched.run:
            continue
        if watched.function:
            other = _of_function(context, i) if i < len(context.live) else None
        else:
            described = context.after(i)
            other = None if described is None else _of_run(context, described, i)
        if other is not None and other.moves and (watched.function or _alive(other, context.lab) > 0):
            yield other


def begun(context: Context) -> Iterator[tuple[Array, tuple[Array, ...]]]:
    """Where theta stood first, shape (1, P), and the lists of J that were kept, in several runs of the statements."""
    for run in range(AGAIN):
        described = context.after(run)
        made = None if described is None else _of_run(context, described, run)
        for states in made.states if made is not None else ():
            if states.is_theta:
                yield states.values[:1], made.values if made is not None else ()


def _of_function(context: Context, start: int = 0) -> Watched | None:
    binding, lab = context.roles["descent"], context.lab
    if binding is None or not binding.reads("theta"):
        return None
    theta = context.live[start]
    steps, rate, function = lab.descent.steps, lab.descent.rate, binding.function
    by_place = tuple(s for s in binding.slots if s.keyword is None)
    with_steps = tuple(s for s in binding.slots if s.keyword is None or s.what == "steps")
    whole, short = context.candidate.call_many([
        Binding(binding.role, function, slots).call(lab, Given(theta, rate=rate, steps=count), trace)
        for slots, count, trace in ((by_place, steps, False), (with_steps, FEW, True))
    ])  # fmt: skip
    if out_of_time([whole]):
        return None
    if whole.kind not in ("numbers", "nothing", "not numbers"):
        told = f" stops with an error: {whole.text}" if whole.kind == "error" else f" {ERRORS[whole.kind]}"
        return Watched((), (), None, rate, True, function.name + told, whole.line or function.line)
    kept = _kept(whole, lab)
    begun = (Event(function.line, "theta", theta), *short.events)
    seen = context.states(begun)
    states = [s for s in seen if np.allclose(s.values[0], theta, rtol=1e-6)]
    if kept is not None and (kept != kept[0]).any():
        same = any(len(s.values) > 1 and (s.values[:2] == kept[:2]).all() for s in states)
        states = [States("", kept), *(() if same else states)]  # what was kept has every step
    values = tuple(_values(whole, lab))
    return Watched(tuple(states), values, kept, rate, True, events=short.events, run=start, early=short.events)


def _of_script(context: Context) -> Watched | None:
    """What the statements did; where a point was shut out from the start, the best of what they do in other runs."""
    best = _of_run(context, context.candidate.described, 0)
    if best is None or not best.states:
        return best
    for i in range(1, TRIES + 1):
        if _alive(best, context.lab) == 1.0:
            break
        described = context.another(i)
        other = None if described is None else _of_run(context, described, i)
        if other is None:
            break
        best = max(best, other, key=lambda w: _alive(w, context.lab))
    return best


def _alive(watched: Watched, lab: Lab) -> float:
    """The share of the points that the start lets through; -1 where theta does not move."""
    theta = next((s.values[0] for s in watched.states if s.moves and (s.is_theta or not s.name)), None)
    if theta is None:
        return -0.5 if watched.moves else -1.0
    return float(live(lab, theta[None], lab.objective.data.x).mean())


def _of_run(context: Context, described: Described, run: int) -> Watched | None:
    lab, lengths = context.lab, context.lengths
    states = tuple(context.states(described.trail))
    held = [arrays[0] for arrays in described.numbers.values() if len(arrays) == 1]
    values = [array.ravel() for array in held if array.ndim <= 2 and array.size in lengths]
    values += [curve.y.ravel() for curve in described.curves if curve.y.size > 10]
    kept = _table(held, lab.network.size, lengths)
    if kept is not None and (kept != kept[0]).any() and not any(s.moves and s.is_theta for s in states):
        states = (States("", kept), *states)  # a table that is filled row by row
    if not states and not values:
        return None
    return Watched(
        states, tuple(values), kept, lab.descent.rate, False, events=described.trail, run=run, early=described.early
    )


def _table(held: Sequence[Array], size: int, lengths: frozenset[int]) -> Array | None:
    """The first array that has a state a row, or a column."""
    for array in held:
        if array.ndim >= 2 and array.size in {n * size for n in lengths}:
            sideways = array.ndim == 2 and array.shape[0] == size and array.shape[1] in lengths
            return np.asarray(array.T if sideways else array.reshape(-1, size))
    return None


def _kept(answer: Answer, lab: Lab) -> Array | None:
    """The states that a function hands back: a table with a row a state, or a list of as many arrays."""
    size = lab.network.size
    for leaf in answer.leaves:
        if leaf.ndim >= 2 and leaf.shape[0] > 2 and leaf[0].size == size:
            return np.asarray(leaf.reshape(len(leaf), size))
        if leaf.ndim == 2 and leaf.shape[1] > 2 and leaf.shape[0] == size != leaf.shape[1]:
            return np.asarray(leaf.T)
    rows = [leaf.ravel() for leaf in answer.leaves if leaf.size == size]
    return np.array(rows) if len(rows) > 2 else None


def _values(answer: Answer, lab: Lab) -> Iterator[Array]:
    """The lists of J that a function hands back."""
    for leaf in answer.leaves:
        if leaf.size > 10 and max(leaf.shape) == leaf.size and leaf.size != lab.network.size:
            yield leaf.ravel()
    scalars = [leaf.ravel()[0] for leaf in answer.leaves if leaf.size == 1]
    if len(scalars) > 10:
        yield np.array(scalars)


def one_array(watched: Watched) -> bool:
    """Whether all states that were kept are one and the same array, though theta moved."""
    kept = watched.kept
    if kept is None or len(kept) < 3 or (kept != kept[0]).any():
        return False
    return any((v != v[0]).any() for v in watched.values) or any(s.moves and s.name for s in watched.states)


def shorter(states: States, chosen: slice, drawn: bool) -> States:
    """Some of the states."""
    return replace(
        states, values=states.values[chosen], lines=states.lines[chosen], loops=states.loops[chosen], drawn=drawn
    )
