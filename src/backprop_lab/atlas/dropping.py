"""Starts that are dead already, found by one forward pass: no path lets a point through, and no step moves them."""

from __future__ import annotations

from math import inf

from ..derivation.expression import Ref
from ..lab import Lab
from .code import Code, Value
from .given import Form
from .layout import is_small, rows_of
from .passes import Pass, any_of
from .seen import NEVER, TRUE, Seen, limit, loaded

DROP = "ptr noalias %state, ptr noalias %given, ptr noalias %seen, i64 %groups"


def can_drop(lab: Lab) -> bool:
    """Whether starts can be dead, and a forward pass is straight-line code."""
    network = lab.network
    return is_small(lab) and network.activation.pieces == (0.0, 1.0) and not network.biases and network.depth > 1


def dropping(form: Form, width: int, real: str) -> Code:
    """The function that marks, before the first step, the runs that stand still because they are dead."""
    code = Code(width, real)
    with code.loop("%groups") as g:
        place, given, seen = code.at("%state", g, rows_of(form.lab)), loaded(code, form, g), Seen(code, g)
        one = Pass(code, form, lambda row: code.load(code.at(place, row)), given)
        for _ in one.forward():
            pass
        total = code.two("fmul", one.value(), code.constant(form.lab.objective.weight))
        off = code.both(_is_off(code, one), _is_finite(code, one))
        seen.keep("first", total)
        seen.keep("last", total)
        seen.keep_word("stands", code.choose_word(off, code.whole(TRUE), code.whole(0)))
        seen.keep_word("still", code.choose_word(off, code.whole(0), seen.word("still")))
        bad = code.neither(code.compare("olt", total, limit(code, form, given)))
        seen.keep_word("beyond", code.choose_word(code.both(off, bad), code.whole(0), code.whole(NEVER)))
    return code


def _is_off(code: Code, one: Pass) -> Value:
    units = [one.work.name(Ref(unit, p)) for p in one.points for unit in one.found.names.units[-2]]
    return code.compare("oeq", any_of(code, units), code.constant(0.0))


def _is_finite(code: Code, one: Pass) -> Value:
    """Where neither parameter nor unit is infinite: 0 times infinity would move a weight."""
    total = code.constant(0.0)
    for row in range(one.form.lab.network.size):
        total = code.two("fadd", total, code.call("fabs", one.read(row)))
    for units in one.found.names.units[:-2]:
        for unit in units:
            for p in one.points:
                total = code.two("fadd", total, one.work.plain(one.work.name(Ref(unit, p))))
    return code.compare("olt", total, code.constant(inf))
