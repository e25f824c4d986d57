"""Which runs of a group stand still after a chunk of steps, and since when.

A run stands still from the first state on that equals the last one bit by bit: no step would change anything any more.
Straight-line code keeps the states of a chunk, and they are compared, with masks only where units that were active
leave a doubt; tiled code notes of each step whether it changed a bit.
"""

from __future__ import annotations

from functools import partial, reduce

from ..given import Form
from ..traits import has_velocity, is_small
from ..vector.code import Code, Value
from .active import Active, is_kept
from .chunk import Chunk, state_after, state_at
from .layout import rows_of
from .seen import Seen

UNROLLED = 16
"""Up to so many numbers of a state are compared one by one."""
GLANCES = 4
"""So many parameters of the last layer are looked at first: where one moves, the run does not stand still."""


class Standing:
    """What stands still, by what tiled code noted."""

    def __init__(self, code: Code, form: Form, chunk: Chunk, seen: Seen) -> None:
        self.code, self.form, self.chunk, self.seen = code, form, chunk, seen
        self.last_step = code.op(f"sub i64 {chunk.count}, 1")

    def emit(self) -> None:
        """Marks what stands still, and where nothing is remembered of the gradient finds since when."""
        code, seen = self.code, self.seen
        glance = code.both(self._glance(), code.same_words(seen.word("stands"), code.whole(0)))
        with code.when(code.any(glance)):
            stands = self._looked(glance)
            if not has_velocity(self.form.lab):
                self._since(stands)
            seen.keep_word("stands", code.word("or", seen.word("stands"), code.ones(stands)))

    def _stood(self, i: Value) -> Value:
        """Where a step of the chunk changed no bit."""
        moved = self.code.word_at(self.code.at(self.chunk.moved, i))
        return self.code.same_words(moved, self.code.whole(0))

    def _glance(self) -> Value:
        """Where a run may stand still."""
        return self._stood(self.last_step)

    def _looked(self, glance: Value) -> Value:
        """Where it does, of those at a glance."""
        return glance

    def _since(self, stands: Value) -> None:
        code, first = self.code, self.chunk.first

        def body(i: Value, carried: list[Value]) -> list[Value]:
            after = code.op(f"add i64 {code.op(f'add i64 {first}, {i}')}, 1")
            return [code.choose_word(self._stood(i), carried[0], code.every(after))]

        (since,) = code.fold(self.chunk.count, [(code.words, code.every(first))], body)
        self.seen.keep_word("still", code.choose_word(stands, since, self.seen.word("still")))


class ByStates(Standing):
    """What stands still, by the states of the chunk."""

    def __init__(self, code: Code, form: Form, chunk: Chunk, seen: Seen) -> None:
        super().__init__(code, form, chunk, seen)
        self.start, self.last, _ = chunk.states
        self.rows = rows_of(form.lab)

    def _glance(self) -> Value:
        moved = self._moved(self._state(self.last_step), self._last_layer()[-GLANCES:])
        return self.code.same_words(moved, self.code.whole(0))

    def _last_layer(self) -> range:
        network = self.form.lab.network
        return range(network.blocks[-1][0].start, network.size)

    def _looked(self, glance: Value) -> Value:
        return self.code.both(glance, self._is_end(self._state(self.last_step), self._ends()))

    def _state(self, i: Value) -> Value:
        """Where the state lies that goes into a step."""
        return state_at(self.code, self.form, self.chunk, i)

    def _moved(self, state: Value, rows: range) -> Value:
        """Not 0 where one of these rows is not what it is at the end of the chunk."""
        return self._differ(state, {row: self._word(self.last, row) for row in rows})

    def _word(self, state: Value, row: Value | int) -> Value:
        return self.code.word_at(self.code.at(state, row))

    def _differ(self, state: Value, end: dict[int, Value]) -> Value:
        code, found = self.code, self.code.whole(0)
        for row, word in end.items():
            found = code.word("or", found, code.word("xor", self._word(state, row), word))
        return found

    def _is_end(self, state: Value, end: dict[int, Value]) -> Value:
        """Where a state is that of the end of the chunk, of which some rows are read already."""
        code, moved = self.code, self._differ(state, end)

        def body(at: Value, carried: list[Value]) -> list[Value]:
            row = code.op(f"add i64 {at}, {len(end)}")
            return [code.word("or", carried[0], code.word("xor", self._word(state, row), self._word(self.last, row)))]

        if self.rows > len(end):
            (moved,) = code.fold(f"{self.rows - len(end)}", [(code.words, moved)], body)
        return code.same_words(moved, code.whole(0))

    def _ends(self) -> dict[int, Value]:
        """As many rows of the end as stay in registers."""
        return {row: self._word(self.last, row) for row in range(min(self.rows, UNROLLED))}

    def _since(self, stands: Value) -> None:
        """The first state that is already the last one: often that at which the chunk starts.

        Of a run that moved on all are looked at, as to guess when to end costs more.
        """
        code, seen, end = self.code, self.seen, self._ends()
        always = self._is_end(self.start, end)
        first, one = code.every(self.chunk.first), code.whole(1)
        seen.keep_word("still", code.choose_word(stands, first, seen.word("still")))

        def body(i: Value, carried: list[Value]) -> list[Value]:
            is_end = self._is_end(state_after(code, self.form, self.chunk, i), end)
            return [code.choose_word(is_end, carried[0], code.word("add", carried[0], one))]

        with code.when(code.any(code.both(stands, code.neither(always)))):  # then the chunk has more than one step
            since = code.choose_word(always, first, code.word("add", first, one))
            (since,) = code.fold(self.last_step, [(code.words, since)], body)
            seen.keep_word("still", code.choose_word(stands, since, seen.word("still")))


