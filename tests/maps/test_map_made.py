"""A map is the same bits however it was made, and its folder is trusted only where it is what was written."""

import errno
import json
import pickle
import shutil
from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace

import numpy as np
import pytest

from backprop_lab.atlas import go, store
from backprop_lab.atlas.axis import Axis
from backprop_lab.atlas.go import on_threads
from backprop_lab.atlas.plan import Survey
from backprop_lab.atlas.plane import Filling
from backprop_lab.atlas.survey import Gathering
from backprop_lab.atlas.work import BINS, compute
from backprop_lab.errors import FileError
from backprop_lab.maps import making
from backprop_lab.maps.making import Way, make, read
from maps.small import HANDOUT, PLANE, SURVEY, bits, reads

MANY = replace(PLANE, lab=HANDOUT.trained(steps=5), width=300, height=600)
"""A plane of fifteen blocks."""
PLANS = {"survey": SURVEY, "plane": MANY}
each = pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)


@pytest.fixture
def small_blocks(monkeypatch):
    """Surveys of several blocks that are worked out soon."""
    monkeypatch.setattr("backprop_lab.atlas.plan.BLOCK", 64)


@pytest.fixture
def kept(tmp_path, small_blocks):
    """The folder of a finished survey, and its bits."""
    made = make(SURVEY, tmp_path / "map")
    return tmp_path / "map", bits(made.found)


@each
def test_a_map_is_the_same_on_one_thread_on_three_and_backwards(small_blocks, plan):
    assert plan.blocks > 5
    one, three = (make(plan, way=Way(threads=n)).found for n in (1, 3))
    parts = Gathering(plan) if isinstance(plan, Survey) else Filling(plan)
    for block in reversed(range(plan.blocks)):
        parts.add(block, compute(plan, block))
    assert bits(one) == bits(three) == bits(parts.done())


@each
def test_a_map_is_the_same_in_processes(small_blocks, plan):
    assert bits(make(plan, way=Way(workers=2)).found) == bits(make(plan).found)


def test_a_process_is_sent_a_plan_once_and_reads_it_once(monkeypatch):
    pools = []

    class Pool(ProcessPoolExecutor):
        def __init__(self, *given, **more):
            super().__init__(*given, **more)
            pools.append(self)

        def submit(self, work, *given):
            assert len(pickle.dumps((work, given))) < 200
            return super().submit(work, *given)

    monkeypatch.setattr("concurrent.futures.ProcessPoolExecutor", Pool)
    running = go.in_processes(MANY, range(MANY.blocks), 1)
    for _ in range(10):
        next(running)
    hits, misses = pools[0].submit(reads).result()
    assert misses == 1
    assert hits >= 9
    assert len(list(running)) == MANY.blocks - 10


def test_a_survey_is_the_same_whatever_its_blocks(monkeypatch):
    found = []
    for block in (64, 256, 10**6):
        monkeypatch.setattr("backprop_lab.atlas.plan.BLOCK", block)
        found.append(bits(make(SURVEY).found))
    assert len(set(found)) == 1


@each
def test_what_was_kept_is_what_was_found(tmp_path, small_blocks, plan):
    made = make(plan, tmp_path / "map")
    assert bits(read(tmp_path / "map")) == bits(made.found)
    again = make(plan, tmp_path / "map")
    assert (made.kept, again.kept) == (0, plan.blocks)
    assert bits(again.found) == bits(made.found)


def test_the_same_call_goes_on_where_it_was_stopped(tmp_path, small_blocks, monkeypatch):
    def stopped(plan, blocks, threads=None):
        for done, one in enumerate(on_threads(plan, blocks, threads)):
            if done == 2:
                raise KeyboardInterrupt
            yield one

    with monkeypatch.context() as patch:
        patch.setattr(making, "on_threads", stopped)
        with pytest.raises(KeyboardInterrupt):
            make(SURVEY, tmp_path / "map", Way(threads=1))
    again = make(SURVEY, tmp_path / "map")
    assert again.kept == 2
    assert bits(again.found) == bits(make(SURVEY).found)


def test_a_map_with_a_block_missing_is_no_map(tmp_path, small_blocks, monkeypatch):
    monkeypatch.setattr(making, "on_threads", lambda plan, blocks, threads: on_threads(plan, blocks[1:], threads))
    with pytest.raises(RuntimeError, match="1 blocks were not worked out"):
        make(SURVEY, tmp_path / "map")


def chunks(folder):
    return sorted(file for file in (folder / "data.zarr").rglob("c/**/*") if file.is_file())


DAMAGE = {
    "cut short": lambda file: file.write_bytes(file.read_bytes()[:-3]),
    "empty": lambda file: file.write_bytes(b""),
    "a bit flipped": lambda file: file.write_bytes(flipped(file.read_bytes(), 5)),
    "its last bit flipped": lambda file: file.write_bytes(flipped(file.read_bytes(), -1)),
    "another's": lambda file: file.write_bytes(b"no chunk at all"),
}


def flipped(content, at):
    changed = bytearray(content)
    changed[at] ^= 1
    return bytes(changed)


@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE)
def test_a_damaged_chunk_is_named_refused_and_done_again(kept, damage):
    folder, wanted = kept
    file = folder / "data.zarr" / "counts" / "c" / "1" / "0" / "0"
    assert file in chunks(folder)
    damage(file)
    with pytest.raises(FileError, match="block 1, which is damaged"):
        read(folder)
    again = make(SURVEY, folder)
    assert again.damaged == [1]
    assert again.kept == SURVEY.blocks - 1
    assert bits(again.found) == bits(read(folder)) == wanted


