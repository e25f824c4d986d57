"""Names together with what small dicts, lists of matrices and records among their values hold."""

from __future__ import annotations

import dis
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import BuiltinFunctionType, CodeType, FrameType, FunctionType, ModuleType, NoneType, SimpleNamespace
from typing import Any

from numpy import float64, ndarray

from .honest import held_by

LARGEST = 16
"""The most things that a dict or a list may hold to be opened."""
DEEPEST = 6
"""How deep lists may be nested that are looked into."""
CLOSED = frozenset(
    {float, int, bool, str, NoneType, float64, ndarray, type, FunctionType, BuiltinFunctionType, ModuleType}
)
"""Most values are one of these, which hold nothing by name: asked first, as this is asked at every line."""


def opened(names: Mapping[Any, Any]) -> dict[str, Any]:
    """The names, and what small dicts, named tuples, data classes and namespaces hold: params["W"] is params.W.

    So are the matrices of a list: weights.0, weights.1, ...
    """
    return _with_parts({name: value for name, value in dict(names).items() if type(name) is str})


def _with_parts(names: dict[str, Any]) -> dict[str, Any]:
    if CLOSED.issuperset(map(type, names.values())) or not (inside := _inside(names)):
        return names
    found = {}
    for name, value in names.items():
        found[name] = value
        found |= {f"{name}.{key}": inner for key, inner in inside.get(name, ()) if type(key) is str}
    return found


def _inside(names: Mapping[str, Any]) -> dict[str, list[tuple[Any, Any]]]:
    """What is in the few values that hold anything."""
    parts = {name: _named_parts(value) for name, value in names.items() if type(value) not in CLOSED}
    return {name: list(held.items()) for name, held in parts.items() if 0 < len(held) <= LARGEST}


def _named_parts(value: Any) -> Mapping[Any, Any]:
    """What a dict, a named tuple or a data class holds by name; nothing of the student's is run to see it."""
    kind = type(value)
    if kind is dict:
        return dict(value)
    if kind in (list, tuple):
        return {str(i): one for i, one in enumerate(value)} if _is_of_blocks(value) else {}
    if issubclass(kind, tuple) and type(names := vars(kind).get("_fields")) is tuple:
        return dict(zip(names, tuple.__iter__(value), strict=False))
    return held_by(value) if kind is SimpleNamespace or "__dataclass_fields__" in vars(kind) else {}


def _is_of_blocks(value: Sequence[Any]) -> bool:
    """Whether it holds a few arrays or lists that are no table."""
    few = 1 < len(value) <= LARGEST and all(type(one) in (ndarray, list, tuple) for one in value)
    return few and len({_shape(one) for one in value}) > 1


def _shape(one: Any, depth: int = 0) -> tuple[int, ...]:
    """That of an array; of lists as it seems from the first of each, to a depth that no table has."""
    if type(one) is ndarray:
        return one.shape
    return (len(one), *_shape(one[0], depth + 1)) if type(one) in (list, tuple) and one and depth < DEEPEST else ()


@lru_cache(256)
def set_in_module(code: CodeType) -> tuple[str, ...]:
    """The names of the module that a function sets, as `global` lets it."""
    return tuple(dict.fromkeys(step.argval for step in dis.get_instructions(code) if step.opname == "STORE_GLOBAL"))


def own(frame: FrameType, shared: tuple[str, ...]) -> dict[str, Any]:
    """The locals, those of the module's that are its own to set, and what `self` holds."""
    local = frame.f_locals
    found = _with_parts(local)
    if shared:
        found = found | opened({name: frame.f_globals[name] for name in shared if name in frame.f_globals})
    if "self" in local:
        found = found | {f"self.{name}": value for name, value in opened(held_by(local["self"])).items()}
    return found


def watched(frame: FrameType) -> Iterator[tuple[str, Any]]:
    """The locals, the globals that the code names, and what `self` holds."""
    local, shared = frame.f_locals, frame.f_globals
    yield from opened(local).items()
    for name in frame.f_code.co_names:
        if name in shared and name not in local:
            yield name, shared[name]
    if "self" in local:
        held = held_by(local["self"])
        yield from [(f"self.{name}", value) for name, value in held.items() if type(name) is str]
