"""Trains many runs with compiled steps, a pool at a time; runs whose gradient is 0 leave the pool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from .advance import AT, COUNTS, ROWS, TRUE, Advance, advance, aligned, grouped, runs_of
from .drawing import drawing
from .fate import Bools, Fate, Levels, Tally, levels
from .given import columns, form
from .runs import Drawn, Runs
from .traced import Trace, trace

__all__ = ["Trace", "trace", "train"]
POOL = 4096
"""So many runs are trained at once."""
LOOKS = (1, 8, 24, 56)
"""Steps after which it is looked which runs stand still; later ones are twice as far."""
FEW = 1 / 8
"""Runs that stand still leave a pool where they are more than this share of it."""


@dataclass(frozen=True, eq=False)
class Pool:
    """Runs in groups of one vector: state (groups, rows, width), given (groups, columns, width), what is seen.

    `who` (runs,) are their numbers, `first` (runs,) their J at the start.
    """

    state: NDArray[Any]
    given: NDArray[Any]
    seen: NDArray[Any]
    who: NDArray[np.int64]
    first: Array

    def row(self, name: str) -> NDArray[Any]:
        """What is remembered under a name, shape (runs,)."""
        found = self.words(name) if name in COUNTS else self.seen[:, AT[name]]
        return found.reshape(-1)[: len(self.who)]

    def words(self, name: str) -> NDArray[Any]:
        """A row of whole numbers, shape (groups, width)."""
        return self.seen.view(f"i{self.seen.itemsize}")[:, AT[name]]

    def only(self, keep: Bools) -> Pool:
        """Those runs alone."""
        width = self.state.shape[2]
        kept = [runs_of(a)[: len(self.who)][keep] for a in (self.state, self.given, self.seen)]
        state, given, seen = (grouped(rows, width) for rows in kept)
        return Pool(state, given, seen, self.who[keep], self.first[keep])


def train(runs: Runs, *, real: str = "double", width: int | None = None, leave: bool = True) -> Fate:
    """What becomes of the runs, trained in double or float.

    With `leave` a run whose gradient is exactly 0 is trained no more: no step would change a bit of it.
    """
    made, of, count = advance(form(runs), real, width), levels(runs), len(runs)
    leave = leave and made.rows == runs.lab.network.size
    found = Fate(np.zeros(count, np.uint8), np.zeros(count, np.int64), np.zeros(count))
    for at in range(0, count, POOL):
        part = slice(at, min(at + POOL, count))
        begun = _begun(made, of.only(part), starts(runs, part, made), columns(runs, of.limit, part))
        for who, fate in _trained(made, of.only(part), begun, leave):
            for field in fields(Fate):
                getattr(found, field.name)[part][who] = getattr(fate, field.name)
    return found


def starts(runs: Runs, part: slice, made: Advance) -> NDArray[Any]:
    """The states in which the runs of a part begin, in groups."""
    count = part.stop - part.start
    if isinstance(runs.begun, Drawn):
        state = aligned((-(-count // made.width), made.rows, made.width), made.kind)
        drawing(runs.lab, made.rows, made.real, made.width).fill(state, runs.begun.seed, runs.begun.first + part.start)
        return state
    rows: NDArray[Any] = np.zeros((count, made.rows), made.kind)
    rows[:, : runs.lab.network.size] = runs.begun[part]
    return grouped(rows, made.width)


def _trained(made: Advance, of: Levels, pool: Pool, leave: bool) -> Iterator[tuple[NDArray[np.int64], Fate]]:
    before = 1
    for step in _looks(of):
        if leave:
            still = pool.row("still") < before
            if still.mean() > FEW:
                gone = pool.only(still)
                made.look(gone.state, gone.given, gone.seen)
                yield gone.who, _standing(gone, of, before).fate(of.only(gone.who))
                pool = pool.only(~still)
                if not len(pool.who):
                    return
        made.go(pool.state, pool.given, pool.seen, before, step)
        before = step
    _through_window(made, of, pool)
    yield pool.who, _tally(pool).fate(of.only(pool.who))


def _begun(made: Advance, of: Levels, groups: NDArray[Any], given: Array) -> Pool:
    """The runs after their first step."""
    runs = len(given)
    seen = aligned((len(groups), len(ROWS), made.width), made.kind)
    pool = Pool(groups, grouped(given.astype(made.kind), made.width), seen, np.arange(runs), np.empty(0))
    made.go(pool.state, pool.given, pool.seen, 0, 1)
    first = seen[:, AT["last"]].reshape(-1)[:runs].astype(np.float64)
    seen[:, AT["enough"]] = grouped(of.enough(first)[:, None].astype(made.kind), made.width)[:, 0]
    pool.words("fits")[...] = ~(seen[:, AT["last"]] <= seen[:, AT["enough"]])
    return Pool(pool.state, pool.given, seen, pool.who, first)


def _looks(of: Levels) -> Iterator[int]:
    """The steps at which it is looked which runs stand still, up to the window."""
    step, far = 1, iter(LOOKS[1:])
    while step < of.begin:
        step = min(next(far, 2 * step), of.begin)
        yield step


def _through_window(made: Advance, of: Levels, pool: Pool) -> None:
    if of.begin:
        made.go(pool.state, pool.given, pool.seen, of.begin, of.begin + 1)
    for name in ("low", "high", "lows0"):
        pool.seen[:, AT[name]] = pool.seen[:, AT["last"]]
    pool.seen[:, AT["lows1"]] = np.inf
    pool.words("climbs")[...], pool.words("rises")[...] = TRUE, 0
    for half, first, after in ((0, of.begin + 1, of.half), (1, of.half, of.steps)):
        if after > first:
            made.go(pool.state, pool.given, pool.seen, first, after, half)
    made.look(pool.state, pool.given, pool.seen)
    made.go(pool.state, pool.given, pool.seen, of.steps, of.steps + 1, 1)


def _tally(pool: Pool) -> Tally:
    return Tally(
        first=pool.first, last=pool.row("last").astype(np.float64), beyond=pool.row("beyond"),
        began=pool.row("low"),  # it is asked for only where J rises all the way
        fits=pool.row("fits"), still=pool.row("still"), low=pool.row("low"), high=pool.row("high"),
        lows=np.array([pool.row("lows0"), pool.row("lows1")]), climbs=_truth(pool, "climbs"),
        rises=_truth(pool, "rises"), off=_truth(pool, "off"),
    )  # fmt: skip


def _standing(pool: Pool, of: Levels, before: int) -> Tally:
    """Of runs that stand still since before this step: J stays what it is, through the window."""
    last = pool.row("last").astype(np.float64)
    never = np.zeros(len(last), bool)
    beyond = np.where(pool.row("beyond") < before, pool.row("beyond"), of.steps + 1)
    return Tally(pool.first, last, last, beyond, pool.row("fits"), pool.row("still"), last, last,
                 np.array([last, last]), never, never, _truth(pool, "off"))  # fmt: skip


def _truth(pool: Pool, name: str) -> Bools:
    return pool.words(name).reshape(-1)[: len(pool.who)] != 0
