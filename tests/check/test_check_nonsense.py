"""Programs that crash, loop, print without end or hand back nonsense: a clear line for that, and for that alone."""

import re
from dataclasses import replace

import pytest

from backprop_lab.check import check
from backprop_lab.check.files import check_file
from backprop_lab.check.report import text
from backprop_lab.lab import load_lab
from check.made import made
from check.programs import RIGHT, WHOLE, lab_file, replaced
from staged import BRIEF, ROOMY

MAP = "return h[0], h[1], k[0], k[1], z, loss"
SLOPES = "return np.concatenate([dW.ravel(), dU.ravel(), dV])"
SAME = """\
class Same:
    def __eq__(self, other):
        return True

    def __getattr__(self, name):
        return self

"""
ANSWERS = {
    "an error": ('raise ValueError("not yet")', r"stops with an error \(.*\): ValueError: not yet"),
    "a name that does not exist": (
        "return result",
        r"stops with an error \(.*\): NameError: name 'result'",
    ),
    "the end": ("raise SystemExit", r"stops with an error \(.*\): SystemExit"),
    "recursion without end": ("return {name}(theta, x, y)", r"stops with an error.*RecursionError"),
    "nothing": ("pass", r"hands back nothing \(None\): is a return missing\?"),
    "strings": ('return ["a", "b"]', "hands back .*, no numbers"),
    "a text": ('return "done"', "hands back .*, no numbers"),
    "a table that is not one": ("return [x, [1, [2, 'x']]]", "hands back .*, no numbers"),
    "an object equal to everything": ("return Same()", "hands back .*Same.*, no numbers"),
    "NaN": ("return np.full({size}, np.nan)", "numbers that are not finite"),
    "infinity": ("return np.full({size}, np.inf)", "numbers that are not finite"),
    "complex numbers": ("return np.full({size}, 1j)", "hands back complex numbers"),
    "one number too few": ("return np.ones({size} - 3)", "numbers; {size} were expected"),
    "a number too many for every form": ("return np.ones(77)", "hands back 77 numbers; {size} were expected"),
    "a huge array": ("return np.ones(10**6)", "hands back 1000000 numbers; {size} were expected"),
}
"""What a function does in its last line, and what must be said of it."""
PARTS = {"forward": (MAP, "6"), "gradient": (SLOPES, "10")}


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("answer", ANSWERS)
def test_nonsense_is_told_in_a_clear_line_about_the_function_that_hands_it_back(part, answer):
    line, size = PARTS[part]
    new, message = (one.replace("{size}", size).replace("{name}", part) for one in ANSWERS[answer])
    program = SAME + replaced(RIGHT, {line: new})
    functions = dict(zip(("forward", "gradient"), made(program, "forward", "gradient"), strict=True))
    report = check(**functions).report
    (judged,) = (one for one in report.parts if one.part == part)
    assert (judged.verdict, judged.mistakes) == ("wrong", ())
    assert re.search(f"{part} .*{message}", judged.said)


RIGHT_PARTS = {"activation", "forward", "objective"}
ENDLESS = {
    "a gradient that loops": ({SLOPES: "\n    while True: pass"}, "gradient did not answer in time"),
    "a gradient that prints without end": (
        {SLOPES: '\n    while True: print("x" * 99)'},
        "gradient did not answer in time",
    ),
    "a gradient that ends the process": ({SLOPES: "import os; os._exit(3)"}, "gradient ended the program"),
    "a gradient that eats memory": (
        {SLOPES: "return [bytearray(10**8) for _ in range(10**4)]"},
        "gradient needs too much memory",
    ),
    "an array too large to be made": ({SLOPES: "return np.ones((40000, 40000))"}, "gradient needs too much memory"),
}
"""Programs with a gradient that does not end well, and what must be said of it."""


@pytest.mark.parametrize("name", ENDLESS)
def test_a_gradient_that_does_not_end_well_is_told_and_what_is_right_beside_it_stays_right(name, tmp_path):
    changes, message = ENDLESS[name]
    limits = replace(ROOMY, memory=BRIEF.memory) if "memory" in message else BRIEF  # of two ends the one that is meant
    report = check_file(lab_file(tmp_path, RIGHT, changes), load_lab("handout"), limits=limits)
    found = {part.part: part for part in report.parts}
    assert message in found["gradient"].said
    assert {part: found[part].verdict for part in RIGHT_PARTS} == dict.fromkeys(RIGHT_PARTS, "right")
    assert [n.mistake.id for part in report.parts for n in part.mistakes] == []


WITHOUT = "the rest of the program ran without this statement"
TOP = {
    "a loop at the end": ("while True:\n    pass\n", f"took longer than 0.8 s; {WITHOUT}"),
    "prints without end": ("while True:\n    print('x' * 1000)\n", f"took longer than 0.8 s; {WITHOUT}"),
    "an error at the end": ("1 / 0\n", f"ZeroDivisionError: division by zero; {WITHOUT}"),
    "the end of the process": ("import os\nos._exit(5)\n", f"the process ended with exit code 5; {WITHOUT}"),
    "sys.exit": ("import sys\nsys.exit('bye')\n", "line 47"),
    "a question": ("input('how many?')\n", "line 46"),
}
"""What stands below a right program, and what must be said of it."""


@pytest.mark.parametrize("name", TOP)
def test_a_right_program_with_a_bad_last_statement_is_right_and_hears_of_it(name, tmp_path):
    statement, message = TOP[name]
    report = check_file(lab_file(tmp_path, WHOLE + statement), load_lab("handout"), limits=BRIEF)
    assert {part.part: part.verdict for part in report.parts} == dict.fromkeys([p.part for p in report.parts], "right")
    assert message in text(report)


def test_a_file_that_is_no_python_is_told_with_its_line(tmp_path):
    report = check_file(lab_file(tmp_path, "this is no program\n"), load_lab("handout"), limits=BRIEF)
    assert report.verdict != "right"
    assert "line 1: SyntaxError" in text(report)


def test_an_empty_file_hears_that_it_has_no_functions(tmp_path):
    report = check_file(lab_file(tmp_path, ""), load_lab("handout"), limits=BRIEF)
    assert report.verdict != "right"
    assert "The program has no functions." in text(report)
