"""Backprop Lab: run, see, check, map and teach back-propagation and gradient descent on small networks.

    from backprop_lab import run
    run(seed=7)

The rooms: `handout` (the handout solved from scratch), `lab` (a lab as a value), `network`,
`objective`, `descent`, `outcome`, `bound`, `probe`, `exact` (the mathematics), `run` (the main job).
"""

from ._version import VERSION as __version__
from .errors import UserError
from .lab import Lab, load_lab
from .run import Run, run

__all__ = ["Lab", "Run", "UserError", "__version__", "load_lab", "run"]
