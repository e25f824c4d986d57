"""Which of the student's functions is what: by the lab's names, by other common ones, or by what they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from ..errors import InputError, shown
from ..lab import Lab
from .arrange import named_slots, optional
from .asked import Candidate
from .binding import Binding, Slot, What
from .candidate.answer import Function
from .cases import Cases
from .match import Base
from .naming import as_named, named, unfit
from .places import by_places
from .reference import at_cases
from .search import Search
from .trials import GOOD, SOME, Trial, hangs, is_odd, trials, with_flag
from .vocabulary import compares, means, plain
from .ways import BY_ANSWER, WANTED, ways_of

OTHERS = ("activation", "slope", "descent")
SIDE = ("plot", "draw", "show", "print", "main", "zeichne", "dibuja", "ciz")
"""What is named so is not tried for what it gives."""

UNSURE = ("run", "learn", "fit")
"""A descent may be called so, and much else: its arguments must say it, too."""
MOVES = ("step", "update", "move", "schritt", "delta", "change")
"""What is named so may be the gradient times the rate: no wrong gradient."""


@dataclass(frozen=True)
class Roles:
    """The functions found, by role; `unfit` are those whose name, or --use, says what they are, but that cannot be
    called, or whose answers have no layout."""

    bindings: Mapping[str, Binding] = field(default_factory=dict)
    unfit: Mapping[str, tuple[Function, str]] = field(default_factory=dict)

    def __getitem__(self, role: str) -> Binding | None:
        return self.bindings.get(role)


def find_roles(candidate: Candidate, lab: Lab, cases: Cases, use: Mapping[str, str]) -> Roles:
    """The student's functions for this lab; `use` names some of them by role."""
    functions = candidate.described.functions
    _check_use(functions, use)
    found: dict[str, Binding] = {}
    search = Search(candidate, lab, cases, at_cases(lab, cases))
    for role in WANTED:
        free = [f for f in functions if f.name not in _names(found)]
        binding = _found(search, role, free, use.get(role))
        if binding is not None:
            found[role] = binding
        search = replace(search, forward=found.get("forward"))
    if "gradient" not in found and "forward" in found:
        both = _both(search, found["forward"], "gradient") or with_flag(search, found["forward"])
        found |= {"gradient": both} if both is not None else {}
    if "objective" in found and not {"gradient", "objective_gradient"} & set(found):
        both = _both(search, found["objective"], "objective_gradient")
        found |= {"objective_gradient": both} if both is not None else {}
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


def _found(search: Search, role: str, free: Sequence[Function], use: str | None) -> Binding | None:
    if use is not None:
        chosen = [(f, "--use") for f in search.candidate.described.functions if f.name == use]
        trial = next(trials(search, role, chosen), None)
        return _known(search, role, chosen, trial)
    by_name = named(free, role, search.lab)
    own = [(f, how) for f, how in by_name if not compares(f.name)]
    found = list(trials(search, role, own)) or list(trials(search, role, [one for one in by_name if one not in own]))
    if found:
        return _known(search, role, by_name, max(found, key=lambda t: t.agreement))
    descents = [f for f, _ in named(free, "descent", search.lab) if plain(f.name) not in UNSURE]
    tried = [*(f for f, _ in by_name), *descents]
    others = [f for f in free if f not in tried and not compares(f.name) and not any(w in plain(f.name) for w in SIDE)]
    rest = [(f, BY_ANSWER) for f in others]
    found = [t for t in trials(search, role, rest) if _is_taken(search.lab, t)]
    if found:
        return max(found, key=lambda t: t.agreement).binding
    return _known(search, role, by_name, None)


def _both(search: Search, first: Binding, role: str) -> Binding | None:
    """The forward map, or J, as the gradient as well, where it hands back a value and the gradient with it."""
    trial = next(trials(search, role, [(first.function, BY_ANSWER)]), None)
    return trial.binding if trial is not None and _is_taken(search.lab, trial) else None


def _is_taken(lab: Lab, trial: Trial) -> bool:
    """Whether enough is right; of what says by its arguments what it is for, and by its name nothing else, less."""
    function = trial.binding.function
    said = {slot.what for slot in named_slots(function.parameters[: function.required], lab) or ()}
    less = said == {"theta", "x", "y"} and not any(word in plain(function.name) for word in MOVES)
    return trial.agreement >= SOME or (less and trial.loose >= SOME)


def _known(search: Search, role: str, functions: Sequence[tuple[Function, str]], trial: Trial | None) -> Binding | None:
    """The binding of a trial; where its answers fit no layout well, or there is none, they are looked through."""
    if role not in ("forward", "gradient") or (trial is not None and not is_odd(search.right, trial)):
        return trial.binding if trial is not None else None
    for function, how in functions if trial is None else [(trial.binding.function, trial.binding.how)]:
        ways = ways_of(search, role, function, how) if trial is None else [trial.binding]
        if ways and not hangs(search, ways[0]):
            seen = by_places(search, ways, _needed(search.right, trial))
            if seen is not None:
                return seen
    return trial.binding if trial is not None else as_named(search.lab, role, functions)


def _needed(right: Base, trial: Trial | None) -> set[str]:
    """What must be there before another order is believed than the one that fits rather well already."""
    if trial is None or trial.binding.layout is None or trial.agreement < GOOD:
        return set()
    return {n.code for n in right.program.forward_names} & set(trial.binding.layout.codes)


def _plain(lab: Lab, role: str, free: Sequence[Function], use: str | None) -> Binding | None:
    """A function of one number, or the descent: found by its name alone."""
    chosen = [(f, "--use") for f in free if f.name == use] if use is not None else named(free, role, lab)
    for function, how in chosen:
        slots = _descent_slots(function, lab) if role == "descent" else None if _is_a_step(function) else _one(function)
        if slots is not None:
            return Binding(role, function, slots, how=how)
    return None


def _is_a_step(function: Function) -> bool:
    """Whether it is one of the descent, not Heaviside's: that is given no theta and no rate."""
    given = (*function.parameters, "")
    return plain(function.name) in MOVES and (len(given) > 2 or means(plain(given[0]), "theta"))


def _one(function: Function) -> tuple[Slot, ...] | None:
    fits = function.required <= 1 <= (function.most if function.most is not None else 1) and not function.owner
    return (Slot("given"),) if fits else None


def _descent_slots(function: Function, lab: Lab) -> tuple[Slot, ...] | None:
    slots = named_slots(function.parameters[: function.required], lab)
    extra = optional(function)
    if slots is None or function.owner:
        return None
    if plain(function.name) in UNSURE and not {slot.what for slot in (*slots, *extra.values())} & {"rate", "steps"}:
        return None
    every: dict[What, What] = {"x": "points", "y": "targets"}  # a descent is of all points
    slots = tuple(replace(slot, what=every.get(slot.what, slot.what)) for slot in slots)
    return (*slots, *(slot for what, slot in extra.items() if what not in {s.what for s in slots}))
