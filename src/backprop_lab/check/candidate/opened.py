"""Names together with what small dicts, lists of matrices and records among their values hold."""

from __future__ import annotations

import dis
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from types import CodeType, FrameType
from typing import Any

from numpy import ndarray

from .honest import held_by

LARGEST = 16
"""The most things that a dict or a list may hold to be opened."""


def opened(names: Mapping[Any, Any]) -> Iterator[tuple[str, Any]]:
    """The names, and what small dicts, named tuples and data classes among them hold: params["W"] is params.W.

    So are the matrices of a list: weights.0, weights.1, ...
    """
    for name, value in list(names.items()):
        if type(name) is not str:
            continue
        yield name, value
        held = _named_parts(value)
        if len(held) <= LARGEST:
            yield from ((f"{name}.{key}", inner) for key, inner in list(held.items()) if type(key) is str)


def _named_parts(value: Any) -> Mapping[Any, Any]:
    """What a dict, a named tuple or a data class holds by name; nothing of the student's is run to see it."""
    kind = type(value)
    if kind is dict:
        return dict(value)
    if issubclass(kind, tuple) and type(names := vars(kind).get("_fields")) is tuple:
        return dict(zip(names, tuple.__iter__(value), strict=False))
    if kind in (list, tuple):
        return {str(i): one for i, one in enumerate(value)} if _is_of_blocks(value) else {}
    return held_by(value) if "__dataclass_fields__" in vars(kind) else {}


def _is_of_blocks(value: Sequence[Any]) -> bool:
    """Whether it holds a few arrays or lists that are no table."""
    few = 1 < len(value) <= LARGEST and all(type(one) in (ndarray, list, tuple) for one in value)
    return few and len({_shape(one) for one in value}) > 1


def _shape(one: Any) -> tuple[int, ...]:
    """That of an array; of lists as it seems from the first of each."""
    if type(one) is ndarray:
        return one.shape
    return (len(one), *_shape(one[0])) if type(one) in (list, tuple) and one else ()


@lru_cache(256)
def set_in_module(code: CodeType) -> tuple[str, ...]:
    """The names of the module that a function sets, as `global` lets it."""
    return tuple(dict.fromkeys(step.argval for step in dis.get_instructions(code) if step.opname == "STORE_GLOBAL"))


def own(frame: FrameType, shared: tuple[str, ...]) -> Iterator[tuple[str, Any]]:
    """The locals, those of the module's that are its own to set, and what `self` holds."""
    local = frame.f_locals
    yield from opened(local)
    yield from opened({name: frame.f_globals[name] for name in shared if name in frame.f_globals})
    held = held_by(local["self"]) if "self" in local else {}
    yield from ((f"self.{name}", value) for name, value in opened(held))
