"""Works a plan's blocks out: on threads, in processes, or on a Dask cluster. The results are the same bits."""

from __future__ import annotations

import json
import logging
import os
import signal
from collections.abc import Callable, Generator, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager, closing, contextmanager
from functools import lru_cache
from importlib import import_module
from itertools import islice
from threading import Thread
from typing import Any

from ..errors import InputError, UserError, plain
from .plan import Plan, digest, from_plan_tables, to_plan_tables
from .work import Results, compute

AT_ONCE = 64
"""So many blocks are at a cluster, begun or waiting."""
SPARE = 1
"""So many blocks wait for a worker, beside those in work, one for each. Another is begun only once the one handed out
was kept: where the disk is slower than the work, no more are lost in a kill."""
PATIENCE = 10
"""Seconds in which a cluster must answer."""
GOES_ON = "Blocks that were kept stay; the same call goes on from there."
Found = tuple[int, Results]


def processors() -> int:
    """The processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def on_threads(plan: Plan, blocks: Sequence[int], threads: int | None = None) -> Iterator[Found]:
    """(block, results) as they are done, by threads of this process."""
    count = threads or processors()
    return _through(ThreadPoolExecutor(count), lambda block: compute(plan, block), blocks, count)


def in_processes(plan: Plan, blocks: Sequence[int], workers: int) -> Iterator[Found]:
    """(block, results) as they are done, by processes of their own."""
    from concurrent.futures import ProcessPoolExecutor  # slow to import, both
    from multiprocessing import get_context

    spawn = get_context("spawn")
    pool = ProcessPoolExecutor(workers, mp_context=spawn, initializer=_take, initargs=(_written(plan),))
    with _unbroken():
        found = _through(pool, _of_taken, blocks, workers)
    return _all_of(found)


_taken: list[str] = []
"""In a process that does blocks of one plan: that plan. It is sent once, then numbers of blocks alone."""


def _take(text: str) -> None:
    _taken[:] = [text]
    Thread(target=_end_with_the_one_that_asked, daemon=True).start()


def _end_with_the_one_that_asked() -> None:
    """One that was killed tells nobody; without this its processes would wait for it for ever."""
    from multiprocessing import connection, parent_process

    asked = parent_process()
    if asked is not None:
        connection.wait([asked.sentinel])
        os._exit(1)


@contextmanager
def _no_interrupts() -> Iterator[None]:
    """Ctrl-C is held back meanwhile, where the system can."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


@contextmanager
def _unbroken() -> Iterator[None]:
    from concurrent.futures.process import BrokenProcessPool

    try:
        yield
    except BrokenProcessPool:
        raise InputError(
            "the worker processes must live until the map is done", "one that ended, or could not begin",
            f"Is there memory for so many? A script must ask below `if __name__ == \"__main__\":`. {GOES_ON}",
        ) from None  # fmt: skip


def _all_of(found: Generator[Found, None, None]) -> Iterator[Found]:
    with _unbroken(), closing(found):
        yield from found


def _of_taken(block: int) -> Results:
    return _of_written(_taken[0], block)


def _written(plan: Plan) -> str:
    """A plan as another process, or machine, reads it: which refuses it if its own arithmetic is another."""
    return json.dumps(to_plan_tables(plan))


def _of_written(text: str, block: int) -> Results:
    return compute(_read(text), block)


@lru_cache(2)
def _read(text: str) -> Plan:
    """A plan with much data takes longer to read than a block to work out: a worker reads it once."""
    return from_plan_tables(json.loads(text))


def _through(
    pool: Executor, work: Callable[[int], Results], blocks: Sequence[int], workers: int
) -> Generator[Found, None, None]:
    """The work begins at once, before the first result is asked for."""
    left = iter(blocks)
    try:
        begun = _begun(pool, work, _first(left, workers + SPARE))
    except BaseException:
        pool.shutdown(wait=False, cancel_futures=True)
        raise
    return _results(pool, work, left, begun)


def _begun(pool: Executor, work: Callable[[int], Results], blocks: Sequence[int]) -> dict[Future[Results], int]:
    """Ctrl-C is for this process: those that are begun for the work inherit that it is held back."""
    with _no_interrupts():
        return {pool.submit(work, block): block for block in blocks}


def _results(
    pool: Executor, work: Callable[[int], Results], left: Iterator[int], waiting: dict[Future[Results], int]
) -> Generator[Found, None, None]:
    """Who asks for the next has kept the one before: only then another is begun in its place."""
    try:
        while waiting:
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                yield waiting.pop(future), future.result()
                waiting |= _begun(pool, work, _first(left, 1))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def on_cluster(plan: Plan, blocks: Sequence[int], address: str) -> Iterator[Found]:
    """(block, results) as they are done, by the workers of a Dask scheduler at tcp://HOST:PORT."""
    client, scheduler = (import_module(f"distributed.{name}") for name in ("client", "scheduler"))
    lost: Any = client.CancelledError, client.ClosedClientError, scheduler.KilledWorker, OSError, ValueError
    try:
        with _silent("distributed"):
            yield from _by_cluster(plan, blocks, address)
    except UserError:
        raise
    except lost as error:  # OSError: its connections', or a worker's disk; ValueError: a worker with another program
        told = plain(str(error)).partition(". ")[0][:160]
        raise InputError(
            "the cluster must be there until the map is done, and its workers have this very program",
            f"{address}: {type(error).__name__}: {told}", GOES_ON,
        ) from None  # fmt: skip


@contextmanager
def _silent(library: str) -> Iterator[None]:
    """What a library logs beside what it raises is not told meanwhile."""
    loggers = (logging.getLogger(name) for name in logging.root.manager.loggerDict if name.startswith(library))
    told = [one for one in loggers if not one.disabled]
    for one in told:
        one.disabled = True
    try:
        yield
    finally:
        for one in told:
            one.disabled = False


def _by_cluster(plan: Plan, blocks: Sequence[int], address: str) -> Iterator[Found]:
    as_completed: Any = import_module("distributed").as_completed

    with _client(address) as client:
        name, left = f"backprop-lab-{digest(plan)[:12]}", iter(blocks)
        # as a result that the blocks need, the plan goes to a worker once, and is there again if its holder dies
        text = client.submit(str, _written(plan), pure=False, key=f"{name}-plan")

        def begin(count: int) -> dict[Any, int]:
            return {client.submit(_of_written, text, b, pure=False, key=f"{name}-{b}"): b for b in _first(left, count)}

        begun = begin(AT_ONCE)
        for future in (running := as_completed(begun)):
            yield begun.pop(future), future.result()
            future.release()
            for another, block in begin(1).items():
                begun[another] = block
                running.add(another)


def _first(blocks: Iterator[int], count: int) -> list[int]:
    return list(islice(blocks, count))


def _client(address: str) -> AbstractContextManager[Any]:
    try:
        return import_module("distributed").Client(address, timeout=PATIENCE)
    except (OSError, ValueError) as error:
        raise InputError(
            "cluster must be the address of a Dask scheduler, tcp://HOST:PORT", f"{address}: {type(error).__name__}",
            "Is it running, and can it be reached from here?",
        ) from None  # fmt: skip
