"""The line of a mistake that shows in the steps: where the number is made, not where it is used; else a guess."""

import pytest

from backprop_lab.check.files import check_file
from check.labs import lab
from check.programs import RIGHT, lab_file, replaced
from check.test_check_where import line_of

HEAD = "import numpy as np\nimport matplotlib.pyplot as plt\n\n"
ROWS = (
    HEAD
    + """\
W = np.random.uniform(-1, 1, (2, 2))
U = np.random.uniform(-1, 1, (2, 2))
V = np.random.uniform(-1, 1, (2, 1))
X = np.array([[-1.0, 1.0], [-1.0, 0.5]])
Y = np.array([[60.0], [20.0]])
losses = []
for n in range(100):
    A = X @ W
    H = np.maximum(A, 0)
    B = H @ U
    K = np.maximum(B, 0)
    Z = K @ V
    losses.append(np.sum((Z - Y) ** 2))
    dZ = 2 * (Z - Y)
    dV = K.T @ dZ
    dK = dZ @ V.T
    dK[B <= 0] = 0
    dU = H.T @ dK
    dH = dK @ U.T
    dA = dH * (A > 0)
    dW = X.T @ dA
    W -= 0.005 * dW
    U -= 0.005 * dU
    V -= 0.005 * dV
plt.plot(losses)
"""
)
"""All points at once, a row for each, in no function."""
POINTS = (
    HEAD
    + """\
def begin():
    return {n: np.random.uniform(-1, 1, s) for n, s in (("W", (2, 2)), ("U", (2, 2)), ("V", 2))}


def backward(p, x, y):
    a = x @ p["W"]
    h = np.maximum(a, 0)
    b = h @ p["U"]
    k = np.maximum(b, 0)
    dz = 2 * (k @ p["V"] - y)
    g = {"V": dz * k}
    db = dz * p["V"] * (b > 0)
    g["U"] = np.outer(h, db)
    g["W"] = np.outer(x, p["U"] @ db * (a > 0))
    return g, (k @ p["V"] - y) ** 2


def train(p):
    losses = []
    for n in range(100):
        total, grads = 0.0, {k: 0.0 for k in p}
        for x, y in ((np.array([-1.0, 1.0]), 60.0), (np.array([-1.0, 0.5]), 20.0)):
            g, loss = backward(p, x, y)
            total += loss
            for k in p:
                grads[k] = grads[k] + g[k]
        losses.append(total)
        p = {k: p[k] - 0.005 * grads[k] for k in p}
    return losses


plt.plot(train(begin()))
"""
)
"""One point after the other, with weights in a dict."""
CHANGED = {
    "two-missing in rows": (ROWS, "dZ = 2 * (Z - Y)", "dZ = Z - Y"),
    "mean in rows": (ROWS, "dZ = 2 * (Z - Y)", "dZ = 2 * (Z - Y) / 2"),
    "sign in rows": (ROWS, "dZ = 2 * (Z - Y)", "dZ = -2 * (Z - Y)"),
    "mask that leaves all": (ROWS, "dK[B <= 0] = 0", "dK[dK < -1e99] = 0"),
    "mask in one go": (ROWS, "dA = dH * (A > 0)", "dA = dH * 1.0"),
    "two-missing of a point": (POINTS, "dz = 2 * (k", "dz = 1 * (k"),
    "last in place of the sum": (POINTS, "grads[k] = grads[k] + g[k]", "grads[k] = g[k]"),
}


def first_place(text, tmp_path):
    """Where the first mistake of a wrong part stands."""
    report = check_file(lab_file(tmp_path, text), lab("handout"))
    return next(part for part in report.parts if part.mistakes).mistakes[0].place


@pytest.mark.parametrize("name", CHANGED)
def test_the_line_is_the_one_in_which_the_number_is_made(name, tmp_path):
    text, old, new = CHANGED[name]
    place = first_place(replaced(text, {old: new}), tmp_path)
    assert (place.line, place.guess) == (line_of(text, old, new), False)


TOTAL = (
    RIGHT.partition("def gradient(")[0].partition("def forward(")[0]
    + ROWS[len(HEAD) :].partition("W = ")[0]
    + """\
import matplotlib.pyplot as plt

X = np.array([[-1.0, 1.0], [-1.0, 0.5]])
y = np.array([60.0, 20.0])


def blocks(theta):
    return theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:]


def J(theta):
    W, U, V = blocks(theta)
    return np.sum((np.maximum(np.maximum(X @ W, 0) @ U, 0) @ V - y) ** 2)


def grad_J(theta):
    W, U, V = blocks(theta)
    A = X @ W
    H = np.maximum(A, 0)
    B = H @ U
    K = np.maximum(B, 0)
    r = 2 * (K @ V - y)
    dV = K.T @ r
    dB = np.outer(r, V) * (B > 0)
    dU = H.T @ dB
    dA = dB @ U.T * (A > 0)
    dW = X.T @ dA
    return np.concatenate([dW.ravel(), dU.ravel(), dV])


theta = np.random.uniform(-1, 1, 10)
Js = [J(theta)]
for n in range(100):
    theta = theta - 0.005 * grad_J(theta)
    Js.append(J(theta))
plt.plot(Js)
"""
)
IN_TOTAL = {
    "two-missing": ("r = 2 * (K @ V - y)", "r = K @ V - y"),
    "slope-missing-2": ("dB = np.outer(r, V) * (B > 0)", "dB = np.outer(r, V) * 1"),
    "outer-transposed-2": ("dU = H.T @ dB", "dU = dB.T @ H"),
    "back-transposed-2": ("dA = dB @ U.T *", "dA = dB @ U *"),
    "delta-sign": ("r = 2 * (K @ V - y)", "r = 2 * (y - K @ V)"),
}


@pytest.mark.parametrize("id", IN_TOTAL)
def test_in_a_gradient_of_all_points_at_once_the_line_is_seen_as_well(id, tmp_path):
    old, new = IN_TOTAL[id]
    place = first_place(replaced(TOTAL, {old: new}), tmp_path)
    assert (place.line, place.guess) == (line_of(TOTAL, old, new), False)


ONE_BY_ONE = (
    RIGHT
    + """\


import matplotlib.pyplot as plt

theta = np.random.uniform(-1, 1, 10)
Js = [J(theta)]
for n in range(100):
    for x, y in ((np.array([-1.0, 1.0]), 60.0), (np.array([-1.0, 0.5]), 20.0)):
        theta = theta - 0.005 * gradient(theta, x, y)
    Js.append(J(theta))
plt.plot(Js)
"""
)


def test_a_mistake_of_the_step_never_stands_in_the_right_gradient(tmp_path):
    text = ONE_BY_ONE
    place = first_place(text, tmp_path)
    assert place.line == line_of(text, "theta = theta - 0.005 * gradient", "-")


def test_the_line_of_a_rate_that_is_written_elsewhere_is_a_guess(tmp_path):
    text = ONE_BY_ONE.replace("theta = np.random", "rate = 0.05\ntheta = np.random").replace(
        "    for x, y in ((np.array([-1.0, 1.0]), 60.0), (np.array([-1.0, 0.5]), 20.0)):\n"
        "        theta = theta - 0.005 * gradient(theta, x, y)\n",
        "    g = gradient(theta, np.array([-1.0, 1.0]), 60.0) + gradient(theta, np.array([-1.0, 0.5]), 20.0)\n"
        "    theta = theta - rate * g\n",
    )
    place = first_place(text, tmp_path)
    assert (place.text, place.guess) == ("theta = theta - rate * g", True)
