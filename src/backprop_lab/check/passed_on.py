"""Gradients that are given what the forward map handed back: the ways to call them, the forward map called before."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from ..lab import Lab
from .arrange import slot_named
from .binding import BACK, OF_THETA, Binding, Slot, Slots, What
from .candidate.answer import Function
from .candidate.question import Form
from .vocabulary import plain

WHOLE: tuple[int, ...] = ()
ONE = (WHOLE, (-1,), (1,), (0,))
"""What a single argument may be of the forward map's answer: all of it, its last part, its second, its first."""
Y_FORMS: tuple[Form, ...] = ("float", "array", "column")
OWN = (*OF_THETA, "bias", "x", "xi", "y")
"""What a gradient may be given beside that, by its name: a k or n is a unit here, not the number of steps."""
Forms = dict[str, Form]
UPSTREAM = frozenset(["d", "dout", "delta", "dz", "da", "dh", "dk", "db", "dy", "dx", "dl", "douts", "g"])
"""What an argument is called that is the derivative of L in what a layer gave."""
OFF = frozenset(["residual", "residuals", "resid", "res", "error", "errors", "err", "errs", "e", "diff", "difference",
                 "fehler", "erreur", "ecart", "abweichung", "hata"])  # fmt: skip
"""What an argument is called that is how far the answer is off, one way or the other, or the derivative of that."""
X_FORMS: tuple[Forms, ...] = (
    {}, {"x": "column", "block": "column"}, {"x": "row", "block": "column"}, {"block": "column"},
)  # fmt: skip
"""A point, and the last layer's weights, in the form in which the map was called, as one of many, as a matrix."""


def is_upstream(name: str) -> bool:
    """Whether an argument is, by its name, what a way back begins with."""
    return bool(_begun_with(name))


def is_plainly_upstream(name: str) -> bool:
    """Whether it can be nothing else: d may be a derivative, and what is desired."""
    return is_upstream(name) and plain(name) not in ("d", "e")


def _begun_with(name: str) -> tuple[What, ...]:
    """What such an argument may be, the likeliest first."""
    word = plain(name)
    if word in OFF:
        return ("error", "residual", "delta")
    plainly = word in UPSTREAM or word.startswith(("dl", "dj")) or "grad" in word or "upstream" in word
    return ("delta",) if plainly else ()


def passed_on(function: Function, lab: Lab, forward: Binding) -> Iterator[Binding]:
    """The ways in which each argument is theta, x or y, as its name says, or else a part of the map's answer."""
    names = function.parameters[: function.required]
    slots_of = (slot_named(name, names, lab) for name in names)
    own = [slot if slot is not None and slot.what in OWN else None for slot in slots_of]
    kinds = next(filter(None, map(_begun_with, names)), ())
    unknown = sum(slot is None and not is_upstream(name) for name, slot in zip(names, own, strict=True))
    if not (unknown or kinds) or function.owner not in ("", forward.function.owner):
        return
    for what in kinds or (None,):
        said = [Slot(what) if what and is_upstream(name) else slot for name, slot in zip(names, own, strict=True)]
        yield from _ways(function, forward, said, unknown)


def _ways(function: Function, forward: Binding, said: Sequence[Slot | None], unknown: int) -> Iterator[Binding]:
    """In every form, those of unknown arguments being parts of the answer."""
    init = forward.init if function.owner or not forward.function.owner else ()
    for parts, forms, y_form in product(_parts(unknown), X_FORMS, Y_FORMS):
        there = _formed(forward.slots, forms)
        before = (*forward.before, (forward.function.name, there))
        left = iter(parts)
        slots = [
            _as_there(slot, there, forms, y_form) if slot is not None else (Slot("answer", path=next(left)),)
            for slot in said
        ]
        yield Binding("gradient", function, tuple(one for some in slots for one in some), init, before)


def _formed(slots: Slots, forms: Forms) -> Slots:
    return tuple(replace(s, form=forms.get(s.what, s.form)) for s in slots)


def _parts(count: int) -> Iterator[Sequence[tuple[int, ...]]]:
    """Which parts of an answer so many arguments may be, in order."""
    if count == 1:
        yield from ((path,) for path in ONE)
    elif not count:
        yield ()
    else:
        yield tuple((i,) for i in range(count))
        yield tuple((i - count,) for i in range(count))


def _as_there(slot: Slot, there: Slots, forms: Forms, y_form: Form) -> Slots:
    """The argument in the form in which the forward map takes it."""
    kinds = (*OF_THETA, "bias") if slot.what == "theta" else (slot.what,)
    found = tuple(s for s in there if s.what in kinds and (slot.what not in ("block", "entry") or s.at == slot.at))
    if slot.what in BACK or (slot.what == "y" and not found):
        return (Slot(slot.what, y_form),)
    return found or _formed((slot,), forms)
