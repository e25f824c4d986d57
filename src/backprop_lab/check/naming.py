"""What the names of a student's functions say of them, whatever they give."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from ..lab import Lab
from .arrange import named_slots
from .binding import OF_THETA, Binding
from .candidate.answer import Function
from .vocabulary import NAMES, means, names_of, plain

DERIVATIVES = frozenset(
    ["derivative", "deriv", "derivee", "derivada", "ableitung", "abl", "turev", "prime", "strich", "slope", "steigung"]
)
"""What a class calls the slope of its activation; of a function with more arguments it is the gradient."""
LONG = 4
"""A name of more letters may stand inside a longer one."""


def named(functions: Iterable[Function], role: str, lab: Lab) -> list[tuple[Function, str]]:
    """The functions whose names say that they have this role, the likeliest first, and how that was seen."""
    words = names_of(role, lab.network.activation.name)
    if role == "objective_gradient":
        words += names_of("gradient", lab.network.activation.name)
    rank = {word: i for i, word in reversed(list(enumerate(words)))}
    known = list(functions)
    exact = sorted((f for f in known if plain(f.name) in rank), key=lambda f: rank[plain(f.name)])
    long = [w for w in words if len(w) > LONG]
    units = () if role in ("activation", "slope") else _units(known, lab)
    exact = [f for f in exact if f not in units]
    near = [f for f in known if f not in exact and f not in units and _longest(f, lab) in long]
    return [(f, "its name") for f in exact] + [(f, "a part of its name") for f in near]


def _longest(function: Function, lab: Lab) -> str:
    """The longest word for a role that stands in its name: gradient_descent_run speaks of a descent, not a gradient."""
    words = {w for role in NAMES for w in names_of(role, lab.network.activation.name)}
    return max((w for w in words if w in plain(function.name)), key=len, default="")


def _units(functions: Sequence[Function], lab: Lab) -> list[Function]:
    """Those that speak of the activation by name: relu_derivative is no gradient."""
    own = [w for w in names_of("activation", lab.network.activation.name) if len(w) >= LONG]
    slopes = set(names_of("slope", lab.network.activation.name))
    starts = tuple(start + word for word in own for start in ("", "d"))
    words = [f for f in functions if plain(f.name).startswith(starts) or plain(f.name).endswith(tuple(own))]
    return words + [f for f in functions if f.required == 1 and _is_of_a_number(f, slopes)]


def _is_of_a_number(function: Function, slopes: set[str]) -> bool:
    """Whether a function of one argument is named as a slope is; a method's argument is no theta and no target."""
    word, given = plain(function.name), plain((*function.parameters, "")[0])
    if not function.owner:
        return word in slopes
    return word in slopes | DERIVATIVES and (len(given) == 1 or not (means(given, "y") or means(given, "theta")))


def as_named(lab: Lab, role: str, functions: Sequence[tuple[Function, str]]) -> Binding | None:
    """A function whose name and arguments say what it is, though its answers do not fit: that is then told."""
    for function, how in functions:
        slots = named_slots(function.parameters[: function.required], lab) or ()
        given = {slot.what for slot in slots}
        if role in ("forward", "gradient") and not function.owner and "x" in given and given & OF_THETA:
            return Binding(role, function, slots, how=how)
    return None


def unfit(functions: Sequence[Function], role: str, lab: Lab, use: Mapping[str, str]) -> tuple[Function, str] | None:
    """What should have this role by --use, or by a name that says it all, and was not taken for it."""
    if role in use:
        return next((f, "--use") for f in functions if f.name == use[role])
    return next(((f, how) for f, how in named(functions, role, lab) if how == "its name"), None)
