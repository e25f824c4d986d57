"""Other luck for the same program: every seed that it sets, and the one that it does not, is mixed with a number."""

from __future__ import annotations

from importlib import import_module
from typing import Any


def mix(seed: Any, entropy: int) -> list[int]:
    """What a generator is seeded with instead of `seed`; a whole number or some of them, else its text's bytes."""
    if seed is None:
        own = []
    elif isinstance(seed, int):
        own = [abs(seed), int(seed < 0)]
    else:
        try:
            own = [abs(int(one)) for one in seed]
        except (TypeError, ValueError):
            own = list(repr(seed).encode())
    return [*own, entropy]


def change_luck(entropy: int, text: str) -> None:
    """Replaces the ways to seed a generator by ones that mix, and seeds those that are there already.

    This package's own generator is replaced where the program's text speaks of the package.
    """
    _change_numpy(import_module("numpy.random"), entropy)
    _change_python(import_module("random"), entropy)
    if entropy and "backprop_lab" in text:  # the first run draws this package's own starts as everyone does
        _change_own(import_module("backprop_lab.philox"), entropy)


def _change_numpy(lots: Any, entropy: int) -> None:
    usual_seed, usual_rng = lots.seed, lots.default_rng

    def words(seed: Any) -> Any:
        return lots.SeedSequence(mix(seed, entropy)).generate_state(8)

    class RandomState(lots.RandomState):  # type: ignore[misc]
        """The generator of old, with mixed seeds."""

        def __init__(self, seed: Any = None) -> None:
            super().__init__(words(seed))

        def seed(self, seed: Any = None) -> None:
            """Seeds it again."""
            super().seed(words(seed))

    def seed(seed: Any = None) -> None:
        usual_seed(words(seed))

    def default_rng(seed: Any = None) -> Any:
        whole = isinstance(seed, (lots.Generator, lots.BitGenerator, lots.SeedSequence))
        return usual_rng(seed if whole else mix(seed, entropy))

    lots.seed, lots.default_rng, lots.RandomState = seed, default_rng, RandomState
    seed()


def _change_python(lots: Any, entropy: int) -> None:
    usual = lots.seed

    def seed(a: Any = None, version: int = 2) -> None:
        usual(repr(mix(a, entropy)), version)

    lots.seed = seed
    seed()


def _change_own(lots: Any, entropy: int) -> None:
    usual = lots.words

    def words(seed: int, *others: Any, **named: Any) -> Any:
        return usual((seed + entropy * 2**40) % 2**64, *others, **named)

    lots.words = words
