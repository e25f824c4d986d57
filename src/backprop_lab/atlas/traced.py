"""The states that some runs pass through, from the arithmetic of the compiled steps, to the bit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from . import compiled
from .code import Code, Value
from .given import Form, columns, form
from .layout import aligned, grouped, rows_of
from .runs import Runs
from .seen import loaded
from .straight import Step, gradient

TRACE = "ptr noalias %state, ptr noalias %given, ptr noalias %kept, i64 %groups, i64 %count"


@dataclass(frozen=True, eq=False)
class Trace:
    """theta (steps + 1, runs, P), J `value` (steps + 1, runs) and its gradient (steps + 1, runs, P)."""

    theta: Array
    value: Array
    gradient: Array


def trace(runs: Runs, *, real: str = "double", width: int | None = None) -> Trace:
    """Every state of the runs; numbers of float are exact in what is handed back."""
    of, width = form(runs), width or compiled.lanes(real)
    kind = np.float64 if real == "double" else np.float32
    size, count = runs.lab.network.size, runs.lab.descent.steps + 1
    state: NDArray[Any] = np.zeros((len(runs), rows_of(runs.lab)), kind)
    state[:, :size] = runs.theta
    groups = grouped(state, width)
    given = grouped(columns(runs, (np.inf, 0.0), slice(None), kind), width)
    kept = aligned((count, len(groups), 2 * size + 1, width), kind)
    _tracing(of, real, width).functions["trace"](*(a.ctypes.data for a in (groups, given, kept)), len(groups), count)
    rows = kept.swapaxes(2, 3).reshape(count, -1, 2 * size + 1)[:, : len(runs)].astype(np.float64)
    return Trace(rows[..., :size], rows[..., size], rows[..., size + 1 :])


@lru_cache(32)
def _tracing(of: Form, real: str, width: int) -> compiled.Compiled:
    code, rows, size = Code(width, real), rows_of(of.lab), of.lab.network.size
    with code.loop("%count") as t, code.loop("%groups") as g:
        place, given = code.at("%state", g, rows), loaded(code, of, g)
        index = code.op(f"add i64 {code.op(f'mul i64 {t}, %groups')}, {g}")
        kept = code.at("%kept", index, 2 * size + 1)

        def read(row: int) -> Value:
            return code.load(code.at(place, row))

        def write(row: int, value: Value) -> None:
            code.store(value, code.at(place, row))

        for row in range(size):
            code.store(read(row), code.at(kept, row))
        for row, slope in enumerate(gradient(code, of, read, given), size + 1):
            signed = code.negative(slope.value) if slope.negative else slope.value
            code.store(code.two("fmul", signed, code.constant(of.share)), code.at(kept, row))
        made = Step(code, of, read, write, given)
        for _ in made.phases():
            pass
        code.store(made.value, code.at(kept, size))
    return compiled.compile_functions(("trace", code, TRACE))
