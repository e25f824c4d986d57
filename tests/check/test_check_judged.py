"""Pairs of mistakes, written out as programs, in whole judgements: the report names both, or what looks the same.

Of each lab 60 pairs are drawn from a seed, 20 of the forward map, 10 of the gradient, 30 across; with
CHECK_EVERY_PAIR in the environment it is all of them, some 6,000, in about two hours.
"""

import os

import numpy as np
import pytest

from backprop_lab.check import check
from backprop_lab.check.cases import Cases
from backprop_lab.check.program import right_program
from check.labs import NAMES, lab
from check.made import answers, functions
from check.sweep import beside, both, drawn, elsewhere, program, rows, sweep

PARTS = ("forward", "gradient")
EVERY = 10_000 if os.environ.get("CHECK_EVERY_PAIR") else 0
WITHIN, ACROSS = {"forward": EVERY or 20, "gradient": EVERY or 10}, EVERY or 30
each_lab = pytest.mark.parametrize("name", NAMES)


def ids_of(report, part):
    """Every id that is told of a part."""
    (judged,) = (one for one in report.parts if one.part == part)
    return {m.id for n in judged.mistakes for m in (n.mistake, *n.also)}


def judged(name, mistakes):
    made = functions(program(name, mistakes))
    return check(lab=lab(name), **{part: made[part] for part in PARTS}).report


@each_lab
@pytest.mark.parametrize("part", PARTS)
def test_a_whole_judgement_names_the_two_mistakes_of_a_part_with_what_looks_the_same(name, part):
    found = sweep(name, part, None)
    two = [
        i for i in range(len(found.sets)) if len(found.sets[i]) == 2 == len(min(found.smallest(found.like(i)), key=len))
    ]
    for i in drawn(12, two, WITHIN[part]):
        report = judged(name, found.sets[i])
        assert found.ids[i] <= ids_of(report, part)
        assert ids_of(report, part) == frozenset().union(*found.smallest(found.like(i)))
        assert report.verdict == "wrong"


@each_lab
def test_a_whole_judgement_names_a_mistake_of_each_part_or_says_that_the_gradient_is_the_maps_own(name):
    choices = [(row, i) for row in rows(name, "forward") for i in both(beside(name, row, None), row)]
    gradient = {row.id for row in rows(name, "gradient")}
    for row, i in drawn(13, choices, ACROSS):
        found, maps = beside(name, row, None), sweep(name, "forward", None)
        report = judged(name, found.sets[i])
        assert ids_of(report, "forward") == frozenset().union(*maps.smallest(maps.like(maps.ids.index({row.id}))))
        expected = found.smallest(found.like(i))
        if own(name, program(name, found.sets[i])):
            assert "your gradient is right for your own forward map" in report.parts[1].said
        elif all(ids & gradient for ids in expected):
            assert ids_of(report, "gradient") == frozenset().union(*expected) & gradient
        else:
            assert report.parts[1].verdict == ("right" if frozenset() in expected else "cannot tell")
            assert ids_of(report, "gradient") == set()


def own(name, made):
    """Whether a program's gradient is that of its own L, which is wrong: by differences, at random inputs."""
    some = elsewhere(name).only(np.arange(60))
    size, width = lab(name).network.size, 1e-5
    sides = []
    for side in (1, -1):
        theta = (some.theta[:, None] + side * width * np.eye(size)).reshape(-1, size)
        moved = Cases(theta, some.x.repeat(size, axis=0), some.y.repeat(size, axis=0))
        sides.append(answers(made, "forward", moved)[:, -1].reshape(-1, size))
    slope, came = (sides[0] - sides[1]) / (2 * width), answers(made, "gradient", some)
    right = answers(right_program(lab(name)), "gradient", some)
    return np.allclose(slope, came, rtol=1e-5, atol=1e-6) and not np.allclose(came, right)
