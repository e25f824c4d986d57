"""Theta in blocks: what students call the layers' weights and biases, and the arguments that hold them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import product

from ..lab import Lab
from .binding import Slot, Slots, What
from .candidate.answer import Function
from .candidate.question import Group
from .catalogue.row import matrix
from .vocabulary import means, plain

NUMBERED = (("w", "b"), ("weights", "biases"), ("weights", "bias"))
"""Names that go on with the layer's number. Who counts layers may keep their weights turned, (outputs, inputs)."""
KEPT = ("d#", "grad#", "g#", "#grad", "dl#", "dj#", "dld#", "djd#")
"""What the gradient of a block is called, where the block is called #."""


LISTS = {"block": ("w", "ws", "weights", "weight"), "bias": ("b", "bs", "biases", "bias")}
"""What a list of all layers' weights, and one of their biases, is called."""


def block_words(lab: Lab) -> Iterator[dict[str, slice]]:
    """What weights and biases may be called, layer by layer, and their places in theta: W, U, V; W1, b1, W2, b2; ..."""
    own = lab.letters
    for weights, biases in ((own.weights, own.biases), *NUMBERED):
        words: dict[str, slice] = {}
        for k, (block, bias) in enumerate(lab.network.blocks):
            words[_layer(weights, k)] = block
            if lab.network.biases:
                words[_layer(biases, k)] = bias
        yield words


def block_places(lab: Lab) -> dict[str, slice]:
    """The blocks by their places in a list that holds them in theta's order, as words: 0, 1, 2, ..."""
    kinds = ((block, bias) if lab.network.biases else (block,) for block, bias in lab.network.blocks)
    return {str(i): block for i, block in enumerate(one for layer in kinds for one in layer)}


def _layer(letters: Sequence[str] | str, k: int) -> str:
    """The plain name of layer k's block: the lab's letter, or the same word with the layer's number."""
    return f"{letters}{k + 1}" if isinstance(letters, str) else plain(matrix(letters[k]))


def entry_words(lab: Lab) -> list[str]:
    """The plain names of theta's entries, in order."""
    return [plain(name) for name in lab.parameters]


def block_slots(lab: Lab) -> Slots:
    """The blocks in theta's order."""
    kinds: tuple[What, ...] = ("block", "bias") if lab.network.biases else ("block",)
    return tuple(Slot(what, at=k) for k in range(lab.network.depth) for what in kinds)


def turned(slots: Slots) -> Slots:
    """The same with each layer's weights turned, its biases in a column."""
    return tuple(replace(slot, turned=slot.what in ("block", "bias")) for slot in slots)


def kept_as(function: Function, lab: Lab) -> Iterator[Slots]:
    """Theta, or the blocks that make it up, where a function reads it by itself: attributes, names of the module."""
    words = {plain(name): f".{name}" for name in reversed(function.attributes)}
    layers: set[str] = set()
    entries = entry_words(lab)
    if all(word in words for word in entries):
        yield tuple(Slot("entry", keyword=words[word], at=i) for i, word in enumerate(entries))
    for i, named in enumerate(block_words(lab)):
        if all(word in words for word in named):
            slots = tuple(replace(s, keyword=words[word]) for word, s in zip(named, block_slots(lab), strict=True))
            yield from (slots, turned(slots)) if i else (slots,)
            layers |= set(named)
    yield from _lists(words, lab)
    for word, name in words.items():
        if len(word) > 1 and means(word, "theta") and word not in layers:
            yield (Slot("theta", keyword=name),)
            yield from (
                tuple(replace(s, keyword=name) for s in slots) for slots in as_one(lab) if slots[0].within != "object"
            )


def _lists(words: Mapping[str, str], lab: Lab) -> Iterator[Slots]:
    """The layers' weights in a list, and their biases in another."""
    weights = next((words[word] for word in LISTS["block"] if word in words), None)
    biases = next((words[word] for word in LISTS["bias"] if word in words), None)
    if weights is None or (lab.network.biases and biases is None):
        return
    slots = sorted(block_slots(lab), key=lambda slot: slot.what == "bias")
    kept = {"block": weights, "bias": biases}
    own = tuple(replace(s, within="list", key=s.what, keyword=kept[s.what]) for s in slots)
    yield from (own, turned(own))


def gradients_kept(function: Function, lab: Lab) -> tuple[str, ...]:
    """Where a function that hands nothing back leaves the gradient: dW1, dW2, ... of the blocks; () for nowhere."""
    names = {plain(name): name for name in function.attributes}
    numbers = [] if lab.network.biases else [[str(k + 1) for k in range(lab.network.depth)]]
    for words, form in product([*map(list, block_words(lab)), *numbers], KEPT):
        kept = [form.replace("#", word) for word in words]
        if all(word in names for word in kept):
            return tuple(names[word] for word in kept)
    return next(((names[word],) for word in ("grads", "gradients", "grad", "gradient") if word in names), ())


def as_one(lab: Lab) -> Iterator[Slots]:
    """The blocks of theta as one argument."""
    every = block_slots(lab)
    letters = {"block": [matrix(one) for one in lab.letters.weights], "bias": lab.letters.biases}
    numbered = {"block": "W", "bias": "b"}
    groups: tuple[Group, ...] = ("dict", "object")
    yield tuple(replace(slot, within="list", key="theta") for slot in every)
    for group in groups:
        yield tuple(replace(slot, within=group, key=letters[slot.what][slot.at]) for slot in every)
        counted = tuple(replace(slot, within=group, key=f"{numbered[slot.what]}{slot.at + 1}") for slot in every)
        yield from (counted, turned(counted))
        yield tuple(Slot("entry", within=group, key=name, at=i) for i, name in enumerate(lab.parameters))
