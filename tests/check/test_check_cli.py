"""`backprop-lab check`: exit codes, the JSON object, how much is said, and that wrong use ends in one line."""

import json
import re

import pytest

from backprop_lab.check.catalogue import catalogue
from backprop_lab.check.program import right_program
from backprop_lab.lab import load_lab
from check.labs import lab
from check.programs import RIGHT, SCRIPT, WHOLE, lab_file, notebook
from check.written import written
from terminal import here

TURNED = {"np.outer(h, db)": "np.outer(db, h)"}
NO_TWO = {"2 * (V": "1 * (V"}
WORDS = ("right", "wrong", "cannot tell")


def verdict_of(capsys, *argv):
    ended = here(capsys, "check", *map(str, argv), "--json")
    return ended.code, json.loads(ended.out)


def told(found):
    return {part["part"]: part["verdict"] for part in found["parts"]}


def mistakes(found):
    return [mistake["id"] for part in found["parts"] for mistake in part["mistakes"]]


def test_a_right_program_ends_with_0_and_every_part_is_right(tmp_path, capsys):
    code, found = verdict_of(capsys, lab_file(tmp_path))
    assert (code, found["verdict"], found["score"]) == (0, "right", 1.0)
    assert set(told(found)) == {"activation", "slope", "forward", "gradient", "objective", "descent", "start", "plot"}
    assert set(told(found).values()) == {"right"}


def test_a_wrong_program_ends_with_1_and_its_mistake_is_named_with_the_line(tmp_path, capsys):
    ended = here(capsys, "check", str(lab_file(tmp_path, changes=TURNED)))
    assert ended.code == 1
    assert re.search(r"^gradient: wrong\. dU is transposed.*\(line 26, dU = np.outer\(db, h\)\)", ended.out, re.M)
    assert "dL_du12 is 0, must be -1.4375" in ended.out
    assert re.search(r"^wrong: \d of 8 parts are right\.$", ended.out, re.M)


def test_a_script_without_functions_cannot_be_told_and_hears_what_to_do(tmp_path, capsys):
    script = "import matplotlib.pyplot as plt\nplt.plot([4000.0 / (n + 1) for n in range(101)])\nplt.show()\n"
    ended = here(capsys, "check", str(lab_file(tmp_path, script)))
    assert ended.code == 1
    assert "The program has no functions. Put each part into a function of its own" in ended.out
    assert ended.out.splitlines()[-1] == "cannot tell: 0 of 8 parts are right."


def test_what_the_program_prints_is_not_printed(tmp_path, capsys):
    file = lab_file(tmp_path, WHOLE + "print('noise ' * 3)\n")
    ended = here(capsys, "check", str(file), "--json")
    assert "noise" not in ended.out + ended.err
    assert json.loads(ended.out)["verdict"] == "right"


def test_the_json_object_has_the_keys_and_types_that_are_promised(tmp_path, capsys):
    code, found = verdict_of(capsys, lab_file(tmp_path, changes=NO_TWO | TURNED))
    assert code == 1
    kinds = {"file": str, "lab": str, "verdict": str, "score": float, "parts": list, "flags": list, "functions": dict}
    assert {key: type(found[key]) for key in kinds} == kinds
    assert found["file"].endswith("my_lab.py")
    assert (found["lab"], found["verdict"], found["seed"], found["flags"]) == ("handout", "wrong", 0, [])
    assert 0 < found["score"] < 1
    for part in found["parts"]:
        assert {key: type(part[key]) for key in ("part", "name", "verdict", "mistakes", "evidence", "hint")} == {
            "part": str, "name": str, "verdict": str, "mistakes": list, "evidence": str, "hint": str,
        }  # fmt: skip
        assert part["verdict"] in WORDS
    (gradient,) = (part for part in found["parts"] if part["verdict"] == "wrong")
    assert [m["id"] for m in gradient["mistakes"]] == ["two-missing", "outer-transposed-2"]
    assert all((type(m["line"]), m["also"]) == (int, []) for m in gradient["mistakes"])
    assert all(type(m["name"]) is str and m["name"] for m in gradient["mistakes"])
    assert gradient["evidence"]
    assert gradient["hint"]