def test_every_bit_of_a_chunk_is_watched(kept):
    folder, _ = kept
    file = folder / "data.zarr" / "counts" / "c" / "0" / "0" / "0"
    content = file.read_bytes()
    opened = store.open_map(folder)
    for at in range(len(content)):
        file.write_bytes(flipped(content, at))
        assert opened.get(0) is None
    file.write_bytes(content)
    assert opened.get(0) is not None


def test_a_missing_chunk_is_named_and_done_again(kept):
    folder, wanted = kept
    (folder / "data.zarr" / "dead" / "c" / "2" / "0" / "0").unlink()
    with pytest.raises(FileError, match="block 2, which is missing"):
        read(folder)
    again = make(SURVEY, folder)
    assert (again.damaged, again.kept) == ([], SURVEY.blocks - 1)
    assert bits(again.found) == wanted


def edit(file, change):
    content = json.loads(file.read_text())
    change(content)
    file.write_text(json.dumps(content))


FOREIGN = {
    "another plan": lambda f: edit(f, lambda c: c["attributes"].update(digest="0" * 64)),
    "a changed plan": lambda f: f.write_text(f.read_text().replace(": 300", ": 301")),
    "another program's": lambda f: edit(f, lambda c: c["attributes"].update({"is": "weather"})),
    "no attributes": lambda f: edit(f, lambda c: c["attributes"].clear()),
    "no JSON": lambda f: f.write_text("{"),
    "empty": lambda f: f.write_bytes(b""),
    "gone": lambda f: f.unlink(),
    "a folder": lambda f: (f.unlink(), f.mkdir()),
}  # fmt: skip


@pytest.mark.parametrize("change", FOREIGN.values(), ids=FOREIGN)
def test_a_damaged_or_foreign_folder_is_refused_by_name_and_left_alone(kept, change):
    folder, _ = kept
    change(folder / "data.zarr" / "zarr.json")
    before = [(file, file.read_bytes()) for file in chunks(folder)]
    for use in (lambda: read(folder), lambda: make(SURVEY, folder)):
        with pytest.raises(FileError, match="map"):
            use()
    assert [(file, file.read_bytes()) for file in chunks(folder)] == before


@pytest.mark.parametrize("key", ["shape", "data_type", "chunk_grid", "codecs"])
def test_an_array_that_was_changed_is_refused(kept, key):
    folder, _ = kept
    other = {
        "shape": [1, 2, 3], "data_type": "int16", "codecs": [{"name": "bytes", "configuration": {"endian": "little"}}],
        "chunk_grid": {"name": "regular", "configuration": {"chunk_shape": [1, 1, 1]}},
    }  # fmt: skip
    edit(folder / "data.zarr" / "counts" / "zarr.json", lambda c: c.update({key: other[key]}))
    with pytest.raises(FileError, match=r"must be a map of this program.*counts"):
        read(folder)


def test_a_folder_of_another_map_or_of_other_things_is_refused(kept, tmp_path):
    folder, _ = kept
    with pytest.raises(FileError, match="another map"):
        make(replace(SURVEY, seed=9), folder)
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "thesis.txt").write_text("dear")
    with pytest.raises(FileError, match=r"must be empty or hold a map; got thesis\.txt"):
        make(SURVEY, tmp_path / "mine")
    assert [file.name for file in (tmp_path / "mine").iterdir()] == ["thesis.txt"]
    (tmp_path / "file").write_text("")
    with pytest.raises(FileError, match="must be one that can be written to"):
        make(SURVEY, tmp_path / "file")


def test_what_a_killed_process_left_is_swept_away(tmp_path):
    (tmp_path / "map" / ".backprop-lab-x").mkdir(parents=True)
    make(SURVEY, tmp_path / "map")
    assert [file.name for file in (tmp_path / "map").iterdir()] == ["data.zarr"]


def test_a_full_disk_is_told_and_what_was_written_stays(tmp_path, small_blocks, monkeypatch):
    import zarr.storage._local as local

    real, left = local._put, [12]

    def full(path, *rest, **more):
        if "/c/" in str(path):
            left[0] -= 1
            if left[0] < 0:
                raise OSError(errno.ENOSPC, "No space left on device")
        return real(path, *rest, **more)

    with monkeypatch.context() as patch:
        patch.setattr(local, "_put", full)
        with pytest.raises(FileError, match="got a full disk"):
            make(SURVEY, tmp_path / "map", Way(threads=1))
    again = make(SURVEY, tmp_path / "map")
    assert (again.kept, again.damaged) == (2, [])
    assert bits(again.found) == bits(make(SURVEY).found)


def test_a_survey_counts_what_each_start_comes_to():
    found = make(SURVEY).found
    assert found.counts.sum(axis=1).tolist() == [300] * 5
    assert (found.values.sum(axis=1) == 300).all()
    assert found.values.shape == (5, BINS)
    low, high = found.interval
    assert ((low <= found.shares) & (found.shares <= high)).all()
    assert (found.quantile(0.1) <= found.quantile(0.9)).all()


def test_wilsons_interval_is_that_of_the_book():
    """Wilson 1927: 1 of 10 gives 0.0179 to 0.4042; none of 10, up to 0.2775."""
    plan = Survey(HANDOUT, 0, 10, Axis("rate", 1e-4, 1e-3), 1)
    found = replace(make(plan).found, counts=np.array([[1, 0, 9, 0, 0, 0]]))
    low, high = found.interval
    np.testing.assert_allclose([low[0, 0], high[0, 0]], [0.0179, 0.4042], atol=5e-5)
    np.testing.assert_allclose([low[0, 1], high[0, 1]], [0, 0.2775], atol=5e-5)


def test_the_folder_may_be_moved(kept, tmp_path):
    folder, wanted = kept
    shutil.move(folder, tmp_path / "elsewhere")
    assert bits(read(tmp_path / "elsewhere")) == wanted
