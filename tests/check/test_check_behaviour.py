"""Mistakes that no equation says: of the activation's own functions, of what is kept, of the start and of the plot."""

from dataclasses import replace

import numpy as np
import pytest

from backprop_lab.check import check
from backprop_lab.check.catalogue import catalogue
from backprop_lab.check.files import check_file
from backprop_lab.handout import forward, gradient, objective
from backprop_lab.lab import load_lab
from check.labs import NAMES, lab
from check.made import made
from check.programs import RIGHT, WHOLE, lab_file
from check.table import STUDENTS

pytestmark = pytest.mark.usefixtures("nursery")
HANDOUT = load_lab("handout")
UNITS = {
    "activation-wrong": ("activation", "    return np.minimum(a, 0.0)\n"),
    "activation-overwrites": ("activation", "    a[a < 0] = 0.0\n    return a\n"),
    "slope-wrong": ("slope", "    return np.where(a > 0, 0.0, 1.0)\n"),
    "slope-overwrites": ("slope", "    a[a > 0] = 1.0\n    a[a <= 0] = 0.0\n    return a\n"),
}
"""Of each mistake the part it is of, and the body of a function that makes it."""


def unit(body):
    (function,) = made(f"import numpy as np\n\ndef f(a):\n{body}", "f")
    return function


def told(report):
    return [n.mistake.id for part in report.parts for n in part.mistakes]


@pytest.mark.parametrize("name", UNITS)
def test_a_mistake_of_the_activation_or_its_derivative_is_named(name):
    part, body = UNITS[name]
    report = check(**{part: unit(body)}).report
    assert (report.verdict, told(report)) == ("wrong", [name])


RIGHT_UNITS = {
    "NumPy": ("activation", "    return np.maximum(a, 0.0)\n"),
    "one number at a time": ("activation", "    if a > 0:\n        return a\n    return 0.0\n"),
    "a copy that is changed": ("activation", "    a = np.array(a, float)\n    a[a < 0] = 0\n    return a\n"),
    "lists": ("activation", "    return [max(v, 0) for v in a] if np.ndim(a) else max(a, 0)\n"),
    "slope 0 at 0": ("slope", "    return (np.asarray(a) > 0) * 1.0\n"),
    "slope 1 at 0": ("slope", "    return (np.asarray(a) >= 0) * 1.0\n"),
    "slope 1/2 at 0": ("slope", "    return np.heaviside(a, 0.5)\n"),
    "booleans": ("slope", "    return np.asarray(a) > 0\n"),
    "one slope at a time": ("slope", "    return 1 if a > 0 else 0\n"),
}


@pytest.mark.parametrize("style", RIGHT_UNITS)
def test_an_activation_is_right_for_numbers_or_arrays_and_with_either_slope_at_0(style):
    part, body = RIGHT_UNITS[style]
    report = check(**{part: unit(body)}).report
    assert (report.verdict, told(report)) == ("right", [])


def test_the_slope_at_0_that_was_seen_is_told_as_a_convention():
    notes = check(slope=unit(RIGHT_UNITS["slope 1/2 at 0"][1])).report.parts[0].notes
    assert notes == ("At exactly 0 you take 0.5; any value from 0 to 1 is a convention, none is a mistake.",)


DESCENT = """\
import numpy as np
from backprop_lab.handout import gradient, objective

POINTS = [(np.array([-1.0, 1.0]), 60.0), (np.array([-1.0, 0.5]), 20.0)]

def descent(theta, steps=100, rate=0.005):
    theta = np.array(theta, float)
    states = [theta.copy()]
    for step in range(steps):
        theta = theta - rate * sum(gradient(theta, x, y) for x, y in POINTS)
        states.append(theta.copy())
    return np.array(states)
"""
STEPS = {
    "history-one-array": {"theta = theta - ": "theta -= ", "theta.copy()": "theta"},
    "steps-other": {"range(steps)": "range(steps // 2)"},
    "rate-other": {"- rate *": "- 2 * rate *"},
    "rate-changes": {"- rate *": "- (rate if step < 1 else rate / 2) *"},
    "step-ascent": {"theta - rate": "theta + rate"},
    "theta-stands": {"theta = theta - ": "new = theta - "},
}


def descended(changes):
    text = DESCENT
    for old, new in changes.items():
        assert old in text
        text = text.replace(old, new)
    (function,) = made(text, "descent")
    return check(forward=forward, gradient=gradient, objective=objective, descent=function).report


