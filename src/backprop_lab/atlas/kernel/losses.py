"""The loss of a data point and what comes back from it, as vector code, for any number of outputs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ...derivation import template
from ...derivation.derive import written_out
from ...derivation.expression import Node, Ref, node
from ...derivation.vocabulary import LOSS
from ...names import default_letters
from ...network import Network
from ...objective import Data, Objective
from ..given import Form
from ..vector import special
from ..vector.arithmetic import Arithmetic, Signed
from ..vector.code import Code, Value
from ..vector.tiles import Matrix, Spot

UNROLLED = 16
"""Up to so many outputs stand in the code one after the other."""


@dataclass(frozen=True)
class Outputs:
    """Preactivations of the outputs `a`, targets `y`, and where what comes back is kept; a row for each point."""

    a: Matrix
    y: Matrix
    back: Matrix
    count: int


def lost(code: Code, form: Form, of: Outputs, p: Value) -> Value:
    """The loss of point p; its derivative in the preactivations, without the squared error's 2, is kept."""
    if of.count <= UNROLLED:
        corners: dict[tuple[Matrix, Value, Value], Value] = {}
        return _at(code, form, of, [Spot(p, "0", 0, j, corners) for j in range(of.count)])
    if form.lab.objective.loss.name == "softmax_cross_entropy":
        return _among_many(code, of, p)

    def body(j: Value, carried: list[Value]) -> list[Value]:
        return [code.two("fadd", carried[0], _at(code, form, of, [Spot(p, j, 0, 0)]))]

    return code.fold(f"{of.count}", [(code.vector, code.constant(0.0))], body)[0]


def _at(code: Code, form: Form, of: Outputs, places: Sequence[Spot]) -> Value:
    """The loss of the outputs in these places."""
    a, y = ([table.load(code, spot) for spot in places] for table in (of.a, of.y))
    loss, deltas = derived(code, form, a, y)
    for spot, delta in zip(places, deltas, strict=True):
        code.store(delta, of.back.at(code, spot))
    return loss


def derived(code: Code, form: Form, outputs: Sequence[Value], targets: Sequence[Value]) -> tuple[Value, list[Value]]:
    """The loss of some outputs and its derivative in their preactivations, by the derivation."""
    objective = form.lab.objective
    network = Network((1, len(outputs)), objective.network.activation, objective.network.output)
    y = [[1.0 / len(outputs)] * len(outputs)]
    alike = Objective(network, Data([[1.0]], y), objective.loss)  # type: ignore[arg-type]
    found = template(alike, default_letters(network))
    work = Arithmetic(code, {}, {s.key: s.expression for s in written_out(found, 1)})
    names = found.names
    for name, value in zip((*names.preactivations[-1], *names.targets), (*outputs, *targets), strict=True):
        work.known[name.code, 0] = Signed(value)
    if objective.loss.name == "squared_error":
        missed = [z.derivative() for z in names.units[-1]]
        for z, y_, dz in zip(names.units[-1], names.targets, missed, strict=True):
            work.equations[dz.code, 0] = Node("sub", (Ref(z, 0), Ref(y_, 0)))
        work.equations[LOSS.code, 0] = node("add", *(Node("square", (Ref(dz, 0),)) for dz in missed))
    value = work.plain(work.name(Ref(LOSS, 0)))
    return value, [work.plain(work.name(Ref(a.derivative(), 0))) for a in names.preactivations[-1]]


def _among_many(code: Code, of: Outputs, p: Value) -> Value:
    """The loss of shares, softmax of many outputs: log sum e^(a - top) + sum (top - a) y, with top the largest a."""
    zero = [(code.vector, code.constant(0.0))]

    def largest(j: Value, carried: list[Value]) -> list[Value]:
        a, top = of.a.load(code, Spot(p, j, 0, 0)), carried[0]
        top = code.choose(code.compare("uno", a, a), a, top)
        return [code.choose(code.compare("ogt", a, top), a, top)]

    (top,) = code.fold(f"{of.count}", [(code.vector, code.constant(float("-inf")))], largest)

    def raised(j: Value, carried: list[Value]) -> list[Value]:
        spot = Spot(p, j, 0, 0)
        power = special.exp(code, code.two("fsub", of.a.load(code, spot), top))
        code.store(power, of.back.at(code, spot))
        return [code.two("fadd", carried[0], power)]

    (total,) = code.fold(f"{of.count}", zero, raised)

    def missed(j: Value, carried: list[Value]) -> list[Value]:
        spot = Spot(p, j, 0, 0)
        y, a = of.y.load(code, spot), of.a.load(code, spot)
        share = code.two("fdiv", of.back.load(code, spot), total)
        code.store(code.two("fsub", share, y), of.back.at(code, spot))
        return [code.fma(code.two("fsub", top, a), y, carried[0])]

    (apart,) = code.fold(f"{of.count}", zero, missed)
    return code.two("fadd", special.log(code, total), apart)
