"""A file is written whole or not at all, and what stood there is never lost."""

import os
import stat
import threading

import pytest

from backprop_lab import outfile
from backprop_lab.errors import FileError
from backprop_lab.outfile import check_file, write_file


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_a_new_file_holds_the_content_and_nothing_else_is_left(tmp_path):
    assert write_file(tmp_path / "a.html", "é\n") is None
    assert (tmp_path / "a.html").read_bytes() == "é\n".encode()
    assert names(tmp_path) == ["a.html"]


def test_another_content_is_kept_under_the_next_free_name(tmp_path):
    target = tmp_path / "a.html"
    kept = [write_file(target, text) for text in ("one", "two", "three")]
    assert kept == [None, tmp_path / "a.1.html", tmp_path / "a.2.html"]
    assert [path.read_text() for path in (kept[1], kept[2], target)] == ["one", "two", "three"]


def test_a_name_without_an_ending_is_kept_too(tmp_path):
    write_file(tmp_path / "a", b"one")
    assert write_file(tmp_path / "a", b"two") == tmp_path / "a.1"


def test_the_same_content_is_left_alone(tmp_path):
    target = tmp_path / "a.pdf"
    write_file(target, b"one")
    os.utime(target, (1, 1))
    assert write_file(target, b"one") is None
    assert target.stat().st_mtime == 1
    assert names(tmp_path) == ["a.pdf"]


def test_a_link_stays_and_what_it_leads_to_is_written(tmp_path):
    (tmp_path / "there").mkdir()
    target, link = tmp_path / "there" / "a.md", tmp_path / "link.md"
    target.write_text("one")
    link.symlink_to(target)
    assert write_file(link, "two") == tmp_path / "there" / "a.1.md"
    assert link.is_symlink()
    assert target.read_text() == "two"


def test_the_mode_is_that_of_any_new_file(tmp_path):
    (tmp_path / "usual").write_text("")
    write_file(tmp_path / "a.md", "text")
    modes = {stat.S_IMODE((tmp_path / name).stat().st_mode) for name in ("usual", "a.md")}
    assert len(modes) == 1


def test_a_pipe_is_written_to_and_stays_one(tmp_path):
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_bytes()))
    reader.start()
    assert write_file(pipe, "text") is None
    reader.join(timeout=10)
    assert read == [b"text"]
    assert pipe.is_fifo()


@pytest.mark.parametrize(
    ("name", "came"),
    [
        ("folder", "a folder"),
        ("folder/", "a folder"),
        ("", "a folder"),
        ("none/a.md", "a folder that is not there: none"),
        ("new/", "a folder"),
        ("file/a.md", "a folder that is not there"),
        ("a\0b", "no file name"),
        ("n" * 300, "File name too long"),
    ],
)
def test_what_cannot_be_a_file_is_refused_and_nothing_changes(name, came, tmp_path):
    (tmp_path / "folder").mkdir()
    (tmp_path / "file").write_text("mine")
    place = f"{tmp_path}/{name}" if name else tmp_path
    for attempt in (lambda: check_file(place), lambda: write_file(place, "text")):
        with pytest.raises(FileError, match="must be a file that can be written to") as told:
            attempt()
        assert came in str(told.value)
        assert str(told.value).isprintable()
    assert names(tmp_path) == ["file", "folder"]
    assert (tmp_path / "file").read_text() == "mine"


def test_an_empty_name_is_refused():
    with pytest.raises(FileError, match="an empty name"):
        write_file("", "text")


def test_what_is_protected_is_refused(tmp_path, monkeypatch):
    target = tmp_path / "a.md"
    target.write_text("mine")
    monkeypatch.setattr(outfile.os, "access", lambda path, mode: False)  # root may write everywhere
    with pytest.raises(FileError, match="must not be written to"):
        write_file(target, "text")
    assert target.read_text() == "mine"


def test_the_same_content_is_left_alone_also_where_nothing_can_be_written(tmp_path, monkeypatch):
    (tmp_path / "a.png").write_bytes(b"one")
    monkeypatch.setattr(outfile.os, "access", lambda path, mode: False)
    assert write_file(tmp_path / "a.png", b"one") is None
    with pytest.raises(FileError, match="must not be written to"):
        check_file(tmp_path / "a.png")


def test_a_failure_midway_leaves_the_old_file_where_it_was(tmp_path, monkeypatch):
    target = tmp_path / "a.md"
    target.write_text("mine")

    def full(source, destination):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(outfile.os, "replace", full)
    with pytest.raises(FileError, match="No space left"):
        write_file(target, "text")
    assert target.read_text() == "mine"
    assert names(tmp_path) == ["a.md"]


def test_without_links_the_old_content_is_copied(tmp_path, monkeypatch):
    def none(source, destination):
        raise PermissionError(1, "Operation not permitted")

    monkeypatch.setattr(outfile.os, "link", none)
    target = tmp_path / "a.md"
    for text in ("one", "two", "three"):
        write_file(target, text)
    assert [(tmp_path / name).read_text() for name in ("a.1.md", "a.2.md", "a.md")] == ["one", "two", "three"]
