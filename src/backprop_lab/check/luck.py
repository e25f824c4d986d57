"""Which random numbers other runs of a program are given: such that the start it draws lives for a while.

At the handout's rate two of three starts are dead after a step or two, and say little of a descent. Most programs draw
theta first, in one of a few ways; then it is known beforehand which start they will draw.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from itertools import product
from random import Random

import numpy as np
from numpy.random import RandomState, SeedSequence, default_rng
from numpy.typing import NDArray

from ..arrays import Array
from ..lab import Lab
from .candidate.chance import mix
from .cases import live
from .reference import on_data

TRIED, STEPS = 96, 8
"""Among so many the luckiest are taken: those whose starts live for most of so many steps, and move all of theta."""
DRAWS, DRAWN = r"\b(?:uniform|rand|random|random_sample|ranf)\(", 3
"""Who draws in several places may draw more than one theta; so many are looked at."""
LARGEST = 200
"""Networks of more parameters hardly die, and take longer to try."""
Draw = Callable[[Sequence[int], int], Array]


def _generator(words: Sequence[int], count: int) -> Array:
    return default_rng(words).random(count)


def _of_old(words: Sequence[int], count: int) -> Array:
    return RandomState(SeedSequence(words).generate_state(8)).random_sample(count)


def _python(words: Sequence[int], count: int) -> Array:
    lots = Random(repr(list(words)))
    return np.array([lots.random() for _ in range(count)])


WAYS: tuple[tuple[str, Draw], ...] = (
    (r"default_rng\(\s*(\d{0,18})\s*\)", _generator),
    (r"(?:np|numpy)\.random\.seed\(\s*(\d{1,18})\s*\)", _of_old),
    (r"RandomState\(\s*(\d{0,18})\s*\)", _of_old),
    (r"(?:np|numpy)\.random\.(?:rand|uniform|random|random_sample|ranf)()\(", _of_old),
    (r"(?<![.\w])random\.seed\(\s*(\d{1,18})\s*\)", _python),
    (r"(?<![.\w])(?:random\.)?(?:random|uniform)()\(", _python),
)
"""How a program draws, with the seed that it sets: of two ways of one kind the one that sets a seed counts."""


def lucky(text: str, lab: Lab, first: int) -> Iterator[int]:
    """Numbers from `first` on that mix into a program's seeds, the luckiest first, in turns for each way to draw."""
    start = lab.descent.start
    ways = list(_ways(text)) if start.name == "uniform" and lab.network.size <= LARGEST else []
    tried, draws = np.arange(first, first + TRIED), min(len(re.findall(DRAWS, text)), DRAWN)
    meant = product(range(max(draws, 1)), ways)
    lives = [_lives(lab, draw, seed, tried, which) for which, (draw, seed) in meant]
    ranked = [tried[np.argsort(-one, kind="stable")].tolist() for one in lives]
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


def _lives(lab: Lab, draw: Draw, seed: int | None, tried: NDArray[np.int_], which: int) -> Array:
    """For how many steps something moves; more than that where all of theta does, and every point has a share.

    `which` is the theta that is meant, 0 the first one that is drawn.
    """
    (low, high), size = lab.descent.start.numbers, lab.network.size
    drawn = np.array([draw(mix(seed, int(one)), (which + 1) * size)[which * size :] for one in tried])
    theta = low + (high - low) * drawn
    lives = STEPS * live(lab, theta, lab.objective.data.x).all(axis=1).astype(float)
    on, moved = np.ones(len(theta), bool), np.zeros(theta.shape, bool)
    with np.errstate(all="ignore"):
        for _ in range(STEPS):
            slope = on_data(lab, theta).numbers.slope()
            on &= slope.any(axis=1) & np.isfinite(slope).all(axis=1)
            lives[on] += 1
            moved |= (slope != 0) & on[:, None]
            theta = theta - lab.descent.rate * np.where(on[:, None], slope, 0.0)
    return lives + STEPS * moved.all(axis=1)
