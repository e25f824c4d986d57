"""The folder of a map: no block fits elsewhere, two processes do not hinder each other, what is left is swept away."""

import os
import shutil
import subprocess
import sys
import time
from dataclasses import replace

import pytest

from backprop_lab import working
from backprop_lab.atlas import store
from backprop_lab.errors import FileError
from backprop_lab.maps.making import make, read
from maps.small import PLANE, SURVEY, bits

MANY = replace(PLANE, width=300, height=200)
"""A plane of six blocks."""


@pytest.fixture(autouse=True)
def small_blocks(monkeypatch):
    """Surveys of several blocks that are worked out soon."""
    monkeypatch.setattr("backprop_lab.atlas.plan.BLOCK", 64)


def copied(plan, there, block, here, to):
    """All chunks of a block of one map as those of a block of another."""
    from_, into = store.open_map(there), store.open_map(here)
    for name in (*from_.arrays, store.SEALS):
        shutil.copy(from_.chunk(name, block), into.chunk(name, to))


FOREIGN = {
    "a survey's of another seed": (SURVEY, replace(SURVEY, seed=9), 2, 2),
    "a survey's of another place": (SURVEY, SURVEY, 1, 2),
    "a plane's of another start": (MANY, replace(MANY, index=1), 0, 0),
    "a plane's of another place": (MANY, MANY, 1, 0),
}


@pytest.mark.parametrize(("plan", "other", "block", "to"), FOREIGN.values(), ids=FOREIGN)
def test_a_whole_block_from_elsewhere_is_refused_and_done_again(tmp_path, plan, other, block, to):
    right = bits(make(plan, tmp_path / "map").found)
    make(other, tmp_path / "other")
    copied(plan, tmp_path / "other", block, tmp_path / "map", to)
    with pytest.raises(FileError, match=rf"must be whole; got block {to}, which is damaged"):
        read(tmp_path / "map")
    again = make(plan, tmp_path / "map")
    assert again.damaged == [to]
    assert bits(again.found) == right
    assert make(plan, tmp_path / "map").kept == plan.blocks


def test_one_that_was_quicker_made_the_folder(tmp_path, monkeypatch):
    """Two processes find it empty at once; the other one's is taken."""
    folder, rename, begun = tmp_path / "map", os.rename, []

    def second(source, target):
        if not begun:
            begun.append(True)
            store.begin(folder, SURVEY).put(0, store_results())
        rename(source, target)

    folder.mkdir()
    monkeypatch.setattr(store.os, "rename", second)
    assert store.begin(folder, SURVEY).get(0) is not None
    assert [file.name for file in folder.iterdir()] == [store.DATA]


def store_results():
    from backprop_lab.atlas.work import compute

    return compute(SURVEY, 0)


def test_what_another_process_is_at_is_left_alone_and_is_no_other_thing(tmp_path):
    folder = tmp_path / "map"
    living = folder / working.prefix().replace(f"{os.getpid()}", f"{os.getppid()}")
    living.mkdir(parents=True)
    make(SURVEY, folder)
    assert sorted(file.name for file in folder.iterdir()) == sorted([living.name, store.DATA])


def test_what_a_process_left_that_is_no_more_is_swept_away(tmp_path):
    with subprocess.Popen([sys.executable, "-c", ""]) as ended:
        pass
    (tmp_path / working.prefix().replace(f"{os.getpid()}", f"{ended.pid}")).mkdir()
    make(SURVEY, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == [store.DATA]


def test_half_a_chunk_that_was_left_is_swept_away_and_one_in_work_is_not(tmp_path):
    make(SURVEY, tmp_path)
    chunk = store.open_map(tmp_path).chunk("counts", 0)
    old, new = (chunk.with_suffix(f".{name}.partial") for name in ("old", "new"))
    for file in (old, new):
        file.write_bytes(b"half")
    hour_ago = time.time() - 3600
    os.utime(old, (hour_ago, hour_ago))
    make(SURVEY, tmp_path)
    assert (old.exists(), new.exists()) == (False, True)
