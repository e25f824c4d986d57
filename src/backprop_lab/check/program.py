"""A program for a lab as the derivation's equations, any of which may be wrong: what a student's program computes.

The right program is the derivation itself. A mistake is a change of some equations, so mistakes
can be put together, and what a program with any of them gives is worked out, not stored.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from itertools import pairwise
from typing import Literal

import numpy as np

from ..derivation import Expression, Name, Ref, template
from ..derivation.expression import rename
from ..derivation.step import Step
from ..derivation.vocabulary import Vocabulary
from ..lab import Lab
from .equation import Equation, equation

Procedure = Literal[
    "together", "one by one", "frozen", "normalised", "layer by layer", "layer by layer from the last", "entry by entry"
]
"""How a step of the descent uses the points: all at once, one after the other, with the gradient of the start, with a
gradient made one long; or how it moves theta: part by part, with a new gradient for each."""
Renaming = Mapping[Name, Name]


@dataclass(frozen=True, eq=False)
class Program:
    """`equations` by the code of the name they give; `read[i]` is the place in theta at which parameter i is read."""

    lab: Lab
    names: Vocabulary
    steps: Mapping[str, Step]
    equations: Mapping[str, Equation]
    read: tuple[int, ...]
    procedure: Procedure = "together"

    def with_equations(self, changes: Mapping[Name, Expression]) -> Program:
        """The program with other right sides."""
        return replace(self, equations={**self.equations, **{n.code: equation(e) for n, e in changes.items()}})

    def expression(self, name: Name) -> Expression:
        """The right side that gives this name."""
        return self.equations[name.code].expression

    def renamed(self, names: Iterable[Name], change: Renaming) -> Program:
        """The program in which the equations of these names read other names."""
        codes = {old.code: Ref(new) for old, new in change.items()}
        return self.with_equations({
            name: rename(self.expression(name), lambda ref: codes.get(ref.name.code, ref)) for name in names
        })  # fmt: skip

    def exchanged(self, sources: Mapping[Name, Name]) -> Program:
        """The program in which each of these names is given by what gave another."""
        return self.with_equations({name: self.expression(source) for name, source in sources.items()})

    def reading(self, read: Iterable[int]) -> Program:
        """The program that reads its parameters from other places of theta."""
        places = tuple(read)
        return replace(self, read=tuple(places[i] for i in self.read))

    def by(self, procedure: Procedure) -> Program:
        """The program with another way to use the points in a step."""
        return replace(self, procedure=procedure)

    @property
    def forward_names(self) -> tuple[Name, ...]:
        """What the forward map hands back: every hidden unit, the outputs, and L."""
        return (*(n for layer in self.names.units for n in layer), Name("L"))

    @property
    def gradient_names(self) -> tuple[Name, ...]:
        """dL/dtheta in the order of theta."""
        return tuple(name.derivative("L") for name in self.names.parameters)

    @cached_property
    def readers(self) -> dict[str, frozenset[str]]:
        """For every name the names whose equations read it."""
        found: dict[str, set[str]] = {}
        for code, one in self.equations.items():
            for read in one.reads:
                found.setdefault(read, set()).add(code)
        return {code: frozenset(by) for code, by in found.items()}

    def differs(self, other: Program) -> frozenset[str]:
        """The codes whose own equations, or places in theta, are not those of the other program."""
        own = {code for code, e in self.equations.items() if e is not other.equations[code]}
        moved = {
            code for code, here, there in zip(self.names.codes, self.read, other.read, strict=True) if here != there
        }
        return frozenset(own | moved)


@lru_cache(16)
def right_program(lab: Lab) -> Program:
    """The lab's derivation as a program."""
    found = template(lab.objective, lab.letters, lab.method.name)
    steps = {step.name: step for step in (*found.point, *found.sum, *found.update)}
    equations = {code: equation(step.expression) for code, step in steps.items()}
    return Program(lab, found.names, steps, equations, tuple(range(lab.network.size)))


def column_order(lab: Lab, layers: Iterable[int]) -> tuple[int, ...]:
    """The places of theta where the weights of these layers (from 0) are taken column by column."""
    places = list(range(lab.network.size))
    shapes = tuple(pairwise(lab.network.widths))
    for k in layers:
        (m, n), weights = shapes[k], lab.network.blocks[k][0]
        block = np.arange(weights.start, weights.stop)
        places[weights] = block.reshape(n, m).T.ravel().tolist()
    return tuple(places)


def block_order(lab: Lab, order: Iterable[int]) -> tuple[int, ...]:
    """The places of theta where layers (from 0) stand one after the other in another order."""
    spans = [(w.start, b.stop if lab.network.biases else w.stop) for w, b in lab.network.blocks]
    places, at = [0] * lab.network.size, 0
    for k in order:
        start, stop = spans[k]
        places[start:stop] = range(at, at + stop - start)
        at += stop - start
    return tuple(places)
