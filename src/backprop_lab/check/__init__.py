"""Whether a student's program is right, and if not, which mistake it makes and where.

from backprop_lab import check
check(forward=my_forward, gradient=my_gradient)
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

from .face import Checked, check

if TYPE_CHECKING:
    from .catalogue import Mistake
    from .verdict import Judged, Named, Place, Report

__all__ = ["Checked", "Judged", "Mistake", "Named", "Place", "Report", "check"]
LATE = {"Mistake": "catalogue", **dict.fromkeys(("Judged", "Named", "Place", "Report"), "verdict")}
"""Where the names are that only a check needs; whoever runs or explains a lab does not wait for them."""


def __getattr__(name: str) -> Any:
    """One of these names, when it is asked for."""
    if name not in LATE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f".{LATE[name]}", __name__), name)
