"""A real Dask cluster, scheduler and workers as processes: the same bits, also where a worker is killed."""

import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import replace

import pytest
from distributed import Client

from backprop_lab.atlas import go
from backprop_lab.atlas.axis import parse_axis
from backprop_lab.atlas.plan import Plane
from backprop_lab.maps.making import Way, make
from maps.small import HANDOUT, SURVEY, bits
from terminal import ENVIRONMENT, process

PLANE = Plane(HANDOUT, 1, 3, parse_axis("rate:1e-4:1e-2:log"), parse_axis("scale:0.5:2"), 900, 1300)
"""A plane of 88 blocks: more than are asked for at once."""


@contextmanager
def scheduler():
    """The address of a scheduler."""
    command = [
        sys.executable,
        "-m",
        "distributed.cli.dask_scheduler",
        "--host",
        "127.0.0.1",
        "--port",
        "0",
        "--no-dashboard",
    ]
    with subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=ENVIRONMENT) as child:
        try:
            for line in child.stderr:
                if found := re.search(r"tcp://127\.0\.0\.1:\d+", line):
                    break
            yield found[0]
        finally:
            child.kill()
            child.stderr.close()


@contextmanager
def worker(address, folder):
    """A worker, one thread, without a nanny that would raise it again."""
    command = [sys.executable, "-m", "distributed.cli.dask_worker", address, "--nthreads", "1", "--no-nanny",
               "--no-dashboard", "--local-directory", str(folder), "--death-timeout", "60"]  # fmt: skip
    with subprocess.Popen(command, stderr=subprocess.DEVNULL, env=ENVIRONMENT, cwd=folder) as child:
        try:
            yield child
        finally:
            child.kill()


@pytest.fixture(scope="module")
def address():
    with scheduler() as found:
        yield found


def test_a_map_of_a_cluster_is_that_of_this_machine_also_where_a_worker_dies(tmp_path, address):
    with worker(address, tmp_path) as one, worker(address, tmp_path):
        seen = []

        def watch(items, total, done, size):
            for item in items:
                seen.append(item[0])
                if len(seen) == 10:
                    one.send_signal(signal.SIGKILL)
                yield item

        made = make(PLANE, tmp_path / "map", Way(cluster=address), watch)
        assert one.wait(30) == -signal.SIGKILL
        (read,) = reads(address)
    assert sorted(seen) == list(range(PLANE.blocks))
    assert bits(made.found) == bits(make(PLANE).found)
    assert read.misses == 1
    assert read.hits > 10


def reads(address):
    """How often each worker had to read a plan, and how often it had it."""
    with Client(address) as client:
        return list(client.run(lambda: go._read.cache_info()).values())


def test_the_command_runs_on_a_cluster(tmp_path, address):
    with worker(address, tmp_path):
        argv = ["map", "survey", "--starts", "2e4", "--rates", "1e-4:1e-2:log:5", "--steps", "30", "--seed", "3"]
        ended = process(*argv, "--out", str(tmp_path / "map"), "--cluster", address)
    assert (ended.code, ended.err) == (0, "")
    from backprop_lab.maps.making import read

    plan = replace(SURVEY, starts=20_000)
    found = read(tmp_path / "map")
    assert found.plan == plan
    assert bits(found) == bits(make(plan).found)


@pytest.mark.parametrize("where", ["tcp://127.0.0.1:1", "nonsense", "tcp://", "http://x:y"])
def test_a_cluster_that_is_not_there_is_told(tmp_path, where):
    begun = time.monotonic()
    ended = process(
        "map", "survey", "--starts", "10", "--rates", "0.01", "--out", "none", "--cluster", where, cwd=tmp_path
    )
    assert (ended.code, ended.out) == (2, "")
    assert "cluster must be the address of a Dask scheduler" in ended.err
    assert ended.err.count("\n") == 1
    assert time.monotonic() - begun < 40
