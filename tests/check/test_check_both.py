"""A mistake of the gradient, or of J, together with one of the step: each is judged in its own part."""

from graphlib import CycleError
from itertools import product

import pytest

from backprop_lab.check import check
from backprop_lab.check.program import right_program
from check.labs import NAMES, shorter
from check.made import functions
from check.sweep import drawn, rows

each_lab = pytest.mark.parametrize("name", NAMES)
DRAWN = 8
"""So many pairs of each lab are drawn from a seed."""


def changing(name, part):
    return [row for row in rows(name, part) if row.change is not None]


def ids_of(report, part):
    return {m.id for one in report.parts if one.part == part for n in one.mistakes for m in (n.mistake, *n.also)}


@each_lab
def test_a_mistake_of_j_and_one_of_the_step_are_both_named(name):
    lab = shorter(name)
    right = right_program(lab)
    for j, step in drawn(3, list(product(changing(name, "objective"), changing(name, "descent"))), DRAWN):
        made = functions(right)
        made |= {"objective": functions(j.change(right))["objective"]}
        made |= {"descent": functions(step.change(right))["descent"]}
        report = check(lab=lab, **made).report
        assert j.id in ids_of(report, "objective")
        assert step.id in ids_of(report, "descent")


@each_lab
def test_behind_a_wrong_gradient_the_step_is_judged_without_an_error_and_the_gradients_mistake_is_named(name):
    lab = shorter(name)
    right = right_program(lab)
    for wrong, step in drawn(1, list(product(changing(name, "gradient"), changing(name, "descent"))), DRAWN):
        made = functions(right) | {"gradient": functions(wrong.change(right))["gradient"]}
        try:
            made |= {"descent": functions(step.change(wrong.change(right)))["descent"]}
        except CycleError:
            continue  # its equations read each other in a circle: no program has both mistakes
        report = check(lab=lab, **made).report
        assert wrong.id in ids_of(report, "gradient")
        assert next(one for one in report.parts if one.part == "descent").verdict != "right"


@each_lab
def test_behind_a_gradient_of_zeros_the_step_is_given_no_name(name):
    lab = shorter(name)
    right = right_program(lab)
    (zero,) = (row for row in changing(name, "gradient") if row.id == "gradient-zero")
    made = functions(right) | {part: functions(zero.change(right))[part] for part in ("gradient", "descent")}
    report = check(lab=lab, **made).report
    found = next(one for one in report.parts if one.part == "descent")
    assert (found.verdict, found.said) == ("cannot tell", "cannot be judged until the gradient is right")
