"""A lab explained: the derivation with its numbers, as text, Markdown, LaTeX, HTML, PDF or JSON.

    from backprop_lab import explain
    explain(seed=5)

In a notebook the last line shows the typeset form.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from ..errors import InputError, shown
from ..lab import Lab, load_lab
from ..start import Start, parse_start
from ..trial import begun

if TYPE_CHECKING:
    from .explanation import Explanation
    from .sheet import Points, Sheet, make_sheet

__all__ = ["Explanation", "Points", "Sheet", "explain", "make_sheet"]
LATE = {"Explanation": "explanation", **dict.fromkeys(("Points", "Sheet", "make_sheet"), "sheet")}
"""Where the names are that only an explanation needs; whoever runs a lab does not wait for them."""


def __getattr__(name: str) -> Any:
    """One of these names, when it is asked for."""
    if name not in LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{LATE[name]}", __name__), name)


def explain(
    lab: Lab | str = "handout",
    theta: object = None,
    *,
    seed: int | None = None,
    index: int = 0,
    point: Points = None,
    exact: bool = False,
    start: Start | str | None = None,
    rate: float | None = None,
    method: str | None = None,
) -> Explanation:
    """Explain a lab at theta (P numbers), or at start `index` of `seed`: by default one that is drawn.

    Every step of forward map, loss, back-propagation, sum and update: in symbols, with numbers put
    in, worked out, and a sentence on what happens; then the ledger, a column for each data point
    and one with the gradient of J. `point` is one data point, counted from 1, or "all"; left out,
    all are explained where they are at most 8, else the first 8. `exact` computes in fractions.
    `rate`, `method` and `start` replace the lab's. Raises `UserError` where something given
    cannot be used, or the lab has more than 200 parameters.
    """
    from .explanation import Explanation
    from .sheet import make_sheet

    drawn = parse_start(start) if isinstance(start, str) else start
    if drawn is not None and not isinstance(drawn, Start):
        raise InputError("start must be a Start or its text, such as uniform:-1:1", shown(start))
    chosen = load_lab(lab).trained(rate=rate, method=method, start=drawn)
    return Explanation(make_sheet(chosen, *begun(chosen, seed, index, theta), point, exact))
