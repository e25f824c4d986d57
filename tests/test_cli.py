"""The command line: what it prints, what it refuses, and how it ends."""

import json

import numpy as np
import pytest

from backprop_lab import __version__, load_lab, run
from backprop_lab.lab import to_toml
from terminal import here, process

TEN = "0.5,-1,1.25,0.75,1,-0.5,0.25,1.5,0.75,-0.25"
KEYS = {"lab", "seed", "index", "start", "method", "rate", "steps", "theta0", "theta", "objective", "outcome", "bound",
        "compare", "comparing", "living", "version"}  # fmt: skip


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of its own to be in."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


def numbers_only(name):
    raise AssertionError(f"{name} is no JSON")


def told(capsys, *argv):
    """The object that `run --json` prints."""
    ended = here(capsys, "run", *argv, "--json", "--out", "none")
    assert (ended.code, ended.err) == (0, "")
    return json.loads(ended.out, parse_constant=numbers_only)


def test_a_run_prints_its_three_parts_and_leaves_four_files(folder, capsys):
    ended = here(capsys, "run", "--seed", "7")
    assert (ended.code, ended.err) == (0, "")
    for words in ("--seed 7", "Part 1", "Part 2", "Part 3", "7/16", "4.44 times", "No rate can help", "dead"):
        assert words in ended.out
    assert {f.name for f in (folder / "out").iterdir()} == {"run.json", "history.csv", "picture.png", "picture.svg"}


def test_what_a_run_advises_can_be_pasted(folder, capsys):
    for seed in ("7", "3", "6"):
        out = here(capsys, "run", "--seed", seed, "--out", "none").out
        lines = [line.split() for line in out.splitlines() if line.strip().startswith("backprop-lab run ")]
        assert lines
        for words in lines:
            assert here(capsys, *words[1:], "--steps", "2", "--quiet", "--out", "none").code == 0


def test_a_run_without_a_seed_names_the_one_it_drew(folder, capsys):
    out = here(capsys, "run", "--out", "none").out
    words = next(line for line in out.splitlines() if "again" in line).partition("backprop-lab ")[2].split()
    assert here(capsys, *words, "--out", "none").out == out


def test_quiet_prints_nothing_and_writes_the_files(folder, capsys):
    assert here(capsys, "run", "--quiet", "--seed", "1", "--steps", "3") == (0, "", "")
    assert (folder / "out" / "run.json").exists()


def test_json_has_exactly_the_keys_that_are_promised(capsys):
    run_told = told(capsys, "--seed", "3")
    assert set(run_told) == KEYS
    assert set(run_told["outcome"]) == {"name", "step", "cause"}
    assert set(run_told["bound"]) == {"rate", "sharpness", "known", "kind", "reason"}
    assert set(run_told["compare"]) == KEYS - {"bound", "compare", "comparing", "living", "version"}
    assert run_told["version"] == __version__
    assert run_told["objective"] == run(seed=3).values.tolist()
    assert len(run_told["objective"]) == 101
    assert run_told["theta0"] == load_lab().start(3).tolist()


def test_json_has_the_sharpness_on_request(capsys):
    assert told(capsys, "--seed", "3", "--sharpness")["sharpness"] == run(seed=3).sharpness.tolist()
    assert told(capsys, "--seed", "7", "--sharpness", "--compare", "none")["sharpness"] == [0.0] * 101


@pytest.mark.parametrize(
    "theta", ["1e200,-1e200,-1e200,1e200,1e200,1e200,1e200,1e200,1e200,1e200", ",".join(["1e308"] * 10),
              "-1e200,-1e200,1e200,1e200,1e200,1e200,1e200,1e200,1e200,1e200", "-1e30,1e30,1e30,1e30,1,1,1,1,1,1"],
)  # fmt: skip
def test_a_start_out_of_all_bounds_is_valid_json_a_picture_and_text(theta, folder, capsys):
    made = told(capsys, "--theta", theta, "--sharpness")
    assert made["seed"] is None
    assert made["outcome"]["name"] in ("diverged", "dead")
    ended = here(capsys, "run", "--theta", theta)
    assert (ended.code, ended.err) == (0, "")
    assert max(len(line) for line in ended.out.splitlines() if "backprop-lab run" not in line) <= 100


def test_a_seed_with_an_index_is_that_start(capsys):
    made = told(capsys, "--seed", "7:3")
    assert (made["seed"], made["index"], made["theta0"]) == (7, 3, load_lab().start(7, 3).tolist())
    assert told(capsys, "--seed", "7")["theta0"] == load_lab().start(7, 0).tolist()


