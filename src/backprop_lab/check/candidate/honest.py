"""What an object really is, asked so that nothing of the student's runs to answer it."""

from __future__ import annotations

from typing import Any

_NAME, _MODULE = type.__dict__["__name__"], type.__dict__["__module__"]


def bare_name(value: object) -> str:
    """The name of a value's type, of bounded length, whatever its metaclass says."""
    name: str = _NAME.__get__(type(value))
    return name[:60]


def is_of_program(kind: type) -> bool:
    """Whether a class was defined in the student's program."""
    return bool(_MODULE.__get__(kind) == "__main__")


def held_by(value: object) -> dict[str, Any]:
    """The attributes that an object itself holds, by name; the very dictionary, empty where it has none."""
    try:
        held = object.__getattribute__(value, "__dict__")
    except (AttributeError, TypeError):
        return {}
    return held if type(held) is dict else {}
