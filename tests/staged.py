"""A student's program from its text, as a candidate with limits that suit a test."""

from pathlib import Path
from textwrap import dedent

import numpy as np

from backprop_lab.check.candidate import Argument, Limits, Process, read_source

HASTY = Limits(run=0.25, call=0.2, total=20.0, memory=256 << 20)
BRIEF = Limits(run=0.8, call=0.4, total=20.0, memory=256 << 20)
ROOMY = Limits(run=10.0, call=5.0, total=60.0, memory=512 << 20)


def written(folder, text, name="lab.py"):
    file = Path(folder) / name
    file.write_text(dedent(text), "utf-8")
    return read_source(file)


def staged(folder, text, limits=ROOMY, **named):
    return Process(written(folder, text), limits, **named)


def given(*values):
    """Plain arguments: floats as floats, the rest as arrays."""
    return [Argument(v, "float") if isinstance(v, float) else Argument(np.asarray(v, float)) for v in values]
