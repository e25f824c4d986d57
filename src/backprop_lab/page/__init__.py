"""The lab as one page in the browser, and as a widget in a notebook: a wing.

from backprop_lab.page import LabWidget
LabWidget("handout", seed=7)
"""

from typing import Any

__all__ = ["LabWidget"]


def __getattr__(name: str) -> Any:
    """The widget, imported late: it needs anywidget, which comes with the extra `widget`."""
    if name == "LabWidget":
        from .widget import LabWidget

        return LabWidget
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
