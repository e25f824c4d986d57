"""Mistakes of the forward map: the activation, the products, the biases, the order of what is read."""

from __future__ import annotations

from collections.abc import Iterator

from ...activation import Activation
from ...derivation import Expression, Name, Number, Ref
from ...derivation.expression import Node, node, rename
from ...derivation.forward import activated
from ..program import Program
from .change import given, renamed
from .reading import reading_rows
from .row import Change, Layer, Mistake, across, agree, both, layers, of, rows_of

OTHER = {"abs": "|a|", "min0": "min(a, 0)", "relu": "ReLU", "leaky": "leaky ReLU", "sigmoid": "the sigmoid",
         "tanh": "tanh", "softplus": "softplus"}  # fmt: skip
HIDDEN = "Only the hidden units have an activation, and all of them have it."


def forward_rows(right: Program) -> Iterator[Mistake]:
    """Every mistake of the forward map that this lab has room for."""
    every = layers(right)
    if len(every) > 1:
        yield from _activations(right, every)
    for layer in every:
        yield from _products(layer, every)
        yield from _biases(layer)
    yield from _all_biases(every)
    yield from reading_rows(right)


def _row(id: str, about: str, name: str, hint: str, change: Change) -> Mistake:
    return Mistake(id, "forward", about, name, hint, change)


def _activations(right: Program, every: tuple[Layer, ...]) -> Iterator[Mistake]:
    s, hidden = right.lab.network.activation, every[:-1]
    word = {"relu": "ReLU", "leaky_relu": "leaky ReLU"}.get(s.name, s.name)
    if not s.is_linear:
        for chosen in (*((layer,) for layer in hidden), *((hidden,) if len(hidden) > 1 else ())):
            yield _missing(chosen, word)
        if right.lab.network.output.is_linear:
            z = every[-1].h
            yield _row("activation-on-output", both(z), f"the {word} is put on the output, too", HIDDEN, _applied(s, z))
    for operation, told in OTHER.items():
        if operation != {"leaky_relu": "leaky"}.get(s.name, s.name):
            yield _other(operation, told, hidden, word)
    if any(len(layer.h) > 1 for layer in hidden):
        largest = [(layer, node("max", *map(of, layer.a))) for layer in hidden if len(layer.a) > 1]
        yield _row("activation-max", both(hidden[0].h),
                   "all units of a layer get its largest preactivation (np.max in place of np.maximum)",
                   "The activation works on each unit by itself; a maximum over the layer does not.",
                   given({h: value for layer, value in largest for h in layer.h}))  # fmt: skip


def _missing(chosen: tuple[Layer, ...], word: str) -> Mistake:
    units, which = rows_of(layer.h for layer in chosen), str(chosen[0].k) if len(chosen) == 1 else "all"
    left = "is left as it arrives" if len(chosen) == len(chosen[0].h) == 1 else "are left as they arrive"
    return _row(f"activation-missing-{which}", units, f"the {word} is missing: {units} {left}",
                "Each hidden unit passes what arrives through the activation before the next layer reads it.",
                given({h: of(a) for layer in chosen for a, h in zip(layer.a, layer.h, strict=True)}))  # fmt: skip


def _applied(s: Activation, outputs: tuple[Name, ...]) -> Change:
    def through(expression: Expression, z: Name) -> Expression:
        return rename(activated(s, z), lambda ref: expression if ref.name == z else ref)

    return lambda p: p.with_equations({z: through(p.expression(z), z) for z in outputs})


def _other(operation: str, told: str, hidden: tuple[Layer, ...], word: str) -> Mistake:
    more = (Number(0.01),) if operation == "leaky" else ()
    pairs = [pair for layer in hidden for pair in zip(layer.a, layer.h, strict=True)]
    hint = f"Compare what the activation gives for a number below 0 and for one above: the lab's is {word}."
    change = given({h: node(operation, of(a), *more) for a, h in pairs})
    name = f"the hidden units give {told} in place of {word}"
    return _row(f"activation-{operation.rstrip('0')}", both(hidden[0].h), name, hint, change)


def _products(layer: Layer, every: tuple[Layer, ...]) -> Iterator[Mistake]:
    k, m, a = layer.k, layer.matrix, both(layer.a)
    square = tuple(other for other in every if other.square)
    asked = "Which weight leads from the first unit below to the second above?"
    if layer.square:
        told = f"{a} come from {m} x in place of {m}^T x: rows and columns of {m} are exchanged"
        hint = f"{asked} Write {layer.a[0].text} out by hand."
        yield _row(f"product-transposed-{k}", a, told, hint, renamed(layer.a, layer.turned))
    if len(square) > 1 and layer is square[0]:
        told, hint = "every product takes the matrix in place of its transpose", f"{asked} Write one unit out by hand."
        yield _row("product-transposed-all", a, told, hint, lambda p: _turned(p, square))
    if k > 1 and len(layer.below) == len(every[k - 2].below):
        lower = every[k - 2].below
        told = f"{a} {agree(layer.a, 'is', 'are')} made from {both(lower)} in place of {both(layer.below)}"
        hint = "Each layer reads what the layer just below it gave."
        change = renamed(layer.a, across(layer.below, lower))
        yield _row(f"layer-skipped-{k}", a, f"{told}: a layer is skipped", hint, change)


def _turned(p: Program, chosen: tuple[Layer, ...]) -> Program:
    for layer in chosen:
        p = p.renamed(layer.a, layer.turned)
    return p


def _biases(layer: Layer) -> Iterator[Mistake]:
    if layer.biases:
        k, c, a = layer.k, both(layer.biases), both(layer.a)
        told = f"the bias is missing: {c} {agree(layer.biases, 'is', 'are')} not added"
        hint = f"Look at what {a} {agree(layer.a, 'is', 'are')} made of."
        yield _row(f"bias-missing-{k}", a, told, hint, lambda p: _without_bias(p, (layer,), drop=True))
        told = f"the bias is subtracted: {c} {agree(layer.biases, 'has', 'have')} the wrong sign"
        hint = f"Look at the sign of the bias in {a}."
        yield _row(f"bias-subtracted-{k}", a, told, hint, lambda p: _without_bias(p, (layer,), drop=False))


def _all_biases(every: tuple[Layer, ...]) -> Iterator[Mistake]:
    if every[0].biases and len(every) > 1:
        hint = "Look at what the preactivations are made of."
        yield _row("bias-missing-all", both(every[0].a), "no layer adds its bias", hint,
                   lambda p: _without_bias(p, every, drop=True))  # fmt: skip


def _without_bias(p: Program, chosen: tuple[Layer, ...], drop: bool) -> Program:
    pairs = [pair for layer in chosen for pair in zip(layer.a, layer.biases, strict=True)]
    return p.with_equations({a: _rid(p.expression(a), c, drop) for a, c in pairs})


def _rid(expression: Expression, c: Name, drop: bool) -> Expression:
    def instead(ref: Ref) -> Expression:
        if ref.name != c:
            return ref
        return Number(0.0) if drop else Node("sub", (Number(0.0), ref))

    return rename(expression, instead)
