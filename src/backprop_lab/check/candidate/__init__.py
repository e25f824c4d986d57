"""The student's program: run somewhere else, asked for numbers, believed in nothing but those."""

from .answer import Answer, Array, Curve, Described, Event, Failure, Function
from .question import Argument, Call, Form, Limits

__all__ = [
    "Answer",
    "Argument",
    "Array",
    "Call",
    "Curve",
    "Described",
    "Event",
    "Failure",
    "Form",
    "Function",
    "Limits",
]