def test_a_right_descent_is_right():
    assert descended({}).verdict == "right"


@pytest.mark.parametrize("name", STEPS)
def test_a_mistake_of_the_descent_is_named_and_nothing_else_is_wrong(name):
    report = descended(STEPS[name])
    assert told(report) == [name]
    assert [part.part for part in report.parts if part.verdict == "wrong"] == ["descent"]


LOW = replace(HANDOUT, descent=replace(HANDOUT.descent, rate=0.0002))
"""The handout's lab at a rate at which starts go on learning."""
LATE = {"halved": "rate if step < 10 else rate / 2", "shrinking": "rate * 0.99**step", "off": "rate * (step < 90)"}


@pytest.mark.parametrize("name", LATE)
def test_every_step_that_is_kept_is_followed_and_a_rate_that_changes_is_told_with_its_step(name):
    text = DESCENT.replace("- rate *", f"- ({LATE[name]}) *").replace("0.005", "0.0002")
    (function,) = made(text, "descent")
    functions = {"forward": forward, "gradient": gradient, "objective": objective}
    report = check(lab=LOW, **functions, descent=function).report
    assert told(report) == ["rate-changes"]
    step, rate = {"halved": (11, "0.0001"), "shrinking": (2, "0.000198"), "off": (91, "0")}[name]
    assert next(p for p in report.parts if p.part == "descent").said.endswith(f"in step {step} it is {rate}")
    (even,) = made(DESCENT.replace("0.005", "0.0002"), "descent")
    assert check(lab=LOW, **functions, descent=even).verdict == "right"


DRAWN = "np.random.uniform(-1, 1, 10)"
ALIVE = "np.array([-0.5, -0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])"
"""A start at which J is not the same in every step."""
ADDED_UP = {
    "def J(theta):": "def other(theta):",
    "    points = [(np.array([-1.0, 1.0]), 60.0), (np.array([-1.0, 0.5]), 20.0)]\n"
    "    return sum(forward(theta, x, y)[5] for x, y in points)\n":
    "    return theta\n\npoints = [(np.array([-1.0, 1.0]), 60.0), (np.array([-1.0, 0.5]), 20.0)]\ntotal = 0.0\n",
    "values = [J(theta)]":
    "values = []\nfor x, y in points:\n    total += forward(theta, x, y)[5]\nvalues.append(total)",
    "    values.append(J(theta))\n":
    "    for x, y in points:\n        total += forward(theta, x, y)[5]\n    values.append(total)\n",
}  # fmt: skip
"""No function of J; its sum is never set back."""
SCRIPTS = {
    "start-not-random": ("start", {DRAWN: "np.linspace(-0.9, 0.9, 10)"}),
    "start-out-of-range": ("start", {DRAWN: "np.random.uniform(2, 3, 10)"}),
    "start-narrow": ("start", {DRAWN: "np.random.rand(10)"}),
    "data-other": ("objective", {"60.0), (np": "50.0), (np"}),
    "step-data-other": ("descent", {"60.0) + gradient": "50.0) + gradient"}),
    "step-added-up": (
        "descent",
        {"theta = theta - 0.005 * slope": "total = slope + (total if step else 0)\n    theta = theta - 0.005 * total"},
    ),
    "gradient-overwrites": ("descent", {"    dz = 2 * (V @ k - y)": "    theta[0] += 1\n    dz = 2 * (V @ k - y)"}),
    "start-whole": ("start", {DRAWN: "np.random.randint(-1, 2, 10)"}),
    "start-equal": ("start", {DRAWN: "np.repeat(np.random.uniform(-1, 1, 5), 2)"}),
    "integer-theta": (
        "descent",
        {DRAWN: "np.random.randint(-1, 2, 10)", "theta = theta - 0.005 * slope": "theta[:] = theta - 0.005 * slope"},
    ),
    "objective-added-up": ("objective", ADDED_UP),
    "plot-missing": (
        "plot",
        {"import matplotlib.pyplot as plt\n": "", "plt.plot(values)\nplt.show()\n": "print(values)\n"},
    ),
    "plot-other": ("plot", {DRAWN: ALIVE, "plt.plot(values)": "plt.plot(values[::-1])"}),
    "steps-other": ("descent", {"range(100)": "range(50)"}),
    "theta-stands": ("descent", {"theta = theta - 0.005": "new = theta - 0.005"}),
    "step-mean": ("descent", {"0.005 * slope": "0.005 * slope / 2"}),
}
"""Of each mistake the part it is of, and what is replaced in a right script."""


