"""What became of runs, in compiled code: the outcomes of `fate`."""

from __future__ import annotations

from ...outcome import MOVES
from ..fate import CODES, NOT_KEPT
from ..given import Form
from ..traits import can_die, has_velocity
from ..vector.code import Code, Value
from .body import gradient_bits, off_bits, prepare
from .fates import write_side_by_side
from .layout import BYTES, rows_of
from .pooling import done, kind, side_by_side
from .seen import NEVER, Seen, at_zero, enough, loaded

JUDGE = (
    "ptr noalias %state, ptr noalias %given, ptr noalias %seen, ptr noalias %codes, ptr noalias %steps, "
    "ptr noalias %values, ptr noalias %work, i64 %groups, i64 %early"
)
"""Writes the fates of all runs, or, before the window, of those that left all bounds or stand still."""


def judging(form: Form, width: int, real: str) -> Code:
    """The function that writes fates."""
    code = Code(width, real)
    slots = code.op(f"alloca [5 x {code.words}], align 64")
    nowhere = code.op("alloca double, align 8")
    early = code.op("icmp ne i64 %early, 0")
    prepare(code, form, "%work")
    with code.loop("%groups") as g:
        seen = Seen(code, g)
        every = f"<{', '.join(['i1 true'] * width)}>"
        told = code.op(f"select i1 {early}, {code.truths} {done(code, seen)}, {code.truths} {every}")
        with code.when(code.any(told)):
            judge = _Judge(code, form, g, (seen, told, early), code.at(slots, 4))
            who = code.choose_word(told, seen.word("who"), code.whole(-1))
            fates = judge.found()
            first = _first(code, who)
            apart = code.any(code.neither(code.same_words(who, side_by_side(code, first))))
            apart = code.op(f"or i1 {apart}, {code.op(f'icmp slt i64 {first}, 0')}")
            with code.when(code.op(f"xor i1 {apart}, true")):
                write_side_by_side(code, *fates, first)
            with code.when(apart):
                for at, word in enumerate((who, *fates[:2], code.bits(fates[2]))):
                    code.store_word(word, code.at(slots, at))
                with code.loop(width) as lane:
                    _write(code, slots, lane, nowhere)
    return code


def _first(code: Code, who: Value) -> Value:
    """The number of the first run of a group, as an i64."""
    one = code.op(f"extractelement {code.words} {who}, i32 0")
    return one if kind(code) == "i64" else code.op(f"sext {kind(code)} {one} to i64")


