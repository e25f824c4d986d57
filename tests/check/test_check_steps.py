"""Descents as students write them: followed wherever theta is kept, and never explained by what only seems to fit."""

import pytest

from backprop_lab.check.files import check_file
from check.labs import lab
from check.programs import RIGHT, lab_file, replaced

HEAD = (
    RIGHT
    + """\


def gradJ(theta):
    return gradient(theta, np.array([-1.0, 1.0]), 60.0) + gradient(theta, np.array([-1.0, 0.5]), 20.0)


import matplotlib.pyplot as plt
from itertools import accumulate, islice

theta = np.random.uniform(-1, 1, 10)
"""
)
GOOD = {
    "one line": (
        "Js = [J(theta)]\nfor n in range(100): theta = theta - 0.005 * gradJ(theta); Js.append(J(theta))\n"
        "plt.plot(Js)\n"
    ),
    "a table of states": (
        "thetas = np.zeros((101, 10))\nthetas[0] = theta\nfor n in range(100):\n"
        "    thetas[n + 1] = thetas[n] - 0.005 * gradJ(thetas[n])\nplt.plot([J(t) for t in thetas])\n"
    ),
    "recursion": (
        "def descent(t, n):\n    return [J(t)] + (descent(t - 0.005 * gradJ(t), n - 1) if n else [])\n\n\n"
        "plt.plot(descent(theta, 100))\n"
    ),
    "a function that takes all points": (
        "def fit(theta, X, Y, rate=0.005, steps=100):\n    Js = []\n    for n in range(steps):\n"
        "        Js.append(sum(forward(theta, x, y)[5] for x, y in zip(X, Y)))\n"
        "        theta = theta - rate * sum(gradient(theta, x, y) for x, y in zip(X, Y))\n    return theta, Js\n\n\n"
        "theta, Js = fit(theta, np.array([[-1.0, 1.0], [-1.0, 0.5]]), np.array([60.0, 20.0]))\nplt.plot(Js)\n"
    ),
    "a generator without end": (
        "def descend(theta):\n    while True:\n        yield theta\n        theta = theta - 0.005 * gradJ(theta)\n\n\n"
        "plt.plot([J(t) for t in islice(descend(theta), 101)])\n"
    ),
    "one step a call": (
        "def train(theta):\n    return theta - 0.005 * gradJ(theta)\n\n\nJs = [J(theta)]\nfor n in range(100):\n"
        "    theta = train(theta)\n    Js.append(J(theta))\nplt.plot(Js)\n"
    ),
    "a value that was appended before": (
        "Js = []\nJs.append(J(theta))\nfor n in range(100):\n    theta = theta - 0.005 * gradJ(theta)\n"
        "    Js.append(J(theta))\nplt.plot(Js)\n"
    ),
    "a hundred values, another list before": (
        "Js, seen = [], []\nseen.append(J(theta))\nfor n in range(100):\n    Js.append(J(theta))\n"
        "    theta = theta - 0.005 * gradJ(theta)\nplt.plot(Js)\n"
    ),
    "several starts": (
        "for start in range(4):\n    theta = np.random.uniform(-1, 1, 10)\n    Js = [J(theta)]\n"
        "    for n in range(100):\n        theta = theta - 0.005 * gradJ(theta)\n        Js.append(J(theta))\n"
        "    plt.plot(Js)\n"
    ),
    "point by point": (
        "for n in range(100):\n    plt.plot(n, J(theta), 'b.')\n    theta = theta - 0.005 * gradJ(theta)\n"
    ),
    "logarithms": (
        "Js = [J(theta)]\nfor n in range(100):\n    theta = theta - 0.005 * gradJ(theta)\n    Js.append(J(theta))\n"
        "plt.plot(np.log10(Js))\n"
    ),
}  # fmt: skip
LOOP = """\
Js = [J(theta)]
for n in range(100):
    theta = theta - 0.005 * gradJ(theta)
    Js.append({kept})
plt.plot({drawn})
"""
FIRST, AGAIN = "gradient(theta, np.array([-1.0, 1.0]), 60.0)", "gradient(theta, np.array([-1.0, 1.0]), 20.0)"
LOSS = FIRST.replace("gradient", "forward") + "[5]"
BAD = {
    "theta for J": ("plot", "plot-other", LOOP.format(kept="theta[0]", drawn="Js")),
    "one point's loss": ("plot", "plot-other", LOOP.format(kept=LOSS, drawn="Js")),
    "the start's J again and again": ("plot", "plot-other", LOOP.format(kept="Js[0]", drawn="Js")),
    "from the end": ("plot", "plot-other", LOOP.format(kept="J(theta)", drawn="Js[::-1]")),
    "one array": (
        "descent", "history-one-array",
        "thetas = [theta]\nfor n in range(100):\n    theta -= 0.005 * gradJ(theta)\n    thetas.append(theta)\n"
        "Js = [J(t) for t in thetas]\nplt.plot(Js)\n",
    ),
    "one array but for the first": (
        "descent", "history-one-array",
        "thetas = [theta.copy()]\nfor n in range(100):\n    theta -= 0.005 * gradJ(theta)\n    thetas.append(theta)\n"
        "Js = [J(t) for t in thetas]\nplt.plot(Js)\n",
    ),
    "a gradient that is not renewed": (
        "descent", "step-frozen",
        "Js, g = [J(theta)], gradJ(theta)\nfor n in range(100):\n    theta = theta - 0.005 * g\n"
        "    Js.append(J(theta))\nplt.plot(Js)\n",
    ),
    "momentum": (
        "descent", None,
        "Js, v = [J(theta)], 0\nfor n in range(100):\n    v = 0.9 * v + gradJ(theta)\n    theta = theta - 0.005 * v\n"
        "    Js.append(J(theta))\nplt.plot(Js)\n",
    ),
    "a gradient that is added up": (
        "descent", "step-added-up",
        "Js, g = [J(theta)], 0\nfor n in range(100):\n    g = g + gradJ(theta)\n    theta = theta - 0.005 * g\n"
        "    Js.append(J(theta))\nplt.plot(Js)\n",
    ),
    "a gradient that changes theta": (
        "descent", "gradient-overwrites",
        "def gradient(theta, x, y, right=gradient):\n    g = right(theta, x, y)\n    theta[0] += 1\n    return g\n\n\n"
        + LOOP.format(kept="J(theta)", drawn="Js"),
    ),
    "a gradient that is cut off": (
        "descent", None,
        "Js = [J(theta)]\nfor n in range(100):\n    theta = theta - 0.005 * np.clip(gradJ(theta), -5, 5)\n"
        "    Js.append(J(theta))\nplt.plot(Js)\n",
    ),
    "V uphill": (
        "descent", "step-sign-3",
        "Js = [J(theta)]\nfor n in range(100):\n    g = gradJ(theta)\n    g[8:] *= -1\n    theta = theta - 0.005 * g\n"
        "    Js.append(J(theta))\nplt.plot(Js)\n",
    ),
    "99 steps behind a value that was appended": (
        "descent", "steps-other",
        "Js = []\nJs.append(J(theta))\nfor n in range(99):\n    theta = theta - 0.005 * gradJ(theta)\n"
        "    Js.append(J(theta))\nplt.plot(Js)\n",
    ),
    "99 steps in a dict": (
        "descent", "steps-other",
        "log = {'J': [J(theta)], 'n': []}\nfor n in range(99):\n    theta = theta - 0.005 * gradJ(theta)\n"
        "    log['J'].append(J(theta))\nplt.plot(log['J'])\n",
    ),
    "a rate that shrinks": (
        "descent", "rate-changes", LOOP.format(kept="J(theta)", drawn="Js").replace("0.005", "0.005 / (n + 1)"),
    ),
    "the same point twice": (
        "descent", "step-data-other",
        LOOP.format(kept="J(theta)", drawn="Js").replace("gradJ(theta)", f"({FIRST} + {AGAIN})"),
    ),
}  # fmt: skip
"""What is wrong with a program: the part, the mistake (None where the catalogue has none), its last lines."""


