"""Mistakes on the way back: what each weight gets, what passes to the layer below, and how the gradient is packed."""

from __future__ import annotations

from collections.abc import Iterator

from ...derivation import Name, Number
from ..program import Program, block_order, column_order
from .change import given, permuted, renamed, scaled
from .row import Change, Layer, Mistake, across, agree, both, layers, mul, of


def back_rows(right: Program) -> Iterator[Mistake]:
    """Every mistake of the products on the way back, then of the packing, that this lab has room for."""
    every = layers(right)
    yield from _all_outer(right, every)
    for layer in every:
        yield from _passed_back(layer, every)
        yield from _outer(right, layer)
        yield from _wrong_input(layer, every)
        yield from _wrong_delta(layer, every)
        yield from _block(layer)
        yield from _bias_block(layer)
    yield from _packed(right, every)


def _row(id: str, about: str, name: str, hint: str, change: Change) -> Mistake:
    return Mistake(id, "gradient", about, name, hint, change)


def _passed_back(layer: Layer, every: tuple[Layer, ...]) -> Iterator[Mistake]:
    if layer.k == 1:
        return
    below, m = every[layer.k - 2], layer.matrix
    dh = both(below.dh)
    unit = below.h[0].text
    hint = f"{unit} acts on L along each weight that leaves it: what comes back takes the same weights."
    if layer.square:
        told = f"{dh} come from {m}^T in place of {m}: rows and columns are exchanged on the way back"
        yield _row(f"back-transposed-{layer.k}", dh, told, hint, renamed(below.dh, layer.turned))
    if len(layer.a) in (1, len(below.h)):
        bare = {d: of(layer.da[i if len(layer.a) > 1 else 0]) for i, d in enumerate(below.dh)}
        yield _row(f"weights-forgotten-{layer.k}", dh, f"{m} is forgotten on the way back", hint, given(bare))
    if len(layer.a) == 1 < len(below.h):
        units = {d: mul(of(layer.da[0]), of(h)) for d, h in zip(below.dh, below.h, strict=True)}
        told = f"{dh} are made with {both(below.h)} in place of {m}"
        yield _row(f"unit-for-weight-{layer.k}", dh, told, hint, given(units))


def _outer(right: Program, layer: Layer) -> Iterator[Mistake]:
    if not layer.table:
        return
    k, dm, first, other = layer.k, f"d{layer.matrix}", layer.weights[0][1].text, layer.weights[1][0].text
    product = f"the outer product of {both(layer.below)} and {both(layer.da)} is transposed"
    told = f"dL/d{first} and dL/d{other} are exchanged: {product}" if layer.square else f"{dm}: {product}"
    yield _row(f"outer-transposed-{k}", dm, told, _of_outer(layer), permuted(column_order(right.lab, (k - 1,))))


def _all_outer(right: Program, every: tuple[Layer, ...]) -> Iterator[Mistake]:
    tables = [layer for layer in every if layer.table]
    if len(tables) > 1:
        about = ", ".join(f"d{layer.matrix}" for layer in tables)
        told = f"every outer product is transposed: {about}"
        places = column_order(right.lab, [layer.k - 1 for layer in tables])
        yield _row("outer-transposed-all", about, told, _of_outer(tables[0]), permuted(places))


def _of_outer(layer: Layer) -> str:
    below, above = layer.below[0].text, layer.a[1].text
    return f"{layer.weights[0][1].text} leads from {below} to {above}: which two numbers make its derivative?"


def _wrong_input(layer: Layer, every: tuple[Layer, ...]) -> Iterator[Mistake]:
    k, dm, h = layer.k, f"d{layer.matrix}", both(layer.below)
    hint = (
        f"{layer.a[0].text} is a sum of weight times {layer.below[0].text}, ...: "
        "its derivative in the weight is what the weight is multiplied with."
    )
    lower = every[k - 2] if k > 1 else None
    weights = [(w, w.derivative("L"), layer.da[j]) for row in layer.weights for j, w in enumerate(row)]

    def instead(names: tuple[Name, ...]) -> Change:
        return renamed(layer.gradient, across(layer.below, names))

    if lower and len(lower.below) == len(layer.below):
        told = f"{dm} is made from {both(lower.below)} in place of {h}"
        yield _row(f"input-too-low-{k}", dm, told, hint, instead(lower.below))
    if k < len(every) and len(layer.h) == len(layer.below):
        told = f"{dm} is made from {both(layer.h)} in place of {h}"
        yield _row(f"input-too-high-{k}", dm, told, hint, instead(layer.h))
    if lower and lower.a != lower.h:
        told = f"{dm} is made from {both(lower.a)}, before the activation, in place of {h}"
        yield _row(f"preactivation-{k}", dm, told, hint, instead(lower.a))
    told = f"{h} {agree(layer.below, 'is', 'are')} forgotten in {dm}: only what comes back is left"
    yield _row(f"input-forgotten-{k}", dm, told, hint, given({dw: of(da) for _, dw, da in weights}))
    told = f"{dm} is made from {layer.matrix} in place of {h}"
    yield _row(f"weight-for-unit-{k}", dm, told, hint, given({dw: mul(of(da), of(w)) for w, dw, da in weights}))


