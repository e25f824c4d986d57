"""What a map is, as a value: the lab, the starts or the axes, the arithmetic. The same plan gives the same bits.

A plan is cut into blocks, whose borders follow from the plan alone; a block's results are arrays that do not depend
on who works it out, or when.
"""

from __future__ import annotations

import hashlib
import json
import math
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np

from ..arrays import Array
from ..errors import InputError, shown
from ..lab import Lab, from_tables, to_tables
from ..start import check_name
from .axis import Axis
from .knobs import knob, moved
from .traits import served

Engine = Literal["compiled", "numpy"]
ENGINES: tuple[Engine, ...] = ("compiled", "numpy")
PRECISIONS = (64, 32)
ARITHMETIC = 3
"""Raised whenever the numbers of a map may come out in other bits."""
MOST_STARTS = 10**12
BLOCK = 2**18
"""About so many runs of a survey make a block; where that would be too many blocks, more do."""
MOST_BLOCKS = 1024
TILE = 128
"""A block of a plane has up to so many pixels a side."""
WORK: dict[Engine, int] = {"compiled": 2**37, "numpy": 2**30}
"""About so many flops at most make a block, some seconds: what is lost where the work is stopped, and a move of the
bar."""
MANY_BLOCKS = 2**14
"""Where blocks would have more flops than that, there are up to so many of a survey, and four times as many of a
plane."""
LEAST: dict[Engine, int] = {"compiled": 8, "numpy": 1}
SIDE = 4
"""A block has at least so many starts, at every rate, or pixels a side: compiled, runs are trained side by side."""
MOST_SIDE = 32_768
"""Pixels a side of a plane."""


