"""Trains many runs with compiled steps, a pool at a time; runs whose gradient is 0 leave the pool."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from ..lab import Lab
from .advance import AT, COUNTS, ROWS, TRUE, Advance, advance, aligned
from .fate import Bools, Fate, Levels, Tally, levels

POOL = 4096
"""So many runs are trained at once."""
LOOKS = (1, 8, 24, 56)
"""Steps after which it is looked which runs stand still; later ones are twice as far."""
FEW = 1 / 8
"""Runs that stand still leave a pool where they are more than this share of it."""


@dataclass(frozen=True, eq=False)
class Pool:
    """Runs in groups of one vector: state (groups, rows, width), rates (groups, width), seen (groups, ROWS, width).

    `who` (runs,) are their numbers, `first` (runs,) their J at the start.
    """

    state: NDArray[Any]
    rates: NDArray[Any]
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
        state, seen, rates = [rows_of(a)[: len(self.who)][keep] for a in (self.state, self.seen, self.rates[:, None])]
        return Pool(grouped(state, width), grouped(rates, width)[:, 0], grouped(seen, width), self.who[keep],
                    self.first[keep])  # fmt: skip


def train(
    lab: Lab, theta: Array, rates: Array | float | None = None, *, real: str = "double", width: int | None = None,
    leave: bool = True,
) -> Fate:  # fmt: skip
    """Trains the lab from every theta (runs, P), at its own rate or at one for each run, shape (runs,).

    With `leave` a run whose gradient is exactly 0 is trained no more: no step would change a bit of it.
    """
    made = advance(lab, real, width)
    rate = np.broadcast_to(lab.descent.rate if rates is None else rates, len(theta)) * lab.objective.weight
    leave = leave and made.rows == lab.network.size
    found = Fate(np.zeros(len(theta), np.uint8), np.zeros(len(theta), np.int64), np.zeros(len(theta)))
    for at in range(0, len(theta), POOL):
        part = slice(at, at + POOL)
        for who, fate in _trained(lab, made, theta[part], rate[part], leave):
            for field in fields(Fate):
                getattr(found, field.name)[part][who] = getattr(fate, field.name)
    return found


def _trained(
    lab: Lab, made: Advance, theta: Array, rate: Array, leave: bool
) -> Iterator[tuple[NDArray[np.int64], Fate]]:
    of = levels(lab)
    pool = _begun(made, of, theta, rate)
    before = 1
    for step in _looks(of):
        if leave:
            still = pool.row("still") < before
            if still.mean() > FEW:
                gone = pool.only(still)
                made.look(gone.state, gone.seen)
                yield gone.who, _standing(gone, of, before).fate(of)
                pool = pool.only(~still)
                if not len(pool.who):
                    return
        made.go(pool.state, pool.rates, pool.seen, before, step)
        before = step
    _through_window(made, of, pool)
    yield pool.who, _tally(pool).fate(of)


def _begun(made: Advance, of: Levels, theta: Array, rate: Array) -> Pool:
    """The runs after their first step."""
    runs, size = theta.shape
    state: NDArray[Any] = np.zeros((runs, made.rows), made.kind)
    state[:, :size] = theta
    groups = grouped(state, made.width)
    seen = aligned((len(groups), len(ROWS), made.width), made.kind)
    pool = Pool(groups, grouped(rate[:, None].astype(made.kind), made.width)[:, 0], seen, np.arange(runs), np.empty(0))
    made.go(pool.state, pool.rates, pool.seen, 0, 1)
    first = seen[:, AT["last"]]
    seen[:, AT["enough"]] = of.enough(first)
    pool.words("fits")[...] = ~(first <= seen[:, AT["enough"]])
    return Pool(pool.state, pool.rates, seen, pool.who, first.reshape(-1)[:runs].astype(np.float64))


def _looks(of: Levels) -> Iterator[int]:
    """The steps at which it is looked which runs stand still, up to the window."""
    step, far = 1, iter(LOOKS[1:])
    while step < of.begin:
        step = min(next(far, 2 * step), of.begin)
        yield step


def _through_window(made: Advance, of: Levels, pool: Pool) -> None:
    if of.begin:
        made.go(pool.state, pool.rates, pool.seen, of.begin, of.begin + 1)
    for name in ("low", "high", "lows0"):
        pool.seen[:, AT[name]] = pool.seen[:, AT["last"]]
    pool.seen[:, AT["lows1"]] = np.inf
    pool.words("climbs")[...], pool.words("rises")[...] = TRUE, 0
    for half, first, after in ((0, of.begin + 1, of.half), (1, of.half, of.steps)):
        if after > first:
            made.go(pool.state, pool.rates, pool.seen, first, after, half)
    made.look(pool.state, pool.seen)
    made.go(pool.state, pool.rates, pool.seen, of.steps, of.steps + 1, 1)


def _tally(pool: Pool) -> Tally:
    began = pool.row("lows0") if False else pool.row("low")
    return Tally(
        first=pool.first, last=pool.row("last").astype(np.float64), began=began, beyond=pool.row("beyond"),
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


def grouped(rows: NDArray[Any], width: int) -> NDArray[Any]:
    """Rows (runs, numbers) as groups (groups, numbers, width); the last run fills up the last group."""
    runs, count = rows.shape
    groups = -(-runs // width)
    found = aligned((groups, count, width), rows.dtype.type)
    padded = rows if groups * width == runs else rows[np.minimum(np.arange(groups * width), runs - 1)]
    found[...] = padded.reshape(groups, width, count).swapaxes(1, 2)
    return found


def rows_of(groups: NDArray[Any]) -> NDArray[Any]:
    """Groups (groups, numbers, width) as rows (runs, numbers), those that fill up the last group too."""
    return groups.swapaxes(1, 2).reshape(-1, groups.shape[1])
