"""All numbers in whatever came back: lists, tuples, arrays, numbers, in order, as float64, each with what it was.

Objects of the student's may lie about what they are, so types are asked, never instances.
"""

from __future__ import annotations

import sys
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from numbers import Number
from types import NoneType, SimpleNamespace
from typing import Any

from numpy import array, asarray, errstate, float64, generic, matrix, nan, ndarray, stack

from .answer import Array
from .honest import bare_name

Leaf = tuple[Array, str]
"""The numbers as float64, and the name of the dtype that they had."""
MOST = 1_000_000
"""The most numbers in all."""
DEEPEST, ITEMS = 20, 20_000
"""How deep lists may be nested, and how many things that are no numbers are looked at."""
ENDLESS = 10_000
"""So many things of a generator are taken before it counts as endless."""
PLAIN = (bool, int, float, complex)
SCALARS = (*PLAIN, generic)
_PLAIN_REAL = frozenset({bool, int, float})


class NotNumbersError(Exception):
    """Something in what came back is no number."""


@dataclass
class Gathering:
    """How much was taken so far, and whether equal leaves of a list become one array."""

    merge: bool = False
    most: int = MOST
    numbers: int = 0
    looked: int = 0

    def take(self, size: int) -> None:
        """Counts `size` more numbers."""
        self.numbers += size
        if self.numbers > self.most:
            raise NotNumbersError(f"{self.numbers} numbers, which are more than the {self.most} that are looked at")

    def look(self, depth: int) -> None:
        """Counts one more thing that holds others."""
        self.looked += 1
        if depth > DEEPEST or self.looked > ITEMS:
            raise NotNumbersError("lists that are nested too deep" if depth > DEEPEST else "too many things to look at")


def leaves(value: object, *, merge: bool = False, most: int = MOST) -> list[Leaf]:
    """The leaves of a value; raises `NotNumbersError` where there is anything else in it.

    With `merge` the leaves of a list that have one shape become one array.
    """
    with errstate(all="ignore"):
        return _leaves(value, Gathering(merge, most), 0)


def _leaves(value: Any, so_far: Gathering, depth: int) -> list[Leaf]:
    kind = type(value)
    if issubclass(kind, SCALARS):
        return [_scalar(value, so_far)]
    if issubclass(kind, ndarray):
        return _array(value, so_far, depth)
    so_far.look(depth)
    items = _items(value, kind)
    if items is None:
        return [_foreign(value, kind, so_far)]
    if items and not _is_named(kind) and all(issubclass(type(item), SCALARS) for item in items):
        so_far.take(len(items))
        return [_row(items)]
    found = [_leaves(item, so_far, depth + 1) for item in items]
    flat = [leaf for some in found for leaf in some]
    return _merged(flat, len(items)) if (so_far.merge and not _is_named(kind)) or not flat else flat


def _merged(flat: list[Leaf], items: int) -> list[Leaf]:
    if not flat:
        return [(array([], float64), "float64")]
    shapes = {leaf.shape for leaf, _ in flat}
    if len(shapes) > 1 or len(flat) != items:
        return flat
    return [(stack([leaf for leaf, _ in flat]), flat[0][1])]


def _items(value: Any, kind: type) -> list[Any] | None:
    """What a container holds, in order; None for what is none."""
    if issubclass(kind, dict):
        return list(dict.values(value))
    if issubclass(kind, (list, tuple)):
        return list(kind.__iter__(value)) if kind in (list, tuple) else list(_base(kind).__iter__(value))
    if kind in (range, deque) or _is_iterator(kind):
        return _bounded(value)
    if _is_named(kind):
        return list(vars(value).values())
    return None


def _is_named(kind: type) -> bool:
    """Whether what it holds has names, and is therefore no row of numbers."""
    return issubclass(kind, dict) or kind is SimpleNamespace or hasattr(kind, "__dataclass_fields__")


def _base(kind: type) -> Any:
    return list if issubclass(kind, list) else tuple


def _is_iterator(kind: type) -> bool:
    return hasattr(kind, "__next__") or kind.__name__ in ("dict_values", "dict_keys")


def _bounded(value: Iterable[Any]) -> list[Any]:
    taken = list(islice(iter(value), ENDLESS + 1))
    if len(taken) > ENDLESS:
        raise NotNumbersError(f"{type_name(value)} that goes on after {ENDLESS} values")
    return taken


def _scalar(value: Any, so_far: Gathering) -> Leaf:
    so_far.take(1)
    return _row([value], ())


