"""A map as one object of plain numbers, as `--json` prints it."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Array
from ..atlas.plan import digest, to_plan_tables
from ..atlas.plane import Planed
from ..atlas.survey import Surveyed
from ..outcome import NAMES
from .charts import DIED, QUANTILES, proved_bound


def facts(found: Surveyed | Planed) -> dict[str, Any]:
    """What is known of a map; numbers that are not finite become null."""
    plan = found.plan
    tables = to_plan_tables(plan)
    common = {key: tables[key] for key in ("kind", "engine", "precision", "seed")} | {
        "lab": plan.lab.name, "method": plan.lab.descent.method, "steps": plan.lab.descent.steps,
        "start": str(plan.lab.descent.start), "runs": plan.runs, "digest": digest(plan), "bound": proved_bound(plan),
    }  # fmt: skip
    return common | (_plane(found) if isinstance(found, Planed) else _survey(found))


def _survey(found: Surveyed) -> dict[str, Any]:
    low, high = found.interval
    values = {q: found.quantile(q) for q in QUANTILES}
    died = {q: found.step_quantile("dead", q) for q in DIED}
    rows = [
        {
            "rate": float(rate),
            "outcomes": {
                name: {
                    "count": int(found.counts[i, k]), "share": float(found.shares[i, k]), "low": float(low[i, k]),
                    "high": float(high[i, k]), "example": _start(found.example[i, k]),
                } for k, name in enumerate(NAMES)
            },
            "J": {f"{q:g}": number(v[i]) for q, v in values.items()},
            "died": {f"{q:g}": number(v[i]) for q, v in died.items()},
        }
        for i, rate in enumerate(found.plan.rates)
    ]  # fmt: skip
    best = float(found.plan.rates[found.best]) if found.has_best else None
    return {"starts": found.plan.starts, "best": best, "ends": [number(end) for end in found.ends], "rates": rows}


def _start(index: int) -> int | None:
    return None if index < 0 else int(index)


def _plane(found: Planed) -> dict[str, Any]:
    plan = found.plan
    tables = to_plan_tables(plan)
    counts = dict(zip(NAMES, found.counts.tolist(), strict=True))
    size = {"width": plan.width, "height": plan.height}
    return {key: tables[key] for key in ("index", "x", "y")} | size | {"outcomes": counts}


def number(value: Array | float) -> float | None:
    """The number; None where it is not finite."""
    return float(value) if np.isfinite(value) else None
