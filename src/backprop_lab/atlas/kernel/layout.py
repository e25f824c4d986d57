"""How runs lie in memory: in groups of one vector of `width` runs for each number of their state, groups in blocks."""

from __future__ import annotations

from collections.abc import Sequence
from math import prod
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...lab import Lab
from ..traits import has_velocity, is_small

CHUNK, BLOCK, TOGETHER = 16, 4, 2
"""The most steps of a chunk, the groups of a block of straight-line code, and those of it that are interwoven."""
KEPT = 27 * 2**10
"""The states of a chunk take at most so many bytes: they stay in the first cache, with what else is in use."""
BYTES = {"double": 8, "float": 4}


def block_of(lab: Lab) -> int:
    """The groups that make a chunk of steps together: one where a step keeps the processor busy by itself."""
    return BLOCK if is_small(lab) else 1


def together(lab: Lab) -> int:
    """The groups of them whose steps are interwoven."""
    return TOGETHER if is_small(lab) else 1


def rows_of(lab: Lab) -> int:
    """The numbers of a run's state: theta, and what the method remembers of it."""
    return lab.network.size * (2 if has_velocity(lab) else 1)


def chunk_of(lab: Lab, width: int, real: str) -> int:
    """The most steps of a chunk of this lab."""
    state = rows_of(lab) * width * block_of(lab) * BYTES[real]
    return max(2, min(CHUNK, KEPT // state)) if is_small(lab) else CHUNK


def kept_of(lab: Lab, width: int, real: str, notes: int) -> int:
    """The vectors that a chunk keeps: of each step so many notes, two more and, of straight-line code, the state."""
    steps = chunk_of(lab, width, real)
    states = (steps + 1) * rows_of(lab) if is_small(lab) else 0
    return block_of(lab) * (states + (notes + 2) * steps)


def groups_of(runs: int, width: int) -> int:
    """The groups for so many runs: whole blocks."""
    return -(-runs // (width * BLOCK)) * BLOCK


def aligned(shape: Sequence[int], kind: type) -> NDArray[Any]:
    """Zeros whose first byte lies at a multiple of 64."""
    size = prod(shape) * np.dtype(kind).itemsize
    raw = np.zeros(size + 64, np.uint8)
    first = -raw.ctypes.data % 64
    return raw[first : first + size].view(kind).reshape(tuple(shape))


def grouped(rows: NDArray[Any], width: int) -> NDArray[Any]:
    """Rows (runs, numbers) as groups (groups, numbers, width); the last run fills up what is left of a block."""
    runs, count = rows.shape
    groups = groups_of(runs, width)
    found = aligned((groups, count, width), rows.dtype.type)
    padded = rows if groups * width == runs else rows[np.minimum(np.arange(groups * width), runs - 1)]
    found[...] = padded.reshape(groups, width, count).swapaxes(1, 2)
    return found


def runs_of(groups: NDArray[Any]) -> NDArray[Any]:
    """Groups (groups, numbers, width) as rows (runs, numbers), those that fill up the last block too."""
    return groups.swapaxes(1, 2).reshape(-1, groups.shape[1])
