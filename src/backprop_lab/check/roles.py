"""Which of the student's functions is what: by the lab's names, by other common ones, or by what they give."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from ..arrays import Array
from ..errors import InputError, shown
from ..lab import Lab
from .arrange import arrangements, named_slots, optional
from .asked import Candidate
from .binding import Binding, Given, Slot, What
from .candidate.answer import Answer, Function
from .cases import Cases
from .layout import Layout, flat, forward_layouts, gradient_layouts
from .match import SINGLE, Base, apart
from .naming import as_named, named, unfit
from .reference import at_cases
from .vocabulary import plain

WANTED = {"forward": "txy", "gradient": "txy", "loss": "txy", "objective": "t", "objective_gradient": "t"}
"""What a function of each role must be given: theta, a point, its target."""
OTHERS = ("activation", "slope", "descent")
SIDE = ("plot", "draw", "show", "print", "test", "check", "main", "zeichne", "dibuja", "ciz")
"""What is named so is not tried for what it gives."""
SOME = 0.4
"""The share of right numbers from which a function is taken for what it gives."""
FIRST, GOOD = 4, 0.5
"""The likeliest ways are tried first; with this share of right numbers the others are not tried any more."""
SURE = 0.99
"""The share from which another order than the lab's is taken for the one that is meant."""


@dataclass(frozen=True)
class Roles:
    """The functions found, by role; `unfit` are those whose name, or --use, says what they are, but that cannot be
    called, or whose answers have no layout."""

    bindings: Mapping[str, Binding] = field(default_factory=dict)
    unfit: Mapping[str, tuple[Function, str]] = field(default_factory=dict)

    def __getitem__(self, role: str) -> Binding | None:
        return self.bindings.get(role)


@dataclass(frozen=True, eq=False)
class Trial:
    """A way to call a function whose answer has a layout, and the share of its numbers that are right."""

    binding: Binding
    agreement: float


def find_roles(candidate: Candidate, lab: Lab, cases: Cases, use: Mapping[str, str]) -> Roles:
    """The student's functions for this lab; `use` names some of them by role."""
    functions = candidate.described.functions
    _check_use(functions, use)
    found: dict[str, Binding] = {}
    right = at_cases(lab, cases)
    for role in WANTED:
        free = [f for f in functions if f.name not in _names(found)]
        binding = _found(candidate, lab, cases, right, role, free, use.get(role))
        if binding is not None:
            found[role] = binding
    for role in OTHERS:
        free = [f for f in functions if f.name not in _names(found)]
        binding = _plain(lab, role, free, use.get(role))
        if binding is not None:
            found[role] = binding
    left = {role: unfit(functions, role, lab, use) for role in (*WANTED, *OTHERS) if role not in found}
    return Roles(found, {role: one for role, one in left.items() if one and one[0].name not in _names(found)})


def _names(found: Mapping[str, Binding]) -> set[str]:
    return {binding.function.name for binding in found.values()}


def _check_use(functions: Sequence[Function], use: Mapping[str, str]) -> None:
    names = [f.name for f in functions]
    for role, name in use.items():
        if role not in (*WANTED, *OTHERS):
            raise InputError(
                f"--use must name one of {', '.join((*WANTED, *OTHERS))}", shown(role), "Write --use gradient=my_grad."
            )
        if name not in names:
            told = f"It has {', '.join(names[:12])}." if names else "It has no functions."
            raise InputError(f"--use {role}=... must name a function of the file", shown(name), told)


def _found(
    candidate: Candidate, lab: Lab, cases: Cases, right: Base, role: str, free: Sequence[Function], use: str | None
) -> Binding | None:
    if use is not None:
        chosen = [(f, "--use") for f in candidate.described.functions if f.name == use]
        trial = next(_trials(candidate, lab, cases, right, role, chosen), None)
        return trial.binding if trial is not None else as_named(lab, role, chosen)
    by_name = named(free, role, lab)
    found = list(_trials(candidate, lab, cases, right, role, by_name))
    if found:
        return max(found, key=lambda t: t.agreement).binding
    tried = [f for f, _ in by_name]
    others = [f for f in free if f not in tried and not any(word in plain(f.name) for word in SIDE)]
    rest = [(f, "what it gives") for f in others]
    found = [t for t in _trials(candidate, lab, cases, right, role, rest) if t.agreement >= SOME]
    return max(found, key=lambda t: t.agreement).binding if found else as_named(lab, role, by_name)


