"""From the names and the number of a function's arguments to the ways in which it may be called."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import product

from ..lab import Lab
from .binding import Slot, Slots, What
from .candidate.answer import Function
from .candidate.question import Form, Group
from .catalogue.row import matrix
from .vocabulary import DATA, RATE, STEPS, THETA, X, Y, plain

WORDS = {
    what: frozenset(map(plain, words.split()))
    for what, words in (("theta", THETA), ("x", X), ("y", Y), ("rate", RATE), ("steps", STEPS), ("points", DATA))
}
NAMED: tuple[What, ...] = ("theta", "x", "y", "rate", "steps")
"""What a name may say beside a layer or an entry of x, in the order in which it is looked up."""
FORMS: tuple[tuple[Form, Form, Form], ...] = (
    ("array", "array", "float"), ("array", "column", "float"), ("array", "list", "float"), ("array", "array", "array"),
    ("array", "column", "column"), ("list", "list", "float"), ("column", "column", "float"), ("list", "tuple", "float"),
    ("column", "column", "column"), ("tuple", "tuple", "float"),
)  # fmt: skip
"""Forms of theta, x and y that are tried, the likeliest first."""


def arrangements(function: Function, lab: Lab, wanted: str) -> Iterator[tuple[Slots, Slots]]:
    """Ways to call it, as slots of its arguments and of its class's; `wanted` are the letters t, x, y of what it needs.

    First what the names of the arguments say, then every order of as many as there are.
    """
    seen: set[tuple[Slots, Slots]] = set()
    for own, made in _whole(function, lab, wanted):
        for forms in FORMS:
            pair = _formed(own, forms, lab), _formed(made, forms, lab)
            if pair not in seen:
                seen.add(pair)
                yield pair


def _whole(function: Function, lab: Lab, wanted: str) -> Iterator[tuple[Slots, Slots]]:
    made_by = tuple(_named(function.init, lab)) if function.init else ((),)
    if function.owner and not function.init:  # theta may have a default there
        made_by = (*_set_on(function, lab), (Slot("theta"),), *made_by)
    for made in made_by or ((),):
        inside = {slot.what for slot in made}
        left = "".join(c for c in wanted if not (c == "t" and inside & {"theta", "block"}))
        yield from ((own, made) for own in _own(function, lab, left))


def _set_on(function: Function, lab: Lab) -> Iterator[Slots]:
    """Theta, or the blocks that make it up, as attributes that the class sets for itself."""
    words = {plain(name): f".{name}" for name in reversed(function.attributes)}
    kinds: tuple[What, What] = ("block", "bias")
    every = [(kinds[i % 2], i // 2) for i in range(2 * lab.network.depth) if i % 2 == 0 or lab.network.biases]
    for named in block_words(lab):
        if all(word in words for word in named):
            yield tuple(Slot(what, "array", words[word], k) for word, (what, k) in zip(named, every, strict=True))
    yield from (
        (Slot("theta", "array", name),) for word, name in words.items() if len(word) > 1 and _means(word, "theta")
    )


def block_words(lab: Lab) -> Iterator[dict[str, slice]]:
    """What weights and biases may be called, layer by layer, and their places in theta: W, U, V; W1, b1, W2, b2; ..."""
    own = lab.letters
    for weights, biases in ((own.weights, own.biases), ("w", "b"), ("weights", "biases"), ("weights", "bias")):
        words: dict[str, slice] = {}
        for k, (block, bias) in enumerate(lab.network.blocks):
            words[_layer(weights, k)] = block
            if lab.network.biases:
                words[_layer(biases, k)] = bias
        yield words


def _layer(letters: Sequence[str] | str, k: int) -> str:
    """The plain name of layer k's block: the lab's letter, or the same word with the layer's number."""
    return f"{letters}{k + 1}" if isinstance(letters, str) else plain(matrix(letters[k]))


def _own(function: Function, lab: Lab, wanted: str) -> Iterator[Slots]:
    required = function.parameters[: function.required]
    if wanted == "txy" and len(function.parameters) > function.required:  # a target that has a default is given, too
        yield from (slots for slots in _named(function.parameters, lab) if "y" in {s.what for s in slots})
    yield from (
        slots for slots in _named(required, lab) if "t" not in wanted or {"theta", "block"} & {s.what for s in slots}
    )
    for order in _orders(lab, wanted):
        if len(required) <= len(order) and (function.most is None or len(order) <= function.most):
            yield order
    yield from _packed(required, lab, wanted)


