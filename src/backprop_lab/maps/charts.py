"""From a map to what its picture shows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..atlas.plan import Plan, Plane
from ..atlas.plane import Planed
from ..atlas.survey import Surveyed
from ..atlas.work import step_edges, value_edges
from ..bound import stability_bound
from ..outcome import NAMES
from .words import percent, titled

if TYPE_CHECKING:
    from matplotlib.figure import Figure

QUANTILES = (0.01, 0.1, 0.25, 0.5, 0.75, 0.9, 0.99)
DIED = (0.1, 0.5, 0.9)


def draw(found: Surveyed | Planed) -> Figure:
    """The picture of a map."""
    if isinstance(found, Planed):
        return _plane(found)
    return _survey(found) if found.plan.count > 1 else _rate(found)


def proved_bound(plan: Plan) -> float | None:
    """The rate above which no perfect fit is stable, where that is proved."""
    bound = stability_bound(plan.lab.objective, plan.lab.method)
    return bound.rate if bound.known else None


def _survey(found: Surveyed) -> Figure:
    from ..picture.survey import SurveyPicture, draw_survey

    plan = found.plan
    low, high = found.interval
    return draw_survey(SurveyPicture(
        title=titled(plan), rates=plan.rates, outcomes=NAMES, shares=found.shares, low=low, high=high,
        quantiles={share: found.quantile(share) for share in QUANTILES},
        died={share: found.step_quantile("dead", share) for share in DIED}, unit=found.unit,
        ends=found.ends, steps=plan.lab.descent.steps, is_log=plan.axis.is_log, bound=proved_bound(plan),
        rate=plan.lab.descent.rate,
    ))  # fmt: skip


def _rate(found: Surveyed) -> Figure:
    from ..picture.rate import RatePicture, draw_rate

    low, high = found.interval
    lab = found.plan.lab
    return draw_rate(RatePicture(
        titled(found.plan), NAMES, found.shares[0], [percent(s) for s in found.shares[0]], low[0], high[0],
        value_edges(lab), found.values[0], found.unit, step_edges(lab),
        {name: counts[0] for name, counts in found.decided.items()},
    ))  # fmt: skip


def _plane(found: Planed) -> Figure:
    from ..picture.plane import PlanePicture, draw_plane
    from ..picture.ticks import Side

    plan = found.plan
    x, y = (Side(a.told, a.low, a.high, a.is_log) for a in (plan.x, plan.y))
    unit = plan.lab.objective.at_zero or 1.0
    return draw_plane(PlanePicture(
        titled(plan), x, y, NAMES, found.code, found.step, found.value, unit, plan.lab.descent.steps, _marks(plan)
    ))  # fmt: skip


def _marks(plan: Plane) -> list[tuple[str, str, float]]:
    """Where an axis has the lab's own value, and the bound."""
    marks = []
    for which, axis in (("x", plan.x), ("y", plan.y)):
        bound = proved_bound(plan) if axis.name == "rate" and not _moves_bound(plan) else None
        if bound is not None:
            marks.append((f"bound {bound:.5g}", which, bound))
    return marks


def _moves_bound(plan: Plane) -> bool:
    """Whether an axis turns a number of the data, on which the bound depends."""
    return any("@" in axis.name for axis in (plan.x, plan.y))
