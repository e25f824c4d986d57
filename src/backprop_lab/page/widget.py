"""The page in a notebook: a widget of anywidget, and beside it plain HTML that stays when the kernel is gone."""

from __future__ import annotations

from typing import Any

import anywidget
import traitlets

from ..lab import Lab, load_lab
from ..start import Start, parse_start
from ..trial import begin
from .build import script, style
from .payload import payload
from .still import still


class LabWidget(anywidget.AnyWidget):
    """The page of a lab in Jupyter: `LabWidget("handout", seed=7)`.

    `lab` is a name, a lab file or a `Lab`; the start is `index` of `seed`, or `theta` (P numbers),
    or drawn; `rate`, `steps`, `method` and `start` replace those of the lab. `state` is what the
    page's link would hold after #, and follows what is done there; it is saved with the notebook.
    Raises `UserError` for what cannot be.
    """

    _esm = script()
    _css = style()
    payload = traitlets.Dict().tag(sync=True)
    state = traitlets.Unicode("").tag(sync=True)

    def __init__(
        self,
        lab: Lab | str = "handout",
        *,
        seed: int | None = None,
        index: int = 0,
        theta: object = None,
        rate: float | None = None,
        steps: int | None = None,
        method: str | None = None,
        start: Start | str | None = None,
    ) -> None:
        drawn = parse_start(start) if isinstance(start, str) else start
        chosen = load_lab(lab).trained(rate=rate, steps=steps, method=method, start=drawn)
        self.trial = begin(chosen, seed, index, theta)
        super().__init__(payload=payload(self.trial.lab, self.trial.theta0, self.trial.seed, self.trial.index))

    def _ipython_display_(self) -> None:
        """The still first, the widget after it: the widget hides the still where it runs."""
        from IPython.display import display as untyped

        display: Any = untyped
        display({"text/html": still(self.trial), "text/plain": repr(self)}, raw=True)
        told = self._repr_mimebundle_()
        display(*(told if isinstance(told, tuple) else (told,))[:1], raw=True)

    def __repr__(self) -> str:
        """The run in one line."""
        trial = self.trial
        return f"LabWidget({trial.lab.name}, start {trial.start_name}): {trial.outcome.name}. {trial.outcome.cause}"