def _row(items: list[Any], shape: tuple[int, ...] | None = None) -> Leaf:
    """Plain numbers as one leaf."""
    try:
        row = array(items)
    except (ValueError, OverflowError):
        row = array(items, object)
    name = row.dtype.name
    if row.dtype.kind == "O":
        row = array([_float(item) for item in items])
    elif row.dtype.kind not in "biufc":
        raise NotNumbersError(type_name(items[0]))
    return _real(row).reshape(row.shape if shape is None else shape), name


def _real(numbers: Any) -> Array:
    """The numbers as float64, of complex ones the real part: without a cast that could warn."""
    return array(numbers.real if numbers.dtype.kind == "c" else numbers, float64)


def _float(item: Any) -> float:
    try:
        return float(item.real if isinstance(item, complex) else item)
    except OverflowError:
        return float("inf") if item > 0 else float("-inf")


def _array(value: Any, so_far: Gathering, depth: int) -> list[Leaf]:
    plain = ndarray.view(_filled(value), ndarray)
    if plain.dtype.kind == "O":
        items = plain.ravel().tolist()
        if all(issubclass(type(item), SCALARS) for item in items):
            so_far.take(plain.size)
            return [(array([_float(item) for item in items], float64).reshape(plain.shape), "object")]
        so_far.look(depth)
        return [(leaf, "object") for item in items for leaf, _ in _leaves(item, so_far, depth + 1)]
    if plain.dtype.kind not in "biufc":
        raise NotNumbersError(f"an array of {plain.dtype.name}")
    so_far.take(plain.size)
    return [(_real(plain), plain.dtype.name)]


def _filled(value: Any) -> Any:
    """An array with NaN where it is masked; there is no masked one where `numpy.ma` was never imported."""
    ma = sys.modules.get("numpy.ma")
    if ma is None or not issubclass(type(value), ma.MaskedArray):
        return value
    return ma.filled(value.astype(float64), nan)


def _foreign(value: Any, kind: type, so_far: Gathering) -> Leaf:
    """A tensor, a table, a fraction: what gives an array or a number when it is asked for one."""
    if kind in (NoneType, str, bytes, bytearray, set, frozenset):
        raise NotNumbersError(type_name(value))
    if hasattr(kind, "detach"):
        value = value.detach()
    if hasattr(type(value), "__array__"):
        given = value.__array__()
        if issubclass(type(given), ndarray) and given.dtype.kind in "biufc":
            return _array(given, so_far, DEEPEST)[0]
    elif hasattr(kind, "__float__") or issubclass(kind, Number):
        so_far.take(1)
        return asarray(float(value), float64), "float64"
    raise NotNumbersError(type_name(value))


def type_name(value: object) -> str:
    """How the type of a value is called, with its text for a short string."""
    if type(value) is str:
        return f"the text {value[:40]!r}"
    name = bare_name(value)
    return {"NoneType": "None", "generator": "a generator"}.get(name, f"a value of type {name}")


def small(value: Any, most: int) -> Array | None:
    """A copy of a number, an array, or a list of plain types, of at most `most` entries; runs nothing else."""
    kind = type(value)
    if kind is ndarray or kind is matrix:
        return array(value, float64) if value.dtype.kind in "biuf" and value.size <= most else None
    if kind in _PLAIN_REAL or issubclass(kind, generic):
        return _plain_scalar(value)
    if kind not in (list, tuple) or not 0 < len(value) <= most:
        return None
    if _PLAIN_REAL.issuperset(map(type, value)):
        return array([_float(item) for item in value], float64)
    return _rectangle(value) if plain_nesting(value, most) else None


def _plain_scalar(value: Any) -> Array | None:
    if issubclass(type(value), generic) and value.dtype.kind not in "biuf":
        return None
    return asarray(_float(value), float64)


def plain_nesting(value: Any, most: int, depth: int = 0) -> bool:
    """Whether lists and tuples hold numbers, plain arrays and one another alone."""
    if type(value) in (list, tuple):
        return depth < 4 and len(value) <= most and all(plain_nesting(item, most, depth + 1) for item in value)
    kind = type(value)
    return kind in _PLAIN_REAL or ((kind is ndarray or issubclass(kind, generic)) and value.dtype.kind in "biuf")


def _rectangle(value: Any) -> Array | None:
    try:
        found = leaves(value, merge=True)
    except (NotNumbersError, ValueError, TypeError):
        return None
    return found[0][0] if len(found) == 1 else None
