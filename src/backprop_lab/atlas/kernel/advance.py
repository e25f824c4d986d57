"""Many runs some steps further: the compiled heart of the atlas.

Runs lie in groups, one vector of `width` runs for each number of their state. Of small networks a block of groups makes
chunk after chunk of steps, two groups interwoven, or the points of one, and every step of all before the next one, so
that the processor always has independent work and finds the block in its first cache; every state of a chunk is kept
until it was looked at. Of larger ones a group does, and its state is written over.

Where all runs of a block stand still its steps are made all the same, but no chunk of them is looked at.
"""

from __future__ import annotations

from functools import partial, reduce

from ..given import Form
from ..traits import has_velocity, is_small
from ..vector.code import Code, Value
from ..vector.tiles import swath
from .active import active_of, is_kept
from .body import Placed, has_masks, keep, prepare, step
from .chunk import Chunk
from .folding import fold
from .layout import block_of, chunk_of, kept_of, rows_of, together
from .seen import Seen

GO = (
    "ptr noalias %state, ptr noalias %given, ptr noalias %seen, ptr noalias %work, "
    "i64 %groups, i64 %first, i64 %count, i64 %half"
)
"""From step `first` on `count` steps, at least one; for `half` see `folding`."""


def going(form: Form, width: int, real: str) -> Code:
    """The function."""
    code = Code(width, real)
    rests = code.op("alloca i1, align 1")
    prepare(code, form, code.at("%work", kept_of(form.lab, width, real, form.notes)))
    with code.loop("%groups", block_of(form.lab)) as block:
        _Block(code, form, block, rests).emit()
    return code


