"""Mistakes of the loss, and of the derivative with which back-propagation starts."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from ...derivation import Expression, Name, Node, Number
from ...derivation.expression import node, rename
from ..program import Program
from .change import given, scaled
from .row import Change, Mistake, both, layers, mul, of

Made = Callable[[Expression, Expression], Expression]
"""Of an output and its target."""
Changed = Callable[[Expression, Expression, Name], Expression]
"""Of dL/da as a program has it, of the right one, and of the target."""
L = Name("L")
SQUARE = "L is the square of what the network answers minus what was asked."


def loss_rows(right: Program) -> Iterator[Mistake]:
    """Mistakes of L, then of dL/dz."""
    yield from _scaled(right)
    if right.lab.objective.loss.name == "squared_error":
        yield from _squared(right)
        yield from _squared_slope(right)
    else:
        yield from _entropy_slope(right)


def _loss(id: str, name: str, change: Change, hint: str = SQUARE) -> Mistake:
    return Mistake(id, "forward", "L", name, hint, change)


def _scaled(right: Program) -> Iterator[Mistake]:
    hint = "Compare L with the lab's formula, factor by factor."
    for id, factor, told in (
        ("loss-half", 0.5, "is half of what it should be: a factor 1/2 is put before it"),
        ("loss-double", 2.0, "is twice what it should be"), ("loss-sign", -1.0, "has the wrong sign"),
    ):  # fmt: skip
        yield _loss(id, f"L {told}", scaled((L,), factor), hint)
    m = len(right.names.targets)
    if m > 1:
        yield _loss("loss-mean", "L is a mean over the outputs in place of their sum", scaled((L,), 1 / m), hint)


def _squared(right: Program) -> Iterator[Mistake]:
    pairs = tuple(zip(right.names.units[-1], right.names.targets, strict=True))

    def made(each: Made) -> Change:
        return given({L: node("add", *(each(of(z), of(y)) for z, y in pairs))})

    z, y = (name.text for name in pairs[0])
    yield _loss(
        "loss-absolute", f"L is |{z} - {y}|: the square is missing", made(lambda z, y: node("abs", _error(z, y)))
    )
    yield _loss("loss-signed", f"L is {z} - {y}: the square is missing", made(_error))
    yield _loss("loss-plus", f"L is ({z} + {y})^2: the sign of {y} is wrong",
                made(lambda z, y: node("square", node("add", z, y))))  # fmt: skip
    yield _loss("loss-no-target", f"L is {z}^2: the target {y} is missing", made(lambda z, y: node("square", z)))
    yield _loss("loss-squares", f"L is {z}^2 - {y}^2: squared before they are subtracted",
                made(lambda z, y: _error(node("square", z), node("square", y))))  # fmt: skip


def _error(z: Expression, y: Expression) -> Expression:
    return node("sub", z, y)


def _delta(id: str, about: str, name: str, change: Change) -> Mistake:
    hint = f"Differentiate L on paper, by the chain rule, and compare {about} with it."
    return Mistake(id, "gradient", about, name, hint, change)


def _squared_slope(right: Program) -> Iterator[Mistake]:
    pairs = tuple(zip(right.names.units[-1], right.names.targets, strict=True))
    about = both(tuple(z.derivative() for z, _ in pairs))

    def row(id: str, name: str, each: Made) -> Mistake:
        return _delta(id, about, name, given({z.derivative(): each(of(z), of(y)) for z, y in pairs}))

    z, y = (name.text for name in pairs[0])
    told = f"the factor 2 is missing: the derivative of ({z} - {y})^2 is 2({z} - {y})"
    yield row("two-missing", told, lambda z, y: _times(1.0, _error(z, y)))
    yield row("two-twice", "the factor 2 stands there twice", lambda z, y: _times(4.0, _error(z, y)))
    told = f"the sign is wrong: {y} - {z} in place of {z} - {y}"
    yield row("delta-sign", told, lambda z, y: _times(-2.0, _error(z, y)))
    told = "the square is still there: the derivative of a square is not a square"
    yield row("delta-squared", told, lambda z, y: _times(2.0, node("square", _error(z, y))))
    told = f"{about} is a number that does not depend on the error"
    yield row("delta-constant", told, lambda z, y: Number(2.0))
    yield row("delta-no-target", f"the target {y} is missing: 2 {z}", lambda z, y: _times(2.0, z))
    told = f"the sign of {y} is wrong: 2({z} + {y})"
    yield row("delta-plus", told, lambda z, y: _times(2.0, node("add", z, y)))
    told = f"only the sign of {z} - {y} is kept: that is the derivative of |{z} - {y}|"
    yield row("delta-of-sign", told, lambda z, y: node("sign", _error(z, y)))


def _times(factor: float, expression: Expression) -> Expression:
    return mul(Number(factor), expression)


def _entropy_slope(right: Program) -> Iterator[Mistake]:
    last, targets = layers(right)[-1], right.names.targets
    about = both(last.da)

    def changed(each: Changed) -> Change:
        pairs = tuple(zip(last.da, targets, strict=True))
        return lambda p: p.with_equations({d: each(p.expression(d), right.expression(d), y) for d, y in pairs})

    sign = "the sign is wrong: what was asked minus what was answered"
    extra = "a factor 2 is put before it: this loss is no square"
    yield _delta("delta-sign", about, sign, scaled(last.da, -1.0))
    yield _delta("two-extra", about, extra, scaled(last.da, 2.0))
    yield _delta("delta-no-target", about, "the target is missing", changed(_without_target))
    told = "the slope p(1 - p) is multiplied in: with this loss it cancels"
    yield _delta("delta-with-slope", about, told, changed(_with_slope))
    yield _delta("delta-half", about, f"half of what {about} should be", scaled(last.da, 0.5))


def _without_target(delta: Expression, right: Expression, y: Name) -> Expression:
    return rename(delta, lambda ref: Number(0.0) if ref.name == y else ref)


def _with_slope(delta: Expression, right: Expression, y: Name) -> Expression:
    assert isinstance(right, Node)
    answer = right.arguments[0]
    return mul(delta, answer, node("sub", Number(1.0), answer))
