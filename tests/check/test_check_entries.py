"""Theta entry by entry, np.matrix, all points as rows, gradients left in attributes: found, judged, and marked."""

import numpy as np
import pytest

from backprop_lab.check.candidate import Argument, Call
from backprop_lab.check.files import check_file
from backprop_lab.lab import load_lab
from check.table import STUDENTS
from staged import given, staged

LAB = load_lab("handout")
SCALARS = (STUDENTS / "right_thirteen_scalars.py").read_text("utf-8")
BATCH = (STUDENTS / "right_batch_of_the_module.py").read_text("utf-8")
FIT = (STUDENTS / "right_fit_class.py").read_text("utf-8")
DICT = (STUDENTS / "right_dict_of_entries.py").read_text("utf-8")
KEPT = """\
import numpy as np
dW = None
class Net:
    def __init__(self):
        self.seen = 0
    def start(self):
        self.W = np.zeros((2, 2))
    def back(self, x):
        self.dW = self.W * x
    def both(self, x):
        self.dW = self.W * x
        return x
def back(x):
    global dW
    dW = 3 * x
def kind(x):
    return type(x).__name__ == "matrix", x.shape[0], x.shape[1]
def times(W, x):
    return W * x
"""


def judged(folder, text):
    """The report's parts by name."""
    path = folder / "lab.py"
    path.write_text(text, "utf-8")
    return {part.part: part for part in check_file(path, LAB).parts}


def replaced(text, old, new):
    assert text.count(old) == 1
    return text.replace(old, new)


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    with staged(tmp_path_factory.mktemp("kept"), KEPT) as candidate:
        yield candidate


def numbers(candidate, call):
    (answer,) = candidate.call_many([call])
    assert answer.kind == "numbers", answer
    return np.concatenate([leaf.ravel() for leaf in answer.leaves]).tolist()


W = np.array([[1.0, 2.0], [3.0, 4.0]])
SET = (Argument(W, keyword=".W"),)


@pytest.mark.parametrize(
    ("call", "wanted"),
    [
        (Call("Net.back", tuple(given(2.0)), SET, after=("dW",)), [2, 4, 6, 8]),
        (Call("Net.both", tuple(given(2.0)), SET, after=("dW",)), [2]),
        (Call("Net.back", tuple(given(2.0)), SET, after=("dW", "seen")), [2, 4, 6, 8, 0]),
        (Call("back", tuple(given(2.0)), after=("dW",)), [6]),
    ],
    ids=["an attribute that no __init__ made", "numbers that come back count", "several", "a name of the module"],
)
def test_what_a_function_leaves_is_its_answer_where_it_hands_nothing_back(kept, call, wanted):
    assert numbers(kept, call) == wanted


def test_a_function_that_hands_nothing_back_and_leaves_nothing_is_called_so(kept):
    (answer,) = kept.call_many([Call("Net.back", tuple(given(2.0)), SET)])
    assert answer.kind == "nothing"


def test_the_form_matrix_is_numpys_where_a_star_multiplies_matrices(kept):
    x = Argument(np.array([5.0, 6.0]), "matrix")
    assert numbers(kept, Call("kind", (x,))) == [1, 2, 1]
    assert numbers(kept, Call("times", (Argument(W, "matrix"), x))) == [17, 39]


def test_attributes_that_any_method_sets_are_told(kept):
    (back,) = (one for one in kept.described.functions if one.name == "Net.back")
    assert {"seen", "W", "dW"} <= set(back.attributes)


