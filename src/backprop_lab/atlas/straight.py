"""One step of a descent as straight-line vector code, from the derivation: for networks that are small enough.

J and its gradient are sums over the points without the factor and without 1/n: these are in the rate, and J is
multiplied by them once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from ..derivation import Template, template
from ..derivation.derive import written_out
from ..derivation.expression import Node, Ref
from ..derivation.name import Name
from ..derivation.step import Key
from ..derivation.vocabulary import BETA, LOSS, RATE
from ..lab import Lab
from .arithmetic import Arithmetic, Signed
from .code import Code, Value

Datum = Callable[[Key], Signed]
"""The value of an entry of x or y, by its code and its data point."""


@dataclass(frozen=True)
class Stepped:
    """What one step makes: theta and what the method remembers after it, and J before it.

    `bits` is 0 or -0 where the gradient is; else it may be anything, infinite or NaN.
    """

    state: tuple[Value, ...]
    value: Value
    bits: Value


def step(code: Code, lab: Lab, state: Sequence[Value], rate: Value, datum: Datum | None = None) -> Stepped:
    """The code of one step from `state`: theta, then what the method remembers of each parameter."""
    found = template(lab.objective, lab.letters, lab.method.name)
    work = _arithmetic(code, lab, found, datum or _constants(code, lab, found))
    parameters = found.names.parameters
    kept = [name.kept("m") for name in parameters] if len(state) > len(parameters) else []
    work.known |= {(n.code, None): Signed(v) for n, v in zip((*parameters, *kept), state, strict=True)}
    work.known[RATE.code, None] = Signed(rate)
    work.known[BETA.code, None] = work.constant(lab.method.numbers[0] if kept else 0.0)
    value = work.plain(_summed(work, LOSS, lab))
    gradient = [_summed(work, name.derivative("L"), lab) for name in parameters]
    work.known |= {(n.derivative("J").code, None): g for n, g in zip(parameters, gradient, strict=True)}
    after = [work.plain(work.name(Ref(name.new()))) for name in (*parameters, *kept)]
    return Stepped(tuple(after), code.two("fmul", value, code.constant(lab.objective.weight)), _any(code, gradient))


def all_off(code: Code, lab: Lab, theta: Sequence[Value]) -> Value:
    """Where every unit of the last hidden layer gives 0 at every point: nothing passes, of ReLU without biases."""
    found = template(lab.objective, lab.letters, lab.method.name)
    work = _arithmetic(code, lab, found, _constants(code, lab, found))
    work.known |= {(n.code, None): Signed(v) for n, v in zip(found.names.parameters, theta, strict=True)}
    points = range(len(lab.objective.data))
    units = [work.name(Ref(unit, p)) for p in points for unit in found.names.units[-2]]
    return code.compare("oeq", _any(code, units), code.constant(0.0))


def _arithmetic(code: Code, lab: Lab, found: Template, datum: Datum) -> Arithmetic:
    steps = written_out(found, len(lab.objective.data))
    inlined = frozenset(s.key for s in steps if s.phase == "backward" and s.parameter is not None)
    data = (*found.names.inputs, *found.names.targets)
    known: dict[Key, Signed] = {(n.code, p): datum((n.code, p)) for n in data for p in range(len(lab.objective.data))}
    return Arithmetic(code, known, {s.key: s.expression for s in steps}, inlined)


def _constants(code: Code, lab: Lab, found: Template) -> Datum:
    """The lab's own data, as numbers that stand in the code."""
    data = lab.objective.data
    table: dict[Key, Any] = {}
    for names, rows in ((found.names.inputs, data.x), (found.names.targets, data.y)):
        table |= {(n.code, p): v for p, row in enumerate(rows) for n, v in zip(names, row, strict=True)}

    def datum(at: Key) -> Signed:
        number = float(table[at])
        return Signed(code.constant(abs(number)), number < 0, number)

    return datum


def _summed(work: Arithmetic, name: Name, lab: Lab) -> Signed:
    """The sum of a name over the points."""
    points = [Ref(name, p) for p in range(len(lab.objective.data))]
    return work.of(points[0] if len(points) == 1 else Node("add", tuple(points)))


def _any(code: Code, numbers: Sequence[Signed]) -> Value:
    """A number that is 0, or -0, where all of these are."""
    first, *rest = [code.bits(one.value) for one in numbers]
    for one in rest:
        first = code.word("or", first, one)
    return code.reals(first)
