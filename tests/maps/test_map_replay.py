"""Every pixel and every start can be opened again: the run that comes is the map's own, to the bit."""

import json
from dataclasses import replace

import numpy as np
import pytest

from backprop_lab.activation import ACTIVATIONS
from backprop_lab.atlas.axis import parse_axis
from backprop_lab.atlas.plan import Plane
from backprop_lab.errors import InputError
from backprop_lab.maps.making import make
from backprop_lab.maps.replay import replay
from backprop_lab.names import default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.outcome import NAMES
from maps.small import HANDOUT, SURVEY, XOR
from terminal import here


def plane(x, y, lab=HANDOUT, **more):
    return Plane(lab.trained(steps=40), 1, 3, parse_axis(x), parse_axis(y), 9, 7, **more)


PLANES = {
    "rate and scale": plane("rate:2e-4:1e-2:log", "scale:0.3:3:log"),
    "two rates": plane("rate1:1e-4:5e-3:log", "rate3:1e-4:5e-3:log"),
    "parameter and direction": plane("v1:-1:2", "along2:-1:1", HANDOUT.trained(rate=5e-4)),
    "sum and direction": plane("w11-2*v1:-1:2", "along7:-1:1", HANDOUT.trained(rate=5e-4)),
    "data": plane("y@1:-100:100", "x2@2:-1:2", HANDOUT.trained(rate=5e-4)),
    "float32": plane("rate:2e-4:1e-2:log", "scale:0.3:3:log", precision=32),
    "NumPy": plane("rate:2e-4:1e-2:log", "scale:0.3:3:log", engine="numpy"),
    "tanh": plane("rate:0.01:10:log", "scale:0.3:3:log", XOR),
    "momentum": plane("rate:1e-4:1e-2:log", "u11:-1:1", HANDOUT.trained(method="momentum:0.9")),
}


@pytest.mark.parametrize("plan", PLANES.values(), ids=PLANES)
def test_every_pixel_is_the_run_that_comes_when_it_is_opened(tmp_path, plan):
    found = make(plan, tmp_path / "map").found
    for row in range(0, plan.height, 2):
        for column in range(0, plan.width, 2):
            made = replay(tmp_path / "map", (column, row))
            code, value = found.code[row, column], found.value[row, column]
            assert made.facts["outcome"] == NAMES[code] == made.run.outcome.name
            if np.isfinite(value):
                assert made.run.values[-1] == value
            if NAMES[code] in ("fitted", "dead"):
                assert made.run.outcome.step == found.step[row, column]
    assert len(set(found.code.reshape(-1).tolist())) > 1


@pytest.mark.parametrize("method", ["gradient_descent", "momentum:0.9"])
@pytest.mark.parametrize("precision", [64, 32])
def test_a_run_whose_steps_carry_preactivations_shows_weights_that_fit_them(tmp_path, method, precision):
    network = Network((12, 9, 2), ACTIVATIONS["tanh"], biases=True)
    x, y = (np.sin(np.arange(11 * n).reshape(11, n)) for n in (12, 2))
    lab = replace(XOR, objective=Objective(network, Data(x, y)), letters=default_letters(network))
    plan = plane("rate:1e-4:1e-2:log", "rate1:1e-3:0.1:log", lab.trained(method=method), precision=precision)
    found = make(plan, tmp_path / "map").found
    made = replay(tmp_path / "map", (5, 3))
    assert "carry the preactivations of layer 1" in made.told
    assert made.run.values[-1] == found.value[3, 5]
    history, near = made.run.trial.history, 1e-11 if precision == 64 else 1e-4
    np.testing.assert_allclose([lab.objective(theta) for theta in history.thetas], history.values, rtol=near)
    norms = [np.linalg.norm(lab.objective.gradient(theta)) for theta in history.thetas]
    np.testing.assert_allclose(norms, history.gradient_norms, rtol=10 * near)


def test_a_start_of_a_survey_is_the_run_of_that_name(tmp_path):
    found = make(SURVEY, tmp_path / "map").found
    examples = np.argwhere(found.example >= 0)
    assert len(examples) > 8
    for rate, outcome in examples:
        made = replay(tmp_path / "map", (int(rate), int(found.example[rate, outcome])))
        assert made.run.outcome.name == NAMES[outcome]
        assert (made.run.seed, made.run.index) == (SURVEY.seed, found.example[rate, outcome])
        np.testing.assert_array_equal(made.run.theta0, SURVEY.lab.start(SURVEY.seed, made.run.index))
        assert made.run.lab.descent.rate == SURVEY.rates[rate]