def _trials(
    candidate: Candidate, lab: Lab, cases: Cases, right: Base, role: str, functions: Sequence[tuple[Function, str]]
) -> Iterator[Trial]:
    """For each function that can be called so that its answer has a layout, the best way to call it."""
    for function, how in functions:
        ways = [
            Binding(role, function, own, made, (), None, how) for own, made in arrangements(function, lab, WANTED[role])
        ]
        if not function.owner and "x" in WANTED[role]:  # one of theta alone is J's
            ways = [way for way in ways if way.reads("x") or way.reads("xi")]
        if function.owner and role == "gradient":  # what a method keeps for the way back, it keeps on the way there
            beside = [f for f in candidate.described.functions if f.owner == function.owner]
            there = [
                (before.name, own)
                for before, _ in named(beside, "forward", lab)[:1]
                for own, _ in list(arrangements(before, lab, "xy"))[:4]
            ]
            ways += [replace(way, before=(one,)) for way in ways for one in there]
        best = _best(candidate, lab, cases, right, ways)
        if best is not None:
            yield best


def _best(candidate: Candidate, lab: Lab, cases: Cases, right: Base, ways: Sequence[Binding]) -> Trial | None:
    """The way whose answers agree most with the right numbers; None where no answer has a layout."""
    if not ways or _hangs(candidate, lab, cases, ways[0]):
        return None
    first = _best_of(candidate, lab, cases, right, ways[:FIRST])
    if first is not None and first.agreement >= GOOD:
        return first
    found = [trial for trial in (first, _best_of(candidate, lab, cases, right, ways[FIRST:])) if trial is not None]
    return max(found, key=lambda trial: trial.agreement, default=None)


def _hangs(candidate: Candidate, lab: Lab, cases: Cases, way: Binding) -> bool:
    """Whether the likeliest call does not end: then no other is waited for."""
    call = way.call(lab, Given(cases.theta[0], cases.x[0], cases.y[0]))
    return candidate.call_many([call])[0].kind in ("timeout", "memory", "crash")


def _best_of(candidate: Candidate, lab: Lab, cases: Cases, right: Base, ways: Sequence[Binding]) -> Trial | None:
    given = [Given(cases.theta[i], cases.x[i], cases.y[i]) for i in (0, -1)]
    answers = candidate.call_many([way.call(lab, g) for way in ways for g in given])
    best: Trial | None = None
    for at, way in enumerate(ways):
        trial = _laid_out(lab, right, way, answers[2 * at : 2 * at + 2])
        if trial is not None and (best is None or trial.agreement > best.agreement):
            best = trial
    return best


def _laid_out(lab: Lab, right: Base, way: Binding, answers: Sequence[Answer]) -> Trial | None:
    """The way with the layout that agrees most."""
    if any(answer.kind != "numbers" for answer in answers):
        return None
    best: Trial | None = None
    layouts = list(_layouts(lab, way.role, answers[0]))
    for layout in (*layouts, *(replace(one, first=True) for one in layouts if one.size > 2)):
        if layout.size == flat(answers[0], layout.first).size:
            trial = Trial(way.laid_out(layout), _agreement(right, layout, layout.table(answers)))
            sure = trial.agreement > SURE or way.role != "forward"  # of a wrong map any order may seem a little right
            if best is None or (trial.agreement > best.agreement and sure):
                best = trial
    return best


def _layouts(lab: Lab, role: str, answer: Answer) -> Iterable[Layout]:
    if role == "forward":
        return forward_layouts(lab)
    if role in ("gradient", "objective_gradient"):
        found = gradient_layouts(lab, [leaf.shape for leaf in answer.leaves])
        if role == "gradient":
            return found
        return (replace(one, codes=tuple(c.replace("dL_", "dJ_", 1) for c in one.codes)) for one in found)
    return (Layout(("L" if role == "loss" else "J",), (0,), 1),)


def _agreement(right: Base, layout: Layout, table: Array) -> float:
    if layout.codes[0].startswith(("J", "dJ_")):  # on the lab's own points, which the cases are not
        return 0.0
    wanted = right.numbers.stacked(layout.codes)[[0, -1], 0]
    return float(np.mean((apart(table, wanted) < SINGLE) & np.isfinite(table)))


def _plain(lab: Lab, role: str, free: Sequence[Function], use: str | None) -> Binding | None:
    """A function of one number, or the descent: found by its name alone."""
    chosen = [(f, "--use") for f in free if f.name == use] if use is not None else named(free, role, lab)
    for function, how in chosen:
        slots = _descent_slots(function, lab) if role == "descent" else _one(function)
        if slots is not None:
            return Binding(role, function, slots, how=how)
    return None


def _one(function: Function) -> tuple[Slot, ...] | None:
    fits = function.required <= 1 <= (function.most if function.most is not None else 1) and not function.owner
    return (Slot("given"),) if fits else None


def _descent_slots(function: Function, lab: Lab) -> tuple[Slot, ...] | None:
    slots = named_slots(function.parameters[: function.required], lab)
    if slots is None or function.owner:
        return None
    every: dict[What, What] = {"x": "points", "y": "targets"}  # a descent is of all points
    slots = tuple(replace(slot, what=every.get(slot.what, slot.what)) for slot in slots)
    extra = optional(function)
    return (*slots, *(slot for what, slot in extra.items() if what not in {s.what for s in slots}))
