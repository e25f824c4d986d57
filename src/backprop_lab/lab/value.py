"""A lab as a value: the network, its data and objective, and how it is trained."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property, lru_cache
from typing import Any

from ..arrays import Array
from ..errors import LabError, shown
from ..method import Method, parse_method
from ..names import Letters, default_letters
from ..network import Network
from ..objective import Objective
from ..start import Start, draw

UNIFORM = Start("uniform", (-1.0, 1.0))


@dataclass(frozen=True)
class Descent:
    """How a lab is trained: method, rate, steps, the distribution of starts.

    A run counts as fitted where J is at most `fit` times the J of the network with all
    parameters 0.
    """

    rate: float
    steps: int = 100
    method: str = "gradient_descent"
    start: Start = UNIFORM
    fit: float = 1e-4

    def __post_init__(self) -> None:
        object.__setattr__(self, "rate", parse_method(self.method, self.rate).rate)
        if not isinstance(self.steps, int) or isinstance(self.steps, bool) or self.steps < 1:
            raise LabError("steps must be a whole number from 1", shown(self.steps))
        if not isinstance(self.fit, (int, float)) or not 0 < self.fit < 1:
            raise LabError("fit must be a number between 0 and 1", shown(self.fit))


_method = lru_cache(64)(parse_method)
"""Maps ask for a lab's method often; it is not kept in the lab, as it cannot be sent to another process."""


@dataclass(frozen=True)
class Lab:
    """One lab: a name, the objective (network, data, loss), the descent, and the letters.

    Every function and every verb of the package takes one; two are equal if all they hold is.
    """

    name: str
    objective: Objective
    descent: Descent
    letters: Letters
    title: str = ""

    def __post_init__(self) -> None:
        if not self.name or not all(c.isalnum() or c in "-_" for c in self.name):
            raise LabError("name must be letters, digits, - and _", shown(self.name))
        self.letters.check(self.network)

    @property
    def network(self) -> Network:
        """The network, that of the objective."""
        return self.objective.network

    @property
    def method(self) -> Method:
        """The method of the descent, with its rate."""
        return _method(self.descent.method, self.descent.rate)

    @cached_property
    def parameters(self) -> tuple[str, ...]:
        """The names of theta's entries, in order."""
        return self.letters.parameters(self.network)

    def start(self, seed: int, index: int = 0) -> Array:
        """Start `index` of `seed`, shape (P,)."""
        return draw(self.network, self.descent.start, seed, index)

    def trained(self, **changes: Any) -> Lab:
        """The same lab with another rate, steps, method, start or fit; None leaves what is."""
        given = {key: value for key, value in changes.items() if value is not None}
        return replace(self, descent=replace(self.descent, **given)) if given else self


def make_lab(name: str, objective: Objective, descent: Descent, letters: Letters | None, title: str) -> Lab:
    """A lab, with the usual letters where none are given."""
    return Lab(name, objective, descent, letters or default_letters(objective.network), title)
