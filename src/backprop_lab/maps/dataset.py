"""A map as an xarray Dataset: every array with the coordinates of its axes."""

from __future__ import annotations

import json

import numpy as np
import xarray

from ..atlas.plan import digest, to_plan_tables
from ..atlas.plane import Planed
from ..atlas.survey import Surveyed
from ..outcome import NAMES
from .charts import QUANTILES
from .words import titled


def dataset(found: Surveyed | Planed) -> xarray.Dataset:
    """The dataset; its attributes hold the plan."""
    made = _plane(found) if isinstance(found, Planed) else _survey(found)
    plan = found.plan
    made.attrs = {"title": titled(plan), "plan": json.dumps(to_plan_tables(plan)), "digest": digest(plan)}
    return made


def _survey(found: Surveyed) -> xarray.Dataset:
    low, high = found.interval
    table = ("rate", "outcome")
    each = ("quantile", "rate")
    return xarray.Dataset(
        {
            "share": (table, found.shares), "low": (table, low), "high": (table, high),
            "count": (table, found.counts), "example": (table, found.example),
            "J": (each, np.array([found.quantile(q) for q in QUANTILES])),
            "died": (each, np.array([found.step_quantile("dead", q) for q in QUANTILES])),
        },
        {"rate": found.plan.rates, "outcome": list(NAMES), "quantile": list(QUANTILES)},
    )  # fmt: skip


def _plane(found: Planed) -> xarray.Dataset:
    plan = found.plan
    picture = (plan.y.name, plan.x.name)
    made = xarray.Dataset(
        {"code": (picture, found.code), "step": (picture, found.step), "J": (picture, found.value)},
        {plan.x.name: plan.x.centres(plan.width), plan.y.name: plan.y.centres(plan.height)},
    )
    made["code"].attrs = {"flag_values": list(range(len(NAMES))), "flag_meanings": " ".join(NAMES)}
    return made
