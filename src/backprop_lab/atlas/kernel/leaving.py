"""Runs that need no more steps leave their pool, if they are many enough to be worth it."""

from __future__ import annotations

from ..vector.code import Code, Value
from .pooling import done, listed
from .seen import Seen

LEAVE = (
    "ptr noalias %state, ptr noalias %given, ptr noalias %seen, ptr noalias %codes, ptr noalias %steps, "
    "ptr noalias %values, ptr noalias %work, ptr noalias %list, ptr noalias %left, i64 %groups, i64 %own"
)
FEW = 8
"""Runs that are done leave where they are at least one in so many of those in the pool."""


def leaving(width: int, real: str) -> Code:
    """The function that writes the fates of the runs that are done and closes up the others; `left` are those."""
    code = Code(width, real)

    def body(g: Value, carried: list[Value]) -> list[Value]:
        return [listed(code, code.neither(done(code, Seen(code, g))), g, carried[0])]

    (count,) = code.fold("%groups", [("i64", "0")], body)
    before = code.op("load i64, ptr %left")
    gone = code.op(f"mul i64 {code.op(f'sub i64 {before}, {count}')}, {FEW}")
    with code.when(code.op(f"icmp sge i64 {gone}, {before}")):
        arrays = "ptr %state, ptr %given, ptr %seen, ptr %codes, ptr %steps, ptr %values, ptr %work"
        code.do(f"call void @judge({arrays}, i64 %groups, i64 1)")
        arrays = "ptr %state, ptr %given, ptr %seen, ptr %list, ptr %left"
        code.do(f"call void @close_up({arrays}, i64 {count}, i64 0, i64 %own, i64 0)")
    return code