@pytest.mark.parametrize(
    ("text", "old", "new", "part", "mistake", "line"),
    [
        (SCALARS, "da2*x1, da1*x2", "da1*x2, da2*x1", "gradient", "outer-transposed-1", "return da1*x1"),
        (FIT, "self.dW1 = X.T @ d1", "self.dW1 = (X.T @ d1).T", "gradient", "outer-transposed-1", "self.dW1"),
        (FIT, "d2 @ self.W2.T", "d2 @ self.W2", "gradient", "back-transposed-2", "d1 = "),
        (FIT, "return self.A2 @", "return self.A1 @", "forward", "layer-skipped-3", "return self.A1"),
        (
            DICT,
            'g["v1"] = dz*k1; g["v2"] = dz*k2',
            'g["v1"] = dz*k2; g["v2"] = dz*k1',
            "gradient",
            "entries-exchanged-3",
            'g["v1"]',
        ),
        (DICT, "2*(z-y)", "2*(y-z)", "gradient", "delta-sign", "dz = "),
    ],
)
def test_a_mistake_has_its_name_and_its_line(tmp_path, text, old, new, part, mistake, line):
    found = judged(tmp_path, replaced(text, old, new))[part]
    assert found.verdict == "wrong"
    assert line in found.place.text
    assert mistake in {one.id for n in found.mistakes for one in (n.mistake, *n.also)}


@pytest.mark.parametrize("text", [SCALARS, FIT, DICT, BATCH], ids=["scalars", "fit", "dict", "batch"])
def test_the_program_itself_has_no_mistake(tmp_path, text):
    parts = judged(tmp_path, text)
    assert parts["gradient"].verdict == "right"
    assert not any(part.verdict == "wrong" for part in parts.values())


def test_who_is_given_no_target_hands_back_no_loss(tmp_path):
    part = judged(tmp_path, replaced(FIT, "np.maximum(self.Z2, 0)", "self.Z2"))["forward"]
    assert (part.evidence.partition(" ")[0], part.mistakes[0].mistake.id) == ("z", "activation-missing-2")


def test_the_line_of_a_gradient_of_j_is_that_of_the_first_wrong_number(tmp_path):
    part = judged(tmp_path, replaced(BATCH, "dZ = 2*(Z - Y)", "dZ = (Z - Y)"))["gradient"]
    assert (part.mistakes[0].mistake.id, part.place.text, part.place.guess) == ("two-missing", "dZ = (Z - Y)", False)
    assert {m.id for m in part.mistakes[0].also} == {"step-mean"}


def test_a_missing_slope_in_the_gradient_of_j_is_told_from_a_neighbours(tmp_path):
    part = judged(tmp_path, replaced(BATCH, "dB = (V @ dZ) * (K > 0)", "dB = (V @ dZ)"))["gradient"]
    assert {one.id for n in part.mistakes for one in (n.mistake, *n.also)} == {"slope-missing-2", "slope-from-output-2"}


PACKED = """
from typing import NamedTuple
import numpy as np
class Params(NamedTuple):
    W: object
    U: object
    V: object
def pack(p):
    return np.r_[p.W.ravel(), p.U.ravel(), p.V.ravel()]
def forward(theta, x, y):
    W, U, V = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:]
    h = np.maximum(W.T @ x, 0)
    k = np.maximum(U.T @ h, 0)
    return *h, *k, V @ k, (V @ k - y) ** 2
def gradient(theta, x, y):
    W, U, V = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:]
    h1, h2, k1, k2, z, L = forward(theta, x, y)
    h, k = np.array([h1, h2]), np.array([k1, k2])
    db = 2 * (z - y) * V * (k > 0)
    da = U @ db * (h > 0)
    return pack(Params(np.outer(da, x), np.outer(h, db), 2 * (z - y) * k))
"""


def test_what_is_made_where_a_helper_is_called_has_the_line_of_the_call(tmp_path):
    place = judged(tmp_path, PACKED)["gradient"].place
    assert place.text.strip().startswith("return pack(Params(np.outer(da, x)")


def test_ninety_nine_steps_are_told_where_the_first_value_stands_before_the_loop(tmp_path):
    text = (STUDENTS / "wrong_ninety_nine_steps.py").read_text("utf-8")
    assert judged(tmp_path, text)["descent"].mistakes[0].mistake.id == "steps-other"
    assert judged(tmp_path, replaced(text, "range(99)", "range(100)"))["descent"].verdict == "right"
