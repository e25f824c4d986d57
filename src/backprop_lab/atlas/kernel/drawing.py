"""Starts drawn by compiled code, a vector of runs at a time: the bits of `start.draw_many`.

Numbers are made in double, whatever the precision of the runs, and rounded to it at the end.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import lru_cache, partial
from itertools import pairwise
from threading import Lock

import numpy as np

from ...arrays import Array
from ...lab import Lab
from ...start import Start
from ..vector import compiled
from ..vector.code import Code, Value
from ..vector.shared import behind, spread
from . import generator

DRAW = "ptr noalias %state, ptr noalias %table, i64 %seed, i64 %first, i64 %groups"
UNROLLED = 4
"""Up to so many blocks of four words stand in the code one after the other."""
LEAST = -900
"""The exponent of the least width of uniform numbers of which no product is subnormal, and some more."""
Number = Callable[[Code, Value], Value]
"""Makes a number of a word."""
Join = Callable[[Code, Value, Value, Value], Value]
"""Makes a parameter of what its number is multiplied by, its number, and what is added to it."""


@dataclass(frozen=True, eq=False)
class Drawing:
    """Fills every lane of a state (groups, rows, width) with starts; what else it holds becomes 0.

    `table` has for each parameter what is added to its number times what, see `_is_exact`.
    """

    made: compiled.Compiled
    table: Array

    @property
    def addresses(self) -> tuple[int, int]:
        """Of the function and of its table."""
        return self.made.engine.get_function_address("draw"), self.table.ctypes.data


def signed(number: int) -> int:
    """A whole number of 64 bits with those bits."""
    return number - 2**64 if number >= 2**63 else number


_ONCE = Lock()
"""Threads that ask for the same at once wait for the first."""


def drawing(lab: Lab, rows: int, real: str, width: int) -> Drawing:
    """The compiled starts of a lab for a state of so many numbers, double or float."""
    with _ONCE:
        return _drawing(lab, rows, real, width)


@lru_cache(32)
def _drawing(lab: Lab, rows: int, real: str, width: int) -> Drawing:
    network, start, code = lab.network, lab.descent.start, Code(width)
    keys, into = generator.keys_of(code), partial(_Into, code, real, *_share(start))
    whole, rest = divmod(network.size, 4)
    slots = code.op(f"alloca [4 x {code.words}], align 64")
    with code.loop("%groups") as g:
        item = code.word(
            "add", code.every(code.op(f"add i64 %first, {code.op(f'mul i64 {g}, {width}')}")), _lanes(code)
        )
        group = into(code.op(f"mul i64 {g}, {rows}"))

        def straight(number: int) -> None:
            four = generator.words(code, item, code.whole(number), keys)
            group.four(four[: rest if number == whole else 4], 4 * number)

        blocks = whole + (rest > 0)
        if blocks > UNROLLED:
            with code.loop(blocks) as block:
                four = generator.words(code, item, code.every(block), keys)
                group.one_by_one(four, code.op(f"mul i64 {block}, 4"), network.size, slots)
        else:
            code.interwoven([partial(straight, number) for number in range(blocks)])
        for row in range(network.size, rows):
            group.store(code.constant(0.0), f"{row}")
    return Drawing(compiled.compile_functions(("draw", code, DRAW)), _table(lab, start))


def _is_exact(start: Start) -> bool:
    """Whether uniform numbers are multiplied by a power of two, which rounds nothing as no product is subnormal.

    Product and sum are then one fma, and the 2^-32 of a number goes into what it is multiplied by.
    """
    if start.name != "uniform":
        return False
    low, high = start.numbers
    part, power = math.frexp(high - low)
    return part == 0.5 and power > LEAST


def _share(start: Start) -> tuple[Number, Join]:
    """What is made of a word, and how a parameter is made of that and its row of the table."""
    if _is_exact(start):
        return generator.word_and_half, Code.fma
    return (generator.normal if start.name in ("normal", "he") else generator.unit), _plain


def _plain(code: Code, times: Value, number: Value, added: Value) -> Value:
    return code.two("fadd", added, code.two("fmul", times, number))


def _table(lab: Lab, start: Start) -> Array:
    """(P, 2): a parameter is the first number plus the second times what its word gives; biases may be 0."""
    found = np.zeros((lab.network.size, 2))
    if start.name in ("uniform", "normal"):
        low, high = start.numbers
        times = high - low if start.name == "uniform" else high
        found[:] = low, times * 2.0**-32 if _is_exact(start) else times
        return found
    for (weights, _), (m, n) in zip(lab.network.blocks, pairwise(lab.network.widths), strict=True):
        limit = math.sqrt(6.0 / (m + n))
        found[weights] = (0.0, math.sqrt(2.0 / m)) if start.name == "he" else (-limit, limit + limit)
    return found


@dataclass(frozen=True)
class _Into:
    """Where a group's numbers go, from row `place` of all."""

    code: Code
    real: str
    number: Number
    join: Join
    place: Value

    def four(self, words: Sequence[Value], first: int) -> None:
        """The parameters of a block of words, from number `first` on."""
        for at, word in enumerate(words):
            self._write(f"{first + at}", word)

    def one_by_one(self, words: Sequence[Value], first: Value, size: int, slots: Value) -> None:
        """Likewise in a loop, as normal numbers for each word would be compiled too long; `slots` have room for words.

        The last word goes first: those that are no parameter's are written where the last parameter is, and it over
        them.
        """
        code = self.code
        for at, word in enumerate(words):
            code.store_word(word, code.at(slots, at))
        with code.loop(len(words)) as i:
            which = code.op(f"sub i64 {len(words) - 1}, {i}")
            parameter = code.op(f"add i64 {first}, {which}")
            is_one = code.op(f"icmp slt i64 {parameter}, {size}")
            parameter = code.op(f"select i1 {is_one}, i64 {parameter}, i64 {size - 1}")
            self._write(parameter, code.word_at(code.at(slots, which)))

    def _write(self, parameter: Value, word: Value) -> None:
        code = self.code
        added, times = (self._every(parameter, which) for which in (0, 1))
        self.store(self.join(code, times, self.number(code, word), added), parameter)

    def _every(self, parameter: Value, which: int) -> Value:
        index = self.code.op(f"add i64 {self.code.op(f'mul i64 {parameter}, 2')}, {which}")
        return spread(self.code, behind(self.code, "%table", index))

    def store(self, value: Value, row: Value) -> None:
        code, kind = self.code, f"<{self.code.width} x {self.real}>"
        if self.real == "float":
            value = code.op(f"fptrunc {code.vector} {value} to {kind}")
        at = code.op(f"mul i64 {code.op(f'add i64 {self.place}, {row}')}, {code.width}")
        align = min(64, code.width * (4 if self.real == "float" else 8))
        code.do(
            f"store {kind} {value}, ptr {code.op(f'getelementptr {self.real}, ptr %state, i64 {at}')}, align {align}"
        )


def _lanes(code: Code) -> Value:
    return f"<{', '.join(f'i64 {lane}' for lane in range(code.width))}>"
