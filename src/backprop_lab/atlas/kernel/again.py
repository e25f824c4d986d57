"""A chunk made again: where steps with masks met numbers that are not finite.

Such steps leave out the products with a unit that is off. With finite numbers these are 0 and change nothing; but 0
times infinity is NaN. So where a number of a chunk is huge or not finite, the chunk is made once more, without masks.
Infinite numbers and NaN never become finite again, so that none is missed, and until the first of them came all bits
are the same.
"""

from __future__ import annotations

from functools import partial, reduce

from ..given import Form
from ..vector.code import Code, Value
from .body import Placed, keep, step
from .chunk import Chunk, state_after, state_at
from .layout import BYTES, block_of, chunk_of


def again(code: Code, form: Form, chunk: Chunk) -> None:
    """Makes a chunk of one group again."""
    given = code.at("%given", chunk.g, form.columns)
    with code.loop(chunk.count) as i:
        after = code.op(f"add i64 {i}, 1")
        is_last = code.op(f"icmp eq i64 {after}, {chunk.count}")
        target = code.op(f"select i1 {is_last}, ptr {chunk.states[1]}, ptr {state_after(code, form, chunk, i)}")
        (made,) = step(code, form, [Placed(state_at(code, form, chunk, i), target, given)], "null")
        keep(code, made.noted, code.at(chunk.values, i, block_of(form.lab) * form.notes))


def huge(code: Code, form: Form, chunk: Chunk) -> Value:
    """Where a number that was noted, or a parameter at the end, is 2 or more, infinite or NaN: one bit tells.

    All places for notes are looked at, also those that a short chunk left as they were: that may call for a closer look
    where none is needed, which changes nothing.
    """
    block, most = block_of(form.lab), chunk_of(form.lab, code.width, code.real)
    places = [code.at(code.at(chunk.values, i, block * form.notes), k) for i in range(most) for k in range(form.notes)]
    places += [code.at(chunk.states[1], row) for row in range(form.lab.network.size)]
    words = [code.word_at(place) for place in places]
    while len(words) > 1:  # three at a time, which some processors do at once
        words = [reduce(partial(code.word, "or"), words[at : at + 3]) for at in range(0, len(words), 3)]
    bit = code.whole(1 << 8 * BYTES[code.real] - 2)
    return code.neither(code.same_words(code.word("and", words[0], bit), code.whole(0)))
