"""Numbers from whatever a user hands in: lists, tuples, columns and integers become arrays, the rest is refused."""

from __future__ import annotations

import math
from numbers import Real
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .errors import InputError, shown

Array = NDArray[np.floating[Any]]


def numbers(value: object, name: str, *, finite: bool = False) -> Array:
    """`value` as an array of floats, of the shape it has.

    float32 stays float32, everything else becomes float64. Text, complex numbers, objects,
    masked entries and ragged lists raise `InputError`, and so do NaN and infinity where `finite`
    is asked for.
    """
    try:
        raw = np.asarray(value)
        whole = raw.dtype.kind in "iuf" or (raw.dtype.kind == "O" and _all_real(raw))
        array = raw if raw.dtype in (np.float32, np.float64) else raw.astype(np.float64) if whole else None
    except (ValueError, TypeError, OverflowError):
        raise InputError(f"{name} must be a rectangular array of numbers", shown(value)) from None
    if array is None or _has_masked(value):
        raise InputError(f"{name} must be numbers", shown(value))
    if finite and not np.isfinite(array).all():
        raise InputError(f"{name} must be finite", shown(value), "Remove NaN and infinity.")
    return array


def vector(value: object, size: int, name: str) -> Array:
    """`value` as a vector of `size` numbers; a row (1, size) or a column (size, 1) is taken for one."""
    array = numbers(value, name)
    if array.size != size or array.ndim > 2 or (array.ndim == 2 and 1 not in array.shape):
        raise InputError(f"{name} must be {size} numbers", f"shape {array.shape}")
    return array.reshape(size)


def whole(value: object, name: str, least: int = 0, most: int = 2**63) -> int:
    """`value` as a whole number from `least` to `most`; NumPy's will do, truth values will not."""
    good = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
    if not good or not least <= int(value) <= most:  # type: ignore[call-overload]
        raise InputError(f"{name} must be a whole number from {least} to {most:,}", shown(value))
    return int(value)  # type: ignore[call-overload]


def positive(value: object, name: str) -> float:
    """`value` as a finite float above 0."""
    try:
        number = float(value) if isinstance(value, Real) and not isinstance(value, bool) else math.nan
    except OverflowError:  # a whole number beyond all floats
        number = math.inf
    if not 0 < number < math.inf:
        raise InputError(f"{name} must be a finite number above 0", shown(value))
    return number


def points(value: object, width: int, name: str) -> Array:
    """`value` as one point (width,) or a batch of points (n, width).

    A column (width, 1) is one point where width > 1; for width 1, n numbers are n points
    and a single number is one point.
    """
    array = numbers(value, name)
    if width == 1 and array.ndim <= 1:
        return array.reshape(1) if array.size == 1 else array.reshape(-1, 1)
    if width > 1 and array.shape == (width, 1):
        return array.reshape(width)
    if array.ndim not in (1, 2) or array.shape[-1] != width:
        raise InputError(f"{name} must have {width} numbers a point", f"shape {array.shape}")
    return array


def _has_masked(value: object) -> bool:
    """Whether an entry is masked. NumPy's masked arrays are slow to import: only what may be one has them looked at."""
    if not isinstance(value, np.ndarray) or type(value) is np.ndarray:
        return False
    return isinstance(value, np.ma.MaskedArray) and bool(np.ma.getmaskarray(value).any())


def _all_real(raw: NDArray[Any]) -> bool:
    """Whether an object array holds nothing but real numbers (big integers and fractions do this)."""
    return all(isinstance(item, Real) and not isinstance(item, bool) for item in raw.flat)
