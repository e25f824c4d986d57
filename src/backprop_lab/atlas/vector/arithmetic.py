"""Trees of the derivation as vector code: what is multiplied, added and rounded, in which order.

A sum begins with its first term that is no product, or with its first product, rounded; then each product is added by
an fma, in order, then what else there is. A factor of 1 or -1 is not multiplied. Signs are carried along and cost
nothing: -a - b is -(a + b), and so is every rounding. These are the only freedoms that are taken.

With `masks` what ReLU gives is not made: it is its argument and where that is above 0, and a product with it is left
out elsewhere, which some processors do at no cost. As long as all numbers are finite the bits are those without.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace

from ...derivation.expression import Expression, Node, Number, Ref
from ...derivation.step import Key, key
from . import special
from .code import Code, Value


@dataclass(frozen=True)
class Signed:
    """A vector or what is its negative; `number` where it is a constant; with `where` 0 where that does not hold."""

    value: Value
    negative: bool = False
    number: float | None = None
    where: Value | None = None

    def minus(self) -> Signed:
        """The negative."""
        return replace(self, negative=not self.negative, number=None if self.number is None else -self.number)

    @property
    def is_one(self) -> bool:
        """Whether it is 1 or -1."""
        return self.number in (1.0, -1.0)


@dataclass
class Arithmetic:
    """Works out names: those that are `known`, and by their `equations` all others, each once.

    Parameters, by their `places` in theta, are read where they are needed, and again after `forget`.
    """

    code: Code
    known: dict[Key, Signed]
    equations: dict[Key, Expression]
    places: dict[Key, int] = field(default_factory=dict)
    read: Callable[[int], Value] | None = None
    masks: bool = False
    _above: dict[Value, Value] = field(default_factory=dict)
    _through: dict[Value, Value] = field(default_factory=dict)
    """What ReLU made of a value: it is above 0 where the value is, so that the value need not be kept."""

    def name(self, ref: Ref) -> Signed:
        """The value of a name."""
        at = key(ref)
        if at not in self.known:
            self.known[at] = self._read(at) if at in self.places else self.of(self.equations[at])
        return self.known[at]

    def _read(self, at: Key) -> Signed:
        assert self.read
        return Signed(self.read(self.places[at]))

    def forget(self) -> None:
        """From here on parameters are read again."""
        for at in self.places.keys() & self.known.keys():
            del self.known[at]

    def of(self, expression: Expression) -> Signed:
        """The value of a tree."""
        if isinstance(expression, Number):
            return self.constant(expression.value)
        if isinstance(expression, Ref):
            return self.name(expression)
        return _RULES[expression.operation](self, *expression.arguments)

    def constant(self, number: float) -> Signed:
        """A number, which stands in the code."""
        return Signed(self.code.constant(abs(number)), number < 0, float(number))

    def plain(self, one: Signed) -> Value:
        """The vector itself, its sign carried out."""
        value = self._whole(one).value
        return self.code.negative(value) if one.negative else value

    def _whole(self, one: Signed) -> Signed:
        """The same with its zeros in place."""
        if one.where is None:
            return one
        return replace(one, value=self.code.choose(one.where, one.value, self.code.constant(0.0)), where=None)

    def add(self, a: Signed, b: Signed) -> Signed:
        """a + b, rounded once."""
        a, b = self._whole(a), self._whole(b)
        if a.negative == b.negative:
            return Signed(self.code.two("fadd", a.value, b.value), a.negative)
        first, second = (b, a) if a.negative else (a, b)
        return Signed(self.code.two("fsub", first.value, second.value))

    def multiply(self, a: Signed, b: Signed) -> Signed:
        """a b, rounded once; nothing is done where one is 1 or -1."""
        if a.is_one or b.is_one:
            one, other = (a, b) if a.is_one else (b, a)
            return other.minus() if one.negative else other
        product = Signed(self.code.two("fmul", a.value, b.value), a.negative != b.negative)
        return self._whole(replace(product, where=self._where(a, b)))

    def _where(self, a: Signed, b: Signed) -> Value | None:
        """Where neither is left out."""
        both = list(dict.fromkeys(one.where for one in (a, b) if one.where))
        return self.code.both(*both) if len(both) == 2 else both[0] if both else None

    def fma(self, a: Signed, b: Signed, c: Signed) -> Signed:
        """a b + c, rounded once."""
        if a.is_one or b.is_one:
            return self.add(self.multiply(a, b), c)
        where, c = self._where(a, b), self._whole(c)
        negative = a.negative != b.negative
        is_alike = negative == c.negative
        factor = self.code.negative(a.value) if negative and not is_alike else a.value
        term = self.code.negative(c.value) if c.negative and not is_alike else c.value
        value = self.code.fma(factor, b.value, term)
        if where is not None:
            value = self.code.choose(where, value, term)
        return Signed(value, negative and is_alike)

    def total(self, *terms: Expression) -> Signed:
        """A sum."""
        products = [one for one in terms if _is_product(one)]
        others = [one for one in terms if not _is_product(one)]
        if others:
            so_far, others = self.of(others[0]), others[1:]
        else:
            so_far, products = self.of(products[0]), products[1:]
        for one in products:
            a, b = factors(one)
            so_far = self.fma(self.of(a), self.of(b), so_far)
        for one in others:
            so_far = self.add(so_far, self.of(one))
        return so_far

    def difference(self, a: Expression, b: Expression) -> Signed:
        """a - b; a product is taken away by an fma."""
        if _is_product(b):
            first, second = factors(b)
            return self.fma(self.of(first).minus(), self.of(second), self.of(a))
        return self.add(self.of(a), self.of(b).minus())

    def product(self, *factors: Expression) -> Signed:
        """A product from left to right; a factor of 0 or 1 chooses."""
        first, *rest = factors
        so_far = self.of(first)
        for factor in rest:
            if isinstance(factor, Node) and factor.operation == "step":
                so_far = self._where_on(factor.arguments[0], so_far)
            elif so_far.number == 2:
                other = self.of(factor)
                so_far = self.add(other, other)
            else:
                so_far = self.multiply(so_far, self.of(factor))
        return so_far

    def _where_on(self, a: Expression, one: Signed) -> Signed:
        return self._whole(replace(one, where=self.is_above(a), number=None))

    def through(self, a: Expression, one: Signed) -> Signed:
        """A number where a is above 0, else 0, to be multiplied with."""
        passed = replace(one, where=self.is_above(a), number=None)
        return passed if self.masks else self._whole(passed)

    def is_above(self, a: Expression) -> Value:
        """Where a is above 0."""
        value = self.plain(self.of(a))
        value = self._through.get(value, value)
        if value not in self._above:
            self._above[value] = self.code.compare("ogt", value, self.code.constant(0.0))
        return self._above[value]

    def relu(self, a: Expression) -> Signed:
        """0 where 0 > a, else a: NaN stays NaN."""
        value, zero = self.plain(self.of(a)), self.code.constant(0.0)
        if self.masks:
            return Signed(value, where=self.is_above(a))
        through = self.code.choose(self.code.compare("ogt", zero, value), zero, value)
        self._through[value] = through
        return Signed(through)

    def leaky(self, a: Expression, slope: Expression) -> Signed:
        """a where it is above 0, else the slope times a."""
        value = self.plain(self.of(a))
        other = self.plain(self.multiply(Signed(value), self.of(slope)))
        return Signed(self.code.choose(self.is_above(a), value, other))

    def leaky_slope(self, a: Expression, slope: Expression) -> Signed:
        """1 where a is above 0, else the slope."""
        return Signed(self.code.choose(self.is_above(a), self.code.constant(1.0), self.plain(self.of(slope))))

    def divide(self, a: Expression, b: Expression) -> Signed:
        """a / b, rounded once."""
        above, below = self._whole(self.of(a)), self._whole(self.of(b))
        return Signed(self.code.two("fdiv", above.value, below.value), above.negative != below.negative)

    def square(self, a: Expression) -> Signed:
        """a a, rounded once."""
        one = self._whole(self.of(a))
        return Signed(self.code.two("fmul", one.value, one.value))

    def largest(self, *terms: Expression) -> Signed:
        """The largest; NaN where one is."""
        first, *rest = [self.plain(self.of(term)) for term in terms]
        for value in rest:
            no_number = self.code.choose(self.code.compare("uno", value, value), value, first)
            first = self.code.choose(self.code.compare("ogt", value, first), value, no_number)
        return Signed(first)


def _special(function: Callable[[Code, Value], Value]) -> Callable[..., Signed]:
    return lambda work, a: Signed(function(work.code, work.plain(work.of(a))))


_RULES: dict[str, Callable[..., Signed]] = {
    "add": Arithmetic.total, "sub": Arithmetic.difference, "mul": Arithmetic.product, "div": Arithmetic.divide,
    "square": Arithmetic.square, "relu": Arithmetic.relu, "leaky": Arithmetic.leaky,
    "leaky_slope": Arithmetic.leaky_slope, "max": Arithmetic.largest, "tanh": _special(special.tanh),
    "sigmoid": _special(special.sigmoid), "softplus": _special(special.softplus), "exp": _special(special.exp),
    "log": _special(special.log),
}  # fmt: skip


def _is_product(expression: Expression) -> bool:
    if not isinstance(expression, Node):
        return False
    two = expression.operation == "mul" and len(expression.arguments) == 2
    return expression.operation == "square" or (two and not _chooses(expression.arguments[1]))


def _chooses(factor: Expression) -> bool:
    return isinstance(factor, Node) and factor.operation == "step"


def factors(product: Expression) -> tuple[Expression, Expression]:
    """The two factors of a product, or a square's one twice."""
    assert isinstance(product, Node)
    first, second = product.arguments * 2 if product.operation == "square" else product.arguments
    return first, second
