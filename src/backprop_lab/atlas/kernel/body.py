"""A step, and what is asked of a gradient, in the form that fits the network: straight-line code or tiles."""

from __future__ import annotations

from collections.abc import Sequence

from ..given import Form
from ..vector.code import Code, Value
from ..vector.tiles import swath
from .layout import is_small, room
from .passes import Pass, any_of
from .seen import loaded_from
from .straight import Step, gradient
from .tiled import Tiled

PASS = "ptr %source, ptr %given, ptr %scratch"
Placed = tuple[Value, Value, Value]
"""Of a group: where its state is read, where it is written, and where lies what comes with its runs."""


def passing(form: Form, width: int, real: str) -> list[tuple[str, Code, str]]:
    """The function that the others call for networks that are not small: J and its gradient, into `scratch`."""
    if is_small(form.lab):
        return []
    code = Code(width, real)
    one = Tiled(code, form, "%source", loaded_from(code, form, "%given"), "%scratch")
    found = code.at("%scratch", room(form.lab))
    one.forward(form.lab.network.depth)
    code.store(one.value(), code.at(found, form.lab.network.size))
    one.backward(found)
    return [("pass", code, PASS)]


def prepare(code: Code, form: Form, scratch: Value) -> None:
    """What stands in `scratch` before the first group, which all functions below leave there."""
    if not is_small(form.lab):
        Tiled(code, form, scratch, [], scratch).prepare()


def step(code: Code, form: Form, groups: Sequence[Placed], scratch: Value) -> list[tuple[Value, Value]]:
    """A step of `together` groups: J before it and, of momentum, what is 0 or -0 where the gradient is."""
    if is_small(form.lab):
        return _straight(code, form, groups)
    return [_tiled(code, form, group, scratch) for group in groups]


def _straight(code: Code, form: Form, groups: Sequence[Placed]) -> list[tuple[Value, Value]]:
    steps = [
        Step(
            code, form, lambda row, source=source: code.load(code.at(source, row)),  # type: ignore[misc]
            lambda row, value, target=target: code.store(value, code.at(target, row)),  # type: ignore[misc]
            loaded_from(code, form, given),
        ) for source, target, given in groups
    ]  # fmt: skip
    for _ in zip(*(one.phases() for one in steps), strict=True):
        pass
    return [(one.value, one.bits) for one in steps]


def _tiled(code: Code, form: Form, group: Placed, scratch: Value) -> tuple[Value, Value]:
    (source, target, given), size = group, form.lab.network.size
    found = _passed(code, form, source, given, scratch)
    rates = loaded_from(code, form, given)[: form.rates]
    for layer, (weights, biases) in enumerate(form.lab.network.blocks):
        rate = code.negative(rates[layer if form.by_layer else 0])

        def each(turn: Value, first: int = weights.start, rate: Value = rate) -> None:
            at = code.op(f"add i64 {turn}, {first}")
            moves = code.load(code.at(found, at))
            if form.lab.method.name == "momentum":
                further = code.op(f"add i64 {at}, {size}")
                beta = code.constant(form.lab.method.numbers[0])
                moves = code.fma(beta, code.load(code.at(source, further)), moves)
                code.store(moves, code.at(target, further))
            code.store(code.fma(rate, moves, code.load(code.at(source, at))), code.at(target, at))

        swath(code, biases.stop - weights.start, each)
    momentum = form.lab.method.name == "momentum"
    return code.load(code.at(found, size)), _any(code, found, size) if momentum else code.constant(0.0)


def _passed(code: Code, form: Form, source: Value, given: Value, scratch: Value) -> Value:
    """Where the gradient over `Form.share` lies, and behind it J."""
    code.do(f"call void @pass(ptr {source}, ptr {given}, ptr {scratch})")
    return code.at(scratch, room(form.lab))


def _any(code: Code, place: Value, count: int) -> Value:
    """0 or -0 where so many vectors are."""

    def body(at: Value, carried: list[Value]) -> list[Value]:
        return [code.word("or", carried[0], code.word_at(code.at(place, at)))]

    return code.reals(code.fold(f"{count}", [(code.words, code.whole(0))], body)[0])


def gradient_bits(code: Code, form: Form, source: Value, given: Value, scratch: Value) -> Value:
    """0 or -0 where the gradient is, else anything."""
    if is_small(form.lab):
        numbers = loaded_from(code, form, given)
        return any_of(code, gradient(code, form, lambda row: code.load(code.at(source, row)), numbers))
    return _any(code, _passed(code, form, source, given, scratch), form.lab.network.size)


def write_gradient(code: Code, form: Form, source: Value, given: Value, scratch: Value, target: Value) -> None:
    """Writes the gradient of J."""
    share = code.constant(form.share)
    if is_small(form.lab):
        numbers = loaded_from(code, form, given)
        for row, one in enumerate(gradient(code, form, lambda row: code.load(code.at(source, row)), numbers)):
            signed = code.negative(one.value) if one.negative else one.value
            code.store(code.two("fmul", signed, share), code.at(target, row))
        return
    found = _passed(code, form, source, given, scratch)
    with code.loop(form.lab.network.size) as at:
        code.store(code.two("fmul", code.load(code.at(found, at)), share), code.at(target, at))


def off_bits(code: Code, form: Form, source: Value, given: Value, scratch: Value) -> Value:
    """0 or -0 where every unit of the last hidden layer gives that at every point."""
    if is_small(form.lab):
        numbers = loaded_from(code, form, given)
        return Pass(code, form, lambda row: code.load(code.at(source, row)), numbers).off()
    _passed(code, form, source, given, scratch)
    last = Tiled(code, form, source, [], scratch).tables[f"h{form.lab.network.depth - 2}"]
    return _any(code, last.place, len(form.lab.objective.data) * form.lab.network.widths[-2])
