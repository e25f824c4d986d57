"""Many runs some steps further: the compiled heart of the atlas.

Runs lie in groups, one vector of `width` runs for each number of their state. Of small networks a block of groups makes
chunk after chunk of steps, two groups interwoven, or the points of one, and every step of all before the next one, so
that the processor always has independent work and finds the block in its first cache; every state of a chunk is kept
until it was looked at, unless all runs of the block stand still. Of larger ones a group does, and its state is written
over.
"""

from __future__ import annotations

from functools import partial, reduce
from typing import NamedTuple

from ..given import Form
from ..traits import has_velocity, is_small
from ..vector.code import Code, Value
from ..vector.tiles import swath
from .active import active_of, is_kept
from .body import Made, Placed, has_masks, keep, prepare, step
from .chunk import Chunk
from .folding import fold, stay
from .layout import block_of, chunk_of, kept_of, rows_of, together
from .seen import Seen
from .straight import Tell

GO = (
    "ptr noalias %state, ptr noalias %given, ptr noalias %seen, ptr noalias %work, "
    "i64 %groups, i64 %first, i64 %count, i64 %half"
)
"""From step `first` on `count` steps, at least one; for `half` see `folding`."""


def going(form: Form, width: int, real: str) -> Code:
    """The function."""
    code = Code(width, real)
    slots = _Slots(*(code.op(f"alloca {kind}, align 8") for kind in ("i1", "i64", "ptr")))
    prepare(code, form, code.at("%work", kept_of(form.lab, width, real, form.notes)))
    with code.loop("%groups", block_of(form.lab)) as block:
        made = _Watched(code, form, block, slots) if is_kept(code, form) else _Block(code, form, block)
        made.emit()
    return code


class _Slots(NamedTuple):
    """Where it is kept whether a block rests, how many steps were made before, and where its last state lies."""

    rests: Value
    made: Value
    last: Value


class _Block:
    """A block of groups, through all its chunks."""

    def __init__(self, code: Code, form: Form, block: Value) -> None:
        self.code, self.form, self.block = code, form, block
        self.rows, self.groups = rows_of(form.lab), block_of(form.lab)
        self.most, self.keeps = chunk_of(form.lab, code.width, code.real), is_small(form.lab)
        self.chunks = code.op(f"sdiv i64 {code.op(f'add i64 %count, {self.most - 1}')}, {self.most}")
        self.place = code.at("%state", block, self.rows)
        states, all_of = (self.most + 1 if self.keeps else 0), self.groups * self.most
        self.ends = [code.at("%work", self.most - 1 + which, self.groups * self.rows) for which in (0, 1)]
        notes = code.at("%work", states, self.groups * self.rows)
        self.values = notes
        self.bits, self.moved = (code.at(notes, (form.notes + more) * all_of) for more in (0, 1))
        self.scratch = code.at("%work", kept_of(form.lab, code.width, code.real, form.notes))

    def emit(self) -> None:
        with self.code.loop(self.chunks) as which:
            self._chunk(which)
        if self.keeps:
            with self.code.when(self.code.op(f"icmp eq i64 {self.chunks}, 1")):
                self._copy(self.ends[1])

    def _copy(self, source: Value) -> None:
        code = self.code
        count = self.groups * self.rows
        swath(code, count, lambda at: code.store(code.load(code.at(source, at)), code.at(self.place, at)))

    def _chunk(self, which: Value) -> tuple[Value, Value]:
        """One chunk: its steps, then what they leave behind of every group; where it ends, and how many they are.

        The last one ends where the first one began, if it is another one: the first state of a chunk is still needed.
        """
        code, (one, other) = self.code, self.ends
        is_odd = code.op(f"trunc i64 {which} to i1")
        start = _chosen(code, which, "0", self.place, code.op(f"select i1 {is_odd}, ptr {other}, ptr {one}"))
        is_last = code.op(f"icmp eq i64 {code.op(f'add i64 {which}, 1')}, {self.chunks}")
        goes_home = code.op(f"and i1 {is_last}, {code.op(f'icmp ne i64 {which}, 0')}")
        end = code.op(f"select i1 {is_odd}, ptr {one}, ptr {other}")
        end = code.op(f"select i1 {goes_home}, ptr {self.place}, ptr {end}")
        made = code.op(f"mul i64 {which}, {self.most}")
        left = code.op(f"sub i64 %count, {made}")
        count = code.op(f"select i1 {code.op(f'icmp slt i64 {left}, {self.most}')}, i64 {left}, i64 {self.most}")
        with code.loop(count) as i:
            self._step(self._states(i, count, start, end), i)
        first = code.op(f"add i64 %first, {made}")
        self._fold((start, end), (first, count, code.op(f"icmp eq i64 {which}, 0")))
        return end, count

    def _fold(self, ends: tuple[Value, Value], steps: tuple[Value, Value, Value]) -> None:
        code = self.code
        with code.loop(self.groups) as inside:
            start, end, between = (code.at(place, inside, self.rows) for place in (*ends, "%work"))
            values, bits = code.at(self.values, inside, self.form.notes), code.at(self.bits, inside)
            g = code.op(f"add i64 {self.block}, {inside}")
            fold(code, self.form, Chunk(values, bits, (start, end, between), self._moved_at(inside), g, *steps))

    def _moved_at(self, inside: Value) -> Value:
        return self.code.at(self.moved, inside)

    def _states(self, i: Value, count: Value, start: Value, end: Value) -> tuple[Value, Value]:
        """Where the states lie that go into step i of a chunk and come out of it."""
        if not self.keeps:
            return self.place, self.place
        code, all_of = self.code, self.groups * self.rows
        last = code.op(f"sub i64 {count}, 1")
        source = _chosen(code, i, "0", start, code.at("%work", code.op(f"sub i64 {i}, 1"), all_of))
        return source, _chosen(code, i, last, end, code.at("%work", i, all_of))

    def _step(self, states: tuple[Value, Value], i: Value | None) -> None:
        """A step of every group; of step i of a chunk it is kept what `fold` looks at."""
        code, form = self.code, self.form
        count = 1 if form.spans else together(form.lab)
        with code.loop(self.groups, count) as inside:
            which = [code.op(f"add i64 {inside}, {at}") for at in range(count)]
            groups = [self._placed(states, at, i) for at in which]
            for at, found in zip(which, step(code, form, groups, self.scratch, has_masks(form)), strict=True):
                if i is not None:
                    self._keep(found, i, at)

    def _keep(self, found: Made, i: Value, inside: Value) -> None:
        code, form = self.code, self.form
        keep(code, found.noted, code.at(code.at(self.values, i, self.groups * form.notes), inside, form.notes))
        if has_velocity(form.lab):
            code.store(found.bits, code.at(code.at(self.bits, i, self.groups), inside))
        if not self.keeps:
            code.store(found.moved, code.at(code.at(self.moved, i, self.groups), inside))

    def _placed(self, states: tuple[Value, Value], inside: Value, i: Value | None) -> Placed:
        code = self.code
        source, target = (code.at(place, inside, self.rows) for place in states)
        given = code.at("%given", code.op(f"add i64 {self.block}, {inside}"), self.form.columns)
        return Placed(source, target, given, self._tell(inside, i))

    def _tell(self, inside: Value, i: Value | None) -> Tell | None:
        return None