def test_its_states_are_the_descents_up_to_rounding(tmp_path):
    plan = replace(SURVEY, lab=HANDOUT.trained(steps=5), starts=4)
    make(plan, tmp_path / "map")
    made = replay(tmp_path / "map", (0, 3)).run
    from backprop_lab import run

    other = run("handout", seed=plan.seed, index=3, rate=float(plan.rates[0]), steps=5, compare="none", sharpness=False)
    np.testing.assert_allclose(made.trial.history.thetas, other.trial.history.thetas, rtol=1e-12)
    np.testing.assert_allclose(made.values, other.values, rtol=1e-12)


@pytest.mark.parametrize("at", [(5, 0), (-1, 0), (0, 300), (0, -1)])
def test_a_place_that_is_not_there_is_refused(tmp_path, at):
    make(SURVEY, tmp_path / "map")
    with pytest.raises(InputError, match=r"must be from 0 to (4|299) in this map"):
        replay(tmp_path / "map", at)


def test_the_command_says_whence_the_states_are(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    plan = PLANES["two rates"]
    value = make(plan, tmp_path / "map").found.value[3, 4]
    told = here(capsys, "run", "--map", "map", "--at", "4,3")
    assert told.code == 0
    assert "From the map map at 4,3: start 1:3, rate1 = " in told.out
    assert "to the bit (the compiled steps, float64)" in told.out
    assert "Each layer has its own rate" in told.out
    assert json.loads((tmp_path / "out" / "run.json").read_text())["objective"][-1] == value
    assert {file.name for file in (tmp_path / "out").iterdir()} == {
        "run.json",
        "history.csv",
        "picture.png",
        "picture.svg",
    }
    told = json.loads(here(capsys, "run", "--map", "map", "--at", "4,3", "--json", "--out", "none").out)
    assert told["map"]["at"] == [4, 3]
    assert told["objective"][-1] == value


@pytest.mark.parametrize(
    ("argv", "why"),
    [(["--map", "map"], "--map must come with --at"), (["--map", "map", "--at", "1"], "--at must be two whole numbers"),
     (["--map", "map", "--at", "1,2,3"], "two whole numbers"), (["--map", "map", "--at", "-1,2"], "two whole numbers"),
     (["--map", "gone", "--at", "1,2"], "the folder gone must hold a map"),
     (["--map", "map", "--at", "9,0"], "the column must be from 0 to 8"),
     (["--map", "map", "--at", "0,0", "--rate", "1"], "--map must stand without --rate"),
     (["--map", "map", "--at", "0,0", "--seed", "1"], "--map must stand without --seed"),
     (["xor", "--map", "map", "--at", "0,0"], "--map must stand without a LAB"),
     (["--map", "map", "--at", "0,0", "--compare", "0.1"], "--map must stand without --compare"),
     (["--at", "0,0"], "--at must come with --map")],
)  # fmt: skip
def test_what_cannot_be_opened_is_told_in_a_line(tmp_path, capsys, monkeypatch, argv, why):
    monkeypatch.chdir(tmp_path)
    make(PLANES["data"], tmp_path / "map")
    told = here(capsys, "run", *argv)
    assert (told.code, told.out) == (2, "")
    assert why in told.err
    assert told.err.count("\n") == 1


def test_a_state_of_a_maps_run_is_explained_and_said_to_be_one(tmp_path, capsys, monkeypatch):
    monkeypatch.chdir(tmp_path)
    make(PLANES["data"], tmp_path / "map")
    run = replay(tmp_path / "map", (4, 3)).run
    told = json.loads(here(capsys, "explain", "--map", "map", "--at", "4,3", "--step", "7", "--json").out)
    assert told["theta"] == run.trial.history.thetas[7].tolist()
    assert told["notes"][0].startswith("theta is the state after 7 steps of a run of a map. From the map map at 4,3:")
    text = here(capsys, "explain", "--map", "map", "--at", "4,3").out
    assert "theta is the state after 0 steps of a run of a map." in " ".join(text.split())
    text = here(capsys, "explain", "--map", "map", "--at", "4,3", "--step", "1").out
    assert "theta is the state after 1 step of a run of a map." in " ".join(text.split())


@pytest.mark.parametrize(
    ("argv", "why"),
    [(["--step", "3"], "--step must come with --map"),
     (["--map", "map", "--at", "0,0", "--step", "41"], "from 0 to 40"),
     (["--map", "map", "--at", "0,0", "--step", "-1"], "--step must be from 0"),
     (["xor", "--map", "map", "--at", "0,0"], "--map must stand without a LAB"),
     (["--map", "map", "--at", "0,0", "--method", "adam"], "--map must stand without --method")],
)  # fmt: skip
def test_a_state_that_cannot_be_explained_is_told_in_a_line(tmp_path, capsys, monkeypatch, argv, why):
    monkeypatch.chdir(tmp_path)
    make(PLANES["data"], tmp_path / "map")
    told = here(capsys, "explain", *argv)
    assert (told.code, told.out) == (2, "")
    assert why in told.err
