"""Mistakes of J, and of a step of the descent."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from ...derivation import Expression, Name, Node, Number, Ref
from ...derivation.expression import node, rename
from ...derivation.vocabulary import OBJECTIVE, RATE
from ..program import Program
from .change import by, given, renamed, scaled
from .row import Change, Mistake, layers, of

DOWN = "A step goes against the gradient of J: theta minus the rate times it."


def objective_rows(right: Program) -> Iterator[Mistake]:
    """Mistakes of J."""
    n = len(right.lab.objective.data)

    def row(id: str, name: str, change: Change) -> Mistake:
        hint = "J is what the lab says it is: write it out for the lab's points and compare."
        return Mistake(id, "objective", "J", f"J is {name}", hint, change)

    if n > 1:
        if right.lab.objective.reduction == "mean":
            yield row("objective-sum", "a sum in place of a mean over the points", scaled((OBJECTIVE,), n))
        else:
            yield row("objective-mean", "a mean in place of a sum over the points", scaled((OBJECTIVE,), 1 / n))
        for which in ("last", "first"):
            yield row(f"objective-{which}", f"that of the {which} point alone", _of_one_point((OBJECTIVE,), which))
    yield row("objective-half", "half of what it should be", scaled((OBJECTIVE,), 0.5))


def step_rows(right: Program) -> Iterator[Mistake]:
    """Mistakes of one step."""
    parameters = right.names.parameters
    gradient = tuple(name.derivative("J") for name in parameters)
    told = "theta moves along the gradient in place of against it: J climbs"
    yield _step("step-ascent", told, DOWN, scaled(gradient, -1.0))
    new = tuple(name.new() for name in parameters)
    yield _step("step-no-rate", "the rate is forgotten in the step", DOWN, lambda p: _without_rate(p, new))
    factor = right.lab.objective.factor
    if factor != 1:
        told = f"the factor {factor:g} of J is missing in the step"
        yield _step("step-no-factor", told, DOWN, scaled(gradient, 1 / factor))
    if len(right.lab.objective.data) > 1:
        yield from _points(right, gradient)
    yield from _moved_early(right)
    yield from _one_layer(right)
    yield from _layer_uphill(right)
    yield from _part_by_part(right)
    yield _step("step-frozen", "the gradient is worked out once, before the loop: every step repeats it",
                "The gradient changes as theta moves: work it out anew in every step.", by("frozen"))  # fmt: skip
    told = "the gradient is made one long: the step's length is the rate, whatever the slope"
    yield _step("step-normalised", told, DOWN, by("normalised"))


def _step(id: str, name: str, hint: str, change: Change) -> Mistake:
    return Mistake(id, "descent", "the step", name, hint, change)


def _points(right: Program, gradient: tuple[Name, ...]) -> Iterator[Mistake]:
    """Mistakes of how a step puts the points together."""
    n = len(right.lab.objective.data)
    hint = "The step follows the gradient of J: a sum where J is a sum, a mean where J is a mean."
    if right.lab.objective.reduction == "mean":
        told = "the gradients of the points are added up, but J is a mean"
        yield _step("step-sum", told, hint, scaled(gradient, n))
    else:
        told = "the step takes the mean of the points' gradients, but J is their sum"
        yield _step("step-mean", told, hint, scaled(gradient, 1 / n))
    for which in ("last", "first"):
        yield _step(f"step-{which}", f"only the {which} point's gradient counts in the step",
                    "J has all data points in it: so has its gradient.", _of_one_point(gradient, which))  # fmt: skip
    told = "theta moves after each point: the next point's gradient is taken at a theta that has moved already"
    hint = "All gradients of one step are taken at the same theta; then theta moves once."
    yield _step("step-one-by-one", told, hint, by("one by one"))


def _moved_early(right: Program) -> Iterator[Mistake]:
    every = layers(right)
    hint = "All derivatives of one step are taken at the same theta: work them all out, then move."
    for below, layer in pairwise(every):
        told = f"{layer.matrix} moves before it is used on the way back"
        yield _step(f"used-updated-{layer.k}", told, hint, renamed(below.dh, {w: w.new() for w in layer.entries}))


def _one_layer(right: Program) -> Iterator[Mistake]:
    every = layers(right)
    for layer in every if len(every) > 1 else ():
        others = [n for other in every if other is not layer for n in (*other.entries, *other.biases)]
        yield _step(f"step-only-{layer.k}", f"only {layer.matrix} moves", "The step moves every entry of theta.",
                    given({n.new(): of(n) for n in others}))  # fmt: skip
    for layer in every if len(every) > 2 else ():  # of two, one that stands is the other one alone
        yield _step(f"step-without-{layer.k}", f"{layer.matrix} does not move", "The step moves every entry of theta.",
                    given({n.new(): of(n) for n in (*layer.entries, *layer.biases)}))  # fmt: skip


def _layer_uphill(right: Program) -> Iterator[Mistake]:
    every = layers(right)
    for layer in every if len(every) > 1 else ():
        names = tuple(n.derivative("J") for n in (*layer.entries, *layer.biases))
        yield _step(f"step-sign-{layer.k}", f"{layer.matrix} moves along the gradient in place of against it", DOWN,
                    scaled(names, -1.0))  # fmt: skip


def _part_by_part(right: Program) -> Iterator[Mistake]:
    every = layers(right)
    told = "moves first, and the gradient of the next is taken at a theta that has moved already"
    hint = "All derivatives of one step are taken at the same theta: work them all out, then move."
    if len(every) > 1:
        yield _step("step-by-layers", f"{every[0].matrix} {told}", hint, by("layer by layer"))
        yield _step("step-by-layers-last", f"{every[-1].matrix} {told}", hint, by("layer by layer from the last"))
    told = "theta moves entry by entry: the next entry's derivative is taken at a theta that has moved already"
    yield _step("step-by-entries", told, hint, by("entry by entry"))


def _without_rate(p: Program, new: tuple[Name, ...]) -> Program:
    def one(ref: Ref) -> Expression:
        return Number(1.0) if ref.name == RATE else ref

    return p.with_equations({n: rename(p.expression(n), one) for n in new})


def _of_one_point(names: tuple[Name, ...], which: str) -> Change:
    return lambda p: p.with_equations({n: _one_point(p.expression(n), which) for n in names})


def _one_point(expression: Expression, which: str) -> Expression:
    if isinstance(expression, Node):
        operation = which if expression.operation == "total" else expression.operation
        return node(operation, *(_one_point(a, which) for a in expression.arguments))
    return expression
