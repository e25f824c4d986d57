"""What was seen while a student's function ran, the same value at all cases together, with the line that counts.

A function that is called for different things, such as the activation, says nothing by its own lines: what it hands
back counts as made by the line that called it. A method that works on what its object holds, as that of a layer does,
is more than that: its own line counts unless who calls it does so from several places and it was right before.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ..arrays import Array
from .candidate.answer import Event
from .candidate.source import Source

Key = tuple[tuple[tuple[int, int], ...], str]


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

    @property
    def returned(self) -> bool:
        """Whether a function hands it back, and no name has it."""
        return self.name == "return"


def sightings(source: Source, traces: Sequence[Sequence[Event]]) -> list[Sighting]:
    """What was seen at the cases, in the order in which it was; without what only happens inside of helpers."""
    every = sorted(_aligned(traces), key=lambda s: s[0])
    units = _units(traces)
    own_work = _methods(source) & units
    found: list[Sighting] = []
    returned: dict[int, set[int]] = {}
    for at, (within, name), cases, columns in every:
        first = within[0][0]
        if first in units and first not in own_work and name != "return":
            continue
        function, counts = _counts(within, units, own_work, returned)
        if name == "return":
            returned.setdefault(first, set()).add(within[1][1] if len(within) > 1 else 0)
        found.append(Sighting(counts, function, name, at, cases, columns, function == within[-1][0]))
    return found


def _counts(
    within: Sequence[tuple[int, int]], units: set[int], own_work: set[int], returned: dict[int, set[int]]
) -> tuple[int, int]:
    """The function and the line in it that count: the first ones, going up to who called, that stands in no helper."""
    for (first, line), caller in zip(within, (*within[1:], (0, 0)), strict=True):
        elsewhere = returned.get(first, set()) - {caller[1]}
        if first not in units or (first in own_work and not elsewhere):
            return first, line
    return within[-1]


def _aligned(traces: Sequence[Sequence[Event]]) -> Iterator[tuple[int, Key, Array, Array]]:
    """(when, where and what, the cases, the numbers) of what was seen equally often at these cases."""
    by_key: dict[Key, dict[int, list[tuple[int, Array]]]] = {}
    for case, events in enumerate(traces):
        for at, event in enumerate(events):
            key = (event.within or ((0, event.line),)), event.name
            by_key.setdefault(key, {}).setdefault(case, []).append((at, event.values.ravel()))
    for key, seen in by_key.items():
        most = max(map(len, seen.values()))  # what did not change in a loop was not seen again
        whole = {case: rows for case, rows in seen.items() if len(rows) == most}
        for k in range(most):
            rows = {case: values[k] for case, values in whole.items()}
            size = next(iter(rows.values()))[1].size
            alike = {case: row for case, row in rows.items() if row[1].size == size}
            columns = np.array([values for _, values in alike.values()]).T
            yield min(at for at, _ in alike.values()), key, np.array(list(alike)), columns


def _units(traces: Sequence[Sequence[Event]]) -> set[int]:
    """Functions, by their first line, that gave different things in one run; the one that was asked is none."""
    found: set[int] = set()
    for events in traces:
        given: dict[int, set[bytes]] = {}
        for event in events:
            if event.name == "return" and len(event.within) > 1:
                given.setdefault(event.within[0][0], set()).add(event.values.tobytes())
        found |= {first for first, values in given.items() if len(values) > 1}
    return found


def _methods(source: Source) -> set[int]:
    """The first lines of methods that read what their object holds."""
    classes = [node for node in ast.walk(source.tree) if isinstance(node, ast.ClassDef)]
    methods = [node for one in classes for node in one.body if isinstance(node, ast.FunctionDef) and node.args.args]
    return {min([node.lineno, *(one.lineno for one in node.decorator_list)]) for node in methods if _reads_itself(node)}


def _reads_itself(method: ast.FunctionDef) -> bool:
    called = {id(node.func) for node in ast.walk(method) if isinstance(node, ast.Call)}
    me = method.args.args[0].arg
    return any(
        isinstance(node, ast.Attribute) and isinstance(node.ctx, ast.Load) and id(node) not in called
        and isinstance(node.value, ast.Name) and node.value.id == me
        for node in ast.walk(method)
    )  # fmt: skip
