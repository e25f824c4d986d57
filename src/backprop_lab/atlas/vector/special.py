"""exp, log, tanh, sigmoid and softplus as vector code: additions, products, divisions and fma alone, within 4 ulp.

exp and tanh: the argument is k ln 2 + r with |r| <= ln 2 / 2, and e^r - 1 is a polynomial, so that what a processor or
a library has under these names never matters. log: m 2^e with m from sqrt(1/2) to sqrt(2), and the series of the
inverse hyperbolic tangent at (m - 1)/(m + 1). NaN and infinity come out as they must.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal, localcontext
from functools import cache
from math import cos, factorial, inf, pi

import numpy as np

from .code import Code, Value

LOG2E = 1.4426950408889634


@dataclass(frozen=True)
class Kind:
    """What depends on the precision.

    `mantissa` are the bits behind the point, `bias` the exponent's; `shift` turns a sum with it into a whole number;
    `high` + `low` is ln 2, `high` with so few bits that k `high` is exact; `degree` is that of the polynomial of e^r,
    `terms` are those of the series of log on its short and its long range.
    """

    mantissa: int
    bias: int
    shift: float
    high: float
    low: float
    degree: int
    terms: tuple[int, int]
    least: float
    most: float
    unit: float
    """Where tanh is 1."""


KINDS = {
    "double": Kind(52, 1023, 6755399441055744.0, 0.6931471803691238, 1.9082149292705877e-10, 11, (11, 17),
                   -760.0, 710.0, 20.0),
    "float": Kind(23, 127, 12582912.0, 0.693359375, -2.12194440e-4, 6, (5, 8), -120.0, 89.0, 10.0),
}  # fmt: skip


def exp(code: Code, x: Value) -> Value:
    """e^x."""
    kind = KINDS[code.real]
    x = _between(code, x, kind.least, kind.most)
    whole, r = _reduced(code, x, kind.shift)
    p = code.two("fadd", _expm1(code, r), code.constant(1.0))
    k = code.word("sub", code.bits(whole), code.whole(code_bits(kind, kind.shift)))
    half = code.word("ashr", k, code.whole(1))
    rest = code.word("sub", k, half)
    return code.two("fmul", code.two("fmul", p, _power(code, half)), _power(code, rest))


def tanh(code: Code, x: Value) -> Value:
    """(e^2|x| - 1) / (e^2|x| + 1), with the sign of x.

    2|x| is k ln 2 + 2 r, and (e^2r - 1) / 2 is taken times 2^(k+1). The exponent's bias and 1 are in what makes k
    whole, so that its bits are those of 2^(k+1) when they are moved.
    """
    kind = KINDS[code.real]
    size, unit = code.call("fabs", x), code.constant(kind.unit)
    size = code.choose(code.compare("ogt", size, unit), unit, size)
    whole, r = _reduced(code, size, kind.shift + kind.bias + 1, 2)
    scale = code.reals(code.word("shl", code.bits(whole), code.whole(kind.mantissa)))
    less = code.fma(scale, code.constant(0.5), code.constant(-1.0))
    e = code.fma(scale, _expm1(code, r, 2), less)
    return code.call("copysign", code.two("fdiv", e, code.two("fadd", e, code.constant(2.0))), x)


def sigmoid(code: Code, x: Value) -> Value:
    """1 / (1 + e^-x), from e^-|x|, which cannot overflow."""
    small, one = _small(code, x), code.constant(1.0)
    above = code.choose(code.compare("oge", x, code.constant(0.0)), one, small)
    return code.two("fdiv", above, code.two("fadd", one, small))


def softplus(code: Code, x: Value) -> Value:
    """log(1 + e^x) = max(x, 0) + log(1 + e^-|x|)."""
    zero = code.constant(0.0)
    part = code.choose(code.compare("ogt", zero, x), zero, x)
    return code.two("fadd", part, _log1p(code, _small(code, x)))


def log(code: Code, x: Value) -> Value:
    """log x for x of normal size, 0 and infinity."""
    kind = KINDS[code.real]
    word = code.bits(x)
    root = int(code_bits(kind, 0.7071067811865476))
    moved = code.word("sub", word, code.whole(root))
    e = code.word("ashr", moved, code.whole(kind.mantissa))
    m = code.reals(code.word("sub", word, code.word("shl", e, code.whole(kind.mantissa))))
    exponent = code.op(f"sitofp {code.words} {e} to {code.vector}")
    one = code.constant(1.0)
    f = code.two("fdiv", code.two("fsub", m, one), code.two("fadd", m, one))
    near = code.fma(exponent, code.constant(kind.low), _arc(code, f, kind.terms[0]))
    found = code.fma(exponent, code.constant(kind.high), near)
    found = code.choose(code.compare("olt", x, code.constant(inf)), found, x)
    return code.choose(code.compare("oeq", x, code.constant(0.0)), code.constant(-inf), found)


def code_bits(kind: Kind, number: float) -> int:
    """The bits of a number of this precision."""

    return int(np.float64(number).view(np.int64)) if kind.mantissa == 52 else int(np.float32(number).view(np.int32))


def _small(code: Code, x: Value) -> Value:
    """e^-|x|."""
    return exp(code, code.negative(code.call("fabs", x)))


def _between(code: Code, x: Value, least: float, most: float) -> Value:
    low, high = code.constant(least), code.constant(most)
    x = code.choose(code.compare("olt", x, low), low, x)
    return code.choose(code.compare("ogt", x, high), high, x)


def _reduced(code: Code, x: Value, shift: float, times: int = 1) -> tuple[Value, Value]:
    """(k in the last bits of a float, more by what `shift` has there; r): `times` x is k ln 2 + `times` r."""
    kind = KINDS[code.real]
    moved = code.constant(shift)
    whole = code.fma(x, code.constant(times * LOG2E), moved)
    k = code.two("fsub", whole, moved)
    r = code.fma(k, code.constant(-kind.high / times), x)
    return whole, code.fma(k, code.constant(-kind.low / times), r)


def _power(code: Code, k: Value) -> Value:
    """2^k."""
    kind = KINDS[code.real]
    return code.reals(code.word("shl", code.word("add", k, code.whole(kind.bias)), code.whole(kind.mantissa)))


def _expm1(code: Code, r: Value, times: int = 1) -> Value:
    """(e^(`times` r) - 1) / `times` for |`times` r| <= ln 2 / 2, `times` a power of 2.

    The even and the odd powers are summed up apart, so that one waits less for the other.
    """
    numbers = [c * times ** (n + 1) for n, c in enumerate(series(KINDS[code.real].degree - 2))]
    square, parts = code.two("fmul", r, r), []
    for part in (numbers[::2], numbers[1::2]):
        *lower, highest = map(code.constant, part)
        so_far = highest
        for number in reversed(lower):
            so_far = code.fma(so_far, square, number)
        parts.append(so_far)
    even, odd = parts
    return code.fma(square, code.fma(r, odd, even), r)


@cache
def series(degree: int) -> tuple[float, ...]:
    """Coefficients, the constant first, of the polynomial that is (e^r - 1 - r) / r^2 at Chebyshev's nodes.

    The nodes are those of |r| <= ln 2 / 2, to twelve digits, which every machine finds alike; between them it errs
    hardly more than the best polynomial of this degree.
    """
    with localcontext() as context:
        context.prec = 50
        count = degree + 1
        half = Decimal(2).ln() / 2
        nodes = [half * Decimal(f"{cos((2 * i + 1) * pi / (2 * count)):.12f}") for i in range(count)]
        rows = [sum((r**n / factorial(n + 2) for n in range(1, 30)), Decimal("0.5")) for r in nodes]
        for gap in range(1, count):  # divided differences
            rows[gap:] = [(rows[i] - rows[i - 1]) / (nodes[i] - nodes[i - gap]) for i in range(gap, count)]
        found: list[Decimal] = []
        for node, number in zip(reversed(nodes), reversed(rows), strict=True):  # times (r - node), plus the number
            moved = [Decimal(0), *found]
            found = [a - node * b for a, b in zip(moved, [*found, Decimal(0)], strict=True)]
            found[0] += number
        return tuple(map(float, found[:count]))


def _arc(code: Code, f: Value, terms: int) -> Value:
    """2 (f + f^3/3 + f^5/5 + ...)."""
    s = code.two("fmul", f, f)
    series = code.constant(1 / (2 * terms + 1))
    for n in range(terms - 1, 0, -1):
        series = code.fma(series, s, code.constant(1 / (2 * n + 1)))
    twice = code.two("fadd", f, f)
    return code.fma(code.two("fmul", twice, s), series, twice)


def _log1p(code: Code, u: Value) -> Value:
    """log(1 + u) for u from 0 to 1."""
    f = code.two("fdiv", u, code.two("fadd", u, code.constant(2.0)))
    return _arc(code, f, KINDS[code.real].terms[1])
