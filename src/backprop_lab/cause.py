"""Why a run became what it became: one sentence with its numbers, and one on where J first rose."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from .bound import stability_limit
from .curvature import sharpness
from .descent import History
from .method import Method
from .names import Letters
from .objective import Objective
from .outcome import Verdict, first_rise, judge
from .pattern import shut_layers

MANY = 4
"""Up to this many points are named one by one."""


@dataclass(frozen=True)
class Outcome:
    """The name of what became of a run (`outcome.NAMES`), the step that decided it, and the cause."""

    name: str
    step: int
    cause: str


def explain_outcome(
    objective: Objective, history: History, method: Method, letters: Letters, fit: float = 1e-4
) -> Outcome:
    """Judge the run and say why, in sentences with their numbers."""
    case = _Case(objective, history, method, letters, judge(objective, history, fit))
    name = case.verdict.name
    return Outcome(name, case.verdict.step, f"{_SENTENCES[name](case)} {_rise(case)}".strip())


@dataclass(frozen=True)
class _Case:
    """All that a sentence is made of."""

    objective: Objective
    history: History
    method: Method
    letters: Letters
    verdict: Verdict

    @property
    def since(self) -> str:
        """Since when, as a sentence begins."""
        return f"Since step {self.verdict.step}" if self.verdict.step else "From the start"

    @property
    def moves(self) -> bool:
        """Whether a method's memory may still move theta where the gradient is 0."""
        thetas = self.history.thetas
        return self.method.name != "gradient_descent" and not np.array_equal(thetas[-1], thetas[-2:][0])


def _dead(case: _Case) -> str:
    j, off = case.history.values[-1], _off_units(case)
    told = f"{case.since} no path lets any point through: {off}. The gradient is exactly 0 and J stays at {j:.10g}, "
    if case.moves:
        return f"{told}as long as what is left of the method's memory, which still moves theta, opens no path."
    answer = float(case.objective.network.output.value(np.zeros(1))[0])
    return f"{told}that of a network that always answers {answer:g}."


def _off_units(case: _Case) -> str:
    """Which units are off for which points, grouped by layer and, where it was earlier, the step since when."""
    network, x = case.objective.network, case.objective.data.x
    units = case.letters.hidden(network)
    shut = shut_layers(network, case.history.thetas[-1], x)
    since = _shut_since(case)
    groups: dict[tuple[int, int], list[int]] = {}
    for point, (layer, step) in enumerate(zip(shut, since, strict=True)):
        groups.setdefault((int(layer), int(step)), []).append(point)
    return "; ".join(
        f"{_listed(units[layer])} {'is' if len(units[layer]) == 1 else 'are'} off for "
        f"{_points(case.objective, members)}" + (f" since step {step}" if step < case.verdict.step else "")
        for (layer, step), members in sorted(groups.items())
    )


def _shut_since(case: _Case) -> list[int]:
    """For every point the step since when its path has been closed to the end."""
    x, network, history = case.objective.data.x, case.objective.network, case.history
    if not history.complete:
        return [history.last] * len(x)
    since, open_points = [0] * len(x), set(range(len(x)))
    for step in reversed(range(history.last)):
        shut = shut_layers(network, history.thetas[step], x)
        for point in [p for p in open_points if shut[p] < 0]:
            since[point] = step + 1
            open_points.discard(point)
        if not open_points:
            break
    return since


def _fitted(case: _Case) -> str:
    j, zero = case.history.values[-1], case.objective.at_zero or case.history.values[0]
    if j == 0:
        return "J is exactly 0."
    whose = "of a network with all parameters 0" if case.objective.at_zero else "at the start"
    return f"J = {j:.4g} is {j / zero:.2g} of the {zero:.6g} {whose}."


