"""Programs for other labs than the handout's, as students write them: found, judged, their mistakes named."""

import pytest

from backprop_lab.check.files import check_file
from check.labs import lab
from check.programs import lab_file

VECTOR = """\
import numpy as np
import matplotlib.pyplot as plt

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
T = np.array([0, 1, 1, 0], float)

def tanh_prime(a):
    return 1 - np.tanh(a) ** 2

def unpack(theta):
    return theta[:6].reshape(2, 3), theta[6:9], theta[9:12], theta[12]

def forward(theta, x, y):
    W, b, v, c = unpack(theta)
    h = np.tanh(x @ W + b)
    z = h @ v + c
    return np.array([*h, z, (z - y) ** 2])

def gradient(theta, x, y):
    W, b, v, c = unpack(theta)
    a = x @ W + b
    h = np.tanh(a)
    dz = 2 * (h @ v + c - y)
    da = dz * v * tanh_prime(a)
    return np.concatenate([np.outer(x, da).ravel(), da, dz * h, [dz]])

def J(theta):
    return sum(forward(theta, x, y)[-1] for x, y in zip(X, T))

theta = np.random.uniform(-1, 1, 13)
js = [J(theta)]
for i in range(500):
    theta = theta - 0.1 * sum(gradient(theta, x, y) for x, y in zip(X, T))
    js.append(J(theta))
plt.plot(js)
"""
CLASS = """\
import numpy as np
import matplotlib.pyplot as plt

data = [((0, 0), 0), ((0, 1), 1), ((1, 0), 1), ((1, 1), 0)]


class Net:
    def __init__(self):
        self.W1 = np.random.uniform(-1, 1, (2, 3))
        self.b1 = np.random.uniform(-1, 1, 3)
        self.W2 = np.random.uniform(-1, 1, (3, 1))
        self.b2 = np.random.uniform(-1, 1, 1)

    def forward(self, x, y):
        self.x, self.y = np.asarray(x, float), y
        self.h = np.tanh(self.x @ self.W1 + self.b1)
        self.z = self.h @ self.W2 + self.b2
        return np.concatenate([self.h, self.z, (self.z - y) ** 2])

    def backward(self):
        dz = 2 * (self.z - self.y)
        da = (self.W2 @ dz) * (1 - self.h ** 2)
        return [np.outer(self.x, da), da, np.outer(self.h, dz), dz]

    def train(self, steps=500, rate=0.1):
        js = []
        for i in range(steps):
            J, g = 0, [0, 0, 0, 0]
            for x, y in data:
                J += self.forward(x, y)[-1]
                g = [a + b for a, b in zip(g, self.backward())]
            js.append(J)
            self.W1 = self.W1 - rate * g[0]
            self.b1 = self.b1 - rate * g[1]
            self.W2 = self.W2 - rate * g[2]
            self.b2 = self.b2 - rate * g[3]
        return js


net = Net()
plt.plot(net.train())
"""
WIDE = """\
import numpy as np
import matplotlib.pyplot as plt

X = np.array([[1, -0.5, 2], [-1, 1.5, 0.5], [0.5, 1, -1.5]])
Y = np.array([[1, 0], [0, 1], [0.25, 0.75]])

def relu(a):
    return np.maximum(a, 0)

def forward(theta, x, y):
    W1, W2, W3 = theta[:12].reshape(3, 4), theta[12:24].reshape(4, 3), theta[24:].reshape(3, 2)
    h = relu(W1.T @ x)
    k = relu(W2.T @ h)
    z = W3.T @ k
    L = -np.sum(y * (z - np.log(np.sum(np.exp(z)))))
    return np.concatenate([h, k, z, [L]])

def gradient(theta, x, y):
    W1, W2, W3 = theta[:12].reshape(3, 4), theta[12:24].reshape(4, 3), theta[24:].reshape(3, 2)
    a = W1.T @ x
    h = relu(a)
    b = W2.T @ h
    k = relu(b)
    z = W3.T @ k
    p = np.exp(z) / np.sum(np.exp(z))
    dz = p - y
    db = (W3 @ dz) * (b > 0)
    da = (W2 @ db) * (a > 0)
    return np.concatenate([np.outer(x, da).ravel(), np.outer(h, db).ravel(), np.outer(k, dz).ravel()])

def cost(theta):
    return sum(forward(theta, x, y)[-1] for x, y in zip(X, Y))

def descend(theta, steps=100, rate=0.05):
    history = [cost(theta)]
    for step in range(steps):
        theta = theta - rate * sum(gradient(theta, x, y) for x, y in zip(X, Y))
        history.append(cost(theta))
    return theta, history

theta, history = descend(np.random.uniform(-1, 1, 30))
plt.semilogy(history)
"""
BATCH = """\
import numpy as np
import matplotlib.pyplot as plt

X = np.array([[0, 0], [0, 1], [1, 0], [1, 1]], float)
T = np.array([0, 1, 1, 0], float)

def forward(theta):
    H = np.tanh(X @ theta[:6].reshape(2, 3) + theta[6:9])
    return H, H @ theta[9:12] + theta[12]

def J(theta):
    return np.sum((forward(theta)[1] - T) ** 2)

def gradient(theta):
    H, z = forward(theta)
    dz = 2 * (z - T)
    dA = np.outer(dz, theta[9:12]) * (1 - H ** 2)
    return np.concatenate([(X.T @ dA).ravel(), dA.sum(axis=0), H.T @ dz, [dz.sum()]])

theta = np.random.uniform(-1, 1, 13)
history = [theta]
for n in range(500):
    theta = theta - 0.1 * gradient(theta)
    history.append(theta)
Js = []
for theta in history:
    Js.append(J(theta))
plt.plot(Js)
"""
"""All points at once: J and its gradient alone."""
PROGRAMS = {"vector": ("xor", VECTOR), "class": ("xor", CLASS), "wide": ("wide", WIDE)}
WRONG = {
    ("vector", "gradient", "slope-unsquared-1"): {"np.tanh(a) ** 2": "np.tanh(a)"},
    ("vector", "gradient", "two-missing"): {"dz = 2 * (": "dz = ("},
    ("vector", "gradient", "bias-zero-1"): {"ravel(), da, dz * h": "ravel(), 0 * da, dz * h"},
    ("vector", "objective", "objective-mean"): {"return sum(forward": "return 0.25 * sum(forward"},
    ("vector", "descent", "step-ascent"): {"theta - 0.1": "theta + 0.1"},
    ("vector", "start", "start-narrow"): {"np.random.uniform(-1, 1, 13)": "np.random.rand(13)"},
    ("class", "gradient", "slope-missing-1"): {" * (1 - self.h ** 2)": ""},
    ("class", "gradient", "block-sign-2"): {"np.outer(self.h, dz), dz": "-np.outer(self.h, dz), dz"},
    ("class", "descent", "rate-other"): {"rate=0.1": "rate=0.01"},
    ("wide", "gradient", "delta-sign"): {"p - y": "y - p"},
    ("wide", "gradient", "slope-missing-2"): {"(W3 @ dz) * (b > 0)": "W3 @ dz"},
    ("wide", "gradient", "outer-transposed-1"): {"np.outer(x, da)": "np.outer(da, x)"},
    ("wide", "gradient", "outer-transposed-3"): {"np.outer(k, dz)": "np.outer(dz, k)"},
    ("wide", "gradient", "packed-by-columns"): {
        "da).ravel()": 'da).ravel("F")',
        "db).ravel()": 'db).ravel("F")',
        "dz).ravel()": 'dz).ravel("F")',
    },
    ("wide", "forward", "theta-by-columns"): {
        "    h = relu(W1.T @ x)\n    k": "    W1, W2, W3 = (w.reshape(w.shape[::-1]).T for w in (W1, W2, W3))\n"
        "    h = relu(W1.T @ x)\n    k",
    },
    ("vector", "gradient", "bias-before-slope-1"): {".ravel(), da, dz * h": ".ravel(), dz * v, dz * h"},
    ("wide", "forward", "activation-missing-1"): {"    h = relu(W1.T @ x)\n    k": "    h = W1.T @ x\n    k"},
    ("wide", "descent", "step-mean"): {"rate * sum(": "rate / 3 * sum("},
    ("wide", "descent", "step-without-2"): {
        "theta = theta - rate *": "theta = theta - rate * MOVES *",
        "X = np": "MOVES = np.repeat([1, 0, 1], [12, 12, 6])\nX = np",
    },
}


