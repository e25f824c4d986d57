"""One step of a descent for networks of any size: layer by layer over all data points, in tiles.

What straight-line code holds in registers lies in memory here, for one group of runs at a time: x and y, what each
layer gave, and what came back to it. The order of all additions follows from the network alone.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ..given import Form
from ..vector.code import Code, Value
from ..vector.tiles import Matrix, Product, Spot, swath
from .layers import activated, lost, needs_slope, slope, through

SIDE = 4
"""So many sums or activations are worked out side by side."""


class Tiled:
    """The passes of one group: theta is read from `source`, `scratch` holds `layout.room` vectors."""

    def __init__(self, code: Code, form: Form, source: Value, given: list[Value], scratch: Value) -> None:
        self.code, self.form, self.source, self.given = code, form, source, given
        self.network, self.points = form.lab.network, len(form.lab.objective.data)
        widths, at = self.network.widths, 0
        self.tables: dict[str, Matrix] = {}
        for name, width in self._columns(widths):
            self.tables[name] = Matrix(code.at(scratch, at), width, 1)
            at += self.points * width

    def _columns(self, widths: tuple[int, ...]) -> list[tuple[str, int]]:
        found = [("x", widths[0]), ("y", widths[-1])]
        for layer, width in enumerate(widths[1:]):
            found += [(f"{kind}{layer}", width) for kind in ("h", "d", "s")]
        return found

    def prepare(self) -> None:
        """Writes x and y, once for all groups."""
        data = self.form.lab.objective.data
        for name, numbers in (("x", data.x), ("y", data.y)):
            table = _constants(self.code, name, numbers)
            with self.code.loop(numbers.size) as at:
                self.code.store(_spread(self.code, table, at), self.code.at(self.tables[name].place, at))

    def _own_data(self) -> None:
        """The numbers of the data that are the runs' own."""
        for at, (part, point, column) in enumerate(self.form.free, self.form.rates):
            table = self.tables[part]
            self.code.store(self.given[at], self.code.at(table.place, point * table.down + column))

    def forward(self, layers: int) -> None:
        """So many layers; of the last one the preactivations alone if it is the output."""
        self._own_data()
        for layer in range(layers):
            self._layer(layer)

    def _below(self, layer: int) -> Matrix:
        """What goes into a layer."""
        return self.tables[f"h{layer - 1}"] if layer else self.tables["x"]

    def _weights(self, layer: int) -> Matrix:
        start = self.network.blocks[layer][0].start
        return Matrix(self.code.at(self.source, start), self.network.widths[layer + 1], 1)

    def _layer(self, layer: int) -> None:
        code, s, last = self.code, self.network.activation, layer == self.network.depth - 1
        m, n = self.network.widths[layer : layer + 2]
        out, bias = self.tables[f"h{layer}"], self.network.blocks[layer][1].start

        biases = Matrix(code.at(self.source, bias), 0, 1)

        def start(spot: Spot) -> Value:
            return code.load(biases.at(code, spot)) if self.network.biases else code.constant(0.0)

        def finish(spot: Spot, total: Value) -> None:
            code.store(total if last or s.name != "relu" else activated(code, s, total), out.at(code, spot))

        Product(self._below(layer), self._weights(layer), self.points, m, n, start, finish).emit(code)
        if not (last or s.name == "relu" or s.is_linear):
            self._activate(layer, self.points * n)

    def _activate(self, layer: int, count: int) -> None:
        """s(a) in place of a, and the slope beside it where it is needed."""
        code, s = self.code, self.network.activation

        def each(at: Value) -> None:
            place = code.at(self.tables[f"h{layer}"].place, at)
            a = code.load(place)
            code.store(activated(code, s, a), place)
            if needs_slope(s):
                code.store(slope(code, s, a), code.at(self.tables[f"s{layer}"].place, at))

        swath(code, count, each, SIDE)

    def value(self) -> Value:
        """J; what comes back from the losses is kept."""
        code, top = self.code, self.network.depth - 1
        outputs, y, back = self.tables[f"h{top}"], self.tables["y"], self.tables[f"d{top}"]

        def body(p: Value, carried: list[Value]) -> list[Value]:
            places = [Spot(p, "0", 0, j) for j in range(self.network.widths[-1])]
            a, targets = ([code.load(table.at(code, spot)) for spot in places] for table in (outputs, y))
            loss, deltas = lost(code, self.form, a, targets)
            for spot, delta in zip(places, deltas, strict=True):
                code.store(delta, back.at(code, spot))
            return [code.two("fadd", carried[0], loss)]

        (total,) = code.fold(f"{self.points}", [(code.vector, code.constant(0.0))], body)
        return code.two("fmul", total, code.constant(self.form.lab.objective.weight))

    def backward(self, target: Value) -> None:
        """From the last layer to the first, what every parameter gets from all points, which goes to `target`."""
        for layer in range(self.network.depth - 1, -1, -1):
            if layer:
                self._pass_back(layer)
            self._sums(layer, target)
            if self.network.biases:
                self._bias_sums(layer, target)

    def _pass_back(self, layer: int) -> None:
        """From a layer to the one below."""
        code, s = self.code, self.network.activation
        m, n = self.network.widths[layer : layer + 2]
        to, h, kept = (self.tables[f"{kind}{layer - 1}"] for kind in ("d", "h", "s"))

        def finish(spot: Spot, total: Value) -> None:
            own = code.load(kept.at(code, spot)) if needs_slope(s) else None
            code.store(through(code, s, total, code.load(h.at(code, spot)), own), to.at(code, spot))

        back, weights = self.tables[f"d{layer}"], self._weights(layer).turned()
        Product(back, weights, self.points, n, m, self._zero, finish).emit(code)

    def _zero(self, _: Spot) -> Value:
        return self.code.constant(0.0)

    def _sums(self, layer: int, target: Value) -> None:
        code, (m, n) = self.code, self.network.widths[layer : layer + 2]
        to = Matrix(code.at(target, self.network.blocks[layer][0].start), n, 1)
        below, back = self._below(layer).turned(), self.tables[f"d{layer}"]
        Product(
            below, back, m, self.points, n, self._zero, lambda spot, total: code.store(total, to.at(code, spot))
        ).emit(code)

    def _bias_sums(self, layer: int, target: Value) -> None:
        code, back, width = self.code, self.tables[f"d{layer}"], self.network.widths[layer + 1]
        place = code.at(target, self.network.blocks[layer][1].start)
        for first in range(0, width, SIDE):
            columns = range(first, min(first + SIDE, width))

            def body(p: Value, carried: list[Value], columns: range = columns) -> list[Value]:
                here = [code.load(back.at(code, Spot(p, "0", 0, j))) for j in columns]
                return [code.two("fadd", so_far, one) for so_far, one in zip(carried, here, strict=True)]

            starts = [(code.vector, code.constant(0.0))] * len(columns)
            for j, total in zip(columns, code.fold(f"{self.points}", starts, body), strict=True):
                code.store(total, code.at(place, j))


def _constants(code: Code, name: str, numbers: NDArray[np.floating]) -> Value:
    """A table of numbers that stands beside the code."""
    kind = np.float32 if code.real == "float" else np.float64
    with np.errstate(over="ignore"):
        bits = numbers.astype(kind).astype(np.float64).view(np.uint64).ravel()
    body = ", ".join(f"{code.real} 0x{int(one):016X}" for one in bits)
    code.declared[f"@{name} = private constant [{len(bits)} x {code.real}] [{body}]"] = None
    return f"@{name}"


def _spread(code: Code, table: Value, at: Value) -> Value:
    """One number of a table, for all runs of a group."""
    one = code.op(f"load {code.real}, ptr {code.op(f'getelementptr {code.real}, ptr {table}, i64 {at}')}")
    first = code.op(f"insertelement {code.vector} poison, {code.real} {one}, i32 0")
    return code.op(f"shufflevector {code.vector} {first}, {code.vector} poison, <{code.width} x i32> zeroinitializer")