def _diverged(case: _Case) -> str:
    j, beyond = case.history.values, case.history.beyond
    if beyond is None:
        return (
            f"J rises at every step since step {case.verdict.step} and ends at {j[-1]:.4g}, above its start {j[0]:.4g}."
        )
    if beyond < len(j) and j[beyond] < np.inf and np.isnan(case.history.gradient_norms[beyond]):
        told = f"J is {j[beyond]:.4g} at step {beyond}, but its gradient is no number (nan)"
        return f"{told}: no further step can be made."
    if beyond == 0:
        what = "no number (nan)" if np.isnan(j[0]) else f"{j[0]:.4g}"
        return f"J is {what} at the start already, beyond any return."
    before = f" over {j[beyond - 1]:.4g} at the step before" if beyond > 1 else ""
    return f"J ran out of all bounds at step {beyond}, from {j[0]:.4g} at the start{before}; no further step was made."


def _stalled(case: _Case) -> str:
    j, g = case.history.values, case.history.gradient_norms
    shut = shut_layers(case.objective.network, case.history.thetas[-1], case.objective.data.x)
    closed = [int(p) for p in np.flatnonzero(shut >= 0)]
    if g[-1] == 0:
        though = "though a path is open"
        if len(closed) == len(shut):
            though = "as every hidden path is closed and the biases behind them are at their best"
        return f"{case.since} the gradient is exactly 0 at J = {j[-1]:.6g}, {though}."
    which = "any point" if len(closed) == len(shut) else _points(case.objective, closed) if closed else ""
    why = f" No path lets {which} through." if closed else ""
    return (
        f"{case.since} J moves by less than a thousandth of itself, at J = {j[-1]:.6g} "
        f"with a gradient of length {g[-1]:.3g}.{why}"
    )


def _oscillating(case: _Case) -> str:
    window = case.history.values[-(1 + max(1, case.history.last // 10)) :]
    return f"J goes up and down: between {window.min():.4g} and {window.max():.4g} in the last {len(window) - 1} steps."


def _falling(case: _Case) -> str:
    j = case.history.values
    return f"J = {j[-1]:.6g} still falls at the last step; more steps go further."


_SENTENCES = {
    "dead": _dead, "fitted": _fitted, "diverged": _diverged,
    "stalled": _stalled, "oscillating": _oscillating, "falling": _falling,
}  # fmt: skip


def _rise(case: _Case) -> str:
    """Where J first rose, with the sharpness there against the method's limit."""
    history, method = case.history, case.method
    t, limit, j = first_rise(history.values), stability_limit(method), history.values
    if t is None:
        return ""
    told = f"J first rose from step {t} ({j[t]:.6g}) to step {t + 1} ({j[t + 1]:.6g})"
    if not (history.complete or t == 0):
        return told + "."
    top = sharpness(case.objective, history.thetas[t])
    if limit is None:
        return f"{told}, where the sharpness was {top:.4g}."
    edge = limit / method.rate
    digits = next((d for d in (4, 7, 12) if f"{top:.{d}g}" != f"{edge:.{d}g}"), 17)
    side = "above" if top > edge else "below" if top < edge else "just"
    # Up to the limit the quadratic through theta_t predicts no rise for gradient descent.
    bent = side != "above" and method.name == "gradient_descent"
    why = ", so J bent more within that step than at its start" if bent else ""
    return f"{told}: the sharpness there, {top:.{digits}g}, was {side} {limit:.3g}/rate = {edge:.{digits}g}{why}."


def _listed(names: tuple[str, ...] | list[str]) -> str:
    if len(names) > 2 * MANY:
        return f"all of {names[0]} ... {names[-1]}"
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _points(objective: Objective, members: list[int]) -> str:
    """Points by their coordinates where they are few and small, else by how many."""
    n, width = len(objective.data), objective.data.x.shape[1]
    if len(members) == n and n > 1:
        return "both points" if n == 2 else f"all {n} points"
    if len(members) > MANY or width > MANY:
        return f"{len(members)} of the {n} points"
    told = [f"x = ({', '.join(f'{v:g}' for v in objective.data.x[p])})" for p in members]
    return _listed(told)
