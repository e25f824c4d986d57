"""The line of a wrong number, where it is not the one that gave the number its name."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from .candidate.nodes import nodes
from .contrast import Contrast
from .sighting import Sighting

MAKING = (ast.BinOp, ast.UnaryOp, ast.Call, ast.Compare, ast.IfExp)
"""What may make a number of others."""


@dataclass(frozen=True)
class Shown:
    """When a mistake showed, in which line, and whether it is that line for sure."""

    at: int
    line: int
    sure: bool = True


def earliest(tree: ast.Module, seen: Sequence[Sighting], found: Sequence[tuple[Sighting, Contrast]]) -> Shown | None:
    """The first of what shows one of several mistakes that look the same; None for nothing.

    A number that one of them alone has is that one's, as is a right one where what should be there is seen nowhere. Of
    several lines no other is sure, nor is one that hands a number back which another made.
    """
    if not found:
        return None
    first, told = min(found, key=lambda pair: pair[0].at)
    lines = {line_of_change(tree, s) for s, _ in found}
    alone = len(lines) == 1 or (not told.permuted and (not first.through or _is_missed(seen, told)))
    sure = alone and (told.permuted or not hands_on(tree, first))
    return Shown(first.at, line_of_change(tree, first), sure)


def _is_missed(seen: Sequence[Sighting], told: Contrast) -> bool:
    """Whether what the changed equations should give is seen nowhere."""
    wanted = told.good[told.own(range(len(told.codes)))]
    return not any(told.which(s, wanted).any() for s in seen)


def line_of_change(tree: ast.Module, seen: Sighting) -> int:
    """The line in which what was let through should have been changed.

    That is its own, or the next, where that changes the array in place, or the one that it was copied from: it is
    dk[dk < 0] = 0 where that leaves all as it was.
    """
    if not seen.through:
        return seen.line
    for statement, then in _pairs(tree):
        if statement.lineno == seen.line and isinstance(statement, (ast.Assign, ast.AnnAssign)):
            names = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name)}
            if seen.name.rpartition(".")[2] in names and _changed(then) in names:
                return then.lineno
    return seen.line


def hands_on(tree: ast.Module, seen: Sighting) -> bool:
    """Whether a number was seen only where it was handed back as it was, so that another line has made it."""
    if not seen.returned:
        return False
    found = (n for n in nodes(tree) if isinstance(n, ast.Return) and n.lineno == seen.line and n.value)
    return any(not any(isinstance(part, MAKING) for part in ast.walk(one)) for one in found)


def _pairs(tree: ast.Module) -> Iterator[tuple[ast.stmt, ast.stmt]]:
    """Every statement with the one that follows it in the same block."""
    for node in nodes(tree):
        for block in (getattr(node, field, None) for field in ("body", "orelse", "finalbody")):
            if isinstance(block, list):
                yield from pairwise(block)


def _changed(statement: ast.stmt) -> str:
    """The name of an array that a statement changes in place, some entries to 0 or all of it times something, or ""."""
    if isinstance(statement, ast.AugAssign) and isinstance(statement.op, ast.Mult):
        target: ast.expr = statement.target
    elif isinstance(statement, ast.Assign) and isinstance(statement.value, ast.Constant):
        target = statement.targets[0]
    else:
        return ""
    held = target.value if isinstance(target, ast.Subscript) else target
    return held.id if isinstance(held, ast.Name) else ""
