"""A run's files in its folder: written whole or not at all, and never over another run's."""

from __future__ import annotations

import csv
import io
import os
import tempfile
from dataclasses import dataclass
from pathlib import Path

from .errors import FileError
from .run import Run
from .runfile import same_run, to_file
from .working import prefix

FILES = ("run.json", "history.csv", "picture.png", "picture.svg")
"""run.json comes first and goes last: a folder with any of the others is known by it."""
EARLIER = "earlier"
WIDEST = 200
"""theta stands in history.csv up to so many parameters."""


@dataclass(frozen=True)
class Saved:
    """The paths written, and the folder into which another run's files were moved, or None."""

    files: tuple[Path, ...]
    earlier: Path | None


def save_run(run: Run, folder: Path | str) -> Saved:
    """Write run.json, history.csv, picture.png and picture.svg into the folder.

    Another run's files that lie there are moved to `earlier/NAME` within the folder first (see
    `move_earlier`). Raises `FileError` where the folder cannot be used; then nothing has changed.
    """
    folder = Path(folder)
    contents = _contents(run)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(prefix=prefix(), dir=folder) as made:
            for name, content in contents.items():
                _write(Path(made) / name, content)
            earlier = move_earlier(run, folder)
            for name in FILES:
                os.replace(Path(made) / name, folder / name)
    except FileError:
        raise
    except (OSError, ValueError) as error:  # a name with a 0 in it is a ValueError
        why = getattr(error, "strerror", None) or str(error)
        raise FileError(f"the folder {folder} must be one that can be written to", why) from None
    return Saved(tuple(folder / name for name in FILES), earlier)


def move_earlier(run: Run, folder: Path) -> Path | None:
    """Move another run's files in the folder out of the way, and say where to; None where nothing was."""
    kept = folder / "run.json"
    there = [folder / name for name in FILES if (folder / name).exists()]
    if not there:
        return None
    same = same_run(kept.read_text("utf-8", errors="replace"), run) if kept.is_file() else None
    if same is None:
        raise FileError(
            f"the folder {folder} must be empty or hold a run of this program",
            f"{there[0].name} of something else", "Name another folder with --out.",
        )  # fmt: skip
    if same:
        return None
    target = _free(folder / EARLIER)
    target.mkdir(parents=True)
    for file in reversed(there):
        os.replace(file, target / file.name)
    return target


def _free(folder: Path) -> Path:
    number = 1
    while (folder / f"{number}").exists():
        number += 1
    return folder / f"{number}"


def _contents(run: Run) -> dict[str, bytes]:
    from .picture import as_png, as_svg

    figure = run.figure()
    return {
        "run.json": to_file(run).encode(),
        "history.csv": _history(run).encode(),
        "picture.png": as_png(figure),
        "picture.svg": as_svg(figure),
    }


def _history(run: Run) -> str:
    """One row a step: step, J, the gradient's length, the sharpness where known, theta where it is not too wide."""
    history, size = run.trial.history, run.lab.network.size
    with_theta = history.complete and size <= WIDEST
    names = run.lab.parameters if with_theta else ()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(["step", "J", "gradient_norm", "sharpness", *names])
    for step in range(history.last + 1):
        top = "" if run.sharpness is None else repr(float(run.sharpness[step]))
        row = [step, repr(float(history.values[step])), repr(float(history.gradient_norms[step])), top]
        theta = [repr(float(v)) for v in history.thetas[step]] if with_theta else []
        writer.writerow([*row, *theta])
    return text.getvalue()


def _write(path: Path, content: bytes) -> None:
    with path.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
