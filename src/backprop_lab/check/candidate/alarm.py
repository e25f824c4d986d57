"""An alarm that interrupts the student's code where it stands, so that a loop without end costs no process."""

from __future__ import annotations

import signal
from collections.abc import Callable, Container, Iterator
from contextlib import contextmanager
from types import FrameType

AGAIN = 0.2
"""Seconds until it rings again, for code that catches everything once."""


class LateError(BaseException):
    """The time is up; no `Exception`, so that a program that catches those does not catch this."""


@contextmanager
def alarm(seconds: float, files: Container[str]) -> Iterator[Callable[[], None]]:
    """Raises `LateError` in the code of `files` after so many seconds, where the system has such a timer.

    Gives what sets the alarm anew.

    Our own code is never interrupted: the parent's clock is what ends it if need be.
    """

    def ring(number: int, frame: FrameType | None) -> None:
        while frame is not None:
            if frame.f_code.co_filename in files:
                raise LateError(f"took longer than {seconds:g} s")
            frame = frame.f_back

    def again() -> None:
        signal.signal(signal.SIGALRM, ring)
        signal.setitimer(signal.ITIMER_REAL, seconds, AGAIN)

    if not hasattr(signal, "setitimer"):
        yield lambda: None
        return
    again()
    try:
        yield again
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
