"""What a student's program is asked: to run within limits, then to call its functions with these arguments."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, Literal

from numpy import asarray, float64, floating
from numpy.typing import NDArray

Form = Literal["array", "list", "tuple", "column", "row", "matrix", "float", "int", "ints", "float32"]
Group = Literal["", "dict", "list", "tuple", "object"]


@dataclass(frozen=True, slots=True)
class Argument:
    """One argument: its value, the form it is handed over in, and the name to pass it by (None: by place).

    "array" is float64 of the value's shape, "list" and "tuple" are nested ones of floats (a plain
    float for shape ()), "column" is (n, 1), "row" (1, n), "matrix" a np.matrix (of a vector a
    column), "float" and "int" are Python's (the value has one entry), "ints" an array of integers,
    "float32" an array of float32.

    Neighbours `within` the same group are handed over as one: a dict or an object by their keys, a
    list or tuple in order, whose `key` is the same.

    With a `path` the argument is what the last call of `before` handed back, or of that the part which the path leads
    to: () is all of it, (1,) its second item, (-1,) its last one.
    """

    value: float | int | NDArray[floating[Any]]
    form: Form = "array"
    keyword: str | None = None
    within: Group = ""
    key: str = ""
    path: tuple[int, ...] | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """One call of a function by its name; a method is called on a new instance, made of `init`.

    What `init` passes by a name with a dot before it (".theta") is no argument: it is set on the instance, or, for a
    function, in the module.

    The calls of `before` are made first, in order; names of the class ("Net.forward", or "forward" where the
    class has it) on the same instance, other names in the module. What the calls change among the
    program's globals is undone, so that calls do not depend on their order, unless `keep` is set.

    Where the function hands back nothing, its answer is what these attributes, or names of the module, then hold:
    those of `after`.
    """

    function: str
    arguments: tuple[Argument, ...]
    init: tuple[Argument, ...] = ()
    before: tuple[tuple[str, tuple[Argument, ...]], ...] = ()
    trace: bool = False
    keep: bool = False
    after: tuple[str, ...] = ()


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


def with_arrays(call: Call) -> Call:
    """The same call, with every value as an array: so it goes over the wire to the bit."""

    def each(arguments: tuple[Argument, ...]) -> tuple[Argument, ...]:
        return tuple([replace(one, value=asarray(one.value, float64)) for one in arguments])

    before = tuple([(name, each(arguments)) for name, arguments in call.before])
    return replace(call, arguments=each(call.arguments), init=each(call.init), before=before)
