"""One step of a descent as straight-line vector code, from the derivation: for networks that are small enough.

J and its gradient are sums over the points without the factor and without 1/n: these are in the rate, and J is
multiplied by them once.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from ..derivation import Template, template
from ..derivation.derive import written_out
from ..derivation.expression import Node, Ref
from ..derivation.name import Name
from ..derivation.step import Key
from ..derivation.vocabulary import BETA, LOSS, RATE
from ..lab import Lab
from .arithmetic import Arithmetic, Signed
from .code import Code, Value
from .given import Form


@dataclass(frozen=True)
class Stepped:
    """What one step makes: theta and what the method remembers after it, and before it J and the gradient.

    The gradient is a sum over the points: J's is `weight` times that. `bits` is 0 or -0 where the gradient is; else it
    may be anything, infinite or NaN.
    """

    state: tuple[Value, ...]
    value: Value
    gradient: tuple[Signed, ...]
    bits: Value

    def slopes(self, code: Code) -> tuple[Value, ...]:
        """The gradient, the signs carried out."""
        return tuple(code.negative(one.value) if one.negative else one.value for one in self.gradient)


def step(code: Code, form: Form, state: Sequence[Value], given: Sequence[Value]) -> Stepped:
    """The code of one step from `state`: theta, then what the method remembers of each parameter.

    `given` are the numbers that come with the runs, as `Form` orders them.
    """
    lab = form.lab
    found = template(lab.objective, lab.letters, lab.method.name)
    work = _arithmetic(code, form, found, given)
    parameters = found.names.parameters
    kept = [name.kept("m") for name in parameters] if len(state) > len(parameters) else []
    work.known |= {(n.code, None): Signed(v) for n, v in zip((*parameters, *kept), state, strict=True)}
    work.known[BETA.code, None] = work.constant(lab.method.numbers[0] if kept else 0.0)
    value = work.plain(_summed(work, LOSS, lab))
    gradient = [_summed(work, name.derivative("L"), lab) for name in parameters]
    work.known |= {(n.derivative("J").code, None): g for n, g in zip(parameters, gradient, strict=True)}
    after = []
    for name, layer in zip(parameters, _layers(lab), strict=True):
        work.known[RATE.code, None] = Signed(given[layer if form.by_layer else 0])
        after.append(work.plain(work.name(Ref(name.new()))))
    after += [work.plain(work.name(Ref(name.new()))) for name in kept]
    j = code.two("fmul", value, code.constant(lab.objective.weight))
    return Stepped(tuple(after), j, tuple(gradient), _any(code, gradient))


def _layers(lab: Lab) -> list[int]:
    """Of each parameter the layer, from 0."""
    network = lab.network
    sizes = [(m + network.biases) * n for m, n in pairwise(network.widths)]
    return [layer for layer, size in enumerate(sizes) for _ in range(size)]


def all_off(code: Code, form: Form, theta: Sequence[Value], given: Sequence[Value]) -> Value:
    """Where every unit of the last hidden layer gives 0 at every point: nothing passes, of ReLU without biases."""
    lab = form.lab
    found = template(lab.objective, lab.letters, lab.method.name)
    work = _arithmetic(code, form, found, given)
    work.known |= {(n.code, None): Signed(v) for n, v in zip(found.names.parameters, theta, strict=True)}
    points = range(len(lab.objective.data))
    units = [work.name(Ref(unit, p)) for p in points for unit in found.names.units[-2]]
    return code.compare("oeq", _any(code, units), code.constant(0.0))


def _arithmetic(code: Code, form: Form, found: Template, given: Sequence[Value]) -> Arithmetic:
    steps = written_out(found, len(form.lab.objective.data))
    inlined = frozenset(s.key for s in steps if s.phase == "backward" and s.parameter is not None)
    work = Arithmetic(code, {}, {s.key: s.expression for s in steps}, inlined)
    work.known |= _data(work, form, found, given)
    return work


def _data(work: Arithmetic, form: Form, found: Template, given: Sequence[Value]) -> dict[Key, Signed]:
    """The lab's own data as numbers that stand in the code; those that differ from run to run as vectors."""
    data, names = form.lab.objective.data, {"x": found.names.inputs, "y": found.names.targets}
    known: dict[Key, Signed] = {}
    for part, rows in (("x", data.x), ("y", data.y)):
        for (point, column), number in np.ndenumerate(rows):
            known[names[part][column].code, point] = work.constant(float(number))
    for at, (part, point, column) in enumerate(form.free, form.rates):
        known[names[part][column].code, point] = Signed(given[at])
    return known


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
