"""When writing fails, or is killed at any moment: every file is whole or not there, and nothing old is lost."""

import os
import resource
import subprocess
import sys

import pytest

from backprop_lab import run
from backprop_lab.errors import FileError
from backprop_lab.save import FILES, save_run
from terminal import ENVIRONMENT, here
from test_save import blank, read

__all__ = ["blank"]
pytestmark = pytest.mark.usefixtures("blank")
KILLED = """
import os, shutil, signal, sys
from pathlib import Path
from backprop_lab import picture, run
from backprop_lab.save import save_run

root = Path(sys.argv[1])
made = run(seed=3, steps=4)
os.fsync = lambda file: None
picture.as_png = lambda figure: b"png 3" + b"." * 50_000
picture.as_svg = lambda figure: b"svg 3" + b"." * 60_000
picture.draw_run = lambda *given: None
save_run(run(seed=3, steps=4, compare="none"), root / "before-same")
save_run(run(seed=7, steps=4), root / "before-other")
save_run(made, root / "after")
WATCHED = {"open", "os.rename", "os.mkdir", "os.remove", "os.rmdir"}


def killed_at(moment, folder):
    seen = 0

    def hook(event, args):
        nonlocal seen
        if event in WATCHED and str(args[0]).startswith(str(folder)):
            seen += 1
            if seen == moment:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(hook)
    save_run(made, folder)
    os._exit(0)


for kind in ("none", "same", "other"):
    moment, status = 0, 1
    while status:
        moment += 1
        folder = root / kind / f"{moment}"
        if kind == "none":
            folder.mkdir(parents=True)
        else:
            shutil.copytree(root / f"before-{kind}", folder)
        child = os.fork()
        if not child:
            killed_at(moment, folder)
        status = os.waitpid(child, 0)[1]
"""


@pytest.fixture(scope="module")
def made():
    return run(seed=3, steps=4)


@pytest.fixture(scope="module")
def left(tmp_path_factory):
    """The folders that a run leaves which is killed before its first, second, ... change there, up to the last."""
    root = tmp_path_factory.mktemp("killed")
    environment = ENVIRONMENT | {"OPENBLAS_NUM_THREADS": "1"}
    subprocess.run([sys.executable, "-c", KILLED, str(root)], env=environment, timeout=60, check=True)
    return root


def moments(root, kind):
    return sorted((f for f in (root / kind).iterdir()), key=lambda f: int(f.name))


@pytest.mark.parametrize("kind", ["none", "same", "other"])
def test_a_run_that_is_killed_leaves_every_file_whole_or_not_there(left, kind):
    after = read(left / "after")
    before = read(left / f"before-{kind}") if kind != "none" else {}
    folders = moments(left, kind)
    assert len(folders) > 8
    for folder in folders:
        for name in FILES:
            if (folder / name).exists():
                assert (folder / name).read_bytes() in (before.get(name), after[name])
    assert {name: read(folders[-1])[name] for name in FILES} == after


@pytest.mark.parametrize("kind", ["same", "other"])
def test_a_run_that_is_killed_loses_nothing_of_another_run(left, kind):
    before, after = read(left / f"before-{kind}"), read(left / "after")
    for folder in moments(left, kind):
        kept = list(read(folder).values())
        assert all(content in kept or (kind == "same" and after[name] in kept) for name, content in before.items())


@pytest.mark.parametrize("kind", ["none", "same", "other"])
def test_after_a_run_that_was_killed_the_next_one_writes_its_files(left, made, kind):
    after = read(left / "after")
    for folder in moments(left, kind):
        save_run(made, folder)
        assert {name: (folder / name).read_bytes() for name in FILES} == after
        if kind == "other":
            kept = list(read(folder).values())
            assert all(content in kept for content in read(left / "before-other").values())


@pytest.mark.parametrize("below", ["file", "file/deep/er", "proc"])
def test_a_place_that_cannot_be_written_to_is_wrong_use_and_unchanged(below, made, tmp_path, capsys):
    (tmp_path / "file").write_text("mine")
    place = "/proc/out" if below == "proc" else str(tmp_path / below)
    with pytest.raises(FileError, match=r"^the folder .* must be one that can be written to; got "):
        save_run(made, place)
    ended = here(capsys, "run", "--seed", "3", "--steps", "4", "--quiet", "--out", place)
    assert (ended.code, ended.out, len(ended.err.splitlines())) == (2, "", 1)
    assert read(tmp_path) == {"file": b"mine"}


@pytest.mark.parametrize("place", ["a\0b", "n" * 5000])
def test_a_place_that_cannot_have_that_name_is_refused(place, made, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(FileError):
        save_run(made, place)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("room", [0, 1000, 20_000, 55_000])
@pytest.mark.parametrize("there", [True, False])
def test_a_disk_without_room_changes_nothing(room, there, tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    if there:
        save_run(run(seed=7, steps=4), "out")
    before, most = read(tmp_path), resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (room, most[1]))
    try:
        ended = here(capsys, "run", "--seed", "3", "--steps", "4", "--quiet")
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, most)
    assert (ended.code, ended.out) == (2, "")
    assert len(ended.err.splitlines()) == 1
    assert "the folder out must be one that can be written to" in ended.err
    assert read(tmp_path) == before
    assert not list(tmp_path.glob("out/.*"))


def test_a_file_in_the_place_of_the_folder_for_earlier_runs_changes_nothing(made, tmp_path):
    save_run(run(seed=7, steps=4), tmp_path)
    (tmp_path / "earlier").write_text("mine")
    before = read(tmp_path)
    with pytest.raises(FileError):
        save_run(made, tmp_path)
    assert read(tmp_path) == before


@pytest.mark.parametrize("at", range(1, 9))
def test_a_disk_that_fails_while_files_are_moved_loses_nothing(at, made, tmp_path, monkeypatch):
    save_run(run(seed=7, steps=4), tmp_path)
    before, moves, move = read(tmp_path), [], os.replace

    def failing(source, target):
        moves.append(source)
        if len(moves) == at:
            raise OSError(28, "No space left on device")
        move(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(FileError):
        save_run(made, tmp_path)
    kept = list(read(tmp_path).values())
    assert all(content in kept for content in before.values())
