"""What a chunk of steps leaves behind of a group of runs: from every state and every J what is remembered.

Mostly nothing happened: then a sum of J and two glances are all.
"""

from __future__ import annotations

from math import inf

from ...outcome import MOVES
from ..given import Form
from ..vector.code import Code, Value
from .chunk import Chunk
from .layout import block_of, chunk_of
from .seen import NEVER, TRUE, Seen, enough, limit, loaded
from .standing import standing


def fold(code: Code, form: Form, chunk: Chunk) -> None:
    """Emits what is remembered after a chunk; `%half` is 0 before the window, then the step of its second half."""
    _Folding(code, form, chunk).emit()


class _Folding:
    def __init__(self, code: Code, form: Form, chunk: Chunk) -> None:
        self.code, self.form, self.chunk = code, form, chunk
        self.block = block_of(form.lab)
        self.momentum = form.lab.method.name == "momentum"
        self.seen = Seen(code, chunk.g)
        self.given = loaded(code, form, chunk.g)
        self.limit = limit(code, form, self.given)
        self.after = code.op(f"add i64 {chunk.first}, {chunk.count}")
        self.end = code.op(f"sub i64 {chunk.count}, 1")

    def emit(self) -> None:
        code, seen = self.code, self.seen
        with code.when(code.op(f"icmp eq i64 {self.chunk.first}, 0")):
            seen.keep("first", code.load(self.chunk.values))
        self.enough = enough(code, self.form, self.given, seen.real("first"))
        last = self.value(self.end)
        happened = code.any(code.both(self._bad(), code.compare("ole", last, self.enough), "or"))
        with code.when(code.op(f"xor i1 {happened}, true")):
            seen.keep_word("fits", code.every(self.after))
        with code.when(happened):
            self._walk()
        standing(code, self.form, self.chunk, seen).emit()
        if self.momentum:
            self._stillness()
        with code.when(code.op("icmp sgt i64 %half, 0")):
            self._window()
        seen.keep("last", last)

    def value(self, i: Value) -> Value:
        """J of a step of the chunk."""
        return self.code.load(self.code.at(self.chunk.values, i, self.block))

    def _bad(self) -> Value:
        """Where a J may have left all bounds: a sum of what is not below 0 tells, which NaN stays in.

        All places for J are added up, also those that a short chunk left as they were: that may call for a closer look
        where none is needed, which changes nothing.
        """
        code, lab = self.code, self.form.lab
        sums = [self.value(f"{i}") for i in range(chunk_of(lab, code.width, code.real))]
        return code.compare("uge", code.tree(sums), code.two("fmul", self.limit, code.constant(0.5)))

    def _walk(self) -> None:
        """When J left all bounds, and since when it is at the level of a fit or below."""
        code, seen = self.code, self.seen
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
            self._open()
        halves = [seen.at(name) for name in ("lows0", "lows1")]
        reals = [seen.real(name) for name in ("high", "last")]
        starts = [(code.vector, one) for one in reals] + [(code.words, seen.word(n)) for n in ("climbs", "rises")]

        def body(i: Value, carried: list[Value]) -> list[Value]:
            value, (high, before, climbs, rises) = self.value(i), carried
            is_first = code.op(f"icmp slt i64 {code.op(f'add i64 {self.chunk.first}, {i}')}, %half")
            half = code.op(f"select i1 {is_first}, ptr {halves[0]}, ptr {halves[1]}")
            low = code.load(half)
            code.store(code.choose(code.compare("olt", value, low), value, low), half)
            high = code.choose(code.compare("ogt", value, high), value, high)
            up = code.compare("ogt", value, code.two("fmul", before, code.constant(1 + MOVES)))
            climbs = code.word("and", climbs, code.ones(code.compare("ogt", value, before)))
            return [high, value, climbs, code.word("or", rises, code.ones(up))]

        high, _, climbs, rises = code.fold(self.chunk.count, starts, body)
        seen.keep("high", high)
        for name, value in (("climbs", climbs), ("rises", rises)):
            seen.keep_word(name, value)

    def _open(self) -> None:
        """The window begins after a step whose J is the last."""
        code, seen = self.code, self.seen
        last = seen.real("last")
        for name in ("high", "lows0"):
            seen.keep(name, last)
        seen.keep("lows1", code.constant(inf))
        seen.keep_word("climbs", code.whole(TRUE))
        seen.keep_word("rises", code.whole(0))
