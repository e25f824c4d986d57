"""A run's files: what is in them, and where they go when something lies there already."""

import csv
import io
import json
import os
import re
from xml.etree import ElementTree

import numpy as np
import pytest
from PIL import Image

from backprop_lab import picture, run
from backprop_lab.errors import FileError
from backprop_lab.picture.style import PENS
from backprop_lab.runfile import read_run, to_json
from backprop_lab.save import FILES, save_run
from terminal import process

SAFE = {"#000000", "#e69f00", "#56b4e9", "#009e73", "#f0e442", "#0072b2", "#d55e00", "#cc79a7"}
"""Okabe and Ito's eight; greys are safe as well."""
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def dead():
    return run(seed=7, steps=30)


@pytest.fixture(scope="module")
def dies():
    return run(seed=3, steps=30)


@pytest.fixture
def blank(monkeypatch):
    """Pictures and disks that cost no time: nothing is drawn, and of each run there are some bytes."""
    monkeypatch.setattr(os, "fsync", lambda file: None)
    monkeypatch.setattr(picture, "draw_run", lambda trials: trials[0].start_name.encode())
    monkeypatch.setattr(picture, "as_png", lambda figure: b"png " + figure + b"." * 50_000)
    monkeypatch.setattr(picture, "as_svg", lambda figure: b"svg " + figure + b"." * 60_000)


def read(folder):
    """Everything in a folder, by name."""
    return {f.relative_to(folder).as_posix(): f.read_bytes() for f in folder.rglob("*") if f.is_file()}


def texts(svg):
    return ["".join(node.itertext()).strip() for node in ElementTree.fromstring(svg).iter(f"{SVG}text")]


def test_a_run_leaves_four_files_and_nothing_else(dies, tmp_path):
    saved = save_run(dies, tmp_path / "a" / "b")
    assert sorted(read(tmp_path)) == sorted(f"a/b/{name}" for name in FILES)
    assert saved.earlier is None
    assert [f.name for f in saved.files] == list(FILES)


def test_run_json_is_what_json_prints_and_enough_to_run_again(dies, tmp_path):
    save_run(dies, tmp_path)
    kept = json.loads((tmp_path / "run.json").read_text())
    definition = kept.pop("definition")
    assert kept == json.loads(json.dumps(to_json(dies)))
    assert definition["name"] == "handout"
    lab, start = read_run(tmp_path / "run.json")
    assert run(lab, **start).values.tobytes() == dies.values.tobytes()


@pytest.mark.parametrize(
    "kw", [{"seed": 3, "steps": 30}, {"lab": "xor", "seed": 1, "steps": 5}, {"seed": 3, "rate": 1e90},
           {"seed": 3, "steps": 4, "sharpness": False}],
)  # fmt: skip
def test_history_csv_has_every_number_of_the_run(kw, tmp_path, blank):
    made = run(**kw)
    save_run(made, tmp_path)
    heading, *rows = list(csv.reader(io.StringIO((tmp_path / "history.csv").read_text("utf-8"), newline="")))
    assert heading == ["step", "J", "gradient_norm", "sharpness", *made.lab.parameters]
    columns = list(zip(*rows, strict=True))
    assert [int(v) for v in columns[0]] == list(range(len(made.values)))
    assert np.array_equal(np.array(columns[1], float), made.values)
    assert np.array_equal(np.array(columns[2], float), made.trial.history.gradient_norms)
    assert np.array_equal(np.array(columns[4:], float).T, made.trial.history.thetas)
    if made.sharpness is None:
        assert set(columns[3]) == {""}
    else:
        assert np.array_equal(np.array(columns[3], float), made.sharpness, equal_nan=True)


def test_history_csv_leaves_out_a_theta_that_is_too_wide(tmp_path, blank):
    made = run("digits", seed=1, steps=2, sharpness=False)
    save_run(made, tmp_path)
    heading, *rows = (tmp_path / "history.csv").read_text().splitlines()
    assert heading == "step,J,gradient_norm,sharpness"
    assert [float(row.split(",")[1]) for row in rows] == made.values.tolist()


def test_the_pictures_can_be_opened(dies, tmp_path):
    save_run(dies, tmp_path)
    with Image.open(tmp_path / "picture.png") as opened:
        opened.load()
        assert opened.format == "PNG"
        assert min(opened.size) > 500
        assert len(opened.convert("RGB").getcolors(10**6)) > 20
    root = ElementTree.fromstring((tmp_path / "picture.svg").read_bytes())
    assert root.tag == f"{SVG}svg"


