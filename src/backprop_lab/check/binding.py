"""How one of the student's functions is called for the lab: what goes into which argument, in which form."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Literal

import numpy as np

from ..arrays import Array
from ..lab import Lab
from ..network import trace
from .candidate.answer import Function
from .candidate.question import Argument, Call, Form, Group
from .cases import Cases
from .layout import Layout

What = Literal[
    "theta", "x", "y", "xi", "entry", "block", "bias", "points", "targets", "rate", "steps", "given", "on", "answer",
    "delta", "error", "residual",
]  # fmt: skip
"""What an argument stands for: theta, a point, its target, one entry of x or of theta, one layer's weights or biases,
all points, all targets, rate, steps, whatever the judge gives, that something is asked for, what the forward map gave,
and what a way back begins with: dL/db of the last preactivation, the output minus the target, the target minus it.
"""


@dataclass(frozen=True)
class Slot:
    """One argument: what goes in, in which form, by which name (None: by place); `at` numbers layer or entry.

    `within` and `key` are those of `Argument`: several slots may make up one argument. `path` is that of an "answer",
    `turned` says that weights go in as (outputs, inputs), biases as a column.
    """

    what: What
    form: Form = "array"
    keyword: str | None = None
    at: int = 0
    within: Group = ""
    key: str = ""
    path: tuple[int, ...] = ()
    turned: bool = False


Slots = tuple[Slot, ...]
BACK: tuple[What, ...] = ("delta", "error", "residual")
"""What a way back begins with."""
OF_THETA: frozenset[What] = frozenset({"theta", "block", "entry"})
"""Arguments of these kinds bring the weights in."""


@dataclass(frozen=True)
class Binding:
    """A function taken for a role: its arguments, its class's, what it hands back; `how` says how it was found.

    `before` and `after` are those of `Call`.
    """

    role: str
    function: Function
    slots: Slots
    init: Slots = ()
    before: tuple[tuple[str, Slots], ...] = ()
    layout: Layout | None = None
    how: str = "its name"
    after: tuple[str, ...] = ()

    def reads(self, what: What) -> bool:
        """Whether the function is given this."""
        return any(slot.what == what for slot in (*self.slots, *self.init))

    @property
    def is_of_theta(self) -> bool:
        """Whether theta is given, to the function or to what is called before it."""
        every = (self.slots, self.init, *(slots for _, slots in self.before))
        return any(slot.what in OF_THETA for slots in every for slot in slots)

    @property
    def turned(self) -> bool:
        """Whether the layers' weights go in turned."""
        return any(slot.turned for slots in (self.slots, self.init, *(s for _, s in self.before)) for slot in slots)

    def call(self, lab: Lab, given: Given, trace: bool = False) -> Call:
        """The call at these numbers."""
        return Call(
            self.function.name, arguments(self._passed(), lab, given), arguments(self.init, lab, given),
            tuple((name, arguments(slots, lab, given)) for name, slots in self.before), trace,
            after=self.after,
        )  # fmt: skip

    def _passed(self) -> Slots:
        """The slots; those that may not be given by place, by their names."""
        most, names = self.function.most, self.function.parameters
        if most is None or any(slot.within for slot in self.slots):
            return self.slots
        by_name = [i >= most and i < len(names) and slot.keyword is None for i, slot in enumerate(self.slots)]
        return tuple(
            replace(slot, keyword=names[i]) if named else slot
            for i, (slot, named) in enumerate(zip(self.slots, by_name, strict=True))
        )

    def calls(self, lab: Lab, cases: Cases) -> list[Call]:
        """The calls at all cases."""
        return [self.call(lab, Given(t, x, y)) for t, x, y in zip(cases.theta, cases.x, cases.y, strict=True)]

    def laid_out(self, layout: Layout) -> Binding:
        """The binding with what it hands back."""
        return replace(self, layout=layout)


@dataclass(frozen=True, eq=False)
class Given:
    """The numbers of one call."""

    theta: Array | None = None
    x: Array | None = None
    y: Array | None = None
    rate: float = 0.0
    steps: int = 0
    value: Array | float = 0.0


def arguments(slots: Sequence[Slot], lab: Lab, given: Given) -> tuple[Argument, ...]:
    """The arguments of these slots."""
    return tuple(_argument(slot, lab, given) for slot in slots)


def _argument(slot: Slot, lab: Lab, given: Given) -> Argument:
    if slot.what == "answer":
        return Argument(0.0, keyword=slot.keyword, path=slot.path)
    return Argument(_value(slot, lab, given), _form(slot), slot.keyword, slot.within, slot.key)


def _form(slot: Slot) -> Form:
    if slot.what == "block" and slot.form == "column":  # of the last layer alone; a matrix stays one
        return "array"
    return "float" if slot.what in ("rate", "xi", "entry") else "int" if slot.what == "steps" else slot.form


def _value(slot: Slot, lab: Lab, given: Given) -> float | int | Array:
    data = lab.objective.data
    if slot.what in BACK:
        return _back(slot.what, lab, np.asarray(given.theta), np.asarray(given.x), np.asarray(given.y))
    if slot.what in ("block", "bias"):
        return _block(slot, lab, np.asarray(given.theta))
    rows = {
        "theta": given.theta, "x": given.x, "y": given.y, "rate": given.rate, "steps": given.steps,
        "points": data.x, "targets": data.y[:, 0] if data.y.shape[1] == 1 else data.y, "given": given.value, "on": 1,
    }  # fmt: skip
    if slot.what in ("xi", "entry"):
        return float(np.asarray(given.x if slot.what == "xi" else given.theta)[slot.at])
    value = rows[slot.what]
    if slot.what == "y" and slot.form == "float":
        return float(np.asarray(value).ravel()[0])
    if slot.what == "y" and slot.form == "int":
        return int(np.argmax(np.asarray(value)))
    return value if isinstance(value, (int, float)) else np.asarray(value, float)


def _back(what: What, lab: Lab, theta: Array, x: Array, y: Array) -> Array:
    """What a way back begins with, shape (outputs,)."""
    with np.errstate(all="ignore"):
        passed = trace(lab.network, theta, x)
        if what != "delta":
            error = np.asarray(passed.output - y)
            return error if what == "error" else -error
        slope = lab.objective.loss.slope(lab.network.activations[-1], passed.preactivations[-1], passed.output, y)
    return np.asarray(slope)


def _block(slot: Slot, lab: Lab, theta: Array) -> Array:
    weights, biases = lab.network.blocks[slot.at]
    m, n = tuple(pairwise(lab.network.widths))[slot.at]
    if slot.what == "bias":
        return np.asarray(theta[biases].reshape(-1, 1) if slot.turned else theta[biases])
    block = theta[weights].reshape(m, n)
    if slot.turned:
        return block.T
    return np.asarray(block.ravel() if n == 1 and slot.form not in ("column", "matrix") else block)
