"""`backprop-lab map`: what it prints, keeps, draws and refuses."""

import json
import re
import struct

import numpy as np
import pytest

from backprop_lab import outfile
from backprop_lab.atlas.fate import CODES
from backprop_lab.maps import open_map, plane, survey
from backprop_lab.maps.making import make
from backprop_lab.maps.words import percent
from backprop_lab.outcome import NAMES, is_dead
from maps.small import HANDOUT, PLANE, SURVEY, bits
from terminal import here, process

FEW = ("--starts", "2e3", "--rates", "1e-4:1e-2:log:5")


@pytest.fixture(autouse=True)
def folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def size(png):
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    return struct.unpack(">II", png[16:24])


def test_a_survey_prints_its_table_and_leaves_map_and_picture(capsys, folder):
    told = here(capsys, "map", "survey", *FEW)
    assert (told.code, told.err) == (0, "")
    (kept,) = (folder / "maps").iterdir()
    assert kept.name.startswith("handout-survey-")
    assert sorted(file.name for file in kept.iterdir()) == ["data.zarr", "picture.png"]
    found = open_map(kept).found
    rows = {
        line.split()[0]: line.split()[1:]
        for line in told.out.splitlines()
        if line.startswith("  0") or " 0.0" in line[:14]
    }
    for rate, shares, median in zip(found.plan.rates, found.shares, found.quantile(0.5), strict=True):
        row = rows[f"{rate:.4g}"]
        assert row[-2] == f"{median:.4g}"
        dead = percent(shares[CODES["dead"]]).removesuffix(" %")
        assert dead in row
    assert "Above the rate 0.0011263 no perfect fit is stable; the lab's rate 0.005 is 4.44 times that." in " ".join(
        told.out.split()
    )
    assert f"backprop-lab run --map maps/{kept.name} --at " in told.out


def test_the_command_that_it_names_opens_the_run(capsys):
    told = here(capsys, "map", "survey", *FEW)
    line = next(line for line in told.out.splitlines() if "run --map" in line)
    name = next(line for line in told.out.splitlines() if "One that is" in line).split()[3]
    opened = here(capsys, *line.split()[1:], "--json", "--out", "none")
    assert json.loads(opened.out)["outcome"]["name"] == name


def test_the_same_command_finds_its_map_again(capsys, folder):
    here(capsys, "map", "plane", "--size", "40x30", "--seed", "1:3")
    told = here(capsys, "map", "plane", "--size", "40x30", "--seed", "1:3")
    assert "(1 of 1 blocks were there)" in told.out
    (kept,) = (folder / "maps").iterdir()
    assert sorted(file.name for file in kept.iterdir()) == ["data.zarr", "picture.png"]


@pytest.mark.parametrize("argv", [("survey", *FEW), ("plane", "--size", "30x20", "--seed", "1:3")])
def test_json_says_what_the_map_holds(capsys, folder, argv):
    told = json.loads(here(capsys, "map", *argv, "--json", "--out", "m").out)
    found = open_map("m").found
    assert told["folder"] == "m"
    assert told["runs"] == found.plan.runs
    if argv[0] == "plane":
        assert told["outcomes"] == dict(zip(NAMES, found.counts.tolist(), strict=True))
        assert told["x"] == {"name": "rate", "low": 1e-5, "high": 1.0, "log": True}
    else:
        for i, row in enumerate(told["rates"]):
            assert row["rate"] == found.plan.rates[i]
            assert [row["outcomes"][name]["count"] for name in NAMES] == found.counts[i].tolist()
            assert row["J"]["0.5"] == found.quantile(0.5)[i]
    assert json.loads(here(capsys, "map", "show", "m", "--json").out) == told


def test_quiet_prints_nothing_and_none_keeps_nothing(capsys, folder):
    assert here(capsys, "map", "survey", *FEW, "--quiet", "--out", "none") == (0, "", "")
    assert list(folder.iterdir()) == []


def test_a_plane_is_drawn_a_pixel_a_dot_or_more(capsys, folder):
    here(capsys, "map", "plane", "--size", "700", "--seed", "1:3", "--steps", "5", "--out", "m")
    width, height = size((folder / "m" / "picture.png").read_bytes())
    assert width > 700
    assert height > 700


