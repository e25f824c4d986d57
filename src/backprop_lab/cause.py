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
    verdict = judge(objective, history, fit)
    why = _SENTENCES[verdict.name](objective, history, verdict, letters)
    rise = "" if verdict.name == "falling" else _rise(objective, history, method)
    return Outcome(verdict.name, verdict.step, f"{why} {rise}".strip())


def _dead(objective: Objective, history: History, verdict: Verdict, letters: Letters) -> str:
    since = "From the start" if verdict.step == 0 else f"Since step {verdict.step}"
    j = history.values[-1]
    off = _off_units(objective, history, verdict, letters)
    told = f"{since} no path lets any point through: {off}. The gradient is exactly 0 and J stays at {j:.10g}, "
    if history.complete and history.last and not np.array_equal(*history.thetas[-2:]):
        return f"{told}as long as what is left of the method's memory, which still moves theta, opens no path."
    return f"{told}that of a network that always answers 0."


def _off_units(objective: Objective, history: History, verdict: Verdict, letters: Letters) -> str:
    """Which units are off for which points, grouped by layer and, where it was earlier, the step since when."""
    network, x = objective.network, objective.data.x
    units = letters.hidden(network)
    shut = shut_layers(network, history.thetas[-1], x)
    since = _shut_since(objective, history)
    groups: dict[tuple[int, int], list[int]] = {}
    for point, (layer, step) in enumerate(zip(shut, since, strict=True)):
        groups.setdefault((int(layer), int(step)), []).append(point)
    return "; ".join(
        f"{_listed(units[layer])} {'is' if len(units[layer]) == 1 else 'are'} off for "
        f"{_points(objective, members)}" + (f" since step {step}" if step < verdict.step else "")
        for (layer, step), members in sorted(groups.items())
    )


def _shut_since(objective: Objective, history: History) -> list[int]:
    """For every point the step since when its path has been closed to the end."""
    x, network = objective.data.x, objective.network
    since = [0] * len(x) if history.complete else [history.last] * len(x)
    open_points = set(range(len(x))) if history.complete else set()
    for step in reversed(range(history.last if open_points else 0)):
        shut = shut_layers(network, history.thetas[step], x)
        for point in [p for p in open_points if shut[p] < 0]:
            since[point] = step + 1
            open_points.discard(point)
        if not open_points:
            break
    return since


def _fitted(objective: Objective, history: History, verdict: Verdict, letters: Letters) -> str:
    j, zero = history.values[-1], objective.at_zero or history.values[0]
    if j == 0:
        return "J is exactly 0: every target is met to the last bit."
    return f"J = {j:.4g} is {j / zero:.2g} of the {zero:.6g} of a network with all parameters 0."


def _diverged(objective: Objective, history: History, verdict: Verdict, letters: Letters) -> str:
    j = history.values
    if history.beyond is None:
        return f"J rises at every step since step {verdict.step} and ends at {j[-1]:.4g}, above its start {j[0]:.4g}."
    if history.beyond == 0:
        return f"J is {j[0]:.4g} at the start already, beyond any return."
    return (
        f"J ran out of all bounds at step {history.beyond}, from {j[0]:.4g} at the start over "
        f"{j[history.beyond - 1]:.4g} at the step before; no further step was made."
    )


def _stalled(objective: Objective, history: History, verdict: Verdict, letters: Letters) -> str:
    j, g = history.values, history.gradient_norms
    shut = shut_layers(objective.network, history.thetas[-1], objective.data.x)
    closed = [int(p) for p in np.flatnonzero(shut >= 0)]
    if g[-1] == 0:
        though = "though a path is open"
        if len(closed) == len(shut):
            though = "as every hidden path is closed and the biases behind them are at their best"
        return f"Since step {verdict.step} the gradient is exactly 0 at J = {j[-1]:.6g}, {though}."
    why = f" No path lets {_points(objective, closed)} through." if closed else ""
    since = f"Since step {verdict.step}" if verdict.step else "From the start"
    return (
        f"{since} J moves by less than a thousandth of itself, at J = {j[-1]:.6g} "
        f"with a gradient of length {g[-1]:.3g}.{why}"
    )


def _oscillating(objective: Objective, history: History, verdict: Verdict, letters: Letters) -> str:
    window = history.values[-(1 + max(1, history.last // 10)) :]
    return f"J goes up and down: between {window.min():.4g} and {window.max():.4g} in the last {len(window) - 1} steps."


def _falling(objective: Objective, history: History, verdict: Verdict, letters: Letters) -> str:
    j = history.values
    return f"J = {j[-1]:.6g} still falls at the last step; more steps go further."


_SENTENCES = {
    "dead": _dead, "fitted": _fitted, "diverged": _diverged,
    "stalled": _stalled, "oscillating": _oscillating, "falling": _falling,
}  # fmt: skip


def _rise(objective: Objective, history: History, method: Method) -> str:
    """Where J first rose, with the sharpness there against the method's limit."""
    t, limit = first_rise(history.values), stability_limit(method)
    if t is None:
        return ""
    j = history.values
    told = f"J first rose from step {t} ({j[t]:.6g}) to step {t + 1} ({j[t + 1]:.6g})"
    if not (history.complete or t == 0):
        return told + "."
    top = sharpness(objective, history.thetas[t])
    if limit is None:
        return f"{told}, where the sharpness was {top:.4g}."
    edge = limit / method.rate
    if top > edge:
        return f"{told}: the sharpness there, {top:.4g}, was above {limit:.3g}/rate = {edge:.4g}."
    # Below the limit the quadratic through theta_t predicts a fall for gradient descent.
    why = ", so J bent more within that step than at its start" if method.name == "gradient_descent" else ""
    return f"{told}: the sharpness there, {top:.4g}, was below {limit:.3g}/rate = {edge:.4g}{why}."


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
