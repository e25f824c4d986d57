"""A pass in the span of the data: see `span`. The state has coordinates where theta has the first layer's weights."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from ...derivation.expression import Expression, Node, Number, Ref, node
from ...derivation.name import Name
from ...derivation.step import Key
from ..given import Form
from ..span import Span, span
from ..vector.arithmetic import Arithmetic, Signed, factors
from ..vector.code import Code, Value
from .passes import Pass, Use, terms


class Spanned(Pass):
    """The coordinate of unit j and point p lies in row p times the units plus j; those rows that are left hold 0."""

    @property
    def span(self) -> Span:
        """The form's numbers."""
        return span(self.form.lab.objective, self.code.real)

    def _prepare(self, work: Arithmetic) -> None:
        super()._prepare(work)
        units = self.found.names.preactivations[0]
        for p in range(len(self.form.lab.objective.data)):
            work.places |= {(_own(unit).code, p): p * len(units) + j for j, unit in enumerate(units)}
        for p in self.points:
            for unit in units:
                work.equations[unit.code, p] = self._preactivation(unit, p)

    def _data(self, work: Arithmetic) -> dict[Key, Signed]:
        """Of the data only targets are needed."""
        names, targets = self.found.names.targets, self.span.targets
        places = ((p, j) for p in self.points for j in range(len(names)))
        return {(names[j].code, p): work.constant(float(targets[p, j])) for p, j in places}

    def _preactivation(self, unit: Name, p: int) -> Expression:
        cosines = ((q, cosine) for q, cosine in enumerate(self.span.cosines[p]) if q != p)
        others = (Node("mul", (Number(float(cosine)), Ref(_own(unit), q))) for q, cosine in cosines)
        return node("add", Ref(_own(unit), p), *others)

    def _misses(self, p: int) -> Iterable[Expression]:
        return (self._missed(j, p) for j in range(self.form.lab.network.widths[-1]))

    def _missed(self, j: int, p: int) -> Expression:
        """z - y."""
        kept = Ref(self.found.names.units[-1][j].derivative(), p)
        return node("add", Number(float(self.span.left[p, j])), Node("mul", (Number(float(self.span.misses[p])), kept)))

    def noted(self) -> list[Value]:
        """What is kept of z - y, point by point."""
        top, outputs = self.form.lab.network.depth - 1, range(self.form.lab.network.widths[-1])
        found = [self.work.plain(self._delta(top, j, p)) for p in self.points for j in outputs]
        self.work.forget()
        return found

    def _scale(self, rates: Sequence[Value]) -> None:
        top = self.form.lab.network.depth - 1
        for j, name in enumerate(self.found.names.preactivations[top]):
            for p in self.points:
                back = self.work.multiply(Signed(rates[p]), self._delta(top, j, p))
                self.work.known[name.derivative().code, p] = back

    def _through(self, layer: int, i: int, use: Use) -> None:
        """What comes back to a unit of the first layer is taken from its coordinates as it is summed up."""
        if layer > 1:
            super()._through(layer, i, use)
            return
        names = self.found.names
        for p in self.points:
            back = self.work.equations[names.units[0][i].derivative().code, p]
            pairs = [factors(term) for term in terms(back)]
            unit = Ref(names.preactivations[0][i], p)
            products = [(self.work.through(unit, self.work.of(b)), self.work.of(a)) for a, b in pairs]
            use(p * len(names.units[0]) + i, products)

    def _column(self, j: int, rates: Sequence[Value], use: Use) -> None:
        """Nothing is left to do."""


def _own(unit: Name) -> Name:
    """A unit's coordinate."""
    return Name("+", unit.code)


def made(
    code: Code, form: Form, read: Callable[[int], Value], given: Sequence[Value], masks: bool = False,
    some: range | None = None,
) -> Pass:  # fmt: skip
    """A pass of the kind that the form asks for."""
    return (Spanned if form.spans else Pass)(code, form, read, given, masks, some)


def lost(code: Code, form: Form, noted: Sequence[Value]) -> Value:
    """J from what was noted of a step."""
    if not form.spans:
        return noted[0]
    one = Spanned(code, form, lambda _: "", [])
    names = one.found.names.units[-1]
    keys = [(name.derivative().code, p) for p in one.points for name in names]
    one.work.known |= {at: Signed(value) for at, value in zip(keys, noted, strict=True)}
    return one.lost()


def entering(code: Code, form: Form, place: Value) -> None:
    """A start of a group of runs becomes a state. Zeros lose their sign, so that masks change no bit."""
    network, of = form.lab.network, span(form.lab.objective, code.real)
    m, n = network.widths[:2]
    weights = [[code.load(code.at(place, i * n + j)) for j in range(n)] for i in range(m)]
    for p, row in enumerate(of.coordinates):
        for j in range(n):
            total = code.constant(0.0)
            for share, column in zip(row, weights, strict=True):
                total = code.fma(code.constant(share), column[j], total)
            code.store(code.two("fadd", total, code.constant(0.0)), code.at(place, p * n + j))
    for at in range(len(of.coordinates) * n, m * n):
        code.store(code.constant(0.0), code.at(place, at))
    for at in range(m * n, network.size):
        kept = code.two("fmul", code.load(code.at(place, at)), code.constant(1 / of.unit))
        code.store(code.two("fadd", kept, code.constant(0.0)), code.at(place, at))


def scale(form: Form, real: str, row: int) -> float:
    """What a number of a pass, at rates of 1, is multiplied by to be the gradient in theta, or what came back there."""
    of, units = span(form.lab.objective, real), form.lab.network.widths[1]
    is_own = row < len(of.amounts) * units
    return form.share * (of.amounts[row // units] if is_own else of.unit)
