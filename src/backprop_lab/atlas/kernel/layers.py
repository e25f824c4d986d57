"""What a layer does beside its products, as vector code: activations with their slopes."""

from __future__ import annotations

from collections.abc import Callable

from ...activation import Activation
from ..vector import special
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
