"""Right programs whose functions want or hand back something else than is known: never wrong, as long as they run."""

import numpy as np
import pytest

from backprop_lab.check.candidate import Argument
from backprop_lab.check.candidate.inside import Inside
from backprop_lab.check.candidate.invoke import handed
from backprop_lab.check.candidate.source import source_of_program
from backprop_lab.check.files import check_file
from backprop_lab.check.reached import reached
from backprop_lab.lab import load_lab
from check.programs import RIGHT, WHOLE, lab_file, replaced
from staged import BRIEF

HANDOUT = load_lab("handout")
HEAD = "def {}(theta, x, y):"
FUNCTIONS = ("forward", "gradient")
BLOCKS = "    W, U, V = theta[0:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:10]\n"


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


HANDED = {
    "all that it has": ("W, U, V, h, k, z, loss", ()),
    "the point first": ("x, h, k, z, loss", ()),
    "in another order, as many as are known": ("h, k, a, b, z, loss", ()),
    "with others and without L": ("W, h, k, z", ("L",)),
    "L among others": ("loss, W, U", ("h1", "h2", "k1", "k2", "z")),
}
"""What a forward map hands back, and what of the lab's numbers is not there."""


@pytest.mark.parametrize("style", HANDED)
def test_a_forward_map_is_judged_by_the_right_numbers_among_those_that_it_hands_back(style, tmp_path):
    given, left = HANDED[style]
    part = parts(tmp_path, RIGHT.replace("h[0], h[1], k[0], k[1], z, loss", given))["forward"]
    assert part.verdict == "right"
    assert bool(part.notes) == bool(left)
    assert all(f"asks for {', '.join(left)}, too" in note for note in part.notes)


STRAYED = {"h[0], h[1], k[0], k[1], z, loss": "loss, h, k, W, U", "(theta, x, y)[5]": "(theta, x, y)[0]"}
HALVED = {"loss = (z - y) ** 2": "loss = 0.25 * (z - y) ** 2"}


def test_numbers_of_which_none_is_known_are_not_called_wrong_where_the_program_uses_them(tmp_path):
    found = parts(tmp_path, replaced(WHOLE, STRAYED | HALVED))
    assert found["forward"].verdict == "cannot tell"
    assert (
        "hands back 13 numbers, and which of them are h1, h2, k1, k2, z, L could not be seen" in found["forward"].said
    )
    assert "in this order" in found["forward"].asked


def test_numbers_of_which_none_is_known_are_wrong_where_nothing_uses_them(tmp_path):
    text = replaced(RIGHT, {"z, loss": "z, loss, W, U", "h[0], h[1]": "x"} | HALVED | {"(V @ k - y)": "(z - y)"})
    assert parts(tmp_path, text.replace("    z = V @ k", "    z = 3 * V @ k"))["forward"].verdict == "wrong"


def test_a_gradient_is_found_among_what_it_comes_with(tmp_path):
    text = RIGHT.replace("return np.concatenate(", "return h, k, np.concatenate(")
    assert parts(tmp_path, text)["gradient"].verdict == "right"


def test_a_function_of_a_point_is_no_gradient_of_J(tmp_path):
    more = "\ndef numerical_gradient(theta, x, y):\n    return np.zeros(10)\n\ndef gradient_dict(theta, x, y):\n    "
    report = check_file(lab_file(tmp_path, RIGHT + more + "return {'g': gradient(theta, x, y)}\n"), HANDOUT)
    assert "objective_gradient" not in report.functions
    assert report.functions["gradient"] == ("gradient", "its name")


def test_a_function_of_theta_is_taken_for_what_it_gives_of_J_alone(tmp_path):
    more = "\ndef qux(theta):\n    return {}\n"
    for given, taken in (("np.zeros(10)", False), ("theta", False), ("1.0", False), ("J(theta)", True)):
        text = RIGHT.replace("def J(", "def quux(").replace("return sum(forward", "return 0 * sum(forward")
        text += more.format(given.replace("J(theta)", "sum(forward(theta, np.array([-1.0, x]), y)[5] "
                                          "for x, y in ((1, 60), (0.5, 20)))"))  # fmt: skip
        report = check_file(lab_file(tmp_path, text), HANDOUT)
        assert (report.functions.get("objective") == ("qux", "what it gives")) == taken


def test_answers_that_a_known_mistake_makes_alike_are_not_said_to_be_written_into_the_program(tmp_path):
    clipped = {
        "z = V @ k\n": "z = max(V @ k, 0.0)\n",
        "dz = 2 * (V @ k - y)": "dz = 2 * (V @ k - y) * (V @ k > 0)",
    }
    report = check_file(lab_file(tmp_path, replaced(RIGHT, clipped)), HANDOUT)
    assert [n.mistake.id for n in report.parts[2].mistakes] == ["activation-on-output"]
    assert report.flags == ()


def test_answers_that_never_change_are_said_to_be_written_into_the_program(tmp_path):
    text = RIGHT.replace("return np.concatenate([dW.ravel(), dU.ravel(), dV])", "return np.arange(10.0)")
    assert check_file(lab_file(tmp_path, text), HANDOUT).flags == ("constant-answers",)


@pytest.mark.parametrize(
    "end", ["sys.exit(0)", "sys.exit(main())", "sys.exit()", "raise SystemExit", "sys.exit(False)"]
)
def test_an_end_that_says_all_is_well_is_no_failure(end, tmp_path):
    text = f"{RIGHT}\nimport sys\n\ndef main():\n    return 0\n\n{end}\n"
    assert check_file(lab_file(tmp_path, text), HANDOUT).notes == ()


