"""Which function is what: by its name in several languages, by what it gives, and however it wants its arguments."""

import numpy as np
import pytest

from backprop_lab.check import check
from backprop_lab.check.candidate import Argument, Call
from backprop_lab.check.candidate.inside import Inside
from backprop_lab.check.files import check_file
from backprop_lab.check.judge.context import all_cases
from backprop_lab.check.layout import forward_layouts, gradient_layouts
from backprop_lab.check.program import right_program
from backprop_lab.check.roles import find_roles
from backprop_lab.check.vocabulary import names_of, plain
from backprop_lab.errors import InputError
from backprop_lab.handout import forward, gradient, objective, relu, relu_derivative
from backprop_lab.lab import load_lab
from check.labs import lab
from check.made import made
from check.programs import RIGHT, lab_file

HANDOUT = load_lab("handout")
RIGHTS = {
    "forward": forward, "gradient": gradient, "objective": objective, "activation": relu, "slope": relu_derivative,
}  # fmt: skip
NAMES = {
    "english": "forward_pass backprop cost ReLU relu_prime",
    "german": "Vorwärtsabbildung ableitung zielfunktion rampe relu_ableitung",
    "french": "propagation_avant rétropropagation coût activation derivee_relu",
    "spanish": "adelante retropropagación costo activación derivada_relu",
    "turkish": "ileri_besleme geri_yayılım maliyet aktivasyon turev_relu",
    "chinese": "前向传播 反向传播 目标函数 relu d_relu",
    "pinyin": "qianxiang fanxiang mubiao relu drelu",
    "letters": "f grad J s ds",
    "long": "compute_forward compute_gradients total_cost relu_function relu_derivative",
    "camels": "forwardMap lossGradient objectiveFunction sigma dSigma",
}
"""Of each style the names of forward map, gradient, J, the activation and its derivative."""


def roles(functions, use=()):
    found = find_roles(Inside(functions), HANDOUT, all_cases(HANDOUT, 0), dict(use))
    return {role: (binding.function.name, binding.how) for role, binding in found.bindings.items()}


@pytest.mark.parametrize("style", NAMES)
def test_functions_are_found_by_the_names_that_students_of_many_languages_give(style):
    names = dict(zip(RIGHTS, NAMES[style].split(), strict=True))
    found = roles({names[role]: function for role, function in RIGHTS.items()})
    assert {role: found[role][0] for role in RIGHTS} == names


def test_functions_of_names_that_say_nothing_are_found_by_what_they_give():
    found = roles({"foo": gradient, "bar": forward, "baz": relu})
    assert found["forward"] == ("bar", "what it gives")
    assert found["gradient"] == ("foo", "what it gives")
    assert "activation" not in found


def test_a_wrong_gradient_is_found_by_what_is_right_of_it():
    def qux(theta, x, y):
        return np.where(np.arange(10) < 4, 0.5, 1.0) * gradient(theta, x, y)

    assert roles({"foo": forward, "qux": qux})["gradient"] == ("qux", "what it gives")


def test_a_longer_word_in_a_name_says_more_than_a_shorter_one():
    def run_gradient_descent_now(theta, steps, rate):
        return theta

    assert "objective_gradient" not in roles({"run_gradient_descent_now": run_gradient_descent_now})
    assert roles({"run_gradient_descent_now": run_gradient_descent_now})["descent"][1] == "a part of its name"


def test_a_name_that_says_it_all_goes_before_a_part_of_one():
    def wrong(theta, x, y):
        return np.zeros(10)

    assert roles({"check_my_gradient": wrong, "gradient": gradient})["gradient"] == ("gradient", "its name")
    assert roles({"my_gradient_of_l": gradient})["gradient"] == ("my_gradient_of_l", "a part of its name")


def test_what_speaks_of_the_activation_is_no_gradient():
    found = roles({"relu_gradient": relu_derivative, "forward": forward})
    assert "gradient" not in found
    assert found["slope"] == ("relu_gradient", "its name")


def test_what_draws_or_tests_is_not_tried():
    calls = []

    def draw(theta, x, y):
        calls.append("draw")
        return gradient(theta, x, y)

    assert roles({"draw_all": draw, "forward": forward}).keys() == {"forward"}
    assert calls == []


def test_use_goes_before_names_and_must_name_a_function_and_a_part():
    functions = {"gradient": forward, "other": gradient, "forward": forward}
    assert roles(functions, {"gradient": "other"})["gradient"] == ("other", "--use")
    with pytest.raises(InputError, match="It has gradient, other, forward"):
        roles(functions, {"gradient": "nobody"})
    with pytest.raises(InputError, match="--use must name one of forward, gradient, loss"):
        roles(functions, {"colour": "other"})
    with pytest.raises(InputError, match="It has no functions"):
        roles({}, {"gradient": "other"})


