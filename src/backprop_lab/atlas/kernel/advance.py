"""Many runs some steps further: the compiled heart of the atlas.

Runs lie in groups, one vector of `width` runs for each number of their state. Of small networks a block of groups makes
chunk after chunk of steps, two groups interwoven, or the points of one, and every step of all before the next one, so
that the processor always has independent work and finds the block in its first cache; every state of a chunk is kept
until it was looked at. Of larger ones a group does, and its state is written over.
"""

from __future__ import annotations

from ..given import Form
from ..traits import has_velocity, is_small
from ..vector.code import Code, Value
from ..vector.tiles import swath
from .body import Placed, has_masks, keep, prepare, step
from .chunk import Chunk
from .folding import fold
from .layout import block_of, chunk_of, kept_of, rows_of, together

GO = (
    "ptr noalias %state, ptr noalias %given, ptr noalias %seen, ptr noalias %work, "
    "i64 %groups, i64 %first, i64 %count, i64 %half"
)
"""From step `first` on `count` steps, at least one; for `half` see `folding`."""


def going(form: Form, width: int, real: str) -> Code:
    """The function."""
    code = Code(width, real)
    prepare(code, form, code.at("%work", kept_of(form.lab, width, real, form.notes)))
    with code.loop("%groups", block_of(form.lab)) as block:
        _Block(code, form, block).emit()
    return code


class _Block:
    """A block of groups, through all its chunks."""

    def __init__(self, code: Code, form: Form, block: Value) -> None:
        self.code, self.form, self.block = code, form, block
        self.rows, self.groups = rows_of(form.lab), block_of(form.lab)
        self.most, self.keeps = chunk_of(form.lab, code.width, code.real), is_small(form.lab)
        self.place = code.at("%state", block, self.rows)
        states, all_of = (self.most + 1 if self.keeps else 0), self.groups * self.most
        self.ends = [code.at("%work", self.most - 1 + which, self.groups * self.rows) for which in (0, 1)]
        notes = code.at("%work", states, self.groups * self.rows)
        self.values = notes
        self.bits, self.moved = (code.at(notes, (form.notes + more) * all_of) for more in (0, 1))
        self.scratch = code.at("%work", kept_of(form.lab, code.width, code.real, form.notes))

    def emit(self) -> None:
        code = self.code
        chunks = code.op(f"sdiv i64 {code.op(f'add i64 %count, {self.most - 1}')}, {self.most}")
        with code.loop(chunks) as which:
            self._chunk(which, chunks)
        if self.keeps:
            with code.when(code.op(f"icmp eq i64 {chunks}, 1")):
                self._copy(self.ends[1])

    def _copy(self, source: Value) -> None:
        code = self.code
        count = self.groups * self.rows
        swath(code, count, lambda at: code.store(code.load(code.at(source, at)), code.at(self.place, at)))

    def _chunk(self, which: Value, chunks: Value) -> None:
        """One chunk: its steps, then what they leave behind of every group.

        The last one ends where the first one began, if it is another one: the first state of a chunk is still needed.
        """
        code, (one, other) = self.code, self.ends
        is_odd = code.op(f"trunc i64 {which} to i1")
        start = _chosen(code, which, "0", self.place, code.op(f"select i1 {is_odd}, ptr {other}, ptr {one}"))
        is_last = code.op(f"icmp eq i64 {code.op(f'add i64 {which}, 1')}, {chunks}")
        goes_home = code.op(f"and i1 {is_last}, {code.op(f'icmp ne i64 {which}, 0')}")
        end = code.op(f"select i1 {is_odd}, ptr {one}, ptr {other}")
        end = code.op(f"select i1 {goes_home}, ptr {self.place}, ptr {end}")
        made = code.op(f"mul i64 {which}, {self.most}")
        left = code.op(f"sub i64 %count, {made}")
        count = code.op(f"select i1 {code.op(f'icmp slt i64 {left}, {self.most}')}, i64 {left}, i64 {self.most}")
        with code.loop(count) as i:
            self._steps(i, *self._states(i, count, start, end))
        first = code.op(f"add i64 %first, {made}")
        opens = code.op(f"icmp eq i64 {which}, 0")
        with code.loop(self.groups) as inside:
            states = (code.at(start, inside, self.rows), code.at(end, inside, self.rows),
                      code.at("%work", inside, self.rows))  # fmt: skip
            values = code.at(self.values, inside, self.form.notes)
            bits, moved = (code.at(place, inside) for place in (self.bits, self.moved))
            g = code.op(f"add i64 {self.block}, {inside}")
            fold(code, self.form, Chunk(values, bits, states, moved, g, first, count, opens))

    def _states(self, i: Value, count: Value, start: Value, end: Value) -> tuple[Value, Value]:
        """Where the states lie that go into step i of a chunk and come out of it."""
        if not self.keeps:
            return self.place, self.place
        code, all_of = self.code, self.groups * self.rows
        last = code.op(f"sub i64 {count}, 1")
        source = _chosen(code, i, "0", start, code.at("%work", code.op(f"sub i64 {i}, 1"), all_of))
        return source, _chosen(code, i, last, end, code.at("%work", i, all_of))

    def _steps(self, i: Value, source: Value, target: Value) -> None:
        """Step i of a chunk, of every group."""
        code, form = self.code, self.form
        count = 1 if form.spans else together(form.lab)
        values = code.at(self.values, i, self.groups * form.notes)
        bits, moved = (code.at(place, i, self.groups) for place in (self.bits, self.moved))
        with code.loop(self.groups, count) as inside:
            which = [code.op(f"add i64 {inside}, {at}") for at in range(count)]
            groups = [self._placed(source, target, at) for at in which]
            for at, found in zip(which, step(code, form, groups, self.scratch, has_masks(form)), strict=True):
                keep(code, found.noted, code.at(values, at, form.notes))
                if has_velocity(form.lab):
                    code.store(found.bits, code.at(bits, at))
                if not self.keeps:
                    code.store(found.moved, code.at(moved, at))

    def _placed(self, source: Value, target: Value, inside: Value) -> Placed:
        code = self.code
        one, other = (code.at(place, inside, self.rows) for place in (source, target))
        return one, other, code.at("%given", code.op(f"add i64 {self.block}, {inside}"), self.form.columns)


def _chosen(code: Code, i: Value, at: Value, one: Value, other: Value) -> Value:
    return code.op(f"select i1 {code.op(f'icmp eq i64 {i}, {at}')}, ptr {one}, ptr {other}")
