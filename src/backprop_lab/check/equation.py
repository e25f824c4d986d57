"""One right side of a program's equations, and the same as a function of the numbers that it reads."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from ..derivation import Expression, Ref
from ..derivation.expression import Number, refs
from ..derivation.style import ATOM, NONE, NUMPY, SUM, Rule
from ..derivation.write import Written, write

Function = Callable[[Mapping[str, Any]], Any]
OWN = {
    "total": Rule(ATOM, NONE, NONE, "v.total(#1)"),
    "first": Rule(ATOM, NONE, NONE, "v.at(#1, 0)"),
    "last": Rule(ATOM, NONE, NONE, "v.at(#1, -1)"),
    "abs": Rule(ATOM, NONE, NONE, "np.abs(#1)"),
    "min0": Rule(ATOM, NONE, NONE, "np.minimum(#1, 0.0)"),
    "sign": Rule(ATOM, NONE, NONE, "np.sign(#1)"),
    "not": Rule(ATOM, SUM, SUM, "np.where(#1 > 0, 0.0, 1.0)"),
    "sigmoid": Rule(ATOM, NONE, NONE, "(1.0 / (1.0 + np.exp(-(#1))))"),
}
"""What wrong programs do beyond the derivation's operations, and the sums over the points."""
SOURCE = replace(NUMPY, rules={**NUMPY.rules, **OWN})


def function_of(expression: Expression) -> Function:
    """A tree as a function of the numbers that it reads."""
    if isinstance(expression, Number):
        value = np.float64(expression.value)
        return lambda v: value
    return eval("lambda v: " + write(expression, SOURCE, _looked_up), {"np": np})  # our own text


def _looked_up(ref: Ref) -> Written:
    return f"v[{ref.name.code!r}]", ATOM


@dataclass(frozen=True, slots=True)
class Equation:
    """One right side, and the same as a function of the numbers that it reads."""

    expression: Expression
    function: Function
    reads: frozenset[str]
    """The codes of the names that it reads."""


@lru_cache(20_000)
def equation(expression: Expression) -> Equation:
    """The equation with this right side."""
    return Equation(expression, function_of(expression), frozenset(ref.name.code for ref in refs(expression)))
