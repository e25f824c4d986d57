"""What a tree may do, each operation a row: its value in floats, and in fractions where that is exact.

The float column is the one that generated code must equal to the bit, but for tanh, exp, log and
what is made of them, which libraries round each in their own way. Where two arguments are compared
NaN stays NaN: it must not turn into 0.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from functools import reduce
from typing import Any

Function = Callable[..., Any]


@dataclass(frozen=True)
class Operation:
    """`value` for floats, `exact` for fractions, None where a rational has no rational value."""

    value: Function
    exact: Function | None


def _fold(combine: Callable[[Any, Any], Any]) -> Function:
    return lambda *terms: reduce(combine, terms)


def _relu(a: Any) -> Any:
    return 0 * a if a < 0 else a


def _float_relu(a: float) -> float:
    return 0.0 if a < 0 else a


def _step(a: Any) -> Any:
    return 1 if a > 0 else 0


def _float_step(a: float) -> float:
    return 1.0 if a > 0 else 0.0 if a <= 0 else a


def _leaky(a: Any, s: Any) -> Any:
    return a if a > 0 else s * a


def _leaky_slope(a: Any, s: Any) -> Any:
    return 1 if a > 0 else s


def _float_leaky_slope(a: float, s: float) -> float:
    return 1.0 if a > 0 else s if a <= 0 else a


def _sigmoid(a: float) -> float:
    small = math.exp(-abs(a))  # exp of something at most 0 cannot overflow
    return (1.0 if a >= 0 else small) / (1.0 + small)


def _softplus(a: float) -> float:
    return _float_relu(a) + math.log1p(math.exp(-abs(a)))


def _divide(a: float, b: float) -> float:
    """As processors divide: by 0 comes infinity or NaN, not an error."""
    if b != 0:
        return a / b
    return math.nan if a == 0 or a != a or b != b else math.copysign(math.inf, a) * math.copysign(1.0, b)


def _root(a: float) -> float:
    return math.sqrt(a) if a >= 0 else math.nan


def _maximum(a: float, b: float) -> float:
    return b if b > a or b != b else a


OPERATIONS: dict[str, Operation] = {
    "add": Operation(_fold(lambda a, b: a + b), _fold(lambda a, b: a + b)),
    "sub": Operation(lambda a, b: a - b, lambda a, b: a - b),
    "mul": Operation(_fold(lambda a, b: a * b), _fold(lambda a, b: a * b)),
    "div": Operation(_divide, lambda a, b: Fraction(a) / b),
    "square": Operation(lambda a: a * a, lambda a: a * a),
    "relu": Operation(_float_relu, _relu),
    "step": Operation(_float_step, _step),
    "leaky": Operation(_leaky, _leaky),
    "leaky_slope": Operation(_float_leaky_slope, _leaky_slope),
    "tanh": Operation(math.tanh, None),
    "sigmoid": Operation(_sigmoid, None),
    "softplus": Operation(_softplus, None),
    "exp": Operation(lambda a: math.exp(a) if a < 709.78 else math.inf if a == a else a, None),
    "log": Operation(lambda a: math.log(a) if a > 0 else -math.inf if a == 0 else math.nan, None),
    "sqrt": Operation(_root, None),
    "max": Operation(_fold(_maximum), _fold(max)),
}
