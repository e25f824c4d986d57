"""Ten thousand seeded cases (theta, x, y) for the handout's network, with every pattern and every kink.

Uniform starts at the handout's points; random theta at random points over many sizes, all
patterns equally often; numbers of a few bits, in which arithmetic in float64 is exact, with zeros in
theta and preactivations that are exactly 0.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np

HANDOUT = (((-1.0, 1.0), 60.0), ((-1.0, 0.5), 20.0))
FEASIBLE = [p for p in range(16) if p >> 2 or not p & 3]
"""Patterns as numbers, bits 3, 2 for layer 1 and 1, 0 for layer 2; where both h are 0, no b is above 0."""
SEPARATING_THETA = (-0.5, 1.0, 0.5, -1.0, -1.0, 0.5, 0.0, 0.5, -1.5, -0.5)
SEPARATING_POINTS = (((1.0, 2.0), -3.0), ((0.0, -1.0), 2.0))


@dataclass(frozen=True)
class Cases:
    """n cases: theta (n, 10), x (n, 2), y (n,)."""

    theta: np.ndarray
    x: np.ndarray
    y: np.ndarray

    def __len__(self):
        return len(self.y)

    def __getitem__(self, rows):
        return Cases(self.theta[rows], self.x[rows], self.y[rows])

    def __iter__(self):
        return zip(self.theta, self.x, self.y, strict=True)

    @property
    def at_handout(self):
        """Which cases lie at the handout's points, (n,)."""
        return np.any([(self.x == x).all(axis=1) & (self.y == y) for x, y in HANDOUT], axis=0)

    @property
    def preactivations(self):
        """a1, a2, b1, b2 of every case, (n, 4)."""
        w, u = (self.theta[:, i : i + 4].reshape(-1, 2, 2) for i in (0, 4))
        a = (w * self.x[:, :, None]).sum(axis=1)
        b = (u * np.maximum(a, 0)[:, :, None]).sum(axis=1)
        return np.hstack([a, b])

    @property
    def pattern(self):
        """Which units are on, as a number of four bits, (n,)."""
        return (self.preactivations > 0) @ (8, 4, 2, 1)


def joined(parts):
    return Cases(*(np.concatenate([getattr(p, name) for p in parts]) for name in ("theta", "x", "y")))


def balanced(pool, count):
    """`count` of the pool's cases, the patterns in turn as long as each lasts."""
    pattern, turn = pool.pattern, np.empty(len(pool), int)
    for p in FEASIBLE:
        turn[pattern == p] = np.arange((pattern == p).sum())
    return pool[np.argsort(turn, kind="stable")[:count]]


def at_handout(rng, count):
    """Uniform starts, half of them at each of the handout's points."""
    x, y = (np.array(v, float)[np.arange(count) % 2] for v in zip(*HANDOUT, strict=True))
    return Cases(rng.uniform(-1, 1, (count, 10)), x, y)


def anywhere(rng, count):
    """Random theta, points and targets of many sizes, with all bits of their fractions."""
    n = 40 * count
    size = 10.0 ** rng.uniform(-2, 2, (3, n))
    theta = rng.normal(size=(n, 10)) * size[0][:, None]
    return balanced(Cases(theta, rng.normal(size=(n, 2)) * size[1][:, None], rng.normal(size=n) * size[2]), count)


def few_bits(rng, n):
    """Halves from -2 to 2: zeros in plenty, and no rounding anywhere; a third at the handout's points."""
    theta, x, y = (rng.integers(-4, 5, shape) / 2 for shape in ((n, 10), (n, 2), n))
    for i, (point, target) in enumerate(HANDOUT):
        x[i::6], y[i::6] = point, target
    return Cases(theta, x, y)


def with_zeros(rng, count):
    """Few bits, at least three of the ten parameters 0."""
    pool = few_bits(rng, 20 * count)
    return balanced(pool[(pool.theta == 0).sum(axis=1) >= 3], count)


def at_kinks(rng, count):
    """Few bits, a preactivation exactly 0 as a sum of terms that are not."""
    pool = few_bits(rng, 20 * count)
    (w, u), a = (pool.theta[:, i : i + 4].reshape(-1, 2, 2) for i in (0, 4)), pool.preactivations
    inputs = pool.x[:, :, None], np.maximum(a[:, :2], 0)[:, :, None]
    terms = np.hstack([np.abs(m * v).sum(axis=1) for m, v in zip((w, u), inputs, strict=True)])
    return balanced(pool[((a == 0) & (terms > 0)).any(axis=1)], count)


@cache
def cases(seed=0):
    """The ten thousand: 3,000 at the handout's points, 3,000 anywhere, 2,000 with zeros, 2,000 at kinks."""
    rng = np.random.default_rng(seed)
    return joined([at_handout(rng, 3000), anywhere(rng, 3000), with_zeros(rng, 2000), at_kinks(rng, 2000)])
