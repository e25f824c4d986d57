"""Every way a lab file can be wrong is told in one message: the key, what must hold, what came."""

import copy
import math

import pytest

from backprop_lab import load_lab
from backprop_lab.errors import FileError, LabError, shown
from backprop_lab.lab import from_tables, from_toml, read_lab, to_tables, to_toml

HUGE = 10**400
NO_TEXT = [None, True, 5, 1.5, math.nan, [], ["a"], {}]
NO_NUMBER = [None, True, "1", "", [], [1], {}, math.nan, math.inf, -math.inf, HUGE, -HUGE, 1j]
NO_LENGTH = [*NO_NUMBER, 0, -0.5]
NO_COUNT = [None, True, "1", [], {}, 1.5, 1.0, 0, -1, math.nan, math.inf]
NO_TABLE = [None, True, 1, "x", [], [{}], math.nan]
NO_LIST = [None, True, 1, 1.5, "ab", {}, math.nan]
WRONG = {
    "name": [*NO_TEXT, "", "two words", "a/b", "a\nb", "\x1b[31m", ".."],
    "title": NO_TEXT,
    **dict.fromkeys(("network", "letters", "data", "objective", "descent"), NO_TABLE),
    "network.widths": [*NO_LIST, [], [2]],
    "network.activation": [*NO_TEXT, "", "ReLU", "rely"],
    "network.negative_slope": NO_NUMBER,
    "network.output": [*NO_TEXT, "", "relu", "softmax"],
    "network.biases": [None, 0, 1, "true", [], {}, math.nan],
    "letters.weights": NO_LIST,
    "letters.biases": NO_LIST,
    "letters.preactivations": NO_LIST,
    "letters.units": NO_LIST,
    "letters.output": NO_TEXT,
    "data.x": [*NO_LIST, []],
    "data.y": [*NO_LIST, []],
    "objective.loss": [*NO_TEXT, "", "mse"],
    "objective.factor": NO_LENGTH,
    "objective.reduction": [*NO_TEXT, "", "Sum", "median"],
    "descent.rate": NO_LENGTH,
    "descent.steps": NO_COUNT,
    "descent.method": [*NO_TEXT, "", "sgd"],
    "descent.start": [*NO_TEXT, "", "gauss", "uniform", "uniform:1:-1", "uniform:0:nan", "normal:0:0", "he:1"],
    "descent.fit": [*NO_LENGTH, 1, 2.0],
}
"""For every key, what it must refuse."""
INSIDE = [
    ("network.widths", [2, 0, 1], "network.widths[1]", "0"),
    ("network.widths", [2, 2.0, 1], "network.widths[1]", "2.0"),
    ("network.widths", [2, True, 1], "network.widths[1]", "True"),
    ("network.widths", [[2], 1], "network.widths[0]", "[2]"),
    ("letters.weights", ["w", 1, "v"], "letters.weights[1]", "1"),
    ("letters.weights", ["w", "u"], "letters.weights must have 3 entries", "['w', 'u']"),
    ("letters.units", ["h", "k", "l"], "letters.units must have 2 entries", "['h', 'k', 'l']"),
    ("letters.units", ["h", "h"], "letters", "'h'"),
    ("letters.units", ["w", "k"], "letters", "'w'"),
    ("letters.units", ["h", "x"], "letters", "'x'"),
    ("letters.output", "z 1", "letters", "'z 1'"),
    ("letters.output", "", "letters", "''"),
    ("data.x", [[-1, 1], [-1]], "data.x[1] must have 2 numbers", "1"),
    ("data.x", [[-1, 1, 1], [-1, 1, 1]], "data.x[0] must have 2 numbers", "3"),
    ("data.x", [[-1, "1"], [-1, 1]], "data.x[0][1]", "'1'"),
    ("data.x", [[-1, True], [-1, 1]], "data.x[0][1]", "True"),
    ("data.x", [[-1, 1], [math.nan, 1]], "data.x[1][0]", "nan"),
    ("data.x", [[-1, 1], [math.inf, 1]], "data.x[1][0]", "inf"),
    ("data.x", [[-1, 1], [HUGE, 1]], "data.x[1][0]", shown(HUGE)),
    ("data.x", [[-1, 1], 5], "data.x[1]", "5"),
    ("data.x", [[[-1, 1]], [[-1, 1]]], "data.x[0]", "1"),
    ("data.y", [60, math.nan], "data.y[1]", "nan"),
    ("data.y", [60, -math.inf], "data.y[1]", "-inf"),
    ("data.y", [60, False], "data.y[1]", "False"),
    ("data.y", [[60], [20, 1]], "data.y[1] must have 1 numbers", "2"),
    ("data.y", [60], "data.x and data.y", "2 and 1"),
    ("data.y", [60, 20, 1], "data.x and data.y", "2 and 3"),
]
NEAR = [
    ("titel", "title"), ("networks.widths", None), ("network.width", "network.widths"),
    ("network.activations", "network.activation"), ("network.bias", "network.biases"),
    ("letters.weight", "letters.weights"), ("letters.outputs", "letters.output"), ("objective.los", "objective.loss"),
    ("objective.factors", "objective.factor"), ("data.xs", "data.x"), ("descent.step", "descent.steps"),
    ("descent.rates", "descent.rate"), ("descent.q", None), ("data.scale", None), ("zzz", None),
]  # fmt: skip


