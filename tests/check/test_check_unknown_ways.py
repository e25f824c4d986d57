"""Right programs whose functions want or hand back something else than is known: never wrong, as long as they run."""

import pytest

from backprop_lab.check.candidate.source import source_of_program
from backprop_lab.check.files import check_file
from backprop_lab.check.reached import reached
from backprop_lab.lab import load_lab
from check.programs import RIGHT, WHOLE, lab_file, replaced

HANDOUT = load_lab("handout")
HEAD = "def {}(theta, x, y):"
FUNCTIONS = ("forward", "gradient")


def parts(folder, text):
    report = check_file(lab_file(folder, text), HANDOUT)
    return {part.part: part for part in report.parts}


def heads(text, new, first=""):
    """The program with other arguments of forward map and gradient, and a line that makes theta, x and y of them."""
    lines = f"\n    {first}" if first else ""
    return replaced(text, {HEAD.format(name): f"def {name}{new}:{lines}" for name in FUNCTIONS})


PLACE = "class Place:\n    def __init__(self, x, y):\n        self.at, self.to = x, y\n\n"
PLACED = PLACE + replaced(
    heads(WHOLE, "(theta, point)", "x, y = point.at, point.to"),
    {
        "gradient(theta, np.array([-1.0, 1.0]), 60.0)": "gradient(theta, Place(np.array([-1.0, 1.0]), 60.0))",
        "gradient(theta, np.array([-1.0, 0.5]), 20.0)": "gradient(theta, Place(np.array([-1.0, 0.5]), 20.0))",
        "forward(theta, x, y)[5]": "forward(theta, Place(x, y))[5]",
    },
)
"""A program whose points are objects of a class of its own: nobody outside can make one."""


def test_a_function_that_stops_in_every_call_of_ours_is_not_wrong_where_the_program_uses_it_and_runs(tmp_path):
    found = parts(tmp_path, PLACED)
    for name in FUNCTIONS:
        assert found[name].verdict == "cannot tell"
        assert f"{name} stops with an error" in found[name].said
        assert "theta as a row of 10 numbers" in found[name].said
        assert f"--use {name}=" in found[name].asked
    assert "wrong" not in {part.verdict for part in found.values()}


def test_a_function_that_stops_is_wrong_where_nothing_uses_it(tmp_path):
    text = RIGHT.replace("def forward(theta, x, y):", "def forward(theta, x, y):\n    theta.no_such_thing")
    assert parts(tmp_path, text)["forward"].verdict == "wrong"


def test_a_function_that_stops_is_wrong_where_the_program_stops_with_it(tmp_path):
    text = WHOLE.replace("def gradient(theta, x, y):", "def gradient(theta, x, y):\n    theta.no_such_thing")
    assert parts(tmp_path, text)["gradient"].verdict == "wrong"


@pytest.mark.parametrize(
    ("text", "used"),
    [("def f():\n    f()\n", set()),
     ("def f():\n    g()\ndef g():\n    h()\nf()\n", {"f", "g", "h"}),
     ("class A:\n    def __init__(self):\n        f()\n    def m(self):\n        g()\nA()\n", {"A", "f"}),
     ("class A:\n    def m(self):\n        g()\nA().m()\n", {"A", "m", "g"}),
     ("if __name__ == '__main__':\n    main()\ndef main():\n    f()\n", {"__name__", "main", "f"}),
     ("@deco\ndef f():\n    g()\n", {"deco"})],
)  # fmt: skip
def test_what_a_program_uses_is_what_its_statements_lead_to(text, used, tmp_path):
    assert reached(source_of_program(text, tmp_path / "a.py").tree) == used


UNITS = WHOLE.replace(
    "    return np.maximum(a, 0.0)\n", "    return np.maximum(a, 0.0)\n\ndef drelu(a):\n    return 1.0 * (a > 0)\n"
).replace("(b > 0)", "drelu(b)").replace("(a > 0)\n    dW", "drelu(a)\n    dW")  # fmt: skip
STYLES = {
    "two numbers at once": {
        "return np.maximum(a, 0.0)": "return np.array([max(a[0], 0), max(a[1], 0)])",
        "return 1.0 * (a > 0)": "return np.array([float(a[0] > 0), float(a[1] > 0)])",
    },
    "a diagonal matrix": {
        "return 1.0 * (a > 0)": "return np.diag(1.0 * (a > 0))",
        "dk * drelu(b)": "drelu(b) @ dk",
        "dh * drelu(a)": "drelu(a) @ dh",
    },
    "the sign of ReLU's own value": {
        "return 1.0 * (a > 0)": "return np.sign(a)", "dk * drelu(b)": "dk * drelu(k)", "dh * drelu(a)": "dh * drelu(h)",
    },
    "where ReLU's own value is not 0": {
        "return 1.0 * (a > 0)": "return 1.0 * (a != 0)", "dk * drelu(b)": "dk * drelu(k)",
        "dh * drelu(a)": "dh * drelu(h)",
    },
}  # fmt: skip
"""What a right program's ReLU and its derivative may be, and how they are used."""


@pytest.mark.parametrize("style", STYLES)
def test_the_activation_and_its_derivative_are_right_as_the_program_uses_them(style, tmp_path):
    found = parts(tmp_path, replaced(UNITS, STYLES[style]))
    assert [found[name].verdict for name in ("activation", "slope", *FUNCTIONS)] == ["right"] * 4
    told = " ".join(found["slope"].notes)
    assert ("drelu(-3) is" in told) == ("own value" in style)


def test_a_derivative_that_is_wrong_and_that_nothing_uses_is_wrong(tmp_path):
    text = replaced(UNITS, {"drelu(b)": "(b > 0)", "drelu(a)\n    dW": "(a > 0)\n    dW",
                            "return 1.0 * (a > 0)": "return np.sign(a)"})  # fmt: skip
    assert parts(tmp_path, text)["slope"].verdict == "wrong"


def test_a_derivative_that_is_wrong_for_what_the_gradient_gives_it_is_wrong(tmp_path):
    found = parts(tmp_path, replaced(UNITS, {"return 1.0 * (a > 0)": "return np.sign(a)"}))
    assert (found["slope"].verdict, found["gradient"].verdict) == ("wrong", "wrong")
