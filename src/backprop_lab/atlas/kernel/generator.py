"""The generator as vector code, from its words to normal numbers.

What `philox` says in NumPy stands here once more for vectors: additions, products, divisions and roots, none fused.
"""

from __future__ import annotations

import numpy as np

from ... import philox
from ..vector.code import Code, Value

_LOW = 0xFFFFFFFF
_WHOLE = 0x4330000000000000
"""The bits of 2^52: a whole number below that, put into them, is 2^52 more than itself."""
Words = tuple[Value, Value, Value, Value]


def keys_of(code: Code) -> list[tuple[Value, Value]]:
    """The two keys of every round."""
    halves = (code.op(f"and i64 %seed, {_LOW}"), code.op("lshr i64 %seed, 32"))
    found = []
    for turn in range(philox.ROUNDS):
        each = zip(halves, philox.WEYL, strict=True)
        moved = [code.op(f"add i64 {half}, {turn * weyl & _LOW}") for half, weyl in each]
        one, other = (code.every(code.op(f"and i64 {key}, {_LOW}")) for key in moved)
        found.append((one, other))
    return found


def words(code: Code, item: Value, block: Value, keys: list[tuple[Value, Value]]) -> Words:
    """The four words of a block of every item, in the lower halves; of the upper ones nothing is known."""
    low, half = code.whole(_LOW), code.whole(32)
    c: Words = (item, code.word("lshr", item, half), block, code.whole(philox.STARTS))
    for k0, k1 in keys:
        first, second = (
            code.word("mul", code.word("and", c[at], low), code.whole(by))
            for at, by in zip((0, 2), philox.MULTIPLIERS, strict=True)
        )
        high0, high1 = _upper(code, first), _upper(code, second)
        c = (
            code.word("xor", code.word("xor", high1, c[1]), k0), second,
            code.word("xor", code.word("xor", high0, c[3]), k1), first,
        )  # fmt: skip
    return c


def _upper(code: Code, product: Value) -> Value:
    """The upper half of every product in its lower half: shuffled, as a shift waits for the unit of the products."""
    kind, count = f"<{2 * code.width} x i32>", 2 * code.width
    halves = code.op(f"bitcast {code.words} {product} to {kind}")
    order = f"<{count} x i32> <{', '.join(f'i32 {at | 1}' for at in range(count))}>"
    upper = code.op(f"shufflevector {kind} {halves}, {kind} poison, {order}")
    return code.op(f"bitcast {kind} {upper} to {code.words}")


def word_and_half(code: Code, word: Value) -> Value:
    """word + 1/2."""
    lower = code.word("and", word, code.whole(_LOW))
    more = code.reals(code.word("or", lower, code.whole(_WHOLE)))
    return code.two("fsub", more, code.constant(2.0**52 - 0.5))


def unit(code: Code, word: Value) -> Value:
    """(word + 1/2) / 2^32."""
    return code.two("fmul", word_and_half(code, word), code.constant(2.0**-32))


def normal(code: Code, word: Value) -> Value:
    """The standard normal number below which a share u of all lies."""
    u, half = unit(code, word), code.constant(0.5)
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