class _Block:
    """A block of groups, through all its chunks; `rests` keeps whether all its runs stood still before a chunk."""

    def __init__(self, code: Code, form: Form, block: Value, rests: Value) -> None:
        self.code, self.form, self.block, self.rests = code, form, block, rests
        self.rows, self.groups = rows_of(form.lab), block_of(form.lab)
        self.most, self.keeps = chunk_of(form.lab, code.width, code.real), is_small(form.lab)
        self.tells = is_kept(code, form)
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
        at_once = self._all_stand()
        code.do(f"store i1 {at_once}, ptr {self.rests}")
        with code.loop(chunks) as which:
            self._chunk(which, chunks)
        if self.keeps:
            is_one = code.op(f"icmp eq i64 {chunks}, 1")
            with code.when(code.op(f"and i1 {is_one}, {code.op(f'xor i1 {at_once}, true')}")):
                self._copy(self.ends[1])

    def _all_stand(self) -> Value:
        """Whether all runs of the block stand still."""
        code = self.code
        if has_velocity(self.form.lab):
            return "false"
        groups = [Seen(code, code.op(f"add i64 {self.block}, {at}")) for at in range(self.groups)]
        stands = reduce(partial(code.word, "and"), [seen.word("stands") for seen in groups])
        return code.op(f"xor i1 {code.any(code.same_words(stands, code.whole(0)))}, true")

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
        in_window, rests = code.op("icmp sgt i64 %half, 0"), code.op(f"load i1, ptr {self.rests}")
        spares = code.op(f"and i1 {is_last}, {code.op(f'and i1 {in_window}, {rests}')}")
        count = self._count(code.op(f"sub i64 %count, {made}"), spares)
        self._steps(count, (start, end), rests)
        with code.when(code.op(f"or i1 {in_window}, {code.op(f'xor i1 {rests}, true')}")):
            first, opens = code.op(f"add i64 %first, {made}"), code.op(f"icmp eq i64 {which}, 0")
            self._fold((start, end), (first, count, opens))
            code.do(f"store i1 {self._all_stand()}, ptr {self.rests}")

    def _count(self, left: Value, spares: Value) -> Value:
        """The steps of a chunk.

        The last one of all is made for J's sake, which where all runs stand still is what it was: it is spared.
        """
        code = self.code
        count = code.op(f"select i1 {code.op(f'icmp slt i64 {left}, {self.most}')}, i64 {left}, i64 {self.most}")
        spares = code.op(f"and i1 {spares}, {code.op(f'icmp sgt i64 {count}, 1')}")
        return code.op(f"sub i64 {count}, {code.op(f'zext i1 {spares} to i64')}")

    def _fold(self, ends: tuple[Value, Value], steps: tuple[Value, Value, Value]) -> None:
        """What the chunk leaves behind of every group."""
        code = self.code
        with code.loop(self.groups) as inside:
            start, end, between = (code.at(place, inside, self.rows) for place in (*ends, "%work"))
            values, bits = code.at(self.values, inside, self.form.notes), code.at(self.bits, inside)
            g = code.op(f"add i64 {self.block}, {inside}")
            fold(code, self.form, Chunk(values, bits, (start, end, between), self._moved_at(inside), g, *steps))

    def _moved_at(self, inside: Value) -> Value:
        if self.tells:
            return active_of(self.code, self.form, self.moved, inside).place
        return self.code.at(self.moved, inside)

    def _steps(self, count: Value, ends: tuple[Value, Value], rests: Value) -> None:
        """The steps of a chunk: with less to keep, where that is worth code of its own, if all runs stand still."""
        code = self.code
        if not self.tells:
            with code.loop(count) as i:
                self._step(i, self._states(i, count, ends))
            return
        for case, is_seen in ((code.op(f"xor i1 {rests}, true"), True), (rests, False)):
            with code.when(case), code.loop(count) as i:
                self._step(i, self._states(i, count, ends), is_seen)

    def _states(self, i: Value, count: Value, ends: tuple[Value, Value]) -> tuple[Value, Value]:
        """Where the states lie that go into step i of a chunk and come out of it."""
        if not self.keeps:
            return self.place, self.place
        code, all_of, (start, end) = self.code, self.groups * self.rows, ends
        last = code.op(f"sub i64 {count}, 1")
        source = _chosen(code, i, "0", start, code.at("%work", code.op(f"sub i64 {i}, 1"), all_of))
        return source, _chosen(code, i, last, end, code.at("%work", i, all_of))

    def _step(self, i: Value, states: tuple[Value, Value], is_seen: bool = True) -> None:
        """Step i of a chunk, of every group; if that is not seen, nothing but the states is kept of it."""
        code, form = self.code, self.form
        count = 1 if form.spans else together(form.lab)
        values = code.at(self.values, i, self.groups * form.notes)
        bits, moved = (code.at(place, i, self.groups) for place in (self.bits, self.moved))
        with code.loop(self.groups, count) as inside:
            which = [code.op(f"add i64 {inside}, {at}") for at in range(count)]
            groups = [self._placed(states, at, i if is_seen and self.tells else None) for at in which]
            for at, found in zip(which, step(code, form, groups, self.scratch, has_masks(form)), strict=True):
                if is_seen:
                    keep(code, found.noted, code.at(values, at, form.notes))
                if has_velocity(form.lab):
                    code.store(found.bits, code.at(bits, at))
                if not self.keeps:
                    code.store(found.moved, code.at(moved, at))

    def _placed(self, states: tuple[Value, Value], inside: Value, told: Value | None) -> Placed:
        """A group; of step `told` it is kept which units are active."""
        code = self.code
        source, target = (code.at(place, inside, self.rows) for place in states)
        given = code.at("%given", code.op(f"add i64 {self.block}, {inside}"), self.form.columns)
        tell = partial(active_of(code, self.form, self.moved, inside).keep, told) if told else None
        return Placed(source, target, given, tell)


def _chosen(code: Code, i: Value, at: Value, one: Value, other: Value) -> Value:
    return code.op(f"select i1 {code.op(f'icmp eq i64 {i}, {at}')}, ptr {one}, ptr {other}")