def spoiled(key, value, base="handout"):
    """A good lab's tables with one key, perhaps a new one, set to a value."""
    tables = copy.deepcopy(to_tables(load_lab(base)))
    *above, last = key.split(".")
    inside = tables
    for name in above:
        inside = inside.setdefault(name, {})
    if key == "network.negative_slope":
        inside["activation"] = "leaky_relu"
    inside[last] = value
    return tables


def refusal(tables):
    """The message with which the tables are refused: one line, of a length that can be read."""
    with pytest.raises(LabError) as refused:
        from_tables(tables)
    told = str(refused.value)
    assert told.isprintable()
    assert len(told) < 400
    return told


@pytest.mark.parametrize(
    ("key", "value"), [(key, value) for key, values in WRONG.items() for value in values], ids=shown
)
def test_a_value_that_cannot_be_is_refused_with_its_key_and_what_came(key, value):
    told = refusal(spoiled(key, value))
    assert told.startswith(key)
    assert shown(value) in told


@pytest.mark.parametrize(("key", "value", "must", "came"), INSIDE)
def test_a_value_within_a_list_is_refused_with_its_place(key, value, must, came):
    told = refusal(spoiled(key, value))
    assert told.startswith(must)
    assert came in told.partition("; got ")[2]


@pytest.mark.parametrize(("key", "meant"), NEAR)
def test_a_key_that_does_not_exist_is_refused_with_the_nearest_that_does(key, meant):
    told = refusal(spoiled(key, {} if key == "networks" else 1))
    assert repr(key.split(".")[-1 if key != "networks.widths" else 0]) in told
    assert (f"Did you mean {meant}?" in told) if meant else (key == "networks.widths" or "Did you" not in told)


@pytest.mark.parametrize(
    ("key", "typed"), [("name", "nam"), ("network", "netwrok"), ("network.widths", "width"), ("data", "date"),
                       ("data.x", "xs"), ("descent", "decent"), ("descent.rate", "rat")],
)  # fmt: skip
def test_a_needed_key_is_missed_by_name_and_a_slip_of_the_pen_is_told(key, typed):
    tables = to_tables(load_lab("handout"))
    *above, last = key.split(".")
    inside = tables[above[0]] if above else tables
    value = inside.pop(last)
    assert refusal(tables) == f"{key} must be given; got a lab without it."
    inside[typed] = value
    told = refusal(tables)
    assert key in told
    assert repr(typed) in told


@pytest.mark.parametrize("tables", [None, 5, "a lab", [], [1], math.nan, object])
def test_what_is_no_table_at_all_is_refused(tables):
    assert refusal(tables).startswith("a lab file must be a table of keys; got ")


def test_an_empty_lab_file_is_told_what_to_begin_with():
    with pytest.raises(LabError, match=r"^name must be given; got a lab without it"):
        from_toml("")


