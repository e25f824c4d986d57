"""A lab and a start as one HTML file: the page, its data and its script, assembled."""

from __future__ import annotations

import json
from pathlib import Path

from ..lab import Lab
from .assemble import bundle, page_html, styles
from .payload import payload

HERE = Path(__file__).parent


def page(lab: Lab, theta: object, seed: int | None = None, index: int = 0) -> str:
    """The page of a lab that starts at theta (P numbers), start `index` of `seed` where it was drawn.

    Raises `InputError` for a lab of more than 200 parameters, which is too large to be written out.
    """
    told = json.dumps(payload(lab, theta, seed, index), separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return page_html(f"{lab.title or lab.name}: Backprop Lab", told, script(), style())


def script() -> str:
    """The page's modules as one ES module that exports `render({ model, el })`."""
    return bundle(HERE / "js")


def style() -> str:
    """The page's style sheet."""
    return styles(HERE / "css")
