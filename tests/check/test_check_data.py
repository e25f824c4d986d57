"""A number of the data that is not the lab's is told, with its point, in J, in the step, or in both."""

import pytest

from backprop_lab.check.files import check_file
from backprop_lab.lab import load_lab
from check.programs import WHOLE, lab_file

HANDOUT = load_lab("handout")
IN_J = "points = [(np.array([-1.0, 1.0]), 60.0), (np.array([-1.0, 0.5]), 20.0)]"
FIRST, SECOND = "gradient(theta, np.array([-1.0, 1.0]), 60.0)", "gradient(theta, np.array([-1.0, 0.5]), 20.0)"
OTHER = {
    "a sign": ("np.array([-1.0, 0.5]), 20.0", "np.array([1.0, 0.5]), 20.0",
               "point 2 has x = (1, 0.5), must be (-1, 0.5)"),
    "a point": ("np.array([-1.0, 0.5]), 20.0", "np.array([0.5, -1.0]), 20.0",
                "point 2 has x = (0.5, -1), must be (-1, 0.5)"),
    "its neighbour": ("np.array([-1.0, 1.0]), 60.0", "np.array([-1.0, 0.5]), 60.0",
                      "point 1 has x = (-1, 0.5), must be (-1, 1)"),
    "a target": ("np.array([-1.0, 0.5]), 20.0", "np.array([-1.0, 0.5]), 60.0", "point 2 has y = 60, must be 20"),
    "any target": ("np.array([-1.0, 0.5]), 20.0", "np.array([-1.0, 0.5]), 31.25", "point 2 has y = 31.25, must be 20"),
    "tenfold": ("np.array([-1.0, 0.5]), 20.0", "np.array([-1.0, 0.5]), 2.0", "point 2 has y = 2, must be 20"),
}  # fmt: skip


def told(tmp_path, changes):
    report = check_file(lab_file(tmp_path, WHOLE, changes), HANDOUT)
    return {part.part: part for part in report.parts}, [n.mistake.id for p in report.parts for n in p.mistakes]


@pytest.mark.parametrize("name", OTHER)
def test_other_data_in_j_are_told_and_the_steps_are_right(name, tmp_path):
    old, new, said = OTHER[name]
    parts, ids = told(tmp_path, {IN_J: IN_J.replace(old, new)})
    assert (ids, parts["objective"].said) == (["data-other"], f"the data are not the lab's: {said}")
    assert parts["descent"].verdict == "right"


@pytest.mark.parametrize("name", OTHER)
def test_other_data_in_the_step_are_told_and_j_is_right(name, tmp_path):
    old, new, said = OTHER[name]
    step = f"{FIRST} + {SECOND}"
    parts, ids = told(tmp_path, {step: step.replace(old, new)})
    assert (ids, parts["descent"].said) == (["step-data-other"], f"the step uses other data than the lab's: {said}")
    assert parts["objective"].verdict == "right"


def test_other_data_in_both_are_told_once(tmp_path):
    changes = {IN_J: IN_J.replace("60.0", "47.5"), FIRST: FIRST.replace("60.0", "47.5")}
    parts, ids = told(tmp_path, changes)
    assert ids == ["data-other"]
    assert parts["objective"].said == "the data are not the lab's: point 1 has y = 47.5, must be 60"
    assert parts["descent"].said.endswith("the steps are right for your own data")


def test_exchanged_targets_are_told(tmp_path):
    changes = {IN_J: IN_J.replace("60.0", "t").replace("20.0", "60.0").replace("t)", "20.0)")}
    parts, ids = told(tmp_path, changes)
    assert ids == ["data-other"]
    assert parts["objective"].said.endswith("the targets of points 1 and 2 are exchanged")


def test_what_no_data_explain_is_not_told_as_data(tmp_path):
    parts, ids = told(tmp_path, {"return sum(forward": "return 1.5 + sum(forward"})
    assert ids == []
    assert parts["objective"].said == "J is wrong, and the mistake is not recognised"


def test_the_line_is_that_in_which_the_other_numbers_stand(tmp_path):
    points = "points = np.array([[-1.0, 1.0], [-1.0, 0.5]])\n    ys = [60.0, 20.0]"
    changes = {
        IN_J: points.replace("[-1.0, 0.5]", "[-1.0, -0.5]"), "for x, y in points)": "for x, y in zip(points, ys))",
    }  # fmt: skip
    parts, _ = told(tmp_path, changes)
    place = parts["objective"].place
    assert (place.text, place.guess) == ("points = np.array([[-1.0, 1.0], [-1.0, -0.5]])", True)
