"""A descent that remembers is followed beyond its first step, in which there is nothing to remember yet."""

from dataclasses import replace

import pytest

from backprop_lab.check.files import check_file
from check.labs import lab
from check.programs import RIGHT, replaced

pytestmark = pytest.mark.usefixtures("nursery")
HEAD = (
    RIGHT
    + """\

points = [(np.array([-1.0, 1.0]), 60.0), (np.array([-1.0, 0.5]), 20.0)]
theta = np.random.uniform(-1, 1, 10)
v = np.zeros(10)
values = [J(theta)]
old = theta
for step in range(100):
    g = sum(gradient(theta, x, y) for x, y in points)
"""
)
TAIL = "    values.append(J(theta))\n"
MOMENTUM = {
    "velocity": "    v = 0.9 * v + g\n    theta = theta - 0.0001 * v\n",
    "step kept": "    v = 0.9 * v - 0.0001 * g\n    theta = theta + v\n",
    "heavy ball": "    theta, old = theta - 0.0001 * g + 0.9 * (theta - old), theta\n",
    "in place": "    v *= 0.9\n    v += g\n    theta = theta - 0.0001 * v\n",
}
NESTEROV = "    v = 0.9 * v + g\n    theta = theta - 0.0001 * (g + 0.9 * v)\n"
ADAM = """\
    m = 0.9 * (m if step else 0) + 0.1 * g
    v = 0.999 * v + 0.001 * g * g
    theta = theta - 0.0001 * (m / (1 - 0.9 ** (step + 1))) / (np.sqrt(v / (1 - 0.999 ** (step + 1))) + 1e-8)
"""
OTHER = {
    "nothing is kept": ("velocity", {"0.9 * v + g": "g"}),
    "less is kept": ("velocity", {"0.9 * v": "0.5 * v"}),
    "with the wrong sign": ("heavy ball", {"(theta - old)": "(old - theta)"}),
    "what is kept grows": ("in place", {"v *= 0.9": "v *= 1"}),
}


def descent(folder, steps, method):
    path = folder / "lab.py"
    path.write_text(HEAD + steps + TAIL, "utf-8")
    of = replace(lab("handout"), descent=replace(lab("handout").descent, rate=0.0001, method=method))
    (found,) = [part for part in check_file(path, of).parts if part.part == "descent"]
    return found


@pytest.mark.parametrize("way", MOMENTUM)
def test_momentum_is_right_in_each_of_its_forms(way, tmp_path):
    assert descent(tmp_path, MOMENTUM[way], "momentum:0.9").verdict == "right"


@pytest.mark.parametrize("way", OTHER)
def test_what_is_kept_otherwise_is_another_method(way, tmp_path):
    form, changes = OTHER[way]
    found = descent(tmp_path, replaced(MOMENTUM[form], changes), "momentum:0.9")
    assert (found.verdict, [one.mistake.id for one in found.mistakes]) == ("wrong", ["method-other"])
    assert "in a later step w11 is" in found.evidence


@pytest.mark.parametrize(("steps", "method"), [(NESTEROV, "nesterov:0.9"), (ADAM, "adam:0.9:0.999:1e-8")])
def test_nesterov_and_adam_are_followed_too(steps, method, tmp_path):
    assert descent(tmp_path, steps, method).verdict == "right"


@pytest.mark.parametrize(
    ("steps", "method"),
    [(MOMENTUM["velocity"], "nesterov:0.9"), (ADAM.replace("0.999 * v", "0.9 * v"), "adam:0.9:0.999:1e-8")],
)
def test_one_method_is_not_taken_for_another(steps, method, tmp_path):
    assert descent(tmp_path, steps, method).verdict == "wrong"


def test_momentum_is_wrong_where_none_is_asked_for(tmp_path):
    assert descent(tmp_path, MOMENTUM["velocity"], "gradient_descent").verdict == "wrong"
