"""What the child is told of a program before it runs it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Program:
    """The text of the program and how it is to be run.

    `path` is its file, `skip` the statements, counted from 0, that are left out, `sizes` the sizes of
    values to follow and `names` the names of single numbers, `entropy` what changes all seeds (None: nothing does).
    `run` and `call` are seconds, `lates` how many statements may be interrupted, `memory` bytes, `processor` seconds.
    """

    path: str
    text: str
    skip: tuple[int, ...]
    sizes: tuple[int, ...]
    names: tuple[str, ...]
    entropy: int | None
    run: float
    call: float
    lates: int
    memory: int
    processor: int
