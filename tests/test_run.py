"""The main job in Python: a run by its name is the same for ever, and says what it was."""

import json
import re

import numpy as np
import pytest

from backprop_lab import Lab, Run, UserError, handout, load_lab, run
from backprop_lab.advice import rates_below
from backprop_lab.errors import InputError
from backprop_lab.lab import from_toml, to_toml
from backprop_lab.runfile import read_run, same_run, to_file, to_json
from backprop_lab.start import Start

LIMIT = 2 / (6 * (2 * 60**4) ** (1 / 3))
DEAD_AT_ONCE, DIES, LEARNS_BESIDE, LEARNS_NOWHERE = 7, 2, 3, 6
NAMED = {
    "handout": {"seed": 3},
    "handout by index": {"seed": 3, "index": 2**40},
    "handout dead": {"seed": DEAD_AT_ONCE},
    "theta": {"theta": np.linspace(-1, 1, 10) / 3},
    "theta of its own": {"theta": [0.1, -0.2, 0.3, 1 / 3, 0.5, -0.6, 0.7, 0.8, -0.9, 1e-17], "rate": 0.0007},
    "momentum": {"seed": 3, "method": "momentum:0.9", "rate": 0.0003, "steps": 20},
    "nesterov": {"seed": 5, "method": "nesterov:0.3", "rate": 0.0003, "steps": 20},
    "adam": {"seed": 3, "method": "adam:0.8:0.99:1e-6", "steps": 20},
    "start": {"seed": 3, "start": "normal:0.1:0.3", "rate": 1 / 3e3},
    "diverged": {"lab": "xor", "seed": 1, "rate": 5.0, "steps": 60},
    "diverged at once": {"theta": [-1e90, -1e90, 1e90, 1e90, *[1e90] * 6]},
    "xor": {"lab": "xor", "seed": 1, "steps": 50},
    "digits": {"lab": "digits", "seed": 1, "steps": 2, "sharpness": False},
}


@pytest.mark.parametrize("name", NAMED)
def test_the_same_name_gives_the_same_bits(name):
    one, two = run(**NAMED[name]), run(**NAMED[name])
    for a, b in zip(one.trials, two.trials, strict=True):
        assert a.values.tobytes() == b.values.tobytes()
        assert a.theta0.tobytes() == b.theta0.tobytes()
        assert a.history.thetas.tobytes() == b.history.thetas.tobytes()
    assert to_file(one) == to_file(two)


@pytest.mark.parametrize("name", NAMED)
def test_a_run_that_was_written_down_runs_again_to_the_bit(name, tmp_path):
    first = run(**NAMED[name], compare="none")
    (tmp_path / "run.json").write_text(to_file(first))
    lab, start = read_run(tmp_path / "run.json")
    assert start["compare"] == first.compare
    again = run(lab, **start | {"compare": "none"}, sharpness=False)
    assert again.values.tobytes() == first.values.tobytes()
    assert again.theta.tobytes() == first.theta.tobytes()
    assert again.outcome == first.outcome
    assert same_run((tmp_path / "run.json").read_text(), again)


def test_a_run_is_the_handouts_own_descent():
    made = run(seed=3, index=5)
    states, values = handout.gradient_descent(handout.random_start(3, 5))
    assert np.allclose(made.values, values, rtol=1e-9)
    assert np.allclose(made.trial.history.thetas, states, rtol=1e-9, atol=1e-12)
    assert made.values.shape == (101,)


def test_a_seed_is_drawn_where_none_is_given_and_gives_the_run_again():
    seeds = {made.seed: made for made in (run(steps=3), run(steps=3))}
    assert len(seeds) == 2
    for seed, made in seeds.items():
        assert 0 <= seed < 2**64
        assert run(seed=seed, steps=3).values.tobytes() == made.values.tobytes()


def test_a_lab_its_name_and_its_file_give_the_same_run(tmp_path):
    (tmp_path / "mine.toml").write_text(to_toml(load_lab()))
    made = [run(lab, seed=3) for lab in ("handout", load_lab(), from_toml(to_toml(load_lab())))]
    made.append(run(str(tmp_path / "mine.toml"), seed=3))
    assert len({to_file(m) for m in made}) == 1


