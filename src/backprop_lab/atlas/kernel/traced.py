"""The states that some runs pass through, from the arithmetic of the compiled steps, to the bit."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...arrays import Array
from ..given import Form, alike, columns, form
from ..runs import Runs
from ..span import span
from ..traits import beta
from ..vector import compiled
from ..vector.code import Code
from .body import Placed, enter, passing, prepare, step, write_gradient
from .gram import gram
from .layout import aligned, grouped, rows_of
from .spanned import lost
from .tables import scratch_of

TRACE = "ptr noalias %state, ptr noalias %given, ptr noalias %kept, ptr noalias %work, i64 %groups, i64 %count"


@dataclass(frozen=True, eq=False)
class Trace:
    """theta (steps + 1, runs, P), J `value` (steps + 1, runs) and its gradient (steps + 1, runs, P)."""

    theta: Array
    value: Array
    gradient: Array


def trace(runs: Runs, *, real: str = "double", width: int | None = None) -> Trace:
    """Every state of the runs; numbers of float are exact in what is handed back."""
    size, shape = runs.lab.network.size, (runs.lab.descent.steps + 1, len(runs))
    found = Trace(np.empty((*shape, size)), np.empty(shape), np.empty((*shape, size)))
    for which, part in alike(runs):
        for name, array in vars(_trace(part, real, width or compiled.lanes(real))).items():
            getattr(found, name)[:, which] = array
    return found


def _trace(runs: Runs, real: str, width: int) -> Trace:
    of = form(runs)
    kind = np.float64 if real == "double" else np.float32
    size, count = runs.lab.network.size, runs.lab.descent.steps + 1
    state: NDArray[Any] = np.zeros((len(runs), rows_of(runs.lab)), kind)
    state[:, :size] = runs.theta
    groups = grouped(state, width)
    given = grouped(columns(runs, (np.inf, 0.0), slice(None), kind), width)
    kept = aligned((count, len(groups), 2 * size + 1, width), kind)
    work = aligned(((scratch_of(of, width, real) + groups.shape[1]) * width,), kind)
    _tracing(of, real, width).functions["trace"](
        *(a.ctypes.data for a in (groups, given, kept, work)), len(groups), count
    )
    rows = kept.swapaxes(2, 3).reshape(count, -1, 2 * size + 1)[:, : len(runs)].astype(np.float64)
    found = Trace(rows[..., :size], rows[..., size], rows[..., size + 1 :])
    if of.spans:
        found.theta[..., runs.lab.network.blocks[1][0].start :] *= span(of.lab.objective, real).unit
    if carries(of):
        _unfold(runs, found, state[:, :size].astype(np.float64))
    return found


def carries(of: Form) -> bool:
    """Whether the states of the code have something else in place of the first layer's parameters."""
    return of.spans or gram(of) is not None


def _unfold(runs: Runs, found: Trace, theta: Array) -> None:
    """The first layer's parameters and their gradient, in place of preactivations and what came back to them.

    Sums are made point by point, which every machine rounds alike.
    """
    x, (weights, biases), stays = runs.lab.objective.data.x, runs.lab.network.blocks[0], beta(runs.lab)
    rate = runs.rate[:, :1] if runs.is_by_layer else runs.rate[:, None]
    first, units = slice(weights.start, biases.stop), runs.lab.network.widths[1]
    now, velocity = theta[:, first], np.zeros_like(theta[:, first])
    with np.errstate(all="ignore"):
        for state, gradient in zip(found.theta, found.gradient, strict=True):
            back = gradient[:, : len(x) * units].reshape(-1, len(x), units)
            own = sum(x[p][:, None] * back[:, p, None, :] for p in range(len(x)))
            bias = sum(back[:, p] for p in range(len(x)))
            gradient[:, weights], gradient[:, biases] = own.reshape(len(now), -1), bias[:, : biases.stop - biases.start]
            state[:, first] = now
            velocity = stays * velocity + gradient[:, first]
            now = now - rate * velocity


@lru_cache(32)
def _tracing(of: Form, real: str, width: int) -> compiled.Compiled:
    code, rows, size = Code(width, real), rows_of(of.lab), of.lab.network.size
    after = code.at("%work", scratch_of(of, width, real))
    prepare(code, of, "%work")
    enter(code, of, "%state", "%work", "%groups")
    with code.loop("%count") as t, code.loop("%groups") as g:
        place, given = code.at("%state", g, rows), code.at("%given", g, of.columns)
        index = code.op(f"add i64 {code.op(f'mul i64 {t}, %groups')}, {g}")
        kept = code.at("%kept", index, 2 * size + 1)

        with code.loop(size) as row:
            code.store(code.load(code.at(place, row)), code.at(kept, row))
        write_gradient(code, of, place, given, "%work", code.at(kept, size + 1))
        (made,) = step(code, of, [Placed(place, after, given)], "%work")
        code.store(lost(code, of, made.noted), code.at(kept, size))
        with code.loop(rows) as row:
            code.store(code.load(code.at(after, row)), code.at(place, row))
    return compiled.compile_functions(*passing(of, width, real), ("trace", code, TRACE))
