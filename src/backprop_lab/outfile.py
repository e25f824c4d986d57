"""One file written whole or not at all; what stood there before is kept beside it under another name."""

from __future__ import annotations

import os
import stat
from itertools import count
from pathlib import Path

from .errors import FileError, plain
from .working import prefix


def write_file(path: Path | str, content: str | bytes) -> Path | None:
    """Write the file; say where the one that stood there is now, None where there was none.

    Another content is kept as NAME.1.EXT (or 2, 3, ...) beside it. A file with this very content
    is left alone. Text is written in UTF-8. Raises `FileError` where the place cannot be used;
    then nothing has changed.
    """
    data = content.encode() if isinstance(content, str) else content
    try:
        return _write(_named(path), data)
    except FileError:
        raise
    except (OSError, ValueError) as error:  # a name with a 0 in it is a ValueError
        raise _refusal(path, getattr(error, "strerror", None) or "no file name") from None


def check_file(path: Path | str) -> None:
    """Refuse, before the work is done, a place where `write_file` could write nothing."""
    try:
        named = _named(path)
        _check_writable(named, _target(named))
    except FileError:
        raise
    except (OSError, ValueError) as error:
        raise _refusal(path, getattr(error, "strerror", None) or "no file name") from None


def _named(path: Path | str) -> Path:
    """The path; a name that is empty, or ends as a folder's does, is none."""
    if not str(path) or str(path)[-1] in ("/", os.sep):
        raise _refusal(path, "a folder" if str(path) else "an empty name")
    return Path(path)


def _write(path: Path, data: bytes) -> Path | None:
    target = _target(path)
    if target is None:  # a pipe or a device: nothing to keep, nothing to replace
        path.write_bytes(data)
        return None
    if target.exists() and target.read_bytes() == data:  # also where nothing can be written
        return None
    _check_writable(path, target)
    import tempfile  # slow to import: a verb that writes nothing starts without it

    with tempfile.TemporaryDirectory(prefix=prefix(), dir=target.parent) as made:
        whole = Path(made) / "whole"
        with whole.open("wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        kept = _keep(target) if target.exists() else None
        try:
            os.replace(whole, target)
        except OSError:
            if kept is not None:
                kept.unlink()
            raise
    return kept if kept is None or path.is_symlink() else path.with_name(kept.name)


def _target(path: Path) -> Path | None:
    """Where the file lies once links are followed; None for what is no file, such as /dev/stdout."""
    if path.is_dir():
        raise _refusal(path, "a folder")
    if path.exists() and not stat.S_ISREG(path.stat().st_mode):
        return None
    target = Path(os.path.realpath(path))
    if not target.parent.is_dir():
        raise _refusal(path, f"a folder that is not there: {plain(str(target.parent.name))}", "Make the folder first.")
    return target


def _check_writable(path: Path, target: Path | None) -> None:
    if target is not None and not os.access(target if target.exists() else target.parent, os.W_OK):
        raise _refusal(path, "one that must not be written to")


def _keep(target: Path) -> Path:
    """Give what stands there a free name; at every moment it has at least one."""
    for number in count(1):
        kept = target.with_name(f"{target.stem}.{number}{target.suffix}")
        try:
            _link(target, kept)
        except FileExistsError:
            continue
        return kept
    raise AssertionError("numbers do not end")


def _link(target: Path, kept: Path) -> None:
    try:
        os.link(target, kept)
    except FileExistsError:
        raise
    except OSError:  # a file system without links
        import shutil

        with kept.open("xb") as copy, target.open("rb") as old:
            shutil.copyfileobj(old, copy)


def _refusal(path: Path | str, came: str, hint: str = "") -> FileError:
    name = plain(str(path)) or "the file"
    return FileError(f"{name[-60:]} must be a file that can be written to", came, hint)
