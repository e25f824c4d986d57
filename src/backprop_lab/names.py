"""What each number of a network is called: w11, u12, v1; a1, h1; z."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

from .errors import LabError, shown
from .network import Network


@dataclass(frozen=True)
class Letters:
    """A letter for the weights, biases and preactivations of every layer, the hidden units, the output.

    The weight from unit i to unit j is letter, i, j (w12); the last index is left out where there
    is one output only (v1), and a comma parts indices from 10 on (w1,12).
    """

    weights: tuple[str, ...]
    biases: tuple[str, ...]
    preactivations: tuple[str, ...]
    units: tuple[str, ...]
    output: str = "z"

    def check(self, network: Network) -> None:
        """Refuse letters that do not fit the depth, or name two things alike."""
        depth = network.depth
        every_layer, hidden = ("weights", "biases"), ("preactivations", "units")
        for key in (*every_layer, *hidden):
            wanted = depth if key in every_layer else depth - 1
            given = getattr(self, key)
            if len(given) != wanted:
                raise LabError(f"letters.{key} must have {wanted} entries", shown(list(given)))
        every = (*self.weights, *self.biases, *self.preactivations, *self.units, self.output)
        for at, letter in enumerate(every):
            if not letter.isidentifier() or letter == "x" or letter in every[:at]:
                raise LabError("letters must be words that differ, and leave x to the input", shown(letter))

    def parameters(self, network: Network) -> tuple[str, ...]:
        """The name of every entry of theta, in its order."""
        names: list[str] = []
        for k, (m, n) in enumerate(pairwise(network.widths)):
            names += [_entry(self.weights[k], i, j, m, n) for i in range(1, m + 1) for j in range(1, n + 1)]
            if network.biases:
                names += [_unit(self.biases[k], j, n) for j in range(1, n + 1)]
        return tuple(names)

    def hidden(self, network: Network) -> tuple[tuple[str, ...], ...]:
        """The names of the hidden units, a tuple for each layer."""
        return tuple(
            tuple(f"{letter}{j}" for j in range(1, n + 1))
            for letter, n in zip(self.units, network.widths[1:-1], strict=True)
        )

    def outputs(self, network: Network) -> tuple[str, ...]:
        """The names of the outputs: z, or z1, z2, ... where there are several."""
        n = network.widths[-1]
        return tuple(_unit(self.output, j, n) for j in range(1, n + 1))


def _unit(letter: str, j: int, n: int) -> str:
    return letter if n == 1 else f"{letter}{j}"


def _entry(letter: str, i: int, j: int, m: int, n: int) -> str:
    if n == 1:
        return f"{letter}{i}"
    return f"{letter}{i},{j}" if max(m, n) > 9 else f"{letter}{i}{j}"


def default_letters(network: Network) -> Letters:
    """The handout's letters where they suffice (three layers), else w1, w2, ... and h1_, h2_, ..."""
    d = network.depth
    if d <= 3:
        weights = {1: ("v",), 2: ("w", "v"), 3: ("w", "u", "v")}[d]
        return Letters(weights, ("c", "d", "e")[:d], ("a", "b")[: d - 1], ("h", "k")[: d - 1])
    number = [str(i) + "_" for i in range(1, d + 1)]
    w, c = tuple("w" + i for i in number), tuple("c" + i for i in number)
    return Letters(w, c, tuple("a" + i for i in number[:-1]), tuple("h" + i for i in number[:-1]))