@pytest.mark.parametrize(
    ("name", "bare"),
    [("Rück_wärts", "ruckwarts"), ("Net.Forward_Pass", "forwardpass"), ("rétropropagation", "retropropagation"),
     ("J", "j"), ("d_ReLU2", "drelu2"), ("θ_start", "θstart")],
)  # fmt: skip
def test_a_name_is_compared_without_case_accents_and_underscores(name, bare):
    assert plain(name) == bare


def test_no_name_stands_for_two_of_forward_map_gradient_j_and_descent():
    known = {role: set(names_of(role, "relu")) for role in ("forward", "gradient", "objective", "descent")}
    shared = {a + b: known[a] & known[b] for a in known for b in known if a < b}
    assert not any(shared.values())
    assert all(word == plain(word) for names in known.values() for word in names)


BODY = """\
    W, U, V = theta[0:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:10]
    a = W.T @ x
    h = np.maximum(a, 0)
    b = U.T @ h
    k = np.maximum(b, 0)
    z = V @ k
"""
BACK = """\
    dz = 2 * (z - y)
    db = dz * V * (b > 0)
    da = U @ db * (a > 0)
    dW, dU, dV = np.outer(x, da), np.outer(h, db), dz * k
"""
MAP = "return [h[0], h[1], k[0], k[1], z, (z - y) ** 2]"
SLOPES = "return np.concatenate([dW.ravel(), dU.ravel(), dV])"


def program(head="theta, x, y", first="", last_map=MAP, last_slopes=SLOPES):
    """Forward map and gradient with other arguments, made into arrays in a first line, and other last lines."""
    first = f"    {first}\n" if first else ""
    return (
        "import numpy as np\n\n"
        f"def forward({head}):\n{first}{BODY}    {last_map}\n\n"
        f"def gradient({head}):\n{first}{BODY}{BACK}    {last_slopes}\n"
    )


ARGUMENTS = {
    "in the lab's order": ("theta, x, y", ""),
    "the point first": ("x, y, theta", ""),
    "the target before the point": ("theta, y, x", ""),
    "names that say nothing": ("p, q, r", "theta, x, y = p, q, r"),
    "names that say nothing, the point first": ("p, q, r", "theta, x, y = r, p, q"),
    "the point as two numbers": ("theta, x1, x2, y", "x = np.array([x1, x2])"),
    "a list of floats": ("theta, x, y", "theta = np.array(theta + [])"),
    "lists only": ("theta, x, y", "assert type(x) is list; theta, x = np.array(theta), np.array(x)"),
    "columns": ("theta, x, y", "assert x.shape == (2, 1); x, y = x[:, 0], float(np.ravel(y)[0])"),
    "columns, theta, too": ("theta, x, y", "assert theta.shape == (10, 1); theta, x = theta[:, 0], np.ravel(x)"),
    "the matrices": ("W, U, V, x, y", "theta = np.concatenate([W.ravel(), U.ravel(), V.ravel()])"),
    "the matrices last": ("x, y, W, U, V", "theta = np.concatenate([W.ravel(), U.ravel(), V.ravel()])"),
    "a target that has a default": ("theta, x, y=0.0", ""),
    "any number of arguments": ("*given", "theta, x, y = given"),
    "greek": ("θ, xp, soll", "theta, x, y = θ, xp, soll"),
    "a target as an array": ("theta, x, y", "y = y[0]"),
}
"""Arguments of both functions, and the line that makes of them what the other lines read."""


@pytest.mark.parametrize("style", ARGUMENTS)
def test_a_right_program_is_right_however_it_wants_its_arguments(style):
    head, first = ARGUMENTS[style]
    functions = made(program(head, first), "forward", "gradient")
    assert check(**dict(zip(("forward", "gradient"), functions, strict=True))).verdict == "right"


@pytest.mark.parametrize("style", ARGUMENTS)
def test_a_wrong_program_is_named_however_it_wants_its_arguments(style):
    head, first = ARGUMENTS[style]
    functions = made(program(head, first).replace("2 * (z - y)", "(z - y)"), "forward", "gradient")
    report = check(**dict(zip(("forward", "gradient"), functions, strict=True))).report
    assert [n.mistake.id for part in report.parts for n in part.mistakes] == ["two-missing"]