class _Judge:
    """The rules for one group; `slot` is room for a vector."""

    def __init__(self, code: Code, form: Form, g: Value, told: tuple[Seen, Value, Value], slot: Value) -> None:
        self.code, self.form, self.given, self.slot = code, form, loaded(code, form, g), slot
        seen, self.told, early = told
        self.seen = seen
        self.place = code.at("%state", g, rows_of(form.lab))
        self.own = code.at("%given", g, form.columns)
        none = f"{code.truths} zeroinitializer"
        self.settled = code.op(f"select i1 {early}, {code.truths} {seen.truth('stands')}, {none}")
        self.last = seen.real("last")

    def found(self) -> tuple[Value, Value, Value]:
        """The code, the step and J."""
        code, seen = self.code, self.seen
        left, off = seen.is_left(), self._off()
        still = self._still(off)
        is_still = code.neither(code.same_words(still, code.whole(NEVER)))
        fits = enough(code, self.form, self.given, seen.real("first"))
        rules = (
            ("oscillating", self._oscillates(), None),
            ("stalled", code.both(is_still, code.neither(self._moves()), "or"), None),
            ("dead", code.both(is_still, off), still),
            ("fitted", code.compare("ole", self.last, fits), seen.word("fits")),
            ("diverged", self._climbs(), None),
            ("diverged", left, seen.word("beyond")),
        )
        name, step = code.whole(CODES["falling"]), code.whole(NOT_KEPT)
        for outcome, holds, since in rules:
            name = code.choose_word(holds, code.whole(CODES[outcome]), name)
            step = code.choose_word(holds, since or code.whole(NOT_KEPT), step)
        value = code.choose(left, code.constant(float("inf")), self.last)
        return name, step, value

    def _row(self, name: str) -> Value:
        """A row of the window; of runs that stand still J stays what it is."""
        return self.code.choose(self.settled, self.last, self.seen.real(name))

    def _low(self) -> Value:
        """The lowest J of the window."""
        code, (one, other) = self.code, (self._row(name) for name in ("lows0", "lows1"))
        return code.choose(code.compare("olt", one, other), one, other)

    def _never(self, name: str) -> Value:
        return self.code.both(self.seen.truth(name), self.code.neither(self.settled))

    def _still(self, off: Value) -> Value:
        """The step since which the gradient is 0, `NEVER` where it is not; where all is off it is."""
        code, row, stands = self.code, self.seen.word("still"), self.seen.truth("stands")
        code.store(code.constant(0.0), self.slot)
        asked = code.both(code.both(self.told, stands), code.neither(off))
        with code.when(code.any(asked)):
            code.store(gradient_bits(code, self.form, self.place, self.own, "%work"), self.slot)
        is_zero = code.both(stands, code.compare("oeq", code.load(self.slot), code.constant(0.0)))
        found = code.choose_word(is_zero, row, code.whole(NEVER))
        if not has_velocity(self.form.lab):
            return found
        ends = code.op(f"icmp sle {code.words} {row}, {code.whole(self.form.lab.descent.steps)}")
        return code.choose_word(self.settled, found, code.choose_word(ends, row, code.whole(NEVER)))

    def _off(self) -> Value:
        """Where no path lets a point through."""
        code = self.code
        if not can_die(self.form.lab):
            return f"<{', '.join(['i1 false'] * code.width)}>"
        off = off_bits(code, self.form, self.place, self.own, "%work")
        return code.compare("oeq", off, code.constant(0.0))

    def _climbs(self) -> Value:
        code, low = self.code, self._low()  # J rises all the way: it began at its lowest
        zero, first = at_zero(code, self.form, self.given), self.seen.real("first")
        up = code.compare("ogt", self.last, code.two("fmul", low, code.constant(1 + MOVES)))
        above = code.both(code.compare("ogt", self.last, first), code.compare("ogt", self.last, zero))
        return code.both(self._never("climbs"), code.both(up, above))

    def _moves(self) -> Value:
        code, high = self.code, self._row("high")
        return code.compare("ogt", code.two("fsub", high, self._low()), code.two("fmul", high, code.constant(MOVES)))

    def _oscillates(self) -> Value:
        code = self.code
        least = code.two("fmul", self._row("lows0"), code.constant(1 - MOVES))
        return code.both(self._never("rises"), code.neither(code.compare("olt", self._row("lows1"), least)))


def _scalar(code: Code, slots: Value, at: int, lane: Value, kind: str) -> Value:
    pointer = code.op(f"getelementptr {code.real}, ptr {code.at(slots, at)}, i64 {lane}")
    return code.op(f"load {kind}, ptr {pointer}")


def _write(code: Code, slots: Value, lane: Value, nowhere: Value) -> None:
    """The fate of one run; of none it goes nowhere."""
    kind = f"i{8 * BYTES[code.real]}"
    who = _scalar(code, slots, 0, lane, kind)
    is_one = code.op(f"icmp sge {kind} {who}, 0")
    at = who if kind == "i64" else code.op(f"zext {kind} {who} to i64")
    outcome = code.op(f"trunc {kind} {_scalar(code, slots, 1, lane, kind)} to i8")
    step, value = _scalar(code, slots, 2, lane, kind), _scalar(code, slots, 3, lane, code.real)
    if kind != "i64":
        step = code.op(f"sext {kind} {step} to i64")
        value = code.op(f"fpext float {value} to double")
    for type_, one, array in (("i8", outcome, "%codes"), ("i64", step, "%steps"), ("double", value, "%values")):
        place = code.op(f"getelementptr {type_}, ptr {array}, i64 {at}")
        code.do(f"store {type_} {one}, ptr {code.op(f'select i1 {is_one}, ptr {place}, ptr {nowhere}')}")