@pytest.mark.parametrize("name", GOOD)
def test_a_right_descent_is_right_however_it_is_written(name, tmp_path):
    report = check_file(lab_file(tmp_path, HEAD + GOOD[name]), lab("handout"))
    assert {part.part: part.verdict for part in report.parts} == dict.fromkeys([p.part for p in report.parts], "right")


@pytest.mark.parametrize(("name", "seed"), [(name, seed) for name in BAD for seed in (0, 1)])
def test_a_wrong_descent_or_plot_is_wrong_whatever_the_start_and_given_no_other_name(name, seed, tmp_path):
    part, wanted, text = BAD[name]
    report = check_file(lab_file(tmp_path, HEAD + text), lab("handout"), seed=seed)
    wrong = {one.part: [n.mistake.id for n in one.mistakes] for one in report.parts if one.verdict == "wrong"}
    assert wrong.pop(part) == ([wanted] if wanted else [])
    assert set(wrong) <= {"plot"}


def test_a_start_is_called_stuck_only_where_it_is(tmp_path):
    hidden = "Js = [J(theta := theta - 0.005 * gradJ(theta)) for n in range(100)]\nplt.plot(Js)\n"
    report = check_file(lab_file(tmp_path, HEAD + hidden), lab("handout"))  # what its functions are given shows it
    assert next(p for p in report.parts if p.part == "descent").verdict == "right"
    drawn = "np.random.uniform(-1, 1, 10)"
    dead = HEAD.replace(drawn, f"np.abs({drawn}) * [1, 1, -1, -1, -1, -1, -1, -1, -1, -1]")
    report = check_file(lab_file(tmp_path, dead + GOOD["one step a call"]), lab("handout"))
    found = next(p for p in report.parts if p.part == "descent")
    assert (found.verdict, found.said.startswith("theta did not move")) == ("cannot tell", True)


