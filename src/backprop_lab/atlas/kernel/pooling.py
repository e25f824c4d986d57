"""Pools of runs in compiled code: beginning, listing those that go on, closing them up."""

from __future__ import annotations

from collections.abc import Sequence

from ..given import Form
from ..traits import has_velocity
from ..vector.code import Code, Value
from .layout import BLOCK, BYTES, rows_of
from .seen import AT, NEVER, ROWS, Seen

BEGIN = "ptr noalias %seen, i64 %groups, i64 %first, i64 %runs"
"""Of runs `first` and so many more."""
UNROLLED = 24
"""Up to so many numbers are copied one by one."""
CLOSE_UP = (
    "ptr noalias %state, ptr noalias %given, ptr noalias %seen, ptr noalias %list, ptr noalias %left, "
    "i64 %count, i64 %first, i64 %own, i64 %new"
)


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
    return side_by_side(code, code.op(f"mul i64 {g}, {code.width}"))


def side_by_side(code: Code, first: Value) -> Value:
    """Numbers from `first` on."""
    lanes = f"<{', '.join(f'{kind(code)} {lane}' for lane in range(code.width))}>"
    return code.word("add", code.every(first), lanes)


def fresh(code: Code, form: Form, seen: Seen) -> None:
    """What is remembered alike of every run that goes on."""
    seen.keep_word("beyond", code.whole(NEVER))
    seen.keep_word("stands", code.whole(0))
    if not has_velocity(form.lab):
        seen.keep_word("still", code.whole(NEVER))


def opened(code: Code, form: Form, seen: Seen) -> None:
    """What is remembered alike of every run before its first step."""
    seen.keep_word("fits", code.whole(0))
    if has_velocity(form.lab):
        seen.keep_word("still", code.whole(0))


def kept(form: Form) -> tuple[str, ...]:
    """What is remembered of a run that goes on, each its own, before the window."""
    return ("first", "last", "fits", "who", *(["still"] if has_velocity(form.lab) else []))


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
    bits = code.packed(goes_on, 64)
    first = code.op(f"mul i64 {g}, {code.width}")
    for lane in range(code.width):
        place = code.op(f"add i64 {first}, {lane}")
        code.do(f"store i64 {place}, ptr {code.op(f'getelementptr i64, ptr %list, i64 {count}')}")
        one = code.op(f"and i64 {code.op(f'lshr i64 {bits}, {lane}')}, 1")
        count = code.op(f"add i64 {count}, {one}")
    return count


def closing_up(form: Form, width: int, real: str) -> Code:
    """The function that brings the runs of the list to the first places, in their order; the last one fills up a block.

    Of new runs, where `%new` is not 0, nothing is remembered yet: their numbers are `%first` more than their places.
    """
    code = Code(width, real)
    code.do("store i64 %count, ptr %left")
    with code.when(code.op("icmp sgt i64 %count, 0")):
        groups = groups_for(code, "%count")
        places = code.op(f"mul i64 {groups}, {width}")
        _fill_up(code, places)
        is_new = code.op("icmp ne i64 %new, 0")
        with code.loop(places) as j:
            source = _listed_at(code, j)
            _copy(code, "%state", rows_of(form.lab), range(rows_of(form.lab)), (source, j))
            with code.when(is_new):
                _name(code, j, code.op(f"add i64 {source}, %first"))
            with code.when(code.op(f"xor i1 {is_new}, true")):
                _copy(code, "%seen", len(ROWS), [AT[name] for name in kept(form)], (source, j))
            with code.when(code.op("icmp ne i64 %own, 0")):
                _copy(code, "%given", form.columns, range(form.columns), (source, j))
        free = code.op(f"sub i64 {places}, %count")
        with code.when(code.op(f"icmp sgt i64 {free}, 0")), code.loop(free) as i:
            _name(code, code.op(f"add i64 %count, {i}"), "-1")
        with code.loop(groups) as g:
            seen = Seen(code, g)
            fresh(code, form, seen)
            with code.when(is_new):
                opened(code, form, seen)
    return code


def _fill_up(code: Code, places: Value) -> None:
    """The last run of the list stands for what is left of its block too: nothing else is written over its place."""
    last = _listed_at(code, code.op("sub i64 %count, 1"))
    free = code.op(f"sub i64 {places}, %count")
    with code.when(code.op(f"icmp sgt i64 {free}, 0")), code.loop(free) as i:
        at = code.op(f"add i64 %count, {i}")
        code.do(f"store i64 {last}, ptr {code.op(f'getelementptr i64, ptr %list, i64 {at}')}")


def _listed_at(code: Code, j: Value) -> Value:
    return code.op(f"load i64, ptr {code.op(f'getelementptr i64, ptr %list, i64 {j}')}")


def groups_for(code: Code, runs: Value) -> Value:
    """The groups for so many runs: whole blocks."""
    up = code.op(f"add i64 {runs}, {code.width * BLOCK - 1}")
    return code.op(f"mul i64 {code.op(f'udiv i64 {up}, {code.width * BLOCK}')}, {BLOCK}")


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


def _copy(code: Code, array: Value, count: int, rows: Sequence[int], where: tuple[Value, Value]) -> None:
    """Some of the `count` numbers of a run to another place; many are all of them."""
    start, end = (_lane(code, array, count, place) for place in where)
    if len(rows) > UNROLLED:
        with code.loop(count) as at:
            _move(code, start, end, at)
    else:
        for row in rows:
            _move(code, start, end, row)


def _move(code: Code, start: Value, end: Value, row: Value | int) -> None:
    value = code.op(f"load {kind(code)}, ptr {code.at(start, row)}")
    code.do(f"store {kind(code)} {value}, ptr {code.at(end, row)}")
