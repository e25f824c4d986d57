"""What of a lab decides how its runs are trained: its method, its size, whether runs can die."""

from __future__ import annotations

from ..errors import InputError
from ..lab import Lab

METHODS = ("gradient_descent", "momentum")
"""Those that maps serve."""
SMALL = 96
"""Up to so many products of a data point and a parameter a step is straight-line code: longer is compiled too long."""


def served(lab: Lab) -> None:
    """Refuses a lab whose method neither engine knows."""
    if lab.method.name not in METHODS:
        raise InputError(
            f"the method of a map must be {' or '.join(METHODS)}", lab.method.name, "`run` serves every method."
        )  # fmt: skip


def is_small(lab: Lab) -> bool:
    """Whether a step is straight-line code."""
    return lab.network.size * len(lab.objective.data) <= SMALL


def can_die(lab: Lab) -> bool:
    """Whether units can be off for all points, so that no step moves a run: never with biases."""
    network = lab.network
    return network.activation.pieces == (0.0, 1.0) and not network.biases and network.depth > 1


def has_velocity(lab: Lab) -> bool:
    """Whether the method remembers a velocity, with which the state may stand still while its gradient is not 0."""
    return lab.method.name == "momentum"


def beta(lab: Lab) -> float:
    """How much of the velocity stays from one step to the next: nothing where the method remembers none."""
    return lab.method.numbers[0] if has_velocity(lab) else 0.0