class ByActive(ByStates):
    """What stands still, by the states of the chunk; since when mostly by what is kept in `active` and the last layer.

    A step in which no unit was active changed nothing, but for the sign of a zero that came from underflow. Where one
    was, it did if it changed the last layer; if that is not seen there is a doubt, and all numbers of the run are
    looked at. A chunk made again may have had other units active, but only of runs that end as NaN.
    """

    def __init__(self, code: Code, form: Form, chunk: Chunk, seen: Seen) -> None:
        super().__init__(code, form, chunk, seen)
        self.active = Active(code, form, chunk.moved)

    def _since(self, stands: Value) -> None:
        code, seen, kind = self.code, self.seen, self.active.kind
        first, runs = code.every(self.chunk.first), self.active.spread(stands)
        seen.keep_word("still", code.choose_word(stands, first, seen.word("still")))
        end = self._total(self.last)
        is_end, doubts = self._compared("0", self.start, end)
        moves = code.any(code.both(stands, code.neither(is_end)))
        # of a chunk of one step there is none that moved: if it comes here it is in doubt, and goes on to all numbers
        with code.when(code.op(f"or i1 {moves}, {self._is_any(doubts, runs)}")):
            after = code.every(code.op(f"add i64 {self.chunk.first}, {self.chunk.count}"))
            starts = [(code.words, self._less(after, is_end)), (kind, doubts)]
            since, doubts = code.fold(self.last_step, starts, partial(self._turn, end))
            seen.keep_word("still", code.choose_word(stands, since, seen.word("still")))
            with code.when(self._is_any(doubts, runs)):
                super()._since(code.both(stands, self.active.any(doubts)))

    def _turn(self, end: Value, i: Value, carried: list[Value]) -> list[Value]:
        """State i + 1, which comes out of step i."""
        code, (since, doubts) = self.code, carried
        state = state_after(code, self.form, self.chunk, i)
        is_end, more = self._compared(code.op(f"add i64 {i}, 1"), state, end)
        return [self._less(since, is_end), code.op(f"or {self.active.kind} {doubts}, {more}")]

    def _less(self, since: Value, where: Value) -> Value:
        return self.code.choose_word(where, self.code.word("sub", since, self.code.whole(1)), since)

    def _compared(self, i: Value, state: Value, end: Value) -> tuple[Value, Value]:
        """Where the last layer of state i adds up to `end`, and the bits of units that were active all the same."""
        code = self.code
        is_end = code.same_words(self._total(state), end)
        return is_end, code.op(f"and {self.active.kind} {self.active.word(i)}, {self.active.spread(is_end)}")

    def _total(self, state: Value) -> Value:
        """The sum of the last layer's numbers as words: where it changes, one of them does."""
        return reduce(partial(self.code.word, "add"), [self._word(state, row) for row in self._last_layer()])

    def _is_any(self, bits: Value, of: Value) -> Value:
        kind = self.active.kind
        return self.code.op(f"icmp ne {kind} {self.code.op(f'and {kind} {bits}, {of}')}, 0")


def standing(code: Code, form: Form, chunk: Chunk, seen: Seen) -> Standing:
    """The kind that fits the code of a step."""
    if is_kept(code, form):
        return ByActive(code, form, chunk, seen)
    return (ByStates if is_small(form.lab) else Standing)(code, form, chunk, seen)
