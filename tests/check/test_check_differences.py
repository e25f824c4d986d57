"""A gradient by differences is right, and flagged; one that is a little wrong is wrong, however near it comes."""

from itertools import pairwise

import numpy as np
import pytest

from backprop_lab.check import check
from backprop_lab.handout import forward as handout_forward
from backprop_lab.handout import gradient as handout_gradient
from check.labs import lab


def loss_of(name):
    """L of a point in a few lines of NumPy, for three labs."""
    widths = lab(name).network.widths
    biases, act = lab(name).network.biases, np.tanh if name == "xor" else lambda a: np.maximum(a, 0)

    def forward(theta, x, y):
        h, at = np.asarray(x, float), 0
        for k, (m, n) in enumerate(pairwise(widths)):
            a = h @ np.asarray(theta)[at : at + m * n].reshape(m, n)
            at += m * n
            if biases:
                a, at = a + theta[at : at + n], at + n
            h = a if k == len(widths) - 2 else act(a)
        if name == "wide":
            return np.array([-np.dot(y, h - np.log(np.exp(h).sum()))])
        return np.array([*h, ((h - y) ** 2).sum()])

    return forward


def differences(forward, size, h, sides):
    def loss(theta, x, y):
        return forward(theta, x, y)[-1]

    def gradient(theta, x, y):
        found = []
        for e in np.eye(size):
            low = loss(theta - h * e if sides == 2 else theta, x, y)
            found.append((loss(theta + h * e, x, y) - low) / (sides * h))
        return np.array(found)

    return gradient


@pytest.mark.parametrize("h", [1e-3, 1e-4, 1e-5, 1e-6, 1e-7, 1e-8])
@pytest.mark.parametrize("sides", [1, 2])
def test_differences_of_any_usual_width_are_right_and_flagged(h, sides):
    report = check(gradient=differences(handout_forward, 10, h, sides)).report
    assert (report.verdict, report.flags) == ("right", ("finite-differences",))


@pytest.mark.parametrize("sides", [1, 2])
def test_differences_are_seen_in_other_labs(sides):
    size, forward = lab("wide").network.size, loss_of("wide")
    report = check(lab=lab("wide"), forward=forward, gradient=differences(forward, size, 1e-5, sides)).report
    assert (report.verdict, report.flags) == ("right", ("finite-differences",))


@pytest.mark.parametrize("sides", [1, 2])
def test_without_kinks_they_are_known_by_how_often_they_ask_for_the_loss(sides, tmp_path):
    text = (
        "import numpy as np\n\n\ndef forward(theta, x, y):\n"
        "    h = np.tanh(np.asarray(x) @ theta[:6].reshape(2, 3) + theta[6:9])\n"
        "    z = h @ theta[9:12] + theta[12]\n    return np.array([*h, z, (z - y) ** 2])\n\n\n"
        "def gradient(theta, x, y):\n    g = np.zeros(13)\n    for i in range(13):\n        up = theta.copy()\n"
        "        up[i] += 1e-6\n        down = theta.copy()\n        down[i] -= SIDE\n"
        "        g[i] = (forward(up, x, y)[-1] - forward(down, x, y)[-1]) / (up[i] - down[i])\n    return g\n"
    ).replace("SIDE", "1e-6" if sides == 2 else "0")
    path = tmp_path / "lab.py"
    path.write_text(text)
    report = check(path, lab=lab("xor")).report
    found = {part.part: part.verdict for part in report.parts}
    assert (found["forward"], found["gradient"]) == ("right", "right")
    assert report.flags == ("finite-differences",)


def off(factor=1.0, plus=0.0, digits=None):
    def gradient(theta, x, y):
        found = factor * handout_gradient(theta, x, y) + plus
        return found if digits is None else np.round(found, digits)

    return gradient


@pytest.mark.parametrize(
    "gradient",
    [off(1.0015), off(1 + 1e-6), off(1 - 1e-8), off(plus=1e-4), off(digits=3),
     lambda theta, x, y: np.float64(np.float16(handout_gradient(theta, x, y)))],
    ids=["a thousandth", "a millionth", "1e-8", "a constant", "three digits", "half precision"],
)  # fmt: skip
def test_a_gradient_that_is_a_little_wrong_is_wrong(gradient):
    report = check(gradient=gradient).report
    assert (report.verdict, report.flags) == ("wrong", ())
