"""The Gram form: where there are no more points than inputs, preactivations go from step to step, not weights.

A step takes rate X' D from the first layer's weights W, with D what came back to its units, and so rate X X' D from
its preactivations A = X W: with G = X X' (and 1 more in every entry where there are biases) a step is A - rate G D, and
W is needed no more. A's numbers lie where the parameters of the layer lay; what is left of these is 0.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ...arrays import Array
from ..given import Form
from ..traits import is_small
from ..vector import shared
from ..vector.code import Code, Value
from ..vector.tiles import Matrix, Product, Spot, kept, swath
from .layout import rows_of
from .tables import own_parts, tables

ENTER = "ptr noalias %state, ptr noalias %work, i64 %groups"
MOST = 256
"""Up to so many points have a table of products."""


def gram(form: Form) -> Array | None:
    """G, shape (n, n), where the form is used; else None."""
    return None if is_small(form.lab) else _products(form)


@lru_cache(32)
def _products(form: Form) -> Array | None:
    x, biases = form.lab.objective.data.x, form.lab.network.biases
    if len(x) > min(MOST, x.shape[1] + biases) or "x" in own_parts(form):
        return None
    found = np.full((len(x), len(x)), float(biases))
    with np.errstate(all="ignore"):
        for column in x.T:  # one after the other, which every machine rounds alike
            found += column[:, None] * column
        is_finite = np.isfinite(found.astype(np.float32)).all()
    return found if is_finite else None


def used(form: Form) -> list[range]:
    """The rows of the state that each layer has, without what momentum remembers."""
    found = [range(weights.start, biases.stop) for weights, biases in form.lab.network.blocks]
    if gram(form) is not None:
        found[0] = range(len(form.lab.objective.data) * form.lab.network.widths[1])
    return found


def entering(form: Form, width: int, real: str) -> Code:
    """The function that puts preactivations in place of the first layer's parameters."""
    code, network, of = Code(width, real), form.lab.network, tables(form, width, real)
    points, (m, n) = len(form.lab.objective.data), network.widths[:2]
    scratch = code.at("%work", of.offsets["found"])
    (_, biases), out = network.blocks[0], Matrix(scratch, n, 1)
    with code.loop("%groups") as g:
        place = code.at("%state", g, rows_of(form.lab))
        bias = Matrix(code.at(place, biases.start), 0, 1)

        def start(spot: Spot) -> Value:
            return bias.load(code, spot) if network.biases else code.constant(0.0)

        x = Matrix(shared.table(code, "x", form.lab.objective.data.x), m, 1, shared=True)
        Product(x, Matrix(place, n, 1), points, m, n, start, kept(code, out)).emit(code)
        swath(code, points * n, lambda at: code.store(code.load(code.at(scratch, at)), code.at(place, at)))
        zero = code.constant(0.0)
        swath(
            code, biases.stop - points * n,
            lambda at: code.store(zero, code.at(place, code.op(f"add i64 {at}, {points * n}"))),
        )  # fmt: skip
    return code
