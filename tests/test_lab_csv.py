"""A CSV file beside a lab file: whatever is wrong in it is told with its row and column."""

import pytest

from backprop_lab import load_lab
from backprop_lab.errors import FileError, LabError, UserError, shown
from backprop_lab.lab import from_toml
from test_lab_file import beside

LAB = "[network]\nwidths = [2, 1]\n[descent]\nrate = 0.1\n[data]\nfile = {name}\n"


@pytest.mark.parametrize(
    ("points", "told"),
    [
        (b"", "points.csv must hold 1 to "),
        (b"\n , \n\n", "points.csv must hold 1 to "),
        (b"a,b,c\n", "points.csv must hold 1 to "),
        (b"1,2,3\n1,2\n", "points.csv must have 3 columns in every row; got 2 in row 2 of the data"),
        (b"1,2,3\n1,2,3,4\n", "points.csv must have 3 columns in every row; got 4 in row 2 of the data"),
        (b"a,b,c\n1,2,3\n1,x,3\n", "points.csv must hold finite numbers; got 'x' in row 2 of the data, column 2"),
        (b"a,2,3\n1,2,3\n", "points.csv must hold finite numbers; got 'a' in row 1 of the data, column 1"),
        (b"1,2,3\n1,,3\n", "points.csv must hold finite numbers; got '' in row 2 of the data, column 2"),
        (b"1,2,3\n4,5,nan\n", "points.csv must hold finite numbers; got 'nan' in row 2 of the data, column 3"),
        (b"inf,2,3\n4,5,6\n", "points.csv must hold finite numbers; got 'inf' in row 1 of the data, column 1"),
        (b"1,2,3\n4,-1e999,6\n", "points.csv must hold finite numbers; got '-1e999' in row 2 of the data, column 2"),
        (b"1,2,3\n4,1" + b"0" * 400 + b",6\n", "points.csv must hold finite numbers; got '1000"),
        (b"1;2;3\n4;5;6\n", "points.csv must hold"),
        (b'1,2,"3\n4,5,6\n', "points.csv must hold finite numbers; got "),
        (b"1,2,3j\n", "points.csv must hold finite numbers; got '3j' in row 1 of the data, column 3"),
        (b"1,2,0x3\n", "points.csv must hold finite numbers; got '0x3' in row 1 of the data, column 3"),
        (b"1,2\n3,4\n", "points.csv must have 2 columns of inputs and then 1 of targets; got 2 columns."),
        (b"1,2,3,4\n", "points.csv must have 2 columns of inputs and then 1 of targets; got 4 columns."),
        (b"1,\x00,3\n", "points.csv must hold finite numbers; got "),
    ],
)  # fmt: skip
def test_a_csv_file_that_is_wrong_is_told_where(tmp_path, points, told):
    with pytest.raises(LabError) as refused:
        beside(tmp_path, points)
    assert str(refused.value).startswith(told)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize(("label", "outputs"), [(b"3", 3), (b"-1", 3), (b"0.5", 3)])
def test_a_class_that_does_not_exist_is_refused(tmp_path, label, outputs):
    with pytest.raises(LabError, match=r"class numbers from 0 to 2; got \[0\.0, "):
        beside(tmp_path, b"1,2,0\n3,4," + label, outputs, "softmax_cross_entropy")


def test_a_class_number_alone_does_not_serve_two_outputs_of_squared_error(tmp_path):
    with pytest.raises(LabError, match="2 targets"):
        beside(tmp_path, b"1,2,0\n3,4,1\n", 2)


@pytest.mark.parametrize("points", [b"1,2,\xff\n", "1,2,3\n".encode("utf-16"), b"1,2," + b"9" * 200_000 + b"\n"])
def test_a_csv_file_that_is_no_text_is_refused(tmp_path, points):
    with pytest.raises(FileError, match=r"^data\.file must be a CSV file that can be read; got points\.csv: "):
        beside(tmp_path, points)


@pytest.mark.parametrize("name", ["none.csv", "folder", "", ".", "a\0b.csv", "n" * 5000, "own.toml/x", "\n.csv"])
def test_a_csv_file_that_is_not_there_is_refused(tmp_path, name):
    (tmp_path / "folder").mkdir()
    quoted = '"' + name.replace("\0", "\\u0000").replace("\n", "\\n") + '"'
    (tmp_path / "own.toml").write_text('name = "own"\n' + LAB.format(name=quoted))
    with pytest.raises(UserError) as refused:
        load_lab(tmp_path / "own.toml")
    assert "data.file" in str(refused.value)
    assert str(refused.value).isprintable()


@pytest.mark.parametrize("value", ["5", "true", "[]", "1.5"], ids=shown)
def test_a_file_name_that_is_no_text_is_refused(value):
    with pytest.raises(LabError, match=r"^data\.file must be a text; got "):
        from_toml('name = "own"\n' + LAB.format(name=value))


@pytest.mark.parametrize(("key", "value"), [("x", "[[1, 2]]"), ("y", "[3]")])
def test_a_file_and_points_together_are_refused(tmp_path, key, value):
    with pytest.raises(LabError, match=rf"^data must have either file, or x and y; got file and {key}"):
        beside(tmp_path, b"1,2,3\n", more=f"{key} = {value}")


@pytest.mark.parametrize("scale", ["0", "-1", "nan", "inf", "true", '"1"', "1" + "0" * 400])
def test_a_scale_that_is_no_number_above_zero_is_refused(tmp_path, scale):
    with pytest.raises(LabError, match=r"^data\.scale must be "):
        beside(tmp_path, b"1,2,3\n", more=f"scale = {scale}")


def test_a_scale_that_makes_inputs_infinite_is_refused(tmp_path):
    with pytest.raises(UserError, match="finite"):
        beside(tmp_path, b"1e10,2,3\n", more="scale = 1e300")


def test_a_lab_that_stands_in_no_folder_has_no_file_beside_it():
    with pytest.raises(LabError, match=r"^data\.file needs a lab file to stand beside; got 'points\.csv'"):
        from_toml('name = "own"\n' + LAB.format(name='"points.csv"'))


def test_a_csv_file_may_lie_elsewhere(tmp_path):
    (tmp_path / "there.csv").write_text("1,2,3\n")
    own = from_toml('name = "own"\n' + LAB.format(name=f"'{tmp_path / 'there.csv'}'"))
    assert own.objective.data.x.tolist() == [[1.0, 2.0]]