def test_a_library_that_is_imported_and_never_used_plots_nothing(tmp_path):
    report = check_file(lab_file(tmp_path, WHOLE, {"plt.plot(values)\nplt.show()\n": "print(values)\n"}), HANDOUT)
    assert "plot-missing" in told(report)
    report = check_file(
        lab_file(tmp_path, WHOLE, {"plt.plot(values)\n": "if not values:\n    plt.plot(values)\n"}), HANDOUT
    )
    assert (
        next(p for p in report.parts if p.part == "plot").said == "the program can plot, but drew no curve when it ran"
    )


@pytest.mark.parametrize("end", [True, False])
def test_a_program_that_ends_itself_before_its_last_line_is_told_so(end, tmp_path):
    text = f"{WHOLE}\nraise SystemExit\n" if end else f"raise SystemExit\n{WHOLE}"
    report = check_file(lab_file(tmp_path, text), HANDOUT)
    assert report.verdict == "right"
    assert any("SystemExit" in note for note in report.notes) is not end


@pytest.mark.parametrize("name", SCRIPTS)
def test_a_mistake_of_the_script_is_named_in_its_part(name, tmp_path):
    part, changes = SCRIPTS[name]
    report = check_file(lab_file(tmp_path, WHOLE, changes), HANDOUT)
    assert name in told(report)
    assert next(one for one in report.parts if one.part == part).verdict == "wrong"


RIGHT_SCRIPTS = {
    "a seed of its own": {DRAWN: "np.random.default_rng(3).uniform(-1, 1, 10)"},
    "a seed that is set": {f"theta = {DRAWN}": f"np.random.seed(4)\ntheta = {DRAWN}"},
    "a hundred values": {"values = [J(theta)]": "values = []"},
    "with the steps on the axis": {"plt.plot(values)": "plt.plot(range(101), values, 'o-')"},
    "logarithmic": {"plt.plot(values)": "plt.semilogy(values)"},
    "saved": {"plt.show()": "plt.savefig('j.png')"},
    "in place": {"theta = theta - 0.005 * slope": "theta -= 0.005 * slope"},
    "the package's own generator": {DRAWN: "__import__('backprop_lab.handout').handout.random_start(seed=5)"},
    "random numbers of Python": {DRAWN: "np.array([__import__('random').uniform(-1, 1) for _ in range(10)])"},
}


@pytest.mark.parametrize("style", RIGHT_SCRIPTS)
def test_a_right_script_is_right_however_it_draws_starts_and_keeps(style, tmp_path):
    report = check_file(lab_file(tmp_path, WHOLE, RIGHT_SCRIPTS[style]), HANDOUT)
    assert {part.part: part.verdict for part in report.parts} == dict.fromkeys([p.part for p in report.parts], "right")


def test_a_start_of_whole_numbers_is_not_a_theta_that_is_cut_to_them(tmp_path):
    report = check_file(lab_file(tmp_path, WHOLE, SCRIPTS["start-whole"][1]), HANDOUT)
    assert told(report) == ["start-whole"]


BACK_AT_4000 = "np.array([1.0, -1, -1, 1, 1, 0, 1, 1, -1, 1])"
"""J is 4000, 2369.14, 63945.76, and 4000 from then on, where the slope at 0 is 0."""


def test_a_curve_that_ends_where_it_began_is_that_of_j(tmp_path):
    found = {p.part: p.verdict for p in check_file(lab_file(tmp_path, WHOLE, {DRAWN: BACK_AT_4000}), HANDOUT).parts}
    assert (found["plot"], found["descent"]) == ("right", "right")


def test_a_curve_that_goes_on_where_theta_stands_is_not_that_of_j(tmp_path):
    changes = {DRAWN: BACK_AT_4000, "plt.plot(values)": "plt.plot(values[:60] + values[1:41])"}
    found = {p.part: p.verdict for p in check_file(lab_file(tmp_path, WHOLE, changes), HANDOUT).parts}
    assert found["plot"] == "wrong"


def test_every_mistake_that_no_equation_says_is_tried_here():
    tried = {*UNITS, *STEPS, *SCRIPTS}
    for name in NAMES:
        assert {row.id for row in catalogue(lab(name)) if row.change is None} <= tried


