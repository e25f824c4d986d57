"""Mistakes of J and of a step of the descent, and those that no equation says: history, start, plot, the functions themselves."""

from __future__ import annotations

from collections.abc import Iterator

from ...derivation import Expression, Name, Number, Ref
from ...derivation.expression import Node, node, rename
from ...derivation.vocabulary import OBJECTIVE, RATE
from ..program import Program
from .row import Mistake, both, layers, mul, of


def objective_rows(right: Program) -> Iterator[Mistake]:
    """Mistakes of J."""
    mean = right.lab.objective.reduction == "mean"
    n = len(right.lab.objective.data)
    hint = "J is what the lab says it is: write it out for the lab's points and compare."
    if n > 1:
        scale, id, told = (
            (n, "objective-sum", "a sum in place of a mean")
            if mean
            else (1 / n, "objective-mean", "a mean in place of a sum")
        )
        yield Mistake(
            id, "objective", "J", f"J is {told} over the points", hint, lambda p: _scaled(p, OBJECTIVE, scale)
        )
        for which in ("last", "first"):
            yield Mistake(f"objective-{which}", "objective", "J", f"J is that of the {which} point alone", hint,
                          lambda p, which=which: p.with_equations({OBJECTIVE: _one_point(p.expression(OBJECTIVE), which)}))  # type: ignore[misc]  # fmt: skip
    yield Mistake(
        "objective-half", "objective", "J", "J is half of what it should be", hint, lambda p: _scaled(p, OBJECTIVE, 0.5)
    )


def step_rows(right: Program) -> Iterator[Mistake]:
    """Mistakes of one step."""
    every = layers(right)
    n = len(right.lab.objective.data)
    parameters = right.names.parameters
    gradient = tuple(name.derivative("J") for name in parameters)
    new = tuple(name.new() for name in parameters)
    down = "A step goes against the gradient of J: theta minus the rate times it."
    yield _step(
        "step-ascent",
        "theta moves along the gradient in place of against it: J climbs",
        down,
        lambda p: _signed(p, gradient),
    )
    yield _step("step-no-rate", "the rate is forgotten in the step", down, lambda p: _without_rate(p, new))
    if n > 1:
        mean = right.lab.objective.reduction == "mean"
        told = (
            "the gradients of the points are added up, but J is a mean"
            if mean
            else "the step takes the mean of the points' gradients, but J is their sum"
        )
        yield _step("step-sum" if mean else "step-mean", told, "The step follows the gradient of J: a sum where J is a sum, a mean where J is a mean.",
                    lambda p: _all_scaled(p, gradient, n if mean else 1 / n))  # fmt: skip
        both_points = "J has all data points in it: so has its gradient."
        for which in ("last", "first"):
            yield _step(f"step-{which}", f"only the {which} point's gradient counts in the step", both_points,
                        lambda p, which=which: p.with_equations({g: _one_point(p.expression(g), which) for g in gradient}))  # type: ignore[misc]  # fmt: skip
        yield _step("step-one-by-one", "theta moves after each point: the next point's gradient is taken at a theta that has moved already",
                    "All gradients of one step are taken at the same theta; then theta moves once.", lambda p: p.by("one by one"))  # fmt: skip
    for layer in every[1:]:
        below = every[layer.k - 2]
        yield _step(f"used-updated-{layer.k}", f"{layer.matrix} moves before it is used on the way back",
                    "All derivatives of one step are taken at the same theta: work them all out, then move.",
                    lambda p, layer=layer, below=below: p.renamed(below.dh, {w: w.new() for w in layer.entries}))  # type: ignore[misc]  # fmt: skip
    for layer in every if len(every) > 1 else ():
        others = tuple(n for l in every if l is not layer for n in (*l.entries, *l.biases))
        yield _step(f"step-only-{layer.k}", f"only {layer.matrix} moves", "The step moves every entry of theta.",
                    lambda p, others=others: p.with_equations({n.new(): of(n) for n in others}))  # type: ignore[misc]  # fmt: skip
    yield _step("step-frozen", "the gradient is worked out once, before the loop: every step repeats it",
                "The gradient changes as theta moves: work it out anew in every step.", lambda p: p.by("frozen"))  # fmt: skip
    yield _step(
        "step-normalised",
        "the gradient is made one long: the step's length is the rate, whatever the slope",
        down,
        lambda p: p.by("normalised"),
    )


def _step(id: str, name: str, hint: str, change) -> Mistake:  # type: ignore[no-untyped-def]
    return Mistake(id, "descent", "the step", name, hint, change)


def _scaled(p: Program, name: Name, factor: float) -> Program:
    return p.with_equations({name: mul(Number(factor), p.expression(name))})


def _all_scaled(p: Program, names: tuple[Name, ...], factor: float) -> Program:
    return p.with_equations({n: mul(Number(factor), p.expression(n)) for n in names})


def _signed(p: Program, gradient: tuple[Name, ...]) -> Program:
    return _all_scaled(p, gradient, -1.0)


def _without_rate(p: Program, new: tuple[Name, ...]) -> Program:
    def one(ref: Ref) -> Expression:
        return Number(1.0) if ref.name == RATE else ref

    return p.with_equations({n: rename(p.expression(n), one) for n in new})


def _one_point(expression: Expression, which: str) -> Expression:
    if isinstance(expression, Node):
        operation = which if expression.operation == "total" else expression.operation
        return node(operation, *(_one_point(a, which) for a in expression.arguments))
    return expression


def behaviour_rows(right: Program) -> Iterator[Mistake]:
    """What no equation says; the judges of the parts find these."""
    s = right.lab.network.activation.name
    word = {"relu": "ReLU", "leaky_relu": "leaky ReLU"}.get(s, s)
    kept = "Keep a copy of every state; an array that is changed in place changes wherever it is kept."
    steps, rate = right.lab.descent.steps, right.lab.descent.rate
    rows = (
        ("activation-wrong", "activation", f"the function does not give {word}", f"Try it at -2, 0 and 3: what does {word} give there?"),
        ("activation-overwrites", "activation", "the function changes the array it is given", "Return a new array and leave the argument as it is."),
        ("slope-wrong", "slope", f"the function does not give the slope of {word}", f"Sketch {word} and read its slope off at -2 and at 3."),
        ("slope-overwrites", "slope", "the function changes the array it is given", "Return a new array: who calls it still needs the argument."),
        ("history-one-array", "descent", "all states that were kept are one and the same array", kept),
        ("integer-theta", "descent", "theta is cut to whole numbers", "An array of whole numbers stays one: start from floats."),
        ("steps-other", "descent", f"the descent does not take {steps} steps", f"The lab asks for {steps} steps: {steps + 1} values of J, the start's among them."),
        ("rate-other", "descent", f"the rate is not the lab's {rate:g}", f"The lab's rate is {rate:g}."),
        ("start-not-random", "start", "every run starts from the same theta", "Draw theta at random."),
        ("start-out-of-range", "start", "the start is not in the lab's range", f"The lab's start is {right.lab.descent.start}."),
        ("plot-missing", "plot", "nothing is plotted", "Plot J over the steps."),
        ("plot-other", "plot", "what is plotted is not J over the steps", "The curve has the values of J, in the order of the steps."),
    )  # fmt: skip
    for id, part, name, hint in rows:
        yield Mistake(id, part, part, name, hint)  # type: ignore[arg-type]


__all__ = ["behaviour_rows", "both", "objective_rows", "step_rows"]
