"""How a number stands in a formula: a float with six digits, a fraction in full while it is short."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import Any

from ..derivation.style import Style
from ..derivation.write import Written, figure

LONG = 7
"""A fraction with more digits above or below is rounded in the formulas; in full it stands at the end."""


def is_long(value: Any) -> bool:
    """Whether a number is a fraction too long to stand in a formula."""
    return isinstance(value, Fraction) and max(abs(value.numerator), value.denominator) >= 10**LONG


def nearest(value: Any) -> float:
    """The float nearest to a number, infinity where it is beyond all floats."""
    try:
        return float(value)
    except OverflowError:
        return math.inf if value > 0 else -math.inf


def written(value: Any, style: Style) -> Written:
    """A number in a style, and how tightly it binds."""
    return figure(nearest(value) if is_long(value) else value, style)
