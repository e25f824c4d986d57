"""Forward and backward pass of some runs as straight-line vector code, from the derivation.

It is emitted in an order that keeps few numbers alive at once: unit by unit, all data points together, and a parameter
is used for the last time as soon as what it gets from all points is known; those of the first layer, which nothing
waits for, come last. Where the loss is the squared error its 2 is
not multiplied here: `Form.share` counts it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import numpy as np

from ...derivation import Template, template
from ...derivation.derive import written_out
from ...derivation.expression import Expression, Node, Ref, node
from ...derivation.name import Name
from ...derivation.step import Key
from ...derivation.vocabulary import LOSS
from ..given import Form
from ..vector.arithmetic import Arithmetic, Signed
from ..vector.code import Code, Value

Products = list[tuple[Signed, Signed]]
"""What the points give a parameter: of each what came back, and what it is multiplied by."""
Use = Callable[[int, Products], None]
"""What to do with that, for a number of the state by its place."""


@dataclass(eq=False)
class Pass:
    """One pass of all points, or of `some`.

    `read` gives theta's entries, `given` what comes with the runs; for `masks` see `Arithmetic`.
    """

    code: Code
    form: Form
    read: Callable[[int], Value]
    given: Sequence[Value]
    masks: bool = False
    some: range | None = None
    _scaled: dict[tuple[int, int, int], Signed] = field(default_factory=dict)

    @cached_property
    def found(self) -> Template:
        """The derivation's template."""
        return _template(self.form)

    @cached_property
    def points(self) -> range:
        """The data points."""
        return self.some or range(len(self.form.lab.objective.data))

    @cached_property
    def work(self) -> Arithmetic:
        """Names by their equations; parameters are read where they are needed."""
        places: dict[Key, int] = {(n.code, None): at for at, n in enumerate(self.found.names.parameters)}
        work = Arithmetic(self.code, {}, dict(_equations(self.form)), places, self.read, self.masks)
        self._prepare(work)
        return work

    def _prepare(self, work: Arithmetic) -> None:
        """What is known of the data, and equations in another form than that of the derivation."""
        work.known |= self._data(work)
        if self.form.lab.objective.loss.name == "squared_error":
            self._miss(work)

    def _data(self, work: Arithmetic) -> dict[Key, Signed]:
        """The lab's own data as numbers that stand in the code; those that differ from run to run as vectors."""
        data, names = self.form.lab.objective.data, {"x": self.found.names.inputs, "y": self.found.names.targets}
        known: dict[Key, Signed] = {}
        for part, rows in (("x", data.x), ("y", data.y)):
            for (point, column), number in np.ndenumerate(rows):
                known[names[part][column].code, point] = work.constant(float(number))
        for at, (part, point, column) in enumerate(self.form.free, self.form.rates):
            known[names[part][column].code, point] = Signed(self.given[at])
        return known

    def _miss(self, work: Arithmetic) -> None:
        """z - y without the 2; where z is a sum that begins with -y, and its square is the loss."""
        names, linear = self.found.names, self.form.lab.network.output.is_linear
        for p in self.points:
            for z, y in zip(names.units[-1], names.targets, strict=True):
                minus = Name("-", y.code)
                work.known[minus.code, p] = work.known[y.code, p].minus()
                summed = terms(work.equations[z.code, p])
                miss = node("add", *summed, Ref(minus, p)) if linear else Node("sub", (Ref(z, p), Ref(y, p)))
                work.equations[z.derivative().code, p] = miss
            work.equations[LOSS.code, p] = node("add", *(Node("square", (one,)) for one in self._misses(p)))

    def _misses(self, p: int) -> Iterable[Expression]:
        """z - y of every output, of which J is made."""
        return (Ref(z.derivative(), p) for z in self.found.names.units[-1])

    def forward(self) -> Iterator[None]:
        """The hidden layers, one unit after the other."""
        for units in self.found.names.units[:-1]:
            for unit in units:
                for p in self.points:
                    self.work.name(Ref(unit, p))
                yield
            self.work.forget()

    def active(self) -> list[Value]:
        """Where each unit of the last hidden layer, of ReLU, is active, point by point."""
        names = self.found.names.preactivations[-2]
        return [self.work.is_above(Ref(name, p)) for p in self.points for name in names]

    def value(self) -> Value:
        """J, and what comes back from the losses."""
        for j in range(self.form.lab.network.widths[-1]):
            for p in self.points:
                self._delta(self.form.lab.network.depth - 1, j, p)
        self.work.forget()
        return self.lost()

    def lost(self) -> Value:
        """J."""
        total = self.work.plain(self.work.of(node("add", *(Ref(LOSS, p) for p in self.points))))
        return self.code.two("fmul", total, self.code.constant(self.form.lab.objective.weight))

    def noted(self) -> list[Value]:
        """What is kept of a step until it is looked at, `Form.notes` vectors: J."""
        return [self.value()]

    def _delta(self, layer: int, j: int, p: int) -> Signed:
        """dL/da of a unit."""
        return self.work.name(Ref(self.found.names.preactivations[layer][j].derivative(), p))

    def backward(self, rates: Sequence[Value], use: Use) -> Iterator[None]:
        """From the last layer to the first; what comes back is times the rate, or times that of each layer."""
        network = self.form.lab.network
        top = network.depth - 1
        if not self.form.by_layer and rates:
            self._scale(rates)
        for layer in range(top, 0, -1):
            self._biases(layer, rates, use)
            for i in range(network.widths[layer]):
                self._through(layer, i, use)
                self._row(layer, i, rates, use)
                yield
            self.work.forget()
        for j in range(network.widths[1]):
            self._column(j, rates, use)
            yield

    def _through(self, layer: int, i: int, use: Use) -> None:
        """What comes back to unit i below a layer."""
        for p in self.points:
            self._delta(layer - 1, i, p)

    def _scale(self, rates: Sequence[Value]) -> None:
        """What comes back at the outputs, times the rate, from here on."""
        top = self.form.lab.network.depth - 1
        for j, name in enumerate(self.found.names.preactivations[top]):
            for p in self.points:
                delta = self._delta(top, j, p)
                self.work.known[name.derivative().code, p] = self.work.multiply(Signed(rates[0]), delta)

    def _row(self, layer: int, i: int, rates: Sequence[Value], use: Use) -> None:
        """The weights of a layer from unit i below it."""
        for j in range(self.form.lab.network.widths[layer + 1]):
            self._weight(layer, i, j, rates, use)

    def _column(self, j: int, rates: Sequence[Value], use: Use) -> None:
        """The weights of the first layer to unit j, and its bias."""
        for i in range(self.form.lab.network.widths[0]):
            self._weight(0, i, j, rates, use)
        if self.form.lab.network.biases:
            self._bias(0, j, rates, use)

    def _biases(self, layer: int, rates: Sequence[Value], use: Use) -> None:
        for j in range(len(self.found.names.biases[layer])):
            self._bias(layer, j, rates, use)

    def _weight(self, layer: int, i: int, j: int, rates: Sequence[Value], use: Use) -> None:
        names, network = self.found.names, self.form.lab.network
        below = names.units[layer - 1][i] if layer else names.inputs[i]
        place = network.blocks[layer][0].start + i * network.widths[layer + 1] + j
        use(place, [(self._share(layer, j, p, rates), self.work.name(Ref(below, p))) for p in self.points])

    def _bias(self, layer: int, j: int, rates: Sequence[Value], use: Use) -> None:
        one, place = self.work.constant(1.0), self.form.lab.network.blocks[layer][1].start + j
        use(place, [(self._share(layer, j, p, rates), one) for p in self.points])

    def _share(self, layer: int, j: int, p: int, rates: Sequence[Value]) -> Signed:
        """What came back to a unit, times the rate of its layer where each has its own."""
        delta = self._delta(layer, j, p)
        if not (self.form.by_layer and rates):
            return delta
        at = (layer, j, p)
        if at not in self._scaled:
            self._scaled[at] = self.work.multiply(Signed(rates[layer]), delta)
        return self._scaled[at]

    def off(self) -> Value:
        """0 or -0 where every unit of the last hidden layer gives that at every point."""
        for _ in self.forward():
            pass
        units = [self.work.name(Ref(unit, p)) for p in self.points for unit in self.found.names.units[-2]]
        return any_of(self.code, units)


def _template(form: Form) -> Template:
    return template(form.lab.objective, form.lab.letters, "gradient_descent")


@lru_cache(8)
def _equations(form: Form) -> dict[Key, Expression]:
    """Every equation of the derivation, which some passes of a form share: writing it out takes milliseconds."""
    return {s.key: s.expression for s in written_out(_template(form), len(form.lab.objective.data))}


def terms(expression: Expression) -> tuple[Expression, ...]:
    """The terms of a sum, or what is none."""
    is_sum = isinstance(expression, Node) and expression.operation == "add"
    return expression.arguments if is_sum and isinstance(expression, Node) else (expression,)


def any_of(code: Code, numbers: Sequence[Signed]) -> Value:
    """A number that is 0, or -0, where all of these are; else it may be anything, infinite or NaN."""
    first, *rest = [code.bits(one.value) for one in numbers]
    for one in rest:
        first = code.word("or", first, one)
    return code.reals(first)
