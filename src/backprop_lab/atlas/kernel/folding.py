"""What a chunk of steps leaves behind of a group of runs: from every state and every J what is remembered.

Mostly nothing happened: then a sum of J and two glances are all. A run stands still from the first state on that equals
the last one bit by bit: no step would change anything any more.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import inf

from ...outcome import MOVES
from ..given import Form
from ..vector.code import Code, Value
from .layout import block_of, chunk_of, rows_of
from .seen import NEVER, TRUE, Seen, enough, limit, loaded

UNROLLED = 16
"""Up to so many numbers of a state are compared one by one."""
GLANCES = 4
"""So many parameters of the last layer are looked at first: where one moves, the run does not stand still."""


@dataclass(frozen=True)
class Chunk:
    """What is known of a chunk of one group: addresses of its states and of every J, and its steps.

    `states` are the first, the last and those between; `kept` J and, of momentum, what is 0 where the gradient is. `g`
    is the group, `opens` holds where the window opens with this chunk, if it is of the window.
    """

    states: tuple[Value, Value, Value]
    kept: tuple[Value, Value]
    g: Value
    first: Value
    count: Value
    opens: Value


def fold(code: Code, form: Form, chunk: Chunk) -> None:
    """Emits what is remembered after a chunk; `%half` is 0 before the window, then the step of its second half."""
    _Folding(code, form, chunk).emit()


class _Folding:
    def __init__(self, code: Code, form: Form, chunk: Chunk) -> None:
        self.code, self.form, self.chunk = code, form, chunk
        self.start, self.last, self.states = chunk.states
        self.values, self.bits = chunk.kept
        self.rows, self.block = rows_of(form.lab), block_of(form.lab)
        self.momentum = form.lab.method.name == "momentum"
        self.seen = Seen(code, chunk.g)
        self.given = loaded(code, form, chunk.g)
        self.limit = limit(code, form, self.given)
        self.after = code.op(f"add i64 {chunk.first}, {chunk.count}")
        self.end = code.op(f"sub i64 {chunk.count}, 1")

    def emit(self) -> None:
        code, seen = self.code, self.seen
        with code.when(code.op(f"icmp eq i64 {self.chunk.first}, 0")):
            seen.keep("first", code.load(self.values))
        self.enough = enough(code, self.form, self.given, seen.real("first"))
        last = self.value(self.end)
        happened = code.any(code.both(self._bad(), code.compare("ole", last, self.enough), "or"))
        with code.when(code.op(f"xor i1 {happened}, true")):
            seen.keep_word("fits", code.every(self.after))
        with code.when(happened):
            self._walk()
        glance = self._glance()
        with code.when(code.any(glance)):
            self._search(glance)
        if self.momentum:
            self._stillness()
        with code.when(code.op("icmp sgt i64 %half, 0")):
            self._window()
        seen.keep("last", last)

    def value(self, i: Value) -> Value:
        """J of a step of the chunk."""
        return self.code.load(self.code.at(self.values, i, self.block))

    def state(self, i: Value) -> Value:
        """Where the state lies that goes into a step."""
        code = self.code
        kept = code.at(self.states, code.op(f"sub i64 {i}, 1"), self.block * self.rows)
        return code.op(f"select i1 {code.op(f'icmp eq i64 {i}, 0')}, ptr {self.start}, ptr {kept}")

    def _bad(self) -> Value:
        """Where a J may have left all bounds: a sum of what is not below 0 tells, which NaN stays in.

        All places for J are added up, also those that a short chunk left as they were: that may call for a closer look
        where none is needed, which changes nothing.
        """
        code, lab = self.code, self.form.lab
        sums = [self.value(f"{i}") for i in range(chunk_of(lab, code.width, code.real))]
        return code.compare("uge", code.tree(sums), code.two("fmul", self.limit, code.constant(0.5)))

    def _glance(self) -> Value:
        """Where a run that did not stand still may do so now."""
        network = self.form.lab.network
        count = min(GLANCES, network.size - network.blocks[-1][0].start)
        moved = self._moved(self.state(self.end), range(network.size - count, network.size))
        stood = self.code.same_words(self.seen.word("stands"), self.code.whole(0))
        return self.code.both(self.code.same_words(moved, self.code.whole(0)), stood)

    def _moved(self, state: Value, rows: range) -> Value:
        """Not 0 where one of these rows is not what it is at the end of the chunk."""
        code, found = self.code, self.code.whole(0)
        for row in rows:
            found = code.word("or", found, self._differs(state, f"{row}"))
        return found

    def _differs(self, state: Value, row: Value) -> Value:
        code = self.code
        return code.word("xor", code.word_at(code.at(state, row)), code.word_at(code.at(self.last, row)))

    def _is_end(self, state: Value) -> Value:
        """Where a state is that of the end of the chunk."""
        code = self.code

        def body(row: Value, carried: list[Value]) -> list[Value]:
            return [code.word("or", carried[0], self._differs(state, row))]

        if self.rows <= UNROLLED:
            moved = self._moved(state, range(self.rows))
        else:
            (moved,) = code.fold(f"{self.rows}", [(code.words, code.whole(0))], body)
        return code.same_words(moved, code.whole(0))

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

    def _search(self, glance: Value) -> None:
        """Marks what stands still, and finds since when."""
        code, seen = self.code, self.seen
        stands = code.both(glance, self._is_end(self.state(self.end)))

        if not self.momentum:
            self._since(stands)
        seen.keep_word("stands", code.word("or", seen.word("stands"), code.ones(stands)))

    def _since(self, stands: Value) -> None:
        """The first state that is already the last one: mostly that at which the chunk starts."""
        code, seen = self.code, self.seen
        always = code.both(stands, self._is_end(self.start))
        still = code.choose_word(always, code.every(self.chunk.first), seen.word("still"))
        seen.keep_word("still", still)
        later = code.both(stands, code.neither(always))

        def body(i: Value, carried: list[Value]) -> list[Value]:
            at = code.op(f"sub i64 {self.end}, {i}")
            same = code.both(carried[0], self._is_end(self.state(at)))
            since = code.every(code.op(f"add i64 {self.chunk.first}, {at}"))
            return [same, code.choose_word(same, since, carried[1])]

        with code.when(code.any(later)):
            starts = [(code.truths, later), (code.words, seen.word("still"))]
            seen.keep_word("still", code.fold(self.chunk.count, starts, body, lambda after: code.any(after[0]))[1])

    def _stillness(self) -> None:
        """Since when the gradient is 0, where the state may move on without it."""
        code = self.code

        def body(i: Value, carried: list[Value]) -> list[Value]:
            is_zero = code.compare("oeq", code.load(code.at(self.bits, i, self.block)), code.constant(0.0))
            after = code.op(f"add i64 {code.op(f'add i64 {self.chunk.first}, {i}')}, 1")
            return [code.choose_word(is_zero, carried[0], code.every(after))]

        self.seen.keep_word("still", code.fold(self.chunk.count, [(code.words, self.seen.word("still"))], body)[0])

    def _window(self) -> None:
        code, seen = self.code, self.seen
        with code.when(self.chunk.opens):
            self._open()
        reals = [seen.real(name) for name in ("lows0", "lows1", "high", "last")]
        starts = [(code.vector, one) for one in reals] + [(code.words, seen.word(n)) for n in ("climbs", "rises")]
        none = code.constant(inf)

        def body(i: Value, carried: list[Value]) -> list[Value]:
            value, (*lows, high, before, climbs, rises) = self.value(i), carried
            t = code.op(f"add i64 {self.chunk.first}, {i}")
            for at, relation in enumerate(("slt", "sge")):
                here = code.op(f"icmp {relation} i64 {t}, %half")
                one = code.op(f"select i1 {here}, {code.vector} {value}, {code.vector} {none}")
                lows[at] = code.choose(code.compare("olt", one, lows[at]), one, lows[at])
            high = code.choose(code.compare("ogt", value, high), value, high)
            up = code.compare("ogt", value, code.two("fmul", before, code.constant(1 + MOVES)))
            climbs = code.word("and", climbs, code.ones(code.compare("ogt", value, before)))
            return [*lows, high, value, climbs, code.word("or", rises, code.ones(up))]

        lows0, lows1, high, _, climbs, rises = code.fold(self.chunk.count, starts, body)
        for name, value in (("lows0", lows0), ("lows1", lows1), ("high", high)):
            seen.keep(name, value)
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
