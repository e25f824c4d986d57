"""Starts drawn by compiled code, a vector of runs at a time: the bits of `start.draw_many`.

What `philox` says in NumPy stands here once more for vectors: additions, products, divisions and roots, none fused.
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

from ... import philox
from ...arrays import Array
from ...lab import Lab
from ...start import Start
from ..vector import compiled
from ..vector.code import Code, Value
from ..vector.shared import behind, spread

DRAW = "ptr noalias %state, ptr noalias %table, i64 %seed, i64 %first, i64 %groups"
ROUNDS = 10
UNROLLED = 4
"""Up to so many blocks of four words stand in the code one after the other."""
_LOW = 0xFFFFFFFF
_MULTIPLIERS, _WEYL = (0xD2511F53, 0xCD9E8D57), (0x9E3779B9, 0xBB67AE85)
_WHOLE = 0x4330000000000000
"""The bits of 2^52: a whole number below that, put into them, is 2^52 more than itself."""
Words = tuple[Value, Value, Value, Value]


@dataclass(frozen=True, eq=False)
class Drawing:
    """Fills every lane of a state (groups, rows, width) with starts; what else it holds becomes 0.

    `table` has for each parameter what is added to its number times what.
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
    keys = _keys(code)
    share = {"uniform": _unit, "glorot": _unit, "normal": _normal, "he": _normal}[start.name]
    whole, rest = divmod(network.size, 4)
    slots = code.op(f"alloca [4 x {code.words}], align 64")
    with code.loop("%groups") as g:
        item = code.word(
            "add", code.every(code.op(f"add i64 %first, {code.op(f'mul i64 {g}, {width}')}")), _lanes(code)
        )
        into = _Into(code, real, code.op(f"mul i64 {g}, {rows}"), share)

        def straight(number: int) -> None:
            words = _philox(code, item, code.whole(number), keys)
            into.four(words[: rest if number == whole else 4], 4 * number)

        blocks = whole + (rest > 0)
        if blocks > UNROLLED:
            with code.loop(blocks) as block:
                words = _philox(code, item, code.every(block), keys)
                into.one_by_one(words, code.op(f"mul i64 {block}, 4"), network.size, slots)
        else:
            code.interwoven([partial(straight, number) for number in range(blocks)])
        for row in range(network.size, rows):
            into.store(code.constant(0.0), f"{row}")
    return Drawing(compiled.compile_functions(("draw", code, DRAW)), _table(lab, start))


def _table(lab: Lab, start: Start) -> Array:
    """(P, 2): a parameter is the first number plus the second times what its word gives; biases may be 0."""
    found = np.zeros((lab.network.size, 2))
    if start.name in ("uniform", "normal"):
        low, high = start.numbers
        found[:] = low, high - low if start.name == "uniform" else high
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
    place: Value
    number: Callable[[Code, Value], Value]

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
        self.store(code.two("fadd", added, code.two("fmul", times, self.number(code, word))), parameter)

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


def _keys(code: Code) -> list[tuple[Value, Value]]:
    """The two keys of every round."""
    halves = (code.op(f"and i64 %seed, {_LOW}"), code.op("lshr i64 %seed, 32"))
    found = []
    for turn in range(ROUNDS):
        moved = [code.op(f"add i64 {half}, {turn * weyl & _LOW}") for half, weyl in zip(halves, _WEYL, strict=True)]
        one, other = (code.every(code.op(f"and i64 {key}, {_LOW}")) for key in moved)
        found.append((one, other))
    return found


def _philox(code: Code, item: Value, block: Value, keys: list[tuple[Value, Value]]) -> Words:
    """The four words of a block of every item, in the lower halves; of the upper ones nothing is known."""
    low, half = code.whole(_LOW), code.whole(32)
    c: Words = (item, code.word("lshr", item, half), block, code.whole(philox.STARTS))
    for k0, k1 in keys:
        first, second = (
            code.word("mul", code.word("and", c[at], low), code.whole(by))
            for at, by in zip((0, 2), _MULTIPLIERS, strict=True)
        )
        high0, high1 = code.word("lshr", first, half), code.word("lshr", second, half)
        c = (
            code.word("xor", code.word("xor", high1, c[1]), k0), second,
            code.word("xor", code.word("xor", high0, c[3]), k1), first,
        )  # fmt: skip
    return c


def _unit(code: Code, word: Value) -> Value:
    """(word + 1/2) / 2^32."""
    lower = code.word("and", word, code.whole(_LOW))
    more = code.reals(code.word("or", lower, code.whole(_WHOLE)))
    return code.two("fmul", code.two("fsub", more, code.constant(2.0**52 - 0.5)), code.constant(2.0**-32))


def _normal(code: Code, word: Value) -> Value:
    """The standard normal number below which a share u of all lies."""
    u, half = _unit(code, word), code.constant(0.5)
    q = code.two("fsub", u, half)
    square = code.two("fmul", q, q)
    middle = code.two("fmul", q, _ratio(code, code.two("fsub", code.constant(0.180625), square), philox._MIDDLE))
    is_low = code.compare("olt", q, code.constant(0.0))
    end = code.choose(is_low, u, code.two("fsub", code.constant(1.0), u))
    r = code.call("sqrt", code.negative(_log(code, end)))
    tail = _ratio(code, code.two("fsub", r, code.constant(1.6)), philox._TAIL)
    is_middle = code.compare("ole", code.call("fabs", q), code.constant(0.425))
    return code.choose(is_middle, middle, code.choose(is_low, code.negative(tail), tail))


def _log(code: Code, p: Value) -> Value:
    """The logarithm of numbers of normal size, as `philox.log` makes it."""
    one, bits = code.constant(1.0), code.bits(p)
    m = code.reals(code.word("or", code.word("and", bits, code.whole(2**52 - 1)), code.whole(0x3FE << 52)))
    power = code.word("sub", code.word("lshr", bits, code.whole(52)), code.whole(0x3FE))
    is_low = code.compare("olt", m, code.constant(0.7071067811865476))
    m = code.choose(is_low, code.two("fadd", m, m), m)
    e = code.word("add", power, code.ones(is_low))
    f = code.two("fdiv", code.two("fsub", m, one), code.two("fadd", m, one))
    s = code.two("fmul", f, f)
    series = code.constant(1.0 / 23.0)
    for odd in range(21, 0, -2):
        series = code.two("fadd", code.two("fmul", series, s), code.constant(1.0 / odd))
    shift = 3 * 2**51
    moved = code.reals(code.word("add", e, code.whole(int(np.float64(shift).view(np.int64)))))
    exponent = code.two("fsub", moved, code.constant(shift))
    first = code.two("fmul", exponent, code.constant(0.6931471805599453))
    return code.two("fadd", first, code.two("fmul", code.two("fadd", f, f), series))


def _ratio(code: Code, r: Value, table: tuple[tuple[float, ...], tuple[float, ...]]) -> Value:
    """Numerator over denominator at r, each by Horner's rule."""
    rows = []
    for first, *rest in table:
        row = code.constant(first)
        for number in rest:
            row = code.two("fadd", code.two("fmul", row, r), code.constant(number))
        rows.append(row)
    return code.two("fdiv", *rows)
