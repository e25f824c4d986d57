"""Every mistake of the step, and every pair that can be told apart, is named from the states that it leads through.

The states come from programs that were written out and run. What two programs lead through alike from every start,
no one can tell apart: it is told as what needs fewer mistakes. All pairs are tried in the handout's lab, of the others
as many as are drawn from a seed; with CHECK_EVERY_PAIR in the environment it is all of them.
"""

import os
from dataclasses import dataclass
from functools import cache
from itertools import combinations, product
from types import SimpleNamespace

import numpy as np
import pytest

from backprop_lab.check.candidate.answer import Event
from backprop_lab.check.cases import live_starts
from backprop_lab.check.catalogue import catalogue
from backprop_lab.check.judge.states import States
from backprop_lab.check.judge.steps import follow
from backprop_lab.check.judge.watched import Watched
from backprop_lab.check.program import right_program
from backprop_lab.check.reference import on_data
from backprop_lab.check.verdict import Judged
from check.labs import NAMES, lab
from check.sweep import drawn, rows
from check.written import functions

STEPS, STARTS = 4, 2
DRAWN = {"handout": 1000, "xor": 20, "wide": 20}
each_lab = pytest.mark.parametrize("name", NAMES)


@dataclass(frozen=True, eq=False)
class Tried:
    """Programs with up to two mistakes of the step, and the states of each, shape (starts, steps + 1, P)."""

    sets: tuple
    states: np.ndarray

    def like(self, i, start):
        """The smallest sets of mistakes that lead through the same states from a start."""
        states = self.states[:, start]
        scale = np.abs(states[i]).max() + np.abs(states).max(axis=(1, 2))
        alike = [self.sets[k] for k in np.flatnonzero(np.abs(states - states[i]).max(axis=(1, 2)) <= 1e-9 * scale)]
        return [one for one in alike if len(one) == min(map(len, alike))]


@cache
def tried(name):
    right = right_program(lab(name))
    changing = [row for row in rows(name, "descent") if row.change is not None]
    sets = [(), *((row,) for row in changing), *combinations(changing, 2)]
    starts = live_starts(lab(name), 5, STARTS)
    return Tried(tuple(sets), np.array([states_of(right, one, starts) for one in sets]))


def states_of(right, mistakes, starts):
    program = right
    for row in mistakes:
        program = row.change(program)
    descent = functions(program)["gradient_descent"]
    with np.errstate(all="ignore"):
        table = [[theta, *(descent(theta, steps)[0] for steps in range(1, STEPS + 1))] for theta in starts]
    return np.nan_to_num(np.array(table), nan=1e300, posinf=1e300, neginf=-1e300)


def named(name, states):
    """The sets of ids that are found for these states."""
    context = SimpleNamespace(
        lab=lab(name), right=on_data(lab(name), states[:1]), roles={"gradient": None},
        rows=lambda part: rows_of(name, part),
    )  # fmt: skip
    seen = States("", states[: finite(states)])
    watched = Watched((seen,), (), None, lab(name).descent.rate, True, events=(Event(1, "theta", states[0]),))
    found = follow(context, [context.right], watched, [Judged("gradient", "right", "")])
    return [{m.id for m in one} for one in found.found] if found is not None else None


@cache
def rows_of(name, part):
    return [row for row in catalogue(lab(name)) if row.part == part]


def finite(states):
    """How many states come before one that is no number, or beyond all bounds."""
    bad = np.flatnonzero((np.abs(states) >= 1e300).any(axis=1))
    return int(bad[0]) if len(bad) else len(states)


@each_lab
def test_every_pair_of_mistakes_of_the_step_that_can_be_told_apart_is_named(name):
    found, missed, pairs = tried(name), [], 0
    chosen = drawn(4, range(len(found.sets)), 1000 if os.environ.get("CHECK_EVERY_PAIR") else DRAWN[name])
    for i, start in product(chosen, range(STARTS)):
        states, alike = found.states[i][start], found.like(i, start)
        if () in alike or (states == states[0]).all():
            continue  # a step, or none at all: theta stands still
        wanted = [{m.id for m in one} for one in alike]
        told = named(name, states) or []
        if wanted[0] not in told or not all(ids in wanted or ids == {"rate-other"} for ids in told):
            missed.append((wanted, told))
        pairs += len(alike[0]) == 2
    assert pairs > len(chosen) / 2
    assert missed == []
