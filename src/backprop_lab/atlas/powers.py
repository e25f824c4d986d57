"""Powers from operations that every machine rounds alike: what NumPy has under `exp` depends on the processor."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from .. import philox
from ..arrays import Array

_LN2 = (0.6931471803691238, 1.9082149292705877e-10)
"""ln 2 as a sum; whole numbers up to 2^21 times the first part are exact."""
_DEGREE = 13


def exp(x: Array) -> Array:
    """e^x for finite x within 2 ulp: x = k ln 2 + r with |r| <= ln 2 / 2, and e^r is a Taylor polynomial."""
    k = np.rint(x / (_LN2[0] + _LN2[1]))
    r = (x - k * _LN2[0]) - k * _LN2[1]
    series = np.full_like(r, 1 / math.factorial(_DEGREE))
    for n in range(_DEGREE - 1, -1, -1):
        series = series * r + 1 / math.factorial(n)
    return np.asarray(np.ldexp(series, k.astype(int)))


def in_ratios(low: float, high: float, share: Array) -> Array:
    """low (high/low)^share, for 0 < low < high: at these shares of the way from one to the other, in equal ratios."""
    first, last = philox.log(np.array([low, high]))
    return np.clip(exp(first + share * (last - first)), low, high)


def octaves(first: int, last: int, parts: int) -> NDArray[np.float64]:
    """The powers of 2 from 2^first to 2^last, with `parts` steps from one to the next."""
    k = np.arange(first * parts, last * parts + 1)
    return np.asarray(np.ldexp(exp(k % parts * (math.log(2) / parts)), k // parts))
