"""Pools of runs in compiled code: beginning, listing those that go on, closing them up."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from .code import Code, Value
from .given import Form
from .layout import BLOCK, BYTES, rows_of
from .seen import AT, NEVER, ROWS, Seen

BEGIN = "ptr noalias %seen, i64 %groups, i64 %first, i64 %runs"
"""Of runs `first` and so many more."""
UNROLLED = 24
"""Up to so many numbers are copied one by one."""
Arrays = Mapping[Value, tuple[int, Sequence[int] | None]]
"""By their address: the numbers of a run in it, and those of them that count, if not all."""


def beginning(form: Form, width: int, real: str) -> Code:
    """The function that prepares what is remembered of some runs, one after the other."""
    code = Code(width, real)
    with code.loop("%groups") as g:
        seen = Seen(code, g)
        fresh(code, form, seen)
        opened(code, form, seen)
        at = numbers(code, g)
        there = code.op(f"icmp slt {code.words} {at}, {code.every('%runs')}")
        who = code.word("add", at, code.every("%first"))
        seen.keep_word("who", code.choose_word(there, who, code.whole(-1)))
    return code


def numbers(code: Code, g: Value) -> Value:
    """The places of the runs of a group, counted from the first lane of all."""
    lanes = f"<{', '.join(f'{kind(code)} {lane}' for lane in range(code.width))}>"
    return code.word("add", code.every(code.op(f"mul i64 {g}, {code.width}")), lanes)


def fresh(code: Code, form: Form, seen: Seen) -> None:
    """What is remembered alike of every run that goes on."""
    seen.keep_word("beyond", code.whole(NEVER))
    seen.keep_word("stands", code.whole(0))
    if form.lab.method.name != "momentum":
        seen.keep_word("still", code.whole(NEVER))


def opened(code: Code, form: Form, seen: Seen) -> None:
    """What is remembered alike of every run before its first step."""
    seen.keep_word("fits", code.whole(0))
    if form.lab.method.name == "momentum":
        seen.keep_word("still", code.whole(0))


def kept(form: Form) -> tuple[str, ...]:
    """What is remembered of a run that goes on, each its own, before the window."""
    return ("first", "last", "fits", "who", *(["still"] if form.lab.method.name == "momentum" else []))


def done(code: Code, seen: Seen) -> Value:
    """Where a run needs no more steps before the window, or is none."""
    none = code.op(f"icmp slt {code.words} {seen.word('who')}, {code.whole(0)}")
    return code.both(code.both(seen.truth("stands"), seen.is_left(), "or"), none, "or")


def kind(code: Code) -> str:
    """The type of a whole number in a lane."""
    return f"i{8 * BYTES[code.real]}"


def listed(code: Code, goes_on: Value, g: Value, count: Value) -> Value:
    """Puts the places of the runs of a group that go on behind the `count` in `%list`; how many these are then.

    Every place is written, and the next one written over it where it does not count: no branch has to be guessed.
    """
    bits = code.op(f"zext i{code.width} {code.op(f'bitcast {code.truths} {goes_on} to i{code.width}')} to i64")
    first = code.op(f"mul i64 {g}, {code.width}")
    for lane in range(code.width):
        place = code.op(f"add i64 {first}, {lane}")
        code.do(f"store i64 {place}, ptr {code.op(f'getelementptr i64, ptr %list, i64 {count}')}")
        one = code.op(f"and i64 {code.op(f'lshr i64 {bits}, {lane}')}, 1")
        count = code.op(f"add i64 {count}, {one}")
    return count


def close_up(code: Code, form: Form, count: Value, names: Sequence[str]) -> None:
    """The `count` runs of `%list` go to the first places, in their order; the last one fills up the last block.

    What is remembered of a run under `names` goes with it, and what it brings where `%own` is not 0. Without names
    it is new: its number is `%first` more than its place was.
    """
    moved = {"%state": (rows_of(form.lab), None), "%seen": (len(ROWS), [AT[name] for name in names])}
    brought = {"%given": (form.columns, None)}
    with code.when(code.op(f"icmp sgt i64 {count}, 0")):
        _move_all(code, moved, count)
        with code.when(code.op("icmp ne i64 %own, 0")):
            _move_all(code, brought, count)
        with code.loop(groups_for(code, count)) as g:
            fresh(code, form, Seen(code, g))
            if not names:
                opened(code, form, Seen(code, g))
    code.do(f"store i64 {count}, ptr %left")


def groups_for(code: Code, runs: Value) -> Value:
    """The groups for so many runs: whole blocks."""
    up = code.op(f"add i64 {runs}, {code.width * BLOCK - 1}")
    return code.op(f"mul i64 {code.op(f'udiv i64 {up}, {code.width * BLOCK}')}, {BLOCK}")


def _move_all(code: Code, arrays: Arrays, count: Value) -> None:
    """Every run of the list to its new place, then the last of them to what is left of its block."""
    with code.loop(count) as j:
        source = code.op(f"load i64, ptr {code.op(f'getelementptr i64, ptr %list, i64 {j}')}")
        _copy(code, arrays, source, j)
        if "%seen" in arrays and not arrays["%seen"][1]:
            _name(code, j, code.op(f"add i64 {source}, %first"))
    last = code.op(f"sub i64 {count}, 1")
    free = code.op(f"and i64 {code.op(f'sub i64 0, {count}')}, {code.width * BLOCK - 1}")
    with code.when(code.op(f"icmp sgt i64 {free}, 0")), code.loop(free) as i:
        place = code.op(f"add i64 {count}, {i}")
        _copy(code, arrays, last, place)
        if "%seen" in arrays:
            _name(code, place, "-1")


def _name(code: Code, place: Value, number: Value) -> None:
    """Writes down the number of a run."""
    if kind(code) != "i64" and number != "-1":
        number = code.op(f"trunc i64 {number} to {kind(code)}")
    at = code.at(_lane(code, "%seen", len(ROWS), place), AT["who"])
    code.do(f"store {kind(code)} {number}, ptr {at}")


def _lane(code: Code, array: Value, count: int, place: Value) -> Value:
    """Where the first of the `count` numbers of a run lies in an array."""
    group = code.op(f"lshr i64 {place}, {code.width.bit_length() - 1}")
    lane = code.op(f"and i64 {place}, {code.width - 1}")
    at = code.op(f"add i64 {code.op(f'mul i64 {group}, {count * code.width}')}, {lane}")
    return code.op(f"getelementptr {code.real}, ptr {array}, i64 {at}")


def _copy(code: Code, arrays: Arrays, source: Value, target: Value) -> None:
    """Numbers of a run to another place."""
    for array, (count, rows) in arrays.items():
        start, end = (_lane(code, array, count, place) for place in (source, target))
        if rows is None and count > UNROLLED:
            with code.loop(count) as at:
                _move(code, start, end, at)
        else:
            for row in range(count) if rows is None else rows:
                _move(code, start, end, row)


def _move(code: Code, start: Value, end: Value, row: Value | int) -> None:
    value = code.op(f"load {kind(code)}, ptr {code.at(start, row)}")
    code.do(f"store {kind(code)} {value}, ptr {code.at(end, row)}")
