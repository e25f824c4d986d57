"""An object on which everything works and nothing happens: what stands where a plotting library would be."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from opcode import opmap
from typing import Any

from numpy import ndarray, zeros

USUAL = 10
"""So many things come out of one that is looped over: the usual cycle of colours has as many."""


class Anything:
    """Attributes, calls, items, arithmetic: each gives another one; a function that is given alone comes back."""

    def __init__(self, *arguments: Any, **named: Any) -> None:
        pass

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__") and name.endswith("__"):
            raise AttributeError(name)
        found = Anything()
        self.__dict__[name] = found
        return found

    def __call__(self, *arguments: Any, **named: Any) -> Any:
        """A function comes back, so that this may decorate it."""
        if len(arguments) == 1 and not named and callable(arguments[0]) and not isinstance(arguments[0], Anything):
            return arguments[0]
        if len(arguments) == 1 and isinstance(arguments[0], (list, ndarray)):
            return zeros((len(arguments[0]), 4))  # a map of colours gives as many as there are numbers
        return Anything()

    def __getitem__(self, key: Any) -> Any:
        return Anything()

    def __setitem__(self, key: Any, value: Any) -> None: ...

    def __delitem__(self, key: Any) -> None: ...

    def __iter__(self) -> Iterator[Any]:
        return iter([Anything() for _ in range(_wanted())])

    def __len__(self) -> int:
        return USUAL

    def __contains__(self, item: Any) -> bool:
        return True

    def __enter__(self) -> Any:
        return self

    def __exit__(self, *error: Any) -> None: ...

    def __float__(self) -> float:
        return 0.0

    def __int__(self) -> int:
        return 0

    def __mro_entries__(self, bases: Any) -> tuple[type, ...]:
        return ()

    def _same(self, *other: Any) -> Any:
        return Anything()

    __add__ = __radd__ = __sub__ = __rsub__ = __mul__ = __rmul__ = __truediv__ = __rtruediv__ = _same
    __neg__ = __abs__ = __or__ = __and__ = __mod__ = _same


def _wanted() -> int:
    """How many the statement `a, b = anything` takes apart, as its bytecode says; `USUAL` for any other."""
    frame = sys._getframe(2)
    code, at = frame.f_code.co_code, frame.f_lasti
    return code[at + 1] if at >= 0 and code[at] == opmap["UNPACK_SEQUENCE"] else USUAL