@pytest.mark.parametrize("name", PROGRAMS)
def test_a_right_program_for_another_lab_is_right_in_every_part(name, tmp_path):
    of, text = PROGRAMS[name]
    report = check_file(lab_file(tmp_path, text), lab(of))
    assert {part.part: part.verdict for part in report.parts} == dict.fromkeys([p.part for p in report.parts], "right")
    assert len(report.parts) == 8


@pytest.mark.parametrize("which", WRONG, ids=lambda which: "-".join(which))
def test_a_mistake_in_a_program_for_another_lab_is_named_in_its_part_alone(which, tmp_path):
    name, part, wanted = which
    of, text = PROGRAMS[name]
    report = check_file(lab_file(tmp_path, text, WRONG[which]), lab(of))
    (wrong,) = [one for one in report.parts if one.verdict == "wrong" and one.part != "slope"]
    (told,) = wrong.mistakes
    assert (wrong.part, wanted in {told.mistake.id, *(m.id for m in told.also)}) == (part, True)
    assert told.place is not None


def test_a_gradient_of_j_alone_is_judged_as_one_and_the_forward_map_is_not(tmp_path):
    report = check_file(lab_file(tmp_path, BATCH), lab("xor"))
    found = {part.part: part.verdict for part in report.parts}
    assert found.pop("forward") == "cannot tell"
    assert found.pop("activation") == "cannot tell"
    assert found == dict.fromkeys(found, "right")
    assert "forward(theta) is given no point" in next(p for p in report.parts if p.part == "forward").said


TOTAL = {
    "two-missing": ("gradient", {"dz = 2 * (": "dz = ("}),
    "bias-zero-1": ("gradient", {"dA.sum(axis=0)": "0 * dA.sum(axis=0)"}),
    "step-first": ("gradient", {"dz = 2 * (z - T)": "dz = 2 * (z - T) * np.array([1, 0, 0, 0])"}),
    "step-mean": ("descent", {"0.1 * gradient": "0.1 / 4 * gradient"}),
}


@pytest.mark.parametrize("wanted", TOTAL)
def test_a_mistake_in_a_gradient_of_j_is_named(wanted, tmp_path):
    part, changes = TOTAL[wanted]
    report = check_file(lab_file(tmp_path, BATCH, changes), lab("xor"))
    (wrong,) = [one for one in report.parts if one.verdict == "wrong"]
    (told,) = wrong.mistakes
    assert (wrong.part, wanted in {told.mistake.id, *(m.id for m in told.also)}) == (part, True)


def test_a_gradient_of_j_with_an_unknown_mistake_is_wrong_and_given_no_name(tmp_path):
    report = check_file(lab_file(tmp_path, BATCH, {"H.T @ dz": "np.sin(H.T @ dz)"}), lab("xor"))
    (wrong,) = [one for one in report.parts if one.verdict == "wrong"]
    assert (wrong.part, wrong.mistakes, "not recognised" in wrong.said) == ("gradient", (), True)
    assert "dJ/d" in wrong.evidence
