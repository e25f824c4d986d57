"""Backprop Lab: run, see, check, map and teach back-propagation and gradient descent on small networks.

    from backprop_lab import explain, run, survey
    run(seed=7)
    explain(seed=7)
    survey(starts=1e6)

The rooms: `handout` (the handout solved from scratch), `lab` (a lab as a value), `network`,
`objective`, `descent`, `outcome`, `bound`, `probe`, `exact` (the mathematics), `run` (the main job),
`explain` (every number with its equation), `check` (a student's program), `maps` (many runs at once).
"""

from typing import TYPE_CHECKING, Any

from . import interrupt as _interrupt  # noqa: F401  before all that takes long to import
from ._version import VERSION as __version__
from .check import check
from .errors import UserError
from .explain import explain
from .lab import Lab, load_lab
from .run import Run, run

if TYPE_CHECKING:
    from .maps import plane, survey

__all__ = ["Lab", "Run", "UserError", "__version__", "check", "explain", "load_lab", "plane", "run", "survey"]


def __getattr__(name: str) -> Any:
    """`survey` and `plane` are imported where they are asked for."""
    if name in ("plane", "survey"):
        from . import maps

        return getattr(maps, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
