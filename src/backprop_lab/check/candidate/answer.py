"""What is known of a student's program once it ran: what it holds, what it drew, and the numbers that it answers."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from numpy import float64
from numpy.typing import NDArray

Array = NDArray[float64]
FunctionKind = Literal["function", "method", "static", "lambda", "other"]
FailureKind = Literal["error", "timeout", "memory", "crash", "exit", "syntax", "input"]
NO_TIME = "no time is left for it"
"""The text of a timeout before anything was asked."""
AnswerKind = Literal["numbers", "nothing", "not numbers", "error", "timeout", "memory", "crash"]


@dataclass(frozen=True, slots=True)
class Function:
    """Something of the program that can be called.

    `name` is dotted for a method ("Net.forward"), `parameters` leave out self, `required` counts
    those without a default, `most` is how many may be given by place (None: any number, *args).
    `line` and `last_line` are 0 where no code of the student's file stands behind it. `owner` is
    the class or "", `init` what its `__init__` needs (no self, no defaults), None without a class.
    "other" is what is called like a function and is none: a partial, a vectorized function, an object.
    `attributes` are the names that the class's `__init__` uses: what it sets on self is among them; of a function
    they are the arrays, lists and dicts of the module that it reads.
    """

    name: str
    parameters: tuple[str, ...]
    required: int
    most: int | None
    line: int
    last_line: int
    owner: str = ""
    init: tuple[str, ...] | None = None
    kind: FunctionKind = "function"
    attributes: tuple[str, ...] = ()

    @property
    def takes_nothing(self) -> bool:
        """Whether it has no arguments, by place or by name."""
        return self.most == 0 and not self.parameters


@dataclass(frozen=True, slots=True)
class Curve:
    """One curve that the program drew: `call` is how ("plot", "semilogy"), `x` None where none was given.

    `log_y` says that the axis was logarithmic when the program had ended, `xlabel` and `ylabel`
    are the labels of the axes then, "" where there are none.
    """

    call: str
    x: Array | None
    y: Array
    line: int
    log_y: bool = False
    label: str = ""
    xlabel: str = ""
    ylabel: str = ""


@dataclass(frozen=True, slots=True)
class Failure:
    """A statement that did not end well: its line, the kind, and one plain line of at most 300 characters."""

    line: int
    kind: FailureKind
    message: str


@dataclass(frozen=True, slots=True)
class Event:
    """A value that appeared: `name` is the variable ("self.h" for an attribute), or "return".

    `line` is the first line of the statement that made it, `values` a copy. `within` has, where a call
    was followed, the first line of the function and the line in it, then the same of who called it, and so on.
    """

    line: int
    name: str
    values: Array
    within: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True)
class Described:
    """The program after its statements ran.

    `numbers` has the numeric globals: one array for a number, an array, or a rectangular list;
    several where a list is not rectangular. `trail` follows the names whose number of entries was asked
    for, each time they change while the statements run; a local name stands with its function ("train.theta",
    "Net.step.self.theta"); `early` has what all names were at the beginning. `printed` is what was printed first,
    `dropped` how many characters came after it, `modules` what the program imported, `shown` whether a
    figure was shown or saved.
    """

    functions: tuple[Function, ...] = ()
    curves: tuple[Curve, ...] = ()
    shown: bool = False
    failures: tuple[Failure, ...] = ()
    numbers: Mapping[str, tuple[Array, ...]] = field(default_factory=dict)
    trail: tuple[Event, ...] = ()
    printed: str = ""
    dropped: int = 0
    modules: tuple[str, ...] = ()
    early: tuple[Event, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """What one call gave.

    `leaves` are all numbers found, in order, as float64: a flat list of numbers is one leaf (n,), an array
    keeps its shape, a number has shape (). `dtypes` are those that they had: of complex ones the leaf is the
    real part. `text` is the error or the type that came, `line` where in the student's file the
    error arose, `changed` the places of the arguments that the call changed.
    """

    kind: AnswerKind
    leaves: tuple[Array, ...] = ()
    dtypes: tuple[str, ...] = ()
    text: str = ""
    line: int | None = None
    changed: tuple[int, ...] = ()
    events: tuple[Event, ...] = ()
