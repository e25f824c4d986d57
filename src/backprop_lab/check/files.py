"""A student's file, checked: run in a process of its own, and run again where other random numbers are needed."""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import ExitStack
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from ..lab import Lab
from .candidate.answer import Described
from .candidate.process import Process
from .candidate.question import Limits
from .candidate.source import Source, read_source

if TYPE_CHECKING:
    from .verdict import Report


def check_file(
    path: str | Path, lab: Lab, *, use: Mapping[str, str] | None = None, seed: int = 0, limits: Limits | None = None
) -> Report:
    """The report on a .py or .ipynb file for this lab. `FileError` where it cannot be read."""
    source = read_source(path)
    with ExitStack() as stack:
        runs = Runs(source, lab, limits, stack, seed)
        from .judge.whole import judge  # while the program runs

        runs.ahead(1)  # whether a start is random is seen in a second run
        _ = runs.first.described
        runs.ahead(2, held=not runs.is_quick)  # where two starts let nothing through, a third is asked for
        return judge(runs.first, lab, file=str(path), seed=seed, use=use, another=runs.another)


MOST_RUNS = 100
QUICK = 1.0
"""Programs that run in less seconds are run for other starts before it is known whether these are asked for."""


class Runs:
    """The runs of one program, each in a process of its own and with its own random numbers, drawn from the seed."""

    def __init__(self, source: Source, lab: Lab, limits: Limits | None, stack: ExitStack, seed: int) -> None:
        self._source, self._lab, self._limits, self._stack, self._seed = source, lab, limits, stack, seed
        blocks = [block.stop - block.start for pair in lab.network.blocks for block in pair if block.stop > block.start]
        self._sizes = tuple(dict.fromkeys((lab.network.size, *blocks)))
        self._names = lab.parameters
        self._others: dict[int, Process] = {}
        self.first = self._run(0)

    @cached_property
    def is_quick(self) -> bool:
        """Whether the program's first run took no time to speak of."""
        return self.first.limits.total - self.first.left < QUICK

    def another(self, i: int) -> Described | None:
        """What the program holds after a run with other random numbers; None where all its time is used up."""
        if sum(run.limits.total - run.left for run in (self.first, *self._others.values())) >= self.first.limits.total:
            return None
        late = any(failure.kind == "timeout" for failure in self.first.described.failures)
        if late and self.first.left < self.first.limits.total / 2:
            return None  # it would take all its time again
        if i not in self._others:
            self.ahead(i)
        if i > 1 or self.is_quick:  # who looks for a start that lets something through may look on
            self.ahead(i + 1, held=not self.is_quick)
        return self._others[i].described

    def ahead(self, i: int, held: bool = False) -> None:
        """Begins a run that is asked for later; `held` makes its process ready alone."""
        if i not in self._others:
            self._others[i] = self._run(i, held)

    def _run(self, i: int, held: bool = False) -> Process:
        entropy = self._entropies[i - 1] if i else self._seed * MOST_RUNS
        return self._stack.enter_context(
            Process(self._source, self._limits, sizes=self._sizes, names=self._names, entropy=entropy, held=held)
        )

    @cached_property
    def _entropies(self) -> list[int]:
        """What makes the luck of every other run."""
        from .luck import lucky  # while the program runs

        return list(lucky(self._source.text, self._lab, self._seed * MOST_RUNS + 1))
