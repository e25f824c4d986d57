"""A progress bar for work that turns out to be long; nothing for work that is not, or where nobody looks."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterable, Iterator
from typing import Any

PATIENCE = 0.4
"""Seconds before the bar appears."""


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
