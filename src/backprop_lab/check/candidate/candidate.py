"""What every way to ask a student's program for numbers has in common."""

from __future__ import annotations

from collections.abc import Sequence
from types import TracebackType
from typing import Protocol, Self

from .answer import Answer, Described
from .question import Argument, Call
from .source import Source


class Candidate(Protocol):
    """A student's program, wherever it runs; `Process` and `Inside` are such."""

    source: Source

    @property
    def described(self) -> Described:
        """The program after its statements ran."""

    def call(
        self,
        function: str,
        arguments: Sequence[Argument],
        *,
        init: Sequence[Argument] = (),
        before: Sequence[tuple[str, Sequence[Argument]]] = (),
        trace: bool = False,
        keep: bool = False,
    ) -> Answer:
        """One call; see `Call`."""

    def call_many(self, calls: Sequence[Call]) -> list[Answer]:
        """Many calls at once, each answered for itself."""

    def close(self) -> None:
        """Ends it; it is a context manager too."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...
