"""A figure as PNG, SVG or HTML: the same figure gives the same bytes."""

from __future__ import annotations

import base64
import html
import io
from typing import Any

import matplotlib
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure


def as_png(figure: Figure) -> bytes:
    """The figure as PNG."""
    made = io.BytesIO()
    canvas: Any = FigureCanvasAgg(figure)
    canvas.print_png(made, metadata={"Software": None}, pil_kwargs={"compress_level": 4})
    return made.getvalue()


def as_svg(figure: Figure) -> bytes:
    """The figure as SVG, its text as text."""
    made = io.BytesIO()
    with matplotlib.rc_context({"svg.hashsalt": "backprop-lab", "svg.fonttype": "none"}):
        figure.savefig(made, format="svg", metadata={"Date": None, "Creator": None})
    return made.getvalue()


def as_html(figure: Figure, told: str) -> str:
    """The figure and a sentence, for a notebook; the sentence is the picture's text alternative too."""
    picture = base64.b64encode(as_png(figure)).decode()
    words = html.escape(told, quote=True)
    image = f'<img alt="{words}" src="data:image/png;base64,{picture}">'
    return f"<figure>{image}<figcaption>{words}</figcaption></figure>"
