"""Numbers that all runs have in common: tables beside the code, and a vector of one of them."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from .code import Code, Value


def table(code: Code, name: str, numbers: NDArray[np.floating]) -> Value:
    """A table that stands beside the code, row by row, rounded to the precision."""
    kind = np.float32 if code.real == "float" else np.float64
    with np.errstate(over="ignore"):
        bits = numbers.astype(kind).astype(np.float64).view(np.uint64).ravel()
    body = ", ".join(f"{code.real} 0x{int(one):016X}" for one in bits)
    code.declared[f"@{name} = private constant [{len(bits)} x {code.real}] [{body}]"] = None
    return f"@{name}"


def behind(code: Code, place: Value, count: Value | int) -> Value:
    """The address so many numbers behind another."""
    return code.op(f"getelementptr {code.real}, ptr {place}, i64 {count}")


def spread(code: Code, place: Value) -> Value:
    """The number at an address, for every run of a vector."""
    one = code.op(f"load {code.real}, ptr {place}")
    first = code.op(f"insertelement {code.vector} poison, {code.real} {one}, i32 0")
    return code.op(f"shufflevector {code.vector} {first}, {code.vector} poison, <{code.width} x i32> zeroinitializer")
