"""Trains many runs with compiled steps, a pool at a time; runs that stand still or left all bounds leave the pool."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...arrays import Array
from ..fate import Fate, Levels, levels
from ..given import alike, columns, form
from ..runs import Drawn, Runs
from ..traits import can_die
from .drawing import drawing, signed
from .kernels import Kernels, kernels
from .layout import aligned, grouped, groups_of
from .pools import Order
from .seen import ROWS
from .traced import Trace, trace

__all__ = ["Trace", "trace", "train"]
POOL = 1024
"""So many runs are trained at once: what is known of them stays in the second cache."""
STAYING = 64
"""So many are where none leaves early: of small networks they stay in the first cache.

Where runs leave, such pools would soon be as good as empty.
"""
BATCH = 2**15
"""So many runs are handed over at once: between, the process can be interrupted."""
STEPS = 2**22
"""So many steps of runs a batch may have, beyond the first pool."""
MOST = 2**23
"""A batch's states take at most so many bytes, where that leaves a block; and so do a pool's."""
LOOKS, SELDOM = (6, 12, 24, 48), (32,)
"""Steps after which it is looked which runs are done, where runs can die and where they cannot.

Later looks are twice as far.
"""
EARLY = 2
"""So many of these looks are those of a pool; what is then left of all pools of a batch goes on together."""
FATES = ("code", "step", "value")
SPARE = 64
"""Fates of whole groups are written, also where the last one is not full: there is room for so many more."""


def train(
    runs: Runs, *, real: str = "double", width: int | None = None, leave: bool = True, out: Fate | None = None
) -> Fate:
    """What becomes of the runs, trained in double or float.

    With `leave` a run is trained no more once a step changed no bit of it, as no later one would, or its J left all
    bounds. The result is the same to the bit. It lies in `out`, where that is given and large enough: see `room`.
    Raises as `traits.served` does.
    """
    count = len(runs)
    fate = out if out and fits(out, count) else room(count)
    parts = alike(runs)
    for which, part in parts:
        found = fate if len(parts) == 1 else room(len(part))
        made, of = kernels(form(part), real, width), levels(part)
        if count:
            _Pools(made, of, part, leave).train(found)
        if found is not fate:
            for name in FATES:
                getattr(fate, name)[:count][which] = getattr(found, name)[: len(part)]
    return Fate(fate.code[:count], fate.step[:count], fate.value[:count])


def room(count: int) -> Fate:
    """Arrays for the fates of so many runs, to be used again: new memory costs a tenth of what short runs take."""
    size = count + SPARE
    return Fate(np.empty(size, np.uint8), np.empty(size, np.int64), np.empty(size))


def fits(out: Fate | None, count: int) -> bool:
    """Whether the fates of so many runs can lie there."""
    return out is not None and len(out.code) >= count + SPARE


class _Pools:
    """The memory of a batch and of a pool: states, what comes with runs, what is seen of them, room for a chunk."""

    def __init__(self, made: Kernels, of: Levels, runs: Runs, leave: bool) -> None:
        self.made, self.of, self.runs = made, of, runs
        kind, most = made.kind, max(1, MOST // (made.rows * 8))
        self.drawn = isinstance(runs.begun, Drawn)
        self.own = not runs.are_alike
        self.pool = groups_of(min(POOL if leave else STAYING, len(runs), most), made.width) * made.width
        self.batch = max(self.pool, min(BATCH, most, STEPS // (of.steps + 1)) // self.pool * self.pool)
        dies = can_die(runs.lab)
        self.full = self.pool // 2 if leave and dies and self.drawn and not self.own else 0
        groups = (2 * self.pool if self.full else self.pool) // made.width
        self.state = aligned((groups if self.drawn else 0, made.rows, made.width), kind)
        self.given = self._given(slice(0, min(2 * self.pool, len(runs))))
        self.seen, self.work = aligned((groups, len(ROWS), made.width), kind), aligned((made.work,), kind)
        self.list = np.zeros(groups * made.width + made.width, np.int64)
        self.looks = np.array([0, *(looks(of, LOOKS if dies else SELDOM) if leave else [of.begin + 1])])
        self.drawing = drawing(runs.lab, made.rows, made.real, made.width) if self.drawn else None
        self.order = self._order(leave)

    def _given(self, part: slice) -> NDArray[Any]:
        return grouped(columns(self.runs, (self.of.limit, self.of.at_zero), part, self.made.kind), self.made.width)

    def _order(self, leave: bool) -> Order[int]:
        """What is the same for all batches."""
        begun = self.runs.begun
        draw, table = self.drawing.addresses if self.drawing else (0, 0)
        seed = signed(begun.seed) if isinstance(begun, Drawn) else 0
        arrays = self.state, self.given, self.seen, self.work, self.list, self.looks
        state, given, seen, work, places, steps = (array.ctypes.data for array in arrays)
        glances = len(self.looks) - 1
        return Order(
            state, given, seen, 0, 0, 0, work, places, steps, draw, table, seed, 0, 0, self.pool, self.full,
            int(self.own), int(leave), min(EARLY, glances) if self.full else 0, glances, self.of.half,
            self.of.steps + 1,
        )  # fmt: skip

    def train(self, fate: Fate) -> None:
        """Trains all runs to the end and writes down what became of them."""
        numbers = [(f"{name}s", getattr(fate, name)) for name in FATES]
        fates = [(name, one.ctypes.data, one.itemsize) for name, one in numbers]
        for at in range(0, len(self.runs), self.batch):
            part = slice(at, min(at + self.batch, len(self.runs)))
            places = {name: first + at * each for name, first, each in fates}
            words = np.array(self.order._replace(**places, **self._starts(part)), np.int64)
            self.made.call("pools", words.ctypes.data)

    def _starts(self, part: slice) -> dict[str, int]:
        """What an order says of a batch's starts and of what comes with its runs."""
        begun, found = self.runs.begun, {"runs": part.stop - part.start}
        if isinstance(begun, Drawn):
            found["first"] = signed(begun.first + part.start)
        else:
            self.state = _grouped(self.made, begun[part])
            found["state"] = self.state.ctypes.data
        if self.own:
            self.given = self._given(part)
            found["given"] = self.given.ctypes.data
        return found


def _grouped(made: Kernels, theta: Array) -> NDArray[Any]:
    rows: NDArray[Any] = np.zeros((len(theta), made.rows), made.kind)
    with np.errstate(all="ignore"):  # of what is no number in this precision
        rows[:, : theta.shape[1]] = theta
    return grouped(rows, made.width)


def looks(of: Levels, first: Sequence[int] = LOOKS) -> Iterator[int]:
    """The steps at which it is looked which runs are done, up to the first of the window, which J has then seen."""
    step, far = 0, iter(first)
    while step < of.begin + 1:
        step = min(next(far, 2 * step), of.begin + 1)
        yield step
