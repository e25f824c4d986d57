"""The passes of one step for networks of any size: layer by layer over some data points, in tiles.

What straight-line code holds in registers lies in memory here, for one group of runs at a time. The order of all
additions follows from the network alone.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from ...arrays import Array
from ..vector.code import Code, Value
from ..vector.shared import table
from ..vector.tiles import Finish, Matrix, Product, Spot, kept, swath
from .gram import gram
from .layers import activated, slope, through
from .losses import Outputs, lost
from .tables import Tables, needs_slope, own_parts
from .update import renewed

ACTIVATIONS, SUMS = 2, 4
"""So many activations, and sums of biases, are worked out side by side."""


@dataclass(frozen=True)
class Places:
    """Of a group: where theta is read, where tables lie, and which point is the first.

    What parameters get is added to `found` among the tables, or, where the passes renew parameters, their numbers at
    `base` and what they get, times the rates among the tables, go to `target`.
    """

    source: Value
    scratch: Value
    first: Value
    base: Value
    target: Value


class Tiled:
    """The passes of some data points."""

    def __init__(self, code: Code, of: Tables, at: Places, points: int) -> None:
        self.code, self.of, self.form, self.at, self.points = code, of, of.form, at, points
        self.network = of.form.lab.network
        self.places = {name: code.at(at.scratch, offset) for name, offset in of.offsets.items()}
        self.x, self.y = (one.from_row(code, at.first) for one in data(code, of, at.scratch))
        self.gram = gram(of.form)

    def emit(self) -> None:
        """All of it; the losses are added to `value`."""
        self._forward()
        self._value()
        self._backward()

    def _table(self, name: str) -> Matrix:
        return Matrix(self.places[name], self.network.widths[int(name[1:]) + 1], 1)

    def _below(self, layer: int) -> Matrix:
        """What goes into a layer."""
        return self._table(f"h{layer - 1}") if layer else self.x

    def _weights(self, layer: int) -> Matrix:
        start = self.network.blocks[layer][0].start
        return Matrix(self.code.at(self.at.source, start), self.network.widths[layer + 1], 1)

    def _forward(self) -> None:
        for layer in range(self.network.depth):
            self._layer(layer)

    def _layer(self, layer: int) -> None:
        """What a layer gives; of the last one the preactivations."""
        code, s, last = self.code, self.network.activation, layer == self.network.depth - 1
        m, n = self.network.widths[layer : layer + 2]
        if self.gram is not None and not layer:
            place = code.at(self.at.source, code.op(f"mul i64 {self.at.first}, {n}"))
            self._activate(layer, self.points * n, place, last)
            return
        out, bias = self._table(f"h{layer}"), self.network.blocks[layer][1].start
        biases = Matrix(code.at(self.at.source, bias), 0, 1)

        def start(spot: Spot) -> Value:
            return biases.load(code, spot) if self.network.biases else code.constant(0.0)

        def made(_: Spot, total: Value) -> Value:
            return total if last or s.name != "relu" else activated(code, s, total)

        finish = kept(code, out, made)
        Product(self._below(layer), self._weights(layer), self.points, m, n, start, finish).emit(code)
        if not (last or s.name == "relu" or s.is_linear):
            self._activate(layer, self.points * n, self.places[f"h{layer}"], last)

    def _activate(self, layer: int, count: int, source: Value, last: bool) -> None:
        """s(a) of preactivations that lie at `source`, and the slope beside it where it is needed."""
        code, s = self.code, self.network.activation

        def each(at: Value) -> None:
            a = code.load(code.at(source, at))
            code.store(a if last else activated(code, s, a), code.at(self.places[f"h{layer}"], at))
            if needs_slope(s) and not last:
                code.store(slope(code, s, a), code.at(self.places[f"s{layer}"], at))

        swath(code, count, each, ACTIVATIONS)

    def _value(self) -> None:
        """The sum of the losses; what comes back from them is kept."""
        code, top = self.code, self.network.depth - 1
        outputs = Outputs(self._table(f"h{top}"), self.y, self._table(f"d{top}"), self.network.widths[-1])

        def body(p: Value, carried: list[Value]) -> list[Value]:
            return [code.two("fadd", carried[0], lost(code, self.form, outputs, p))]

        place = self.places["value"]
        begun = code.constant(0.0) if self.of.is_whole else code.load(place)
        (total,) = code.fold(f"{self.points}", [(code.vector, begun)], body)
        code.store(total, place)

    def _backward(self) -> None:
        """From the last layer to the first, what every parameter gets from these points."""
        for layer in range(self.network.depth - 1, -1, -1):
            if layer:
                self._pass_back(layer)
            if layer or self.gram is None:
                self._sums(layer, self._below(layer).turned(), self.network.widths[layer])
                if self.network.biases:
                    self._bias_sums(layer)
            else:
                n = len(self.gram)
                products = Matrix(table(self.code, "gram", self.gram), n, 1, shared=True)
                self._sums(layer, products.from_row(self.code, self.at.first).turned(), n)

    def _pass_back(self, layer: int) -> None:
        """From a layer to the one below."""
        code, s = self.code, self.network.activation
        m, n = self.network.widths[layer : layer + 2]
        to, h = (self._table(f"{kind}{layer - 1}") for kind in ("d", "h"))

        def made(spot: Spot, total: Value) -> Value:
            own = self._table(f"s{layer - 1}").load(code, spot) if needs_slope(s) else None
            return through(code, s, total, h.load(code, spot), own)

        back, weights = self._table(f"d{layer}"), self._weights(layer).turned()
        finish = kept(code, to, made)
        Product(back, weights, self.points, n, m, lambda _: code.constant(0.0), finish).emit(code)

    def _begun(self, place: Value) -> Value:
        """What a parameter got from the points before."""
        return self.code.constant(0.0) if self.of.is_whole else self.code.load(place)

    def _ended(self, layer: int, row: int, down: int) -> tuple[Matrix, Finish]:
        """Where the sums of a layer's parameters from `row` on are kept, and what becomes of them."""
        code = self.code
        found = Matrix(code.at(self.places["found"], row), down, 1)
        if not self.of.renews:
            return found, kept(code, found)
        base, target = (Matrix(code.at(place, row), down, 1) for place in (self.at.base, self.at.target))
        rate = code.load(code.at(self.places["rates"], layer))
        return found, renewed(code, base, target, rate, self.places["moved"])

    def _sums(self, layer: int, below: Matrix, rows: int) -> None:
        code, n = self.code, self.network.widths[layer + 1]
        found, finish = self._ended(layer, self.network.blocks[layer][0].start, n)

        def start(spot: Spot) -> Value:
            return self._begun(found.at(code, spot))

        Product(below, self._table(f"d{layer}"), rows, self.points, n, start, finish).emit(code)

    def _bias_sums(self, layer: int) -> None:
        code, back, width = self.code, self._table(f"d{layer}"), self.network.widths[layer + 1]
        found, finish = self._ended(layer, self.network.blocks[layer][1].start, 0)
        for first in range(0, width, SUMS):
            spots = [Spot("0", "0", 0, j) for j in range(first, min(first + SUMS, width))]

            def body(p: Value, carried: list[Value], spots: list[Spot] = spots) -> list[Value]:
                here = [back.load(code, replace(spot, row=p)) for spot in spots]
                return [code.two("fadd", so_far, one) for so_far, one in zip(carried, here, strict=True)]

            starts = [(code.vector, self._begun(found.at(code, spot))) for spot in spots]
            finish(spots, code.fold(f"{self.points}", starts, body))


