"""The lab as one page in the browser, and as a widget in a notebook: a wing.

from backprop_lab.page import LabWidget
LabWidget("handout", seed=7)
"""

from typing import Any

__all__ = ["LabWidget"]


def __getattr__(name: str) -> Any:
    """The widget, imported late: it needs anywidget, which comes with the extra `widget`."""
    if name == "LabWidget":
        try:
            from .widget import LabWidget
        except ModuleNotFoundError as error:
            told = "LabWidget needs anywidget, which comes with the extra widget: pip install 'backprop-lab[widget]'"
            raise ModuleNotFoundError(told, name=error.name) from None
        return LabWidget
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
