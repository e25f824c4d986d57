"""The states that theta went through, read from what a program's lines made."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ...arrays import Array
from ...lab import Lab
from ..blocks import block_places, block_words, entry_words
from ..candidate.answer import Event
from ..candidate.nodes import nodes
from ..candidate.source import Source
from ..vocabulary import THETA, compares, plain

Loops = tuple[tuple[int, int], ...]
PROBED, LITTLE = 2, 0.05
"""A difference is taken along so many entries at most, no further than this."""
THETA_NAMES = frozenset(map(plain, THETA.split()))
NETWORKS = frozenset(
    [
        "net",
        "network",
        "netz",
        "netzwerk",
        "reseau",
        "red",
        "ag",
        "nn",
        "model",
        "matrices",
        "ws",
        "mats",
        "coefs",
        "coef",
        "kernels",
    ]
)
"""What a list of the layers' weights is called, beside that."""


@dataclass(frozen=True, eq=False)
class States:
    """The values of one name in their order, shape (T, P)."""

    name: str
    values: Array
    looped: bool = True
    """Whether the lines of a loop made them."""
    lines: tuple[int, ...] = ()
    """The line that made each."""
    loops: tuple[int, ...] = ()
    """The innermost loop in which each was made, -1 for none; () where they were kept as one table."""
    drawn: bool = True
    """Whether the program itself drew the first of them."""

    @property
    def is_theta(self) -> bool:
        """Whether it is called as theta is called."""
        return bool({last(self.name), last(self.name).rstrip("0123456789")} & THETA_NAMES)

    @property
    def is_of_an_operator(self) -> bool:
        """Whether a method such as `__init__` or `__add__` has it: what that makes may be a gradient as well."""
        return bool(re.search(r"\.__\w+__\.", f".{self.name}"))

    @property
    def moved(self) -> NDArray[np.bool_]:
        """Which entries each state moves, shape (T - 1, P)."""
        return np.asarray(self.values[1:] != self.values[:-1])

    def is_piece_by_piece(self, lab: Lab) -> bool:
        """Whether more than one layer moves, but never two at once: each is moved by a line of its own."""
        moved = self.moved
        layers = [moved[:, weights].any(axis=1) | moved[:, bias].any(axis=1) for weights, bias in lab.network.blocks]
        return bool((np.sum(layers, axis=0) <= 1).all()) and sum(bool(layer.any()) for layer in layers) > 1

    @property
    def is_single(self) -> bool:
        """Whether all but the first are numbers of float32."""
        with np.errstate(all="ignore"):
            return len(self.values) > 1 and bool((self.values[1:].astype(np.float32) == self.values[1:]).all())

    @property
    def whole_steps(self) -> Array:
        """The states between which every entry moves at most once: the ends of steps that move theta in pieces."""
        ends, since = [0], np.zeros(self.values.shape[1], bool)
        for t, entries in enumerate(self.moved):
            if (since & entries).any():
                ends.append(t)
                since = np.zeros_like(since)
            since |= entries
        return np.asarray(self.values[[*ends, len(self.values) - 1]])

    @property
    def moves(self) -> bool:
        """Whether this may be a descent; outside of a loop a few values may be starts, drawn one after the other."""
        return len(self.values) > (1 if self.looped else 4) and bool((self.values != self.values[0]).any())


def sequences(events: Iterable[Event], lab: Lab, loops: Loops) -> Iterator[States]:
    """For every name with as many numbers as theta its values, each once in a row; then blocks that make up theta.

    The values are those that a loop's lines made, and the last one before them: where the descent starts. Of a name
    that no loop changes they are all that it had in a function, and the first that it had in the module.
    """
    size = lab.network.size
    by_name: dict[str, list[Event]] = {}
    every = list(events)
    for event in every:
        if event.values.size == size and not compares(event.name.rpartition(".")[0]):
            values = by_name.setdefault(event.name, [])
            if not values or (values[-1].values.ravel() != event.values.ravel()).any():
                values.append(event)
    found = [_states(name, without_probes(values), loops) for name, values in by_name.items()]
    if not any(s.is_theta and s.moves for s in found):
        found += [s for s in _blocks(every, lab, loops) if _is_filled(s.values[0], lab)]
    yield from sorted(found, key=lambda s: (not s.moves, not s.is_theta, "." in s.name))


def _is_filled(theta: Array, lab: Lab) -> bool:
    """Whether no layer is all zeros: a matrix that is being filled begins so."""
    return all(theta[weights].any() for weights, _ in lab.network.blocks)


