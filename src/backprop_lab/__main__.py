"""`python -m backprop_lab` is `backprop-lab`."""

import sys

from .cli import command

sys.exit(command())
