"""`backprop-lab check`: exit codes, the JSON object, how much is said, and that wrong use ends in one line."""

import json
import re

import pytest

from backprop_lab.check.catalogue import catalogue
from backprop_lab.check.files import check_file
from backprop_lab.check.program import right_program
from backprop_lab.check.report import record, text
from backprop_lab.cli.width import columns
from backprop_lab.lab import load_lab
from check.labs import lab
from check.programs import RIGHT, SCRIPT, WHOLE, lab_file, notebook
from check.written import written
from terminal import here

pytestmark = pytest.mark.usefixtures("nursery")
TURNED = {"np.outer(h, db)": "np.outer(db, h)"}
NO_TWO = {"2 * (V": "1 * (V"}
WORDS = ("right", "wrong", "cannot tell")


def verdict_of(capsys, *argv):
    ended = here(capsys, "check", *map(str, argv), "--json")
    return ended.code, json.loads(ended.out)


def once(text, *pieces):
    """Whether the pieces, one after the other, stand in the text once."""
    return flowing(text).count(" ".join(pieces)) == 1


def flowing(text):
    """The text as if no line had been broken."""
    return " ".join(text.split())


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
    assert once(
        ended.out,
        "gradient: wrong. dL/du12 and dL/du21 are exchanged: the outer product of h1, h2 and db1, db2 is transposed",
        "(line 26, dU = np.outer(db, h)).",
        "asked: gradient at theta = (-0.5, 1, 0.5, -1, -1, 0.5, 0, 0.5, -1.5, -0.5), x = (1, 2), y = -3",
        "came: dL/du12 is 0, must be -1.4375; dL/du21 is -1.4375, must be 0",
        "hint: u12 leads from h1 to b2: which two numbers make its derivative? objective: right.",
    )
    assert re.search(r"^wrong: \d of 8 parts are right\.$", ended.out, re.M)


def test_a_script_without_functions_cannot_be_told_and_hears_what_to_do(tmp_path, capsys):
    script = "import matplotlib.pyplot as plt\nplt.plot([4000.0 / (n + 1) for n in range(101)])\nplt.show()\n"
    ended = here(capsys, "check", str(lab_file(tmp_path, script)))
    assert ended.code == 1
    assert "The program has no functions. Put each part into a function of its own" in flowing(ended.out)
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
    texts = [flowing(here(capsys, "check", file, "--hints", str(level)).out) for level in range(4)]
    clues = ("came:", "Look at dU", "transposed", "line 26", "which two numbers make its", "dL/du12 = db2*h1")
    said = [[clue in text for clue in clues] for text in texts]
    assert said[0] == [False, False, False, False, False, False]
    assert said[1] == [True, True, False, False, False, False]
    assert said[2] == [True, False, True, True, True, False]
    assert said[3] == [True, False, True, True, True, True]
    assert texts[0].partition("handout ")[2] == (
        "activation: right. slope: cannot tell. forward: right. gradient: wrong. objective: right. "
        "descent: cannot tell. start: right. plot: right. wrong: 5 of 8 parts are right."
    )
    assert all("gradient: wrong." in text for text in texts)
    assert len(set(map(len, texts))) == 4
    assert sorted(texts, key=len) == texts
    assert flowing(here(capsys, "check", file).out) == texts[2]


def test_the_json_object_has_at_each_level_what_the_text_has_and_all_its_keys(tmp_path, capsys):
    file = lab_file(tmp_path, changes=TURNED)
    report = check_file(file, load_lab("handout"))
    levels = [record(report, level) for level in range(4)]
    parts = [next(part for part in found["parts"] if part["part"] == "gradient") for found in levels]
    first = {"said": 1, "asked": 1, "evidence": 1, "mistakes": 2, "line": 2, "where": 2, "hint": 2, "formula": 3}
    for level, part in enumerate(parts):
        assert {key: bool(part[key]) for key in first} == {key: level >= least for key, least in first.items()}
        assert (part["verdict"], list(part)) == ("wrong", list(parts[3]))
    assert all(found["functions"] == levels[3]["functions"] for found in levels)
    assert [any(part["notes"] for part in found["parts"]) for found in levels] == [False, True, True, True]
    assert parts[1]["said"] == "Look at dU"
    assert levels[2] == verdict_of(capsys, file)[1]
    assert levels[0] == verdict_of(capsys, file, "--hints", 0)[1]