def test_a_negative_slope_belongs_to_leaky_relu():
    told = refusal(to_tables(load_lab()) | {"network": {"widths": [2, 2, 2, 1], "negative_slope": 0.1}})
    assert told.startswith("negative_slope belongs to leaky_relu alone")


@pytest.mark.parametrize("y", [[0, 1, 2, 0], [0, 1, -1e-9, 0], [0, 1, 1.0001, 0]])
def test_targets_of_binary_cross_entropy_are_from_zero_to_one(y):
    tables = spoiled("data.y", y, "xor") | {"objective": {"loss": "binary_cross_entropy"}}
    tables["network"]["output"] = "sigmoid"
    assert refusal(tables).startswith("the targets of binary_cross_entropy must be numbers from 0 to 1; got ")


@pytest.mark.parametrize(
    ("y", "must"),
    [([0, 1, 2, 3], "data.y must be class numbers from 0 to 2; got "), ([0, 1, -1, 0], "data.y must be class numbers"),
     ([0, 1, 0.5, 0], "data.y must be class numbers"), ([[1, 0, 0]] * 3 + [[1, 1, 0]], "the targets of softmax_cross"),
     ([[1, 0, 0]] * 3 + [[2, -1, 0]], "the targets of softmax_cross"), ([[1, 0, 0]] * 3 + [2], "data.y must have rows"),
     ([[1, 0]] * 4, "data.y[0] must have 3 numbers"), ([[1]] * 4, "data.y[0] must have 3 numbers")],
)  # fmt: skip
def test_targets_of_softmax_are_classes_or_shares(y, must):
    tables = spoiled("data.y", y, "xor") | {"objective": {"loss": "softmax_cross_entropy"}}
    tables["network"]["widths"] = [2, 3, 3]
    assert refusal(tables).startswith(must)


@pytest.mark.parametrize(
    ("loss", "output"),
    [("binary_cross_entropy", "identity"), ("softmax_cross_entropy", "sigmoid"), ("softmax_cross_entropy", "identity")],
)
def test_a_loss_that_does_not_go_with_the_output_is_refused(loss, output):
    tables = spoiled("network.output", output, "xor") | {"objective": {"loss": loss}}
    assert loss in refusal(tables)


@pytest.mark.parametrize(
    "source",
    ["x = [", "=", "a", "[network", "x = 1\nx = 2", "\x00", "name = 'a\n", "x = " + "[" * 5000, "x = 2020-13-45",
     "a." * 5000 + "b = 1", "x = {" * 3000, "\r", "x = 1\ry = 2", "steps = 1" + "0" * 5000, "x = 0x" + "f" * 9000],
    ids=lambda s: shown(s[:12]),
)  # fmt: skip
def test_what_is_no_toml_is_refused_in_one_line(source):
    with pytest.raises(LabError) as refused:
        from_toml(source)
    assert str(refused.value).isprintable()
    assert len(str(refused.value)) < 400


def test_a_date_is_no_name():
    with pytest.raises(LabError, match=r"^name must be a text; got datetime\.date"):
        from_toml("name = 2024-01-31")


def test_a_file_that_cannot_be_read_is_refused(tmp_path):
    (tmp_path / "latin.toml").write_bytes(b"name = '\xe9'")
    (tmp_path / "wide.toml").write_bytes(to_toml(load_lab()).encode("utf-16"))
    (tmp_path / "folder.toml").mkdir()
    for name, why in [("latin", "UTF-8"), ("wide", "UTF-8"), ("folder", "Is a directory"), ("none", "No such file")]:
        with pytest.raises(FileError, match=why) as refused:
            read_lab(tmp_path / f"{name}.toml")
        assert f"{name}.toml" in str(refused.value)


@pytest.mark.parametrize(
    "which", ["", "nope", "handou", ".toml", "a\0b", "a\0b.toml", "n" * 5000 + ".toml", 5, None, [], b"handout"]
)
def test_what_names_no_lab_is_refused(which):
    with pytest.raises(FileError) as refused:
        load_lab(which)
    assert ("Did you mean handout?" in str(refused.value)) == (which == "handou")
