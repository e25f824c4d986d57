"""The generator: Philox4x32-10, and the way from its integers to uniform and to normal numbers.

Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC 2011. Word j of
item i of seed s is word j mod 4 of the block with key (s mod 2^32, s div 2^32) and counter
(i mod 2^32, i div 2^32, j div 4, stream). Every later step uses additions, multiplications,
divisions and square roots alone, each rounded once and none fused, so that NumPy, generated code
and JavaScript come to the same bits. `docs/random.md` writes it down for other languages.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .arrays import Array

STARTS, DIRECTIONS = 0, 1
"""The streams in use: starts of runs, and directions along which something is probed."""
FARTHEST = 6.34
"""No normal number is farther from 0: a word has 32 bits."""
ROUNDS, MULTIPLIERS, WEYL = 10, (0xD2511F53, 0xCD9E8D57), (0x9E3779B9, 0xBB67AE85)
"""Of Philox4x32-10."""

_MULTIPLIERS, _WEYL = np.array(MULTIPLIERS, np.uint64), np.array(WEYL, np.uint64)
_LOW = np.uint64(0xFFFFFFFF)
_HALF = np.uint64(32)


def philox(counter: NDArray[np.uint64], key: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Four 32-bit words for every counter (..., 4) under one key (2,), ten rounds, as uint64."""
    c = counter.astype(np.uint64)
    k = key.astype(np.uint64)
    for _ in range(ROUNDS):
        product = c[..., 0::2] * _MULTIPLIERS
        high, low = product >> _HALF, product & _LOW
        c = np.stack(
            [high[..., 1] ^ c[..., 1] ^ k[0], low[..., 1], high[..., 0] ^ c[..., 3] ^ k[1], low[..., 0]],
            axis=-1,
        )  # fmt: skip
        k = (k + _WEYL) & _LOW
    return c


def words(seed: int, items: object, count: int, stream: int = STARTS) -> NDArray[np.uint64]:
    """Words 0 .. count - 1 of every item, shape (items, count): item i of seed s is always the same."""
    item = np.atleast_1d(np.asarray(items, np.uint64))
    blocks = -(-count // 4)
    counter = np.empty((len(item), blocks, 4), np.uint64)
    counter[..., 0] = (item & _LOW)[:, None]
    counter[..., 1] = (item >> _HALF)[:, None]
    counter[..., 2] = np.arange(blocks, dtype=np.uint64)
    counter[..., 3] = stream
    key = np.array([seed & 0xFFFFFFFF, seed >> 32], np.uint64)
    return philox(counter, key).reshape(len(item), -1)[:, :count]


def unit(word: NDArray[np.uint64]) -> Array:
    """(word + 1/2) / 2^32: exact, inside (0, 1), symmetric about 1/2, never 0, 1/2 or 1."""
    return (word.astype(np.float64) + 0.5) * 2.0**-32


def uniform(word: NDArray[np.uint64], low: float, high: float) -> Array:
    """low + (high - low) u, with the product and the sum rounded one after the other."""
    return low + (high - low) * unit(word)


def normal(word: NDArray[np.uint64]) -> Array:
    """The standard normal number below which a share u of all lies: one word, one number.

    Wichura, "Algorithm AS 241: the percentage points of the normal distribution", Applied
    Statistics 37 (1988): ratios of polynomials, here with `log` below. |z| stays under FARTHEST, so that
    his third ratio, for tails beyond 2^-36, is never needed.
    """
    u = unit(word)
    q = u - 0.5
    middle = q * _ratio(0.180625 - q * q, _MIDDLE)
    r = np.sqrt(-log(np.where(q < 0, u, 1.0 - u)))
    tail = _ratio(r - 1.6, _TAIL)
    return np.where(np.abs(q) <= 0.425, middle, np.where(q < 0, -tail, tail))


def log(p: Array) -> Array:
    """The natural logarithm of p > 0 within 3 ulp, from operations that every machine rounds alike.

    p = m 2^e with m from sqrt(1/2) to sqrt(2), f = (m - 1)/(m + 1), log m = 2 (f + f^3/3 + ...).
    """
    m, e = np.frexp(p)
    low = m < 0.7071067811865476
    m, e = np.where(low, m + m, m), np.where(low, e - 1, e)
    f = (m - 1.0) / (m + 1.0)
    s = f * f
    series = np.full_like(s, 1.0 / 23.0)
    for odd in range(21, 0, -2):
        series = series * s + 1.0 / odd
    return e * 0.6931471805599453 + (f + f) * series


def _ratio(r: Array, table: tuple[tuple[float, ...], tuple[float, ...]]) -> Array:
    """Numerator over denominator at r, each by Horner's rule from its highest power."""
    above, below = (np.full_like(r, row[0]) for row in table)
    for p, q in zip(table[0][1:], table[1][1:], strict=True):
        above, below = above * r + p, below * r + q
    return above / below


# Highest power first; numerator, then denominator.
_MIDDLE = (
    (2.5090809287301226727e3, 3.3430575583588128105e4, 6.7265770927008700853e4, 4.5921953931549871457e4,
     1.3731693765509461125e4, 1.9715909503065514427e3, 1.3314166789178437745e2, 3.3871328727963666080e0),
    (5.2264952788528545610e3, 2.8729085735721942674e4, 3.9307895800092710610e4, 2.1213794301586595867e4,
     5.3941960214247511077e3, 6.8718700749205790830e2, 4.2313330701600911252e1, 1.0),
)  # fmt: skip
_TAIL = (
    (7.74545014278341407640e-4, 2.27238449892691845833e-2, 2.41780725177450611770e-1, 1.27045825245236838258e0,
     3.64784832476320460504e0, 5.76949722146069140550e0, 4.63033784615654529590e0, 1.42343711074968357734e0),
    (1.05075007164441684324e-9, 5.47593808499534494600e-4, 1.51986665636164571966e-2, 1.48103976427480074590e-1,
     6.89767334985100004550e-1, 1.67638483018380384940e0, 2.05319162663775882187e0, 1.0),
)  # fmt: skip
