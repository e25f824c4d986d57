"""Runs at the edges: what is advised is true, what was compared is kept, and nothing ends in a traceback."""

import pytest

from backprop_lab import handout, run
from backprop_lab.cli import main
from backprop_lab.runfile import read_run, same_run, to_file

HUGE = """
name = "huge"
[network]
widths = [1, 2]
[data]
x = [[1e150]]
y = [[1e150, 1]]
[objective]
factor = 1e9
[descent]
rate = 1e-3
steps = 3
"""
SIGMOID = """
name = "gate"
[network]
widths = [2, 2, 1]
output = "sigmoid"
[data]
x = [[1, 1]]
y = [1]
[objective]
loss = "binary_cross_entropy"
[descent]
rate = 0.1
steps = 5
"""


def test_what_was_compared_is_kept_and_asked_for_again(tmp_path):
    lower = run(seed=5, compare=0.0003, sharpness=False)
    (tmp_path / "run.json").write_text(to_file(lower))
    lab, start = read_run(tmp_path / "run.json")
    assert run(lab, **start, sharpness=False).beside.rate == 0.0003
    assert same_run(to_file(lower), lower)
    assert not same_run(to_file(lower), run(seed=5, sharpness=False))


@pytest.mark.parametrize(
    "made", [{"seed": 1, "method": "adam"}, {"seed": 5, "steps": 1}, {"lab": "xor", "seed": 1, "rate": 0.15}]
)
def test_another_start_is_shown_only_where_it_does_better_or_this_one_is_dead(made):
    whole = run(**made, sharpness=False)
    if whole.living is not None:
        dead = whole.outcome.name == "dead" and whole.outcome.step == 0
        assert whole.living.learns or dead
        assert whole.living.outcome.name not in ("dead", "diverged")


@pytest.mark.parametrize(
    "words", [["--start", "normal:0:1e200", "--seed", "3"], ["--start", "normal:0:1e200"], ["--steps", "1"]]
)
def test_runs_that_end_where_they_begin_are_told_and_drawn(words, tmp_path, capsys):
    assert main(["run", "--seed", "5", *words, "--out", str(tmp_path / "out")]) == 0
    assert "Part 3" in capsys.readouterr().out


def test_data_beyond_all_bounds_are_drawn_and_told_without_a_warning(tmp_path, capsys):
    (tmp_path / "huge.toml").write_text(HUGE)
    assert main(["run", str(tmp_path / "huge.toml"), "--seed", "1", "--out", str(tmp_path / "out")]) == 0
    assert "Part 3" in capsys.readouterr().out
    assert (tmp_path / "out" / "picture.png").exists()


def test_a_dead_network_with_a_sigmoid_at_its_end_is_said_to_answer_a_half(tmp_path, capsys):
    (tmp_path / "gate.toml").write_text(SIGMOID)
    assert main(["run", str(tmp_path / "gate.toml"), "--theta=-1,-1,-1,-1,1,1", "--out", "none"]) == 0
    told = " ".join(capsys.readouterr().out.split())
    assert "z = 0.5 whatever the other weights" in told
    assert "a network that always answers 0.5" in told


def test_a_rate_that_moves_nothing_is_to_be_raised_and_one_that_fits_needs_no_more_steps(capsys):
    main(["run", "--seed", "5", "--rate", "1e-9", "--out", "none"])
    assert "Try a higher rate:\n    backprop-lab run --seed 5 --rate 1e-08" in capsys.readouterr().out
    main(["run", "--seed", "5", "--method", "momentum", "--out", "none"])
    assert "Try the lower rate:\n" in capsys.readouterr().out


def test_the_command_for_the_same_run_has_its_comparison(capsys):
    main(["run", "--seed", "5", "--compare", "0.0001", "--out", "none"])
    assert "again: backprop-lab run --seed 5 --compare 0.0001\n" in capsys.readouterr().out


@pytest.mark.parametrize(
    "wrong", [{"rate": -1}, {"rate": float("nan")}, {"rate": [1, 2]}, {"steps": -1}, {"steps": 2.5}]
)
def test_the_handout_refuses_rates_and_steps_that_are_none(wrong):
    with pytest.raises(ValueError, match="must be a"):
        handout.gradient_descent(handout.random_start(5), **wrong)
