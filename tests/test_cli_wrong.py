"""Wrong use of the command line: one line that says what is wrong, exit code 2, and nothing left behind."""

import json

import pytest

from backprop_lab import run
from backprop_lab.runfile import to_file
from terminal import here

TEN = "0.5,-1,1.25,0.75,1,-0.5,0.25,1.5,0.75,-0.25"
WRONG = [
    "run nope", "run hanout", "run nope.toml", "run nope.json", "run folder.toml", "run folder.json", "run broken.toml",
    "run empty.json", "run list.json", "run null.json", "run deep.json", "run latin.toml", f"run {'n' * 300}.toml",
    f"run {'n' * 300}.json", "run handout xor", "", "walk", "labs x", "run --sed 1", "run --see 1", "labs --quiet",
    "run --seed -1", "run --seed x", "run --seed 1:2:3", "run --seed 1.5", "run --seed 1:", "run --seed :1",
    "run --seed 18446744073709551616", "run --seed 1:18446744073709551616", "run --seed ²", f"run --seed {'9' * 5000}",
    "run --theta 1,2", "run --theta abc", "run --theta", "run --theta binary", "run --theta empty.json",
    "run --theta .",
    "run --theta nested.json", "run --theta null.json", f"run --theta nan,{TEN[4:]}", f"run --theta 1e999,{TEN[4:]}",
    f"run --theta {TEN},1", f"run --theta {'n' * 5000}", f"run --seed 1 --theta {TEN}", f"run --theta 1j,{TEN[4:]}",
    "run --start gauss", "run --start uniform", "run --start uniform:1:-1", "run --start uniform:nan:1",
    "run --start normal:0:0", "run --start he:1", "run --start uniform:-1e308:1e308", "run --start uniform:a:b",
    "run --rate 0", "run --rate -1", "run --rate nan", "run --rate inf", "run --rate x", "run --rate 1e999",
    "run --steps 0", "run --steps -1", "run --steps 1.5", "run --steps x",
    "run --method sgd", "run --method momentum:1", "run --method adam:0.9:0.9:0", "run --method momentum:nan",
    "run --method gradient_descent:1", "run --compare x", "run --compare 0", "run --compare -1", "run --compare nan",
    "run --json --quiet", "run --quiet --json", "run --rate", "run --out",
]  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder to be in, with files that are no labs, no runs and no numbers."""
    monkeypatch.chdir(tmp_path)
    for name in ("folder.toml", "folder.json"):
        (tmp_path / name).mkdir()
    texts = {
        "broken.toml": "x = [",
        "empty.json": "{}",
        "list.json": "[]",
        "null.json": "null",
        "nested.json": "[[1],2]",
    }
    for name, text in (texts | {"deep.json": "[" * 100_000}).items():
        (tmp_path / name).write_text(text)
    for name in ("binary", "latin.toml"):
        (tmp_path / name).write_bytes(b"\xff\xfe\x00\xe9")
    return tmp_path


@pytest.mark.parametrize("words", WRONG, ids=lambda w: w[:40])
def test_wrong_use_ends_with_two_and_one_line_and_leaves_nothing(words, folder, capsys):
    before = sorted(folder.iterdir())
    ended = here(capsys, *words.split())
    assert ended.code == 2
    assert ended.out == ""
    *usage, last = ended.err.splitlines()
    assert last.startswith("backprop-lab")
    assert last.isprintable()
    assert len(last) < 400
    assert not usage or usage[0].startswith("usage: ")
    assert sorted(folder.iterdir()) == before


@pytest.mark.parametrize("option", ["--theta", "--seed", "--start", "--method", "--compare", "--rate", "--steps"])
def test_an_empty_word_is_wrong_use(option, folder, capsys):
    assert here(capsys, "run", option, "").code == 2
    assert here(capsys, "run", "").code == here(capsys, "").code == 2


@pytest.mark.parametrize(
    ("key", "value"),
    [("seed", 1.5), ("seed", -1), ("seed", "1"), ("seed", True), ("index", 2**64), ("definition", None),
     ("definition", {}), ("definition", "handout"), ("theta0", [1, 2]), ("theta0", ["a"] * 10), ("theta0", "1"),
     ("theta0", [10**400] * 10), ("theta0", None)],
)  # fmt: skip
def test_a_run_json_that_was_tampered_with_is_refused(key, value, folder, capsys):
    start = {"theta": [1.0] * 10} if key == "theta0" else {"seed": 3}
    content = json.loads(to_file(run(**start, steps=2, compare="none")))
    (folder / "run.json").write_text(json.dumps(content | {key: value}))
    ended = here(capsys, "run", "run.json", "--out", "none")
    assert (ended.code, ended.out) == (2, "")
    assert len(ended.err.splitlines()) == 1
