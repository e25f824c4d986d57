"""What may stand in a lab file: each key with what must hold, refused by name where it does not."""

from __future__ import annotations

import difflib
import math
from collections.abc import Callable, Mapping
from typing import Any

from ..errors import LabError, UserError, shown

_MISSING = object()


class Table:
    """A table of a lab file, read key by key; `done` refuses what nobody asked for."""

    def __init__(self, content: object, path: str = "") -> None:
        if not isinstance(content, Mapping):
            raise LabError(f"{path or 'a lab file'} must be a table of keys", shown(content))
        self._content, self._path, self._known = content, path, set[str]()

    def take(self, key: str, check: Callable[[str, Any], Any], default: Any = _MISSING) -> Any:
        """The checked value of a key, or its default; `LabError` where it is wrong, or missing and needed."""
        self._known.add(key)
        if key in self._content:
            return check(self.path(key), self._content[key])
        if default is _MISSING:
            near = difflib.get_close_matches(key, [str(k) for k in self._content], 1)
            hint = f"Did you mean {self.path(key)} where {near[0]!r} stands?" if near else ""
            raise LabError(f"{self.path(key)} must be given", "a lab without it", hint)
        return default

    def table(self, key: str, needed: bool = True) -> Table:
        """A table within this one; an empty one where it may be left out."""
        if not needed and key not in self._content:
            self._known.add(key)
            return Table({}, self.path(key))
        content: Table = self.take(key, lambda path, value: Table(value, path))
        return content

    def has(self, key: str) -> bool:
        """Whether the key stands there."""
        return key in self._content

    def path(self, key: str) -> str:
        """The key as it is told to people: network.widths."""
        return f"{self._path}.{key}" if self._path else key

    def done(self) -> None:
        """Refuse keys that do not exist, with the nearest that does."""
        for key in self._content:
            if key not in self._known:
                near = difflib.get_close_matches(str(key), sorted(self._known), 1)
                hint = f"Did you mean {self.path(near[0])}?" if near else ""
                known = ", ".join(sorted(self._known))
                raise LabError(f"{self._path or 'a lab file'} may have the keys {known}", shown(key), hint)


def text(path: str, value: Any) -> str:
    """A text."""
    if not isinstance(value, str):
        raise LabError(f"{path} must be a text", shown(value))
    return value


def spelled(parse: Callable[[str], Any]) -> Callable[[str, Any], Any]:
    """A text in a small language of its own, whose parser raises `UserError`."""

    def check(path: str, value: Any) -> Any:
        try:
            return parse(text(path, value))
        except LabError:
            raise
        except UserError as error:
            raise LabError(f"{path}: {error.must}", error.came, error.hint) from None

    return check


def one_of(*choices: str) -> Callable[[str, Any], str]:
    """One of a few words."""

    def check(path: str, value: Any) -> str:
        if value not in choices or not isinstance(value, str):
            near = difflib.get_close_matches(str(value), choices, 1)
            hint = f"Did you mean {near[0]!r}?" if near else ""
            raise LabError(f"{path} must be one of {', '.join(choices)}", shown(value), hint)
        return value

    return check


def truth(path: str, value: Any) -> bool:
    """true or false."""
    if not isinstance(value, bool):
        raise LabError(f"{path} must be true or false", shown(value))
    return value


def whole(path: str, value: Any) -> int:
    """A whole number from 1."""
    if isinstance(value, bool) or not isinstance(value, int) or value < 1:
        raise LabError(f"{path} must be a whole number from 1", shown(value))
    return value


def number(path: str, value: Any) -> float:
    """A finite number."""
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not _finite(value):
        raise LabError(f"{path} must be a finite number", shown(value))
    return float(value)


def positive(path: str, value: Any) -> float:
    """A finite number above 0."""
    if number(path, value) <= 0:
        raise LabError(f"{path} must be above 0", shown(value))
    return float(value)


def list_of(check: Callable[[str, Any], Any], least: int = 0) -> Callable[[str, Any], tuple[Any, ...]]:
    """A list of at least so many entries, each checked."""

    def whole_list(path: str, value: Any) -> tuple[Any, ...]:
        if not isinstance(value, (list, tuple)) or len(value) < least:
            raise LabError(f"{path} must be a list of at least {least} entries", shown(value))
        return tuple(check(f"{path}[{i}]", item) for i, item in enumerate(value))

    return whole_list


def _finite(value: int | float) -> bool:
    try:
        return math.isfinite(value)
    except OverflowError:  # a whole number beyond all floats
        return False