def _packed(required: tuple[str, ...], lab: Lab, wanted: str) -> Iterator[Slots]:
    """Theta as a dict, a list or an object of its blocks, and a point with its target as one."""
    point = tuple(Slot(what, within="tuple", key="point") for what in ("x", "y"))
    theta = (Slot("theta"),)
    if wanted == "txy" and len(required) == 2:
        yield from ((*theta, *point), (*point, *theta))
    said = named_slots(required, lab)
    usual = {"txy": (*theta, Slot("x"), Slot("y")), "t": theta}.get(wanted, ())
    orders = [order for order in (said, usual) if order and len(order) == len(required) and theta[0] in order]
    if wanted == "txy" and len(required) == 2:
        orders = [(*theta, *point)]
    for order in dict.fromkeys(orders):
        at = order.index(theta[0])
        yield from ((*order[:at], *blocks, *order[at + 1 :]) for blocks in _as_one(lab))


def _as_one(lab: Lab) -> Iterator[Slots]:
    """The blocks of theta as one argument."""
    kinds: tuple[What, ...] = ("block", "bias") if lab.network.biases else ("block",)
    every = [(what, k) for k in range(lab.network.depth) for what in kinds]
    letters = {"block": [matrix(one) for one in lab.letters.weights], "bias": list(lab.letters.biases)}
    numbered = {"block": "W", "bias": "b"}
    groups: tuple[Group, ...] = ("dict", "object")
    yield tuple(Slot(what, at=k, within="list", key="theta") for what, k in every)
    for group in groups:
        yield tuple(Slot(what, at=k, within=group, key=letters[what][k]) for what, k in every)
        yield tuple(Slot(what, at=k, within=group, key=f"{numbered[what]}{k + 1}") for what, k in every)


def named_slots(parameters: tuple[str, ...], lab: Lab) -> Slots | None:
    """What the names of the arguments say, if each of them says something; () for none."""
    return next(_named(parameters, lab), None)


def speaks_of_a_point(function: Function, lab: Lab) -> bool:
    """Whether it needs x or y, as its names say; alone an x may be theta, as in J(x)."""
    needed = function.parameters[: function.required]
    slots = [_slot(name, needed, lab) for name in needed]
    return len(needed) > 1 and any(slot is not None and slot.what in ("x", "xi", "y") for slot in slots)


def _named(parameters: tuple[str, ...], lab: Lab) -> Iterator[Slots]:
    """The one way that the names of the arguments say, if each of them says something."""
    slots = [_slot(name, parameters, lab) for name in parameters]
    if all(slots) and len({(s.what, s.at) for s in slots if s}) == len(slots):
        yield tuple(s for s in slots if s)


def _slot(name: str, beside: tuple[str, ...], lab: Lab) -> Slot | None:
    word, letters = plain(name), lab.letters
    weights = [plain(matrix(letter)) for letter in letters.weights]
    all_there = {plain(other) for other in beside} >= set(weights)
    if word in weights and (all_there or word not in WORDS["theta"]):
        return Slot("block", at=weights.index(word))
    biases = [plain(letter) for letter in letters.biases]
    if all_there and lab.network.biases and word in biases:
        return Slot("bias", at=biases.index(word))
    if word[:-1] in WORDS["x"] and word[-1:].isdigit() and 1 <= int(word[-1]) <= lab.network.widths[0]:
        return Slot("xi", at=int(word[-1]) - 1)
    return next((Slot(what) for what in NAMED if _means(word, what)), None)


def _means(word: str, what: What) -> bool:
    return word in WORDS[what] or (what == "theta" and word.rstrip("0123456789") in WORDS[what])


def _orders(lab: Lab, wanted: str) -> Iterator[Slots]:
    """Every usual order where the names say nothing."""
    t, x, y = Slot("theta"), Slot("x"), Slot("y")
    entries = tuple(Slot("xi", at=i) for i in range(lab.network.widths[0]))
    blocks = tuple(Slot("block", at=k) for k in range(lab.network.depth))
    rows: dict[str, tuple[Slots, ...]] = {
        "txy": ((t, x, y), (x, y, t), (t, y, x), (x, t, y), (y, x, t), (t, x), (x, t),
                (t, *entries, y), (*entries, y, t), (*blocks, x, y), (x, y, *blocks), (*blocks, x), (x, *blocks)),
        "xy": ((x, y), (y, x), (x,), (*entries, y), entries),
        "t": ((t,), blocks), "": ((),),
    }  # fmt: skip
    yield from rows.get(wanted, ())


def _formed(slots: Slots, forms: tuple[Form, Form, Form], lab: Lab) -> Slots:
    of_theta, of_x, of_y = forms
    many = lab.network.widths[-1] > 1
    table: dict[str, Form] = {
        "theta": of_theta, "x": of_x, "y": "array" if many and of_y == "float" else of_y,
        "block": "column" if of_x == "column" else of_theta,
    }  # fmt: skip
    return tuple(replace(slot, form=table.get(slot.what, "array")) for slot in slots)


def optional(function: Function) -> dict[str, Slot]:
    """Rate and steps among the arguments that may be left out, or that are passed by name."""
    found: dict[str, Slot] = {}
    left: tuple[What, ...] = ("rate", "steps")
    for name, what in product(function.parameters[function.required :], left):
        if plain(name) in WORDS[what]:
            found[what] = Slot(what, keyword=name)
    return found
