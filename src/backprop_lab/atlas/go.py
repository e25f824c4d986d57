"""Works a plan's blocks out: on threads, in processes, or on a Dask cluster. The results are the same bits."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, ThreadPoolExecutor, wait
from contextlib import AbstractContextManager
from functools import lru_cache
from importlib import import_module
from itertools import islice
from typing import Any

from ..errors import InputError
from .plan import Plan, digest, from_plan_tables, to_plan_tables
from .work import Results, compute

AT_ONCE = 64
"""So many blocks are at a cluster, begun or waiting."""
AHEAD = 2
"""So many blocks for each worker are begun or wait for it."""
PATIENCE = 10
"""Seconds in which a cluster must answer."""
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
    return _through(pool, _of_taken, blocks, workers)


_taken: list[str] = []
"""In a process that does blocks of one plan: that plan. It is sent once, then numbers of blocks alone."""


def _take(text: str) -> None:
    _taken[:] = [text]


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


def _through(pool: Executor, work: Callable[[int], Results], blocks: Sequence[int], workers: int) -> Iterator[Found]:
    """The work begins at once, before the first result is asked for."""
    left = iter(blocks)
    begun = {pool.submit(work, block): block for block in _first(left, AHEAD * workers)}
    return _results(pool, work, left, begun)


def _results(
    pool: Executor, work: Callable[[int], Results], left: Iterator[int], waiting: dict[Future[Results], int]
) -> Iterator[Found]:
    try:
        while waiting:
            done, _ = wait(waiting, return_when=FIRST_COMPLETED)
            for future in done:
                found = waiting.pop(future), future.result()
                waiting |= {pool.submit(work, block): block for block in _first(left, 1)}
                yield found
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def on_cluster(plan: Plan, blocks: Sequence[int], address: str) -> Iterator[Found]:
    """(block, results) as they are done, by the workers of a Dask scheduler at tcp://HOST:PORT."""
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
    except (OSError, ValueError, TimeoutError) as error:
        raise InputError(
            "--cluster must be the address of a Dask scheduler, tcp://HOST:PORT", f"{address}: {type(error).__name__}",
            "Is it running, and can it be reached from here?",
        ) from None  # fmt: skip
