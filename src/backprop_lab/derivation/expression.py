"""An equation's right side as a tree: numbers, names of other steps, and operations on them.

A tree says what is computed and in which order: `add` and `mul` go from left to right, each
result rounded once, so that every language that follows it comes to the same bits (`operation`
has the list, `write` makes text of a tree).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from .name import Name


@dataclass(frozen=True, slots=True)
class Number:
    """A number that stands in the formula itself: the 2 of 2 (z - y)."""

    value: float


@dataclass(frozen=True, slots=True)
class Ref:
    """The value of another step, a parameter or a datum; `point` is None for what belongs to no data point."""

    name: Name
    point: int | None = None


@dataclass(frozen=True, slots=True)
class Node:
    """An operation of `operation.OPERATIONS` on one or more trees."""

    operation: str
    arguments: tuple[Expression, ...]


Expression = Number | Ref | Node


def node(operation: str, *arguments: Expression) -> Expression:
    """The operation on its arguments; a sum or a product of one thing is that thing."""
    if operation in ("add", "mul") and len(arguments) == 1:
        return arguments[0]
    return Node(operation, arguments)


def refs(expression: Expression) -> Iterator[Ref]:
    """Every name that a tree reads, from left to right, as often as it stands there."""
    if isinstance(expression, Ref):
        yield expression
    elif isinstance(expression, Node):
        for argument in expression.arguments:
            yield from refs(argument)


def rename(expression: Expression, change: Callable[[Ref], Expression]) -> Expression:
    """The tree with every name replaced by what `change` gives for it."""
    if isinstance(expression, Ref):
        return change(expression)
    if isinstance(expression, Node):
        return Node(expression.operation, tuple(rename(a, change) for a in expression.arguments))
    return expression


def over_points(expression: Expression, own: frozenset[str], points: int) -> Expression:
    """The tree with each `total` of a name written out as the sum of that name over the points."""
    if isinstance(expression, Node) and expression.operation == "total":
        (term,) = expression.arguments
        return node("add", *(at_point(term, own, p) for p in range(points)))
    if isinstance(expression, Node):
        return Node(expression.operation, tuple(over_points(a, own, points) for a in expression.arguments))
    return expression


def at_point(expression: Expression, own: frozenset[str], point: int) -> Expression:
    """The tree for one data point: names in `own`, which every point has for itself, get its number."""
    return rename(expression, lambda ref: Ref(ref.name, point) if ref.name.code in own else ref)
