"""`python -m backprop_lab` is `backprop-lab`."""

import sys

from .cli import main

sys.exit(main())
