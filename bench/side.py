"""Side by side: contestants in processes of their own, first held equal, then timed in turns."""

from __future__ import annotations

import multiprocessing
import os
import statistics
import time
from collections.abc import Callable, Mapping
from typing import Any, NamedTuple

import numpy as np

Make = Callable[[], Callable[[], Any]]
"""Prepares a contestant and returns what is timed; what that returns is compared with the others.

What takes time only because it is to be compared is put off: a result that can be called is called for it, untimed.
"""
PAUSE = 0.3
"""Seconds of rest before a turn with several threads: those of the one before go on spinning for a while."""


class Times(NamedTuple):
    """Seconds of one contestant over its turns."""

    median: float
    least: float
    most: float


def times(turns: list[float]) -> Times:
    return Times(statistics.median(turns), min(turns), max(turns))


def contest(
    makers: Mapping[str, Make], rounds: int, repeat: int = 1, threads: int | None = None, rtol: float = 1e-9
) -> dict[str, Times]:
    """Time each contestant `rounds` times in turns A B C A B C, the mean of `repeat` calls each time.

    Every one must return the numbers of the first within `rtol` of the largest of them.
    """
    names, pipes, workers = list(makers), [], []
    spawn = multiprocessing.get_context("spawn")
    with _allowed(threads):
        for make in makers.values():
            ours, theirs = spawn.Pipe()
            workers.append(spawn.Process(target=_serve, args=(theirs, make, repeat, threads), daemon=True))
            workers[-1].start()
            theirs.close()
            pipes.append(ours)
    results = [pipe.recv() for pipe in pipes]
    for name, result in zip(names, results, strict=True):
        np.testing.assert_allclose(result, results[0], rtol=rtol, atol=rtol * np.abs(results[0]).max(), err_msg=name)
    turns: dict[str, list[float]] = {name: [] for name in names}
    for _ in range(rounds):
        for name, pipe in zip(names, pipes, strict=True):
            time.sleep(0 if threads == 1 else PAUSE)
            pipe.send(True)
            turns[name].append(pipe.recv())
    for pipe, worker in zip(pipes, workers, strict=True):
        pipe.send(False)
        worker.join()
    return {name: times(turns[name]) for name in names}


class _allowed:
    """Within it, processes that are started get `threads` threads in every library that reads this."""

    NAMES = ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS")

    def __init__(self, threads: int | None) -> None:
        self.threads, self.before = threads, dict(os.environ)

    def __enter__(self) -> None:
        if self.threads:
            os.environ.update(dict.fromkeys(self.NAMES, str(self.threads)))

    def __exit__(self, *_: object) -> None:
        os.environ.clear()
        os.environ.update(self.before)


def _serve(pipe: Any, make: Make, repeat: int, threads: int | None) -> None:
    if threads and hasattr(os, "sched_setaffinity"):  # what XLA heeds
        os.sched_setaffinity(0, sorted(os.sched_getaffinity(0))[:threads])
    once = make()
    result = once()
    result = result() if callable(result) else result
    for _ in range(2 * repeat):
        once()
    pipe.send(result)
    while pipe.recv():
        begun = time.perf_counter()
        for _ in range(repeat):
            once()
        pipe.send((time.perf_counter() - begun) / repeat)
