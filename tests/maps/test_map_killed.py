"""What a map loses when the user stops it: the blocks in work. When it is killed, the one being written, too."""

import os
import pty
import re
import select
import signal
import subprocess
import sys
import time
from pathlib import Path
from threading import Event

import pytest

from backprop_lab.atlas import go, store
from backprop_lab.maps.making import make
from maps.killed import PLANS, SMALL, whole_blocks
from maps.small import SURVEY, bits
from terminal import ENVIRONMENT, MODULE, process

KILLS, BLOCKS = 50, 12
SOON, LONG = 0.05, 30
HERE = Path(__file__).parent


@pytest.mark.parametrize("seed", [1])
def test_after_fifty_kills_the_finished_maps_are_those_that_were_never_disturbed(tmp_path, monkeypatch, seed):
    monkeypatch.setattr("backprop_lab.atlas.plan.BLOCK", SMALL)
    environment = ENVIRONMENT | {"PYTHONPATH": os.pathsep.join([str(HERE.parent), *filter(None, sys.path)])}
    command = [sys.executable, str(HERE / "killed.py"), str(tmp_path), str(KILLS), str(seed)]
    ended = subprocess.run(command, env=environment, capture_output=True, text=True, check=True, timeout=300)
    kills, hits = map(int, ended.stdout.split())
    assert kills == KILLS
    assert hits >= KILLS // 4
    found = {name: bits(make(plan).found) for name, plan in PLANS.items()}
    folders = [(name, folder) for name in PLANS for folder in (tmp_path / name).iterdir()]
    for name, folder in folders:
        before = whole_blocks(PLANS[name], folder)
        again = make(PLANS[name], folder)
        assert (again.kept, again.damaged) == (before, [])
        assert bits(again.found) == found[name]
        assert [file.name for file in folder.iterdir()] == ["data.zarr"]


@pytest.mark.parametrize("workers", [1, 2, 5])
def test_while_a_block_is_being_written_no_more_are_begun_than_one_for_each_worker(monkeypatch, workers):
    begun = []
    monkeypatch.setattr(go, "compute", lambda plan, block: begun.append(block) or {"counts": block})
    for kept, (block, results) in enumerate(go.on_threads(SURVEY, range(BLOCKS), workers)):
        end, most = time.monotonic() + LONG, min(workers + 1, BLOCKS - kept)
        while len(begun) - kept < most and time.monotonic() < end:
            time.sleep(0.001)
        time.sleep(SOON)  # the disk is slower than the work
        assert len(begun) - kept == most
        assert results == {"counts": block}
    assert sorted(begun) == list(range(BLOCKS))


def test_the_work_begins_before_a_block_is_asked_for_and_ends_where_none_is(monkeypatch):
    begun, may = [], Event()

    def work(plan, block):
        begun.append(block)
        assert block == 0 or may.wait(LONG)

    monkeypatch.setattr(go, "compute", work)
    found = go.on_threads(SURVEY, range(BLOCKS), 2)
    end = time.monotonic() + LONG
    while len(begun) < 3 and time.monotonic() < end:
        time.sleep(0.001)
    assert sorted(begun) == [0, 1, 2]
    assert next(found) == (0, None)
    found.close()
    may.set()
    time.sleep(SOON)
    assert sorted(begun) == [0, 1, 2]


def waited_for(folder, blocks, seconds=60):
    """Whether the map in the folder has so many blocks before the time is over."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (folder / store.DATA).is_dir() and len(list(folder.glob("data.zarr/dead/c/*/0/0"))) >= blocks:
            return True
        time.sleep(0.02)
    return False


def arguments(folder, starts="4e5"):
    return ["map", "survey", "--starts", starts, "--rates", "1e-4:1e-3:4", "--out", str(folder)]


def test_ctrl_c_ends_soon_and_the_same_command_goes_on(tmp_path):
    folder = tmp_path / "map"
    with subprocess.Popen([*MODULE, *arguments(folder)], env=ENVIRONMENT, stdout=subprocess.PIPE,
                          stderr=subprocess.PIPE, text=True) as child:  # fmt: skip
        assert waited_for(folder, 2)
        child.send_signal(signal.SIGINT)
        out, err = child.communicate(timeout=30)
    assert child.returncode == 130
    assert (out, err) == ("", "stopped; files already written are whole\n")
    ended = process(*arguments(folder))
    assert ended.code == 0
    kept = re.search(r"\((\d+) of \d+ blocks were there\)", ended.out)
    assert int(kept[1]) >= 2


def test_a_terminal_sees_how_far_it_is(tmp_path):
    ours, theirs = pty.openpty()
    with subprocess.Popen([*MODULE, *arguments(tmp_path / "map", "3e6")], env=ENVIRONMENT | {"TERM": "xterm-256color"},
                          stdin=theirs, stdout=subprocess.DEVNULL, stderr=theirs) as child:  # fmt: skip
        os.close(theirs)
        seen = ""
        while not re.search(r"of 1\.2e\+07, [\d.e+]+/s, \d+:\d\d left", seen) and select.select([ours], [], [], 60)[0]:
            seen += os.read(ours, 65536).decode()
        child.kill()
    os.close(ours)
    assert re.search(r"runs .*of 1\.2e\+07, [\d.e+]+/s, \d+:\d\d left", seen)