@pytest.mark.parametrize(
    "words", [["--theta", "-" + TEN], ["--theta=-" + TEN], ["--theta", ("-" + TEN).replace(",", " ")],
              ["--theta", f" [-{TEN}] "], ["--theta", "-" + TEN.replace(",", ", ")]],
)  # fmt: skip
def test_theta_is_numbers_that_may_begin_below_zero(words, capsys):
    assert told(capsys, *words)["theta0"] == [float(v) for v in f"-{TEN}".split(",")]


@pytest.mark.parametrize(
    ("name", "text"), [("t.txt", TEN.replace(",", "\n")), ("t.csv", TEN), ("t.csv", TEN.replace(",", ",\r\n") + "\r\n"),
                       ("t.json", f"[{TEN}]"), ("t.json", f"[\n {TEN.replace(',', ', ')}\n]\n"), ("t", "\ufeff" + TEN),
                       ("t.txt", TEN.replace(",", "\t"))],
)  # fmt: skip
def test_theta_is_a_file_with_numbers(name, text, folder, capsys):
    (folder / name).write_bytes(text.encode())
    assert told(capsys, "--theta", name)["theta0"] == [float(v) for v in TEN.split(",")]


def test_a_lab_is_a_name_a_file_or_a_run(folder, capsys):
    (folder / "own.toml").write_text(to_toml(load_lab("xor")))
    own = told(capsys, "own.toml", "--seed", "1", "--steps", "5")
    assert own == told(capsys, "xor", "--seed", "1", "--steps", "5")
    here(capsys, "run", "xor", "--seed", "1", "--steps", "5", "--rate", "0.3", "--quiet")
    again = told(capsys, "out/run.json")
    assert (again["rate"], again["steps"], again["lab"]) == (0.3, 5, "xor")
    assert again["objective"] == json.loads((folder / "out" / "run.json").read_text())["objective"]
    assert told(capsys, "out/run.json", "--seed", "2")["theta0"] == load_lab("xor").start(2).tolist()


def test_a_run_json_has_the_second_run_that_was_asked_for(folder, capsys):
    here(capsys, "run", "--seed", "3", "--compare", "1e-4", "--quiet")
    first, again = json.loads((folder / "out" / "run.json").read_text()), told(capsys, "out/run.json")
    assert again["comparing"] == 1e-4
    assert again["compare"] == first["compare"]
    assert told(capsys, "out/run.json", "--compare", "none")["compare"] is None
    text = here(capsys, "run", "out/run.json", "--compare", "auto", "--out", "none").out
    assert "The same run again: backprop-lab run out/run.json --seed 3 --compare auto" in text


def test_options_say_how_the_run_is_made(capsys):
    made = told(capsys, "--seed", "3", "--rate", "0.0004", "--steps", "7", "--method", "momentum:0.5", "--start", "he",
                "--compare", "0.0002")  # fmt: skip
    assert [made[key] for key in ("rate", "steps", "method", "start")] == [0.0004, 7, "momentum:0.5", "he"]
    assert made["compare"]["rate"] == 0.0002
    assert len(made["objective"]) == 8


def test_a_run_beside_itself_is_drawn_as_well(folder, capsys):
    assert here(capsys, "run", "--seed", "3", "--compare", "0.005").code == 0


@pytest.mark.parametrize("words", [["--help"], ["run", "--help"], ["labs", "--help"], ["--version"]])
def test_help_and_version_end_with_zero(words, capsys):
    ended = here(capsys, *words)
    assert (ended.code, ended.err) == (0, "")
    assert __version__ in ended.out or "exit codes: 0 done, 2 wrong use" in ended.out


def test_the_command_is_the_module_too(tmp_path):
    ended = process("run", "--seed", "3", "--json", "--out", "none", "--steps", "5", cwd=tmp_path)
    assert (ended.code, ended.err) == (0, "")
    assert np.array_equal(json.loads(ended.out)["objective"], run(seed=3, steps=5).values)
    assert process("run", "--seed", "x", cwd=tmp_path).code == 2
    assert list(tmp_path.iterdir()) == []


def test_a_title_cannot_speak_to_the_terminal(folder, capsys):
    lab = to_toml(load_lab()).replace("The handout: a 2-2-2-1", r"\u001b[31m\u0007[bold]red[/bold] \u009b1m")
    (folder / "own.toml").write_text(lab)
    ended = here(capsys, "run", "own.toml", "--seed", "3", "--steps", "2", "--out", "none")
    assert (ended.code, ended.err) == (0, "")
    assert "red" in ended.out
    assert "[bold]" in ended.out
    assert not set("\x1b\x07\x9b") & set(ended.out)