def test_the_functions_that_were_taken_are_told_with_how_they_were_found(tmp_path, capsys):
    _, found = verdict_of(capsys, lab_file(tmp_path, WHOLE.replace("gradient(", "my_gradient_of_l(")))
    assert found["functions"] == {
        "forward": {"name": "forward", "by": "its name"},
        "gradient": {"name": "my_gradient_of_l", "by": "a part of its name"},
        "objective": {"name": "J", "by": "its name"},
        "activation": {"name": "relu", "by": "its name"},
    }


def test_use_takes_another_function_for_a_part_and_says_so(tmp_path, capsys):
    other = RIGHT.replace("2 * (V", "1 * (V") + RIGHT[RIGHT.index("def gradient") : RIGHT.index("def J")].replace(
        "def gradient", "def mine"
    )
    file = lab_file(tmp_path, other)
    assert told(verdict_of(capsys, file)[1])["gradient"] == "wrong"
    _, found = verdict_of(capsys, file, "--use", "gradient=mine")
    assert told(found)["gradient"] == "right"
    assert found["functions"]["gradient"] == {"name": "mine", "by": "--use"}


def test_each_level_of_hints_says_more_and_at_0_nothing_of_the_mistake(tmp_path, capsys):
    file = str(lab_file(tmp_path, changes=TURNED))
    texts = [here(capsys, "check", file, "--hints", str(level)).out for level in range(4)]
    clues = ("came:", "Look at dU", "transposed", "line 26", "which two numbers make its", "dL_du12 = db2*h1")
    said = [[clue in text for clue in clues] for text in texts]
    assert said[0] == [False, False, False, False, False, False]
    assert said[1] == [True, True, False, False, False, False]
    assert said[2] == [True, False, True, True, True, False]
    assert said[3] == [True, False, True, True, True, True]
    assert "gradient: wrong.\n" in texts[0]
    assert all("gradient: wrong." in text for text in texts)
    assert len(set(map(len, texts))) == 4
    assert sorted(texts, key=len) == texts
    assert here(capsys, "check", file).out == texts[2]


@pytest.mark.parametrize("name", ["handout", "xor"])
def test_the_list_of_mistakes_is_the_catalogue_of_the_lab(name, capsys):
    rows = catalogue(lab(name))
    ended = here(capsys, "check", "--list-mistakes", "--lab", name)
    *lines, last = ended.out.splitlines()
    assert ended.code == 0
    assert [line.split()[0] for line in lines] == [row.id for row in rows]
    assert last == f"{len(rows)} mistakes can be told in the lab {name}, and pairs of them."
    ended = here(capsys, "check", "--list-mistakes", "--json", "--lab", name)
    assert ended.code == 0
    assert [row["id"] for row in json.loads(ended.out)] == [row.id for row in rows]
    assert all(set(row) == {"id", "part", "about", "name", "hint"} for row in json.loads(ended.out))


def test_the_same_seed_says_the_same_and_another_is_recorded(tmp_path, capsys):
    file = lab_file(tmp_path, changes=TURNED)
    first, again, other = (verdict_of(capsys, file, "--seed", seed)[1] for seed in (5, 5, 6))
    assert first == again
    assert (first["seed"], other["seed"]) == (5, 6)
    assert mistakes(first) == mistakes(other) == ["outer-transposed-2"]