FLAGS = {
    "finite-differences": """\
def gradient(theta, x, y):
    found = np.zeros(10)
    for i in range(10):
        moved = theta.copy()
        moved[i] += 1e-6
        found[i] = (forward(moved, x, y)[5] - forward(theta, x, y)[5]) / 1e-6
    return found
""",
    "complex-step": """\
def gradient(theta, x, y):
    found = np.zeros(10)
    for i in range(10):
        t = theta.astype(complex)
        t[i] += 1e-30j
        W, U, V = t[0:4].reshape(2, 2), t[4:8].reshape(2, 2), t[8:10]
        h = W.T @ x
        h = h * (h.real > 0)
        k = U.T @ h
        k = k * (k.real > 0)
        found[i] = ((V @ k - y) ** 2).imag / 1e-30
    return found
""",
}


@pytest.mark.parametrize("flag", FLAGS)
def test_a_gradient_that_is_right_without_back_propagation_has_a_flag_and_no_other_verdict(flag, tmp_path):
    start, end = WHOLE.index("def gradient"), WHOLE.index("def J")
    report = check_file(lab_file(tmp_path, WHOLE[:start] + FLAGS[flag] + "\n" + WHOLE[end:]), HANDOUT)
    found = {part.part: part.verdict for part in report.parts}
    assert (found["forward"], found["gradient"]) == ("right", "right")
    assert report.flags == (flag,)
    assert report.verdict != "wrong"


NARROW = {
    "small": "np.random.normal(0, 0.1, 10)",
    "of one sign": "-np.random.rand(10)",
    "half": "np.random.rand(10) - 0.5",
}


@pytest.mark.parametrize("name", NARROW)
def test_a_start_from_a_part_of_the_range_is_told_with_what_was_drawn(name, tmp_path):
    report = check_file(lab_file(tmp_path, WHOLE, {DRAWN: NARROW[name]}), HANDOUT)
    start = next(part for part in report.parts if part.part == "start")
    assert [n.mistake.id for n in start.mistakes] == ["start-narrow"]
    assert "all 30 numbers of 3 runs lie between" in start.evidence


def test_a_start_that_is_out_of_range_in_some_runs_alone_is_told(tmp_path):
    drawn = "np.append(np.random.uniform(-1, 1, 9), np.random.normal(0, 0.6))"
    report = check_file(lab_file(tmp_path, WHOLE, {DRAWN: drawn}), HANDOUT)
    assert told(report) == ["start-out-of-range"]


def test_numbers_of_one_digit_are_the_same_by_chance_at_times(tmp_path):
    report = check_file(lab_file(tmp_path, WHOLE, {DRAWN: "np.round(np.random.uniform(-1, 1, 10), 1)"}), HANDOUT)
    assert next(part for part in report.parts if part.part == "start").verdict == "right"


def test_a_descent_that_ends_when_j_rises_takes_too_few_steps(tmp_path):
    kept = "    values.append(J(theta))\n"
    report = check_file(
        lab_file(tmp_path, WHOLE, {kept: f"{kept}    if values[-1] > values[-2]:\n        break\n"}), HANDOUT
    )
    assert told(report) == ["steps-other"]


CALLED = """\
def descent(theta, rate, steps):
    values = [J(theta)]
    for step in range(steps):
        g = gradient(theta, np.array([-1.0, 1.0]), 60.0) + gradient(theta, np.array([-1.0, 0.5]), 20.0)
        theta = theta - rate * g
        values.append(J(theta))
    return theta, values

import matplotlib.pyplot as plt
"""
CALLS = {
    "the lab's": ("descent(start, 0.005, 100)", []),
    "one less": ("descent(start, 0.005, 99)", ["steps-other"]),
    "by name": ("descent(start, steps=50, rate=0.005)", ["steps-other"]),
    "worked out": ("descent(start, 0.005, 10 * 10)", []),
    "more at another rate before": ("descent(-start, 0.0005, 500)\ntheta, values = descent(start, 0.005, 100)", []),
}


@pytest.mark.parametrize("call", CALLS)
def test_a_right_descent_must_be_asked_for_the_labs_steps(call, tmp_path):
    line, wrong = CALLS[call]
    start = "start = np.random.uniform(-1, 1, 10)\n"
    text = f"{RIGHT}{CALLED}{start}theta, values = {line}\nplt.plot(values)\nplt.show()\n"
    assert told(check_file(lab_file(tmp_path, text), HANDOUT)) == wrong


