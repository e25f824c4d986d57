"""Mistakes of the forward map: how theta is read, the products, the activation, the biases."""

from __future__ import annotations

from collections.abc import Iterator

from ...derivation import Expression, Name, Number, Ref
from ...derivation.expression import Node, node, rename
from ...derivation.forward import activated
from ..program import Program, block_order, column_order
from .row import Layer, Mistake, across, both, layers, matrix, of

OTHER = {"abs": "its size", "min0": "min(a, 0)", "relu": "ReLU", "leaky": "leaky ReLU", "sigmoid": "the sigmoid",
         "tanh": "tanh", "softplus": "softplus"}  # fmt: skip
HIDDEN = "Only the hidden units have an activation, and all of them have it."


def forward_rows(right: Program) -> Iterator[Mistake]:
    """Every mistake of the forward map that this lab has room for."""
    every = layers(right)
    yield from _activations(right, every)
    for layer in every:
        yield from _products(layer, every)
        yield from _biases(layer)
    yield from _all_biases(every)
    yield from _reading(right, every)
    yield _inputs_reversed(every)


def _row(id: str, about: str, name: str, hint: str, change) -> Mistake:  # type: ignore[no-untyped-def]
    return Mistake(id, "forward", about, name, hint, change)


def _activations(right: Program, every: tuple[Layer, ...]) -> Iterator[Mistake]:
    s, hidden = right.lab.network.activation, every[:-1]
    if not hidden:
        return
    word = {"relu": "ReLU", "leaky_relu": "leaky ReLU"}.get(s.name, s.name)
    if not s.is_linear:
        for chosen in (*((layer,) for layer in hidden), *((hidden,) if len(hidden) > 1 else ())):
            units = tuple(n for layer in chosen for n in layer.h)
            which = str(chosen[0].k) if len(chosen) == 1 else "all"
            yield _row(f"activation-missing-{which}", both(units), f"the {word} is missing: {both(units)} are left as they arrive",
                       "Each hidden unit passes what arrives through the activation before the next layer reads it.",
                       lambda p, chosen=chosen: p.with_equations({h: of(a) for l in chosen for a, h in zip(l.a, l.h, strict=True)}))  # fmt: skip
        if right.lab.network.output.is_linear:
            yield _row("activation-on-output", both(every[-1].h), f"the {word} is put on the output, too", HIDDEN,
                       lambda p: p.with_equations({z: _through(s, p.expression(z), z) for z in every[-1].h}))  # fmt: skip
    for operation, told in OTHER.items():
        if operation == {"leaky_relu": "leaky"}.get(s.name, s.name):
            continue
        name = {"min0": "min"}.get(operation, operation)
        yield _row(f"activation-{name}", both(hidden[0].h), f"the hidden units give {told} in place of {word}",
                   f"Compare what the activation gives for a number below 0 and for one above: the lab's is {word}.",
                   lambda p, operation=operation: p.with_equations(
                       {h: _other(operation, a) for l in hidden for a, h in zip(l.a, l.h, strict=True)}))  # fmt: skip
    if any(len(layer.h) > 1 for layer in hidden):
        yield _row("activation-max", both(hidden[0].h), "all units of a layer get its largest preactivation (np.max in place of np.maximum)",
                   "The activation works on each unit by itself; a maximum over the layer does not.",
                   lambda p: p.with_equations({h: node("max", *map(of, l.a)) for l in hidden if len(l.a) > 1 for h in l.h}))  # fmt: skip


def _through(s, expression: Expression, z: Name) -> Expression:  # type: ignore[no-untyped-def]
    return rename(activated(s, z), lambda ref: expression if ref.name == z else ref)


def _other(operation: str, a: Name) -> Expression:
    return node(operation, of(a), Number(0.01)) if operation == "leaky" else node(operation, of(a))


def _products(layer: Layer, every: tuple[Layer, ...]) -> Iterator[Mistake]:
    k, m, a = layer.k, layer.matrix, both(layer.a)
    if layer.square:
        yield _row(f"product-transposed-{k}", a, f"{a} come from {m} x in place of {m}^T x: rows and columns of {m} are exchanged",
                   f"Which weight leads from the first unit below to the second above? Write {layer.a[0].text} out by hand.",
                   lambda p: p.renamed(layer.a, layer.turned))  # fmt: skip
        if sum(other.square for other in every) > 1 and layer is next(l for l in every if l.square):
            turned = tuple(l for l in every if l.square)
            yield _row("product-transposed-all", a, "every product takes the matrix in place of its transpose",
                       "Which weight leads from the first unit below to the second above? Write one unit out by hand.",
                       lambda p: _turned(p, turned))  # fmt: skip
    if k > 1 and len(layer.below) == len(every[k - 2].below):
        lower = every[k - 2].below
        yield _row(f"layer-skipped-{k}", a, f"{a} are made from {both(lower)} in place of {both(layer.below)}: a layer is skipped",
                   "Each layer reads what the layer just below it gave.",
                   lambda p: p.renamed(layer.a, across(layer.below, lower)))  # fmt: skip


