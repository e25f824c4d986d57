"""What a layer does beside its products, as vector code: activations with their slopes, and the losses."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ...activation import Activation
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

SMOOTH: dict[str, Callable[[Code, Value], Value]] = {
    "tanh": special.tanh, "sigmoid": special.sigmoid, "softplus": special.softplus,
}  # fmt: skip


def activated(code: Code, s: Activation, a: Value) -> Value:
    """s(a); NaN stays NaN."""
    if s.name in SMOOTH:
        return SMOOTH[s.name](code, a)
    if s.name == "relu":
        zero = code.constant(0.0)
        return code.choose(code.compare("ogt", zero, a), zero, a)
    left = s.pieces[0] if s.pieces else 1.0
    return a if left == 1 else code.choose(_above(code, a), a, code.two("fmul", a, code.constant(left)))


def needs_slope(s: Activation) -> bool:
    """Whether the slope must be kept, since s(a) does not tell it."""
    return s.name in ("leaky_relu", "softplus")


def slope(code: Code, s: Activation, a: Value) -> Value:
    """s'(a), where it is kept."""
    if s.name == "softplus":
        return special.sigmoid(code, a)
    left = s.pieces[0] if s.pieces else 1.0
    return code.choose(_above(code, a), code.constant(1.0), code.constant(left))


def through(code: Code, s: Activation, delta: Value, h: Value, kept: Value | None) -> Value:
    """What comes back through a unit: times the slope, from h = s(a) or as it was kept."""
    if kept:
        return code.two("fmul", delta, kept)
    one = code.constant(1.0)
    if s.name == "relu":
        return code.choose(_above(code, h), delta, code.constant(0.0))
    if s.name == "tanh":
        return code.two("fmul", delta, code.fma(code.negative(h), h, one))
    if s.name == "sigmoid":
        return code.two("fmul", delta, code.two("fmul", h, code.two("fsub", one, h)))
    return delta


def _above(code: Code, a: Value) -> Value:
    return code.compare("ogt", a, code.constant(0.0))


def lost(code: Code, form: Form, outputs: Sequence[Value], targets: Sequence[Value]) -> tuple[Value, list[Value]]:
    """The loss of a point and its derivative in the preactivations of the outputs, without the squared error's 2."""
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