CHECKED = """
np.random.seed(0)
for i in range(4):
    th = np.random.uniform(-1, 1, 10)
    e = np.zeros(10)
    e[i] = 1e-6
    print(J(th + e) - J(th - e))
np.random.seed(None)
"""


def test_thetas_at_which_a_gradient_is_checked_are_no_descent(tmp_path):
    changes = {"import matplotlib.pyplot as plt\n": f"import matplotlib.pyplot as plt\n{CHECKED}"}
    assert check_file(lab_file(tmp_path, WHOLE, changes), HANDOUT).verdict == "right"


FIXED = {"W": "[[0.1, -0.2], [0.5, 0.6]]", "U": "[[0.5, 0.4], [0.3, 0.2]]", "V": "[[0.7], [0.6]]"}
BLOCKS = {
    "start-not-random": {
        f"{name} = np.random.uniform(-1, 1, (2, {1 if name == 'V' else 2}))": f"{name} = np.array({FIXED[name]})"
        for name in FIXED
    },
    "start-out-of-range": {"V = np.random.uniform(-1, 1": "V = np.random.uniform(2, 3"},
    "start-narrow": {f"{name} = np.random.uniform(-1": f"{name} = np.random.uniform(0" for name in FIXED},
}


def start_of(folder, changes, seed=0):
    text = (STUDENTS / "right_globals.py").read_text("utf-8")
    report = check_file(lab_file(folder, text, changes), HANDOUT, seed=seed)
    return next(part for part in report.parts if part.part == "start")


@pytest.mark.parametrize("wanted", BLOCKS)
def test_a_start_in_blocks_is_judged_by_the_runs_in_which_it_moves(wanted, tmp_path):
    start = start_of(tmp_path, BLOCKS[wanted])
    assert [n.mistake.id for n in start.mistakes] == [wanted]


@pytest.mark.parametrize("seed", range(4))
def test_a_random_start_in_blocks_is_right_though_a_run_is_dead_from_its_start(seed, tmp_path):
    assert start_of(tmp_path, {}, seed).verdict == "right"


def test_a_program_without_functions_or_without_a_descent_gets_no_verdict_on_its_plot(tmp_path):
    bare = "import numpy as np\ntheta = np.random.uniform(-1, 1, 10)\nprint(theta[0] * 2)\n"
    for text in (bare, RIGHT):
        report = check_file(lab_file(tmp_path, text), HANDOUT)
        found = {part.part: part.verdict for part in report.parts}
        assert (found["plot"], found["descent"], report.verdict) == ("cannot tell", "cannot tell", "cannot tell")
    assert any("no functions" in note for note in check_file(lab_file(tmp_path, bare), HANDOUT).notes)


CONSTANTS = {
    "forward": {"forward": lambda theta, x, y: [0, 0, 0, 0, 0, 3600.0]},
    "gradient": {"forward": forward, "gradient": lambda theta, x, y: np.zeros(10)},
    "objective": {"forward": forward, "objective": lambda theta: 4000.0},
}


@pytest.mark.parametrize("part", CONSTANTS)
def test_an_answer_that_does_not_depend_on_what_is_asked_is_flagged(part):
    report = check(**CONSTANTS[part]).report
    assert (report.verdict, report.flags) == ("wrong", ("constant-answers",))
    assert any("is it written into the program?" in note for note in report.notes)


def test_values_of_j_that_are_written_into_the_program_are_flagged_and_others_are_not(tmp_path):
    written = lab_file(tmp_path, WHOLE, {"plt.plot(values)": f"values = {[4000.0] * 101}\nplt.plot(values)"})
    assert "constant-answers" in check_file(written, HANDOUT).flags
    assert check_file(lab_file(tmp_path), HANDOUT).flags == ()
    assert check(forward=forward, gradient=gradient, objective=objective).report.flags == ()


def test_a_new_theta_that_is_kept_but_never_taken_is_a_theta_that_stands():
    changes = {"theta = theta - ": "new = theta - ", "    states.append(theta.copy())": "    states.append(new.copy())"}
    report = descended(changes)
    assert told(report) == ["theta-stands"]
    assert "begins at the start again" in next(p for p in report.parts if p.part == "descent").evidence
