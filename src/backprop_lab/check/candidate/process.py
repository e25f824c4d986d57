"""The student's program in a process of its own: begun again without what took it down, and bounded in time."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from math import ceil, isfinite
from pathlib import Path
from threading import RLock
from time import monotonic
from types import TracebackType
from typing import Self

from .answer import NO_TIME, Answer, Array, Described, Failure
from .link import DownError, GoneError, Link
from .pack import Json, WireError, unpack
from .program import Program
from .question import Argument, Call, Limits, with_arrays
from .source import Source
from .wire import ID, encode

AT_ONCE = 200
"""So many calls go in one question."""
START = 10.0
"""Seconds for a child to start, which count for nothing else; a busy machine needs some."""
MARGIN, SLACK = 1.25, 0.5
"""The parent waits this much longer than the child's own alarm, which costs no process."""


class Process:
    """A `Candidate` that runs in a child process.

    The child is started at once and runs beside the caller until `described` or a call waits for it. `sizes` are
    the sizes of values to follow while the statements run, `names` the names of single numbers; `entropy` gives
    another start to programs that draw one.
    With `held` the child makes itself ready, and runs the program only when it is waited for. `left` are the seconds
    for which it may still be waited for.
    """

    def __init__(
        self, source: Source, limits: Limits | None = None, *, sizes: Collection[int] = (),
        names: Collection[str] = (), entropy: int | None = None, held: bool = False,
    ) -> None:  # fmt: skip
        self.source, self.limits = source, limits or Limits()
        self._sizes, self._names, self._entropy = tuple(sizes), tuple(names), entropy
        self._statements = source.statements
        self.left = self.limits.total
        self._skip: dict[int, Failure] = {}
        self._at: int | None = None
        self._described: Described | None = None
        self._link: Link | None = None
        self._ident = b""
        self._dead: DownError | None = None
        self._held_back = held
        self._lock = RLock()
        with self._lock:
            self._start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Ends the child; later calls are answered as crashes."""
        with self._lock:
            self._end()
            self._dead = self._dead or DownError("crash", "the program was closed")

    @property
    def described(self) -> Described:
        """The program after its statements ran; waits for them the first time."""
        with self._lock:
            if self._described is None:
                self._described = self._settled()
            return self._described

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
        first = tuple((name, tuple(given)) for name, given in before)
        return self.call_many([Call(function, tuple(arguments), tuple(init), first, trace, keep)])[0]

    def call_many(self, calls: Sequence[Call]) -> list[Answer]:
        """Many calls in one round trip; one that does not end costs itself alone, as long as time is left."""
        with self._lock:
            _ = self.described
            answers: list[Answer] = []
            while len(answers) < len(calls):
                answers += self._some(calls[len(answers) :][:AT_ONCE])
            return answers

    def _some(self, calls: Sequence[Call]) -> list[Answer]:
        """The answers up to the first call that takes the process down, that one included."""
        done: list[Answer] = []
        try:
            self._revive()
            self._send("call", tuple(with_arrays(call) for call in calls), self.limits.call)
            while len(done) < len(calls):
                with self._patience(self.limits.call) as deadline:
                    done.append(unpack(Answer, *self._reply("answer", deadline)))
        except DownError as down:
            done.append(Answer(down.kind, text=down.text))
        return done

    def _settled(self) -> Described:
        """Runs the statements, again without the one that took the program down."""
        for _ in range(self.limits.restarts + 1):
            skipped = list(self._skip.values())
            try:
                found = self._run()
            except DownError as down:
                self._blame(down)
                continue
            return self._told(found, [*skipped, *found.failures])
        self._dead = DownError("crash", "the program cannot be run: every time something takes it down")
        return self._told(Described(), list(self._skip.values()))

    def _told(self, found: Described, failures: list[Failure]) -> Described:
        every = sorted([*self.source.failures, *failures], key=lambda failure: failure.line)
        return replace(found, failures=tuple(every))

    def _blame(self, down: DownError) -> None:
        """What was running is left out the next time."""
        at = -1 if self._at is None else self._at
        line = self._statements[at][0] if 0 <= at < len(self._statements) else 0
        self._skip[at] = Failure(line, down.kind, down.text)

    def _revive(self) -> None:
        """Brings the program back if it is not running."""
        if self._dead is None and self._link is None:
            try:
                self._run()
            except DownError as down:
                self._dead = down if self.left <= 0 else DownError("crash", f"cannot be run again: {down.text}")
        if self._dead is not None:
            raise self._dead

    def _start(self) -> None:
        """Starts a child and tells it what to run; what goes wrong is met by the one who waits for it."""
        try:
            self._link = Link(Path(os.path.abspath(self.source.path)).parent)
        except OSError:
            self._end()
        if not self._held_back:
            self._tell()

    def _tell(self) -> None:
        self._at, processor = None, 2 * self.limits.total + 10
        program = Program(
            os.path.abspath(self.source.path), self.source.text, tuple(self._skip), self._sizes, self._names,
            self._entropy, self.limits.run, self.limits.call, self.limits.restarts, self.limits.memory,
            ceil(processor) if isfinite(processor) else 0,
        )  # fmt: skip
        try:
            self._send("run", program, self.limits.run)
        except DownError:
            self._end()

    def _run(self) -> Described:
        """Waits until the statements have run; each that the child's alarm interrupts gives the rest new time."""
        held, self._held_back = self._held_back, False
        if self._link is None:
            self._start()
        elif held:
            self._tell()
        with self._patience(START) as deadline:
            self._reply("ready", deadline)
        for _ in range(self.limits.restarts + 2):
            with self._patience(self.limits.run) as deadline:
                described = self._progress(deadline)
            if described:
                return described
        self._end()
        raise DownError("timeout", f"took longer than {self.limits.run:g} s")

    def _progress(self, deadline: float) -> Described | None:
        """The program once it has run; None where a statement was interrupted, which is left out from now on."""
        while True:
            word, packed, arrays = self._any_reply(deadline)
            if word == "described":
                return unpack(Described, packed, arrays)
            at = unpack(int, packed, arrays)
            if word not in ("at", "late") or not 0 <= at < len(self._statements):
                raise WireError("not what was asked for")
            self._at = at
            if word == "late":
                line = self._statements[at][0]
                self._skip[at] = Failure(line, "timeout", f"took longer than {self.limits.run:g} s")
                return None

    def _send(self, word: str, value: object, seconds: float) -> None:
        self._ident = os.urandom(ID)
        frame = encode(self._ident, word, value)
        with self._patience(seconds) as deadline:
            self._held().send(frame, deadline)

    def _reply(self, wanted: str, deadline: float) -> tuple[Json, list[Array]]:
        word, packed, arrays = self._any_reply(deadline)
        if word != wanted:
            raise WireError("not what was asked for")
        return packed, arrays

    def _any_reply(self, deadline: float) -> tuple[str, Json, list[Array]]:
        return self._held().receive(self._ident, deadline)

    def _held(self) -> Link:
        if self._link is None:
            raise GoneError
        return self._link

    @contextmanager
    def _patience(self, seconds: float) -> Iterator[float]:
        """Gives the moment until which may be waited; `DownError`, and no child, when that was in vain."""
        begun, allowed = monotonic(), min(MARGIN * seconds + SLACK, self.left)
        try:
            if allowed <= 0:
                raise TimeoutError
            yield begun + allowed
        except TimeoutError:
            self._end()
            more = NO_TIME if self.left <= monotonic() - begun else f"took longer than {seconds:g} s"
            raise DownError("timeout", more) from None
        except GoneError:
            text = self._link.ended() if self._link else "no process could be started"
            self._end()
            raise DownError("crash", text) from None
        except WireError:
            self._end()
            raise DownError("crash", "something else than an answer came from the program") from None
        finally:
            self.left -= monotonic() - begun

    def _end(self) -> None:
        if self._link is not None:
            self._link.close()
            self._link = None
