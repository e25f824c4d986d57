"""How wide lines are set: as wide as the terminal, within what can be read; 80 where there is none."""

from __future__ import annotations

import shutil

NARROWEST, WIDEST = 60, 100


def columns() -> int:
    """The width of a line; the variable COLUMNS goes before the terminal's own."""
    return max(NARROWEST, min(shutil.get_terminal_size().columns, WIDEST))
