"""The ways in which a student's function may be called for a role: with what, and after which other function."""

from __future__ import annotations

from dataclasses import replace

from .arrange import arrangements, speaks_of_a_point
from .binding import OF_THETA, Binding, Slots
from .blocks import gradients_kept
from .candidate.answer import Function
from .naming import named
from .passed_on import is_plainly_upstream, passed_on
from .search import Search
from .vocabulary import plain

WANTED = {"forward": "txy", "gradient": "txy", "loss": "txy", "objective": "t", "objective_gradient": "t"}
"""What a function of each role must be given: theta, a point, its target."""
BY_ANSWER = "what it gives"
"""How a function was found whose name says nothing."""
CLEARS = ("zero", "reset", "clear", "null", "raz", "cero", "sifir", "init", "loesch")
"""What stands in the name of a function that sets gradients to 0."""
ANSWERED = frozenset(["yhat", "ypred", "output", "outputs", "logits", "ausgabe", "sortie", "salida", "yp"])
"""What an argument is called that is the network's answer."""


def ways_of(search: Search, role: str, function: Function, how: str) -> list[Binding]:
    """The ways in which a function may be called, the likeliest first."""
    lab = search.lab
    if WANTED[role] == "t" and speaks_of_a_point(function, lab):
        return []
    onward = _onward(search, role, function, how)
    if _is_handed_on(role, function):
        return [way for way in onward if _is_of_a_network(way)]
    ways = [
        Binding(role, function, own, made, (), None, how) for own, made in arrangements(function, lab, WANTED[role])
    ]
    if not function.owner and "x" in WANTED[role]:  # one of theta alone is J's
        ways = [way for way in ways if way.reads("x") or way.reads("xi")]
    if role == "gradient" and how != BY_ANSWER and not function.owner and function.takes_nothing:
        ways = [Binding(role, function, (), (), (), None, how)]  # what it reads, the way there has left for it
    ways = _as_forward(search, function, ways)
    if role == "gradient" and (function.owner or function.takes_nothing):
        cleared, there = _cleared(search, function), _there(search, function)
        ways += [
            replace(way, before=(*cleared, before)) for way in ways for one in there for before in _alike(one, way)
        ]
    after = gradients_kept(function, lab) if role == "gradient" else ()
    ways = [*onward, *(replace(way, after=after) for way in ways)]
    return [way for way in ways if way.is_of_theta] if function.owner else ways


def _onward(search: Search, role: str, function: Function, how: str) -> list[Binding]:
    """The ways in which a gradient is given what the forward map handed back."""
    if role != "gradient" or search.forward is None:
        return []
    after = gradients_kept(function, search.lab)
    return [replace(way, how=how, after=after) for way in passed_on(function, search.lab, search.forward)]


def _is_handed_on(role: str, function: Function) -> bool:
    """Whether a function wants what another gave: what comes back from the layer above, or what the network answers."""
    words = [plain(name) for name in function.parameters[: function.required]]
    if any(word in ANSWERED or word.startswith("pred") for word in words):
        return True
    return "gradient" in role and any(map(is_plainly_upstream, function.parameters[: function.required]))


def _is_of_a_network(way: Binding) -> bool:
    """Whether it is given theta, or is a method of the network that has it: a layer's way back is not asked alone."""
    return any(slot.what in OF_THETA for slot in way.slots) or (bool(way.function.owner) and way.is_of_theta)


def _as_forward(search: Search, function: Function, ways: list[Binding]) -> list[Binding]:
    """Those in which a method finds theta where the forward map of its class does, once that is known."""
    forward = search.forward
    if forward is None or not function.owner or forward.function.owner != function.owner:
        return ways
    there = _formless(forward.init)
    return [way for way in ways if _formless(way.init) == there] or ways


def _alike(before: tuple[str, Slots], way: Binding) -> list[tuple[str, Slots]]:
    """The call before, its point in the form that the function itself takes, or as it is, as a column and as a row."""
    name, slots = before
    forms = [slot.form for slot in way.slots if slot.what == "x"][:1]
    if not forms:
        forms = list(dict.fromkeys([slot.form for slot in slots if slot.what == "x"] + ["column", "row"]))
    every = [(name, tuple(replace(s, form=form) if s.what == "x" else s for s in slots)) for form in forms]
    return list(dict.fromkeys(every))


def _cleared(search: Search, function: Function) -> list[tuple[str, Slots]]:
    """The call that sets to 0 what a function adds its gradient to: zero_grad()."""
    beside = [f for f in search.candidate.described.functions if f.owner == function.owner and f.takes_nothing]
    names = [f.name for f in beside if any(word in plain(f.name) for word in CLEARS)]
    return [(name, ()) for name in names[:1]]


def _formless(slots: Slots) -> Slots:
    return tuple(replace(slot, form="array") for slot in slots)


def _there(search: Search, function: Function) -> list[tuple[str, Slots]]:
    """Calls of the forward map beside a function: what it keeps for the way back, it keeps on the way there."""
    lab, forward = search.lab, search.forward
    if forward is not None and forward.function.owner == function.owner:
        return [(forward.function.name, forward.slots)]
    beside = [f for f in search.candidate.described.functions if f.owner == function.owner]
    return [
        (before.name, own)
        for before, _ in named(beside, "forward", lab)[:1]
        for own, _ in list(arrangements(before, lab, "xy" if function.owner else "txy"))[:4]
    ]
