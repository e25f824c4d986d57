"""A mistake as a row: what it is called, the part it is seen in, what it changes in a right program, and a hint."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import chain
from typing import Literal

from ...derivation import Expression, Name, Ref
from ...derivation.expression import node
from ..program import Program

Part = Literal["activation", "slope", "forward", "gradient", "objective", "descent", "start", "plot"]
PARTS: tuple[Part, ...] = ("activation", "slope", "forward", "gradient", "objective", "descent", "start", "plot")
"""The parts of a lab in the order in which they are judged."""
PARTIAL = re.compile(r"\b(d[LJ])_d")
Change = Callable[[Program], Program]


@dataclass(frozen=True)
class Mistake:
    """One mistake of the catalogue.

    `id` is the same for every lab, `part` where it shows first, `about` the quantity that comes out
    wrong, `name` what was done, `hint` what to think about. `change` makes a right program one with
    this mistake; it is None for what no equation says (a history that is one array).
    """

    id: str
    part: Part
    about: str
    name: str
    hint: str
    change: Change | None = None


@dataclass(frozen=True)
class Layer:
    """One weight layer of a program, `k` from 1: its names, those below it and their derivatives."""

    k: int
    matrix: str
    weights: tuple[tuple[Name, ...], ...]
    biases: tuple[Name, ...]
    below: tuple[Name, ...]
    a: tuple[Name, ...]
    h: tuple[Name, ...]

    @property
    def entries(self) -> tuple[Name, ...]:
        """The weights row by row."""
        return tuple(chain.from_iterable(self.weights))

    @property
    def da(self) -> tuple[Name, ...]:
        """dL/da."""
        return tuple(name.derivative() for name in self.a)

    @property
    def dh(self) -> tuple[Name, ...]:
        """dL/dh."""
        return tuple(name.derivative() for name in self.h)

    @property
    def gradient(self) -> tuple[Name, ...]:
        """dL/dW row by row."""
        return tuple(name.derivative("L") for name in self.entries)

    @property
    def square(self) -> bool:
        """Whether the matrix and its transpose have one shape, and differ."""
        return len(self.below) == len(self.a) > 1

    @property
    def table(self) -> bool:
        """Whether rows and columns can be taken for each other."""
        return len(self.below) > 1 and len(self.a) > 1

    @property
    def turned(self) -> dict[Name, Name]:
        """Every weight and the one that stands across the diagonal."""
        n = range(len(self.a))
        return {self.weights[i][j]: self.weights[j][i] for i in n for j in n if i != j}


def layers(program: Program) -> tuple[Layer, ...]:
    """The weight layers, the first first."""
    names = program.names
    below = (names.inputs, *names.units[:-1])
    rows = zip(names.weights, names.biases, below, names.preactivations, names.units, strict=True)
    return tuple(
        Layer(k, matrix(program.lab.letters.weights[k - 1]), w, c, b, a, h) for k, (w, c, b, a, h) in enumerate(rows, 1)
    )


def matrix(letter: str) -> str:
    """W for w, W2 for w2_."""
    plain = letter.rstrip("_")
    return plain.upper() if len(plain) == 1 else plain[0].upper() + plain[1:]


def across(old: tuple[Name, ...], new: tuple[Name, ...]) -> dict[Name, Name]:
    """One row of names for another."""
    return dict(zip(old, new, strict=True))


def of(name: Name) -> Expression:
    """The name, to be read."""
    return Ref(name)


def spoken(text: str) -> str:
    """dL_du12 as people write it: dL/du12."""
    return PARTIAL.sub(r"\1/d", text)


def both(names: tuple[Name, ...]) -> str:
    """h1, h2; with more than three, the first ... the last."""
    texts = [spoken(name.text) for name in names]
    return ", ".join(texts) if len(texts) <= 3 else f"{texts[0]}, ..., {texts[-1]}"


def rows_of(rows: Iterable[tuple[Name, ...]]) -> str:
    """h1, h2, k1, k2: the names of several layers."""
    return ", ".join(map(both, rows))


def agree(names: tuple[Name, ...], one: str, many: str) -> str:
    """The word that goes with one name, or with many: z is, z1, z2 are."""
    return one if len(names) == 1 else many


def mul(*terms: Expression) -> Expression:
    """A product."""
    return node("mul", *terms)