class _Watched(_Block):
    """A block of which it is kept which units are active, until all its runs stand still.

    From then on its steps are made all the same, but that which J alone is made for; and nothing of them is looked at.
    """

    def __init__(self, code: Code, form: Form, block: Value, slots: _Slots) -> None:
        super().__init__(code, form, block)
        self.slots = slots

    def emit(self) -> None:
        code = self.code
        self._note("0", self.place)
        with code.loop(self.chunks) as which, code.when(self._moves()):
            end, count = self._chunk(which)
            self._note(code.op(f"add i64 {code.op(f'mul i64 {which}, {self.most}')}, {count}"), end)
        made = code.op(f"load i64, ptr {self.slots.made}")
        left = code.op(f"sub i64 %count, {made}")
        with code.when(code.op(f"icmp sgt i64 {left}, 0")):
            self._rest(left, code.op(f"icmp eq i64 {made}, 0"))
        is_one = code.op(f"icmp eq i64 {self.chunks}, 1")
        with code.when(code.op(f"and i1 {is_one}, {code.op(f'icmp sgt i64 {made}, 0')}")):
            self._copy(self.ends[1])

    def _moves(self) -> Value:
        """Whether the block does not rest yet."""
        return self.code.op(f"xor i1 {self.code.op(f'load i1, ptr {self.slots.rests}')}, true")

    def _note(self, made: Value, last: Value) -> None:
        code = self.code
        groups = [Seen(code, code.op(f"add i64 {self.block}, {at}")) for at in range(self.groups)]
        stands = reduce(partial(code.word, "and"), [seen.word("stands") for seen in groups])
        moves = code.any(code.same_words(stands, code.whole(0)))
        code.do(f"store i1 {code.op(f'xor i1 {moves}, true')}, ptr {self.slots.rests}")
        code.do(f"store i64 {made}, ptr {self.slots.made}")
        code.do(f"store ptr {last}, ptr {self.slots.last}")

    def _rest(self, left: Value, opens: Value) -> None:
        """The steps that are left, to the place of the state and away from it in turns: all states are the same.

        The last one of all is made for J's sake, which is what it was: it is spared. But one is always made, as the
        first brings the state to its place.
        """
        code = self.code
        source = code.op(f"load ptr, ptr {self.slots.last}")
        in_window = code.op("icmp sgt i64 %half, 0")
        spares = code.op(f"and i1 {in_window}, {code.op(f'icmp sgt i64 {left}, 1')}")
        is_home = code.op(f"icmp eq ptr {source}, {self.place}")
        target = code.op(f"select i1 {is_home}, ptr {self.ends[0]}, ptr {self.place}")
        with code.loop(code.op(f"sub i64 {left}, {code.op(f'zext i1 {spares} to i64')}")) as i:
            is_odd = code.op(f"trunc i64 {i} to i1")
            states = [code.op(f"select i1 {is_odd}, ptr {a}, ptr {b}") for a, b in ((target, source), (source, target))]
            self._step((states[0], states[1]), None)
        with code.when(in_window), code.loop(self.groups) as inside:
            stay(code, Seen(code, code.op(f"add i64 {self.block}, {inside}")), opens)

    def _moved_at(self, inside: Value) -> Value:
        return active_of(self.code, self.form, self.moved, inside).place

    def _tell(self, inside: Value, i: Value | None) -> Tell | None:
        return partial(active_of(self.code, self.form, self.moved, inside).keep, i) if i is not None else None


def _chosen(code: Code, i: Value, at: Value, one: Value, other: Value) -> Value:
    return code.op(f"select i1 {code.op(f'icmp eq i64 {i}, {at}')}, ptr {one}, ptr {other}")
