"""One step of a descent as straight-line vector code: for networks that are small enough.

J and its gradient are sums over the points without the factor and without 1/n: these are in the rate (`Form.share`),
and J is multiplied by them once. What comes back from the outputs is multiplied by the rate there, so that a step takes
away from each parameter what the points give it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import cache, partial
from itertools import pairwise, zip_longest

from ..given import Form
from ..span import span
from ..traits import beta, has_velocity
from ..vector import compiled
from ..vector.arithmetic import Arithmetic, Signed
from ..vector.code import Code, Value
from .layout import rows_of
from .passes import Pass, Products, any_of
from .spanned import made

DIRECT = 4
"""Up to so many points take what they give from a parameter one after the other; of more it is summed up first."""
Read = Callable[[int], Value]
Write = Callable[[int, Value], None]
Tell = Callable[[int, Sequence[Value]], None]
"""Is told of units, from the one with that number on, where they are active."""


class Step:
    """One step: `read` gives the rows of the state, `write` keeps what they become.

    The rows are theta, then what momentum remembers: the rate times its v. They are written elsewhere than they are
    read. In the span of the data points follow one another, each with the first half of its pass while the one before
    is in its second; what they give a parameter is taken from it one by one. `noted` is J before the step, or what
    it comes from; `bits`, of momentum, 0 or -0 where the gradient is, else anything. `tell` is told, point by point,
    where the units of the last hidden layer are active.
    """

    noted: list[Value]

    def __init__(
        self, code: Code, form: Form, read: Read, write: Write, given: Sequence[Value], masks: bool,
        tell: Tell | None = None,
    ) -> None:  # fmt: skip
        read = cache(read) if holds(form) else read
        self.code, self.form, self.read, self.write = code, form, read, write
        self.parts = [made(code, form, read, given, masks, some) for some in _parts(form)]
        self.rates = given[: form.rates]
        self.noted, self.bits, self.tell = [], code.constant(0.0), tell
        self._sums: list[Signed] = []
        self._after: dict[int, Signed] = {}

    def phases(self) -> Iterator[None]:
        """Emits the code, a unit or a layer at a time, so that points, or two steps, can be interwoven."""
        yield from self._forward(self.parts[0])
        for one, following in pairwise(self.parts):
            for _ in zip_longest(self._backward(one), self._forward(following)):
                yield
        yield from self._backward(self.parts[-1])

    def _forward(self, one: Pass) -> Iterator[None]:
        yield from one.forward()
        if self.tell:
            self.tell(one.points.start * self.form.lab.network.widths[-2], one.active())
        self.noted += one.noted()
        yield

    def _backward(self, one: Pass) -> Iterator[None]:
        use = self._remember if has_velocity(self.form.lab) else partial(self._descend, one)
        yield from one.backward(self.rates, use)
        if self._sums:
            self.bits = any_of(self.code, self._sums)

    def _descend(self, one: Pass, at: int, products: Products) -> None:
        work, before = one.work, self._after.get(at) or Signed(self.read(at))
        if len(products) > DIRECT or any(a.is_one or b.is_one for a, b in products):
            after = work.add(before, total(work, products).minus())
        else:
            after = before
            for a, b in products:
                after = work.fma(a.minus(), b, after)
        self._after[at] = after
        if one is self.parts[-1] or at < self.form.lab.network.blocks[1][0].start:
            self.write(at, work.plain(after))

    def _remember(self, at: int, products: Products) -> None:
        work, size, stays = self.parts[0].work, self.form.lab.network.size, beta(self.form.lab)
        self._sums.append(total(work, products))
        velocity = work.fma(work.constant(stays), Signed(self.read(size + at)), self._sums[-1])
        self.write(size + at, work.plain(velocity))
        self.write(at, work.plain(work.add(Signed(self.read(at)), velocity.minus())))


def holds(form: Form) -> bool:
    """Whether a step reads each number of the state once and holds it: where that takes half the registers at most."""
    return form.spans and rows_of(form.lab) <= compiled.registers() // 2


def _parts(form: Form) -> list[range]:
    """The points that go through a step together, those of each part in turn."""
    points = len(form.lab.objective.data)
    return [range(p, p + 1) for p in range(points)] if form.spans and points <= DIRECT else [range(points)]


def gradient(code: Code, form: Form, read: Read, given: Sequence[Value]) -> dict[int, Value]:
    """The gradient of J, in place of the numbers of the state that move; in the span of the data in their units."""
    one, found = made(code, form, read, given), {}

    def use(at: int, products: Products) -> None:
        found[at] = one.work.plain(total(one.work, products))

    for _ in one.forward():
        pass
    one.noted()
    rates = [code.constant(rate) for rate in span(form.lab.objective, code.real).rates] if form.spans else ()
    for _ in one.backward(rates, use):
        pass
    return found


def total(work: Arithmetic, products: Products) -> Signed:
    """The sum: first the products in which one factor is 1, rounded nowhere, then the others."""
    ones = [work.multiply(a, b) for a, b in products if a.is_one or b.is_one]
    others = [(a, b) for a, b in products if not (a.is_one or b.is_one)]
    so_far, others = (ones[0], others) if ones else (work.multiply(*others[0]), others[1:])
    for a, b in others:
        so_far = work.fma(a, b, so_far)
    for one in ones[1:]:
        so_far = work.add(so_far, one)
    return so_far
