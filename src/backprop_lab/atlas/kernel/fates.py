"""Where compiled code writes fates: of runs that lie side by side as vectors, of others one by one."""

from __future__ import annotations

from ..vector.code import Code, Value


def write_side_by_side(code: Code, name: Value, step: Value, value: Value, first: Value) -> None:
    """The fates of a group, words and reals, from run `first` on."""
    for one, kind, array in (
        (_words(code, name, "i8"), "i8", "%codes"),
        (_words(code, step, "i64"), "i64", "%steps"),
        (_doubles(code, value), "double", "%values"),
    ):
        place = code.op(f"getelementptr {kind}, ptr {array}, i64 {first}")
        code.do(f"store <{code.width} x {kind}> {one}, ptr {place}, align {1 if kind == 'i8' else 8}")


def _words(code: Code, one: Value, kind: str) -> Value:
    wide = f"<{code.width} x {kind}>"
    if wide == code.words:
        return one
    return code.op(f"{'trunc' if kind == 'i8' else 'sext'} {code.words} {one} to {wide}")


def _doubles(code: Code, one: Value) -> Value:
    return one if code.real == "double" else code.op(f"fpext {code.vector} {one} to <{code.width} x double>")
