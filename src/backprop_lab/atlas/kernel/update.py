"""What a step makes of parameters in tiled code: after the passes, or as soon as a sum is known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from ..given import Form
from ..traits import beta, has_velocity
from ..vector.code import Code, Value
from ..vector.tiles import Finish, Matrix, Spot

SIDE = 8
"""So many parameters are renewed in a turn."""


@dataclass(frozen=True)
class Update:
    """From a state to the next, which may be the same place; `rate` is the negative of what the sums are taken times.

    `places` are those of both states and of what the points give each parameter.
    """

    code: Code
    form: Form
    places: tuple[Value, Value, Value]
    rate: Value

    def emit(self, rows: range, moved: Value) -> Value:
        """Renews these rows; what comes back is 0 where `moved` is and no bit changed."""
        code, turns = self.code, len(rows) // SIDE

        def body(turn: Value, carried: list[Value]) -> list[Value]:
            start = code.op(f"add i64 {code.op(f'mul i64 {turn}, {SIDE}')}, {rows.start}")
            for at in range(SIDE):
                carried = [self._renewed(code.op(f"add i64 {start}, {at}"), carried[0])]
            return carried

        if turns:
            (moved,) = code.fold(f"{turns}", [(code.words, moved)], body)
        for at in rows[SIDE * turns :]:
            moved = self._renewed(f"{at}", moved)
        return moved

    def _renewed(self, at: Value, moved: Value) -> Value:
        code, (source, target, found) = self.code, self.places
        step = code.load(code.at(found, at))
        if has_velocity(self.form.lab):
            further = code.op(f"add i64 {at}, {self.form.lab.network.size}")
            before = code.load(code.at(source, further))
            step = code.fma(code.constant(beta(self.form.lab)), before, step)
            code.store(step, code.at(target, further))
            moved = _changed(code, before, step, moved)
        before = code.load(code.at(source, at))
        after = code.fma(self.rate, step, before)
        code.store(after, code.at(target, at))
        return _changed(code, before, after, moved)


def renewed(code: Code, base: Matrix, target: Matrix, rate: Value, moved: Value) -> Finish:
    """What is at `base`, and sums times the rate, go to `target`; where `moved` lies, bits that changed are noted."""

    def finish(spots: Sequence[Spot], sums: Sequence[Value]) -> None:
        changed = code.word_at(moved)
        for spot, total in zip(spots, sums, strict=True):
            before = base.load(code, spot)
            after = code.fma(rate, total, before)
            code.store(after, target.at(code, spot))
            changed = _changed(code, before, after, changed)
        code.store_word(changed, moved)

    return finish


def _changed(code: Code, before: Value, after: Value, moved: Value) -> Value:
    return code.word("or", moved, code.word("xor", code.bits(before), code.bits(after)))
