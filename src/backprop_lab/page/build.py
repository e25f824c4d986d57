"""A lab and a start as one HTML file: the page, its data and its script, assembled."""

from __future__ import annotations

import json
from pathlib import Path

from ..lab import Lab
from .assemble import bundle, packed, page_html, styles
from .payload import Recorded, payload

HERE = Path(__file__).parent
LARGEST = 150_000
"""So many bytes has a page at most, unless its data points are many."""


def page(lab: Lab, theta: object, seed: int | None = None, index: int = 0, recorded: Recorded | None = None) -> str:
    """The page of a lab that starts at theta (P numbers), start `index` of `seed` where it was drawn.

    With `recorded` it shows those states of the descent from there, and says so, until something is changed.
    Raises `InputError` for a lab of more than 200 parameters, which is too large to be written out.
    """
    told = _json(payload(lab, theta, seed, index, recorded))
    return page_html(f"{lab.title or lab.name}: Backprop Lab", told, script(), style())


def why_large(lab: Lab, size: int) -> str:
    """Why the page of this lab has more than 150 kB, in a sentence; empty where its `size` in bytes is less."""
    if size <= LARGEST:
        return ""
    data, count = lab.objective.data, lab.network.size
    points = len(packed(_json([data.x.tolist(), data.y.tolist()])))
    formulas = len(packed(_json(payload(lab, [0.0] * count)))) - points
    what, part = f"{len(data)} data point{'s' * (len(data) > 1)}", points
    if formulas > points:
        what, part = f"the formulas of {count} parameters", formulas
    return (
        f"At {size / 1000:.0f} kB it is larger than the usual 150 kB: {what} take about {part / 1000:.0f} kB of that."
    )


def _json(told: object) -> str:
    return json.dumps(told, separators=(",", ":"), ensure_ascii=False, allow_nan=False)


def script() -> str:
    """The page's modules as one ES module that exports `render({ model, el })`."""
    return bundle(HERE / "js")


def style() -> str:
    """The page's style sheet."""
    return styles(HERE / "css")
