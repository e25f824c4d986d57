"""Forms in which a right program may keep, take and hand back its numbers; and where it cannot be asked for sure."""

import pytest

from backprop_lab.check.files import check_file
from backprop_lab.lab import from_toml
from check.labs import WIDE, lab
from check.programs import RIGHT, replaced

pytestmark = pytest.mark.usefixtures("nursery")
MEAN = from_toml(
    'name = "mean"\n[network]\nwidths = [2, 3, 1]\nactivation = "tanh"\nbiases = true\n'
    "[data]\nx = [[0, 1], [1, 0], [1, 1], [-1, 0.5]]\ny = [1, 2, 0, -1]\n"
    '[objective]\nfactor = 0.5\nreduction = "mean"\n[descent]\nrate = 0.05\nsteps = 20\n'
)
COLUMNS = """\
import numpy as np
X = np.array([[0, 1, 1, -1], [1, 0, 1, 0.5]])
Y = np.array([[1, 2, 0, -1]])
n = X.shape[1]

def forward(X, W1, b1, W2, b2):
    H = np.tanh(W1 @ X + b1)
    return H, W2 @ H + b2

def gradient(X, Y, W1, b1, W2, b2):
    H, Z = forward(X, W1, b1, W2, b2)
    dZ = (Z - Y) / n
    dA = W2.T @ dZ * (1 - H * H)
    return dA @ X.T, dA.sum(axis=1, keepdims=True), dZ @ H.T, dZ.sum(axis=1, keepdims=True)

W1, b1 = np.random.uniform(-1, 1, (3, 2)), np.random.uniform(-1, 1, (3, 1))
W2, b2 = np.random.uniform(-1, 1, (1, 3)), np.random.uniform(-1, 1, (1, 1))
values = []
for step in range(21):
    values.append(0.5 * np.mean((forward(X, W1, b1, W2, b2)[1] - Y) ** 2))
    dW1, db1, dW2, db2 = gradient(X, Y, W1, b1, W2, b2)
    W1 = W1 - 0.05 * dW1; b1 = b1 - 0.05 * db1; W2 = W2 - 0.05 * dW2; b2 = b2 - 0.05 * db2
"""
LISTS = """\
import numpy as np
class Net:
    def __init__(self, sizes=(2, 3, 1)):
        self.W = [np.random.uniform(-1, 1, s) for s in zip(sizes, sizes[1:])]
        self.b = [np.random.uniform(-1, 1, n) for n in sizes[1:]]
    def forward(self, X):
        self.a = [X, np.tanh(X @ self.W[0] + self.b[0])]
        return self.a[1] @ self.W[1] + self.b[1]
    def gradients(self, X, Y):
        d = (self.forward(X) - Y) / len(X)
        back = d @ self.W[1].T * (1 - self.a[1] ** 2)
        return [X.T @ back, self.a[1].T @ d], [back.sum(axis=0), d.sum(axis=0)]
"""
LABELS = """\
import numpy as np
def unpack(theta):
    return theta[:12].reshape(3, 4), theta[12:24].reshape(4, 3), theta[24:].reshape(3, 2)
def forward(theta, x, label):
    W, U, V = unpack(theta)
    h = np.maximum(x @ W, 0)
    k = np.maximum(h @ U, 0)
    z = k @ V
    p = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
    return [*h, *k, *z, -np.log(p[label])]
def gradient(theta, x, label):
    W, U, V = unpack(theta)
    a = x @ W
    h = np.maximum(a, 0)
    b = h @ U
    k = np.maximum(b, 0)
    z = k @ V
    dz = np.exp(z - z.max()) / np.exp(z - z.max()).sum()
    dz[label] -= 1
    db = V @ dz * (b > 0)
    da = U @ db * (a > 0)
    return np.concatenate([np.outer(x, da).ravel(), np.outer(h, db).ravel(), np.outer(k, dz).ravel()])
"""
BACK = """\
import numpy as np
class Net:
    def __init__(self, rate):
        self.W1, self.W2 = np.random.uniform(-1, 1, (2, 2)), np.random.uniform(-1, 1, (2, 2))
        self.W3 = np.random.uniform(-1, 1, (2, 1))
    def predict(self, X):
        self.X, self.H = X, np.maximum(X @ self.W1, 0)
        self.K = np.maximum(self.H @ self.W2, 0)
        return self.K @ self.W3
    def backward(self, GIVEN):
        d = DZ
        self.g3 = self.K.T @ d
        d2 = d @ self.W3.T * (self.K > 0)
        self.g2 = self.H.T @ d2
        self.g1 = self.X.T @ (d2 @ self.W2.T * (self.H > 0))
"""
GIVEN = {
    "d": "d", "dz": "dz", "dL_dz": "dL_dz", "error": "2 * error", "residual": "-2 * residual",
    "Y": "2 * (self.K @ self.W3 - Y)",
}  # fmt: skip
HOT = from_toml(WIDE.replace("[0.25, 0.75]", "[1, 0]"))


