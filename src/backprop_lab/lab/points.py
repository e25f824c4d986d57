"""The data points of a lab, from the lists of a lab file or from a CSV file beside it."""

from __future__ import annotations

import csv
from pathlib import Path

import numpy as np

from ..arrays import Array
from ..errors import FileError, LabError, plain, shown
from ..loss import Loss
from ..network import Network
from ..objective import Data
from .schema import Table, list_of, number, positive, text

MOST_CELLS = 50_000_000


def read_points(table: Table, network: Network, loss: Loss, folder: Path | None) -> Data:
    """`data.x` and `data.y`, or `data.file` with `data.scale`, as arrays that fit the network."""
    if table.has("file"):
        for key in ("x", "y"):
            if table.has(key):
                raise LabError("data must have either file, or x and y", f"file and {key}")
        name, scale = table.take("file", text), table.take("scale", positive, 1.0)
        cells = _read_csv(_beside(name, folder))
        x, y = _columns(cells, name, network)
        with np.errstate(over="ignore"):  # what becomes infinite is refused by `Data`
            x = x * scale
    else:
        x = _rows(table, "x", network.widths[0])
        y = _rows(table, "y", network.widths[-1], labels=loss.name == "softmax_cross_entropy")
    table.done()
    return Data(x, _targets(y, network, loss))


def _rows(table: Table, key: str, width: int, labels: bool = False) -> Array:
    """A list of points, each a list of `width` numbers; plain numbers where one is enough."""

    def row(path: str, value: object) -> tuple[float, ...]:
        if isinstance(value, (int, float)) and (width == 1 or labels):
            return (number(path, value),)
        given: tuple[float, ...] = list_of(number)(path, value)
        if len(given) != width:
            raise LabError(f"{path} must have {width} numbers, as network.widths says", f"{len(given)}")
        return given

    rows = table.take(key, list_of(row, 1))
    if len({len(r) for r in rows}) > 1:
        raise LabError(f"{table.path(key)} must have rows of one length", shown([len(r) for r in rows]))
    return np.array(rows)


def _targets(y: Array, network: Network, loss: Loss) -> Array:
    """Class numbers become rows with a single 1; everything else stays."""
    classes = network.widths[-1]
    if loss.name != "softmax_cross_entropy" or y.shape[1] == classes:
        return y
    label = y[:, 0]
    if not ((label == np.floor(label)) & (label >= 0) & (label < classes)).all():
        raise LabError(f"data.y must be class numbers from 0 to {classes - 1}", shown(label.tolist()))
    return np.eye(classes)[label.astype(int)]


def _columns(cells: Array, name: str, network: Network) -> tuple[Array, Array]:
    """The first columns are the inputs, the rest the targets: one each, or a single class number."""
    inputs, outputs = network.widths[0], network.widths[-1]
    if cells.shape[1] - inputs not in (outputs, 1):
        raise LabError(
            f"{name} must have {inputs} columns of inputs and then {outputs} of targets"
            + (", or one of class numbers" if outputs > 1 else ""),
            f"{cells.shape[1]} columns",
        )
    return cells[:, :inputs], cells[:, inputs:]


def _beside(name: str, folder: Path | None) -> Path:
    if folder is None and not Path(name).is_absolute():
        raise LabError("data.file needs a lab file to stand beside", shown(name), "Give x and y.")
    return (folder or Path()) / name


def _read_csv(path: Path) -> Array:
    """The numbers of a CSV file; its first line may be a heading."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [row for row in csv.reader(file) if any(cell.strip() for cell in row)]
    except (OSError, ValueError, csv.Error) as error:
        why = getattr(error, "strerror", None) or "no text in UTF-8, or no file name"
        raise FileError("data.file must be a CSV file that can be read", f"{plain(path.name)}: {why}") from None
    if rows and not any(_is_number(cell) for cell in rows[0]):
        rows = rows[1:]
    if not rows or len(rows) * len(rows[0]) > MOST_CELLS:
        raise LabError(f"{path.name} must hold 1 to {MOST_CELLS:,} numbers", f"{len(rows)} rows")
    for at, row in enumerate(rows, 1):
        if len(row) != len(rows[0]):
            raise LabError(
                f"{path.name} must have {len(rows[0])} columns in every row",
                f"{len(row)} in row {at} of the data",
            )
    return _cells(path.name, rows)


def _cells(name: str, rows: list[list[str]]) -> Array:
    try:
        cells = np.array(rows, dtype=np.float64)
        if np.isfinite(cells).all():
            return cells
    except ValueError:
        pass
    for at, row in enumerate(rows, 1):
        for column, cell in enumerate(row, 1):
            if not _is_number(cell) or not np.isfinite(float(cell)):
                raise LabError(
                    f"{name} must hold finite numbers",
                    f"{shown(cell)} in row {at} of the data, column {column}",
                )
    raise LabError(f"{name} must hold numbers", "something else")  # pragma: no cover


def _is_number(cell: str) -> bool:
    try:
        float(cell)
    except ValueError:
        return False
    return True