def data(code: Code, of: Tables, scratch: Value) -> list[Matrix]:
    """x and y: tables beside the code, or where runs have numbers of their own vectors in `scratch`."""
    found, own = [], own_parts(of.form)
    for name, numbers in _numbers(of):
        columns = numbers.shape[1]
        if name in own:
            found.append(Matrix(code.at(scratch, of.offsets[name]), columns, 1))
        else:
            found.append(Matrix(table(code, name, numbers), columns, 1, shared=True))
    return found


def _numbers(of: Tables) -> tuple[tuple[str, Array], tuple[str, Array]]:
    points = of.form.lab.objective.data
    return ("x", points.x), ("y", points.y)


def prepare(code: Code, of: Tables, scratch: Value) -> None:
    """Writes x and y into `scratch` where runs have numbers of their own there: once for all groups."""
    for name, numbers in _numbers(of):
        if name in own_parts(of.form):
            shared = Matrix(table(code, name, numbers), 1, 0, shared=True)
            with code.loop(numbers.size) as at:
                place = code.at(code.at(scratch, of.offsets[name]), at)
                code.store(shared.load(code, Spot(at, "0", 0, 0)), place)


def own_data(code: Code, of: Tables, given: list[Value], scratch: Value) -> None:
    """Writes the numbers of the data that are the runs' own."""
    x, y = data(code, of, scratch)
    for at, (part, point, column) in enumerate(of.form.free, of.form.rates):
        one = x if part == "x" else y
        code.store(given[at], one.at(code, Spot("0", "0", point, column)))
