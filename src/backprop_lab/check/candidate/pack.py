"""Records as lists of plain JSON values with the arrays apart, and back, where nothing is taken that does not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, Union, get_args, get_origin, get_type_hints

from numpy import asarray, float64, ndarray

from .answer import Array

Json = Any
Reader = Callable[[Json, Sequence[Array]], Any]
LONGEST_TEXT = 20_000


class WireError(ValueError):
    """What came over the wire is not what was agreed."""


def pack(value: object, arrays: list[Array]) -> Json:
    """`value`, a record or what records hold, as JSON; arrays are added to `arrays` and stand as their place there."""
    if isinstance(value, ndarray):
        arrays.append(asarray(value, float64))
        return len(arrays) - 1
    if isinstance(value, float):
        return value.hex()
    if isinstance(value, (list, tuple)):
        return [pack(one, arrays) for one in value]
    if isinstance(value, Mapping):
        return [[key, pack(one, arrays)] for key, one in value.items()]
    if is_dataclass(value):
        return [pack(getattr(value, field.name), arrays) for field in fields(value)]
    return value


def unpack(kind: Any, packed: Json, arrays: Sequence[Array]) -> Any:
    """The value of this type; raises `WireError` where `packed` is none."""
    return reader(kind)(packed, arrays)


@cache
def reader(kind: Any) -> Reader:
    """What reads values of a type: str, int, bool, float, arrays, records, and tuples, mappings and unions of them."""
    if kind in _PLAIN:
        return _PLAIN[kind]
    if is_dataclass(kind):
        return _record(kind)
    origin, inner = get_origin(kind), get_args(kind)
    if origin is tuple:
        return _many(reader(inner[0])) if inner[1:] == (...,) else _row([reader(one) for one in inner])
    if origin in (Union, UnionType):
        return _union(inner)
    if origin is Literal:
        return _word(inner)
    if isinstance(origin, type) and issubclass(origin, Mapping):
        return _mapping(reader(inner[1]))
    if origin is ndarray:
        return _array
    raise TypeError(f"no values of {kind} go over the wire")


def _need(holds: bool) -> None:
    if not holds:
        raise WireError("not the record that was agreed")


def _text(packed: Json, arrays: Sequence[Array]) -> str:
    _need(isinstance(packed, str) and len(packed) <= LONGEST_TEXT)
    return packed


def _integer(packed: Json, arrays: Sequence[Array]) -> int:
    _need(type(packed) is int and abs(packed) < 2**53)
    return packed


def _flag(packed: Json, arrays: Sequence[Array]) -> bool:
    _need(isinstance(packed, bool))
    return packed


def _float(packed: Json, arrays: Sequence[Array]) -> float:
    try:
        return float.fromhex(_text(packed, arrays))
    except (ValueError, OverflowError):
        raise WireError("not a number") from None


def _array(packed: Json, arrays: Sequence[Array]) -> Array:
    place = _integer(packed, arrays)
    _need(0 <= place < len(arrays))
    return arrays[place]


_PLAIN: dict[Any, Reader] = {str: _text, int: _integer, bool: _flag, float: _float}


def _many(one: Reader) -> Reader:
    def read(packed: Json, arrays: Sequence[Array]) -> tuple[Any, ...]:
        _need(isinstance(packed, list))
        return tuple([one(part, arrays) for part in packed])

    return read


def _row(ones: Sequence[Reader]) -> Reader:
    def read(packed: Json, arrays: Sequence[Array]) -> tuple[Any, ...]:
        _need(isinstance(packed, list) and len(packed) == len(ones))
        return tuple([one(part, arrays) for one, part in zip(ones, packed, strict=True)])

    return read


def _mapping(one: Reader) -> Reader:
    pairs = _many(_row([_text, one]))
    return lambda packed, arrays: dict(pairs(packed, arrays))


def _union(kinds: Sequence[Any]) -> Reader:
    """A union is of None with one type, or of numbers with arrays, as which numbers travel."""
    held = [kind for kind in kinds if kind is not NoneType]
    one = _array if any(get_origin(kind) is ndarray for kind in held) else reader(held[0])
    if len(held) == len(kinds):
        return one
    return lambda packed, arrays: None if packed is None else one(packed, arrays)


def _word(words: Sequence[str]) -> Reader:
    def read(packed: Json, arrays: Sequence[Array]) -> str:
        _need(isinstance(packed, str) and packed in words)
        return packed

    return read


def _record(kind: Any) -> Reader:
    hints = get_type_hints(kind)
    row = _row([reader(hints[field.name]) for field in fields(kind)])
    return lambda packed, arrays: kind(*row(packed, arrays))