def test_what_is_given_replaces_what_the_lab_says():
    made = run(seed=3, rate=0.0004, steps=7, method="momentum:0.5", start="he")
    assert (made.lab.descent.rate, made.lab.descent.steps) == (0.0004, 7)
    assert (made.lab.descent.method, made.lab.descent.start) == ("momentum:0.5", Start("he", ()))
    assert made.values.shape == (8,)
    assert load_lab().descent.rate == 0.005


@pytest.mark.parametrize("extra", [{"seed": 3}, {"index": 1}, {"seed": 0, "index": 0}])
def test_a_theta_and_a_seed_together_are_refused(extra):
    with pytest.raises(InputError, match=r"^a run must start at theta or at a seed; got both"):
        run(theta=[0.0] * 10, **extra)


@pytest.mark.parametrize(
    "wrong",
    [{"seed": -1}, {"seed": 2**64}, {"seed": 1.0}, {"seed": "7"}, {"seed": True}, {"index": -1}, {"index": 2**64},
     {"index": None}, {"rate": 0}, {"rate": -1}, {"rate": np.nan}, {"rate": "0.1"}, {"rate": True}, {"rate": 10**400},
     {"steps": 0}, {"steps": -1}, {"steps": 1.5}, {"steps": True}, {"steps": "5"}, {"method": "sgd"}, {"method": 5},
     {"method": "momentum:2"}, {"start": "gauss"}, {"start": 5}, {"start": ("uniform", -1, 1)}, {"compare": "x"},
     {"compare": 0}, {"compare": np.nan}, {"compare": -1}, {"compare": []}, {"compare": True}, {"lab": "nope"},
     {"lab": None}, {"lab": 5}, {"theta": [1, 2]}, {"theta": np.nan}, {"theta": "1,2"}, {"theta": [[1.0] * 5] * 3}],
    ids=repr,
)  # fmt: skip
def test_what_cannot_be_used_is_refused_in_one_sentence(wrong):
    with pytest.raises(UserError) as refused:
        run(**({"seed": 1} if not wrong.keys() & {"seed", "theta"} else {}) | wrong)
    assert str(refused.value).isprintable()
    assert "; got " in str(refused.value)


def test_no_comparison_may_be_asked_for_as_none_too():
    try:
        made = run(seed=DIES, compare=None, steps=5)
    except UserError:
        return
    assert made.beside is None


@pytest.mark.parametrize("seed", [np.int64(7), np.uint64(7), np.uint8(7)])
def test_a_seed_that_is_a_numpy_integer_is_that_seed(seed):
    assert to_file(run(seed=seed, index=np.int32(2), steps=2)) == to_file(run(seed=7, index=2, steps=2))


@pytest.mark.parametrize("index", [2**64 - 1, 2**64 - 2, 2**64 - 100])
def test_the_last_of_all_starts_runs_as_any_other(index):
    for seed in (0, DEAD_AT_ONCE, 2**64 - 1):
        made = run(seed=seed, index=index, steps=2)
        assert made.index == index
        assert np.array_equal(made.theta0, load_lab().start(seed, index))


@pytest.mark.parametrize("rate", [5e-324, 1e-320, 1e-300, 1e300, 1e308])
@pytest.mark.parametrize("seed", [DEAD_AT_ONCE, LEARNS_BESIDE])
def test_a_rate_at_the_ends_of_all_numbers_runs(rate, seed):
    for method in ("gradient_descent", "adam"):
        made = run(seed=seed, rate=rate, steps=3, method=method)
        assert json.dumps(to_json(made), allow_nan=False)


def test_rates_below_a_limit_are_round_and_at_most_half_of_it():
    for limit in (LIMIT, 1.0, 0.1, 3e-7, 1e12):
        rates = list(rates_below(limit))
        assert limit / 5 <= rates[0] <= limit / 2
        assert sorted(rates, reverse=True) == rates
        assert all(re.fullmatch(r"[125](e[+-]\d+)?|0\.0*[125]|[125]0*\.0", f"{rate!r}") for rate in rates)


def test_a_run_is_frozen():
    made = run(seed=3, steps=2)
    assert isinstance(made, Run)
    assert isinstance(made.lab, Lab)
    with pytest.raises(AttributeError):
        made.trial = None