def _turned(p: Program, chosen: tuple[Layer, ...]) -> Program:
    for layer in chosen:
        p = p.renamed(layer.a, layer.turned)
    return p


def _biases(layer: Layer) -> Iterator[Mistake]:
    if layer.biases:
        k, c, a = layer.k, both(layer.biases), both(layer.a)
        yield _row(f"bias-missing-{k}", a, f"the bias is missing: {c} are not added", f"Look at what {a} are made of.",
                   lambda p: _without_bias(p, (layer,), drop=True))  # fmt: skip
        yield _row(f"bias-subtracted-{k}", a, f"the bias is subtracted: {c} have the wrong sign", f"Look at the sign of the bias in {a}.",
                   lambda p: _without_bias(p, (layer,), drop=False))  # fmt: skip


def _all_biases(every: tuple[Layer, ...]) -> Iterator[Mistake]:
    if every[0].biases and len(every) > 1:
        yield _row("bias-missing-all", both(every[0].a), "no layer adds its bias", "Look at what the preactivations are made of.",
                   lambda p: _without_bias(p, every, drop=True))  # fmt: skip


def _without_bias(p: Program, chosen: tuple[Layer, ...], drop: bool) -> Program:
    changes = {}
    for layer in chosen:
        for a, c in zip(layer.a, layer.biases, strict=True):
            changes[a] = rename(p.expression(a), lambda ref, c=c: _bias(ref, c, drop))  # type: ignore[misc]
    return p.with_equations(changes)


def _bias(ref: Ref, c: Name, drop: bool) -> Expression:
    if ref.name != c:
        return ref
    return Number(0.0) if drop else Node("sub", (Number(0.0), ref))


def _reading(right: Program, every: tuple[Layer, ...]) -> Iterator[Mistake]:
    lab, depth = right.lab, len(every)
    tables = [layer.k - 1 for layer in every if layer.table]
    hint = "theta holds the layers one after the other, each row by row: write down which entry becomes which weight."
    about = "theta"
    if tables:
        yield _row("theta-by-columns", about, "theta is read column by column", hint,
                   lambda p: p.reading(column_order(lab, tables)))  # fmt: skip
    if depth > 1:
        order = (1, 0, *range(2, depth))
        told = ", ".join(every[i].matrix for i in order)
        if depth > 2:
            yield _row("theta-swapped", about, f"theta is read as {told}: the first two layers are exchanged", hint,
                       lambda p: p.reading(block_order(lab, order)))  # fmt: skip
        back = tuple(reversed(range(depth)))
        yield _row("theta-reversed", about, f"theta is read as {', '.join(every[i].matrix for i in back)}: the last layer first", hint,
                   lambda p: p.reading(block_order(lab, back)))  # fmt: skip
    if every[0].table:
        (_, left), (below, corner) = every[0].weights[0][:2], every[0].weights[1][:2]
        at, wrong = (right.names.parameters.index(n) for n in (corner, below))
        yield _row("theta-repeated", about, f"{corner.text} is taken from the entry of {below.text} (the handout's print names {below.text} twice)" if lab.name == "handout"
                   else f"{corner.text} is taken from the entry of {below.text}", hint,
                   lambda p: p.reading(tuple(wrong if i == at else i for i in range(len(p.read)))))  # fmt: skip
    if lab.network.biases:
        yield _row("theta-biases-last", about, "theta is read as all weights, then all biases", hint,
                   lambda p: p.reading(_biases_last(right)))  # fmt: skip
        yield _row("theta-biases-first", about, "theta is read with each layer's biases before its weights", hint,
                   lambda p: p.reading(_biases_first(right)))  # fmt: skip


def _biases_last(right: Program) -> tuple[int, ...]:
    blocks = right.lab.network.blocks
    order = [i for w, _ in blocks for i in range(w.start, w.stop)] + [
        i for _, b in blocks for i in range(b.start, b.stop)
    ]
    places = [0] * len(order)
    for place, i in enumerate(order):
        places[i] = place
    return tuple(places)


def _biases_first(right: Program) -> tuple[int, ...]:
    places: list[int] = []
    for w, b in right.lab.network.blocks:
        size = b.stop - b.start
        places += [i + size for i in range(w.start, w.stop)]
        places += range(w.start, w.start + size)
    return tuple(places)


def _inputs_reversed(every: tuple[Layer, ...]) -> Mistake:
    x = every[0].below
    return _row("inputs-reversed", both(every[0].a), "the entries of x are taken in the wrong order",
                f"{x[0].text} is the first entry of x.",
                lambda p: p.renamed((*every[0].a, *every[0].gradient), across(x, x[::-1])))  # fmt: skip


__all__ = ["forward_rows", "matrix"]
