"""Which of its own functions a program uses when it runs, as far as its text says."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator

from .candidate.nodes import nodes

DEFINED = (ast.FunctionDef, ast.AsyncFunctionDef, ast.ClassDef)


def reached(tree: ast.Module) -> frozenset[str]:
    """The names that are read by its statements, or by a function that these use, and so on.

    A definition alone uses nothing: what is defined and never asked for is not among them.
    """
    bodies: dict[str, list[ast.AST]] = {}
    for node in nodes(tree):
        if isinstance(node, DEFINED):
            bodies.setdefault(node.name, []).append(node)
    found: set[str] = set()
    new = set(_read(tree.body))
    while new:
        found |= new
        inside = [body for name in new for body in bodies.get(name, [])]
        new = {name for body in inside for name in _read(_parts(body))} - found
    return frozenset(found)


def _parts(body: ast.AST) -> Iterator[ast.AST]:
    """What runs when it is used: of a class its statements and what Python calls by itself, as __init__."""
    for node in ast.iter_child_nodes(body):
        if isinstance(node, DEFINED) and node.name.startswith("__"):
            yield from ast.iter_child_nodes(node)
        else:
            yield node


def _read(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """The names that are read there, not within what is defined there."""
    for node in nodes:
        if isinstance(node, DEFINED):
            yield from _read(node.decorator_list)
            continue
        if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        yield from _read(ast.iter_child_nodes(node))
