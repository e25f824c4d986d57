"""Mistakes on the way back: what each weight gets, what passes to the layer below, and how the gradient is packed."""

from __future__ import annotations

from collections.abc import Iterator

from ...derivation import Name, Number
from ..program import Program, block_order, column_order
from .row import Layer, Mistake, across, both, layers, mul, of


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
    yield from _packed(right, every)


def _row(id: str, about: str, name: str, hint: str, change) -> Mistake:  # type: ignore[no-untyped-def]
    return Mistake(id, "gradient", about, name, hint, change)


def _passed_back(layer: Layer, every: tuple[Layer, ...]) -> Iterator[Mistake]:
    if layer.k == 1:
        return
    below, m = every[layer.k - 2], layer.matrix
    dh = both(below.dh)
    hint = f"{below.h[0].text} acts on L along each weight that leaves it: what comes back takes the same weights."
    if layer.square:
        yield _row(f"back-transposed-{layer.k}", dh, f"{dh} come from {m}^T in place of {m}: rows and columns are exchanged on the way back",
                   hint, lambda p: p.renamed(below.dh, layer.turned))  # fmt: skip
    if len(layer.a) in (1, len(below.h)):
        yield _row(f"weights-forgotten-{layer.k}", dh, f"{m} is forgotten on the way back", hint,
                   lambda p: p.with_equations({d: of(layer.da[i if len(layer.a) > 1 else 0]) for i, d in enumerate(below.dh)}))  # fmt: skip


def _outer(right: Program, layer: Layer) -> Iterator[Mistake]:
    if not layer.table:
        return
    k, m, first = layer.k, layer.matrix, layer.weights[0][1]
    other = layer.weights[1][0]
    turned = (
        f"d{m} is transposed: dL/d{first.text} and dL/d{other.text} are exchanged"
        if layer.square
        else f"d{m} is transposed"
    )
    yield _row(f"outer-transposed-{k}", f"d{m}", f"{turned} (the outer product of {both(layer.below)} and {both(layer.da)} is the wrong way round)",
               f"{first.text} leads from {layer.below[0].text} to {layer.a[1].text}: which two numbers make its derivative?",
               lambda p: _permuted(p, column_order(right.lab, (k - 1,))))  # fmt: skip


def _all_outer(right: Program, every: tuple[Layer, ...]) -> Iterator[Mistake]:
    tables = [layer for layer in every if layer.table]
    if len(tables) > 1:
        told = " and ".join(f"d{layer.matrix}" for layer in tables)
        first = tables[0].weights[0][1]
        yield _row("outer-transposed-all", told, f"{told} are transposed: every outer product is the wrong way round",
                   f"{first.text} leads from {tables[0].below[0].text} to {tables[0].a[1].text}: which two numbers make its derivative?",
                   lambda p: _permuted(p, column_order(right.lab, [layer.k - 1 for layer in tables])))  # fmt: skip


def _permuted(p: Program, places: tuple[int, ...]) -> Program:
    names = p.gradient_names
    return p.exchanged({name: names[at] for name, at in zip(names, places, strict=True) if name != names[at]})


def _wrong_input(layer: Layer, every: tuple[Layer, ...]) -> Iterator[Mistake]:
    k, dm, h = layer.k, f"d{layer.matrix}", both(layer.below)
    hint = f"{layer.a[0].text} is a sum of weight times {layer.below[0].text}, ...: its derivative in the weight is what the weight is multiplied with."
    lower = every[k - 2] if k > 1 else None
    if lower and len(lower.below) == len(layer.below):
        yield _row(f"input-too-low-{k}", dm, f"{dm} is made from {both(lower.below)} in place of {h}", hint,
                   lambda p: p.renamed(layer.gradient, across(layer.below, lower.below)))  # fmt: skip
    if k < len(every) and len(layer.h) == len(layer.below):
        yield _row(f"input-too-high-{k}", dm, f"{dm} is made from {both(layer.h)} in place of {h}", hint,
                   lambda p: p.renamed(layer.gradient, across(layer.below, layer.h)))  # fmt: skip
    if lower and lower.a != lower.h:
        yield _row(f"preactivation-{k}", dm, f"{dm} is made from {both(lower.a)}, before the activation, in place of {h}", hint,
                   lambda p: p.renamed(layer.gradient, across(layer.below, lower.a)))  # fmt: skip
    yield _row(f"input-forgotten-{k}", dm, f"{h} is forgotten in {dm}: only what comes back is left", hint,
               lambda p: p.with_equations({w.derivative("L"): of(layer.da[j]) for row in layer.weights for j, w in enumerate(row)}))  # fmt: skip
    yield _row(f"weight-for-unit-{k}", dm, f"{dm} is made from {layer.matrix} in place of {h}", hint,
               lambda p: p.with_equations({w.derivative("L"): mul(of(layer.da[j]), of(w)) for row in layer.weights for j, w in enumerate(row)}))  # fmt: skip


