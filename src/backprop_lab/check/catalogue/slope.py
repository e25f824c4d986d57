"""Mistakes where back-propagation passes an activation: its slope forgotten, of the wrong thing, or of the wrong layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...derivation import Expression, Number
from ...derivation.expression import node
from ...derivation.forward import slope
from ..program import Program
from .row import Layer, Mistake, both, layers, mul, of

Gate = Callable[[Layer, int], Expression | None]
"""The factor for unit j of a layer in place of the slope; None for none."""


def slope_rows(right: Program) -> Iterator[Mistake]:
    """Every mistake of the slopes that this lab has room for."""
    s, hidden = right.lab.network.activation, layers(right)[:-1]
    if s.is_linear or not hidden:
        return
    word = {"relu": "ReLU'", "leaky_relu": "the slope of leaky ReLU"}.get(s.name, f"the slope of {s.name}")
    for id, told, gate in _kinds(right, word):
        yield from _each_and_all(id, told, hidden, gate, word)
    for lower, upper in zip(hidden, hidden[1:], strict=False):
        if len(lower.a) == len(upper.a):
            last = "" if len(hidden) == 2 else f"-{lower.k}"
            yield Mistake(f"slopes-swapped{last}", "gradient", both((*lower.da, *upper.da)),
                          f"the slopes of layers {lower.k} and {upper.k} are exchanged",
                          f"The slope that multiplies {lower.da[0].text} is taken at {lower.a[0].text}.",
                          lambda p, lower=lower, upper=upper: _gated(_gated(p, lower, _slope_of(right, upper)), upper, _slope_of(right, lower)))  # fmt: skip


def _kinds(right: Program, word: str) -> Iterator[tuple[str, str, Gate]]:
    s = right.lab.network.activation
    yield "slope-missing", f"{word} is missing", lambda l, j: None
    if s.name == "relu":
        yield "slope-from-output", "ReLU' is taken from the output with >=, which is always 1", lambda l, j: None
        yield "slope-inverted", "ReLU' is turned round: 1 where the unit is off", lambda l, j: node("not", of(l.a[j]))
        yield (
            "slope-of-delta",
            "the mask is taken from what comes back, not from the preactivation",
            lambda l, j: node("step", of(l.dh[j])),
        )
    yield "slope-is-value", f"the unit's value is multiplied in, in place of {word}", lambda l, j: of(l.h[j])
    if s.name in ("tanh", "sigmoid", "softplus"):
        yield (
            "slope-at-value",
            f"{word} is taken at the unit's value: the activation is applied twice",
            lambda l, j: _smooth(s.name, node(s.name, of(l.h[j])), of(l.h[j])),
        )
        yield (
            "slope-at-preactivation",
            f"{word} is written in terms of the value, but given the preactivation",
            lambda l, j: _smooth(s.name, of(l.a[j]), node("softplus", of(l.a[j]))),
        )
    if s.name == "tanh":
        yield (
            "slope-sign",
            "the slope of tanh is 1 - h^2, not 1 + h^2",
            lambda l, j: node("add", Number(1.0), node("square", of(l.h[j]))),
        )
        yield (
            "slope-unsquared",
            "the slope of tanh is 1 - h^2, not 1 - h",
            lambda l, j: node("sub", Number(1.0), of(l.h[j])),
        )
    if s.name == "sigmoid":
        yield (
            "slope-sign",
            "the slope of the sigmoid is h (1 - h), not h (1 + h)",
            lambda l, j: mul(of(l.h[j]), node("add", Number(1.0), of(l.h[j]))),
        )
    if s.name == "leaky_relu":
        yield (
            "slope-of-relu",
            "ReLU' is taken: on the negative side leaky ReLU has a slope, too",
            lambda l, j: node("step", of(l.a[j])),
        )
        yield (
            "slope-inverted",
            "the two slopes are exchanged",
            lambda l, j: node("leaky_slope", mul(Number(-1.0), of(l.a[j])), Number(s.pieces[0] if s.pieces else 1.0)),
        )


def _smooth(name: str, at: Expression, value: Expression) -> Expression:
    """The slope written in terms of what is taken for the value."""
    if name == "tanh":
        return node("sub", Number(1.0), node("square", at))
    if name == "sigmoid":
        return mul(at, node("sub", Number(1.0), at))
    return node("sigmoid", value)


def _each_and_all(id: str, told: str, hidden: tuple[Layer, ...], gate: Gate, word: str) -> Iterator[Mistake]:
    for chosen in (*((layer,) for layer in hidden), *((hidden,) if len(hidden) > 1 else ())):
        which = str(chosen[0].k) if len(chosen) == 1 else "all"
        about = both(tuple(d for layer in chosen for d in layer.da))
        where = f" in {about}" if len(chosen) == 1 else " in every layer"
        hint = f"h = s(a) gives dL/da = dL/dh s'(a): follow one unit that is off and one that is on through {about}."
        yield Mistake(
            f"{id}-{which}", "gradient", about, told + where, hint, lambda p, chosen=chosen: _all_gated(p, chosen, gate)
        )  # type: ignore[misc]


def _all_gated(p: Program, chosen: tuple[Layer, ...], gate: Gate) -> Program:
    for layer in chosen:
        p = _gated(p, layer, gate)
    return p


def _gated(p: Program, layer: Layer, gate: Gate) -> Program:
    changes = {}
    for j, (da, dh) in enumerate(zip(layer.da, layer.dh, strict=True)):
        factor = gate(layer, j)
        changes[da] = of(dh) if factor is None else mul(of(dh), factor)
    return p.with_equations(changes)


def _slope_of(right: Program, other: Layer) -> Gate:
    s = right.lab.network.activation
    return lambda layer, j: slope(s, other.a[j], other.h[j])
