"""Follows the values of a program line by line: the locals of its functions, or the names of its module.

Only the code of the student's files is followed, and only plain numbers, arrays and lists of them.
"""

from __future__ import annotations

import ast
import dis
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import lru_cache
from itertools import islice
from types import CodeType, FrameType
from typing import Any

from .answer import Array, Event
from .leaves import small
from .nodes import nodes
from .opened import opened, own, set_in_module, watched
from .watch import LARGEST, Watch, quick_size

MOST_EVENTS = 20_000
MOST_NUMBERS = 2_000_000
MOST_LINES, MOST_OF_A_FUNCTION = 20_000, 600
"""So many lines of a module, and of each function, are followed; more would slow a program down too much."""
EARLY, LARGEST_EARLY = 400, 256
"""So many values of all names, and lines, are kept of the beginning, and no value of more numbers."""
MOST_CALLS, OF_A_LATER_CALL = 40, 60
"""Where a function with a loop was followed so far, its later calls are, so many of them for so many lines each."""
LOOP = dis.opmap["JUMP_BACKWARD"]
LONGEST_NAME = 80
DEEPEST = 8
"""So many functions are told that called one another."""
_NAMELESS = {"<listcomp>", "<setcomp>", "<dictcomp>", "<genexpr>", "<module>"}
Frames = tuple[tuple[int, int], ...]
Tracer = Callable[[FrameType, str, Any], Any]


def statement_lines(tree: ast.Module) -> dict[int, int]:
    """The first line of the statement on each line; statements that hold others have their own line alone."""
    first = {}
    for node in nodes(tree):
        if isinstance(node, ast.stmt) and not hasattr(node, "body"):
            first.update(dict.fromkeys(range(node.lineno, (node.end_lineno or node.lineno) + 1), node.lineno))
    return first


class Follower:
    """Collects events. `files` has, for each file of the student's, how far its lines are moved in the whole text."""

    def __init__(self, files: Mapping[str, int], first: Mapping[int, int]) -> None:
        self.files, self.first = files, first
        self.events: list[Event] = []
        self._made: set[bytes] = set()
        self.numbers = 0

    @property
    def full(self) -> bool:
        """Whether no more events are kept."""
        return len(self.events) >= MOST_EVENTS or self.numbers >= MOST_NUMBERS

    def keep(self, filename: str, line: int, name: str, values: Array, callers: Frames | None = None) -> None:
        """One more event, unless there are too many; `callers` begin with the first line of its own function."""
        if self.full:
            return
        at = self._statement(filename, line)
        within = () if callers is None else ((callers[0][0], at), *callers[1:])
        self._add(at, name, values, within)

    def _take(self, callers: Frames, name: str, values: Array) -> None:
        """An argument that no line has made before: the line that calls has."""
        if values.tobytes() in self._made or self.full:
            return
        if callers:
            self._add(callers[0][1], name, values, callers)
        else:
            self._made.add(values.tobytes())

    def _add(self, at: int, name: str, values: Array, within: Frames) -> None:
        self._made.add(values.tobytes())
        self.numbers += values.size
        self.events.append(Event(at, name[:LONGEST_NAME], values, within))

    def _statement(self, filename: str, line: int) -> int:
        at = line + self.files[filename]
        return self.first.get(at, at)

    def _frames(self, frame: FrameType | None) -> Iterator[tuple[int, int]]:
        """The first line of a function and the line in it, then of who called it, as far as this is the student's."""
        while frame is not None and frame.f_code.co_filename in self.files:
            code = frame.f_code
            if code.co_name not in _NAMELESS:
                first = code.co_firstlineno + self.files[code.co_filename]
                yield first, self._statement(code.co_filename, frame.f_lineno)
            frame = frame.f_back

    def enter(self, frame: FrameType, event: str, arg: Any) -> Tracer | None:
        """What `sys.settrace` calls for each new frame."""
        code = frame.f_code
        if code.co_filename not in self.files or code.co_name in _NAMELESS or self.full:
            return None
        watch, callers = Watch(), tuple(islice(self._frames(frame), DEEPEST))
        given = set(code.co_varnames[: code.co_argcount]) - {"self"}
        for name, values in watch.changes(watched(frame)):
            if name.partition(".")[0] in given:
                self._take(callers[1:], name, values)
        return self._inside(watch, frame.f_lineno, callers)

    def _inside(self, watch: Watch, line: int, callers: Frames) -> Tracer:
        def step(frame: FrameType, event: str, arg: Any) -> Tracer | None:
            nonlocal line
            filename = frame.f_code.co_filename
            if event in ("line", "return"):
                for name, values in watch.changes(watched(frame)):
                    self.keep(filename, line, name, values, callers)
                line = frame.f_lineno
            if event == "return" and (given := _given(arg)) is not None:
                self.keep(filename, line, "return", given, callers)
            if self.full:
                frame.f_trace = None  # what a tracer returns does not end it
                return None
            return step

        return step


