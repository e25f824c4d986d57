"""The names of a network's numbers, from its letters, and the guard that no two of them are alike."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain, count, pairwise
from keyword import iskeyword
from unicodedata import normalize

from ..errors import LabError
from ..names import Letters
from ..network import Network
from .expression import Ref
from .name import Name

RATE, BETA, EPSILON = Name("rate"), Name("beta"), Name("epsilon")
BETA1, BETA2 = Name("beta", "1"), Name("beta", "2")
POWER1, POWER2 = BETA1.kept("t"), BETA2.kept("t")
LOSS, OBJECTIVE, COUNT, FACTOR = Name("L"), Name("J"), Name("n"), Name("factor")
GIVEN = (RATE, BETA, BETA1, BETA2, EPSILON, COUNT, FACTOR)
"""What belongs to no data point and is no parameter."""
PROGRAM = ("np", "X", "Y", "theta", "len")
"""Names that the generated program has for itself."""


@dataclass(frozen=True)
class Vocabulary:
    """Names by layer: `weights[k][i][j]`, `biases[k][j]` (empty without), `preactivations[k][j]`, `units[k][j]`.

    `inputs` and `targets` are those of a point; the last units are the outputs, whose
    preactivations are the outputs themselves where the output activation is the identity.
    """

    inputs: tuple[Name, ...]
    targets: tuple[Name, ...]
    weights: tuple[tuple[tuple[Name, ...], ...], ...]
    biases: tuple[tuple[Name, ...], ...]
    preactivations: tuple[tuple[Name, ...], ...]
    units: tuple[tuple[Name, ...], ...]

    @cached_property
    def parameters(self) -> tuple[Name, ...]:
        """The names of theta's entries, in order."""
        found: list[Name] = []
        for weights, biases in zip(self.weights, self.biases, strict=True):
            found += [name for row in weights for name in row]
            found += biases
        return tuple(found)

    @cached_property
    def codes(self) -> tuple[str, ...]:
        """The parameters as a program calls them."""
        return tuple(name.code for name in self.parameters)

    @cached_property
    def slope_codes(self) -> tuple[str, ...]:
        """The derivatives of J in them as a program calls them."""
        return tuple(name.derivative("J").code for name in self.parameters)

    @cached_property
    def new_codes(self) -> tuple[str, ...]:
        """The parameters after a step as a program calls them."""
        return tuple(name.new().code for name in self.parameters)


def vocabulary(network: Network, letters: Letters) -> Vocabulary:
    """The names that the letters give the network's numbers."""
    widths = network.widths
    weights = tuple(
        tuple(tuple(Name(letter, _pair(i, j, m, n)) for j in range(1, n + 1)) for i in range(1, m + 1))
        for letter, (m, n) in zip(letters.weights, pairwise(widths), strict=True)
    )
    biases = tuple(
        _row(letter, n) if network.biases else () for letter, n in zip(letters.biases, widths[1:], strict=True)
    )
    hidden = [_each(letter, n) for letter, n in zip(letters.units, widths[1:-1], strict=True)]
    before = [_each(letter, n) for letter, n in zip(letters.preactivations, widths[1:-1], strict=True)]
    outputs = _row(letters.output, widths[-1])
    last = outputs if network.output.is_linear else _row(_free(letters), widths[-1])
    targets = _row("y", widths[-1])
    return Vocabulary(_each("x", widths[0]), targets, weights, biases, (*before, last), (*hidden, outputs))


def _free(letters: Letters) -> str:
    """A letter that is not in use, for what the output's sigmoid gets."""
    used = (*letters.weights, *letters.biases, *letters.preactivations, *letters.units, letters.output)
    free = chain("qrstgo", ("q" + "_" * n for n in count(1)))
    return next(letter for letter in free if not any(word.startswith(letter) for word in used))


def _each(letter: str, n: int) -> tuple[Name, ...]:
    return tuple(Name(letter, str(j)) for j in range(1, n + 1))


def _row(letter: str, n: int) -> tuple[Name, ...]:
    return (Name(letter),) if n == 1 else _each(letter, n)


def _pair(i: int, j: int, m: int, n: int) -> str:
    if n == 1:
        return str(i)
    return f"{i},{j}" if max(m, n) > 9 else f"{i}{j}"


def distinct(names: Iterable[Name]) -> None:
    """Refuse names of which two would be written alike, to people or to Python, or that a program cannot have."""
    seen = {word: f"{word}, which the generated program needs" for word in PROGRAM}
    for name in names:
        code = normalize("NFKC", name.code)  # to Python different signs of one letter are the same
        if code in seen or iskeyword(code):
            raise LabError(
                "letters must leave every name of the derivation to one number",
                seen.get(code, f"{name.code}, a word of Python"),
                "x, y, p, L, J, n, exp, top, total, factor, rate, beta, epsilon and what begins with d, m_ or s_ "
                "may be in use.",
            )  # fmt: skip
        seen[code] = f"{name.code} twice"


def ref(name: Name) -> Ref:
    """The name, to be read."""
    return Ref(name)
