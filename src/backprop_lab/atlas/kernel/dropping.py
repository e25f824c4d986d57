"""Starts that are dead already, found by one forward pass: no path lets a point through, and no step moves them."""

from __future__ import annotations

from math import inf

from ...derivation.expression import Ref
from ...lab import Lab
from ..fate import CODES
from ..given import Form
from ..traits import can_die, is_small
from ..vector.code import Code, Value
from .fates import write_side_by_side
from .layout import rows_of
from .passes import Pass, any_of
from .pooling import listed, numbers
from .seen import enough, limit, loaded
from .spanned import made

DROP = (
    "ptr noalias %state, ptr noalias %given, ptr noalias %seen, ptr noalias %codes, ptr noalias %steps, "
    "ptr noalias %values, ptr noalias %list, ptr noalias %left, i64 %groups, i64 %first, i64 %runs, i64 %own"
)


def can_drop(lab: Lab) -> bool:
    """Whether starts can be dead, and a forward pass is straight-line code."""
    return is_small(lab) and can_die(lab)


def dropping(form: Form, width: int, real: str) -> Code:
    """The function that judges, before the first step, the runs that are dead, and closes up the others.

    A fate is written for every run of a group, one after the other: that of a run that goes on is written again.
    """
    code = Code(width, real)

    def body(g: Value, carried: list[Value]) -> list[Value]:
        place, given = code.at("%state", g, rows_of(form.lab)), loaded(code, form, g)
        one = made(code, form, lambda row: code.load(code.at(place, row)), given)
        for _ in one.forward():
            pass
        total = one.value()
        off = code.both(_is_off(code, one), _is_finite(code, one))
        _tell(code, form, g, given, total)
        there = code.op(f"icmp slt {code.words} {numbers(code, g)}, {code.every('%runs')}")
        return [listed(code, code.both(there, code.neither(off)), g, carried[0])]

    (count,) = code.fold("%groups", [("i64", "0")], body)
    arrays = "ptr %state, ptr %given, ptr %seen, ptr %list, ptr %left"
    code.do(f"call void @close_up({arrays}, i64 {count}, i64 %first, i64 %own, i64 1)")
    return code


def _tell(code: Code, form: Form, g: Value, given: list[Value], total: Value) -> None:
    """Writes the fates of a group, as if all its runs were dead: then J stays, and step 0 is when it was decided."""
    inside = code.compare("olt", total, limit(code, form, given))
    fits = code.compare("ole", total, enough(code, form, given, total))
    name = code.choose_word(fits, code.whole(CODES["fitted"]), code.whole(CODES["dead"]))
    name = code.choose_word(inside, name, code.whole(CODES["diverged"]))
    first = code.op(f"add i64 %first, {code.op(f'mul i64 {g}, {code.width}')}")
    write_side_by_side(code, name, code.whole(0), code.choose(inside, total, code.constant(inf)), first)


def _is_off(code: Code, one: Pass) -> Value:
    units = [one.work.name(Ref(unit, p)) for p in one.points for unit in one.found.names.units[-2]]
    return code.compare("oeq", any_of(code, units), code.constant(0.0))


def _is_finite(code: Code, one: Pass) -> Value:
    """Where neither parameter nor unit is infinite: 0 times infinity would move a weight."""
    sizes = [code.call("fabs", one.read(row)) for row in range(one.form.lab.network.size)]
    units = [unit for layer in one.found.names.units[:-2] for unit in layer]
    sizes += [one.work.plain(one.work.name(Ref(unit, p))) for unit in units for p in one.points]
    return code.compare("olt", code.tree(sizes), code.constant(inf))
