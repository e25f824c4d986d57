"""The lab file: a lab and its text are the same thing, with the data in it or in a CSV file beside it."""

import json

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_lab import load_lab
from backprop_lab.activation import leaky_relu
from backprop_lab.cli import main
from backprop_lab.lab import Lab, available, from_tables, from_toml, read_lab, to_tables, to_toml
from drawn import labs, often

ANY = st.floats(allow_nan=False, allow_infinity=False)
LEAST = """
name = "mine"
[network]
widths = [2, 1]
[data]
x = [[1, 2]]
y = [3]
[descent]
rate = 0.1
"""
CSV = """
name = "mine"
[network]
widths = [2, {outputs}]
[data]
file = "points.csv"
[objective]
loss = "{loss}"
[descent]
rate = 0.1
"""


def beside(folder, points, outputs=1, loss="squared_error", more=""):
    """The lab whose CSV file holds these bytes."""
    (folder / "points.csv").write_bytes(points)
    text = CSV.format(outputs=outputs, loss=loss).replace('.csv"', f'.csv"\n{more}')
    (folder / "mine.toml").write_text(text, "utf-8")
    return load_lab(folder / "mine.toml")


@pytest.mark.parametrize("name", available())
def test_a_lab_that_comes_with_the_package_survives_its_own_text(name):
    lab = load_lab(name)
    assert from_toml(to_toml(lab)) == lab
    assert from_tables(json.loads(json.dumps(to_tables(lab)))) == lab
    assert lab.name == name


@given(labs(ANY))
@often
def test_any_lab_survives_its_own_text(lab):
    again = from_toml(to_toml(lab))
    assert again == lab
    assert hash(again) == hash(lab)
    assert to_toml(again) == to_toml(lab)


@given(labs())
@often
def test_a_lab_says_the_same_number_after_its_way_through_text(lab):
    theta = lab.start(3)
    assert np.array_equal(from_toml(to_toml(lab)).objective(theta), lab.objective(theta), equal_nan=True)


def test_a_negative_slope_of_its_own_is_kept():
    tables = to_tables(load_lab("handout"))
    tables["network"] |= {"activation": "leaky_relu", "negative_slope": 0.2}
    lab = from_tables(tables)
    assert lab.network.activation == leaky_relu(0.2)
    assert from_toml(to_toml(lab)).network.activation.pieces == (0.2, 1.0)


def test_what_is_left_out_has_its_usual_value():
    lab = from_toml(LEAST)
    assert (lab.network.activation.name, lab.network.output.name, lab.network.biases) == ("relu", "identity", False)
    assert (lab.objective.loss.name, lab.objective.factor, lab.objective.reduction) == ("squared_error", 1.0, "sum")
    assert (lab.descent.steps, lab.descent.method, str(lab.descent.start)) == (100, "gradient_descent", "uniform:-1:1")
    assert lab.parameters == ("v1", "v2")
    assert lab.title == ""


def test_the_handout_is_what_the_handout_says():
    lab = load_lab()
    assert lab.network.widths == (2, 2, 2, 1)
    assert lab.parameters == ("w11", "w12", "w21", "w22", "u11", "u12", "u21", "u22", "v1", "v2")
    assert lab.objective.data.x.tolist() == [[-1, 1], [-1, 0.5]]
    assert lab.objective.data.y.tolist() == [[60], [20]]
    assert (lab.descent.rate, lab.descent.steps) == (0.005, 100)
    assert lab.objective(np.zeros(10)) == 60**2 + 20**2


@pytest.mark.parametrize(
    "change", [lambda t: "\ufeff" + t, lambda t: t.replace("\n", "\r\n"), lambda t: "\ufeff" + t.replace("\n", "\r\n")]
)
def test_a_byte_order_mark_and_the_line_ends_of_windows_change_nothing(tmp_path, change):
    (tmp_path / "mine.toml").write_bytes(change(LEAST).encode())
    assert read_lab(tmp_path / "mine.toml") == from_toml(LEAST)


@pytest.mark.parametrize(
    "points",
    [b"1,2,3\n4,5,6\n", b"a,b,c\n1,2,3\n4,5,6", b"\xef\xbb\xbf1,2,3\r\n4,5,6\r\n", b"\n1, 2 ,3\n\n\n4.0,5e0,+6\n , ,\n",
     b'"1","2","3"\n"4","5","6"\n', "größe,b,c\n1,2,3\n4,5,6\n".encode()],
)  # fmt: skip
def test_a_csv_file_gives_its_first_columns_as_inputs_and_the_rest_as_targets(tmp_path, points):
    data = beside(tmp_path, points).objective.data
    assert data.x.tolist() == [[1, 2], [4, 5]]
    assert data.y.tolist() == [[3], [6]]


def test_the_scale_of_a_csv_file_is_that_of_the_inputs_alone(tmp_path):
    data = beside(tmp_path, b"1,2,3\n", more="scale = 0.5").objective.data
    assert (data.x.tolist(), data.y.tolist()) == ([[0.5, 1.0]], [[3.0]])


def test_class_numbers_and_rows_of_shares_are_the_same_targets(tmp_path):
    numbers = beside(tmp_path, b"1,2,0\n3,4,2\n", 3, "softmax_cross_entropy").objective.data
    shares = beside(tmp_path, b"1,2,1,0,0\n3,4,0,0,1\n", 3, "softmax_cross_entropy").objective.data
    assert numbers == shares
    assert numbers.y.tolist() == [[1, 0, 0], [0, 0, 1]]


def test_a_lab_with_a_csv_file_is_whole_in_its_own_text(tmp_path):
    lab = beside(tmp_path, b"1,2,3\n4,5,6\n")
    (tmp_path / "points.csv").unlink()
    assert from_toml(to_toml(lab)) == lab


def test_digits_has_its_images_between_zero_and_one_and_ten_classes():
    data = load_lab("digits").objective.data
    assert data.x.shape == (1797, 64)
    assert data.y.shape == (1797, 10)
    assert (data.x.min(), data.x.max()) == (0.0, 1.0)
    assert set(data.y.sum(axis=1)) == {1.0}


def test_a_lab_is_found_by_its_name_its_path_and_itself(tmp_path):
    path = tmp_path / "own.toml"
    path.write_text(to_toml(load_lab("xor")))
    assert load_lab(path) == load_lab(str(path)) == load_lab("xor") == load_lab(load_lab("xor"))
    assert isinstance(load_lab(), Lab)


def test_labs_are_listed_one_a_line_with_the_handout_first(capsys):
    assert main(["labs"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line.split()[0] for line in lines] == list(available()) == ["handout", "digits", "xor"]
    assert all(load_lab(name).title in line for name, line in zip(available(), lines, strict=True))


def test_labs_are_listed_as_json_with_their_facts(capsys):
    assert main(["labs", "--json"]) == 0
    told = {row["name"]: row for row in json.loads(capsys.readouterr().out)}
    assert list(told) == list(available())
    assert told["digits"]["parameters"] == load_lab("digits").network.size == 2410
    assert told["xor"]["widths"] == [2, 3, 1]
    assert told["handout"]["points"] == 2
