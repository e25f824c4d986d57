"""All compiled functions of a form, as calls on arrays."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import numpy as np

from ..given import Form
from ..vector import compiled
from . import judging, pooling
from .advance import GO, going
from .body import passing
from .dropping import DROP, can_drop, dropping
from .layout import chunk_of, rows_of
from .leaving import LEAVE, leaving
from .pools import POOLS, pooled
from .straight import holds
from .tables import work_of


@dataclass(frozen=True, eq=False)
class Kernels:
    """The functions for runs of one form: `width` runs a vector, of double or float."""

    form: Form
    width: int
    real: str
    made: compiled.Compiled

    @property
    def kind(self) -> type:
        """NumPy's name of the reals."""
        return np.float64 if self.real == "double" else np.float32

    @property
    def rows(self) -> int:
        """The numbers of a run's state."""
        return rows_of(self.form.lab)

    @property
    def chunk_of(self) -> int:
        """The most steps that go together."""
        return chunk_of(self.form.lab, self.width, self.real)

    @property
    def work(self) -> int:
        """The reals that a chunk needs."""
        return work_of(self.form, self.width, self.real)

    def call(self, name: str, *arguments: int) -> None:
        """Calls a function with addresses and whole numbers, without the GIL."""
        self.made.functions[name](*arguments)


_ONCE = Lock()
"""Threads that ask for the same at once wait for the first."""


def kernels(form: Form, real: str = "double", width: int | None = None) -> Kernels:
    """The compiled functions of a form for this processor, or for vectors of another width."""
    with _ONCE:
        return _kernels(form, real, width or compiled.lanes(real))


@lru_cache(32)
def _kernels(form: Form, real: str, width: int) -> Kernels:
    functions = [
        *passing(form, width, real),
        ("go", going(form, width, real), GO),
        ("begin", pooling.beginning(form, width, real), pooling.BEGIN),
        ("judge", judging.judging(form, width, real), judging.JUDGE),
        ("leave", leaving(width, real), LEAVE),
        ("close_up", pooling.closing_up(form, width, real), pooling.CLOSE_UP),
        ("pools", pooled(form, width, real), POOLS),
    ]
    if can_drop(form.lab):
        functions.append(("drop", dropping(form, width, real), DROP))
    return Kernels(form, width, real, compiled.compile_functions(*functions, as_written=holds(form)))
