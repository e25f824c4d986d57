"""`check(...)`: functions of a notebook, or a file, checked; the answer shows itself."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ..errors import InputError, shown
from ..lab import Lab, load_lab

if TYPE_CHECKING:
    from .catalogue import Part
    from .verdict import Report

FUNCTIONS: tuple[Part, ...] = ("activation", "slope", "forward", "gradient", "objective", "descent")
WIDTH = 80
"""Of the text that is printed; a notebook breaks its lines itself."""
Given = Callable[..., Any]


class Checked:
    """A report that shows itself: as text where it is printed, as a table in a notebook. `report` has all of it."""

    def __init__(self, report: Report, hints: int) -> None:
        self.report, self.hints = report, hints

    @property
    def verdict(self) -> str:
        """right, wrong or cannot tell."""
        return self.report.verdict

    def __str__(self) -> str:
        from .report import text

        return text(self.report, self.hints, WIDTH)

    __repr__ = __str__

    def json(self) -> dict[str, Any]:
        """The report as an object, with what `hints` allows."""
        from .report import record

        return record(self.report, self.hints)

    def _repr_html_(self) -> str:
        from html import escape

        from .report import text

        return f'<pre style="white-space: pre-wrap">{escape(text(self.report, self.hints))}</pre>'


def check(
    file: str | Path | None = None, *, lab: str | Path | Lab = "handout", hints: int = 2, seed: int = 0,
    use: dict[str, str] | None = None, relu: Given | None = None, relu_derivative: Given | None = None,
    **functions: Given,
) -> Checked:  # fmt: skip
    """Check a file, or functions of your own: activation, slope, forward, gradient, objective, descent.

    `relu` and `relu_derivative` are other words for activation and slope. `hints` from 0 to 3 sets how
    much is said: right or wrong; which part; the mistake and its line; the formula. Raises `InputError`
    for what is no function, or has no place in the lab.
    """
    from .report import HINTS

    chosen = load_lab(lab)
    if hints not in HINTS:
        raise InputError("hints must be 0, 1, 2 or 3", shown(hints))
    given = {
        **functions,
        **({"activation": relu} if relu else {}),
        **({"slope": relu_derivative} if relu_derivative else {}),
    }
    if (file is None) == (not given):
        raise InputError(
            "check must be given either a file or functions",
            "both" if given else "neither",
            'check("my_lab.py"), or check(forward=my_forward, gradient=my_gradient)',
        )
    if file is not None:
        from .files import check_file

        return Checked(check_file(file, chosen, use=use, seed=seed), hints)
    return Checked(_inside(chosen, given, seed), hints)


def _inside(lab: Lab, given: dict[str, Given], seed: int) -> Report:
    from .candidate.inside import Inside
    from .catalogue import PARTS
    from .judge.whole import judge
    from .verdict import GIVEN

    for name, function in given.items():
        if name not in FUNCTIONS:
            raise InputError(
                f"a function must be given as one of {', '.join(FUNCTIONS)}, relu, relu_derivative", shown(name)
            )
        if not callable(function):
            raise InputError(f"{name} must be a function", shown(function))
    parts = [part for part in PARTS if part in given]
    report = judge(Inside(given), lab, seed=seed, use={name: name for name in given}, parts=parts)
    return replace(report, functions={role: (name, GIVEN) for role, (name, _) in report.functions.items()})
