"""What was seen while a student's function ran, the same value at all cases together, with the line that counts.

A function that is called for different things, such as the activation, says nothing by its own lines: what it hands
back counts as made by the line that called it. A method that works on what its object holds, as that of a layer does,
is more than that: its own line counts unless who calls it does so from several places and it was right before.
"""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import Array
from .candidate.answer import Event
from .candidate.nodes import nodes
from .candidate.source import Source

Frames = tuple[tuple[int, int], ...]
Key = tuple[Frames, str]
Item = tuple[Key, int]
OPERATOR = re.compile("__[ri]?(add|sub|mul|truediv|pow|matmul|neg)__")


@dataclass(frozen=True, eq=False)
class Sighting:
    """One value of one name: `cases` are those at which it was seen, `columns` its numbers there, shape (size, cases).

    `line` is the one that counts, `function` the first line of the function that it stands in.
    """

    line: int
    function: int
    name: str
    at: int
    cases: Array
    columns: Array
    outer: bool = True
    """Whether it stands in the function that was asked."""
    through: bool = False
    """Whether it is no new number, but one that the mistake lets through."""

    @property
    def returned(self) -> bool:
        """Whether a function hands it back, and no name has it."""
        return self.name == "return"


def sightings(source: Source, traces: Sequence[Sequence[Event]], points: int = 1) -> list[Sighting]:
    """What was seen at the cases, in the order in which it was; without what only happens inside of helpers.

    What is called once for each of the `points` is no helper.
    """
    units, passing = _units(traces, points), _passing(source)
    own_work = _methods(source) & units
    found: list[Sighting] = []
    returned: dict[int, set[int]] = {}
    for at, (every, name), cases, columns in _aligned(traces):
        within = _making(every, passing)
        first = within[0][0]
        if first in units and first not in own_work and name != "return" and within is every:
            continue
        function, counts = _counts(within, units, own_work, returned)
        if name == "return":
            returned.setdefault(first, set()).add(within[1][1] if len(within) > 1 else 0)
        found.append(Sighting(counts, function, name, at, cases, columns, function == within[-1][0]))
    return found


def _making(within: Frames, passing: set[int]) -> Frames:
    """The frames without those that only pass on what they are given, as long as others called them."""
    at = next((i for i, (first, line) in enumerate(within) if not {first, line} & passing), 0)
    return within[at:] if at else within


def _counts(within: Frames, units: set[int], own_work: set[int], returned: dict[int, set[int]]) -> tuple[int, int]:
    """The function and the line in it that count: the first ones, going up to who called, that stands in no helper."""
    for (first, line), caller in zip(within, (*within[1:], (0, 0)), strict=True):
        elsewhere = returned.get(first, set()) - {caller[1]}
        if first not in units or (first in own_work and not elsewhere):
            return first, line
    return within[-1]


def _aligned(traces: Sequence[Sequence[Event]]) -> Iterator[tuple[int, Key, Array, Array]]:
    """(when, where and what, the cases, the numbers) of what was seen equally often at these cases."""
    by_key: dict[Key, dict[int, list[Array]]] = {}
    items: list[list[Item]] = [[] for _ in traces]
    for case, events in enumerate(traces):
        for event in events:
            key = (event.within or ((0, event.line),)), event.name
            rows = by_key.setdefault(key, {}).setdefault(case, [])
            items[case].append((key, len(rows)))
            rows.append(event.values.ravel())
    most = {key: max(map(len, seen.values())) for key, seen in by_key.items()}
    whole = {key: [case for case, rows in seen.items() if len(rows) == most[key]] for key, seen in by_key.items()}
    counted = [[item for item in run if case in whole[item[0]]] for case, run in enumerate(items)]
    for at, (key, k) in enumerate(_merged(counted)):
        rows = [by_key[key][case][k] for case in whole[key]]  # what did not change in a loop was not seen again
        alike = [i for i, row in enumerate(rows) if row.size == rows[0].size]
        yield at, key, np.array([whole[key][i] for i in alike]), np.array([rows[i] for i in alike]).T


def _merged(runs: Sequence[Sequence[Item]]) -> Iterator[Item]:
    """All items in one order, in which each that is in some runs alone follows on what it follows on there."""
    following: dict[Item | None, Item | None] = {None: None}
    for run in runs:
        last: Item | None = None
        for item in run:
            if item not in following:
                following[item], following[last] = following[last], item
            last = item
    at = following[None]
    while at is not None:
        yield at
        at = following[at]


def _units(traces: Sequence[Sequence[Event]], points: int) -> set[int]:
    """Functions, by their first line, that gave more things than points in one run; the one that was asked is none."""
    found: set[int] = set()
    for events in traces:
        given: dict[int, set[bytes]] = {}
        for event in events:
            if event.name == "return" and len(event.within) > 1:
                given.setdefault(event.within[0][0], set()).add(event.values.tobytes())
        found |= {first for first, values in given.items() if len(values) > points}
    return found


def _methods(source: Source) -> set[int]:
    """The first lines of methods that read what their object holds."""
    classes = [node for node in nodes(source.tree) if isinstance(node, ast.ClassDef)]
    methods = [node for one in classes for node in one.body if isinstance(node, ast.FunctionDef) and node.args.args]
    return {min([node.lineno, *(one.lineno for one in node.decorator_list)]) for node in methods if _reads_itself(node)}


def _passing(source: Source) -> set[int]:
    """Lines that only keep what their function was given, and the first lines of methods that stand for + and the like.

    None of them knows what its numbers are to the network.
    """
    found: set[int] = set()
    for node in nodes(source.tree):
        for one in node.body if isinstance(node, ast.ClassDef) else ():
            if not isinstance(one, ast.FunctionDef):
                continue
            if OPERATOR.fullmatch(one.name):
                found.add(one.lineno)
            elif one.name == "__init__":
                given = {argument.arg for argument in one.args.args}
                found |= {line.lineno for line in one.body if _keeps(line, given)}
    return found


def _keeps(line: ast.stmt, given: set[str]) -> bool:
    """Whether a statement only keeps an argument under a name of the object."""
    if not (isinstance(line, ast.Assign) and all(isinstance(target, ast.Attribute) for target in line.targets)):
        return False
    return isinstance(line.value, ast.Name) and line.value.id in given


def _reads_itself(method: ast.FunctionDef) -> bool:
    called = {id(node.func) for node in ast.walk(method) if isinstance(node, ast.Call)}
    me = method.args.args[0].arg
    return any(
        isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and id(node) not in called
        and isinstance(node.value, ast.Name) and node.value.id == me
        for node in ast.walk(method)
    )  # fmt: skip
