"""What a student's program is asked: to run within limits, then to call its functions with these arguments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from .answer import Array

Form = Literal["array", "list", "tuple", "column", "row", "float", "int", "ints", "float32"]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: its value, the form it is handed over in, and the name to pass it by (None: by place).

    "array" is float64 of the value's shape, "list" and "tuple" are nested ones of floats (a plain
    float for shape ()), "column" is (n, 1), "row" (1, n), "float" and "int" are Python's (the value
    has one entry), "ints" an array of integers, "float32" an array of float32.
    """

    value: float | int | Array
    form: Form = "array"
    keyword: str | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a function by its name; a method is called on a new instance, made of `init`.

    The calls of `before` are made first, in order, on the same instance; a name without a dot is a
    function of the module. What the calls change among the program's globals is undone, so that
    calls do not depend on their order, unless `keep` is set.
    """

    function: str
    arguments: tuple[Argument, ...]
    init: tuple[Argument, ...] = ()
    before: tuple[tuple[str, tuple[Argument, ...]], ...] = ()
    trace: bool = False
    keep: bool = False


@dataclass(frozen=True, slots=True)
class Limits:
    """How much a program may take.

    `run`: seconds for its statements, `call`: for each call, `total`: that it may be waited for
    in all, restarts included. `memory`: bytes beyond what Python and NumPy take (where the system
    can limit it: not on Windows). `restarts`: how often it is begun again without the statement
    that took it down.
    """

    run: float = 10.0
    call: float = 2.0
    total: float = 30.0
    memory: int = 2 << 30
    restarts: int = 3