RETURNED_MAP = {
    "a tuple": "return h[0], h[1], k[0], k[1], z, (z - y) ** 2",
    "arrays and numbers": "return h, k, z, (z - y) ** 2",
    "a column": "return np.array([[*h, *k, z, (z - y) ** 2]]).T",
    "a row": "return np.array([[*h, *k, z, (z - y) ** 2]])",
    "a dict": "return {'h': h, 'k': k, 'z': z, 'L': (z - y) ** 2}",
    "numbers of no dimension": "return [np.array(v) for v in (*h, *k, z, (z - y) ** 2)]",
    "L first": "return (z - y) ** 2, h, k, z",
    "without L": "return h, k, z",
    "with the preactivations": "return a, h, b, k, z, (z - y) ** 2",
    "the preactivations first": "return a, b, h, k, z, (z - y) ** 2",
    "the output and L": "return z, (z - y) ** 2",
    "the output first": "return z, h, k",
    "L alone": "return (z - y) ** 2",
    "the output alone": "return z",
    "the answer, then what is kept for the way back": "return np.array([*h, *k, z, (z - y) ** 2]), (W, U, V, a, b)",
}


@pytest.mark.parametrize("style", RETURNED_MAP)
def test_a_forward_map_is_right_however_it_hands_back_what_it_found(style):
    (function,) = made(program(last_map=RETURNED_MAP[style]), "forward")
    found = check(forward=function)
    assert found.verdict == "right"
    assert bool(found.report.parts[0].notes) == (not {"k", "L"} <= _handed(style))


def _handed(style):
    text = RETURNED_MAP[style]
    return {name for name, sign in (("k", "k"), ("L", "** 2")) if sign in text}


RETURNED_SLOPES = {
    "matrices": "return dW, dU, dV",
    "a dict of matrices": "return {'W': dW, 'U': dU, 'V': dV}",
    "lists": "return dW.tolist() + dU.tolist() + [dV.tolist()]",
    "a column": "return np.concatenate([dW.ravel(), dU.ravel(), dV])[:, None]",
    "with L before it": "return (z - y) ** 2, np.concatenate([dW.ravel(), dU.ravel(), dV])",
    "with L behind it": "return np.concatenate([dW.ravel(), dU.ravel(), dV]), (z - y) ** 2",
    "integers where they are whole": "return [int(g) if g % 1 == 0 else g for g in (*dW.ravel(), *dU.ravel(), *dV)]",
}


@pytest.mark.parametrize("style", RETURNED_SLOPES)
def test_a_gradient_is_right_however_it_hands_back_what_it_found(style):
    (function,) = made(program(last_slopes=RETURNED_SLOPES[style]), "gradient")
    assert check(gradient=function).verdict == "right"


def test_float32_is_right_and_said_by_its_name_and_single_errors_of_float64_are_not():
    single, off = made(
        program(last_slopes="return np.concatenate([dW.ravel(), dU.ravel(), dV]).astype(np.float32)")
        + "\ndef off(theta, x, y):\n    f = np.array(forward(theta, x, y))\n    f[4] *= 1 + 1e-6\n    return f\n",
        "gradient", "off",
    )  # fmt: skip
    found = check(gradient=single).report
    assert (found.verdict, found.flags) == ("right", ("float32",))
    assert check(forward=off).verdict == "wrong"


def test_a_class_with_theta_in_its_init_and_a_backward_that_needs_the_forward_is_right(tmp_path):
    text = (
        "import numpy as np\n\n\nclass Net:\n    def __init__(self, theta):\n        self.theta = np.asarray(theta)\n\n"
        "    def forward(self, x, y):\n        theta = self.theta\n"
        + BODY.replace("    ", "        ")
        + "        self.kept = W, U, V, x, y, a, h, b, k, z\n        " + MAP + "\n\n"
        "    def backward(self):\n        W, U, V, x, y, a, h, b, k, z = self.kept\n"
        + BACK.replace("    ", "        ") + "        " + SLOPES + "\n"
    )  # fmt: skip
    report = check_file(lab_file(tmp_path, text), HANDOUT)
    found = {part.part: part.verdict for part in report.parts}
    assert (found["forward"], found["gradient"]) == ("right", "right")
    assert report.functions["forward"][0] == "Net.forward"