def without_probes(values: list[Event]) -> list[Event]:
    """The values without those that only ask what J is beside one of them, as differences do: that one alone is left.

    Around it one or two entries are moved a little, and back, then others; a step entry by entry takes nothing back.
    """
    kept, at = [], 0
    while at < len(values):
        kept.append(values[at])
        base, moved, end = values[at].values.ravel(), set[int](), at + 1
        while end < len(values):
            with np.errstate(all="ignore"):
                off = np.abs(values[end].values.ravel() - base)
            entries = np.flatnonzero(off)
            if len(entries) > PROBED or not (off <= LITTLE).all():
                break
            moved |= set(entries.tolist())
            end += 1
        at = end if len(moved) > PROBED else at + 1
    return kept


def last(name: str) -> str:
    """The name alone, without the function or the object that has it."""
    return plain(name.rpartition(".")[2])


def _states(name: str, values: list[Event], loops: Loops) -> States:
    within = [_innermost(event.line, loops) for event in values]
    inside = [i for i, loop in enumerate(within) if loop >= 0]
    if not inside and _is_moved_by_a_method(name):
        return States(name, np.array([event.values.ravel() for event in values]), True, tuple(e.line for e in values))
    if inside:
        chosen = slice(max(inside[0] - 1, 0), inside[-1] + 1)
    else:
        chosen = slice(None) if "." in name else slice(1)
    table = np.array([event.values.ravel() for event in values[chosen]])
    return States(name, table, bool(inside), tuple(event.line for event in values[chosen]), tuple(within[chosen]))


def _is_moved_by_a_method(name: str) -> bool:
    """Whether an object's own: it is what it was when the method is called again."""
    return ".self." in name and ".__init__." not in name


def _innermost(line: int, loops: Loops) -> int:
    """Which loop makes what this line makes; the line of a loop that has others is none of them."""
    found = [(first, i) for i, (first, last) in enumerate(loops) if first < line <= last or first == line == last]
    return max(found)[1] if found else -1


def loops_of(source: Source) -> Loops:
    """The first and the last line of every loop."""
    found = [node for node in nodes(source.tree) if isinstance(node, (ast.For, ast.While))]
    return tuple((node.lineno, node.end_lineno or node.lineno) for node in found)


def _blocks(events: Sequence[Event], lab: Lab, loops: Loops) -> Iterator[States]:
    """Theta from names of one place that hold one layer each: a new state whenever one changes, once all are there."""
    by_place: dict[str, list[Event]] = {}
    for event in events:
        by_place.setdefault(event.name.rpartition(".")[0], []).append(event)
    for place, there in by_place.items():
        states = _blocks_of(there, lab)
        if states and (made := _states(f"{place}.blocks.theta" if place else "theta", states, loops)).looped:
            yield made


def _blocks_of(events: Sequence[Event], lab: Lab) -> list[Event]:
    """In the lab's letters, numbered, entry by entry, or by their places in a list that is called as theta is.

    Whichever there is more of.
    """
    every = [*block_words(lab), {word: slice(i, i + 1) for i, word in enumerate(entry_words(lab))}]
    if last(events[0].name.rpartition(".")[0]) in THETA_NAMES | NETWORKS:
        every.append(block_places(lab))
    found = [_blocks_named(events, lab, words, i > 0) for i, words in enumerate(every)]
    return max(found, key=len, default=[])


def _blocks_named(events: Sequence[Event], lab: Lab, words: Mapping[str, slice], numbered: bool) -> list[Event]:
    latest: dict[str, Array] = {}
    states: list[Event] = []
    for event in events:
        word = last(event.name)
        if word in words and event.values.size == words[word].stop - words[word].start:
            latest[word] = event.values
            if len(latest) == len(words):
                states.append(Event(event.line, event.name, _together(latest, words, lab, numbered)))
    return states


def _together(latest: Mapping[str, Array], words: Mapping[str, slice], lab: Lab, numbered: bool) -> NDArray[np.float64]:
    """Theta from the latest value of each block; numbered weights may be kept as (outputs, inputs)."""
    shapes = {
        block.start: widths for (block, _), widths in zip(lab.network.blocks, pairwise(lab.network.widths), strict=True)
    }
    weights = {name: shapes[block.start] for name, block in words.items() if block.start in shapes}
    turned = numbered and any(latest[name].shape == (n, m) != (m, n) for name, (m, n) in weights.items())
    theta = np.empty(lab.network.size, np.float64)
    for name, block in words.items():
        theta[block] = (latest[name].T if turned and name in weights else latest[name]).ravel()
    return theta
