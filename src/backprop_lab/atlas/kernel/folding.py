"""What a chunk of steps leaves behind of a group of runs: from every state and every J what is remembered.

Mostly nothing happened: then a look at what was noted and two glances are all, or nothing where all runs stand still.
"""

from __future__ import annotations

from math import inf

from ...outcome import MOVES
from ..given import Form
from ..traits import has_velocity
from ..vector.code import Code, Value
from .again import again, huge
from .body import has_masks
from .chunk import Chunk
from .layout import block_of, chunk_of
from .seen import NEVER, TRUE, Seen, enough, limit, loaded
from .spanned import lost
from .standing import standing


def fold(code: Code, form: Form, chunk: Chunk) -> None:
    """Emits what is remembered after a chunk; `%half` is 0 before the window, then the step of its second half."""
    _Folding(code, form, chunk).emit()


class _Folding:
    def __init__(self, code: Code, form: Form, chunk: Chunk) -> None:
        self.code, self.form, self.chunk = code, form, chunk
        self.block = block_of(form.lab)
        self.seen = Seen(code, chunk.g)
        self.given = loaded(code, form, chunk.g)
        self.limit = limit(code, form, self.given)
        self.after = code.op(f"add i64 {chunk.first}, {chunk.count}")
        self.end = code.op(f"sub i64 {chunk.count}, 1")

    def emit(self) -> None:
        code = self.code
        if has_velocity(self.form.lab):
            self._moving()
            return
        moving = code.any(code.neither(self.seen.truth("stands")))
        with code.when(moving):
            self._moving()
        with code.when(code.op(f"xor i1 {moving}, true")):
            self._still()

    def _moving(self) -> None:
        """Of a group of which a run may have moved."""
        code, seen = self.code, self.seen
        with code.when(code.op(f"icmp eq i64 {self.chunk.first}, 0")):
            seen.keep("first", self.value("0"))
        self.enough = enough(code, self.form, self.given, seen.real("first"))
        last, bad = self.value(self.end), self._bad()
        happened = code.any(code.both(bad, code.compare("ole", last, self.enough), "or"))
        with code.when(code.op(f"xor i1 {happened}, true")):
            seen.keep_word("fits", code.every(self.after))
        with code.when(happened):
            self._walk(bad)
        standing(code, self.form, self.chunk, seen).emit()
        if has_velocity(self.form.lab):
            self._stillness()
        with code.when(code.op("icmp sgt i64 %half, 0")):
            self._window()
        seen.keep("last", last)

    def _still(self) -> None:
        """Of a group of which all runs stand still: J stays what it was."""
        with self.code.when(self.code.op("icmp sgt i64 %half, 0")):
            stay(self.code, self.seen, self.chunk.opens)

    def value(self, i: Value) -> Value:
        """J of a step of the chunk."""
        code, count = self.code, self.form.notes
        place = code.at(self.chunk.values, i, self.block * count)
        return lost(code, self.form, [code.load(code.at(place, at)) for at in range(count)])

    def _bad(self) -> Value:
        """Where a J may have left all bounds: its notes tell, or a sum of what is not below 0, which NaN stays in.

        All places for J are added up, also those that a short chunk left as they were: that may call for a closer look
        where none is needed, which changes nothing.
        """
        code, lab, seen = self.code, self.form.lab, self.seen
        if self.form.spans:
            known = code.both(seen.is_left(), seen.truth("stands"), "or")
            return code.both(huge(code, self.form, self.chunk), code.neither(known))
        sums = [self.value(f"{i}") for i in range(chunk_of(lab, code.width, code.real))]
        return code.compare("uge", code.tree(sums), code.two("fmul", self.limit, code.constant(0.5)))

    def _walk(self, bad: Value) -> None:
        """When J left all bounds, and since when it is at the level of a fit or below."""
        code, seen = self.code, self.seen
        if has_masks(self.form):
            with code.when(code.any(bad)):
                again(code, self.form, self.chunk)
        starts = [(code.words, seen.word("beyond")), (code.words, seen.word("fits"))]

        def body(i: Value, carried: list[Value]) -> list[Value]:
            t, value = code.op(f"add i64 {self.chunk.first}, {i}"), self.value(i)
            inside = code.both(code.compare("olt", value, self.limit), self._known(carried[0]), "or")
            beyond = code.choose_word(inside, carried[0], code.every(t))
            fits = code.compare("ole", value, self.enough)
            return [beyond, code.choose_word(fits, carried[1], code.every(code.op(f"add i64 {t}, 1")))]

        beyond, fits = code.fold(self.chunk.count, starts, body)
        seen.keep_word("beyond", beyond)
        seen.keep_word("fits", fits)

    def _known(self, beyond: Value) -> Value:
        return self.code.neither(self.code.same_words(beyond, self.code.whole(NEVER)))

    def _stillness(self) -> None:
        """Since when the gradient is 0, where the state may move on without it."""
        code = self.code

        def body(i: Value, carried: list[Value]) -> list[Value]:
            is_zero = code.compare("oeq", code.load(code.at(self.chunk.bits, i, self.block)), code.constant(0.0))
            after = code.op(f"add i64 {code.op(f'add i64 {self.chunk.first}, {i}')}, 1")
            return [code.choose_word(is_zero, carried[0], code.every(after))]

        self.seen.keep_word("still", code.fold(self.chunk.count, [(code.words, self.seen.word("still"))], body)[0])

    def _window(self) -> None:
        code, seen = self.code, self.seen
        with code.when(self.chunk.opens):
            _open(code, seen)
        to_half = code.op(f"sub i64 %half, {self.chunk.first}")
        some = _least(code, to_half, self.chunk.count)
        some = code.op(f"select i1 {code.op(f'icmp slt i64 {some}, 0')}, i64 0, i64 {some}")
        with code.loop(2) as half:
            is_first = code.op(f"icmp eq i64 {half}, 0")
            first = code.op(f"select i1 {is_first}, i64 0, i64 {some}")
            end = code.op(f"select i1 {is_first}, i64 {some}, i64 {self.chunk.count}")
            low = code.op(f"select i1 {is_first}, ptr {seen.at('lows0')}, ptr {seen.at('lows1')}")
            with code.when(code.op(f"icmp slt i64 {first}, {end}")):
                self._half(first, code.op(f"sub i64 {end}, {first}"), low)

    def _half(self, first: Value, count: Value, low: Value) -> None:
        """So many steps of the chunk that lie in one half of the window; its lowest J is at `low`."""
        code, seen = self.code, self.seen
        reals = [seen.real("high"), code.load(low), seen.real("last")]
        starts = [(code.vector, one) for one in reals] + [(code.words, seen.word(n)) for n in ("climbs", "rises")]

        def body(i: Value, carried: list[Value]) -> list[Value]:
            value, (high, lowest, before, climbs, rises) = self.value(code.op(f"add i64 {first}, {i}")), carried
            lowest = code.choose(code.compare("olt", value, lowest), value, lowest)
            high = code.choose(code.compare("ogt", value, high), value, high)
            up = code.compare("ogt", value, code.two("fmul", before, code.constant(1 + MOVES)))
            climbs = code.word("and", climbs, code.ones(code.compare("ogt", value, before)))
            return [high, lowest, value, climbs, code.word("or", rises, code.ones(up))]

        high, lowest, last, climbs, rises = code.fold(count, starts, body)
        code.store(lowest, low)
        for name, value in (("high", high), ("last", last)):
            seen.keep(name, value)
        for name, value in (("climbs", climbs), ("rises", rises)):
            seen.keep_word(name, value)


def stay(code: Code, seen: Seen, opens: Value) -> None:
    """What is remembered in the window of runs that stand still; it opens here if that holds."""
    with code.when(opens):
        _open(code, seen)
    seen.keep("lows1", seen.real("last"))
    seen.keep_word("climbs", code.whole(0))


def _open(code: Code, seen: Seen) -> None:
    """The window begins after a step whose J is the last."""
    last = seen.real("last")
    for name in ("high", "lows0"):
        seen.keep(name, last)
    seen.keep("lows1", code.constant(inf))
    seen.keep_word("climbs", code.whole(TRUE))
    seen.keep_word("rises", code.whole(0))


def _least(code: Code, one: Value, other: Value) -> Value:
    return code.op(f"select i1 {code.op(f'icmp slt i64 {one}, {other}')}, i64 {one}, i64 {other}")
