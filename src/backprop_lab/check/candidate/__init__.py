"""The student's program: run somewhere else, asked for numbers, believed in nothing but those."""

from .answer import Answer, Array, Curve, Described, Event, Failure, Function
from .candidate import Candidate
from .process import Process
from .question import Argument, Call, Form, Limits
from .source import Source, read_source

__all__ = [
    "Answer",
    "Argument",
    "Array",
    "Call",
    "Candidate",
    "Curve",
    "Described",
    "Event",
    "Failure",
    "Form",
    "Function",
    "Limits",
    "Process",
    "Source",
    "read_source",
]