def _wrong_delta(layer: Layer, every: tuple[Layer, ...]) -> Iterator[Mistake]:
    k, dm = layer.k, f"d{layer.matrix}"
    if k == len(every):
        return
    upper, names = every[k], (*layer.gradient, *_bias_gradient(layer))
    hint = f"What comes back to {layer.a[0].text} itself belongs into {dm}."
    if len(upper.a) == len(layer.a):
        told = f"{dm} is made from {both(upper.da)} in place of {both(layer.da)}: a layer is left out on the way back"
        yield _row(f"delta-skipped-{k}", dm, told, hint, renamed(names, across(layer.da, upper.da)))
    if k > 1:  # at the first layer this is what a missing slope does
        told = f"{dm} is made from {both(layer.dh)}, before the slope is multiplied in"
        yield _row(f"delta-before-slope-{k}", dm, told, hint, renamed(names, across(layer.da, layer.dh)))


def _bias_gradient(layer: Layer) -> tuple[Name, ...]:
    return tuple(c.derivative("L") for c in layer.biases)


def _block(layer: Layer) -> Iterator[Mistake]:
    k, dm = layer.k, f"d{layer.matrix}"
    hint = f"Is {dm} worked out, and put into the result?"
    yield _row(f"block-zero-{k}", dm, f"{dm} is zero", hint, given(dict.fromkeys(layer.gradient, Number(0.0))))
    hint = f"Compare the sign of {dm} with that of a difference."
    yield _row(f"block-sign-{k}", dm, f"{dm} has the wrong sign", hint, scaled(layer.gradient, -1.0))


def _bias_block(layer: Layer) -> Iterator[Mistake]:
    k, names = layer.k, _bias_gradient(layer)
    if not names:
        return
    dc = both(names)
    told = agree(names, "the derivative of the bias", "the derivatives of the biases") + f" of layer {k}"
    zero, sign = agree(names, "is zero", "are zero"), agree(names, "has the wrong sign", "have the wrong sign")
    hint = f"Each bias adds to its preactivation directly: what share has it? Look at {dc}."
    yield _row(f"bias-zero-{k}", dc, f"{told} {zero}", hint, given(dict.fromkeys(names, Number(0.0))))
    hint = f"Each bias adds to its preactivation: look at the sign of {dc}."
    yield _row(f"bias-sign-{k}", dc, f"{told} {sign}", hint, scaled(names, -1.0))
    if layer.a != layer.h:
        early = f"{told} {agree(names, 'is', 'are')} made from {both(layer.dh)}, before the slope is multiplied in"
        yield _row(f"bias-before-slope-{k}", dc, early, hint, renamed(names, across(layer.da, layer.dh)))


def _packed(right: Program, every: tuple[Layer, ...]) -> Iterator[Mistake]:
    lab, depth = right.lab, len(every)
    tables = [layer.k - 1 for layer in every if layer.table]

    def row(id: str, name: str, places: tuple[int, ...]) -> Mistake:
        hint = "The gradient has the order of theta: the layers one after the other, each row by row."
        return _row(id, "the order of the gradient", f"the gradient is packed {name}", hint, permuted(places))

    def told(order: tuple[int, ...]) -> str:
        return "as " + ", ".join("d" + every[i].matrix for i in order)

    hint = "An array of zeros that is never filled? Compare one entry with a difference."
    nothing = given(dict.fromkeys(right.gradient_names, Number(0.0)))
    yield _row("gradient-zero", "the gradient", "every derivative is zero", hint, nothing)
    if tables:
        yield row("packed-by-columns", "column by column", column_order(lab, tables))
    if depth > 1:
        back = tuple(reversed(range(depth)))
        yield row("packed-reversed", f"{told(back)}: the last layer first", block_order(lab, back))
    if depth > 2:
        order = (1, 0, *range(2, depth))
        places = block_order(lab, order)
        yield row("packed-swapped", f"{told(order)}: the first two layers are exchanged", places)
