"""Many runs some steps further, with what is remembered of them: the compiled heart of the atlas.

Runs lie in groups, one vector of `width` runs for each number of their state. All groups make a step before the first
makes the next one, so that the processor always has independent work.
"""

from __future__ import annotations

import ctypes
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..descent import BEYOND_RETURN
from ..lab import Lab
from ..outcome import MOVES
from . import compiled
from .code import Code, Value
from .given import Form
from .straight import all_off, step

GO = "ptr noalias %state, ptr noalias %given, ptr noalias %seen, i64 %groups, i64 %first, i64 %after"
LOOK = "ptr noalias %state, ptr noalias %given, ptr noalias %seen, i64 %groups"
ROWS = ("enough", "beyond", "fits", "still", "last", "low", "high", "lows0", "lows1", "climbs", "rises", "off")
"""What is remembered of each run, one vector a row; COUNTS are whole numbers, climbs, rises and off are -1 or 0."""
COUNTS = ("beyond", "fits", "still")
AT = {name: row for row, name in enumerate(ROWS)}
TRUE = -1
BLOCK = 8
"""So many groups go on together: their states fit into the processor's first cache."""


@dataclass(frozen=True, eq=False)
class Advance:
    """The compiled steps of a lab: `rows` numbers of state a run, `width` runs a vector, reals double or float."""

    rows: int
    width: int
    real: str
    made: compiled.Compiled

    @property
    def kind(self) -> type:
        """NumPy's name of the reals."""
        return np.float64 if self.real == "double" else np.float32

    def go(
        self,
        state: NDArray[Any],
        given: NDArray[Any],
        seen: NDArray[Any],
        first: int,
        after: int,
        window: int | None = None,
    ) -> None:
        """From step `first` to step `after`: state (groups, rows, width) moves, `seen` (groups, ROWS, width) remembers.

        `window` is the half of the window, 0 or 1, in which these steps lie. `given`: (groups, columns, width).
        """
        name = "go" if window is None else f"window{window}"
        self.made.functions[name](*map(address, (state, given, seen)), len(state), first, after)

    def look(self, state: NDArray[Any], given: NDArray[Any], seen: NDArray[Any]) -> None:
        """Remembers of each run whether no path lets a point through."""
        if "look" in self.made.functions:
            self.made.functions["look"](*map(address, (state, given, seen)), len(state))


def advance(form: Form, real: str = "double", width: int | None = None) -> Advance:
    """The compiled steps of a form for this processor, or for vectors of another width."""
    return _advance(form, real, width or compiled.lanes(real))


@lru_cache(32)
def _advance(form: Form, real: str, width: int) -> Advance:
    lab, rows = form.lab, rows_of(form.lab)
    functions = [(name, _going(form, Code(width, real), rows, half), GO) for name, half in _GOING.items()]
    if lab.network.activation.pieces == (0.0, 1.0) and not lab.network.biases and lab.network.depth > 1:
        functions.append(("look", _looking(form, Code(width, real), rows), LOOK))
    return Advance(rows, width, real, compiled.compile_functions(*functions))


_GOING = {"go": None, "window0": 0, "window1": 1}


def rows_of(lab: Lab) -> int:
    """The numbers of a run's state: theta, and what the method remembers of it."""
    return lab.network.size * (2 if lab.method.name == "momentum" else 1)


def _going(form: Form, code: Code, rows: int, half: int | None) -> Code:
    count = code.op("sub i64 %after, %first")
    with code.loop("%groups", BLOCK) as block:
        left = code.op(f"sub i64 %groups, {block}")
        few = code.op(f"icmp slt i64 {left}, {BLOCK}")
        groups = code.op(f"select i1 {few}, i64 {left}, i64 {BLOCK}")
        with code.loop(count) as i, code.loop(groups) as inside:
            g = code.op(f"add i64 {block}, {inside}")
            t = code.op(f"add i64 {i}, %first")
            _one(form, code, rows, g, t, half)
    return code


