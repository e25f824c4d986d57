"""What is said of a map: in a line, in sentences, as one object."""

from __future__ import annotations

import math

from ..atlas.fate import CODES
from ..atlas.plan import Plan, Plane, digest
from ..atlas.plane import Planed
from ..atlas.survey import Surveyed
from ..outcome import NAMES

NAMED = {"numpy": ", in NumPy", "compiled": ""}


def titled(plan: Plan) -> str:
    """The map in a line: what was trained, how often, how."""
    descent = plan.lab.descent
    method = "" if descent.method == "gradient_descent" else f", {descent.method}"
    how = f"{descent.steps} steps{method}" + (", float32" if plan.precision == 32 else "") + NAMED[plan.engine]
    name = plan.lab.name
    if isinstance(plan, Plane):
        start = f"{plan.seed}:{plan.index}" if plan.index else f"{plan.seed}"
        rate = "" if "rate" in (plan.x.name, plan.y.name) else f", rate {descent.rate:g}"
        return (
            f"{name}, start {start}: {plan.y.told} over {plan.x.told}{rate}, {how}, {plan.width} by {plan.height} runs"
        )
    rates = f"at {plan.count} rates" if plan.count > 1 else f"at rate {plan.axis.low:g}"
    return f"{name}: {whole(plan.starts)} starts of seed {plan.seed} ({descent.start}) {rates}, {how}"


def whole(number: int) -> str:
    """1,048,576."""
    return f"{number:,}"


def outcome_line(found: Surveyed | Planed) -> str:
    """How many came to what, the most frequent first; of a survey at the best rate, or one of those that are alike."""
    counts = found.counts if isinstance(found, Planed) else found.counts[found.best]
    shares = [(count / counts.sum(), name) for count, name in zip(counts.tolist(), NAMES, strict=True) if count]
    told = ", ".join(f"{percent(share)} {name}" for share, name in sorted(shares, reverse=True))
    return told if isinstance(found, Planed) else f"at rate {found.plan.rates[found.best]:.4g}: {told}"


def percent(share: float) -> str:
    """A share in per cent, with three digits or, near 100, as many as tell it from 100."""
    digits = 3 if share <= 0 or share >= 1 else max(3, 3 - math.ceil(math.log10(1 - share)))
    return f"{100 * share:.{digits}g} %"


def best_sentence(found: Surveyed) -> str:
    """Which rate did best, and by what."""
    if not found.has_best:
        return f"No run is fitted at any rate, and at none does the best tenth end below J = {found.ends[1]:.4g}."
    rate, at = found.plan.rates[found.best], CODES["fitted"]
    if not found.counts[:, at].any():
        j = found.quantile(0.1)[found.best]
        level = f"below J = {found.ends[0]:.2g}" if j < found.ends[0] else f"at J = {j:.4g} or below"
        return f"No run is fitted at any rate; at {rate:.4g} the best tenth ends lowest, {level}."
    low, high = (part[found.best, at] for part in found.interval)
    share = found.shares[found.best, at]
    return (
        f"Best rate found: {rate:.4g}, where {percent(share)} of the starts are fitted "
        f"({percent(low)} to {percent(high)} with 95 % confidence)."
    )


def quantile_of_j(found: Surveyed, j: float) -> str:
    """A quantile of J in figures: beyond the ends between which it is told, that it is beyond them."""
    low, high = found.ends
    if j < low:
        return f"< {low:.2g}"
    return f"> {high:.2g}" if high <= j < math.inf else f"{j:.4g}"


def bound_sentence(plan: Plan, bound: float | None) -> str:
    """The bound beside the lab's rate; empty where none is proved."""
    if bound is None:
        return ""
    rate = plan.lab.descent.rate
    side = f"{rate / bound:.3g} times that" if rate > bound else "below it"
    return f"Above the rate {bound:.5g} no perfect fit is stable; the lab's rate {rate:g} is {side}."


def folder_name(plan: Plan) -> str:
    """A folder for the plan, the same whenever it is asked for: handout-survey-1a2b3c4d."""
    return f"{plan.lab.name}-{'plane' if isinstance(plan, Plane) else 'survey'}-{digest(plan)[:8]}"
