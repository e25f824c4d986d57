"""Which runs of a group stand still after a chunk of steps, and since when.

A run stands still from the first state on that equals the last one bit by bit: no step would change anything any more.
Straight-line code keeps the states of a chunk, and they are compared; tiled code notes of each step whether it changed
a bit.
"""

from __future__ import annotations

from ..given import Form
from ..vector.code import Code, Value
from .chunk import Chunk, state_at
from .layout import is_small, rows_of
from .seen import Seen

UNROLLED = 16
"""Up to so many numbers of a state are compared one by one."""
GLANCES = 4
"""So many parameters of the last layer are looked at first: where one moves, the run does not stand still."""


class Standing:
    """What stands still, by what tiled code noted."""

    def __init__(self, code: Code, form: Form, chunk: Chunk, seen: Seen) -> None:
        self.code, self.form, self.chunk, self.seen = code, form, chunk, seen
        self.momentum = form.lab.method.name == "momentum"
        self.end = code.op(f"sub i64 {chunk.count}, 1")

    def emit(self) -> None:
        """Marks what stands still, and where nothing is remembered of the gradient finds since when."""
        code, seen = self.code, self.seen
        glance = code.both(self._glance(), code.same_words(seen.word("stands"), code.whole(0)))
        with code.when(code.any(glance)):
            stands = self._looked(glance)
            if not self.momentum:
                self._since(stands)
            seen.keep_word("stands", code.word("or", seen.word("stands"), code.ones(stands)))

    def _stood(self, i: Value) -> Value:
        """Where a step of the chunk changed no bit."""
        moved = self.code.word_at(self.code.at(self.chunk.moved, i))
        return self.code.same_words(moved, self.code.whole(0))

    def _glance(self) -> Value:
        """Where a run may stand still."""
        return self._stood(self.end)

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
        network = self.form.lab.network
        count = min(GLANCES, network.size - network.blocks[-1][0].start)
        moved = self._moved(self._state(self.end), range(network.size - count, network.size))
        return self.code.same_words(moved, self.code.whole(0))

    def _looked(self, glance: Value) -> Value:
        return self.code.both(glance, self._is_end(self._state(self.end)))

    def _state(self, i: Value) -> Value:
        """Where the state lies that goes into a step."""
        return state_at(self.code, self.form, self.chunk, i)

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

    def _since(self, stands: Value) -> None:
        """The first state that is already the last one: mostly that at which the chunk starts."""
        code, seen = self.code, self.seen
        always = code.both(stands, self._is_end(self.start))
        still = code.choose_word(always, code.every(self.chunk.first), seen.word("still"))
        seen.keep_word("still", still)
        later = code.both(stands, code.neither(always))

        def body(i: Value, carried: list[Value]) -> list[Value]:
            moved = code.both(carried[0], code.neither(self._is_end(self._state(i))))
            after = code.every(code.op(f"add i64 {self.chunk.first}, {code.op(f'add i64 {i}, 1')}"))
            return [moved, code.choose_word(moved, after, carried[1])]

        with code.when(code.any(later)):
            starts = [(code.truths, later), (code.words, seen.word("still"))]
            seen.keep_word("still", code.fold(self.chunk.count, starts, body, lambda after: code.any(after[0]))[1])


def standing(code: Code, form: Form, chunk: Chunk, seen: Seen) -> Standing:
    """The kind that fits the code of a step."""
    return (ByStates if is_small(form.lab) else Standing)(code, form, chunk, seen)
