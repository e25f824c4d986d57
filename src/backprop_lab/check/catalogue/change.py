"""What a mistake does to a program: the changes that the rows of the catalogue are made of."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from ...derivation import Expression, Name, Number
from ..program import Procedure, Program
from .row import Change, mul


def scaled(names: Iterable[Name], factor: float) -> Change:
    """What gives these names is multiplied by a number."""
    chosen = tuple(names)
    return lambda p: p.with_equations({n: mul(Number(factor), p.expression(n)) for n in chosen})


def given(equations: Mapping[Name, Expression]) -> Change:
    """These names are given by other right sides."""
    return lambda p: p.with_equations(equations)


def renamed(names: tuple[Name, ...], change: Mapping[Name, Name]) -> Change:
    """What gives these names reads other ones."""
    return lambda p: p.renamed(names, change)


def reading(places: tuple[int, ...]) -> Change:
    """The parameters are read from other places of theta."""
    return lambda p: p.reading(places)


def permuted(places: tuple[int, ...]) -> Change:
    """The gradient is packed in another order: `places` are those at which the parameters' derivatives lie."""

    def changed(p: Program) -> Program:
        names = p.gradient_names
        lies = {at: name for name, at in zip(names, places, strict=True)}
        return p.exchanged({name: lies[i] for i, name in enumerate(names) if name != lies[i]})

    return changed


def by(procedure: Procedure) -> Change:
    """A step uses the points in another way."""
    return lambda p: p.by(procedure)
