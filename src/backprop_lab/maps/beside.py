"""A process beside this one that is asked once: a fork where that is safe, which has all that is imported here."""

from __future__ import annotations

import gc
import os
import signal
import subprocess
import sys
import threading
import warnings
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from typing import IO, NoReturn

Serve = Callable[[IO[bytes], IO[bytes]], None]
"""(where the question comes from, up to its end; where the answer goes)."""
STREAMS = (0, 1, 2)


@dataclass(frozen=True, eq=False)
class Beside:
    """A process: where its question goes, where its answer comes from, and how it is killed and waited for."""

    question: IO[bytes]
    answer: IO[bytes]
    kill: Callable[[], None]
    wait: Callable[[], int]

    def ask(self, question: bytes) -> None:
        """Hands it the question, once; it answers while this process goes on."""
        with suppress(OSError), self.question:  # one that is gone gives no answer
            self.question.write(question)

    def answered(self) -> bytes | None:
        """The whole answer, waited for; None where the process ended in another way."""
        try:
            answer = self.answer.read()
        except OSError:
            return None
        return answer if self.wait() == 0 else None

    def end(self) -> None:
        """Ends it at once; nothing is left of it."""
        self.kill()
        self.wait()
        for pipe in (self.question, self.answer):
            with suppress(OSError):  # what was not sent goes nowhere
                pipe.close()


def begun(serve: Serve, module: str) -> Beside | None:
    """A process that serves, or runs a module that does; None where the system has none to give."""
    try:
        return _forked(serve) if _can_fork() else _spawned(module)
    except OSError:
        return None


def _can_fork() -> bool:
    """A fork has one thread, and what others held stays held; on macOS the system's own libraries have some."""
    return sys.platform == "linux" and threading.active_count() == 1


def _spawned(module: str) -> Beside:
    pipe = subprocess.PIPE
    child = subprocess.Popen([sys.executable, "-m", module], stdin=pipe, stdout=pipe, stderr=subprocess.DEVNULL)
    assert child.stdin is not None
    assert child.stdout is not None
    return Beside(child.stdin, child.stdout, child.kill, child.wait)


def _forked(serve: Serve) -> Beside:
    (asked, question), (answer, given) = os.pipe(), os.pipe()
    held = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    pid = -1
    try:
        pid = _fork()
        if pid == 0:
            _serve(serve, asked, given)
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, held)
        for end in (asked, given) if pid > 0 else (asked, given, question, answer):
            os.close(end)
    child = _Fork(pid)
    return Beside(open(question, "wb"), open(answer, "rb"), child.kill, child.wait)


def _fork() -> int:
    with warnings.catch_warnings():  # Python counts the threads of NumPy's BLAS, which ends them itself before a fork
        warnings.simplefilter("ignore", DeprecationWarning)
        return os.fork()


def _serve(serve: Serve, asked: int, given: int) -> NoReturn:
    """What the fork does. Ctrl-C stays held back: it is for the one that works; what is buffered is the other's too."""
    try:
        gc.disable()  # it lives for one answer, and closes nothing on the way that the other has open
        _let_go({asked, given})
        with open(asked, "rb") as question, open(given, "wb") as answer:
            serve(question, answer)
        os._exit(0)
    finally:
        os._exit(1)


def _let_go(kept: set[int]) -> None:
    """Closes all but these: who reads what this process wrote, or this fork's own question, sees its end in time."""
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in set(STREAMS) - kept:
        os.dup2(nowhere, stream)
    first = len(STREAMS)
    for end in sorted(fd for fd in kept if fd >= first):
        os.closerange(first, end)
        first = end + 1
    os.closerange(first, os.sysconf("SC_OPEN_MAX"))


class _Fork:
    """A fork's end, waited for once."""

    def __init__(self, pid: int) -> None:
        self._pid = pid
        self._code: int | None = None

    def kill(self) -> None:
        """At once, where it has not ended."""
        if self._code is None:
            with suppress(ProcessLookupError):
                os.kill(self._pid, signal.SIGKILL)

    def wait(self) -> int:
        """Its exit code: 0 where it answered."""
        if self._code is None:
            try:
                self._code = os.waitstatus_to_exitcode(os.waitpid(self._pid, 0)[1])
            except ChildProcessError:  # somebody had children reaped unseen
                self._code = 1
        return self._code