def _one(form: Form, code: Code, rows: int, g: Value, t: Value, half: int | None) -> None:
    """One step of one group."""
    place = code.at("%state", g, rows)
    places = [code.at(place, row) for row in range(rows)]
    given = loaded(code, form, g)
    made = step(code, form, [code.load(p) for p in places], given)
    limit = given[-1] if form.own_limit else code.constant(BEYOND_RETURN * max(1.0, form.lab.objective.at_zero))
    _remember(code, code.at("%seen", g, len(ROWS)), t, made.value, made.bits, limit, half)
    for value, p in zip(made.state, places, strict=True):
        code.store(value, p)


def _remember(code: Code, seen: Value, t: Value, value: Value, bits: Value, limit: Value, half: int | None) -> None:
    row = {name: code.at(seen, at) for name, at in AT.items()}
    now, following = code.every(t), code.every(code.op(f"add i64 {t}, 1"))
    is_good = code.compare("olt", value, limit)
    beyond = code.word_at(row["beyond"])
    goes_on = code.op(f"and {code.truths} {is_good}, {code.same_words(beyond, now)}")
    code.store_word(code.word("sub", beyond, code.ones(goes_on)), row["beyond"])
    fits = code.compare("ole", value, code.load(row["enough"]))
    code.store_word(code.choose_word(fits, code.word_at(row["fits"]), following), row["fits"])
    is_still = code.compare("oeq", bits, code.constant(0.0))
    code.store_word(code.choose_word(is_still, code.word_at(row["still"]), following), row["still"])
    if half is not None:
        _remember_window(code, row, value, f"lows{half}")
    code.store(value, row["last"])


def _remember_window(code: Code, row: dict[str, Value], value: Value, lows: str) -> None:
    before = code.load(row["last"])
    for name, relation in (("low", "olt"), ("high", "ogt"), (lows, "olt")):
        there = code.load(row[name])
        code.store(code.choose(code.compare(relation, value, there), value, there), row[name])
    rises = code.compare("ogt", value, code.two("fmul", before, code.constant(1 + MOVES)))
    climbs = code.compare("ogt", value, before)
    for name, operation, truth in (("rises", "or", rises), ("climbs", "and", climbs)):
        code.store_word(code.word(operation, code.word_at(row[name]), code.ones(truth)), row[name])


def _looking(form: Form, code: Code, rows: int) -> Code:
    with code.loop("%groups") as g:
        place = code.at("%state", g, rows)
        theta = [code.load(code.at(place, row)) for row in range(form.lab.network.size)]
        is_off = all_off(code, form, theta, loaded(code, form, g))
        code.store_word(code.ones(is_off), code.at(code.at("%seen", g, len(ROWS)), AT["off"]))
    return code


def loaded(code: Code, form: Form, g: Value) -> list[Value]:
    """What comes with the runs of a group, from `%given`."""
    place = code.at("%given", g, form.columns)
    return [code.load(code.at(place, row)) for row in range(form.columns)]


def address(array: NDArray[Any]) -> ctypes.c_void_p:
    """Where an array lies."""
    return array.ctypes.data_as(ctypes.c_void_p)


def aligned(shape: Sequence[int], kind: type) -> NDArray[Any]:
    """Zeros whose first byte lies at a multiple of 64."""
    size = int(np.prod(shape)) * np.dtype(kind).itemsize
    raw = np.zeros(size + 64, np.uint8)
    first = -raw.ctypes.data % 64
    return raw[first : first + size].view(kind).reshape(tuple(shape))


def grouped(rows: NDArray[Any], width: int) -> NDArray[Any]:
    """Rows (runs, numbers) as groups (groups, numbers, width); the last run fills up the last group."""
    runs, count = rows.shape
    groups = -(-runs // width)
    found = aligned((groups, count, width), rows.dtype.type)
    padded = rows if groups * width == runs else rows[np.minimum(np.arange(groups * width), runs - 1)]
    found[...] = padded.reshape(groups, width, count).swapaxes(1, 2)
    return found


def runs_of(groups: NDArray[Any]) -> NDArray[Any]:
    """Groups (groups, numbers, width) as rows (runs, numbers), those that fill up the last group too."""
    return groups.swapaxes(1, 2).reshape(-1, groups.shape[1])
