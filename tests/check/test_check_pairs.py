"""Every pair of mistakes that can be told apart, written out as a program, is told from every other.

The numbers of all pairs come from programs that were written out and run. They are compared with what
is expected of every single mistake and every pair; the search itself, which is slower, is done for a
few that are drawn from a seed, and whole judgements in a file of their own.
"""

import numpy as np
import pytest

from backprop_lab.check.match import find
from backprop_lab.check.reference import at_cases
from check.labs import NAMES, lab
from check.made import answers
from check.sweep import beside, both, drawn, inputs, program, reading, rows, sweep

PARTS = ("forward", "gradient")
SEEDS = (0, 1, 2)
SEARCHED = 4
"""So many pairs of each part are searched for."""
each_lab = pytest.mark.parametrize("name", NAMES)
each_part = pytest.mark.parametrize("part", PARTS)


@each_lab
@each_part
@pytest.mark.parametrize("seed", SEEDS)
def test_what_the_inputs_do_not_tell_apart_no_random_input_tells_apart(name, part, seed):
    tried, random = sweep(name, part, seed), sweep(name, part, None)
    assert tried.ids == random.ids
    assert len(set(tried.groups)) > 100
    np.testing.assert_array_equal(tried.groups, random.groups)


@each_lab
@each_part
def test_every_pair_of_a_part_gives_its_own_numbers_and_those_of_its_lookalikes_alone(name, part):
    found, cases = sweep(name, part, 0), inputs(name, 0)
    missed = [
        sorted(ids) for i, (one, ids) in enumerate(zip(found.sets, found.ids, strict=True))
        if found.fits(answers(program(name, one), part, cases)) != found.like(i)
    ]  # fmt: skip
    assert sum(len(one) == 2 for one in found.sets) > 150
    assert missed == []


@each_lab
def test_every_mistake_of_the_forward_map_with_one_of_the_gradient_is_told_from_every_other(name):
    cases, missed, tried = inputs(name, 0), [], 0
    for row in rows(name, "forward"):
        found = beside(name, row, 0)
        for i in both(found, row):
            tried += 1
            if found.fits(answers(program(name, found.sets[i]), "gradient", cases)) != found.like(i):
                missed.append(sorted(found.ids[i]))
    assert tried > 500
    assert missed == []


@each_lab
@pytest.mark.parametrize("seed", SEEDS)
def test_of_a_gradient_behind_a_wrong_forward_map_the_inputs_say_what_random_inputs_say(name, seed):
    gradient = {row.id for row in rows(name, "gradient")}

    def said(found, i):
        return {ids & gradient for ids in found.smallest(found.like(i))}

    for row in rows(name, "forward"):
        tried, random = beside(name, row, seed), beside(name, row, None)
        assert tried.ids == random.ids
        assert [tried.ids[i] for i in both(tried, row) if said(tried, i) != said(random, i)] == []


@each_lab
@each_part
def test_the_search_gives_the_smallest_sets_that_look_like_a_pair_and_no_other(name, part):
    found, right = sweep(name, part, 0), at_cases(lab(name), inputs(name, 0))
    for i in drawn(11, [i for i, one in enumerate(found.sets) if len(one) == 2], SEARCHED):
        came = answers(program(name, found.sets[i]), part, inputs(name, 0))
        hits = {frozenset(m.id for m in one) for one in find(came, [right], rows(name, part), reading(name, part))}
        assert hits == found.smallest(found.like(i))
