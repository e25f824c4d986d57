"""The process that draws a map's picture: what it draws, what happens where it fails, that nothing is left of it."""

import json
import os
import pickle
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

import pytest

from backprop_lab.activation import ACTIVATIONS, leaky_relu
from backprop_lab.maps import artist, beside
from backprop_lab.maps.making import make
from maps.small import HANDOUT, PLANE
from maps.test_map_killed import arguments, waited_for
from terminal import ENVIRONMENT, MODULE

HERE = Path(__file__).parent
PIPE = 65_536
"""So many bytes wait in a pipe before who writes has to wait."""


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """The file of a map that, like its picture, is longer than a pipe holds."""
    file = tmp_path_factory.mktemp("map") / "found"
    file.write_bytes(pickle.dumps(make(replace(PLANE, width=900, height=800)).found))
    return file


@pytest.mark.parametrize("activation", [*ACTIVATIONS.values(), leaky_relu(1.0)], ids=str)
def test_a_map_of_every_activation_can_be_sent(activation):
    objective = replace(HANDOUT.objective, network=replace(HANDOUT.network, activation=activation))
    found = make(replace(PLANE, lab=replace(PLANE.lab, objective=objective), width=8, height=6)).found
    sent = pickle.loads(pickle.dumps(found))
    assert sent.plan == found.plan
    assert artist.drawn(sent) == artist.drawn(found)


@contextmanager
def begun(command, environment):
    """A group of processes of its own, of which nothing outlives the test."""
    child = subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                             start_new_session=True)  # fmt: skip
    try:
        yield child
    finally:
        with suppress(ProcessLookupError):
            os.killpg(child.pid, signal.SIGKILL)
        child.communicate()


def started(way, file):
    environment = ENVIRONMENT | {
        "PYTHONUNBUFFERED": "",
        "PYTHONPATH": os.pathsep.join([str(HERE.parent), *filter(None, sys.path)]),
    }
    command = [sys.executable, "-W", "error", str(HERE / "drawing.py"), way, str(file)]
    return begun(command, environment)


def ended(way, file):
    with started(way, file) as child:
        out, err = child.communicate(timeout=60)
    assert (child.returncode, err) == (0, "")
    return out


def is_alive(group):
    """Whether a process of the group is left."""
    try:
        os.killpg(group, 0)
    except ProcessLookupError:
        return False
    return True


def is_gone(group, seconds):
    end = time.monotonic() + seconds
    while is_alive(group) and time.monotonic() < end:
        time.sleep(0.02)
    return not is_alive(group)


@pytest.mark.parametrize("way", ["forked", "spawned", "interrupted"])
def test_the_process_beside_draws_the_picture_that_is_drawn_here(kept, way):
    told = json.loads(ended(way, kept))
    assert min(told.pop("size"), told.pop("question")) > PIPE
    assert told == {"beside": True, "here": 0, "is same": True, "is left": False}


@pytest.mark.parametrize("way", ["killed", "hangs_up", "ends_halfway", "not_there", "refused"])
def test_where_it_fails_the_picture_is_drawn_here(kept, way):
    told = json.loads(ended(way, kept))
    assert (told["here"], told["is same"], told["is left"]) == (1, True, False)
    assert told["beside"] == (way != "refused")


def test_one_that_is_not_asked_ends_too(kept):
    assert json.loads(ended("not_asked", kept)) == {"beside": True, "is left": False}


def test_what_waits_to_be_printed_is_printed_once(kept):
    assert ended("buffered", kept) == "once\n"


def test_who_reads_what_is_printed_sees_its_end_while_the_other_process_lives(kept):
    with started("unfinished", kept) as child:
        out, err = child.communicate(timeout=30)
        assert (child.returncode, out, err) == (-signal.SIGKILL, "begun\n", "")
        assert is_alive(child.pid)


def test_a_process_with_threads_is_not_forked():
    stop = threading.Event()
    thread = threading.Thread(target=stop.wait)
    thread.start()
    try:
        assert not beside._can_fork()
    finally:
        stop.set()
        thread.join()


def test_a_process_without_threads_is_forked_on_linux(monkeypatch):
    monkeypatch.setattr(threading, "active_count", lambda: 1)
    assert beside._can_fork() == (sys.platform == "linux")


def command(*argv):
    return begun([*MODULE, *argv], ENVIRONMENT)


def test_after_success_nothing_is_left(tmp_path):
    with command("map", "survey", "--starts", "300", "--out", str(tmp_path / "map"), "--quiet") as child:
        assert (*child.communicate(timeout=60), child.returncode) == ("", "", 0)
        assert not is_alive(child.pid)
    assert (tmp_path / "map" / "picture.png").is_file()


def test_after_wrong_use_nothing_is_left(tmp_path):
    with command("map", "survey", "--threads", "0", "--out", str(tmp_path / "map")) as child:
        _, err = child.communicate(timeout=60)
        assert not is_alive(child.pid)
    assert child.returncode == 2
    assert "threads must be a whole number from 1" in err


def test_after_ctrl_c_nothing_is_left(tmp_path):
    with command(*arguments(tmp_path / "map")) as child:
        assert waited_for(tmp_path / "map", 2)
        os.killpg(child.pid, signal.SIGINT)
        out, err = child.communicate(timeout=30)
        assert not is_alive(child.pid)
    assert (child.returncode, out, err) == (130, "", "stopped; files already written are whole\n")


@pytest.mark.parametrize("blocks", [0, 2])
def test_after_a_kill_nothing_is_left(tmp_path, blocks):
    with command(*arguments(tmp_path / "map")) as child:
        assert waited_for(tmp_path / "map", blocks)
        child.kill()
        child.communicate(timeout=30)
        assert is_gone(child.pid, seconds=30)


def test_a_map_that_is_kept_nowhere_has_no_process_beside():
    with artist.Artist(beside=False) as made:
        assert made._child is None