def back(given):
    return BACK.replace("GIVEN", given).replace("DZ", GIVEN[given])


def judged(folder, text, of):
    path = folder / "lab.py"
    path.write_text(text, "utf-8")
    return {part.part: part for part in check_file(path, of).parts}


RIGHT_ONES = {
    "columns": (COLUMNS, MEAN, ("forward", "gradient", "objective", "descent")),
    "lists": (LISTS, MEAN, ("forward", "gradient")),
    "labels": (LABELS, HOT, ("forward", "gradient")),
    **{f"back from {given}": (back(given), lab("handout"), ("forward", "gradient")) for given in GIVEN},
}


@pytest.mark.parametrize("form", RIGHT_ONES)
def test_the_form_is_understood(form, tmp_path):
    text, of, parts = RIGHT_ONES[form]
    found = judged(tmp_path, text, of)
    assert {part: found[part].verdict for part in parts} == dict.fromkeys(parts, "right")


WRONG = {
    "columns": (COLUMNS, MEAN, {"* (1 - H * H)": ""}, "slope-missing-1"),
    "columns, the mean twice": (COLUMNS, MEAN, {"dZ @ H.T,": "dZ @ H.T / n,"}, None),
    "lists": (LISTS, MEAN, {"(1 - self.a[1] ** 2)": "(1 - self.a[1])"}, None),
    "labels": (LABELS, HOT, {"U @ db": "db @ U.T"}, "right"),
    "labels, no mask": (LABELS, HOT, {"U @ db * (a > 0)": "U @ db"}, "slope-missing-1"),
    "back from d": (back("d"), lab("handout"), {"d2 @ self.W2.T": "d2 @ self.W2"}, "back-transposed-2"),
    "back from residual": (back("residual"), lab("handout"), {"* (self.K > 0)": ""}, "slope-missing-2"),
}


@pytest.mark.parametrize("form", WRONG)
def test_a_mistake_in_that_form_is_seen(form, tmp_path):
    text, of, changes, id = WRONG[form]
    gradient = judged(tmp_path, replaced(text, changes), of)["gradient"]
    if id == "right":
        assert gradient.verdict == "right"
        return
    assert gradient.verdict == "wrong"
    same = {i.id for one in gradient.mistakes for i in (one.mistake, *one.also)}
    assert id is None or id in same


def test_what_cannot_be_asked_for_sure_is_not_called_wrong(tmp_path):
    unknown = replaced(RIGHT, {"def gradient(theta, x, y):": "def gradient(aa, bb, cc):\n    theta, x, y = aa, bb, cc",
                               "dz = 2 * (V @ k - y)": "dz = 3 * (V @ k - y) ** 2 + 1"})  # fmt: skip
    found = judged(tmp_path, unknown, lab("handout"))["gradient"]
    assert (found.verdict, found.mistakes) == ("cannot tell", ())
    assert "what its arguments stand for is not known" in found.said


def test_what_differs_from_call_to_call_is_not_called_wrong(tmp_path):
    text = replaced(RIGHT, {"dz = 2 * (V @ k - y)": "dz = 2 * (V @ k - y) + np.random.uniform(-1, 1)"})
    found = judged(tmp_path, text, lab("handout"))["gradient"]
    assert (found.verdict, "other numbers when it is asked the same again" in found.said) == ("cannot tell", True)


def test_the_same_mistake_where_it_was_asked_for_sure_is_wrong(tmp_path):
    text = replaced(RIGHT, {"dz = 2 * (V @ k - y)": "dz = 3 * (V @ k - y) ** 2 + 1"})
    assert judged(tmp_path, text, lab("handout"))["gradient"].verdict == "wrong"


def test_an_argument_that_is_named_as_the_target_is_not_given_theta(tmp_path):
    text = "import numpy as np\ndef loss(X, Y):\n    return float(np.sum((np.asarray(X) @ [1.0, 2.0] - Y) ** 2))\n"
    assert judged(tmp_path, text, lab("handout"))["forward"].verdict == "cannot tell"
