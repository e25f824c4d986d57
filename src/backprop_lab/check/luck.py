"""Which random numbers other runs of a program are given: such that the start it draws lives for a while.

At the handout's rate two of three starts are dead after a step or two, and say little of a descent. Most programs draw
theta first, in one of a few ways; then it is known beforehand which start they will draw.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from random import Random

import numpy as np
from numpy.typing import NDArray

from ..arrays import Array
from ..lab import Lab
from .candidate.chance import mix
from .reference import on_data

TRIED, STEPS = 96, 8
"""Among so many the luckiest are taken: those whose starts live for most of so many steps, and move all of theta."""
LARGEST = 200
"""Networks of more parameters hardly die, and take longer to try."""
Draw = Callable[[Sequence[int], int], Array]


def _generator(words: Sequence[int], count: int) -> Array:
    return np.random.default_rng(words).random(count)


def _of_old(words: Sequence[int], count: int) -> Array:
    return np.random.RandomState(np.random.SeedSequence(words).generate_state(8)).random_sample(count)


def _python(words: Sequence[int], count: int) -> Array:
    lots = Random(repr(list(words)))
    return np.array([lots.random() for _ in range(count)])


WAYS: tuple[tuple[str, Draw], ...] = (
    (r"default_rng\(\s*(\d*)\s*\)", _generator),
    (r"(?:np|numpy)\.random\.seed\(\s*(\d+)\s*\)", _of_old),
    (r"RandomState\(\s*(\d*)\s*\)", _of_old),
    (r"(?:np|numpy)\.random\.(?:rand|uniform|random|random_sample|ranf)()\(", _of_old),
    (r"(?<![.\w])random\.seed\(\s*(\d+)\s*\)", _python),
    (r"(?<![.\w])(?:random\.)?(?:random|uniform)()\(", _python),
)
"""How a program draws, with the seed that it sets: of two ways of one kind the one that sets a seed counts."""


def lucky(text: str, lab: Lab, first: int) -> Iterator[int]:
    """Numbers from `first` on that mix into a program's seeds, the luckiest first, in turns for each way to draw."""
    start = lab.descent.start
    ways = list(_ways(text)) if start.name == "uniform" and lab.network.size <= LARGEST else []
    tried = np.arange(first, first + TRIED)
    ranked = [tried[np.argsort(-_lives(lab, draw, seed, tried), kind="stable")].tolist() for draw, seed in ways]
    taken: dict[int, None] = {}
    for each in zip(*ranked, strict=True) if ranked else zip(tried.tolist(), strict=True):
        taken |= dict.fromkeys(each)
    yield from taken


def _ways(text: str) -> Iterator[tuple[Draw, int | None]]:
    seen: set[Draw] = set()
    for pattern, draw in WAYS:
        found = re.search(pattern, text)
        if found and draw not in seen:
            seen.add(draw)
            yield draw, int(found[1]) if found[1] else None


def _lives(lab: Lab, draw: Draw, seed: int | None, tried: NDArray[np.int_]) -> Array:
    """For how many steps something moves, with each of these numbers; more than that where all of theta does."""
    low, high = lab.descent.start.numbers
    theta = np.array([low + (high - low) * draw(mix(seed, int(one)), lab.network.size) for one in tried])
    lives, on, moved = np.zeros(len(theta)), np.ones(len(theta), bool), np.zeros(theta.shape, bool)
    with np.errstate(all="ignore"):
        for _ in range(STEPS):
            slope = on_data(lab, theta).numbers.slope()
            on &= slope.any(axis=1) & np.isfinite(slope).all(axis=1)
            lives[on] += 1
            moved |= (slope != 0) & on[:, None]
            theta = theta - lab.descent.rate * np.where(on[:, None], slope, 0.0)
    return lives + STEPS * moved.all(axis=1)