def test_a_dead_start_is_told_and_another_named(capsys):
    told = here(capsys, "map", "plane", "--size", "8", "--seed", "1")
    another = next(
        i for i in range(1, 99) if not is_dead(HANDOUT.network, HANDOUT.start(1, i), HANDOUT.objective.data.x)
    )
    assert f"Every run is dead. Try another start: --seed 1:{another}." in told.out


def test_where_the_rate_is_what_kills_a_lower_one_is_named(capsys):
    argv = ("map", "plane", "--x", "w11:-2:2", "--y", "v1:-2:2", "--size", "16")
    told = here(capsys, *argv).out
    assert "Every run is dead: the rate 0.005 is 4.44 times too large. Try --rate 0.0005." in told
    assert "dead" not in here(capsys, *argv, "--rate", "0.0005").out.split("falling")[0]


def test_json_tells_which_blocks_were_there_and_which_were_damaged(capsys, folder):
    argv = ("map", "survey", *FEW, "--out", "m", "--json")
    assert json.loads(here(capsys, *argv).out)["blocks"] == {"all": 1, "kept": 0, "damaged": []}
    assert json.loads(here(capsys, *argv).out)["blocks"] == {"all": 1, "kept": 1, "damaged": []}
    (chunk,) = (one for one in (folder / "m" / "data.zarr" / "values" / "c").rglob("*") if one.is_file())
    chunk.write_bytes(chunk.read_bytes() + b"x")
    assert json.loads(here(capsys, *argv).out)["blocks"] == {"all": 1, "kept": 0, "damaged": [0]}


@pytest.mark.parametrize("argv", [
    ("survey", "--starts", "100", "--rates", "1e300:1e308:log:3"),
    ("plane", "--x", "w11:-1e300:1e300", "--y", "w12-1e300*v1:-1e10:1e10", "--size", "9", "--precision", "32"),
])  # fmt: skip
def test_numbers_beyond_all_bounds_give_no_warnings(argv, tmp_path):
    ended = process("map", *argv, "--quiet", cwd=tmp_path)
    assert (ended.code, ended.out, ended.err) == (0, "", "")


def test_where_j_is_below_all_that_is_told_it_is_not_called_zero(capsys):
    told = here(capsys, "map", "survey", "xor", "--starts", "60", "--rates", "0.1").out
    assert re.search(r"^ +0\.1 .* < 1\.8e-12 ", told, re.M)
    found = json.loads(here(capsys, "map", "survey", "xor", "--starts", "60", "--rates", "0.1", "--json").out)
    assert found["ends"] == [2 * 2.0**-40, 2 * 2.0**10]
    assert found["rates"][0]["J"]["0.5"] == 0


def test_a_zoom_is_the_plane_of_a_part(capsys):
    zoomed = ("--zoom", "1e-3:2e-3,0.5:1")
    here(capsys, "map", "plane", "--size", "20", "--seed", "1:3", *zoomed, "--out", "m")
    plan = open_map("m").plan
    assert (plan.x.low, plan.x.high, plan.y.low, plan.y.high) == (1e-3, 2e-3, 0.5, 1.0)
    assert plan.x.is_log
    assert (plan.width, plan.height) == (20, 20)


def test_a_zoom_sequence_goes_from_the_whole_to_the_part_by_one_factor(capsys, folder):
    argv = ("--size", "20", "--seed", "1:3", "--zoom", "1e-3:2e-3,0.5:1", "--frames", "4", "--steps", "10")
    told = json.loads(here(capsys, "map", "plane", *argv, "--json").out)
    assert [file.rpartition("/")[2] for file in told["frames"]] == [f"frame-000{i}.png" for i in (1, 2, 3, 4)]
    assert len({size((folder / file).read_bytes()) for file in told["frames"]}) == 1
    plans = [open_map(folder / file.removesuffix(".png")).plan for file in told["frames"]]
    lengths = [np.log(p.x.high / p.x.low) for p in plans]
    np.testing.assert_allclose(np.diff(np.log(lengths)), np.log(lengths[-1] / lengths[0]) / 3, rtol=1e-9)
    assert (plans[0].x.low, plans[0].x.high) == (1e-5, 1)
    assert (plans[-1].x.low, plans[-1].x.high) == (1e-3, 2e-3)
    shares = [(np.log(1.5e-3) - np.log(p.x.low)) / np.log(p.x.high / p.x.low) for p in plans]
    assert min(shares) > 0
    assert max(shares) < 1


