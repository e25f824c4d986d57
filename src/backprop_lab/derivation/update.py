"""The sum over the points, and one step of each method, as steps."""

from __future__ import annotations

from collections.abc import Callable

from .expression import Expression, Number, Ref, node
from .name import Name
from .step import Sentence, Step
from .vocabulary import (
    BETA,
    BETA1,
    BETA2,
    COUNT,
    EPSILON,
    FACTOR,
    LOSS,
    OBJECTIVE,
    POWER1,
    POWER2,
    RATE,
    ref,
)  # fmt: skip

Update = Callable[[int, Name], list[Step]]
MEMORIES = {"gradient_descent": "", "momentum": "m", "nesterov": "m", "adam": "ms"}
"""The letters of what a method remembers of each parameter."""


def sum_steps(parameters: tuple[Name, ...], factor: float, mean: bool) -> list[Step]:
    """J and its gradient: the sum over the points, times the factor, over n for a mean."""

    def weighed(name: Name) -> Expression:
        total: Expression = node("total", ref(name))
        if factor != 1:
            total = node("mul", ref(FACTOR), total)
        return node("div", total, ref(COUNT)) if mean else total

    kind = "mean" if mean else "sum"
    times = "" if factor == 1 else f"{FACTOR.text} times "
    of_j = Sentence(f"J is {times}the {kind} of the losses over the points.")
    steps = [Step(OBJECTIVE, "sum", weighed(LOSS), (of_j,))]
    for i, name in enumerate(parameters):
        gradient = name.derivative("J")
        told = (
            Sentence(f"All points together do not pull at {name.text}.", Ref(gradient), "="),
            Sentence(f"J is {times}a {kind} over the points, so its derivative is {times}the {kind} of theirs."),
        )
        steps.append(Step(gradient, "sum", weighed(name.derivative("L")), told, parameter=i))
    return steps


def update_steps(method: str, parameters: tuple[Name, ...]) -> list[Step]:
    """What one step of the method does to every parameter; the formulas are those of `method`."""
    steps = list(_CORRECTIONS) if method == "adam" else []
    for i, name in enumerate(parameters):
        steps += _METHODS[method](i, name)
    return steps


def memory(method: str, parameters: tuple[Name, ...]) -> dict[str, float]:
    """What the method remembers before its first step, by the code of its name."""
    found = {name.kept(letter).code: 0.0 for name in parameters for letter in MEMORIES[method]}
    return found | ({POWER1.code: 1.0, POWER2.code: 1.0} if method == "adam" else {})


def _update(i: int, name: Name, right: Expression, told: str) -> Step:
    still = Sentence(f"The gradient is 0: {name.text} stays.", Ref(name.derivative("J")), "=")
    plain = told == _DOWN
    sentences = (still, Sentence(told.format(name.text))) if plain else (Sentence(told.format(name.text)),)
    return Step(name.new(), "update", right, sentences, parameter=i)


_DOWN = "Down the slope: {} moves by the rate times its derivative, against its sign."
_REMEMBERED = "Down along what is remembered: {} moves by the rate times that."
_AHEAD = "Down along the gradient and what is remembered, faded once more: {} moves by the rate times both."


def _descent(i: int, name: Name) -> list[Step]:
    right = node("sub", ref(name), node("mul", ref(RATE), ref(name.derivative("J"))))
    return [_update(i, name, right, _DOWN)]


def _velocity(i: int, name: Name) -> Step:
    v = name.kept("m")
    right = node("add", node("mul", ref(BETA), ref(v)), ref(name.derivative("J")))
    told = "What is remembered of earlier gradients fades by beta; this one is added."
    return Step(v.new(), "update", right, (Sentence(told),), parameter=i)


def _momentum(i: int, name: Name) -> list[Step]:
    v = _velocity(i, name)
    right = node("sub", ref(name), node("mul", ref(RATE), ref(v.symbol)))
    return [v, _update(i, name, right, _REMEMBERED)]


def _nesterov(i: int, name: Name) -> list[Step]:
    v = _velocity(i, name)
    ahead = node("add", ref(name.derivative("J")), node("mul", ref(BETA), ref(v.symbol)))
    return [v, _update(i, name, node("sub", ref(name), node("mul", ref(RATE), ahead)), _AHEAD)]


def _correction(beta: Name, power: Name) -> Step:
    told = f"{beta.text} to the number of steps, for the correction of the start."
    return Step(power.new(), "update", node("mul", ref(power), ref(beta)), (Sentence(told),))


_CORRECTIONS = (_correction(BETA1, POWER1), _correction(BETA2, POWER2))


def _adam(i: int, name: Name) -> list[Step]:
    g, v, s = ref(name.derivative("J")), name.kept("m"), name.kept("s")

    def running(beta: Name, before: Name, now: Expression, told: str) -> Step:
        fades = node("mul", ref(beta), ref(before))
        comes = node("mul", node("sub", Number(1), ref(beta)), now)
        return Step(before.new(), "update", node("add", fades, comes), (Sentence(told),), parameter=i)

    def corrected(kept: Name, power: Name) -> Step:
        right = node("div", ref(kept.new()), node("sub", Number(1), ref(power.new())))
        return Step(kept.hat(), "update", right, (Sentence("Corrected for the start at 0."),), parameter=i)

    step = node("div", node("mul", ref(RATE), ref(v.hat())), node("add", node("sqrt", ref(s.hat())), ref(EPSILON)))
    told = "{} moves by the rate times the running mean, over the root of the running square."
    return [
        running(BETA1, v, g, "The running mean of the gradient."),
        running(BETA2, s, node("square", g), "The running mean of its square."),
        corrected(v, POWER1), corrected(s, POWER2),
        _update(i, name, node("sub", ref(name), step), told),
    ]  # fmt: skip


_METHODS: dict[str, Update] = {
    "gradient_descent": _descent, "momentum": _momentum, "nesterov": _nesterov, "adam": _adam,
}  # fmt: skip
