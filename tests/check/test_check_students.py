"""Programs as students hand them in: no right one is called wrong, a wrong one is called by its mistake."""

import runpy
from functools import cache

import pytest

from backprop_lab.check.files import check_file
from backprop_lab.lab import load_lab
from check.table import STUDENTS, Result, Told, markdown, result, students, totals

pytestmark = pytest.mark.usefixtures("nursery")
RIGHT, WRONG = students("right"), students("wrong")
each = pytest.mark.parametrize("student", [*RIGHT, *WRONG], ids=lambda student: student.name)
each_right = pytest.mark.parametrize("student", RIGHT, ids=lambda student: student.name)
each_wrong = pytest.mark.parametrize("student", WRONG, ids=lambda student: student.name)


@cache
def checked(student):
    return check_file(student.path, load_lab("handout"))


@cache
def every():
    return [result(student, checked(student)) for student in (*RIGHT, *WRONG)]


def test_there_are_eighty_programs_thirty_of_them_right_and_each_has_a_style_of_its_own():
    assert len(RIGHT) + len(WRONG) >= 80
    assert len(RIGHT) >= 30
    assert {s.verdict for s in RIGHT} == {"right"}
    assert {s.verdict for s in WRONG} == {"wrong"}
    assert len({s.file for s in (*RIGHT, *WRONG)}) == len(RIGHT) + len(WRONG)
    assert sum(len(s.mistakes) == 2 for s in WRONG) >= 8


@each_right
def test_a_right_program_is_not_called_wrong_nor_given_a_mistake(student):
    found = result(student, checked(student))
    assert (found.verdict in ("right", "cannot tell"), found.wrong, found.told) == (True, frozenset(), ())


@each_wrong
def test_a_wrong_program_is_not_called_right_nor_given_a_wrong_name(student):
    found = result(student, checked(student))
    assert (found.verdict == "right", found.misnamed, found.foreign) == (False, False, ())


@each_wrong
def test_no_part_is_called_wrong_in_which_no_mistake_stands(student):
    assert result(student, checked(student)).wrong <= set(student.parts)


@each
def test_a_report_says_which_program_and_what_was_taken_for_what(student):
    report = checked(student)
    assert (report.file, report.lab, 0 <= report.score <= 1) == (str(student.path), "handout", True)
    assert report.score == 1 or report.verdict != "right"
    assert all(role and name and how for role, (name, how) in report.functions.items())


def test_a_name_beside_another_counts_only_if_it_is_said_first_and_a_wrong_one_alone_is_counted():
    student = next(s for s in WRONG if s.mistakes == (frozenset({"two-missing"}),))
    mine, other = Told("two-missing", frozenset({"sure"}), student.line), Told("sure", frozenset({"two-missing"}), 1)
    wrong = Told("two-twice", frozenset(), student.line)

    def said(*told):
        one = Result(student, "wrong", frozenset({"gradient"}), told)
        return one.named, one.misnamed, one.foreign, one.line

    assert said(mine) == (True, False, (), True)
    assert said(other) == (False, False, (), False)
    assert said(wrong) == (False, True, ("two-twice",), False)
    assert said(mine, wrong) == (True, False, ("two-twice",), True)
    assert said(wrong, mine) == (False, False, ("two-twice",), True)
    assert said() == (False, False, (), False)


def test_the_table_in_the_document_is_what_the_checker_says():
    docs = runpy.run_path(str(STUDENTS.parents[1] / "scripts" / "update_docs.py"))
    (shown,) = docs["TABLE"].findall(docs["CHECKED"].read_text("utf-8"))
    assert shown == markdown(every()) + "\n"


def test_no_right_program_is_called_wrong_and_no_wrong_one_has_a_wrong_name_alone():
    found = totals(every())
    assert (found.told_wrong, found.misnamed) == (0, 0)


def test_at_least_95_of_100_wrong_programs_get_their_own_name_first():
    found = totals(every())
    assert found.named >= 0.95 * found.wrong


def test_the_line_is_right_for_at_least_80_of_100_wrong_programs():
    found = totals(every())
    assert found.line >= 0.8 * found.wrong
