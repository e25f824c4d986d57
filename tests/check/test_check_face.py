"""`check(...)` in a notebook: functions or a file, shown as text, as an object and as HTML; wrong use is told."""

import json

import numpy as np
import pytest

import backprop_lab
from backprop_lab.check import check
from backprop_lab.errors import InputError, UserError
from backprop_lab.handout import forward, gradient, relu, relu_derivative
from backprop_lab.lab import load_lab
from check.programs import lab_file


def no_two(theta, x, y):
    return gradient(theta, x, y) / 2


def test_the_package_hands_the_verb_on():
    assert backprop_lab.check is check
    assert "check" in backprop_lab.__all__


def test_right_functions_are_right_and_only_their_parts_are_judged():
    found = check(forward=forward, gradient=gradient, relu=relu, relu_derivative=relu_derivative)
    assert found.verdict == "right"
    assert [part.part for part in found.report.parts] == ["activation", "slope", "forward", "gradient"]
    assert found.report.functions["slope"] == ("slope", "what you gave")
    assert "taken:" not in str(found)
    assert "--use" not in str(found)


def test_a_wrong_function_is_told_as_text_as_an_object_and_as_html():
    found = check(forward=forward, gradient=no_two)
    assert found.verdict == "wrong"
    assert "gradient: wrong. The factor 2 is missing" in str(found)
    assert max(map(len, str(found).splitlines())) <= 80
    assert repr(found) == str(found)
    made = found.json()
    assert json.loads(json.dumps(made)) == made
    assert [m["id"] for part in made["parts"] for m in part["mistakes"]] == ["two-missing"]
    assert found._repr_html_().startswith("<pre style")
    assert "The factor 2 is missing" in found._repr_html_()


def test_html_shows_signs_as_signs():
    def activation(a):
        return np.maximum(a, 0.0) * (a < 2) if np.ndim(a) else max(a, 0.0) * (a < 2)

    shown = check(relu=activation)._repr_html_()
    assert "&lt; 2" in shown
    assert "<" not in shown.partition(">")[2].removesuffix("</pre>")


def test_the_level_of_hints_is_that_of_the_text_and_of_the_object():
    none, all_of_it = (check(forward=forward, gradient=no_two, hints=level) for level in (0, 3))
    assert "gradient: wrong.\n" in str(none)
    assert "factor 2" not in str(none)
    assert "dz = " in str(all_of_it)
    assert none.report == all_of_it.report
    assert [found.json()["parts"][1]["formula"] for found in (none, all_of_it)] == ["", "dz = 2*(z - y)"]


def test_a_file_is_checked_in_a_process_of_its_own(tmp_path):
    found = check(lab_file(tmp_path, changes={"2 * (V": "1 * (V"}))
    assert found.verdict == "wrong"
    assert [n.mistake.id for part in found.report.parts for n in part.mistakes] == ["two-missing"]
    assert found.report.parts[3].place.told == "line 22"


def test_a_lab_is_a_name_a_file_or_a_value():
    wrong = check(forward=forward, lab="xor").verdict
    assert wrong == check(forward=forward, lab=load_lab("xor")).verdict != "right"
    assert check(forward=forward, lab=load_lab("handout")).verdict == "right"


def test_functions_may_be_methods_lambdas_and_objects_that_can_be_called():
    class Net:
        def forward(self, theta, x, y):
            return forward(theta, x, y)

        def __call__(self, theta, x, y):
            return gradient(theta, x, y)

    net = Net()
    assert check(forward=net.forward, gradient=net).verdict == "right"
    assert (
        check(forward=lambda theta, x, y: forward(theta, x, y), gradient=lambda t, x, y: gradient(t, x, y)).verdict
        == "right"
    )


def test_what_the_functions_print_is_not_shown(capsys):
    def loud(theta, x, y):
        print("noise")
        return forward(theta, x, y)

    assert check(forward=loud).verdict == "right"
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({}, "check must be given either a file or functions"),
        ({"file": "lab.py", "forward": forward}, "check must be given either a file or functions"),
        (
            {"forwards": forward},
            "a function must be given as one of activation, slope, forward, gradient, ",
        ),
        ({"start": forward}, "a function must be given as one of"),
        ({"forward": 3}, "forward must be a function"),
        ({"forward": forward, "hints": 4}, "hints must be 0, 1, 2 or 3"),
        ({"forward": forward, "hints": "all"}, "hints must be 0, 1, 2 or 3"),
        ({"forward": forward, "lab": "nope"}, "nope"),
        ({"file": "gone.py"}, "gone.py"),
    ],
)
def test_wrong_use_says_what_must_hold(given, message, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(UserError) as caught:
        check(**given)
    assert message in str(caught.value)


def test_a_function_that_is_no_function_is_an_input_error():
    with pytest.raises(InputError, match="gradient must be a function"):
        check(gradient="gradient")
