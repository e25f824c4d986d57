"""Every mistake of the catalogue, written out as a program, is found by its name, beside what looks the same alone."""

from collections import Counter

import numpy as np
import pytest

from backprop_lab.check import check
from backprop_lab.check.catalogue import PARTS, catalogue
from backprop_lab.check.match import close
from backprop_lab.check.program import right_program
from backprop_lab.check.reference import on_data
from backprop_lab.check.step import moved
from check.labs import NAMES, lab, shorter
from check.made import answers, functions
from check.sweep import elsewhere, rows, sweep

MAPS, LATER = ("forward", "gradient"), ("objective", "descent")
each_lab = pytest.mark.parametrize("name", NAMES)


def of(name, parts):
    return [pytest.param(name, row, id=f"{name}-{row.id}") for part in parts for row in rows(name, part)]


def everywhere(parts):
    return [one for name in NAMES for one in of(name, parts)]


def told(report):
    """For every mistake that is told all ids that it goes by."""
    return [{n.mistake.id, *(m.id for m in n.also)} for part in report.parts for n in part.mistakes]


def verdicts(report):
    return {part.part: part.verdict for part in report.parts}


def test_the_handout_has_at_least_sixty_mistakes_in_every_part():
    found = Counter(row.part for row in catalogue(lab("handout")))
    assert found.total() >= 60
    assert set(found) == set(PARTS)


@each_lab
def test_ids_and_names_are_unique_and_every_row_says_what_is_wrong_and_what_to_think_about(name):
    found = catalogue(lab(name))
    assert len({row.id for row in found}) == len(found) >= 60
    assert len({(row.part, row.about, row.name) for row in found}) == len(found)
    assert all(row.about and row.name and row.hint and row.part in PARTS for row in found)
    assert all(" " not in row.id and row.id == row.id.lower() for row in found)


@each_lab
def test_every_change_of_forward_map_and_gradient_changes_a_number_at_random_inputs(name):
    for part in MAPS:
        found = sweep(name, part, None)
        unseen = [one for one, group in zip(found.ids, found.groups, strict=True) if len(one) == 1 and group == 0]
        assert found.ids[0] == frozenset()
        assert unseen == []


@each_lab
def test_every_change_of_j_and_of_the_step_changes_a_number_on_the_labs_points(name):
    rng = np.random.default_rng(5)
    right = on_data(lab(name), rng.normal(size=(50, lab(name).network.size)))

    def numbers(base):
        step = moved(base.numbers, 0.25, right.numbers.theta[0])
        return np.hstack([base.numbers.of_all(("J",)), step])

    wanted = numbers(right)
    changes = [row for part in LATER for row in rows(name, part)]
    assert [row.id for row in changes if close(numbers(right.with_mistake(row)), wanted, 1e-6)] == []


@each_lab
def test_a_right_program_is_right_in_all_its_parts(name):
    found = check(lab=shorter(name), **functions(right_program(shorter(name))))
    assert verdicts(found.report) == dict.fromkeys((*MAPS, *LATER), "right")
    assert (found.verdict, found.report.score, told(found.report)) == ("right", 1.0, [])


@pytest.mark.parametrize(("name", "row"), everywhere(MAPS))
def test_a_mistake_of_forward_map_or_gradient_is_named_with_nothing_but_what_looks_the_same(name, row):
    program = row.change(right_program(lab(name)))
    made = functions(program)
    report = check(lab=lab(name), **{part: made[part] for part in MAPS}).report
    found = sweep(name, row.part, None)
    (ids,) = told(report)
    assert row.id in ids
    assert {frozenset({one}) for one in ids} == found.smallest(found.like(found.ids.index({row.id})))
    if row.part == "gradient":
        assert verdicts(report) == {"forward": "right", "gradient": "wrong"}
    elif _same_gradient(name, program):
        assert verdicts(report) == {"forward": "wrong", "gradient": "right"}
    else:
        assert verdicts(report) == {"forward": "wrong", "gradient": "cannot tell"}
        assert "cannot be judged until the forward map is right; " in report.parts[1].said


def _same_gradient(name, program):
    came, wanted = (answers(one, "gradient", elsewhere(name)) for one in (program, right_program(lab(name))))
    return close(came, wanted)


@pytest.mark.parametrize(("name", "row"), everywhere(LATER))
def test_a_mistake_of_j_or_of_the_step_is_named_and_its_part_alone_is_wrong(name, row):
    short = shorter(name)
    right, row = right_program(short), next(one for one in catalogue(short) if one.id == row.id)
    made = functions(right) | {row.part: functions(row.change(right))[row.part]}
    report = check(lab=short, **made).report
    assert verdicts(report) == dict.fromkeys((*MAPS, *LATER), "right") | {row.part: "wrong"}
    (ids,) = told(report)
    assert row.id in ids
    assert ids <= {"objective-mean", "objective-half"} or ids == {row.id}