WRONG = {
    "kind": (("atlas",), "invalid choice"),
    "starts": (("survey", "--starts", "1.5"), "--starts must be a whole number"),
    "no starts": (("survey", "--starts", "0"), "starts must be a whole number from 1"),
    "rates": (("survey", "--rates", "1e-5:1e-1"), "the rates must be LOW:HIGH:NUMBER"),
    "rate 0": (("survey", "--rates", "0"), "rates must be above 0"),
    "seed with index": (("survey", "--seed", "1:2"), "--seed of a survey must be one whole number"),
    "size": (("plane", "--size", "10x"), "--size must be N or WIDTHxHEIGHT"),
    "axis": (("plane", "--x", "lr:0:1"), "an axis must be one of rate"),
    "one axis twice": (("plane", "--x", "scale:1:2"), "the two axes must be of two things"),
    "frames alone": (("plane", "--frames", "3"), "--frames must come with --zoom"),
    "too few frames": (("plane", "--zoom", "1:2,1:2", "--frames", "1"), "--frames must be from 2"),
    "frames kept nowhere": (("plane", "--zoom", "1e-3:1e-2,1:2", "--frames", "2", "--out", "none"), "must be kept"),
    "zoom": (("plane", "--zoom", "-1:2,3"), "a zoom must be x0:x1,y0:y1"),
    "engine": (("survey", "--engine", "gpu"), "the engine must be one of compiled, numpy"),
    "precision": (("survey", "--precision", "16"), "the precision must be 64 or 32"),
    "method": (("survey", "--method", "adam"), "the method of a map must be"),
    "threads": (("survey", "--threads", "0"), "threads must be a whole number from 1"),
    "workers": (("survey", "--workers", "-1"), "workers must be a whole number from 1"),
    "out": (("survey", "--out", ""), "--out must name a folder"),
    "lab": (("survey", "nosuch"), "nosuch"),
    "show": (("show", "gone"), "the folder gone must hold a map"),
}  # fmt: skip


def test_the_lab_of_a_run_is_mapped(capsys, tmp_path):
    run = here(capsys, "run", "xor", "--rate", "0.25", "--steps", "7", "--seed", "3", "--out", str(tmp_path), "--quiet")
    assert run.code == 0
    told = here(
        capsys, "map", "survey", str(tmp_path / "run.json"), "--starts", "10", "--rates", "0.1", "--out", "none"
    )
    assert (told.code, told.err) == (0, "")
    assert told.out.startswith("xor: 10 starts of seed 0")
    assert "7 steps" in told.out


@pytest.mark.parametrize(("argv", "why"), WRONG.values(), ids=WRONG)
def test_wrong_use_is_told_and_keeps_nothing(capsys, folder, argv, why):
    told = here(capsys, "map", *argv)
    assert (told.code, told.out) == (2, "")
    assert why in told.err
    assert "Traceback" not in told.err
    assert list(folder.iterdir()) == []


def test_without_the_extra_the_command_says_what_to_install(folder):
    (folder / "llvmlite").mkdir()
    (folder / "llvmlite" / "__init__.py").write_text("raise ModuleNotFoundError('No module', name='llvmlite')")
    told = process("map", "survey", *FEW, env={"PYTHONPATH": str(folder)})
    assert told.code == 2
    assert "this verb needs llvmlite, which comes with the extra map" in told.err
    assert "Traceback" not in told.err


