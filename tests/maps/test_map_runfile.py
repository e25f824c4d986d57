"""The run.json of a map's run makes that run again, to the bit and without the map; where it cannot, it is refused."""

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from backprop_lab.atlas.axis import parse_axis
from backprop_lab.atlas.plan import ARITHMETIC, Plane
from backprop_lab.errors import FileError
from backprop_lab.lab import load_lab
from backprop_lab.maps.making import make
from backprop_lab.maps.replay import replay, restored
from backprop_lab.runfile import read_map, read_run
from backprop_lab.save import save_run
from maps.small import HANDOUT, PLANE, SURVEY
from terminal import here

KEPT = Path("rr/run.json")
X, Y = parse_axis("rate1:1e-4:5e-3:log"), parse_axis("rate3:1e-4:5e-3:log")
RATES = Plane(HANDOUT.trained(steps=40), 1, 3, X, Y, 9, 7)
PLANS = {
    "two rates": RATES, "float32": replace(RATES, precision=32), "NumPy": replace(RATES, engine="numpy"),
    "data": replace(RATES, x=parse_axis("y@1:-100:100"), y=parse_axis("along2:-1:1")), "survey": SURVEY,
}  # fmt: skip
AT = (4, 3)


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def kept(folder):
    """A run of a map, whose run.json lies in rr; the map is gone."""
    make(RATES, folder / "map")
    run = replay("map", AT).run
    save_run(run, "rr")
    shutil.rmtree(folder / "map")
    return run


def changed(**more):
    """rr/run.json with something else in what it says of the map."""
    content = json.loads(KEPT.read_text())
    content["map"] |= more
    KEPT.write_text(json.dumps(content))
    return content["map"]


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_a_run_json_makes_a_maps_run_again_to_the_bit_without_the_map(folder, capsys, plan):
    make(plan, folder / "map")
    first = replay("map", AT).run
    assert here(capsys, "run", "--map", "map", "--at", "4,3", "--out", "rr", "--quiet").code == 0
    shutil.rmtree(folder / "map")
    told = here(capsys, "run", "rr/run.json", "--out", "again")
    assert (told.code, told.err) == (0, "")
    assert "From the map map at 4,3: start " in told.out
    again = restored(read_map("rr/run.json"), "rr/run.json").run
    assert again.values.tobytes() == first.values.tobytes()
    assert again.trial.history.thetas.tobytes() == first.trial.history.thetas.tobytes()
    for name in ("run.json", "history.csv", "picture.png"):
        assert (folder / "again" / name).read_bytes() == (folder / "rr" / name).read_bytes()


def test_what_json_prints_of_it_is_what_it_printed_of_the_maps_run(folder, capsys):
    make(RATES, folder / "map")
    first = here(capsys, "run", "--map", "map", "--at", "4,3", "--json", "--out", "rr").out
    assert here(capsys, "run", "rr/run.json", "--json", "--out", "none").out == first
    assert "plan" not in json.loads(first)["map"]


def test_it_is_explained_state_by_state(kept, capsys):
    told = json.loads(here(capsys, "explain", "rr/run.json", "--step", "7", "--json").out)
    assert told["theta"] == kept.trial.history.thetas[7].tolist()
    assert told["notes"][0].startswith("theta is the state after 7 steps of a run of a map. From the map map at 4,3:")


def test_its_page_is_the_one_of_the_maps_run(folder, capsys):
    make(RATES, folder / "map")
    save_run(replay("map", AT).run, "rr")
    assert here(capsys, "page", "--map", "map", "--at", "4,3", "--out", "map.html").code == 0
    shutil.rmtree(folder / "map")
    assert here(capsys, "page", "rr/run.json", "--out", "run.html").code == 0
    assert (folder / "run.html").read_bytes() == (folder / "map.html").read_bytes()


def test_another_place_of_the_map_is_another_run(folder):
    make(PLANE, folder / "map")
    for at, earlier in (((3, 2), None), ((3, 2), None), ((3, 3), "1"), ((3, 2), "2")):
        moved = save_run(replay("map", at).run, "rr").earlier
        assert (moved and moved.name) == earlier


def test_python_is_told_that_it_is_a_maps(kept):
    with pytest.raises(FileError, match="a run of a map"):
        read_run("rr/run.json")


def test_one_that_was_written_without_a_map_is_read_as_before(kept, capsys):
    content = json.loads(KEPT.read_text())
    del content["map"]
    KEPT.write_text(json.dumps(content))
    assert read_map("rr/run.json") is None
    told = json.loads(here(capsys, "run", "rr/run.json", "--json", "--out", "none").out)
    assert told["theta0"] == kept.theta0.tolist()
    assert "map" not in told


def test_a_map_of_another_arithmetic_is_refused(kept, capsys):
    plan = changed()["plan"]
    changed(plan=plan | {"arithmetic": ARITHMETIC - 1})
    for verb in ("run", "explain", "page"):
        told = here(capsys, verb, "rr/run.json")
        assert (told.code, told.out) == (2, "")
        assert f"it was made with arithmetic {ARITHMETIC - 1}, this program has {ARITHMETIC}" in told.err
        assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    ("more", "why"),
    [({"at": [4, 7]}, "the row must be from 0 to 6"), ({"at": [4]}, "can make again"), ({"at": "43"}, "whole number"),
     ({"at": None}, "can make again"), ({"digest": "0"}, "its plan has been changed"), ({"plan": 5}, "can make again"),
     ({"plan": {}}, "can make again"), ({"plan": {"arithmetic": ARITHMETIC, "lab": []}}, "can make again")],
)  # fmt: skip
def test_one_that_was_changed_is_refused(kept, capsys, more, why):
    changed(**more)
    told = here(capsys, "run", "rr/run.json", "--out", "none")
    assert (told.code, told.out) == (2, "")
    assert why in told.err
    assert told.err.count("\n") == 1


@pytest.mark.parametrize("content", ["[]", "5", '{"map": 5}', "{"])
def test_what_is_no_run_is_refused(folder, capsys, content):
    (folder / "run.json").write_text(content)
    told = here(capsys, "run", "run.json", "--out", "none")
    assert (told.code, told.out) == (2, "")
    assert told.err.count("\n") == 1


@pytest.mark.parametrize(
    "option", [("--rate", "1"), ("--seed", "1"), ("--theta", "1"), ("--steps", "3"), ("--compare", "none")]
)
def test_options_that_the_map_has_are_refused(kept, capsys, option):
    told = here(capsys, "run", "rr/run.json", *option, "--out", "none")
    assert (told.code, told.out) == (2, "")
    assert f"a run of a map must stand without {option[0]}" in told.err


def test_a_lab_with_much_data_comes_back_to_the_bit(folder):
    lab, axes = load_lab("digits").trained(steps=2), {"x": parse_axis("rate:0.01:1"), "y": parse_axis("scale:1:2")}
    make(replace(RATES, lab=lab, width=2, height=2, **axes), folder / "map")
    run = replay("map", (1, 1)).run
    save_run(run, "rr")
    assert restored(read_map(KEPT), "rr").run.values.tobytes() == run.values.tobytes()
