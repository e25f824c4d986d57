"""Signs of progress for work that turns out to be long; nothing for work that is not, or where nobody looks."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterable, Iterator
from threading import Lock, Thread, Timer
from typing import Any, Self, TypeVar

T = TypeVar("T")

PATIENCE = 0.4
"""Seconds before a bar or the time appears."""


def track(items: Iterable[Any], total: int, title: str) -> Iterable[Any]:
    """The same items, with a bar on standard error if that is a terminal and they take long."""
    return _watched(items, total, title) if sys.stderr.isatty() else items


def _watched(items: Iterable[Any], total: int, title: str) -> Iterator[Any]:
    begun, bar, task = time.monotonic(), None, None
    try:
        for done, item in enumerate(items, 1):
            yield item
            if bar is None and time.monotonic() - begun > PATIENCE:
                bar = _bar()
                bar.start()
                task = bar.add_task(title, total=total)
            if bar is not None:
                bar.update(task, completed=done)
    finally:
        if bar is not None:
            bar.stop()


def _bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    return Progress(
        TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn(),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip


def measure(items: Iterable[T], total: int, done: int, size: Callable[[T], int]) -> Iterable[T]:
    """The same items, with a bar that counts the runs in them, tells how many a second, and the time left."""
    return _measured(items, total, done, size) if sys.stderr.isatty() else items


def _measured(items: Iterable[T], total: int, done: int, size: Callable[[T], int]) -> Iterator[T]:
    begun, first = time.monotonic(), done
    with _Late(total, done) as bar:
        for item in items:
            done += size(item)
            yield item
            rate = (done - first) / (time.monotonic() - begun)
            left = _clock_time((total - done) / rate)
            bar.tell(done, f"{done:.4g} of {total:.4g}, {rate:.3g}/s, {left} left")


class _Late:
    """A bar that appears once the work has taken PATIENCE, whether a first part of it is done by then or not."""

    def __init__(self, total: int, done: int) -> None:
        self._lock, self._bar, self._total, self._ended = Lock(), None, total, False
        self._done, self._told = done, f"{done:.4g} of {total:.4g}"
        self._timer = Timer(PATIENCE, self._show)
        self._timer.daemon = True

    def __enter__(self) -> Self:
        self._timer.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._timer.cancel()
        with self._lock:
            self._ended = True  # it appears no more
            if self._bar is not None:
                self._bar.stop()

    def _show(self) -> None:
        with self._lock:
            if self._ended:
                return
            self._bar = bar = _run_bar()
            bar.add_task("runs", total=self._total, completed=self._done, told=self._told)
            bar.tasks[0].start_time = time.monotonic() - PATIENCE
            bar.start()

    def tell(self, done: int, told: str) -> None:
        """So many runs are done."""
        with self._lock:
            self._done, self._told = done, told
            if self._bar is not None:
                self._bar.update(self._bar.tasks[0].id, completed=done, told=told)


def _clock_time(seconds: float) -> str:
    """Seconds as 1:02:03, or 2:03."""
    minutes, rest = divmod(round(seconds), 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{rest:02}" if hours else f"{minutes}:{rest:02}"


def _run_bar() -> Any:
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn

    columns = TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn(), TextColumn("{task.fields[told]}")
    return Progress(*columns, console=Console(stderr=True), transient=True)


def wait(work: Callable[[], T], title: str) -> T:
    """What the work gives, with the time that it takes on standard error if that is a terminal and it takes long.

    The work is then done by a second thread, so that Ctrl-C stops the wait at once, even where
    what works is not Python.
    """
    return _waited(work, title) if sys.stderr.isatty() else work()


def _waited(work: Callable[[], T], title: str) -> T:
    from concurrent.futures import Future

    def do() -> None:
        try:
            done.set_result(work())
        except BaseException as error:
            done.set_exception(error)

    begun, clock, done = time.monotonic(), None, Future[T]()
    worker = Thread(target=do, daemon=True)
    worker.start()
    worker.join(PATIENCE)
    try:
        if worker.is_alive():
            clock = _clock()
            clock.start()
            clock.add_task(title, total=None)
            clock.tasks[0].start_time = begun
        while worker.is_alive():
            worker.join(PATIENCE)  # without an end, not every system lets Ctrl-C through
    finally:
        if clock is not None:
            clock.stop()
    return done.result()


def _clock() -> Any:
    from rich.console import Console
    from rich.progress import Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    return Progress(
        TextColumn("{task.description}"), SpinnerColumn("line"), TimeElapsedColumn(),
        console=Console(stderr=True), transient=True,
    )  # fmt: skip
