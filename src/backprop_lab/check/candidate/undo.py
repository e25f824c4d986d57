"""What a call changes among the program's globals is undone: names, arrays, lists, and what objects hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from numpy import ndarray

from .honest import held_by, is_of_program

LARGEST = 100_000
"""Larger arrays and lists are not copied and keep what a call does to them."""
MOST = 1_000
Holder = dict[str, Any]


class Undo:
    """Remembers names, and the contents of arrays, lists and dictionaries; `restore` brings them back."""

    def __init__(self, namespace: Holder) -> None:
        self._holders: list[tuple[Holder, Holder]] = []
        self._contents: list[tuple[Any, Any]] = []
        for holder in [namespace, *_objects(namespace)][:MOST]:
            self._holders.append((holder, dict(holder)))
            for value in list(holder.values()):
                self._remember(value)

    def _remember(self, value: Any) -> None:
        kind = type(value)
        if kind is ndarray and value.size <= LARGEST:
            self._contents.append((value, value.copy()))
        elif kind in (list, dict) and len(value) <= LARGEST:
            self._contents.append((value, kind(value)))
            for inner in list(value.values() if kind is dict else value)[:MOST]:
                if type(inner) is ndarray and inner.size <= LARGEST:
                    self._contents.append((inner, inner.copy()))

    def restore(self) -> None:
        """Everything as it was."""
        for holder, was in self._holders:
            if holder.keys() != was.keys() or any(holder[name] is not value for name, value in was.items()):
                holder.clear()
                holder.update(was)
        for value, was in self._contents:
            _refill(value, was)


def _refill(value: Any, was: Any) -> None:
    if type(value) is ndarray:
        if value.flags.writeable and value.shape == was.shape and value.tobytes() != was.tobytes():
            value[...] = was
    elif type(value) is list:
        value[:] = was
    elif type(value) is dict:
        value.clear()
        value.update(was)


def _objects(namespace: Holder) -> Iterator[Holder]:
    """The attributes of objects of the program's own classes that stand behind a name."""
    for value in list(namespace.values()):
        if is_of_program(type(value)) and (held := held_by(value)):
            yield held