@dataclass(frozen=True)
class Survey:
    """Starts 0 to `starts` - 1 of a seed, each trained at every rate of an axis."""

    lab: Lab
    seed: int
    starts: int
    axis: Axis
    count: int
    engine: Engine = "compiled"
    precision: int = 64

    def __post_init__(self) -> None:
        _check(self)
        if not isinstance(self.starts, int) or not 1 <= self.starts <= MOST_STARTS:
            raise InputError("starts must be a whole number from 1 to 1e12", shown(self.starts))
        if self.axis.low <= 0:
            raise InputError("rates must be above 0", self.axis.span)

    @property
    def rates(self) -> Array:
        """The rates, shape (count,)."""
        return self.axis.points(self.count)

    @property
    def together(self) -> int:
        """The starts of a block, a power of 2."""
        few = max(BLOCK // self.count, -(-self.starts // MOST_BLOCKS))
        light = max(_light(self) // self.count, LEAST[self.engine])
        few = max(min(few, light), -(-self.starts // MANY_BLOCKS), 1)
        return 1 << (few - 1).bit_length()

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return -(-self.starts // self.together)

    def part(self, block: int) -> range:
        """The starts of a block."""
        return range(block * self.together, min((block + 1) * self.together, self.starts))

    def runs_of(self, block: int) -> int:
        """The runs of a block."""
        return len(self.part(block)) * self.count

    @property
    def runs(self) -> int:
        """All runs."""
        return self.starts * self.count


@dataclass(frozen=True)
class Plane:
    """One start, trained once for each pixel of a plane over two axes; `width` pixels along x, `height` along y."""

    lab: Lab
    seed: int
    index: int
    x: Axis
    y: Axis
    width: int
    height: int
    engine: Engine = "compiled"
    precision: int = 64

    def __post_init__(self) -> None:
        _check(self)
        check_name(self.seed, self.index)
        if moved(knob(self.lab, self.x.name)) == moved(knob(self.lab, self.y.name)):
            raise InputError("the two axes must be of two things", f"{self.x.name} and {self.y.name}")
        for axis in (self.x, self.y):
            kind = knob(self.lab, axis.name).kind
            if kind in ("rate", "layer") and axis.low <= 0:
                raise InputError(f"the axis {axis.name} must be above 0", axis.span)
        for size in (self.width, self.height):
            if not isinstance(size, int) or not 1 <= size <= MOST_SIDE:
                raise InputError(f"a plane must be from 1 to {MOST_SIDE} pixels wide and high", shown(size))

    @property
    def side(self) -> int:
        """The pixels a side of a block, a power of 2."""
        few = max(_light(self), -(-self.width * self.height // (4 * MANY_BLOCKS)))
        side = 1 << (math.isqrt(few - 1).bit_length() if few > 1 else 0)
        return min(max(side, SIDE), TILE)

    @property
    def columns(self) -> int:
        """How many blocks lie side by side."""
        return -(-self.width // self.side)

    @property
    def blocks(self) -> int:
        """How many blocks there are."""
        return self.columns * -(-self.height // self.side)

    def part(self, block: int) -> tuple[range, range]:
        """The rows and the columns of pixels of a block; row 0 is the lowest of the picture."""
        row, column = divmod(block, self.columns)
        return _stretch(row, self.side, self.height), _stretch(column, self.side, self.width)

    def runs_of(self, block: int) -> int:
        """The runs of a block."""
        rows, columns = self.part(block)
        return len(rows) * len(columns)

    @property
    def runs(self) -> int:
        """All runs."""
        return self.width * self.height

    def values(self, rows: range, columns: range) -> dict[str, Array]:
        """What the axes are at these pixels, row by row, shape (runs,) each."""
        x, y = self.x.centres(self.width)[columns], self.y.centres(self.height)[rows]
        return {self.x.name: np.tile(x, len(y)), self.y.name: np.repeat(y, len(x))}


Plan = Survey | Plane


def _stretch(place: int, side: int, length: int) -> range:
    return range(place * side, min((place + 1) * side, length))


def _light(plan: Plan) -> int:
    """So many runs have about as many flops as a block may: 6 a weight, point and step, forward and back."""
    lab = plan.lab
    flops = 6 * lab.network.size * len(lab.objective.data) * max(lab.descent.steps, 1)
    return max(WORK[plan.engine] // flops, 1)


def _check(plan: Plan) -> None:
    check_name(plan.seed, 0)
    if not (isinstance(plan.engine, str) and plan.engine in ENGINES):
        raise InputError(f"the engine must be one of {', '.join(ENGINES)}", shown(plan.engine))
    is_known = isinstance(plan.precision, int) and plan.precision in PRECISIONS
    if not is_known or (plan.engine == "numpy" and plan.precision != 64):
        raise InputError("the precision must be 64 or 32, with NumPy 64", shown(plan.precision))
    served(plan.lab)


def to_plan_tables(plan: Plan) -> dict[str, Any]:
    """The plan as tables of plain numbers and words; `from_plan_tables` gives an equal one back."""
    common = {"arithmetic": ARITHMETIC, "engine": plan.engine, "precision": plan.precision, "seed": plan.seed}
    lab = {"lab": to_tables(plan.lab)}
    if isinstance(plan, Survey):
        rates = {"low": plan.axis.low, "high": plan.axis.high, "log": plan.axis.is_log, "count": plan.count}
        return {"kind": "survey"} | common | {"starts": plan.starts, "rates": rates} | lab
    axes = {key: _axis(axis) for key, axis in (("x", plan.x), ("y", plan.y))}
    size = {"width": plan.width, "height": plan.height}
    return {"kind": "plane"} | common | {"index": plan.index} | axes | size | lab


def _axis(axis: Axis) -> dict[str, Any]:
    return {"name": axis.name, "low": axis.low, "high": axis.high, "log": axis.is_log}


def from_plan_tables(tables: dict[str, Any]) -> Plan:
    """The plan of these tables. Raises KeyError, TypeError or ValueError where they are none."""
    if tables["arithmetic"] != ARITHMETIC:
        raise ValueError(f"it was made with arithmetic {tables['arithmetic']}, this program has {ARITHMETIC}")
    lab, seed, kinds = from_tables(tables["lab"]), tables["seed"], (tables["engine"], tables["precision"])
    if tables["kind"] == "survey":
        rates = tables["rates"]
        axis = Axis("rate", rates["low"], rates["high"], rates["log"])
        return Survey(lab, seed, tables["starts"], axis, rates["count"], *kinds)
    x, y = (Axis(t["name"], t["low"], t["high"], t["log"]) for t in (tables["x"], tables["y"]))
    return Plane(lab, seed, tables["index"], x, y, tables["width"], tables["height"], *kinds)


def digest(plan: Plan) -> str:
    """64 hexadecimal digits that are the same for equal plans, and differ for others."""
    text = json.dumps(to_plan_tables(plan), sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()
