"""What a student's functions are tried with when it is looked for which of them is what."""

from __future__ import annotations

from dataclasses import dataclass

from ..lab import Lab
from .asked import Candidate
from .binding import Binding
from .cases import Cases
from .match import Base


@dataclass(frozen=True, eq=False)
class Search:
    """The program, the lab, the inputs, the right numbers at these, and the forward map, once it is known."""

    candidate: Candidate
    lab: Lab
    cases: Cases
    right: Base
    forward: Binding | None = None
