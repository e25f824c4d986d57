"""A direction as a sum of parameters with factors: w11+w22, w11-2*v1, 0.5*u11+v2."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence

Weights = tuple[tuple[int, float], ...]
"""Places in theta, ascending, with their factors."""
_TERM = re.compile(r"([+-]?)(?:((?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][+-]?[0-9]+)?)\*)?(\w[\w,]*)")


def is_sum(name: str) -> bool:
    """Whether it is written as a sum: no other name has these signs."""
    return any(sign in name for sign in "+-*")


def parse_sum(text: str, parameters: Sequence[str]) -> tuple[Weights, str]:
    """What the sum moves by how much; where it moves nothing, no weights, and why."""
    found: dict[int, float] = {}
    for sign, factor, name in _terms(text):
        if name not in parameters:
            return (), f"There is no parameter {name}." if name else "A sum is NAME+FACTOR*NAME-NAME, without spaces."
        place, value = parameters.index(name), float(f"{sign}{factor or 1}")
        if place in found:
            return (), f"{name} stands there twice."
        if not math.isfinite(value):
            return (), f"The factor of {name} is too large."
        found[place] = value
    if not any(found.values()):
        return (), "All its factors are 0."
    return tuple(sorted((place, value) for place, value in found.items() if value)), ""


def _terms(text: str) -> list[tuple[str, str, str]]:
    """Sign, factor and name of each; one without a name where the text is no sum."""
    found, at = [], 0
    while at < len(text):
        term = _TERM.match(text, at)
        if term is None or (at and not term[1]):
            return [("", "", "")]
        found.append((term[1], term[2], term[3]))
        at = term.end()
    return found
