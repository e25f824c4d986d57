"""Makes a plan's map: works out what is not yet in its folder, keeps it there, and puts all of it together."""

from __future__ import annotations

import os
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing, nullcontext, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from ..arrays import whole
from ..atlas.go import Found, in_processes, on_cluster, on_threads
from ..atlas.plan import Plan, Plane
from ..atlas.plane import Filling, Planed
from ..atlas.survey import Gathering, Surveyed
from ..errors import InputError, shown
from .keeping import Keeper

if TYPE_CHECKING:
    from ..atlas.store import Store

Watch = Callable[[Iterable[Found], int, int, Callable[[Found], int]], Iterable[Found]]
"""(blocks as they come, all runs, runs done before, the runs of a block) -> the same, watched."""

MOST_WORKERS = 1024
Told = Callable[[Surveyed | Planed], None]


@dataclass(frozen=True)
class Way:
    """Who does the work: threads of this process, `workers` processes, or the Dask cluster at an address."""

    threads: int | None = None
    workers: int | None = None
    cluster: str | None = None

    def __post_init__(self) -> None:
        told = [name for name, value in vars(self).items() if value is not None]
        if len(told) > 1:
            raise InputError("a way must be at most one of threads, workers and cluster", " and ".join(told))
        for name, count in (("threads", self.threads), ("workers", self.workers)):
            if count is not None:
                whole(count, name, 1, MOST_WORKERS)
        if self.cluster is not None and not (isinstance(self.cluster, str) and self.cluster):
            raise InputError("cluster must be the address of a Dask scheduler, tcp://HOST:PORT", shown(self.cluster))

    def blocks(self, plan: Plan, wanted: Sequence[int]) -> Iterator[Found]:
        """(block, results) as they are done."""
        if self.cluster:
            return on_cluster(plan, wanted, self.cluster)
        if self.workers:
            return in_processes(plan, wanted, self.workers)
        return on_threads(plan, wanted, self.threads)


@dataclass(eq=False)
class Made:
    """A map, how many of its blocks its folder had already, and which of those had to be done again."""

    found: Surveyed | Planed
    kept: int = 0
    damaged: list[int] = field(default_factory=list)


def make(
    plan: Plan, folder: Path | None = None, way: Way | None = None, watch: Watch | None = None, told: Told | None = None
) -> Made:
    """The map of a plan, kept in the folder block by block where one is given; `told` is called once it is worked out.

    Raises `FileError` where the folder cannot be used, or is full; then every block written is kept.
    """
    missing = [] if folder is None else _missing(folder)
    try:
        return _made(plan, folder, way or Way(), watch, told)
    finally:
        _take_away(missing)


def _made(plan: Plan, folder: Path | None, way: Way, watch: Watch | None, told: Told | None) -> Made:
    parts, keeper = _parts(plan), None
    wanted, damaged = list(range(plan.blocks)), list[int]()
    if folder is not None and _is_new(folder):  # what keeps it is imported once the first block is there
        keeper = Keeper(lambda: _store(folder, plan))
    elif folder is not None:
        store = _store(folder, plan)
        wanted, damaged = _kept(plan, store, parts)
        keeper = Keeper(lambda: store)
    with keeper or nullcontext(), closing(_worked_out(plan, way, wanted, watch)) as done:
        for block, results in done:
            if keeper is not None:
                keeper.keep(block, results)
            parts.add(block, results)
        found = parts.done()
        if told is not None:
            told(found)
    return Made(found, plan.blocks - len(wanted), damaged)


def _worked_out(plan: Plan, way: Way, wanted: Sequence[int], watch: Watch | None) -> Generator[Found, None, None]:
    """(block, results) of each, once, as they are done."""
    done: Iterable[Found] = way.blocks(plan, wanted)
    if watch is not None:
        before = plan.runs - sum(map(plan.runs_of, wanted))
        done = watch(done, plan.runs, before, lambda one: plan.runs_of(one[0]))
    left = set(wanted)
    for block, results in done:
        left.remove(block)
        yield block, results
    if left:
        raise RuntimeError(f"{len(left)} blocks were not worked out")


def _missing(folder: Path) -> list[Path]:
    """The folders on the way there that are not, the innermost first."""
    return [one for one in (folder, *folder.parents) if not os.path.lexists(one)]


def _take_away(missing: Sequence[Path]) -> None:
    """Those that are there now and nothing was kept in, such as where a cluster was not there."""
    for folder in missing:
        with suppress(OSError, ValueError):
            folder.rmdir()


def _is_new(folder: Path) -> bool:
    """Whether the folder was made by this; where it cannot be made, opening it says why."""
    try:
        folder.mkdir(parents=True)
    except (OSError, ValueError):
        return False
    return True


def _store(folder: Path, plan: Plan) -> Store:
    from ..atlas.store import begin  # Zarr is slow to import

    return begin(folder, plan)


def _parts(plan: Plan) -> Gathering | Filling:
    return Filling(plan) if isinstance(plan, Plane) else Gathering(plan)


def _kept(plan: Plan, store: Store, parts: Gathering | Filling) -> tuple[list[int], list[int]]:
    """The blocks that are to be worked out, and those of them that are there, but damaged."""
    wanted, damaged = [], []
    for block in range(plan.blocks):
        results = store.get(block)
        if results is not None:
            parts.add(block, results)
            continue
        wanted.append(block)
        if store.has(block):
            damaged.append(block)
    return wanted, damaged


def read(folder: Path | str) -> Surveyed | Planed:
    """The map in a folder. Raises `FileError` where there is none, or it is not whole."""
    from ..atlas.store import open_map

    store = open_map(folder)
    parts = _parts(store.plan)
    for block, results in enumerate(store.whole()):
        parts.add(block, results)
    return parts.done()
