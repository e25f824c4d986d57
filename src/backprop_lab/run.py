"""The main job: run a lab from a start, say what became of it and why, and set beside it a run that learns."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from .advice import gentler, is_dead_at_start, living
from .arrays import Array
from .bound import Bound, bound_at, stability_bound
from .cause import Outcome
from .errors import InputError, shown
from .lab import Lab, load_lab
from .start import Start, parse_start
from .trial import Track, Trial, begin, perform, with_sharpness

if TYPE_CHECKING:
    from matplotlib.figure import Figure

Compare = Literal["auto", "none"] | float | None


@dataclass(frozen=True, eq=False)  # arrays have no single truth
class Run:
    """A run, those beside it, and the bound on the rate. In Jupyter it shows itself.

    `trial` is the run; `beside` the same start at another rate, or None; `living` another start
    that learns, where this one cannot, or None. `compare` is what was asked for. `map` names a run
    of a map, whose states are in the map's own arithmetic, and has the map's plan; else None.
    """

    trial: Trial
    beside: Trial | None
    living: Trial | None
    bound: Bound
    compare: Compare = "auto"
    map: dict[str, Any] | None = None

    @property
    def trials(self) -> tuple[Trial, ...]:
        """The run and those beside it."""
        return tuple(t for t in (self.trial, self.beside, self.living) if t is not None)

    @property
    def sharpness(self) -> Array | None:
        """The sharpness at every step of the run, shape (T + 1,); None where not asked for."""
        return self.trial.history.sharpness

    @property
    def lab(self) -> Lab:
        """The lab, with the rate, steps and method that were used."""
        return self.trial.lab

    @property
    def seed(self) -> int | None:
        """The seed of the start; None where theta was given."""
        return self.trial.seed

    @property
    def index(self) -> int:
        """The index of the start."""
        return self.trial.index

    @property
    def theta0(self) -> Array:
        """Where the run started, shape (P,)."""
        return self.trial.theta0

    @property
    def theta(self) -> Array:
        """Where it ended, shape (P,)."""
        return self.trial.theta

    @property
    def values(self) -> Array:
        """J at every step, shape (T + 1,)."""
        return self.trial.values

    @property
    def outcome(self) -> Outcome:
        """What became of it: name, step, cause."""
        return self.trial.outcome

    def figure(self) -> Figure:
        """The picture: J, sharpness against the method's limit over the rate, which unit is on."""
        from .picture import draw_run

        return draw_run(self.trials)

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        from .picture import as_html

        told = f"{self.outcome.name} at step {self.outcome.step}. {self.outcome.cause} {rate_sentence(self)}"
        return {"text/plain": f"{self.lab.name}: {told}", "text/html": as_html(self.figure(), told)}


def run(
    lab: Lab | str = "handout",
    *,
    seed: int | None = None,
    index: int = 0,
    theta: object = None,
    start: Start | str | None = None,
    rate: float | None = None,
    steps: int | None = None,
    method: str | None = None,
    compare: Compare = "auto",
    sharpness: bool = True,
    track: Track | None = None,
) -> Run:
    """Run a lab: by default the handout, from a start that is drawn and named in the result.

    `lab` is a `Lab`, the name of one that comes with the package, or the path of a lab file.
    `theta` (P numbers) starts there instead of at start `index` of `seed`. `rate`, `steps`,
    `method` ("momentum:0.9") and `start` ("uniform:-1:1") replace the lab's. `compare` is the
    rate of a second run from the same start, "none", or "auto": one below the bound where the
    run needs it, and another start that learns where this one does not. Raises `UserError`
    where something given cannot be used.
    """
    if isinstance(start, str):
        start = parse_start(start)
    if start is not None and not isinstance(start, Start):
        raise InputError("start must be a Start or its text, such as uniform:-1:1", shown(start))
    chosen = load_lab(lab).trained(rate=rate, steps=steps, method=method, start=start)
    trial = begin(chosen, seed, index, theta, track)
    bound = stability_bound(chosen.objective, chosen.method)
    second = _second(trial, bound, compare)
    third = living(trial, second, bound) if compare == "auto" else None
    if not bound.known and trial.outcome.name == "fitted":
        bound = bound_at(chosen.objective, chosen.method, trial.theta)
    if not sharpness:
        return Run(trial, second, third, bound, compare or "none")
    second, third = (with_sharpness(t, track) if t else None for t in (second, third))
    return Run(with_sharpness(trial, track), second, third, bound, compare or "none")


def rate_sentence(run: Run) -> str:
    """The rate against the bound, in one sentence."""
    rate, bound = run.trial.rate, run.bound
    if bound.rate is None:
        return bound.reason
    share = rate / bound.rate if bound.rate > rate / 1e300 else np.inf
    if bound.known and share > 1:
        times = f"{share:.3g} times" if np.isfinite(share) else "by far"
        return f"The rate {rate:g} is {times} too large: above {bound.rate:.5g} no perfect fit is stable."
    if bound.known:
        return f"The rate {rate:g} is below {bound.rate:.5g}, above which no perfect fit is stable."
    return bound.reason


def no_rate_helps(run: Run) -> bool:
    """Whether the start itself is dead."""
    return is_dead_at_start(run.trial)


def _second(trial: Trial, bound: Bound, compare: Compare) -> Trial | None:
    if compare is None or compare == "none":
        return None
    if compare == "auto":
        return gentler(trial, bound)
    if isinstance(compare, str):
        raise InputError("compare must be a rate, auto or none", shown(compare))
    return perform(trial.lab.trained(rate=compare), trial.theta0, trial.seed, trial.index)
