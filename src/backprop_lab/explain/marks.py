"""Dead paths: which units are off, and which numbers are 0 because every path to them is shut."""

from __future__ import annotations

from collections.abc import Iterable

from ..derivation import Expression, Node, Ref, Step
from ..derivation.step import Key, key
from ..derivation.values import Values

OFF, SHUT = "off", "no path"


def marks(steps: Iterable[Step], values: Values) -> dict[Key, str]:
    """For every step on a dead path why it is: the ReLU there is `OFF`, or all it reads is cut off (`SHUT`)."""
    found: dict[Key, str] = {}
    for step in steps:
        mark = _mark(step, found, values)
        if mark and values[step.key] == 0:
            found[step.key] = mark
    return found


def _mark(step: Step, found: dict[Key, str], values: Values) -> str:
    if step.phase not in ("forward", "backward"):
        return ""
    if any(_is_off(tree, values) for tree in (step.expression, step.gate)):
        return OFF
    return SHUT if _is_shut(step.expression, found) else ""


def _is_off(tree: Expression | None, values: Values) -> bool:
    """Whether the tree is a ReLU, or its slope, at a preactivation that is not above 0."""
    if not isinstance(tree, Node) or tree.operation not in ("relu", "step"):
        return False
    (a,) = tree.arguments
    return isinstance(a, Ref) and bool(values[key(a)] <= 0)


def _is_shut(tree: Expression, found: dict[Key, str]) -> bool:
    """Whether nothing but dead paths leads into the tree."""
    if isinstance(tree, Ref):
        return key(tree) in found
    if not isinstance(tree, Node):
        return False
    return {"add": all, "mul": any}.get(tree.operation, _never)(_is_shut(a, found) for a in tree.arguments)


def _never(answers: Iterable[bool]) -> bool:
    return False
