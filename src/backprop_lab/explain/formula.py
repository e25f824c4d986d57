"""A step in one style: its name, then its right side with names, with numbers put in, and worked out."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from ..derivation import Expression, Name, Node, Ref, Step, Style, write, write_name
from ..derivation.expression import refs, rename
from ..derivation.step import key
from ..derivation.style import ATOM, STYLES
from ..derivation.values import Values
from ..derivation.write import Written
from .digits import is_long, written

TEXT = STYLES["text"]
TOGETHER = 66
"""A formula of so many characters stands on one line: name = names = numbers = result."""
MOST_TERMS = 6
"""Of a sum over more data points the first three terms and the last are written."""
DOTS = Ref(Name("..."))


@dataclass(frozen=True)
class Row:
    """One right side, in pieces that each fit on a line; `rounded` where it is not what it seems to the last digit."""

    pieces: tuple[str, ...]
    rounded: bool = False


@dataclass(frozen=True)
class Formula:
    """A step written: its name, its right sides, and whether all of it stands on one line."""

    symbol: str
    rows: tuple[Row, ...]
    together: bool


@dataclass(frozen=True)
class Writer:
    """Writes the steps of one section in one style, `width` characters wide as plain text.

    `point` is the data point whose number is left out of names, None where each is told.
    """

    values: Values
    style: Style
    point: int | None = None
    width: int = 70

    def symbol(self, ref: Ref) -> str:
        """A name."""
        return write_name(ref.name, self.style, None if ref.point == self.point else ref.point)

    def number(self, value: Any) -> str:
        """A number that stands alone."""
        return written(value, self.style)[0]

    def given(self, ref: Ref, equals: str = "=", rounded: str = r"\approx") -> str:
        """A name and its number, with the sign between them."""
        value = self.values[key(ref)]
        return f"{self.symbol(ref)} {rounded if is_long(value) else equals} {self.number(value)}"

    def formula(self, step: Step) -> Formula:
        """A step: names, numbers put in where that says more, result."""
        tree = _shortened(step.expression)
        told = rename(tree, lambda r: Ref(r.name) if r.point == self.point else r)
        value = self.values[step.key]
        rows = [self._row(told, None), self._row(tree, self._put_in), Row((self.number(value),), is_long(value))]
        if rows[1] == rows[2]:
            del rows[1]
        symbol = self.symbol(Ref(step.symbol, step.point))
        return Formula(symbol, tuple(rows), self._length(step, told, tree, value) <= TOGETHER)

    def _put_in(self, ref: Ref) -> Written:
        return _dots(self.style) if ref == DOTS else written(self.values[key(ref)], self.style)

    def _plain(self, ref: Ref) -> Written:
        return _dots(TEXT) if ref == DOTS else written(self.values[key(ref)], TEXT)

    def _length(self, step: Step, told: Expression, tree: Expression, value: Any) -> int:
        parts = (step.symbol.text, write(told, TEXT), write(tree, TEXT, self._plain), written(value, TEXT)[0])
        return sum(map(len, parts)) + 3 * len(TEXT.equals)

    def _row(self, tree: Expression, leaf: Callable[[Ref], Written] | None) -> Row:
        rounded = leaf is not None and any(is_long(self.values[key(r)]) for r in refs(tree) if r != DOTS)
        plain = self._plain if leaf else None
        if not isinstance(tree, Node) or tree.operation != "add" or len(write(tree, TEXT, plain)) <= self.width:
            return Row((write(tree, self.style, leaf),), rounded)
        return Row(tuple(self._pieces(tree, leaf, plain)), rounded)

    def _pieces(self, tree: Node, leaf: Callable[[Ref], Written] | None, plain: Any) -> list[str]:
        """A long sum in lines: each but the first begins with its plus."""
        rule = self.style.rules["add"]
        lines: list[list[str]] = [[]]
        room = self.width
        for i, term in enumerate(tree.arguments):
            need = rule.rest if i else rule.first
            wide = len(write(term, TEXT, plain, need)) + 3
            if lines[-1] and wide > room:
                lines.append([""])
                room = self.width
            room -= wide
            lines[-1].append(write(term, self.style, leaf, need))
        return [rule.form.replace("#*", rule.between.join(line)).strip() for line in lines]


def _dots(style: Style) -> Written:
    return write_name(DOTS.name, style), ATOM


def _shortened(tree: Expression) -> Expression:
    """The tree with dots in sums over many data points, and in a long list of which the largest is taken."""
    if not isinstance(tree, Node):
        return tree
    arguments = tuple(map(_shortened, tree.arguments))
    over_points = tree.operation == "add" and all(isinstance(a, Ref) and a.point is not None for a in arguments)
    alike = over_points and len({a.name for a in arguments if isinstance(a, Ref)}) == 1
    if len(arguments) > MOST_TERMS and (alike or tree.operation == "max"):
        arguments = (*arguments[:3], DOTS, arguments[-1])
    return Node(tree.operation, arguments)