def _wrong_delta(layer: Layer, every: tuple[Layer, ...]) -> Iterator[Mistake]:
    k, dm = layer.k, f"d{layer.matrix}"
    if k == len(every):
        return
    upper = every[k]
    hint = f"What comes back to {layer.a[0].text} itself belongs into {dm}."
    if len(upper.a) == len(layer.a):
        yield _row(f"delta-skipped-{k}", dm, f"{dm} is made from {both(upper.da)} in place of {both(layer.da)}: a layer is left out on the way back",
                   hint, lambda p: p.renamed((*layer.gradient, *_bias_gradient(layer)), across(layer.da, upper.da)))  # fmt: skip
    if k > 1:  # at the first layer this is what a missing slope does
        yield _row(f"delta-before-slope-{k}", dm, f"{dm} is made from {both(layer.dh)}, before the slope is multiplied in", hint,
                   lambda p: p.renamed((*layer.gradient, *_bias_gradient(layer)), across(layer.da, layer.dh)))  # fmt: skip


def _bias_gradient(layer: Layer) -> tuple[Name, ...]:
    return tuple(c.derivative("L") for c in layer.biases)


def _block(layer: Layer) -> Iterator[Mistake]:
    k, dm = layer.k, f"d{layer.matrix}"
    names, biases = layer.gradient, _bias_gradient(layer)
    yield _row(f"block-zero-{k}", dm, f"{dm} is zero", f"Is {dm} worked out, and put into the result?",
               lambda p: p.with_equations(dict.fromkeys(names, Number(0.0))))  # fmt: skip
    yield _row(f"block-sign-{k}", dm, f"{dm} has the wrong sign", f"Compare the sign of {dm} with that of a difference.",
               lambda p: p.with_equations({n: mul(Number(-1.0), p.expression(n)) for n in names}))  # fmt: skip
    if biases:
        dc = both(biases)
        yield _row(f"bias-zero-{k}", dc, f"the derivatives of the biases of layer {k} are zero", f"Each bias adds to its preactivation directly: what share has it? Look at {dc}.",
                   lambda p: p.with_equations(dict.fromkeys(biases, Number(0.0))))  # fmt: skip
        yield _row(f"bias-sign-{k}", dc, f"the derivatives of the biases of layer {k} have the wrong sign", f"Each bias adds to its preactivation: look at the sign of {dc}.",
                   lambda p: p.with_equations({n: mul(Number(-1.0), p.expression(n)) for n in biases}))  # fmt: skip


def _packed(right: Program, every: tuple[Layer, ...]) -> Iterator[Mistake]:
    lab, depth = right.lab, len(every)
    tables = [layer.k - 1 for layer in every if layer.table]
    hint = "The gradient has the order of theta: the layers one after the other, each row by row."
    about = "the order of the gradient"
    if tables:
        yield _row("packed-by-columns", about, "the gradient is packed column by column", hint,
                   lambda p: _permuted(p, column_order(lab, tables)))  # fmt: skip
    if depth > 1:
        back = tuple(reversed(range(depth)))
        yield _row("packed-reversed", about, f"the gradient is packed as {', '.join('d' + every[i].matrix for i in back)}: the last layer first", hint,
                   lambda p: _permuted(p, _inverse(block_order(lab, back))))  # fmt: skip
    if depth > 2:
        order = (1, 0, *range(2, depth))
        yield _row("packed-swapped", about, f"the gradient is packed as {', '.join('d' + every[i].matrix for i in order)}: the first two layers are exchanged", hint,
                   lambda p: _permuted(p, _inverse(block_order(lab, order))))  # fmt: skip


def _inverse(places: tuple[int, ...]) -> tuple[int, ...]:
    """`places[i]` is where parameter i lies; the parameter that lies at each place."""
    found = [0] * len(places)
    for i, at in enumerate(places):
        found[at] = i
    return tuple(found)
