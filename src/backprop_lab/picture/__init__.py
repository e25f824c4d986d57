"""Pictures of runs, with axes, legends and colours that colour-blind readers can tell apart."""

from .draw import draw_run
from .export import as_html, as_png, as_svg

__all__ = ["as_html", "as_png", "as_svg", "draw_run"]
