"""The ways down, each a pair of pure functions: init and update.

init(theta) -> memory, and update(memory, theta, g) -> (theta, memory), where g is the gradient
at theta and r, in the formulas, the rate. A memory is a tuple; nothing is changed in place.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np

from .arrays import Array, positive
from .errors import InputError, shown

Memory = tuple[Any, ...]
Init = Callable[[Array], Memory]
Update = Callable[[Memory, Array, Array], tuple[Array, Memory]]


@dataclass(frozen=True)
class Method:
    """A way down with its rate; two are equal if name, rate and numbers are."""

    name: str
    rate: float
    numbers: tuple[float, ...]
    init: Init = field(compare=False, repr=False)
    update: Update = field(compare=False, repr=False)

    def __str__(self) -> str:
        return ":".join([self.name, *(f"{v!r}" for v in self.numbers)])


def gradient_descent(rate: float) -> Method:
    """theta - r g. Source: the handout, part 3."""

    def update(memory: Memory, theta: Array, g: Array) -> tuple[Array, Memory]:
        return theta - rate * g, memory

    return Method("gradient_descent", rate, (), lambda theta: (), update)


def momentum(rate: float, beta: float = 0.9) -> Method:
    """v = beta v + g; theta - r v. Heavy ball (Polyak 1964)."""

    def update(memory: Memory, theta: Array, g: Array) -> tuple[Array, Memory]:
        v = beta * memory[0] + g
        return theta - rate * v, (v,)

    return Method("momentum", rate, (beta,), lambda theta: (np.zeros_like(theta),), update)


def nesterov(rate: float, beta: float = 0.9) -> Method:
    """v = beta v + g; theta - r (g + beta v). Nesterov (1983), theta being the point looked ahead to."""

    def update(memory: Memory, theta: Array, g: Array) -> tuple[Array, Memory]:
        v = beta * memory[0] + g
        return theta - rate * (g + beta * v), (v,)

    return Method("nesterov", rate, (beta,), lambda theta: (np.zeros_like(theta),), update)


def adam(rate: float, beta1: float = 0.9, beta2: float = 0.999, epsilon: float = 1e-8) -> Method:
    """Kingma and Ba (2015), algorithm 1, with both corrections of the start."""

    def init(theta: Array) -> Memory:
        return np.zeros_like(theta), np.zeros_like(theta), 0

    def update(memory: Memory, theta: Array, g: Array) -> tuple[Array, Memory]:
        m, v, t = memory
        m, v, t = beta1 * m + (1 - beta1) * g, beta2 * v + (1 - beta2) * (g * g), t + 1
        m_hat, v_hat = m / (1 - beta1**t), v / (1 - beta2**t)
        return theta - rate * m_hat / (np.sqrt(v_hat) + epsilon), (m, v, t)

    return Method("adam", rate, (beta1, beta2, epsilon), init, update)


METHODS: dict[str, Callable[..., Method]] = {
    "gradient_descent": gradient_descent, "momentum": momentum, "nesterov": nesterov, "adam": adam,
}  # fmt: skip
_SHARES = {"gradient_descent": 0, "momentum": 1, "nesterov": 1, "adam": 2}
"""How many of a method's numbers are shares from 0 up to, but not, 1; what follows them is above 0."""


def parse_method(text: str, rate: float) -> Method:
    """A method from its text: gradient_descent, momentum:0.9, nesterov:0.9, adam:0.9:0.999:1e-8."""
    rate = positive(rate, "rate")
    name, *rest = str(text).split(":")
    if name not in METHODS:
        raise InputError(f"method must be one of {', '.join(METHODS)}", shown(text), "Numbers follow: momentum:0.9.")
    try:
        values = [float(part) for part in rest]
        method = METHODS[name](rate, *values)
    except (ValueError, TypeError):
        raise InputError(f"{name} takes at most {_most(name)} numbers", shown(text)) from None
    shares = _SHARES[name]
    if not all(0 <= v < 1 for v in values[:shares]):
        raise InputError(f"each share of {name} must be from 0 up to, but not, 1", shown(text))
    if not all(0 < v < math.inf for v in values[shares:]):
        raise InputError(f"the last number of {name} must be finite and above 0", shown(text))
    return method


def _most(name: str) -> int:
    return _SHARES[name] + (name == "adam")
