"""Which values of some names changed since they were last looked at; nothing of the student's is run to see it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from numpy import generic, ndarray

from .answer import Array
from .leaves import small

LARGEST = 10_000
"""The most numbers of an array that is followed."""
LONGEST_LIST = 1_000
"""The most items of a list that is followed; a longer one would be copied line by line."""
_FIXED = (float, int, bool)


class Watch:
    """Remembers the values of names, and tells those that are new."""

    def __init__(self, wanted: Callable[[str, Any], bool] = lambda name, value: True) -> None:
        self.wanted = wanted
        self._objects: dict[str, Any] = {}
        self._bytes: dict[str, tuple[tuple[int, ...], bytes]] = {}

    def changes(self, items: Iterable[tuple[str, Any]]) -> Iterator[tuple[str, Array]]:
        """The names whose numbers differ from the last look, each with a copy."""
        for name, value in items:
            if self._is_same(name, value) or not self.wanted(name, value):
                continue
            copy = small(value, LARGEST if isinstance(value, ndarray) else LONGEST_LIST)
            if copy is None:
                continue
            self._objects[name] = value
            now = (copy.shape, copy.tobytes())
            if self._bytes.get(name) != now:
                self._bytes[name] = now
                yield name, copy

    def _is_same(self, name: str, value: Any) -> bool:
        """Whether it is the very object of the last look, of a type that cannot change."""
        kind = type(value)
        return (kind in _FIXED or issubclass(kind, generic)) and self._objects.get(name, self) is value


def quick_size(value: Any) -> int:
    """How many numbers a value holds, from its outside; 0 for what holds none."""
    kind = type(value)
    if kind in _FIXED or issubclass(kind, generic):
        return 1
    if issubclass(kind, ndarray):
        return int(ndarray.size.__get__(value))
    if kind in (list, tuple) and value:
        return len(value) * (quick_size(value[0]) if type(value[0]) in (list, tuple, ndarray) else 1)
    return 0
