"""Functions that live in this very process, a notebook's say, asked in the same way: without limits, in the open."""

from __future__ import annotations

import linecache
import warnings
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from io import TextIOWrapper
from pathlib import Path
from types import FunctionType, TracebackType
from typing import Any, Self

from .answer import Answer, Described
from .describe import functions, plain_function
from .invoke import perform
from .question import Argument, Call
from .quiet import Page
from .source import Source, source_of_cells
from .trace import Follower, statement_lines

CAUGHT = (Exception, SystemExit)
"""What becomes an answer; the user's own Ctrl-C does not."""


class Inside:
    """A `Candidate` of functions by name. It runs in the caller's process, and what the functions change stays so.

    The source is put together from the files or cells of these functions and of those that they call
    by name; a line of it is told as "the cell of forward, line 2".
    """

    def __init__(self, given: Mapping[str, Callable[..., Any]]) -> None:
        self._given = dict(given)
        self.source, self._files = _source(self._given)
        self._first = statement_lines(self.source.tree)
        self.described = Described(functions(self._given, self._files, self._given))

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None
    ) -> None: ...

    def close(self) -> None:
        """Nothing is to be ended."""

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
        first = tuple((name, tuple(one)) for name, one in before)
        return self.call_many([Call(function, tuple(arguments), tuple(init), first, trace, keep)])[0]

    def call_many(self, calls: Sequence[Call]) -> list[Answer]:
        """The calls one after the other; what they print and warn of is not shown."""
        with _silence():
            return [perform(self._given, call, Follower(self._files, self._first), CAUGHT) for call in calls]


@contextmanager
def _silence() -> Iterator[None]:
    sink: Any = Page()
    page = TextIOWrapper(sink, encoding="utf-8", errors="replace", write_through=True)
    with redirect_stdout(page), redirect_stderr(page), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


def _source(given: Mapping[str, Callable[..., Any]]) -> tuple[Source, dict[str, int]]:
    """(the text of all files that are involved, how far the lines of each are moved in it)."""
    names: dict[str, str] = {}
    for function in _called(given):
        names.setdefault(function.__code__.co_filename, function.__name__)
    texts = ["".join(linecache.getlines(name)).rstrip("\n") for name in names]
    labels = [Path(file).name if Path(file).suffix == ".py" else f"the cell of {name}" for file, name in names.items()]
    if not texts:
        texts, labels = [""], [""]
    source = source_of_cells(texts, labels, Path("notebook"))
    return source, {file: first - 1 for file, (first, _) in zip(names, source.parts, strict=False)}


def _called(given: Mapping[str, Callable[..., Any]]) -> Iterator[FunctionType]:
    """The functions, and those of the same module that they name, and so on."""
    waiting, seen = [plain_function(one) for one in given.values()], set[int]()
    while waiting:
        function = waiting.pop(0)
        if function is None or id(function) in seen:
            continue
        seen.add(id(function))
        yield function
        named = [function.__globals__.get(name) for name in function.__code__.co_names]
        waiting += [one for one in named if isinstance(one, FunctionType) and one.__globals__ is function.__globals__]