def test_an_end_that_says_what_went_wrong_is_told(tmp_path):
    (note,) = check_file(lab_file(tmp_path, f"{RIGHT}\nimport sys\nsys.exit(2)\n"), HANDOUT).notes
    assert "SystemExit: 2" in note


def test_a_statement_that_takes_too_long_is_told_by_its_own_line(tmp_path):
    text = f"{RIGHT}\nfor i in range(10 ** 9):\n    relu(1.0)\n"
    (note,) = check_file(lab_file(tmp_path, text), HANDOUT, limits=BRIEF).notes
    line = text[: text.index("for i")].count("\n") + 1
    assert note.startswith(f"line {line}: took longer than 0.8 s")


PACKED = {
    "a dict": ("(params, x, y)", 'W, U, V = params["W"], params["U"], params["V"]'),
    "a dict with numbers": ("(params, x, y)", 'W, U, V = params["W1"], params["W2"], params["W3"]'),
    "a list": ("(x, y, params)", "W, U, V = params"),
    "an object": ("(net, x, y)", "W, U, V = net.W, net.U, net.V"),
    "a point with its target": ("(theta, point)", "(x, y), " + BLOCKS.strip().replace("V = ", "V = point, ")),
    "both": ("(params, sample)", "(x, y), (W, U, V) = sample, params"),
}
"""Arguments of forward map and gradient, and the line that makes W, U, V, x and y of them."""


@pytest.mark.parametrize("style", PACKED)
@pytest.mark.parametrize("wrong", [False, True])
def test_a_theta_of_blocks_or_a_point_with_its_target_is_given_so(style, wrong, tmp_path):
    text = heads(RIGHT.replace(BLOCKS, ""), *PACKED[style])
    found = parts(tmp_path, text.replace("dz = 2 *", "dz =") if wrong else text)
    assert (found["forward"].verdict, found["gradient"].verdict) == ("right", "wrong" if wrong else "right")
    assert [n.mistake.id for n in found["gradient"].mistakes] == (["two-missing"] if wrong else [])


def test_a_J_of_a_dict_is_judged(tmp_path):
    text = heads(RIGHT.replace(BLOCKS, ""), *PACKED["a dict"])
    assert parts(tmp_path, text)["objective"].verdict == "right"
    assert parts(tmp_path, text.replace("60.0", "61.0"))["objective"].verdict == "wrong"


@pytest.mark.parametrize(
    ("within", "expected"),
    [("dict", "[{'W': 1.0, 'V': 2.0}, 3.0]"), ("list", "[[1.0], [2.0], 3.0]"), ("tuple", "[(1.0,), (2.0,), 3.0]"),
     ("object", "[namespace(W=1.0, V=2.0), 3.0]"), ("", "[1.0, 2.0, 3.0]")],
)  # fmt: skip
def test_neighbours_within_a_group_are_handed_over_as_one(within, expected):
    one, two = (Argument(n, "float", None, within, key) for n, key in ((1.0, "W"), (2.0, "V")))
    assert str(handed((one, two, Argument(3.0, "float")))[0]) == expected


def test_a_change_within_a_group_is_seen_at_its_argument():
    def change(blocks, x):
        blocks["V"][0] = 7.0
        return x

    blocks = [Argument(np.zeros(2), "array", None, "dict", key) for key in "WV"]
    assert Inside({"f": change}).call("f", (*blocks, Argument(np.ones(2)))).changed == (1,)


CACHE = """\
import numpy as np

cache = {}
theta = np.ones(10)

def forward(theta, x, y):
    W, U, V = theta[0:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:10]
    a = W.T @ x
    h = np.maximum(a, 0)
    b = U.T @ h
    k = np.maximum(b, 0)
    cache.update(x=x, U=U, V=V, a=a, h=h, b=b, k=k, dz=2 * (V @ k - y))
    return [*h, *k, V @ k, (V @ k - y) ** 2]

def backward():
    U, V = cache["U"], cache["V"]
    db = cache["dz"] * V * (cache["b"] > 0)
    da = U @ db * (cache["a"] > 0)
    return [*np.outer(cache["x"], da).ravel(), *np.outer(cache["h"], db).ravel(), *(cache["dz"] * cache["k"])]
"""
OWN_THETA = "U, V = theta[4:8].reshape(2, 2), theta[8:10]\n"


def test_a_way_back_without_arguments_reads_what_the_way_there_left(tmp_path):
    assert parts(tmp_path, CACHE)["gradient"].verdict == "right"


def test_a_way_back_that_reads_what_cannot_be_set_is_not_called_wrong(tmp_path):
    text = CACHE.replace('U, V = cache["U"], cache["V"]\n', OWN_THETA)
    assert parts(tmp_path, text)["gradient"].verdict == "cannot tell"


@pytest.mark.parametrize("wrong", [False, True])
def test_a_forward_map_that_gives_its_gradient_when_asked_is_judged_as_both(wrong, tmp_path):
    text = replaced(RIGHT, {HEAD.format("gradient"): "def back(theta, x, y):", "def J(theta)": "def foo(theta)"})
    text = text.replace(HEAD.format("forward"), "def net(theta, x, y, with_gradient=False):\n    if with_gradient:\n"
                        "        return back(theta, x, y)").replace("forward(", "net(")  # fmt: skip
    text = text.replace("def back", "def _plot_back").replace("return back", "return _plot_back")
    report = check_file(lab_file(tmp_path, text.replace("dh * (a > 0)", "dh * 1.0") if wrong else text), HANDOUT)
    found = {part.part: part for part in report.parts}
    assert report.functions["gradient"] == ("net", "what it gives")
    assert (found["forward"].verdict, found["gradient"].verdict) == ("right", "wrong" if wrong else "right")
