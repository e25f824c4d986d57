"""Keeps a map's blocks in its folder in a thread of its own, while others are worked out and the picture is begun."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import TracebackType
from typing import TYPE_CHECKING, Self

from ..atlas.work import Results

if TYPE_CHECKING:
    from ..atlas.store import Store

MOST = 4
"""So many blocks at most wait while the folder is being opened, the first fraction of a second. Later none waits."""


class Keeper:
    """Writes blocks in the order in which they come; the folder is opened for the first of them, once.

    Once it is open, a block that is handed over is written when `keep` is done: of what came, a kill -9 takes the block
    that is being written alone. Before, it takes all that came.

    What goes wrong, with a block or with the opening, is raised as `FileError`: once the folder is open by the call
    that hands the block over, before by a later one or at the end. The blocks written before are kept. Whoever leaves
    it waits until all that came is written, also where the work was stopped.
    """

    def __init__(self, opened: Callable[[], Store]) -> None:
        self._thread = ThreadPoolExecutor(1)
        self._opened = opened
        self._store: Future[Store] | None = None
        self._waiting: deque[Future[None]] = deque()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self._thread.shutdown()
        while kind is None and self._waiting:
            self._waiting.popleft().result()

    def keep(self, block: int, results: Results) -> None:
        """Hands a block over, and waits until it is written, or while the folder is not open for the first of many."""
        self._store = self._store or self._thread.submit(self._opened)
        self._waiting.append(self._thread.submit(_put, self._store, block, results))
        most = 0 if self._store.done() else MOST
        while len(self._waiting) > most:
            self._waiting.popleft().result()


def _put(store: Future[Store], block: int, results: Results) -> None:
    store.result().put(block, results)
