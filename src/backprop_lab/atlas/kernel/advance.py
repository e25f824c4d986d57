"""Many runs some steps further: the compiled heart of the atlas.

Runs lie in groups, one vector of `width` runs for each number of their state. A block of groups makes chunk after chunk
of steps, two groups interwoven and every step of all before the next one, so that the processor always has independent
work and finds the block in its first cache. Every state and every J of a chunk is kept until `folding` looked at them.
"""

from __future__ import annotations

from ..given import Form
from ..vector.code import Code, Value
from ..vector.tiles import swath
from .body import Placed, prepare, step
from .folding import Chunk, fold
from .layout import block_of, chunk_of, kept_of, rows_of, together

GO = (
    "ptr noalias %state, ptr noalias %given, ptr noalias %seen, ptr noalias %work, "
    "i64 %groups, i64 %first, i64 %count, i64 %half"
)
"""From step `first` on `count` steps, at least one; for `half` see `folding`."""


def going(form: Form, width: int, real: str) -> Code:
    """The function."""
    code = Code(width, real)
    most, state = chunk_of(form.lab, width, real), block_of(form.lab) * rows_of(form.lab)
    ends = [code.at("%work", most - 1 + which, state) for which in (0, 1)]
    values = code.at("%work", most + 1, state)
    bits = code.at(values, most, block_of(form.lab))
    chunks = code.op(f"sdiv i64 {code.op(f'add i64 %count, {most - 1}')}, {most}")
    odd = code.op(f"trunc i64 {chunks} to i1")
    prepare(code, form, code.at("%work", kept_of(form.lab, width, real)))
    with code.loop("%groups", block_of(form.lab)) as block:
        place = code.at("%state", block, rows_of(form.lab))
        with code.loop(chunks) as which:
            _chunk(code, form, block, which, most, (place, ends[0], ends[1], values, bits))
        _copy(code, code.op(f"select i1 {odd}, ptr {ends[1]}, ptr {ends[0]}"), place, state)
    return code


def _copy(code: Code, source: Value, target: Value, vectors: int) -> None:
    swath(code, vectors, lambda at: code.store(code.load(code.at(source, at)), code.at(target, at)))


def _chunk(
    code: Code, form: Form, block: Value, which: Value, most: int, places: tuple[Value, Value, Value, Value, Value]
) -> None:
    """One chunk of a block: its steps, then what they leave behind of every group."""
    place, one, other, values, bits = places
    is_odd = code.op(f"trunc i64 {which} to i1")
    start = _chosen(code, which, "0", place, code.op(f"select i1 {is_odd}, ptr {other}, ptr {one}"))
    end = code.op(f"select i1 {is_odd}, ptr {one}, ptr {other}")
    made = code.op(f"mul i64 {which}, {most}")
    left = code.op(f"sub i64 %count, {made}")
    count = code.op(f"select i1 {code.op(f'icmp slt i64 {left}, {most}')}, i64 {left}, i64 {most}")
    with code.loop(count) as i:
        _steps(code, form, block, i, count, (start, end, values, bits))
    first = code.op(f"add i64 %first, {made}")
    opens = code.op(f"icmp eq i64 {which}, 0")
    with code.loop(block_of(form.lab)) as inside:
        rows = rows_of(form.lab)
        states = code.at(start, inside, rows), code.at(end, inside, rows), code.at("%work", inside, rows)
        kept = code.at(values, inside), code.at(bits, inside)
        g = code.op(f"add i64 {block}, {inside}")
        fold(code, form, Chunk(states, kept, g, first, count, opens))


def _steps(
    code: Code, form: Form, block: Value, i: Value, count: Value, places: tuple[Value, Value, Value, Value]
) -> None:
    """Step i of a chunk, of every group of a block."""
    start, end, values, bits = places
    state, last = block_of(form.lab) * rows_of(form.lab), code.op(f"sub i64 {count}, 1")
    source = _chosen(code, i, "0", start, code.at("%work", code.op(f"sub i64 {i}, 1"), state))
    target = _chosen(code, i, last, end, code.at("%work", i, state))
    kept = [code.at(place, i, block_of(form.lab)) for place in (values, bits)]
    scratch = code.at("%work", kept_of(form.lab, code.width, code.real))
    with code.loop(block_of(form.lab), together(form.lab)) as inside:
        which = [code.op(f"add i64 {inside}, {at}") for at in range(together(form.lab))]
        groups = [_placed(code, form, (source, target), block, at) for at in which]
        for at, (value, zero) in zip(which, step(code, form, groups, scratch), strict=True):
            code.store(value, code.at(kept[0], at))
            if form.lab.method.name == "momentum":
                code.store(zero, code.at(kept[1], at))


def _placed(code: Code, form: Form, places: tuple[Value, Value], block: Value, inside: Value) -> Placed:
    source, target = (code.at(place, inside, rows_of(form.lab)) for place in places)
    return source, target, code.at("%given", code.op(f"add i64 {block}, {inside}"), form.columns)


def _chosen(code: Code, i: Value, at: Value, one: Value, other: Value) -> Value:
    return code.op(f"select i1 {code.op(f'icmp eq i64 {i}, {at}')}, ptr {one}, ptr {other}")
