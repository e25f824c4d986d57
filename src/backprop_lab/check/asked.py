"""What the judges need of a program, wherever it runs: what it holds, and the answers to calls."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from .candidate.answer import Answer, Described
from .candidate.question import Call
from .candidate.source import Source


class Candidate(Protocol):
    """A program that can be asked."""

    @property
    def source(self) -> Source:
        """Its text."""

    @property
    def described(self) -> Described:
        """What it holds after its statements ran."""

    def call_many(self, calls: Sequence[Call]) -> list[Answer]:
        """The answers, one a call."""