def test_lines_are_as_wide_as_the_terminal_and_code_is_not_broken(tmp_path, capsys, monkeypatch):
    file = str(lab_file(tmp_path, changes={"np.outer(h, db)": "np.outer(db, h) + 0.0 * np.outer(h, db) - 0.0"}))
    report, texts = check_file(file, load_lab("handout")), []
    for given, width in (("20", 60), ("60", 60), ("80", 80), ("100", 100), ("300", 100)):
        monkeypatch.setenv("COLUMNS", given)
        texts.append(text(report, width=columns()))
        lines = [line for line in texts[-1].splitlines() if str(tmp_path) not in line and "np.outer" not in line]
        assert max(map(len, lines)) <= width
        assert "dU = np.outer(db, h) + 0.0 * np.outer(h, db) - 0.0" in texts[-1]
        assert "x = (1, 2)" in texts[-1]
    assert len({flowing(one) for one in texts}) == 1
    assert here(capsys, "check", file).out == texts[-1]
    assert len(set(texts)) == 3


def test_without_hints_a_statement_that_failed_is_told_and_no_flag(tmp_path, capsys):
    file = str(lab_file(tmp_path, WHOLE + "1j\nnobody\n"))
    none, some = (flowing(here(capsys, "check", file, "--hints", level).out) for level in "01")
    for one in (none, some):
        assert "NameError: name 'nobody' is not defined; the rest of the program ran without this statement." in one
    for told in ("taken:", "The source has complex numbers"):
        assert (told in none, told in some) == (False, True)


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
    assert "(cell 2, line 7, dz = 1 * (V @ k - y))" in flowing(ended.out)
    assert "cell 4, line 1: NameError: name 'nothing_of_this_name' is not defined" in flowing(ended.out)
    _, found = verdict_of(capsys, file)
    assert mistakes(found) == ["two-missing"]
    assert told(found)["plot"] == "right"


@pytest.mark.parametrize(
    ("seed", "told"),
    [(1, "is flat at J = 4000: this start is dead,"), (4, "ends flat at J = 4000: the network is dead,")],
)
def test_a_right_program_hears_why_its_line_is_flat_at_4000(seed, told, tmp_path, capsys):
    start = "theta = np.random.uniform(-1, 1, 10)"
    ended = here(capsys, "check", str(lab_file(tmp_path, changes={start: f"np.random.seed({seed})\n{start}"})))
    assert ended.code == 0
    assert once(
        ended.out,
        f"The line {told} no path lets a point through, the gradient is exactly zero.",
        "At rate 0.005 nearly every right program ends so: that is not a mistake. The rate is too large:",
        "above 0.00112633 no perfect fit is stable, and this rate is 4.44 times that.",
    )


def test_at_another_rate_the_sentence_on_a_flat_line_quotes_that_rate_and_excuses_nothing(tmp_path, capsys):
    changes = {"theta = np.random.uniform(-1, 1, 10)": "np.random.seed(1)\ntheta = np.random.uniform(-1, 1, 10)"}
    ended = here(capsys, "check", str(lab_file(tmp_path, changes=changes | {"0.005 * slope": "0.05 * slope"})))
    assert "this rate is 44.4 times that" in flowing(ended.out)
    assert "nearly every right program" not in flowing(ended.out)


def test_a_slower_descent_that_stays_alive_hears_nothing_of_a_flat_line(tmp_path, capsys):
    live = {"np.random.uniform(-1, 1, 10)": "np.array([-0.5, -0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5, 0.5])"}
    ended = here(capsys, "check", str(lab_file(tmp_path, changes=live | {"0.005 * slope": "0.00001 * slope"})))
    assert "The rate is 1e-05, not the lab's 0.005" in flowing(ended.out)
    assert "Every run starts from the same theta" in flowing(ended.out)
    assert "flat at J" not in ended.out


def test_another_lab_has_its_own_functions_and_points(tmp_path, capsys):
    made = right_program(load_lab("xor"))
    wrong = next(row for row in catalogue(load_lab("xor")) if row.id == "bias-zero-1").change(made)
    code, found = verdict_of(capsys, lab_file(tmp_path, written(wrong)), "--lab", "xor")
    assert (code, found["lab"], mistakes(found)[0]) == (1, "xor", "bias-zero-1")
    assert told(found)["forward"] == told(found)["objective"] == "right"


WRONG = {
    (): "check must be given a file, .py or .ipynb; got none. Try: backprop-lab check my_lab.py",
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
    for name, content in texts.items():
        (tmp_path / name).write_text(content)
    ended = here(capsys, "check", *argv)
    assert (ended.code, ended.out) == (2, "")
    assert WRONG[argv] in ended.err
    assert "Traceback" not in ended.err
    assert len([line for line in ended.err.splitlines() if line and not line.startswith(("usage", " "))]) == 1
