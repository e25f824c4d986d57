"""Mistakes of the loss, and of the derivative with which back-propagation starts."""

from __future__ import annotations

from collections.abc import Iterator

from ...derivation import Expression, Name, Number
from ...derivation.expression import node, rename
from ..program import Program
from .row import Change, Mistake, both, layers, mul, of

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
        ("loss-half", 0.5, "half of what it should be: a factor 1/2 is put before it"),
        ("loss-double", 2.0, "twice what it should be"), ("loss-sign", -1.0, "with the wrong sign"),
    ):  # fmt: skip
        yield _loss(id, f"L is {told}", lambda p, f=factor: _times(p, L, f), hint)  # type: ignore[misc]
    m = len(right.names.targets)
    if m > 1:
        yield _loss(
            "loss-mean", "L is a mean over the outputs in place of their sum", lambda p: _times(p, L, 1 / m), hint
        )


def _times(p: Program, name: Name, factor: float) -> Program:
    return p.with_equations({name: mul(Number(factor), p.expression(name))})


def _squared(right: Program) -> Iterator[Mistake]:
    pairs = tuple(zip(right.names.units[-1], right.names.targets, strict=True))

    def made(each) -> Change:  # type: ignore[no-untyped-def]
        return lambda p: p.with_equations({L: node("add", *(each(of(z), of(y)) for z, y in pairs))})

    z, y = (name.text for name in pairs[0])
    yield _loss(
        "loss-absolute", f"L is |{z} - {y}|: the square is missing", made(lambda z, y: node("abs", node("sub", z, y)))
    )
    yield _loss("loss-signed", f"L is {z} - {y}: the square is missing", made(lambda z, y: node("sub", z, y)))
    yield _loss(
        "loss-plus",
        f"L is ({z} + {y})^2: the sign of {y} is wrong",
        made(lambda z, y: node("square", node("add", z, y))),
    )
    yield _loss("loss-no-target", f"L is {z}^2: the target {y} is missing", made(lambda z, y: node("square", z)))
    yield _loss("loss-squares", f"L is {z}^2 - {y}^2: squared before they are subtracted",
                made(lambda z, y: node("sub", node("square", z), node("square", y))))  # fmt: skip


def _delta(id: str, about: str, name: str, change: Change) -> Mistake:
    hint = f"Differentiate L on paper, by the chain rule, and compare {about} with it."
    return Mistake(id, "gradient", about, name, hint, change)


def _squared_slope(right: Program) -> Iterator[Mistake]:
    outputs, targets = right.names.units[-1], right.names.targets
    about = both(tuple(z.derivative() for z in outputs))
    z, y = outputs[0].text, targets[0].text

    def made(each) -> Change:  # type: ignore[no-untyped-def]
        return lambda p: p.with_equations(
            {z.derivative(): each(of(z), of(y)) for z, y in zip(outputs, targets, strict=True)}
        )

    def error(factor: float):  # type: ignore[no-untyped-def]
        return lambda z, y: mul(Number(factor), node("sub", z, y))

    yield _delta(
        "two-missing",
        about,
        f"the factor 2 is missing: the derivative of ({z} - {y})^2 is 2({z} - {y})",
        made(error(1.0)),
    )
    yield _delta("two-twice", about, "the factor 2 stands there twice", made(error(4.0)))
    yield _delta("delta-sign", about, f"the sign is wrong: {y} - {z} in place of {z} - {y}", made(error(-2.0)))
    yield _delta("delta-squared", about, "the square is still there: the derivative of a square is not a square",
                 made(lambda z, y: mul(Number(2.0), node("square", node("sub", z, y)))))  # fmt: skip
    yield _delta(
        "delta-constant", about, "it is a number that does not depend on the error", made(lambda z, y: Number(2.0))
    )
    yield _delta("delta-no-target", about, f"the target {y} is missing: 2 {z}", made(lambda z, y: mul(Number(2.0), z)))
    yield _delta(
        "delta-plus",
        about,
        f"the sign of {y} is wrong: 2({z} + {y})",
        made(lambda z, y: mul(Number(2.0), node("add", z, y))),
    )
    yield _delta("delta-of-sign", about, f"only the sign of {z} - {y} is kept: that is the derivative of |{z} - {y}|",
                 made(lambda z, y: node("sign", node("sub", z, y))))  # fmt: skip


def _entropy_slope(right: Program) -> Iterator[Mistake]:
    last, targets = layers(right)[-1], right.names.targets
    about = both(last.da)

    def changed(each) -> Change:  # type: ignore[no-untyped-def]
        return lambda p: p.with_equations({d: each(p, d, y) for d, y in zip(last.da, targets, strict=True)})

    def without_target(p: Program, d: Name, y: Name) -> Expression:
        return rename(p.expression(d), lambda ref: Number(0.0) if ref.name == y else ref)

    def answer(p: Program, d: Name, y: Name) -> Expression:
        return rename(right.expression(d), lambda ref: ref).arguments[0]  # type: ignore[union-attr]

    yield _delta(
        "delta-sign",
        about,
        "the sign is wrong: what was asked minus what was answered",
        changed(lambda p, d, y: mul(Number(-1.0), p.expression(d))),
    )
    yield _delta(
        "two-extra",
        about,
        "a factor 2 is put before it: this loss is no square",
        changed(lambda p, d, y: mul(Number(2.0), p.expression(d))),
    )
    yield _delta("delta-no-target", about, "the target is missing", changed(without_target))
    yield _delta("delta-with-slope", about, "the slope p(1 - p) is multiplied in: with this loss it cancels",
                 changed(lambda p, d, y: mul(p.expression(d), answer(p, d, y), node("sub", Number(1.0), answer(p, d, y)))))  # fmt: skip
    yield _delta(
        "delta-half", about, "half of what it should be", changed(lambda p, d, y: mul(Number(0.5), p.expression(d)))
    )
