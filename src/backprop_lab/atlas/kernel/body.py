"""A step, and what is asked of a gradient, in the form that fits the network: straight-line code or tiles."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from itertools import zip_longest
from typing import NamedTuple

from ..given import Form
from ..traits import has_velocity, is_small
from ..vector.arithmetic import Signed
from ..vector.code import Code, Value
from ..vector.compiled import leaves_out
from ..vector.tiles import swath
from . import spanned, tiled
from .gram import ENTER, entering, gram, used
from .layout import rows_of
from .passes import any_of
from .seen import loaded_from
from .straight import Step, Tell, gradient
from .tables import Tables, tables
from .tiled import Places, Tiled
from .update import Update

LEAD = 2
"""Of groups that are interwoven each is so many parts of its step ahead of the next."""
PASS = "ptr %source, ptr %scratch, i64 %first, ptr %base, ptr %target"
Keep = Callable[[Value, int], None]
"""What to do after the passes of a part of the points: its first, and how many."""
Renewal = tuple[Value, Value, Sequence[Value]]
"""Where the passes find the parameters, where these go, and of each layer what they take its sums times."""


class Placed(NamedTuple):
    """Of a group: where its state is read, where it is written, where lies what comes with its runs, what is told."""

    source: Value
    target: Value
    given: Value
    tell: Tell | None = None


class Made(NamedTuple):
    """Of a step: J before it, or what it comes from; of momentum `bits`, 0 or -0 where the gradient is; of tiled code
    `moved`, 0 where no bit changed."""

    noted: list[Value]
    bits: Value
    moved: Value


def passing(form: Form, width: int, real: str) -> list[tuple[str, Code, str]]:
    """The functions that the others call for networks that are not small: J and its gradient, into `scratch`."""
    if is_small(form.lab):
        return []
    of = tables(form, width, real)
    found = []
    for name, points in (("pass", of.points), ("rest", of.rest)):
        if points:
            code = Code(width, real)
            Tiled(code, of, Places("%source", "%scratch", "%first", "%base", "%target"), points).emit()
            found.append((name, code, PASS))
    return [*found, ("enter", entering(form, width, real), ENTER)] if gram(form) is not None else found


def enter(code: Code, form: Form, state: Value, scratch: Value, groups: Value) -> None:
    """Groups of starts become states."""
    if form.spans:
        with code.loop(groups) as g:
            spanned.entering(code, form, code.at(state, g, rows_of(form.lab)))
    if gram(form) is not None:
        code.do(f"call void @enter(ptr {state}, ptr {scratch}, i64 {groups})")


def prepare(code: Code, form: Form, scratch: Value) -> None:
    """What stands in `scratch` before the first group, which all functions below leave there."""
    if not is_small(form.lab):
        tiled.prepare(code, tables(form, code.width, code.real), scratch)


def has_masks(form: Form) -> bool:
    """Whether steps leave out what units that are off would give, see `again`."""
    return form.spans and leaves_out()


def keep(code: Code, numbers: Sequence[Value], place: Value) -> None:
    """Writes vectors one behind the other."""
    for at, one in enumerate(numbers):
        code.store(one, code.at(place, at))


def step(code: Code, form: Form, groups: Sequence[Placed], scratch: Value, masks: bool = False) -> list[Made]:
    """A step of `together` groups; straight-line code can have `masks`, see `Arithmetic`."""
    if is_small(form.lab):
        return _straight(code, form, groups, masks)
    return [_tiled(code, form, group, scratch) for group in groups]


def _straight(code: Code, form: Form, groups: Sequence[Placed], masks: bool) -> list[Made]:
    steps = [
        Step(
            code, form, lambda row, source=source: code.load(code.at(source, row)),  # type: ignore[misc]
            lambda row, value, target=target: code.store(value, code.at(target, row)),  # type: ignore[misc]
            loaded_from(code, form, given), masks, tell,
        ) for source, target, given, tell in groups
    ]  # fmt: skip
    turns = [one.phases() for one in steps]
    for at, turn in enumerate(turns):  # one behind the other, so that they ask for different things at a time
        for _ in range(LEAD * (len(turns) - 1 - at)):
            next(turn, None)
    for _ in zip_longest(*turns):
        pass
    return [Made(one.noted, one.bits, code.constant(0.0)) for one in steps]


def _tiled(code: Code, form: Form, group: Placed, scratch: Value) -> Made:
    source, target, given, _ = group
    of = tables(form, code.width, code.real)
    rates = [code.negative(rate) for rate in loaded_from(code, form, given)[: form.rates]]
    rates = rates if form.by_layer else rates * form.lab.network.depth
    if of.renews:
        value = _passed(code, of, source, given, scratch, (source, target, rates))[0]
        return Made([value], code.constant(0.0), code.load(code.at(scratch, of.offsets["moved"])))
    value, found = _passed(code, of, source, given, scratch)
    moved = code.whole(0)
    for rate, rows in zip(rates, used(form), strict=True):
        moved = Update(code, form, (source, target, found), rate).emit(rows, moved)
    bits = _found_bits(code, form, found) if has_velocity(form.lab) else code.constant(0.0)
    return Made([value], bits, code.reals(moved))


def _passed(
    code: Code, of: Tables, source: Value, given: Value, scratch: Value, renewal: Renewal | None = None,
    keep: Keep | None = None,
) -> tuple[Value, Value]:  # fmt: skip
    """J, and where its gradient over `Form.share` lies; with a renewal the parameters are renewed instead."""
    found, value, moved = (code.at(scratch, of.offsets[name]) for name in ("found", "value", "moved"))
    if not renewal and (of.renews or not of.is_whole):
        zero = code.constant(0.0)
        swath(code, of.form.lab.network.size, lambda at: code.store(zero, code.at(found, at)))
        code.store(zero, value)
    base, target, rates = renewal or (found, found, [code.constant(1.0)] * of.form.lab.network.depth)
    if of.renews:
        for layer, rate in enumerate(rates):
            code.store(rate, code.at(scratch, of.offsets["rates"] + layer))
        code.store_word(code.whole(0), moved)
    for first, points in _parts(code, of, (source, base, target), given, scratch):
        if keep:
            keep(first, points)
    return code.two("fmul", code.load(value), code.constant(of.form.lab.objective.weight)), found


def _parts(
    code: Code, of: Tables, places: tuple[Value, Value, Value], given: Value, scratch: Value
) -> Iterator[tuple[Value, int]]:
    """The passes of each part of the points; what is emitted between follows each: its first point, and how many."""
    tiled.own_data(code, of, loaded_from(code, of.form, given), scratch)
    source, base, target = places

    def passes(name: str, first: Value) -> None:
        code.do(f"call void @{name}(ptr {source}, ptr {scratch}, i64 {first}, ptr {base}, ptr {target})")

    with code.loop(of.parts) as part:
        first = code.op(f"mul i64 {part}, {of.points}")
        passes("pass", first)
        yield first, of.points
    if of.rest:
        passes("rest", first := f"{of.parts * of.points}")
        yield first, of.rest


def _any(code: Code, place: Value, count: int) -> Value:
    """The bits of so many vectors, put together: 0 or those of -0 where they all are."""

    def body(at: Value, carried: list[Value]) -> list[Value]:
        return [code.word("or", carried[0], code.word_at(code.at(place, at)))]

    return code.fold(f"{count}", [(code.words, code.whole(0))], body)[0]


def gradient_bits(code: Code, form: Form, source: Value, given: Value, scratch: Value) -> Value:
    """0 or -0 where the gradient is, else anything."""
    if is_small(form.lab):
        numbers = loaded_from(code, form, given)
        parts = gradient(code, form, lambda row: code.load(code.at(source, row)), numbers)
        return any_of(code, [Signed(one) for one in parts.values()])
    _, found = _passed(code, tables(form, code.width, code.real), source, given, scratch)
    return _found_bits(code, form, found)


def _found_bits(code: Code, form: Form, found: Value) -> Value:
    """0 or -0 where all sums are."""
    bits = code.whole(0)
    for rows in used(form):
        bits = code.word("or", bits, _any(code, code.at(found, rows.start), len(rows)))
    return code.reals(bits)


def write_gradient(code: Code, form: Form, source: Value, given: Value, scratch: Value, target: Value) -> None:
    """Writes the gradient of J; of the Gram form, for the first layer what came back to it, point by point."""
    share = code.constant(form.share)
    if is_small(form.lab):
        numbers = loaded_from(code, form, given)
        parts = gradient(code, form, lambda row: code.load(code.at(source, row)), numbers)
        for row, one in parts.items():
            scale = code.constant(spanned.scale(form, code.real, row)) if form.spans else share
            code.store(code.two("fmul", one, scale), code.at(target, row))
        return

    def write(begin: Value, first: Value | int, count: int) -> None:
        with code.loop(count) as at:
            row = code.op(f"add i64 {at}, {first}")
            code.store(code.two("fmul", code.load(code.at(begin, at)), share), code.at(target, row))

    of, columns = tables(form, code.width, code.real), form.lab.network.widths[1]
    later = used(form)[1:] if gram(form) is not None else used(form)

    def keep(first: Value, points: int) -> None:
        if gram(form) is not None:
            back = code.at(scratch, of.offsets["d0"])
            write(back, code.op(f"mul i64 {first}, {columns}"), points * columns)

    _, found = _passed(code, of, source, given, scratch, keep=keep)
    for rows in later:
        write(code.at(found, rows.start), rows.start, len(rows))


def off_bits(code: Code, form: Form, source: Value, given: Value, scratch: Value) -> Value:
    """0 or -0 where every unit of the last hidden layer gives that at every point."""
    if is_small(form.lab):
        numbers = loaded_from(code, form, given)
        return spanned.made(code, form, lambda row: code.load(code.at(source, row)), numbers).off()
    of, network = tables(form, code.width, code.real), form.lab.network
    last, bits = code.at(scratch, of.offsets[f"h{network.depth - 2}"]), code.at(scratch, of.offsets["off"])
    code.store_word(code.whole(0), bits)
    found = code.at(scratch, of.offsets["found"])
    for _, points in _parts(code, of, (source, found, found), given, scratch):
        here = _any(code, last, points * network.widths[-2])
        code.store_word(code.word("or", code.word_at(bits), here), bits)
    return code.load(bits)
