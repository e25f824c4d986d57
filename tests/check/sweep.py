"""Every set of up to two mistakes with the numbers that are expected of it, and which of them look the same."""

from dataclasses import dataclass
from functools import cache, cached_property

import numpy as np

from backprop_lab.check.cases import Cases
from backprop_lab.check.catalogue import catalogue
from backprop_lab.check.judge.context import all_cases
from backprop_lab.check.judge.forward import put_in
from backprop_lab.check.match import close, sets_that
from backprop_lab.check.program import right_program
from backprop_lab.check.reference import ReadCodes, at_cases
from check.labs import lab

ELSEWHERE = 300
"""So many random inputs beside those at which the checker looks."""
SAME = 1e-8
"""Relative: sums of rows that are nearer than this are compared number by number."""


@dataclass(frozen=True, eq=False)
class Sweep:
    """Sets of mistakes, the smallest first, and their numbers, shape (sets, cases, numbers)."""

    sets: tuple
    table: np.ndarray

    @cached_property
    def ids(self):
        return [frozenset(m.id for m in one) for one in self.sets]

    @cached_property
    def weights(self):
        """A weight for every number, so that tables with the same numbers have sums that are near."""
        return np.random.default_rng(0).uniform(1, 2, self.table[0].size)

    @cached_property
    def sums(self):
        """The weighted sum of every set's numbers, and of their sizes."""
        flat = self.table.reshape(len(self.table), -1)
        return flat @ self.weights, np.abs(flat) @ self.weights

    @cached_property
    def groups(self):
        """For every set the first one that has the same numbers."""
        sums, sizes = self.sums
        found = np.arange(len(sums))
        order = np.argsort(sums, kind="stable")
        for at, i in enumerate(order):
            for j in order[at + 1 :]:
                if sums[j] - sums[i] > SAME * sizes[i]:
                    break
                if close(self.table[j], self.table[i]):
                    found[i] = found[j] = min(found[i], found[j])
        return np.array([_first(found, i) for i in range(len(found))])

    def like(self, i):
        """The sets that have the numbers of set i."""
        return set(np.flatnonzero(self.groups == self.groups[i]).tolist())

    def fits(self, came):
        """The sets whose numbers came."""
        sums, sizes = self.sums
        near = np.flatnonzero(np.abs(sums - came.ravel() @ self.weights) <= SAME * sizes)
        return {int(i) for i in near if close(came, self.table[i])}

    def smallest(self, chosen):
        """The ids of those of the chosen sets that have the fewest mistakes."""
        fewest = min(len(self.ids[i]) for i in chosen)
        return {self.ids[i] for i in chosen if len(self.ids[i]) == fewest}


def _first(found, i):
    while found[i] != i:
        i = found[i]
    return i


def rows(name, part):
    return [row for row in catalogue(lab(name)) if row.part == part and row.change is not None]


def reading(name, part):
    right = right_program(lab(name))
    wanted = right.forward_names if part == "forward" else right.gradient_names
    return ReadCodes(tuple(n.code for n in wanted))


@cache
def elsewhere(name):
    """Random inputs that have nothing to do with the checker's."""
    rng, network = np.random.default_rng(20260), lab(name).network
    theta, x = rng.normal(size=(ELSEWHERE, network.size)), rng.normal(size=(ELSEWHERE, network.widths[0]))
    shares = rng.dirichlet(np.ones(network.widths[-1]), ELSEWHERE)
    squares = lab(name).objective.loss.name == "squared_error"
    return Cases(theta, x, rng.normal(size=shares.shape) if squares else shares)


def inputs(name, seed):
    """The checker's own for a seed, or the others for None."""
    return elsewhere(name) if seed is None else all_cases(lab(name), seed)


@cache
def sweep(name, part, seed, after=()):
    """Every set of up to two mistakes of a part; beside mistakes made before it (`after`), of up to one."""
    right, read, found = at_cases(lab(name), inputs(name, seed)), reading(name, part), []
    bases = [right, *(put_in(right, one) for one in after)]
    for size in (0, 1) if after else (0, 1, 2):
        sets_that(lambda base: bool(found.append((base.mistakes, read(base.numbers)))), bases, rows(name, part), size)
    return Sweep(tuple(one for one, _ in found), np.array([numbers for _, numbers in found]))


def program(name, mistakes):
    made = right_program(lab(name))
    for row in mistakes:
        made = row.change(made)
    return made


def drawn(seed, choices, count):
    chosen = np.random.default_rng(seed).permutation(len(choices))[:count]
    return [choices[i] for i in sorted(chosen)]


def beside(name, row, seed):
    """The gradients that are expected where the forward map has the mistake of this row, or one that looks the same."""
    maps = sweep(name, "forward", seed)
    alike = sorted(maps.like(maps.ids.index({row.id})))
    return sweep(name, "gradient", seed, tuple(maps.sets[i] for i in alike if len(maps.sets[i]) == 1))


def both(found, row):
    """The sets of this mistake of the forward map and one of the gradient."""
    return [i for i, one in enumerate(found.sets) if len(one) == 2 and one[0] is row]
