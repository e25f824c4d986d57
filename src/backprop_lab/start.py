"""Where a run starts: a distribution, a seed and an index give theta, the same one for ever and everywhere.

Parameter j takes word j of item `index` of the seed, whatever the distribution, so that a start
does not depend on which others were drawn, in which order, or on which machine.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from . import philox
from .arrays import Array
from .errors import InputError, shown
from .network import Network

Words = NDArray[np.uint64]
LARGEST = 2**64 - 1
_FORMS = "uniform:LOW:HIGH, normal:MEAN:DEVIATION, he or glorot"


@dataclass(frozen=True)
class Start:
    """A distribution of starts: its name and its numbers, e.g. Start("uniform", (-1.0, 1.0)).

    uniform and normal draw every parameter. he (He and others 2015) draws weights normal with
    variance 2 / fan-in, glorot (Glorot and Bengio 2010) uniform within sqrt(6 / (fan-in +
    fan-out)); both set biases to 0.
    """

    name: str = "uniform"
    numbers: tuple[float, ...] = (-1.0, 1.0)

    def __post_init__(self) -> None:
        wanted = {"uniform": 2, "normal": 2, "he": 0, "glorot": 0}.get(str(self.name))
        known = isinstance(self.numbers, tuple) and all(isinstance(v, float) for v in self.numbers)
        fits = known and wanted == len(self.numbers) and all(math.isfinite(v) for v in self.numbers)
        if fits and wanted:
            low, high = self.numbers
            fits = math.isfinite(high - low) and (high > low if self.name == "uniform" else high > 0)
        if not fits:
            raise InputError(f"start must be {_FORMS}, with LOW < HIGH, DEVIATION > 0", shown(str(self)))

    def is_within(self, most: float) -> bool:
        """Whether no number that is drawn can be larger than `most`, of whatever network."""
        if self.name == "uniform":
            return max(map(abs, self.numbers)) <= most
        mean, deviation = self.numbers or (0.0, math.sqrt(2.0))
        return abs(mean) + philox.FARTHEST * deviation <= most

    def __str__(self) -> str:
        numbers = self.numbers if isinstance(self.numbers, tuple) else ()
        return ":".join([str(self.name), *(f"{v!r}".removesuffix(".0") for v in numbers)])


def parse_start(text: str) -> Start:
    """A start from its text: uniform:-1:1, normal:0:1, he, glorot."""
    name, *rest = str(text).split(":")
    try:
        numbers = tuple(float(part) for part in rest)
    except ValueError:
        raise InputError(f"start must be {_FORMS}", shown(text)) from None
    return Start(name, numbers)


def draw(network: Network, start: Start, seed: int, index: int = 0) -> Array:
    """Start `index` of `seed`, shape (P,); both are whole numbers from 0 to 2^64 - 1."""
    check_name(seed, index)
    return draw_many(network, start, int(seed), np.array([index], np.uint64))[0]


def draw_many(network: Network, start: Start, seed: int, indices: Array | object) -> Array:
    """The starts of several indices of one seed, shape (len(indices), P)."""
    index = np.asarray(indices)
    if index.dtype.kind not in "iu" or (index < 0).any():
        raise InputError("indices must be whole numbers from 0", shown(indices))
    check_name(seed, 0)
    word = philox.words(int(seed), index, network.size)
    if start.name == "uniform":
        return philox.uniform(word, *start.numbers)
    if start.name == "normal":
        mean, deviation = start.numbers
        return mean + deviation * philox.normal(word)
    layer = _he if start.name == "he" else _glorot
    return _by_layer(network, word, layer)


def uniform_numbers(count: int, seed: int, index: int = 0, low: float = -1.0, high: float = 1.0) -> Array:
    """`count` numbers uniform in (low, high): what `draw` gives a network of that many parameters."""
    check_name(seed, index)
    return philox.uniform(philox.words(int(seed), int(index), count)[0], low, high)


def check_name(seed: object, index: object) -> tuple[int, int]:
    """Seed and index as whole numbers; refuse what cannot name a run."""
    for name, value in (("seed", seed), ("index", index)):
        whole = isinstance(value, (int, np.integer)) and not isinstance(value, bool)
        if not whole or not 0 <= int(value) <= LARGEST:  # type: ignore[call-overload]
            raise InputError(f"{name} must be a whole number from 0 to 2^64 - 1", shown(value))
    return int(seed), int(index)  # type: ignore[call-overload]


def _he(word: Words, m: int, n: int) -> Array:
    return math.sqrt(2.0 / m) * philox.normal(word)


def _glorot(word: Words, m: int, n: int) -> Array:
    limit = math.sqrt(6.0 / (m + n))
    return philox.uniform(word, -limit, limit)


def _by_layer(network: Network, word: Words, layer: Callable[..., Array]) -> Array:
    theta = np.zeros(word.shape)
    for (w, _), (m, n) in zip(network.blocks, pairwise(network.widths), strict=True):
        theta[:, w] = layer(word[:, w], m, n)
    return theta


def share_shut(network: Network, start: Start) -> Fraction | None:
    """The share of starts at which one point gets through on no path; None where it has no closed form.

    Without biases and with weights as likely above as below 0, every unit of a ReLU layer that
    something reaches is on with probability 1/2, independently, so that a layer of n units shuts
    with probability 2^-n. The handout: 1 - (3/4)^2 = 7/16.
    """
    even = start.name in ("he", "glorot") or (start.name == "uniform" and sum(start.numbers) == 0)
    even = even or (start.name == "normal" and start.numbers[0] == 0)
    if network.biases or network.activation.pieces != (0.0, 1.0) or not even:
        return None
    through = Fraction(1)
    for n in network.widths[1:-1]:
        through *= 1 - Fraction(1, 2**n)
    return 1 - through
