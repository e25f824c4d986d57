"""Pools of runs in compiled code: beginning, counting those that are done, closing up the others."""

from __future__ import annotations

from .code import Code, Value
from .given import Form
from .layout import BLOCK, BYTES, rows_of
from .seen import EARLY, NEVER, ROWS, Seen

BEGIN = "ptr noalias %seen, i64 %groups, i64 %runs"
KEEP = "ptr noalias %state, ptr noalias %given, ptr noalias %seen, ptr noalias %count, i64 %groups"
"""Closes up the runs of a pool that go on; their number goes to `count`."""
COUNT = "ptr noalias %seen, ptr noalias %count, i64 %groups"
"""`count` gets a vector, the numbers of all lanes less than 0."""
UNROLLED = 24
"""Up to so many numbers are copied one by one."""
Place = tuple[Value, Value]
"""A run's group and its lane."""


def beginning(form: Form, width: int, real: str) -> Code:
    """The function that prepares what is remembered of runs 0, 1, 2, ..."""
    code = Code(width, real)
    still = 0 if form.lab.method.name == "momentum" else NEVER
    lanes = f"<{', '.join(f'i{8 * BYTES[real]} {lane}' for lane in range(width))}>"
    with code.loop("%groups") as g:
        seen = Seen(code, g)
        for name, number in (("beyond", NEVER), ("fits", 0), ("still", still), ("stands", 0)):
            seen.keep_word(name, code.whole(number))
        who = code.word("add", code.every(code.op(f"mul i64 {g}, {width}")), lanes)
        there = code.op(f"icmp slt {code.words} {who}, {code.every('%runs')}")
        seen.keep_word("who", code.choose_word(there, who, code.whole(-1)))
    return code


def done(code: Code, seen: Seen) -> Value:
    """Where a run needs no more steps before the window, or is none."""
    none = code.op(f"icmp slt {code.words} {seen.word('who')}, {code.whole(0)}")
    return code.both(code.both(seen.truth("stands"), seen.is_left(), "or"), none, "or")


def counting(width: int, real: str) -> Code:
    """The function that counts the runs that are done."""
    code = Code(width, real)

    def body(g: Value, carried: list[Value]) -> list[Value]:
        return [code.word("add", carried[0], code.ones(done(code, Seen(code, g))))]

    (found,) = code.fold("%groups", [(code.words, code.whole(0))], body)
    code.store_word(found, "%count")
    return code


def keeping(form: Form, width: int, real: str) -> Code:
    """The function that closes up the runs that go on, in their order; the last one fills up the last block."""
    code = Code(width, real)
    lanes = code.op(f"alloca {code.words}, align 64")
    code.do("store i64 0, ptr %count")
    with code.loop("%groups") as g:
        code.store_word(code.ones(done(code, Seen(code, g))), lanes)
        with code.loop(width) as lane:
            pointer = code.op(f"getelementptr {code.real}, ptr {lanes}, i64 {lane}")
            word = code.op(f"load {_kind(code)}, ptr {pointer}")
            with code.when(code.op(f"icmp eq {_kind(code)} {word}, 0")):
                _close_up(code, form, (g, lane))
    _fill_up(code, form)
    return code


def _kind(code: Code) -> str:
    return f"i{8 * BYTES[code.real]}"


def _close_up(code: Code, form: Form, where: Place) -> None:
    """A run goes to the first place that is free, and is counted if it has a number."""
    count = code.op("load i64, ptr %count")
    at = code.op(f"add i64 {code.op(f'mul i64 {where[0]}, {code.width}')}, {where[1]}")
    with code.when(code.op(f"icmp ne i64 {at}, {count}")):
        _copy(code, form, where, _place(code, count))
    code.do(f"store i64 {code.op(f'add i64 {count}, 1')}, ptr %count")


def _fill_up(code: Code, form: Form) -> None:
    count = code.op("load i64, ptr %count")
    last = _place(code, code.op(f"sub i64 {count}, 1"))
    free = code.op(f"and i64 {code.op(f'sub i64 0, {count}')}, {code.width * BLOCK - 1}")
    with code.when(code.op(f"icmp sgt i64 {free}, 0")), code.loop(free) as i:
        group, lane = _place(code, code.op(f"add i64 {count}, {i}"))
        _copy(code, form, last, (group, lane))
        who = code.op(f"getelementptr {code.real}, ptr {Seen(code, group).at('who')}, i64 {lane}")
        code.do(f"store {_kind(code)} -1, ptr {who}")


def _place(code: Code, index: Value) -> Place:
    shift = code.width.bit_length() - 1
    return code.op(f"lshr i64 {index}, {shift}"), code.op(f"and i64 {index}, {code.width - 1}")


def _copy(code: Code, form: Form, where: Place, to: Place) -> None:
    """All numbers of a run to another place."""
    rows = rows_of(form.lab)
    for array, used, count in (("%state", rows, rows), ("%given", form.columns, form.columns),
                               ("%seen", EARLY, len(ROWS))):  # fmt: skip
        start, end = (
            code.op(f"getelementptr {code.real}, ptr {code.at(array, group, count)}, i64 {lane}")
            for group, lane in (where, to)
        )
        if used <= UNROLLED:
            for row in range(used):
                _move(code, start, end, row)
        else:
            with code.loop(used) as at:
                _move(code, start, end, at)


def _move(code: Code, start: Value, end: Value, row: Value | int) -> None:
    value = code.op(f"load {_kind(code)}, ptr {code.at(start, row)}")
    code.do(f"store {_kind(code)} {value}, ptr {code.at(end, row)}")