def test_in_python_a_map_is_arrays_with_coordinates_and_draws_itself():
    made = survey(HANDOUT, starts=300, rates="1e-4:1e-2:log:5", seed=3, steps=30)
    assert made.plan == SURVEY
    data = made.data
    assert data.share.dims == ("rate", "outcome")
    np.testing.assert_array_equal(data.share.sel(outcome="dead"), made.found.shares[:, CODES["dead"]])
    np.testing.assert_array_equal(data.J.sel(quantile=0.5), made.found.quantile(0.5))
    shown = made._repr_mimebundle_()
    assert "data:image/png;base64," in shown["text/html"]
    assert "handout: 300 starts of seed 3" in shown["text/plain"]


def test_a_plane_in_python_has_the_axes_as_coordinates():
    made = plane(HANDOUT, x="rate:1e-4:1e-2:log", y="scale:0.5:2", size=(40, 30), seed=1, index=3, steps=30)
    assert made.plan == PLANE
    assert made.data.code.dims == ("scale", "rate")
    np.testing.assert_array_equal(made.data.rate, PLANE.x.centres(40))
    assert bits(made.found) == bits(make(PLANE).found)
    assert made.data.code.attrs["flag_meanings"].split() == list(NAMES)
    assert "data:image/png;base64," in made._repr_mimebundle_()["text/html"]


def test_one_rate_has_a_picture_of_its_own():
    made = survey(HANDOUT, starts=300, rates=1e-3)
    assert len(made.figure().axes) == 3
    assert len(survey(HANDOUT, starts=300, rates="1e-4:1e-3:2").figure().axes) == 4


@pytest.mark.parametrize(
    ("share", "told"), [(0, "0 %"), (1, "100 %"), (0.5, "50 %"), (0.123456, "12.3 %"), (0.9997, "99.97 %"),
                        (0.999741, "99.9741 %"), (2.8e-5, "0.0028 %")],
)  # fmt: skip
def test_a_share_is_told_so_that_none_looks_like_all(share, told):
    assert percent(share) == told


def test_a_map_is_told_where_its_picture_cannot_be_kept(capsys, folder, monkeypatch):
    argv = ("map", "plane", "--size", "8", "--seed", "1:3", "--steps", "5", "--out", "m")
    first, shown = here(capsys, *argv), here(capsys, "map", "show", "m")
    monkeypatch.setattr(outfile.os, "access", lambda path, mode: False)  # root may write everywhere
    assert here(capsys, "map", "show", "m") == shown
    assert here(capsys, *argv).code == 0
    (folder / "m" / "picture.png").write_bytes(b"another")
    for again in (here(capsys, "map", "show", "m"), here(capsys, *argv)):
        assert again.code == 2
        assert (
            again.err == "backprop-lab: m/picture.png must be a file that can be written to; got one that must not be "
            "written to.\n"
        )
        assert again.out.splitlines()[:-1] == first.out.splitlines()[:-1]
        assert again.out.splitlines()[-1].startswith("m: data.zarr")
    told = here(capsys, "map", "show", "m", "--json")
    assert (told.code, json.loads(told.out)["folder"]) == (2, "m")
    assert (folder / "m" / "picture.png").read_bytes() == b"another"


def test_a_survey_whose_runs_all_diverge_names_no_best_rate(capsys):
    argv = ("map", "survey", "xor", "--starts", "20", "--rates")
    told = " ".join(here(capsys, *argv, "1e6:1e8:log:3").out.split())
    assert "No run is fitted at any rate, and at none does the best tenth end below J = 2048." in told
    assert "J = inf" not in told
    assert json.loads(here(capsys, *argv, "1e6:1e8:log:3", "--json").out)["best"] is None
    assert json.loads(here(capsys, *argv, "1e-3:1e6:log:2", "--json").out)["best"] == 1e-3


def test_without_a_seed_a_plane_takes_the_first_start_that_is_not_dead(capsys):
    here(capsys, "map", "plane", "--size", "4", "--quiet", "--out", "m")
    plan = open_map("m").plan
    starts = [HANDOUT.start(0, i) for i in range(plan.index + 1)]
    assert [is_dead(HANDOUT.network, theta, HANDOUT.objective.data.x) for theta in starts] == [True] * plan.index + [
        False
    ]
    assert plane(HANDOUT, size=4).plan == plan
