"""The numbers of a derivation: its trees worked out in floats, or exactly in fractions."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction
from typing import Any

import numpy as np

from ..arrays import vector
from ..errors import InputError
from ..lab import Lab
from .derive import template, written_out
from .expression import Expression, Number, Ref
from .operation import OPERATIONS
from .step import Key, Step
from .update import memory
from .vocabulary import BETA, BETA1, BETA2, COUNT, EPSILON, FACTOR, RATE

Values = dict[Key, Any]


def given(lab: Lab, theta: object) -> Values:
    """What a derivation starts from: theta (P numbers), data, rate and the method's other numbers, as floats."""
    numbers = vector(theta, lab.network.size, "theta").astype(np.float64)
    names, data = template(lab.objective, lab.letters, lab.method.name).names, lab.objective.data
    found: Values = {(n.code, None): v for n, v in zip(names.parameters, numbers.tolist(), strict=True)}
    for p, (x, y) in enumerate(zip(data.x.tolist(), data.y.tolist(), strict=True)):
        found |= {(n.code, p): v for n, v in zip((*names.inputs, *names.targets), (*x, *y), strict=True)}
    method = lab.method
    shares = {1: (BETA,), 3: (BETA1, BETA2, EPSILON)}.get(len(method.numbers), ())
    found |= {(n.code, None): v for n, v in zip(shares, method.numbers, strict=True)}
    found |= {(RATE.code, None): method.rate, (FACTOR.code, None): float(lab.objective.factor)}
    found[COUNT.code, None] = float(len(data))
    return found | {(code, None): v for code, v in memory(method.name, names.parameters).items()}


def values(lab: Lab, theta: object, exact: bool = False) -> Values:
    """Every number of the lab's derivation at theta, by (code, point): what was given and what came out.

    `exact` gives fractions in place of floats. Raises `InputError` where a step has no rational
    value, or theta is not finite.
    """
    start = given(lab, theta)
    steps = written_out(template(lab.objective, lab.letters, lab.method.name), len(lab.objective.data))
    if exact:
        check_exact(steps)
        if not all(np.isfinite(v) for v in start.values()):
            raise InputError("theta must be finite for exact arithmetic", "NaN or infinity")
        start = {key: Fraction(v) for key, v in start.items()}
    return evaluate(steps, start, exact)


def check_exact(steps: Iterable[Step]) -> None:
    """Refuse steps of which one has no rational value."""
    for step in steps:
        for name in operations(step.expression):
            if OPERATIONS[name].exact is None:
                raise InputError(
                    "exact arithmetic needs steps that keep to rational numbers", f"{name} in {step.name}",
                    "Leave --exact out, or take ReLU, leaky ReLU or identity with squared_error, and no adam.",
                )  # fmt: skip


def operations(expression: Expression) -> Iterable[str]:
    """The names of the operations in a tree."""
    if not isinstance(expression, (Number, Ref)):
        yield expression.operation
        for argument in expression.arguments:
            yield from operations(argument)


def evaluate(steps: Iterable[Step], start: Values, exact: bool = False) -> Values:
    """The values of `start` and of every step, each worked out from those before it."""
    known = dict(start)
    for step in steps:
        known[step.key] = worked_out(step.expression, known, exact)
    return known


def worked_out(expression: Expression, known: Values, exact: bool = False) -> Any:
    """The value of one tree."""
    if isinstance(expression, Number):
        return Fraction(expression.value) if exact else float(expression.value)
    if isinstance(expression, Ref):
        return known[expression.name.code, expression.point]
    row = OPERATIONS[expression.operation]
    function = row.exact if exact else row.value
    if function is None:
        raise InputError("exact arithmetic needs steps that keep to rational numbers", expression.operation)
    return function(*(worked_out(a, known, exact) for a in expression.arguments))