KEPT = """\
import numpy as np


class Net:
    def __init__(self):
        {init}

    def forward(self, x, y):
        W, U, V = {blocks}
        self.x, self.y = np.asarray(x), y
        self.a = self.x @ W
        self.h = np.maximum(self.a, 0)
        self.b = self.h @ U
        self.k = np.maximum(self.b, 0)
        self.z = (self.k @ V).item()
        return [*self.h, *self.k, self.z, (self.z - y) ** 2]

    def backward(self):
        W, U, V = {blocks}
        dz = 2 * (self.z - self.y)
        db = dz * V.ravel() * (self.b > 0)
        da = U @ db * (self.a > 0)
        return np.concatenate([np.outer(self.x, da).ravel(), np.outer(self.h, db).ravel(), dz * self.k])
"""
ONES = (
    "self.{0} = np.ones((2, 2)); self.{1} = np.ones((2, 2)); self.{2} = np.ones({3})",
    "self.{0}, self.{1}, self.{2}",
)
OWN = {
    "theta": ("self.theta = np.random.uniform(-1, 1, 10)",
              "self.theta[:4].reshape(2, 2), self.theta[4:8].reshape(2, 2), self.theta[8:]"),
    "params": ("self._params = np.zeros(10)",
               "self._params[:4].reshape(2, 2), self._params[4:8].reshape(2, 2), self._params[8:]"),
    "matrices": tuple(text.format("W", "U", "V", 2) for text in ONES),
    "numbered": tuple(text.format("W1", "W2", "W3", (2, 1)) for text in ONES),
}  # fmt: skip
"""What a class sets for itself where it is made, and how it reads its blocks."""


@pytest.mark.parametrize("style", OWN)
@pytest.mark.parametrize("wrong", [False, True])
def test_a_class_that_keeps_theta_to_itself_is_judged_at_the_theta_that_is_put_there(style, wrong, tmp_path):
    init, blocks = OWN[style]
    text = KEPT.format(init=init, blocks=blocks)
    report = check_file(lab_file(tmp_path, text.replace("dz = 2 *", "dz =") if wrong else text), HANDOUT)
    found = {part.part: part for part in report.parts}
    assert (found["forward"].verdict, found["gradient"].verdict) == ("right", "wrong" if wrong else "right")
    assert [n.mistake.id for n in found["gradient"].mistakes] == (["two-missing"] if wrong else [])


def test_a_function_that_needs_more_than_it_can_be_given_is_told_so():
    def forward(theta, x, y, colour, size, weight, shape):
        return np.zeros(6)

    (part,) = check(forward=forward).report.parts
    assert part.verdict == "cannot tell"
    assert "forward(theta, x, y, colour, size, weight, shape) could not be asked" in part.said


def test_a_function_that_stops_in_every_way_it_can_be_called_is_told_with_its_error():
    def forward(a, b, c):
        raise ValueError("no such layer")

    (part,) = check(forward=forward).report.parts
    assert part.verdict == "cannot tell"
    assert "forward stops with an error" in part.said
    assert "ValueError: no such layer" in part.said


def test_what_use_names_and_does_not_fit_is_told_for_every_part(tmp_path):
    text = program() + "\n\ndef pair(a, b):\n    return a + b\n"
    for role in ("activation", "slope", "objective", "descent"):
        report = check_file(lab_file(tmp_path, text), HANDOUT, use={role: "pair"})
        found = {part.part: part for part in report.parts}
        assert (found[role].verdict, "pair(a, b)" in found[role].said) == ("cannot tell", True)


def test_layouts_have_every_number_once_and_the_labs_own_comes_first():
    for name in ("handout", "xor", "wide"):
        found = list(forward_layouts(lab(name)))
        assert found[0].codes == tuple(n.code for n in right_program(lab(name)).forward_names)
        assert all(len(set(one.codes)) == len(one.codes) == one.size for one in found)
        size = lab(name).network.size
        assert all(
            sorted(one.places) == list(range(min(one.places), min(one.places) + size))
            for one in gradient_layouts(lab(name), [])
        )


def test_a_table_has_nan_where_an_answer_has_another_number_of_numbers():
    candidate = Inside({"f": lambda n: np.arange(n)})
    answers = candidate.call_many([Call("f", (Argument(float(n), "int"),)) for n in (6, 5)])
    layout = next(iter(forward_layouts(HANDOUT)))
    table = layout.table(answers)
    assert table[0].tolist() == [0, 1, 2, 3, 4, 5]
    assert np.isnan(table[1]).all()


def test_the_text_of_the_program_is_what_is_tried():
    functions = dict(zip(("forward", "gradient", "objective"), made(RIGHT, "forward", "gradient", "J"), strict=True))
    assert check(**functions).verdict == "right"


def test_arguments_that_are_asked_for_by_name_are_given_by_name(tmp_path):
    text = RIGHT.replace("def forward(theta, x, y)", "def forward(*, theta, x, y)")
    text = text.replace("def gradient(theta, x, y)", "def gradient(theta, *, x, y)")
    text = text.replace("forward(theta, x, y)[5]", "forward(theta=theta, x=x, y=y)[5]")
    report = check_file(lab_file(tmp_path, text), HANDOUT)
    found = {p.part: p.verdict for p in report.parts}
    assert (found["forward"], found["gradient"], found["objective"]) == ("right", "right", "right")
