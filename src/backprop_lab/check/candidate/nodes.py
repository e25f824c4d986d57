"""The nodes of a program's tree, which is looked through again and again."""

from __future__ import annotations

import ast
from functools import lru_cache


@lru_cache(4)
def nodes(tree: ast.AST) -> tuple[ast.AST, ...]:
    """Every node as `ast.walk` finds them; trees are not changed."""
    return tuple(ast.walk(tree))