def test_places_in_a_notebook_are_told_by_cell_and_line_and_a_cell_that_fails_loses_nothing(tmp_path, capsys):
    text = RIGHT.replace("2 * (V", "1 * (V")
    first, second = text[: text.index("def gradient")], text[text.index("def gradient") :]
    file = notebook(tmp_path, "%matplotlib inline\n" + first, second, SCRIPT.strip(), "nothing_of_this_name")
    ended = here(capsys, "check", str(file))
    assert ended.code == 1
    assert "(cell 2, line 7, dz = 1 * (V @ k - y))" in ended.out
    assert "cell 4, line 1: NameError: name 'nothing_of_this_name' is not defined" in ended.out
    _, found = verdict_of(capsys, file)
    assert mistakes(found) == ["two-missing"]
    assert told(found)["plot"] == "right"


def test_a_right_program_hears_why_its_line_is_flat_at_4000(tmp_path, capsys):
    start = {"theta = np.random.uniform(-1, 1, 10)": "np.random.seed(1)\ntheta = np.random.uniform(-1, 1, 10)"}
    ended = here(capsys, "check", str(lab_file(tmp_path, changes=start)))
    assert ended.code == 0
    (line,) = (line for line in ended.out.splitlines() if "flat at J = 4000" in line)
    assert "not a mistake" in line
    assert "dead" in line
    assert "The rate is too large: above 0.00112633" in line


def test_a_slower_descent_that_stays_alive_hears_nothing_of_a_flat_line(tmp_path, capsys):
    live = {"np.random.uniform(-1, 1, 10)": "np.array([-0.5, -0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])"}
    ended = here(capsys, "check", str(lab_file(tmp_path, changes=live | {"0.005 * slope": "0.00001 * slope"})))
    assert "the rate is 1e-05, not the lab's 0.005" in ended.out
    assert "every run starts from the same theta" in ended.out
    assert "flat at J" not in ended.out


def test_another_lab_has_its_own_functions_and_points(tmp_path, capsys):
    made = right_program(load_lab("xor"))
    wrong = next(row for row in catalogue(load_lab("xor")) if row.id == "bias-zero-1").change(made)
    code, found = verdict_of(capsys, lab_file(tmp_path, written(wrong)), "--lab", "xor")
    assert (code, found["lab"], mistakes(found)[0]) == (1, "xor", "bias-zero-1")
    assert told(found)["forward"] == told(found)["objective"] == "right"


WRONG = {
    (): "check needs a file",
    ("gone.py",): "gone.py",
    ("lab.txt",): "lab.txt",
    ("folder.py",): "folder.py",
    ("broken.ipynb",): "broken.ipynb",
    ("lab.py", "--use", "gradient"): "--use must be PART=NAME",
    ("lab.py", "--use", "=f"): "--use must be PART=NAME",
    ("lab.py", "--use", "colour=f"): "--use must name one of forward, gradient",
    ("lab.py", "--use", "gradient=nobody"): "--use gradient=... must name a function of the file",
    ("lab.py", "--hints", "4"): "--hints",
    ("lab.py", "--hints", "all"): "--hints",
    ("lab.py", "--seed", "-1"): "--seed must be a whole number from 0 to 2^64 - 1",
    ("lab.py", "--seed", str(2**64)): "--seed must be a whole number from 0 to 2^64 - 1",
    ("lab.py", "--lab", "nope"): "nope",
    ("lab.py", "other.py"): "other.py",
    ("lab.py", "--colour"): "--colour",
}


@pytest.mark.parametrize("argv", WRONG, ids=lambda argv: " ".join(argv)[:40] or "nothing")
def test_wrong_use_ends_with_2_and_one_line_that_says_what_must_hold(argv, tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "folder.py").mkdir()
    texts = {"lab.py": "def f(x):\n    return x\n", "lab.txt": "x", "broken.ipynb": "{", "other.py": ""}
    for name, text in texts.items():
        (tmp_path / name).write_text(text)
    ended = here(capsys, "check", *argv)
    assert (ended.code, ended.out) == (2, "")
    assert WRONG[argv] in ended.err
    assert "Traceback" not in ended.err
    assert len([line for line in ended.err.splitlines() if line and not line.startswith(("usage", " "))]) == 1
