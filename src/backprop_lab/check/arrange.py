"""From the names and the number of a function's arguments to the ways in which it may be called."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import product

from ..lab import Lab
from .binding import OF_THETA, Slot, Slots, What
from .blocks import as_one, block_words, entry_words, kept_as, turned
from .candidate.answer import Function
from .candidate.question import Form
from .catalogue.row import matrix
from .vocabulary import WORDS, means, plain

NAMED: tuple[What, ...] = ("theta", "x", "y", "rate", "steps")
"""What a name may say beside a layer or an entry of x, in the order in which it is looked up."""
FORMS: tuple[tuple[Form, Form, Form], ...] = (
    ("array", "array", "float"), ("array", "column", "float"), ("array", "list", "float"), ("array", "array", "array"),
    ("array", "column", "column"), ("list", "list", "float"), ("column", "column", "float"), ("list", "tuple", "float"),
    ("column", "column", "column"), ("tuple", "tuple", "float"), ("array", "row", "array"),
    ("array", "matrix", "float"), ("column", "array", "float"),
)  # fmt: skip
"""Forms of theta, x and y that are tried, the likeliest first."""
LABELS: tuple[tuple[Form, Form, Form], ...] = (("array", "array", "int"), ("list", "list", "int"))
"""Those in which y is the number of its class, where it is one of several."""


def arrangements(function: Function, lab: Lab, wanted: str) -> Iterator[tuple[Slots, Slots]]:
    """Ways to call it, as slots of its arguments and of its class's; `wanted` are the letters t, x, y of what it needs.

    First what the names of the arguments say, then every order of as many as there are.
    """
    seen: set[tuple[Slots, Slots]] = set()
    every = (*FORMS, *LABELS) if lab.objective.loss.name == "softmax_cross_entropy" else FORMS
    for own, made in _whole(function, lab, wanted):
        for forms in every:
            pair = _formed(own, forms, lab), _formed(made, forms, lab)
            if pair not in seen:
                seen.add(pair)
                yield pair


def _whole(function: Function, lab: Lab, wanted: str) -> Iterator[tuple[Slots, Slots]]:
    made_by: tuple[Slots, ...] = tuple(_named(function.init, lab)) if function.init else ((),)
    if function.owner:
        bare = [made for made in made_by if not OF_THETA & {slot.what for slot in made}]
        theta = () if function.init else ((Slot("theta"),),)  # it may have a default there
        made_by = (*((*made, *kept) for made in bare for kept in kept_as(function, lab)), *theta, *made_by)
    if not function.owner and not _speaks_of(function, lab, *OF_THETA, "bias"):
        made_by = (*kept_as(function, lab), *made_by)
    for made in made_by or ((),):
        inside = {slot.what for slot in made}
        left = "".join(c for c in wanted if not (c == "t" and inside & OF_THETA))
        yield from ((own, made) for own in _own(function, lab, left))


def _speaks_of(function: Function, lab: Lab, *chosen: What) -> bool:
    """Whether one of the arguments that it needs stands for one of these, as its name says."""
    needed = function.parameters[: function.required]
    said = (slot_named(name, needed, lab) for name in needed)
    return any(slot is not None and slot.what in chosen for slot in said)


def _own(function: Function, lab: Lab, wanted: str) -> Iterator[Slots]:
    required = function.parameters[: function.required]
    if wanted == "txy" and len(function.parameters) > function.required:  # a target that has a default is given, too
        yield from (slots for slots in _named(function.parameters, lab) if "y" in {s.what for s in slots})
    said = [slots for slots in _named(required, lab) if "t" not in wanted or OF_THETA & {s.what for s in slots}]
    yield from said
    for order in () if any(_says_all(slots, wanted) for slots in said) else _orders(lab, wanted):
        fits = len(required) <= len(order) and (function.most is None or len(order) <= function.most)
        if fits and not _contradicts(required, order):
            yield order
    yield from _packed(required, lab, wanted)


def _contradicts(required: tuple[str, ...], order: Slots) -> bool:
    """Whether a name that stands for one thing alone gets another: x, y, or a word; other letters say little.

    An x may be theta where nothing else is given.
    """
    kinds: dict[What, What] = {"block": "theta", "entry": "theta", "xi": "x"}
    words = [plain(name) if len(name) > 1 or plain(name) in ("x", "y") else "" for name in required]
    said = [[what for what in ("theta", "x", "y") if means(word, what)] for word in words]
    given = [kinds.get(slot.what, slot.what) for slot in order]
    both = zip(said, given, strict=False) if len(required) > 1 else ()
    return any(len(kind) == 1 and what in ("theta", "x", "y") and kind[0] != what for kind, what in both)


def _says_all(slots: Slots, wanted: str) -> bool:
    """Whether the names speak of a point and its target, and of theta where that is wanted: then no other order is."""
    what = {slot.what for slot in slots}
    return "y" in wanted and "y" in what and bool(what & {"x", "xi"})


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
        orders += [(*theta, *point)]
    for order in dict.fromkeys(orders):
        at = order.index(theta[0])
        yield from ((*order[:at], *blocks, *order[at + 1 :]) for blocks in as_one(lab))


def named_slots(parameters: tuple[str, ...], lab: Lab) -> Slots | None:
    """What the names of the arguments say, if each of them says something; () for none."""
    return next(_named(parameters, lab), None)


def speaks_of_a_point(function: Function, lab: Lab) -> bool:
    """Whether it needs x or y, as its names say; alone an x may be theta, as in J(x)."""
    return function.required > 1 and _speaks_of(function, lab, "x", "xi", "y")


def _named(parameters: tuple[str, ...], lab: Lab) -> Iterator[Slots]:
    """The one way that the names of the arguments say, if each of them says something."""
    slots = [slot_named(name, parameters, lab) for name in parameters]
    if all(slots) and len({(s.what, s.at) for s in slots if s}) == len(slots):
        said = tuple(s for s in slots if s)
        yield said
        if any(_is_numbered(name, lab) for name in parameters):
            yield turned(said)


def _is_numbered(name: str, lab: Lab) -> bool:
    """Whether it is one of a layer that has a number: who counts layers may keep their weights turned."""
    own, *numbered = block_words(lab)
    return plain(name) not in own and any(plain(name) in words for words in numbered)


def slot_named(name: str, beside: tuple[str, ...], lab: Lab) -> Slot | None:
    """What the name of an argument says, beside the names of all; None for nothing."""
    word, letters = plain(name), lab.letters
    weights = [plain(matrix(letter)) for letter in letters.weights]
    there = {plain(other) for other in beside}
    all_there = there >= set(weights)
    if word in weights and (all_there or word not in WORDS["theta"]):
        return Slot("block", at=weights.index(word))
    biases = [plain(letter) for letter in letters.biases]
    if all_there and lab.network.biases and word in biases:
        return Slot("bias", at=biases.index(word))
    for words in block_words(lab):  # W1, b1, W2, b2, ...
        if word in words and there >= set(words):
            layer, kind = divmod(list(words).index(word), 1 + lab.network.biases)
            return Slot("bias" if kind else "block", at=layer)
    each = entry_words(lab)
    if word in each and there >= set(each):
        return Slot("entry", at=each.index(word))
    if word[:-1] in WORDS["x"] and word[-1:].isdigit() and 1 <= int(word[-1]) <= lab.network.widths[0]:
        return Slot("xi", at=int(word[-1]) - 1)
    return next((Slot(what) for what in NAMED if means(word, what)), None)


def _orders(lab: Lab, wanted: str) -> Iterator[Slots]:
    """Every usual order where the names say nothing."""
    t, x, y = Slot("theta"), Slot("x"), Slot("y")
    entries = tuple(Slot("xi", at=i) for i in range(lab.network.widths[0]))
    blocks = tuple(Slot("block", at=k) for k in range(lab.network.depth))
    each = tuple(Slot("entry", at=i) for i in range(lab.network.size))
    rows: dict[str, tuple[Slots, ...]] = {
        "txy": ((t, x, y), (x, y, t), (t, y, x), (x, t, y), (y, x, t), (t, x), (x, t),
                (t, *entries, y), (*entries, y, t), (*blocks, x, y), (x, y, *blocks), (*blocks, x), (x, *blocks),
                (*each, *entries, y), (*each, x, y), (*entries, y, *each), (x, y, *each)),
        "xy": ((x, y), (y, x), (x,), (*entries, y), entries),
        "t": ((t,), blocks), "": ((),),
    }  # fmt: skip
    yield from rows.get(wanted, ())


def _formed(slots: Slots, forms: tuple[Form, Form, Form], lab: Lab) -> Slots:
    of_theta, of_x, of_y = forms
    many = lab.network.widths[-1] > 1
    of_block: dict[Form, Form] = {"column": "column", "row": "column", "matrix": "matrix"}
    table: dict[str, Form] = {
        "theta": of_theta, "x": of_x, "y": "array" if many and of_y == "float" else of_y,
        "block": of_block.get(of_x, of_theta),
    }  # fmt: skip
    return tuple(_in_form(slot, table.get(slot.what, "array")) for slot in slots)


@lru_cache(4096)
def _in_form(slot: Slot, form: Form) -> Slot:
    return replace(slot, form=form)


def optional(function: Function) -> dict[str, Slot]:
    """Rate and steps among the arguments that may be left out, or that are passed by name."""
    found: dict[str, Slot] = {}
    left: tuple[What, ...] = ("rate", "steps")
    for name, what in product(function.parameters[function.required :], left):
        if plain(name) in WORDS[what]:
            found[what] = Slot(what, keyword=name)
    return found
