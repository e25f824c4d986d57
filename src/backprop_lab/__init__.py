"""Backprop Lab: run, see, check, map and teach back-propagation and gradient descent on small networks.

    from backprop_lab import explain, run
    run(seed=7)
    explain(seed=7)

The rooms: `handout` (the handout solved from scratch), `lab` (a lab as a value), `network`,
`objective`, `descent`, `outcome`, `bound`, `probe`, `exact` (the mathematics), `run` (the main job),
`explain` (every number with its equation), `check` (a student's program).
"""

from ._version import VERSION as __version__
from .check import check
from .errors import UserError
from .explain import explain
from .lab import Lab, load_lab
from .run import Run, run

__all__ = ["Lab", "Run", "UserError", "__version__", "check", "explain", "load_lab", "run"]
