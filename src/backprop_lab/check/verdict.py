"""What is said of a program: a verdict for each part, and all of it together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Literal

from .catalogue import Mistake, Part

Word = Literal["right", "wrong", "cannot tell"]
TITLES: dict[Part, str] = {
    "activation": "the activation", "slope": "its derivative", "forward": "the forward map", "gradient": "the gradient",
    "objective": "J", "descent": "the descent", "start": "the start", "plot": "the plot",
}  # fmt: skip

ROLES: dict[str, str] = {"loss": "L", "objective_gradient": "the gradient of J", **{p: t for p, t in TITLES.items()}}
"""What a function may be taken for."""
GIVEN = "what you gave"
"""How a function was found that was handed in for its role."""


@dataclass(frozen=True)
class Place:
    """Where in the student's file: the line's number, how it is called ("line 41", "cell 3, line 2"), its text; `guess`
    where it was worked out from values, not seen."""

    line: int
    told: str
    text: str = ""
    guess: bool = False


@dataclass(frozen=True)
class Named:
    """A mistake that was found; `also` are those that look the same from outside."""

    mistake: Mistake
    also: tuple[Mistake, ...] = ()
    place: Place | None = None


@dataclass(frozen=True)
class Judged:
    """One part: its verdict, one sentence, the mistakes, the smallest example with its numbers, the right formula."""

    part: Part
    verdict: Word
    said: str
    mistakes: tuple[Named, ...] = ()
    asked: str = ""
    evidence: str = ""
    formula: str = ""
    place: Place | None = None
    notes: tuple[str, ...] = ()
    flags: tuple[str, ...] = ()

    def at(self, **changes: Any) -> Judged:
        """The same with some fields changed."""
        return replace(self, **changes)


@dataclass(frozen=True)
class Report:
    """All parts of one program. `functions` says which of the student's functions was taken for what, and by what."""

    file: str
    lab: str
    parts: tuple[Judged, ...]
    functions: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    flags: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    seed: int = 0

    @property
    def verdict(self) -> Word:
        """Wrong where a part is; right where all are; else cannot tell."""
        words = {part.verdict for part in self.parts}
        return "wrong" if "wrong" in words else "right" if words == {"right"} else "cannot tell"

    @property
    def score(self) -> float:
        """The share of the parts that are right."""
        return round(sum(part.verdict == "right" for part in self.parts) / max(len(self.parts), 1), 4)
