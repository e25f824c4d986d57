"""Trains many runs with compiled steps, a pool at a time; runs that stand still or left all bounds leave the pool."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .drawing import drawing
from .dropping import can_drop
from .fate import Fate, Levels, levels
from .given import columns, form
from .kernels import Kernels, kernels
from .layout import BLOCK, aligned, grouped, groups_of
from .runs import Drawn, Runs
from .seen import ROWS
from .traced import Trace, trace

__all__ = ["Trace", "trace", "train"]
POOL = 8192
"""So many runs are trained at once."""
MOST = 2**23
"""A pool's states take at most so many bytes, where that leaves a block."""
LOOKS = (6, 12, 24, 48)
"""Steps after which it is looked which runs are done; later ones are twice as far."""
FEW = 1 / 8
"""Runs that are done leave a pool where they are more than this share of it."""


def train(runs: Runs, *, real: str = "double", width: int | None = None, leave: bool = True) -> Fate:
    """What becomes of the runs, trained in double or float.

    With `leave` a run is trained no more once a step changed no bit of it, as no later one would, or its J left all
    bounds. The result is the same to the bit. Raises as `given.served` does.
    """
    made, of, count = kernels(form(runs), real, width), levels(runs), len(runs)
    fate = Fate(np.zeros(count, np.uint8), np.zeros(count, np.int64), np.zeros(count))
    size = min(POOL, count, max(made.width * BLOCK, MOST // (made.rows * 8)))
    pool = _Pool(made, of, size, leave) if count else None
    for at in range(0, count, size or 1):
        assert pool
        part = slice(at, min(at + size, count))
        pool.fill(runs, part)
        pool.train(Fate(fate.code[part], fate.step[part], fate.value[part]))
    return fate


class _Pool:
    """The memory of a pool: the state of its runs, what comes with them, what is seen of them, and room for a chunk."""

    def __init__(self, made: Kernels, of: Levels, size: int, leave: bool) -> None:
        self.made, self.of, self.leave = made, of, leave
        groups, kind = groups_of(size, made.width), made.kind
        self.state = aligned((groups, made.rows, made.width), kind)
        self.given = aligned((groups, made.form.columns, made.width), kind)
        self.seen = aligned((groups, len(ROWS), made.width), kind)
        self.work, self.count = aligned((made.work,), kind), aligned((made.width,), np.int64)
        self.runs_at = [array.ctypes.data for array in (self.state, self.given, self.seen)]
        self.seen_at, self.work_at, self.count_at = (a.ctypes.data for a in (self.seen, self.work, self.count))
        self.groups = self.runs = 0
        self.fate_at: list[int] = []
        self._same = False
        """Whether what comes with runs is in its place already, since it is the same for all."""

    def fill(self, runs: Runs, part: slice) -> None:
        """Takes the runs of a part."""
        self.runs = part.stop - part.start
        self.groups = groups_of(self.runs, self.made.width)
        begin(self.made, runs, part, self.state[: self.groups])
        if not self._same:
            rows = columns(runs, (self.of.limit, self.of.at_zero), part, self.made.kind)
            self.given[: self.groups] = grouped(rows, self.made.width)
        self._same = np.ndim(runs.rates if runs.rates is not None else 0.0) == 0 and not runs.data
        self.made.call("begin", self.seen_at, self.groups, self.runs)

    def train(self, fate: Fate) -> None:
        """Trains them to the end and writes down what became of them."""
        self.fate_at = [array.ctypes.data for array in (fate.code, fate.step, fate.value)]
        before, half, after = 0, self.of.half, self.of.steps + 1
        if self.leave and can_drop(self.made.form.lab):
            self.made.call("drop", *self.runs_at, self.groups)
            if not self._leave():
                return
        for step in looks(self.of) if self.leave else [self.of.begin + 1]:
            self._go(before, step, 0)
            before = step
            if self.leave and not self._leave():
                return
        self._go(before, after, half)
        self.made.call("judge", *self.runs_at, *self.fate_at, self.work_at, self.groups, 0)

    def _go(self, first: int, after: int, half: int) -> None:
        """From one step to another."""
        self.made.call("go", *self.runs_at, self.work_at, self.groups, first, after - first, half)

    def _leave(self) -> bool:
        """Runs that are done leave if they are many; whether any are left."""
        arrays = *self.runs_at, *self.fate_at, self.work_at, self.count_at
        self.made.call("leave", *arrays, self.groups, int(FEW * self.runs))
        left = int(self.count[0])
        if left >= 0:
            self.runs, self.groups = left, groups_of(left, self.made.width)
        return self.runs > 0


def begin(made: Kernels, runs: Runs, part: slice, state: NDArray[Any]) -> None:
    """Puts the starts of the runs of a part into groups."""
    if isinstance(runs.begun, Drawn):
        draw = drawing(runs.lab, made.rows, made.real, made.width)
        draw.fill(state, runs.begun.seed, runs.begun.first + part.start)
        return
    rows: NDArray[Any] = np.zeros((part.stop - part.start, made.rows), made.kind)
    rows[:, : runs.lab.network.size] = runs.begun[part]
    state[...] = grouped(rows, made.width)


def looks(of: Levels) -> Iterator[int]:
    """The steps at which it is looked which runs are done, up to the first of the window, which J has then seen."""
    step, far = 0, iter(LOOKS)
    while step < of.begin + 1:
        step = min(next(far, 2 * step), of.begin + 1)
        yield step
