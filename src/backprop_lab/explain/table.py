"""The ledger as a table of written cells, in blocks of columns, the same for every format that sets formulas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ..derivation import Style, write, write_name
from .digits import is_long, written
from .ledger import TITLES, Row
from .sheet import Sheet

LINEAR = {
    "latex": r"\partial #1/\partial #2", "typst": r"partial #1 \/ partial #2",
    "mathml": "<mrow><mo>∂</mo>#1<mo>/</mo><mo>∂</mo>#2</mrow>",
}  # fmt: skip


def linear(style: Style) -> Style:
    """The style with derivatives on one line, for tables and sentences."""
    return replace(style, partial=LINEAR[style.name])


@dataclass(frozen=True)
class Cell:
    """A number as text, whether it is rounded, and why it is on a dead path, else ""."""

    number: str
    rounded: bool = False
    mark: str = ""


@dataclass(frozen=True)
class TableRow:
    """A row: its label (and the name of its total) as formulas, its cells; `title` begins a group, else ""."""

    title: str
    label: str
    of: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Block:
    """Some columns of the ledger under their headings."""

    heads: tuple[str, ...]
    rows: tuple[TableRow, ...]


def blocks(sheet: Sheet, style: Style, most: int) -> Iterator[Block]:
    """The ledger in blocks of at most `most` columns, the last column of all in the last block."""
    book = sheet.ledger
    heads = [*(f"point {p + 1}" for p in book.points), book.last]
    rows = [_cells(row, style) for row in book.rows]
    for at in range(0, len(heads), most):
        part = slice(at, at + most)
        yield Block(
            tuple(heads[part]),
            tuple(
                TableRow(title, label, of if at + most >= len(heads) else "", cells[part])
                for (title, label, of, cells) in _titled(zip(book.rows, rows, strict=True), style)
            ),
        )


def _titled(
    rows: Iterator[tuple[Row, tuple[Cell, ...]]], style: Style
) -> Iterator[tuple[str, str, str, tuple[Cell, ...]]]:
    kind = ""
    for row, cells in rows:
        title = TITLES[row.kind] if row.kind != kind else ""
        kind = row.kind
        yield title, write(row.label, style), write_name(row.of.name, style) if row.of else "", cells


def _cells(row: Row, style: Style) -> tuple[Cell, ...]:
    each = [Cell(written(v, style)[0], is_long(v), mark) for v, mark in zip(row.values, row.marks, strict=True)]
    last = Cell("") if row.of is None else Cell(written(row.total, style)[0], is_long(row.total))
    return (*each, last)
