"""Mistakes where back-propagation passes an activation: its slope forgotten, or of the wrong thing or layer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise

from ...derivation import Expression, Number
from ...derivation.expression import node
from ...derivation.forward import slope
from ..program import Program
from .row import Change, Layer, Mistake, layers, mul, of, rows_of

Gate = Callable[[Layer, int], Expression | None]
"""The factor for unit j of a layer in place of the slope; None for none."""
Kind = tuple[str, str, Gate]
"""A mistake's id, its name, and what it puts in place of the slope."""
ONE = Number(1.0)


def slope_rows(right: Program) -> Iterator[Mistake]:
    """Every mistake of the slopes that this lab has room for."""
    s, hidden = right.lab.network.activation, layers(right)[:-1]
    if s.is_linear or not hidden:
        return
    follow = "one unit that is off and one that is on" if s.kinks else "one unit"
    for id, told, gate in _kinds(right):
        yield from _each_and_all(id, told, hidden, gate, follow)
    for lower, upper in pairwise(hidden):
        if len(lower.a) == len(upper.a):
            last = "" if len(hidden) == 2 else f"-{lower.k}"
            change = _gates({lower: _slope_of(right, upper), upper: _slope_of(right, lower)})
            yield Mistake(f"slopes-swapped{last}", "gradient", rows_of((lower.da, upper.da)),
                          f"the slopes of layers {lower.k} and {upper.k} are exchanged",
                          f"The slope that multiplies {lower.da[0].text} is taken at {lower.a[0].text}.",
                          change)  # fmt: skip
            yield from (_of_layer(right, one, other) for one, other in ((lower, upper), (upper, lower)))


def _of_layer(right: Program, layer: Layer, other: Layer) -> Mistake:
    da, places = rows_of((layer.da,)), rows_of((other.a,))
    return Mistake(f"slope-of-layer-{other.k}-in-{layer.k}", "gradient", da,
                   f"{da} take the slopes of layer {other.k}, at {places}",
                   f"The slope that multiplies {layer.da[0].text} is taken at {layer.a[0].text}.",
                   _gates({layer: _slope_of(right, other)}))  # fmt: skip


def _kinds(right: Program) -> Iterator[Kind]:
    s = right.lab.network.activation
    word = {"relu": "ReLU'", "leaky_relu": "the slope of leaky ReLU"}.get(s.name, f"the slope of {s.name}")
    yield "slope-missing", f"{word} is missing", _nothing
    if s.name == "relu":
        yield from _of_relu()
    yield "slope-is-value", f"the unit's value stands in place of {word}", _value
    if s.name in ("tanh", "sigmoid", "softplus"):
        yield from _of_smooth(s.name, word)
    if s.name == "leaky_relu":
        told = "ReLU' is taken: on the negative side leaky ReLU, too, has a slope"
        yield "slope-of-relu", told, lambda layer, j: node("step", of(layer.a[j]))
        low, turned = Number(s.pieces[0] if s.pieces else 1.0), Number(-1.0)
        told = "the two slopes are exchanged"
        yield "slope-inverted", told, lambda layer, j: node("leaky_slope", mul(turned, of(layer.a[j])), low)


def _nothing(layer: Layer, j: int) -> None:
    return None


def _value(layer: Layer, j: int) -> Expression:
    return of(layer.h[j])


def _of_relu() -> Iterator[Kind]:
    yield "slope-from-output", "ReLU' is taken from the output with >= (always 1)", _nothing
    told = "ReLU' is turned round (1 where the unit is off)"
    yield "slope-inverted", told, lambda layer, j: node("not", of(layer.a[j]))
    told = "the mask is taken from what comes back, not from the preactivation"
    yield "slope-of-delta", told, lambda layer, j: node("step", of(layer.dh[j]))


def _of_smooth(name: str, word: str) -> Iterator[Kind]:
    def at_value(layer: Layer, j: int) -> Expression:
        return _smooth(name, node(name, of(layer.h[j])), of(layer.h[j]))

    def at_preactivation(layer: Layer, j: int) -> Expression:
        return _smooth(name, of(layer.a[j]), node("softplus", of(layer.a[j])))

    yield "slope-at-value", f"{word} is taken at the unit's value: the activation is applied twice", at_value
    told = f"{word} is written in terms of the value, but given the preactivation"
    yield "slope-at-preactivation", told, at_preactivation
    if name == "tanh":
        told = "the slope of tanh is 1 - h^2, not 1 + h^2"
        yield "slope-sign", told, lambda layer, j: node("add", ONE, node("square", of(layer.h[j])))
        yield (
            "slope-unsquared",
            "the slope of tanh is 1 - h^2, not 1 - h",
            lambda layer, j: node("sub", ONE, of(layer.h[j])),
        )
    if name == "sigmoid":
        told = "the slope of the sigmoid is h (1 - h), not h (1 + h)"
        yield "slope-sign", told, lambda layer, j: mul(of(layer.h[j]), node("add", ONE, of(layer.h[j])))


def _smooth(name: str, at: Expression, value: Expression) -> Expression:
    """The slope written in terms of what is taken for the value."""
    if name == "tanh":
        return node("sub", ONE, node("square", at))
    if name == "sigmoid":
        return mul(at, node("sub", ONE, at))
    return node("sigmoid", value)


def _each_and_all(id: str, told: str, hidden: tuple[Layer, ...], gate: Gate, follow: str) -> Iterator[Mistake]:
    for chosen in (*((layer,) for layer in hidden), *((hidden,) if len(hidden) > 1 else ())):
        which = str(chosen[0].k) if len(chosen) == 1 else "all"
        about = rows_of(layer.da for layer in chosen)
        where = f" in {about}" if len(chosen) == 1 else " in every layer"
        hint = f"h = s(a) gives dL/da = dL/dh s'(a): follow {follow} through {about}."
        yield Mistake(f"{id}-{which}", "gradient", about, told + where, hint, _gates(dict.fromkeys(chosen, gate)))


def _gates(gates: dict[Layer, Gate]) -> Change:
    """Every one of these layers gets its factor."""

    def changed(p: Program) -> Program:
        return p.with_equations({
            da: mul(of(dh), *([] if (factor := gate(layer, j)) is None else [factor]))
            for layer, gate in gates.items() for j, (da, dh) in enumerate(zip(layer.da, layer.dh, strict=True))
        })  # fmt: skip

    return changed


def _slope_of(right: Program, other: Layer) -> Gate:
    s = right.lab.network.activation
    return lambda layer, j: slope(s, other.a[j], other.h[j])
