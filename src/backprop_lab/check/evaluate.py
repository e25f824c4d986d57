"""The numbers of a program at many theta and points at once, each worked out when it is asked for."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np

from ..arrays import Array
from ..derivation.update import memory
from ..derivation.vocabulary import BETA, BETA1, BETA2, COUNT, EPSILON, FACTOR, RATE
from .program import Program


class Numbers(dict[str, Any]):
    """Every number of a program by the code of its name: (K, n) for K theta and n points, (K, 1) without a point."""

    def __init__(self, program: Program, known: Mapping[str, Any], theta: Array, points: int) -> None:
        super().__init__(known)
        self.program, self.theta, self.shape = program, theta, (len(theta), points)
        self._within = False

    def __missing__(self, code: str) -> Any:
        if self._within:  # of another number, which has seen to what overflows
            value = self[code] = self.program.equations[code].function(self)
            return value
        self._within = True
        try:
            with np.errstate(all="ignore"):
                value = self[code] = self.program.equations[code].function(self)
        finally:
            self._within = False
        return value

    def changed(self, program: Program, differs: frozenset[str]) -> Numbers:
        """The numbers of a program that differs in these equations from this one; what they do not reach is kept."""
        reached, new, readers = set(differs), list(differs), self.program.readers
        while new:  # what the changed equations read does not matter: they are reached already
            more = readers.get(new.pop(), frozenset()) - reached
            reached |= more
            new += more
        known = {code: value for code, value in self.items() if code not in reached}
        if program.read != self.program.read:
            known |= _parameters(program, self.theta)
        return Numbers(program, known, self.theta, self.shape[1])

    def total(self, term: Any) -> Array:
        """The sum over the points."""
        return self._at_points(term).sum(axis=-1, keepdims=True)

    def at(self, term: Any, point: int) -> Array:
        """The term of one point."""
        return self._at_points(term)[:, [point]]

    def _at_points(self, term: Any) -> Array:
        full = isinstance(term, np.ndarray) and term.shape == self.shape
        return term if full else np.broadcast_to(term, self.shape)

    def stacked(self, codes: tuple[str, ...]) -> Array:
        """The numbers of these codes, shape (K, n, len(codes))."""
        found = np.empty((*self.shape, len(codes)))
        for i, code in enumerate(codes):
            found[:, :, i] = self[code]
        return found

    def of_all(self, codes: tuple[str, ...]) -> Array:
        """Numbers that belong to no point, shape (K, len(codes))."""
        found = np.empty((self.shape[0], len(codes)))
        for i, code in enumerate(codes):
            found[:, i : i + 1] = self[code]
        return found

    def slope(self) -> Array:
        """The gradient of J at each theta, shape (K, P)."""
        return self.of_all(self.program.names.slope_codes)


def numbers(program: Program, theta: Array, x: Array, y: Array, rate: float) -> Numbers:
    """The numbers at K theta (K, P) and the points x, y.

    Points are (n, inputs) and (n, outputs) for all theta, or (K, n, ...) where each theta has its own.
    """
    return Numbers(program, given(program, theta, x, y, rate), theta, x.shape[-2])


def _parameters(program: Program, theta: Array) -> dict[str, Any]:
    return {code: theta[:, [at]] for code, at in zip(program.names.codes, program.read, strict=True)}


def given(program: Program, theta: Array, x: Array, y: Array, rate: float) -> dict[str, Any]:
    """What a program starts from: theta as it reads it, the points, the rate."""
    names, lab = program.names, program.lab
    found = _parameters(program, theta)
    found |= {n.code: x[..., i] for i, n in enumerate(names.inputs)}
    found |= {n.code: y[..., i] for i, n in enumerate(names.targets)}
    shares = {1: (BETA,), 3: (BETA1, BETA2, EPSILON)}.get(len(lab.method.numbers), ())
    found |= {n.code: v for n, v in zip(shares, lab.method.numbers, strict=True)}
    found |= {RATE.code: rate, FACTOR.code: float(lab.objective.factor), COUNT.code: float(x.shape[-2])}
    return found | memory(lab.method.name, names.parameters)
