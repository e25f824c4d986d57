"""Blocks are kept in a thread of its own: in order, all that came, and what goes wrong is told."""

from threading import Event, Thread
from time import monotonic, sleep

import pytest

from backprop_lab.atlas import store
from backprop_lab.errors import FileError
from backprop_lab.maps import making
from backprop_lab.maps.keeping import MOST, Keeper
from backprop_lab.maps.making import make, read
from maps.small import SURVEY, bits

SOON, LONG = 0.2, 30


class Shelf:
    """A store that remembers what it was given, and opens once it may; block `bad` cannot be written, "all" no open."""

    def __init__(self, bad=None, may=None):
        self.blocks, self.bad, self.may, self.opened = [], bad, may, 0

    def open(self):
        assert self.may is None or self.may.wait(LONG)
        self.opened += 1
        if self.bad == "all":
            raise FileError("the disk must have room", "a full one")
        return self

    def put(self, block, results):
        if block == self.bad:
            raise FileError("the disk must have room", "a full one")
        self.blocks.append((block, results["counts"]))


def results(block):
    return {"counts": 10 * block}


def keep(shelf, blocks):
    """Each of these is handed over, and asked for only then."""
    with Keeper(shelf.open) as keeper:
        for block in blocks:
            keeper.keep(block, results(block))


def names(shelf):
    return [block for block, _ in shelf.blocks]


def test_blocks_are_written_as_they_came_and_the_folder_is_opened_once_for_the_first():
    shelf = Shelf()

    def blocks():
        assert shelf.opened == 0
        yield from (3, 0, 2, 1, 7, 5)

    keep(shelf, blocks())
    assert shelf.blocks == [(block, 10 * block) for block in (3, 0, 2, 1, 7, 5)]
    assert shelf.opened == 1


@pytest.mark.parametrize("bad", [None, 1])
def test_where_the_work_is_stopped_all_that_came_is_written(bad):
    may = Event()
    shelf = Shelf(bad=bad, may=may)

    def stopped():
        yield from range(3)
        assert shelf.blocks == []
        may.set()
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        keep(shelf, stopped())
    assert names(shelf) == [block for block in range(3) if block != bad]


def waited(shelf):
    """Once the folder is open."""
    end = monotonic() + LONG
    while not shelf.blocks and monotonic() < end:
        sleep(0.001)


def test_what_cannot_be_written_before_the_folder_is_open_is_told_at_the_end():
    may = Event()
    shelf = Shelf(bad=1, may=may)

    def blocks():
        yield from range(MOST)
        may.set()

    with pytest.raises(FileError, match="got a full one"):
        keep(shelf, blocks())
    assert names(shelf) == [0, *range(2, MOST)]


def test_what_cannot_be_written_before_the_folder_is_open_is_told_by_a_later_call():
    may, asked = Event(), []
    shelf = Shelf(bad=1, may=may)

    def blocks():
        for block in range(MOST):
            asked.append(block)
            yield block
            if block == 1:
                may.set()
                waited(shelf)

    with pytest.raises(FileError, match="got a full one"):
        keep(shelf, blocks())
    assert asked == [0, 1, 2]


def test_once_the_folder_is_open_what_cannot_be_written_is_told_at_once():
    shelf, asked = Shelf(bad=1), []

    def blocks():
        for block in range(MOST):
            asked.append(block)
            yield block
            waited(shelf)

    with pytest.raises(FileError, match="got a full one"):
        keep(shelf, blocks())
    assert asked == [0, 1]


@pytest.mark.parametrize("count", [1, MOST, 3 * MOST])
def test_a_folder_that_cannot_be_opened_is_tried_once_and_told(count):
    may, asked = Event(), []
    shelf = Shelf(bad="all", may=may)

    def blocks():
        for block in range(count):
            asked.append(block)
            yield block
            if block == min(count, MOST) - 1:
                may.set()

    with pytest.raises(FileError, match="got a full one"):
        keep(shelf, blocks())
    assert shelf.opened == 1
    assert len(asked) == min(count, MOST + 1)


def test_once_the_folder_is_open_a_block_is_written_before_the_next_is_asked_for():
    shelf = Shelf()

    def blocks():
        yield 0
        waited(shelf)
        for block in range(1, 50):
            yield block
            assert names(shelf) == list(range(block + 1))

    keep(shelf, blocks())
    assert names(shelf) == list(range(50))


def test_no_more_than_a_few_wait_while_the_folder_is_being_opened():
    may = Event()
    shelf, handed = Shelf(may=may), []

    def blocks():
        for block in range(MOST + 5):
            handed.append(block)
            yield block

    worker = Thread(target=keep, args=(shelf, blocks()))
    worker.start()
    try:
        worker.join(SOON)
        assert worker.is_alive()
        assert handed == list(range(MOST + 1))
    finally:
        may.set()
        worker.join(LONG)
    assert names(shelf) == list(range(MOST + 5))


def test_the_map_is_there_before_the_last_of_it_is_kept(tmp_path, monkeypatch):
    """A picture can be drawn while what keeps the map is still being imported."""
    monkeypatch.setattr("backprop_lab.atlas.plan.BLOCK", 512)
    plan, told, there = SURVEY, [], Event()
    assert 1 < plan.blocks <= MOST
    begin = store.begin

    def waiting(folder, plan):
        assert there.wait(LONG)
        return begin(folder, plan)

    def tell(found):
        told.append(found)
        there.set()

    monkeypatch.setattr(store, "begin", waiting)
    made = make(plan, tmp_path / "map", told=tell)
    assert told == [made.found]
    assert bits(read(tmp_path / "map")) == bits(made.found)


def test_a_folder_that_cannot_be_made_is_refused_before_any_work(tmp_path, monkeypatch):
    (tmp_path / "file").write_text("")
    monkeypatch.setattr(making, "on_threads", lambda *given: pytest.fail("it worked"))
    with pytest.raises(FileError, match="must be one that can be written to"):
        make(SURVEY, tmp_path / "file" / "map")
