"""How a map ends that is stopped, killed, or loses who works for it: soon, in one line, with nothing left behind."""

import os
import pty
import re
import select
import signal
import subprocess
import time
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from distributed.client import ClosedClientError
from distributed.scheduler import KilledWorker

from backprop_lab.atlas import go
from backprop_lab.atlas.work import compute
from backprop_lab.errors import FileError, InputError
from backprop_lab.maps.making import Way, make
from maps.small import SURVEY
from maps.test_map_artist import begun, is_alive, is_gone
from maps.test_map_cluster import scheduler, worker
from maps.test_map_killed import arguments, waited_for
from terminal import ENVIRONMENT, MODULE, process

HEAVY = {
    "a survey": ["map", "survey", "digits", "--starts", "1e4", "--steps", "10000"],
    "a plane": ["map", "plane", "digits", "--size", "256", "--steps", "10000"],
    "numpy": ["map", "survey", "xor", "--engine", "numpy", "--starts", "1e6", "--rates", "0.1", "--steps", "1000000"],
}
"""Maps of whose blocks each takes a minute or more."""
SOON = 10
STOPPED = "stopped; files already written are whole\n"


def command(*argv):
    return begun([*MODULE, *argv], ENVIRONMENT)


@pytest.mark.parametrize("argv", HEAVY.values(), ids=HEAVY)
def test_ctrl_c_does_not_wait_for_heavy_blocks(tmp_path, argv):
    with command(*argv, "--out", str(tmp_path / "map")) as child:
        while not (tmp_path / "map").is_dir():
            time.sleep(0.02)
        time.sleep(0.5)
        asked = time.monotonic()
        os.killpg(child.pid, signal.SIGINT)
        out, err = child.communicate(timeout=30)
        assert time.monotonic() - asked < SOON
        assert not is_alive(child.pid)
    assert (child.returncode, out, err) == (130, "", STOPPED)


def test_a_bar_is_there_before_the_first_block_is(tmp_path):
    ours, theirs = pty.openpty()
    argv = [*MODULE, *HEAVY["a survey"], "--out", "none"]
    with subprocess.Popen(argv, env=ENVIRONMENT | {"TERM": "xterm-256color"}, stdin=theirs, stdout=subprocess.DEVNULL,
                          stderr=theirs) as child:  # fmt: skip
        os.close(theirs)
        seen, end = "", time.monotonic() + 30
        while "0 of 4.1e+05" not in seen and time.monotonic() < end and select.select([ours], [], [], 30)[0]:
            seen += os.read(ours, 65536).decode()
        child.kill()
    os.close(ours)
    assert re.search(r"runs .*0 of 4\.1e\+05", seen)


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM])
def test_worker_processes_end_with_the_one_that_asked(tmp_path, how):
    with command(*arguments(tmp_path / "map", "1e7"), "--workers", "2") as child:
        assert waited_for(tmp_path / "map", 1)
        child.send_signal(how)
        child.communicate(timeout=30)
        assert is_gone(child.pid, seconds=30)


def test_ctrl_c_is_for_the_one_that_asked_not_for_its_workers(tmp_path):
    with command(*arguments(tmp_path / "map", "1e7"), "--workers", "2") as child:
        assert waited_for(tmp_path / "map", 1)
        os.killpg(child.pid, signal.SIGINT)
        out, err = child.communicate(timeout=30)
        assert is_gone(child.pid, seconds=30)
    assert (child.returncode, out, err) == (130, "", STOPPED)


def workers_of(pid):
    """The processes that this one began to work for it."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    return [int(one) for one in children if b"spawn_main" in Path(f"/proc/{one}/cmdline").read_bytes()]


def test_a_worker_that_is_killed_is_told_and_the_same_command_goes_on(tmp_path):
    folder = tmp_path / "map"
    with command(*arguments(folder, "4e6"), "--workers", "2") as child:
        assert waited_for(folder, 1)
        os.kill(workers_of(child.pid)[0], signal.SIGKILL)
        _, err = child.communicate(timeout=60)
    assert child.returncode == 2
    assert err.startswith("backprop-lab: the worker processes must live until the map is done; got one that ended")
    assert err.count("\n") == 1
    again = process(*arguments(folder, "4e6"))
    assert again.code == 0
    assert "blocks were there" in again.out


def test_a_cluster_that_is_lost_is_told(tmp_path):
    folder = tmp_path / "map"
    with ExitStack() as stack:
        found = stack.enter_context(scheduler())
        stack.enter_context(worker(found, tmp_path))
        with command(*arguments(folder, "1e7"), "--cluster", found) as child:
            assert waited_for(folder, 1, seconds=60)
            stack.close()
            _, err = child.communicate(timeout=60)
    assert child.returncode == 2
    told = "backprop-lab: the cluster must be there until the map is done, and its workers have this very program; got "
    assert err.splitlines()[-1].startswith(f"{told}{found}: ")
    assert "Traceback" not in err


WORKER = SimpleNamespace(address="tcp://here:2")
LOST = {
    "a worker that is killed again and again": lambda: KilledWorker(
        "block", SimpleNamespace(address="tcp://here:2"), 3
    ),
    "a client that gave up": lambda: ClosedClientError("closed"),
    "a worker with another program": lambda: ValueError("it was made with arithmetic 2, this program has 3"),
    "a worker's full disk": lambda: OSError("No space left on device"),
}


@pytest.mark.parametrize("error", LOST.values(), ids=LOST)
def test_what_a_cluster_raises_is_told_in_a_line(tmp_path, monkeypatch, error):
    def lost(plan, blocks, address):
        yield 0, compute(plan, 0)
        raise error()

    monkeypatch.setattr(go, "_by_cluster", lost)
    with pytest.raises(InputError, match=r"must be there.*got tcp://here:1: \w+: .*the same call goes on"):
        make(replace(SURVEY, starts=10**6), tmp_path / "map", Way(cluster="tcp://here:1"))
    assert make(replace(SURVEY, starts=10**6), tmp_path / "map").kept == 1


@pytest.mark.parametrize("name", ["x" * 300, "a/" + "x" * 300])
def test_a_folder_that_cannot_have_its_name_leaves_none(tmp_path, name):
    with pytest.raises(FileError, match="must be one that can be written to"):
        make(SURVEY, tmp_path / name)
    assert list(tmp_path.iterdir()) == []


def test_wrong_use_leaves_no_folder(tmp_path):
    told = process("map", "survey", "--starts", "300", "--cluster", "tcp://127.0.0.1:9", "--out", "a/b", cwd=tmp_path)
    assert (told.code, told.out) == (2, "")
    assert list(tmp_path.iterdir()) == []
