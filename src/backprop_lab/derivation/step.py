"""A step of the derivation: one equation with its name, its place in the network, and what happens in it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import inf
from typing import Any, Literal

from .expression import Expression, Ref, refs
from .name import Name

Phase = Literal["forward", "loss", "backward", "sum", "update"]
PHASES: tuple[Phase, ...] = ("forward", "loss", "backward", "sum", "update")
Key = tuple[str, int | None]
"""A number of the derivation: the code of its name, and its data point (from 0) or None."""


@dataclass(frozen=True, slots=True)
class Sentence:
    """What happens in a step where `ref` compares so with `against`, or always where `ref` is None."""

    text: str
    ref: Ref | None = None
    relation: Literal["<", "=", ">", ""] = ""
    against: float = 0.0

    def holds(self, values: dict[Key, Any]) -> bool:
        """Whether the sentence is true of these values."""
        if self.ref is None:
            return True
        value = values[key(self.ref)]
        if self.relation == "<":
            return bool(value < self.against)
        return bool(value > self.against if self.relation == ">" else value == self.against)


@dataclass(frozen=True, slots=True)
class Step:
    """One equation: `symbol` = `expression`.

    `layer` and `unit` count from 1 and say where in the network it stands, `parameter` is the
    place in theta of the parameter it belongs to, `point` the data point (from 0), None for what
    belongs to all. `gate` is the slope of the activation where the step multiplies by one.
    Of `sentences` the first that holds says what happens; the last holds always and gives no
    number away.
    """

    symbol: Name
    phase: Phase
    expression: Expression
    sentences: tuple[Sentence, ...]
    layer: int | None = None
    unit: int | None = None
    parameter: int | None = None
    point: int | None = None
    gate: Expression | None = None

    @property
    def name(self) -> str:
        """The step's name as code: a1, dz, dL_du12, dJ_du12, u12_new."""
        return self.symbol.code

    @property
    def key(self) -> Key:
        """Under what its value is found."""
        return self.symbol.code, self.point

    @property
    def reads(self) -> tuple[Ref, ...]:
        """The names that the equation reads, each once."""
        return tuple(dict.fromkeys(refs(self.expression)))

    def said(self, values: dict[Key, Any]) -> str:
        """What happens in this step at these values; where NaN or infinity comes out, where that comes from."""
        value = values[self.key]
        if value != value:
            return self._no_number(values)
        told = next(s.text for s in self.sentences if s.holds(values))
        if abs(value) == inf and not any(abs(values[key(r)]) == inf for r in self.reads):
            told += f" {self.symbol.text} is too large for a float: infinity stands for it."
        return told

    def _no_number(self, values: dict[Key, Any]) -> str:
        """Where NaN comes from: the first that the step reads, or what infinity meets in it."""
        for ref in self.reads:
            if values[key(ref)] != values[key(ref)]:
                at = "" if ref.point in (None, self.point) else f" at data point {ref.point + 1}"
                return f"{ref.name.text}{at} is no number (nan): nor is {self.symbol.text}."
        return f"{self.symbol.text} is no number (nan): infinity meets 0 or infinity here, which has no value."

    def at(self, **changes: Any) -> Step:
        """The step with some of its fields changed."""
        return replace(self, **changes)


def key(ref: Ref) -> Key:
    """Under what the value of a name is found."""
    return ref.name.code, ref.point
