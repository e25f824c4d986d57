"""What was seen of a descent: the states that theta went through, the values of J that were kept."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from ...arrays import Array
from ...lab import Lab
from ..arrange import block_words
from ..binding import Binding, Given
from ..candidate.answer import Answer, Described, Event
from ..candidate.source import Source
from ..cases import live
from ..vocabulary import THETA, plain
from .context import Context

TRIES = 7
"""So often a program is run again whose start lets nothing through."""
FEW = 4
"""So many steps are followed line by line."""
Loops = tuple[tuple[int, int], ...]
THETA_NAMES = frozenset(map(plain, THETA.split()))


@dataclass(frozen=True, eq=False)
class States:
    """The values of one name in their order, shape (T, P)."""

    name: str
    values: Array
    looped: bool = True
    """Whether the lines of a loop made them."""
    lines: tuple[int, ...] = ()
    """The line that made each."""
    drawn: bool = True
    """Whether the program itself drew the first of them."""

    @property
    def is_theta(self) -> bool:
        """Whether it is called as theta is called."""
        return bool({last(self.name), last(self.name).rstrip("0123456789")} & THETA_NAMES)

    @property
    def moves(self) -> bool:
        """Whether this may be a descent; outside of a loop a few values may be starts, drawn one after the other."""
        return len(self.values) > (1 if self.looped else 4) and bool((self.values != self.values[0]).any())


@dataclass(frozen=True, eq=False)
class Watched:
    """A descent: candidates for its states, the likeliest first; lists of J; how many steps were asked for.

    `kept` are the states as the program itself kept them, None where it kept none.
    """

    states: tuple[States, ...]
    values: tuple[Array, ...]
    kept: Array | None
    steps: int
    rate: float
    function: bool
    trouble: str = ""
    line: int | None = None
    events: tuple[Event, ...] = ()


def watch(context: Context) -> Watched | None:
    """The descent of the program: of a function, else of what its statements did; None where nothing moved."""
    return _of_function(context) or _of_script(context)


def _of_function(context: Context) -> Watched | None:
    binding, lab = context.roles["descent"], context.lab
    if binding is None or not binding.reads("theta"):
        return None
    theta = context.live[0]
    steps, rate, function = lab.descent.steps, lab.descent.rate, binding.function
    by_place = tuple(s for s in binding.slots if s.keyword is None)
    with_steps = tuple(s for s in binding.slots if s.keyword is None or s.what == "steps")
    whole, short = context.candidate.call_many([
        Binding(binding.role, function, slots).call(lab, Given(theta, rate=rate, steps=count), trace)
        for slots, count, trace in ((by_place, steps, False), (with_steps, FEW, True))
    ])  # fmt: skip
    if whole.kind not in ("numbers", "nothing", "not numbers"):
        told = f" stops with an error: {whole.text}" if whole.kind == "error" else f": {whole.kind}"
        return Watched((), (), None, steps, rate, True, function.name + told, whole.line or function.line)
    kept = _kept(whole, lab)
    begun = (Event(function.line, "theta", theta), *short.events)
    seen = sequences(begun, lab, loops_of(context.candidate.source))
    states = [s for s in seen if np.allclose(s.values[0], theta, rtol=1e-6)]
    if kept is not None and (kept != kept[0]).any():
        same = any(len(s.values) > 1 and (s.values[:2] == kept[:2]).all() for s in states)
        states = [States("", kept), *(() if same else states)]  # what was kept has every step
    return Watched(tuple(states), tuple(_values(whole, lab)), kept, steps, rate, True, events=short.events)


def _of_script(context: Context) -> Watched | None:
    """What the statements did; where a point was shut out from the start, the best of what they do in other runs."""
    loops = loops_of(context.candidate.source)
    best = _of_run(context.candidate.described, context.lab, loops)
    if best is None or not best.states:
        return best
    for i in range(1, TRIES + 1):
        if _alive(best, context.lab) == 1.0:
            break
        described = context.another(i)
        other = None if described is None else _of_run(described, context.lab, loops)
        if other is None:
            break
        best = max(best, other, key=lambda w: _alive(w, context.lab))
    return best


def _alive(watched: Watched, lab: Lab) -> float:
    """The share of the points that the start lets through; -1 where theta does not move."""
    theta = next((s.values[0] for s in watched.states if s.moves and s.is_theta), None)
    if theta is None:
        return -0.5 if any(s.moves for s in watched.states) else -1.0
    return float(live(lab, theta[None], lab.objective.data.x).mean())


def _of_run(described: Described, lab: Lab, loops: Loops) -> Watched | None:
    states = tuple(sequences(described.trail, lab, loops))
    lengths = {lab.descent.steps, lab.descent.steps + 1}
    held = [arrays[0] for arrays in described.numbers.values() if len(arrays) == 1]
    values = [array.ravel() for array in held if array.ndim <= 2 and array.size in lengths]
    values += [curve.y.ravel() for curve in described.curves if curve.y.size > 10]
    if not states and not values:
        return None
    size = lab.network.size
    tables = [array for array in held if array.ndim >= 2 and array.size in {n * size for n in lengths}]
    kept = tables[0].reshape(-1, size) if tables else None
    return Watched(states, tuple(values), kept, lab.descent.steps, lab.descent.rate, False, events=described.trail)


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


def sequences(events: Iterable[Event], lab: Lab, loops: Loops) -> Iterator[States]:
    """For every name with as many numbers as theta its values, each once in a row; then blocks that make up theta.

    The values are those that a loop's lines made, and the last one before them: where the descent starts. Of a name
    that no loop changes they are all that it had in a function, and the first that it had in the module.
    """
    size = lab.network.size
    by_name: dict[str, list[Event]] = {}
    every = list(events)
    for event in every:
        if event.values.size == size:
            values = by_name.setdefault(event.name, [])
            if not values or (values[-1].values.ravel() != event.values.ravel()).any():
                values.append(event)
    found = [_states(name, values, loops) for name, values in by_name.items()]
    if not any(s.is_theta and s.moves for s in found):
        found += [s for s in _blocks(every, lab, loops) if s.values[0].all()]  # zeros are a matrix that is being filled
    yield from sorted(found, key=lambda s: (not s.moves, not s.is_theta, "." in s.name))


def last(name: str) -> str:
    """The name alone, without the function or the object that has it."""
    return plain(name.rpartition(".")[2])


def _states(name: str, values: list[Event], loops: Loops) -> States:
    inside = [i for i, event in enumerate(values) if any(first < event.line <= last for first, last in loops)]
    if inside:
        chosen = values[max(inside[0] - 1, 0) : inside[-1] + 1]
    else:
        chosen = values if "." in name else values[:1]
    table = np.array([event.values.ravel() for event in chosen])
    return States(name, table, bool(inside), tuple(event.line for event in chosen))


def loops_of(source: Source) -> Loops:
    """The first and the last line of every loop."""
    found = [node for node in ast.walk(source.tree) if isinstance(node, (ast.For, ast.While))]
    return tuple((node.lineno, node.end_lineno or node.lineno) for node in found)


def _blocks(events: Sequence[Event], lab: Lab, loops: Loops) -> Iterator[States]:
    """Theta from names of one place that hold one layer each: a new state whenever one changes, once all are there."""
    for place in dict.fromkeys(event.name.rpartition(".")[0] for event in events):
        states = _blocks_of([e for e in events if e.name.rpartition(".")[0] == place], lab)
        if states and (made := _states(f"{place}.blocks.theta" if place else "theta", states, loops)).looped:
            yield made


def _blocks_of(events: Sequence[Event], lab: Lab) -> list[Event]:
    """In the lab's letters, or numbered, whichever there is more of."""
    found = [_blocks_named(events, lab, words) for words in block_words(lab)]
    return max(found, key=len, default=[])


def _blocks_named(events: Sequence[Event], lab: Lab, words: Mapping[str, slice]) -> list[Event]:
    latest: dict[str, Array] = {}
    states: list[Event] = []
    for event in events:
        word = last(event.name)
        if word in words and event.values.size == words[word].stop - words[word].start:
            latest[word] = event.values.ravel()
            if len(latest) == len(words):
                theta = np.empty(lab.network.size)
                for name, block in words.items():
                    theta[block] = latest[name]
                states.append(Event(event.line, event.name, theta))
    return states
