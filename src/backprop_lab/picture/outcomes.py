"""How outcomes look: a colour each, and what tells them apart without colour."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Paint:
    """The colour of an outcome, and what tells it apart without colour: a line and a marker."""

    colour: str
    line: Any
    marker: str


PAINTS: Mapping[str, Paint] = {
    "fitted": Paint("#009e73", "-", "o"), "falling": Paint("#56b4e9", (0, (5, 1.5)), "s"),
    "oscillating": Paint("#e69f00", (0, (1, 1)), "^"), "stalled": Paint("#cc79a7", (0, (5, 1, 1, 1)), "D"),
    "dead": Paint("#4d4d4d", "-", "v"), "diverged": Paint("#d55e00", (0, (5, 1.5)), "P"),
}  # fmt: skip
"""Okabe and Ito's colours for the outcomes, a dark grey for what is dead."""