ALONE = """\
import numpy as np
import matplotlib.pyplot as plt

points = [(np.array([-1.0, 1.0]), 60.0), (np.array([-1.0, 0.5]), 20.0)]
theta = np.random.uniform(-1, 1, 10)
Js = []
for step in range(101):
    J, grad = 0, np.zeros(10)
    W, U, V = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:]
    for x, y in points:
        a = W.T @ x
        h = np.maximum(a, 0)
        b = U.T @ h
        k = np.maximum(b, 0)
        z = V @ k
        J += (z - y) ** 2
        dz = 2 * (z - y)
        db = dz * V * (b > 0)
        da = U @ db * (a > 0)
        grad += np.concatenate([np.outer(x, da).ravel(), np.outer(h, db).ravel(), dz * k])
    Js.append(J)
    theta = theta - 0.005 * grad
plt.plot(Js)
"""
INLINE = {
    "no 2": ({"dz = 2 * (z": "dz = (z"}, {"two-missing", "step-mean", "rate-other"}),
    "a sign": ({"dz = 2 * (z - y)": "dz = 2 * (y - z)"}, {"delta-sign", "step-ascent"}),
    "2 twice": ({"dz = 2 ": "dz = 4 "}, {"two-twice", "rate-other"}),
    "a transpose": ({"da = U @": "da = U.T @"}, {"back-transposed-2"}),
    "a mask": ({"np.outer(x, da)": "np.outer(x, da / (a > 0).clip(1))"}, set()),
    "a strange factor": ({"dz = 2 ": "dz = 7 "}, set()),
}
"""What is replaced in a script without functions, and all that it may be."""


@pytest.mark.parametrize("name", INLINE)
def test_of_a_script_without_functions_every_mistake_is_told_that_looks_the_same(name, tmp_path):
    changes, wanted = INLINE[name]
    for seed in (0, 1):
        report = check_file(lab_file(tmp_path, replaced(ALONE, changes)), lab("handout"), seed=seed)
        found = next(p for p in report.parts if p.part == "descent")
        assert {m.id for n in found.mistakes for m in (n.mistake, *n.also)} == wanted
        assert found.verdict == ("right" if name == "a mask" else "wrong")
        if name == "a strange factor":
            assert found.said.startswith(
                "each step is 3.5 times what it must be: the rate, or a factor in the gradient"
            )


def test_one_value_again_and_again_is_not_j_where_theta_moves(tmp_path):
    for seed in (0, 1):
        report = check_file(
            lab_file(tmp_path, replaced(ALONE, {"append(J)": "append(4000.0)"})), lab("handout"), seed=seed
        )
        found = {p.part: p for p in report.parts}
        assert (found["objective"].verdict, found["plot"].verdict) == ("cannot tell", "wrong")
        assert found["plot"].evidence == "the curve is 4000 at every step, but J is not"