@lru_cache(1024)
def _last(name: str) -> str:
    return name.rpartition(".")[2]


@lru_cache(256)
def _has_loop(code: CodeType) -> bool:
    return LOOP in code.co_code[::2]


def _given(value: Any) -> Array | None:
    """The numbers that a function hands back, of a dict its values."""
    return small(list(value.values()) if type(value) is dict else value, LARGEST)


class Trail(Follower):
    """Follows, while the program's statements run, all names whose number of entries is one of `sizes`, and single
    numbers whose name, or what comes last in it, is one of `names`: params.w11.

    A local name is told with its function: "train.theta", "Net.step.self.theta". Of the beginning `early` has what all
    names were, but for whole numbers.
    """

    def __init__(
        self,
        files: Mapping[str, int],
        first: Mapping[int, int],
        sizes: frozenset[int],
        names: frozenset[str] = frozenset(),
    ) -> None:
        super().__init__(files, first)
        self._sizes, self._names = sizes, names
        self._watches: dict[str, Watch] = {}
        self._left: dict[str, int] = {}
        self._calls: dict[str, int] = {}
        self.early, self._lines = list[Event](), 0

    def enter(self, frame: FrameType, event: str, arg: Any) -> Tracer | None:
        """What `sys.settrace` calls for each new frame."""
        code, module = frame.f_code, frame.f_code.co_name == "<module>"
        if code.co_filename not in self.files or self.full or (code.co_name in _NAMELESS and not module):
            return None
        where = "" if module else self._called(code)
        if where is None or self._left.setdefault(where, MOST_LINES if module else MOST_OF_A_FUNCTION) <= 0:
            return None
        watch = self._watches.setdefault(where, Watch(self._is_wanted))
        shared = () if module else set_in_module(code)
        look = (lambda: opened(frame.f_globals)) if module else (lambda: own(frame, shared))
        return self._followed(watch, where, look, frame.f_lineno)

    def _is_wanted(self, name: str, value: Any) -> bool:
        size = quick_size(value)
        return self._is_asked(name, size) or (self._is_early and type(value) is not int and 0 < size <= LARGEST_EARLY)

    def _is_asked(self, name: str, size: int) -> bool:
        return size in self._sizes or (size == 1 and _last(name) in self._names)

    @property
    def _is_early(self) -> bool:
        return self._lines < EARLY and len(self.early) < EARLY

    def _note(self, code: CodeType, line: int, name: str, values: Array, asked: bool) -> None:
        """Keeps what is asked for, at the beginning also all else that a line made; an argument was made before."""
        if self._is_early and (asked or line != code.co_firstlineno or code.co_name == "<module>"):
            self.early.append(Event(self._statement(code.co_filename, line), name[:LONGEST_NAME], values))
        if asked:
            self.keep(code.co_filename, line, name, values)

    def _called(self, code: CodeType) -> str | None:
        """How the names of this call are told; of a later one that has a loop, for a while, as a run of its own.

        None where it is followed no more.
        """
        where = code.co_qualname.replace("<locals>.", "")
        if self._left.get(f"{where}.", 1) > 0 or not _has_loop(code):
            return f"{where}."
        self._calls[where] = self._calls.get(where, 1) + 1
        if self._calls[where] > MOST_CALLS:
            return None
        own = f"{where}@{self._calls[where]}."
        self._left[own] = OF_A_LATER_CALL
        return own

    def _followed(self, watch: Watch, where: str, look: Callable[[], dict[str, Any]], line: int) -> Tracer:
        def step(frame: FrameType, event: str, arg: Any) -> Tracer | None:
            nonlocal line
            self._left[where] -= 1
            items = look()
            for name, values in watch.changes(items.items()):
                self._note(frame.f_code, line, where + name, values, self._is_asked(name, quick_size(items[name])))
            if event == "return" and self._is_early and (given := _given(arg)) is not None:
                self.early.append(Event(self._statement(frame.f_code.co_filename, line), "return", given))
            self._lines += 1
            line = frame.f_lineno
            if self._left[where] <= 0 or self.full:
                frame.f_trace = None  # what a tracer returns does not end it
                return None
            return step

        return step


@contextmanager
def following(follower: Follower | None) -> Iterator[None]:
    """Follows what runs inside; None follows nothing."""
    if follower is None:
        yield
        return
    before = sys.gettrace()
    sys.settrace(follower.enter)
    try:
        yield
    finally:
        sys.settrace(before)
