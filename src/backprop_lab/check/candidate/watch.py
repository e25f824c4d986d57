"""Which values of some names changed since they were last looked at; nothing of the student's is run to see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from numpy import generic, ndarray

from .answer import Array
from .leaves import small
from .opened import CLOSED, DEEPEST

LARGEST = 10_000
"""The most numbers of an array that is followed."""
LONGEST_LIST = 1_000
"""The most items of a list that is followed; a longer one would be copied line by line."""
_FIXED = (float, int, bool)


class Watch:
    """Remembers the values of names, and tells those that are new."""

    def __init__(self, wanted: Callable[[str, Any], bool] = lambda name, value: True) -> None:
        self.wanted = wanted
        self._looked: dict[str, tuple[Any, Any]] = {}
        self._told: dict[str, tuple[tuple[int, ...], bytes]] = {}

    def changes(self, items: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Array]]:
        """The names whose numbers differ from the last look, each with a copy."""
        for name, value in items:
            seen = self._looked.get(name)
            if seen is not None and seen[0] is value and _holds(value, seen[1]):
                continue
            copy = self._copy(name, value)
            if copy is None:
                continue
            now = (copy.shape, copy.tobytes())
            if self._told.get(name) != now:
                self._told[name] = now
                yield name, copy

    def _copy(self, name: str, value: Any) -> Array | None:
        """The numbers of what is wanted; how the value was is remembered, unless that would keep much alive."""
        self._looked.pop(name, None)
        if not self.wanted(name, value):
            if type(value) in CLOSED and (type(value) is not ndarray or value.size <= LARGEST):
                self._looked[name] = (value, None)
            return None
        copy = small(value, LONGEST_LIST if type(value) in (list, tuple) else LARGEST)
        if copy is not None:
            self._looked[name] = (value, _kept(value))
        return copy


def _kept(value: Any) -> Any:
    """What is to be remembered of a value in order to see later that it holds what it held."""
    kind = type(value)
    if kind in (list, tuple):
        return [(item, _kept(item)) for item in value]
    return value.tobytes() if kind is ndarray else None


def _holds(value: Any, before: Any) -> bool:
    """Whether the very object of the last look holds what it held; an array that was not wanted stays so."""
    kind = type(value)
    if kind in (list, tuple):
        return len(value) == len(before) and all(
            one is item and _holds(one, inner) for one, (item, inner) in zip(value, before, strict=True)
        )
    if kind is ndarray:
        return before is None or bool(value.tobytes() == before)
    return kind in CLOSED or issubclass(kind, generic)


def quick_size(value: Any, depth: int = 0) -> int:
    """How many numbers a value holds, from its outside; 0 for what holds none, or itself."""
    kind = type(value)
    if kind is ndarray:
        return int(value.size)
    if kind in _FIXED or issubclass(kind, generic):
        return 1
    if issubclass(kind, ndarray):
        return int(ndarray.size.__get__(value))
    if kind in (list, tuple) and value and depth < DEEPEST:
        return len(value) * (quick_size(value[0], depth + 1) if type(value[0]) in (list, tuple, ndarray) else 1)
    return 0