def test_the_svg_says_in_text_what_it_shows(dies, tmp_path):
    save_run(dies, tmp_path)
    told = texts((tmp_path / "picture.svg").read_bytes())
    assert {"step", "J", "sharpness"} <= set(told)
    assert any(t.startswith("rate 0.005, start 3: dead at step 13") for t in told)
    assert any(t.startswith("rate 0.0005, start 3: ") for t in told)
    assert any("2/rate = 400" in t for t in told)
    assert any("least sharpness of a perfect fit: 1775.7" in t for t in told)
    assert dies.lab.title in told


def test_every_colour_can_be_told_apart_by_colour_blind_readers(dies, dead, tmp_path):
    for made in (dies, dead):
        save_run(made, tmp_path)
        colours = set(re.findall(r"#[0-9a-fA-F]{6}\b", (tmp_path / "picture.svg").read_text()))
        assert {c for c in colours if len({c[1:3], c[3:5], c[5:7]}) > 1} <= SAFE
    assert {pen.colour for pen in PENS} <= SAFE
    assert len({pen.colour for pen in PENS}) == len({str(pen.line) for pen in PENS}) == len({p.marker for p in PENS})


def test_the_same_run_leaves_the_same_bytes_in_any_process(dies, tmp_path):
    save_run(dies, tmp_path / "one")
    save_run(run(seed=3, steps=30), tmp_path / "two")
    assert process("run", "--seed", "3", "--steps", "30", "--out", "three", "--quiet", cwd=tmp_path) == (0, "", "")
    assert read(tmp_path / "one") == read(tmp_path / "two") == read(tmp_path / "three")


def test_the_same_run_is_written_over_itself(dies, tmp_path, blank):
    save_run(dies, tmp_path)
    before = read(tmp_path)
    assert save_run(dies, tmp_path).earlier is None
    assert read(tmp_path) == before


def test_another_runs_files_are_moved_and_never_lost(dies, dead, tmp_path, blank):
    save_run(dies, tmp_path)
    first = read(tmp_path)
    (tmp_path / "notes.txt").write_text("mine")
    assert save_run(dead, tmp_path).earlier == tmp_path / "earlier" / "1"
    second = {name: (tmp_path / name).read_bytes() for name in FILES}
    assert read(tmp_path / "earlier") == {f"1/{name}": first[name] for name in FILES}
    assert save_run(dies, tmp_path).earlier == tmp_path / "earlier" / "2"
    assert read(tmp_path / "earlier") == {f"1/{n}": first[n] for n in FILES} | {f"2/{n}": second[n] for n in FILES}
    assert {name: (tmp_path / name).read_bytes() for name in FILES} == first
    assert (tmp_path / "notes.txt").read_text() == "mine"


@pytest.mark.parametrize(
    "change", [{"rate": 0.0004}, {"steps": 29}, {"method": "momentum:0.5"}, {"index": 1}, {"seed": 7}]
)
def test_a_run_that_differs_in_anything_is_another(change, dies, tmp_path, blank):
    save_run(dies, tmp_path)
    kept = read(tmp_path)
    assert save_run(run(**({"seed": 3, "steps": 30} | change)), tmp_path).earlier is not None
    assert read(tmp_path / "earlier" / "1") == kept


@pytest.mark.parametrize(
    ("name", "content"),
    [("picture.png", b"mine"), ("picture.svg", b""), ("history.csv", b"1,2"), ("run.json", b"{}"), ("run.json", b""),
     ("run.json", b"[1, 2]"), ("run.json", b"\xff\xfe"), ("run.json", b'{"seed": 3}'), ("run.json", b"[" * 100_000)],
    ids=repr,
)  # fmt: skip
def test_what_somebody_else_put_there_is_left_alone(name, content, dies, tmp_path, blank):
    (tmp_path / name).write_bytes(content)
    with pytest.raises(FileError, match=r"of something else\. Name another folder with --out"):
        save_run(dies, tmp_path)
    assert read(tmp_path) == {name: content}


def test_a_folder_that_has_the_name_of_a_file_is_left_alone(dies, tmp_path, blank):
    for name in FILES:
        (tmp_path / name).mkdir()
        with pytest.raises(FileError):
            save_run(dies, tmp_path)
        (tmp_path / name).rmdir()
        assert list(tmp_path.iterdir()) == []
