"""The ledger as plain text, in blocks of as many columns as the width has room for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from ..derivation import write
from .digits import is_long, written
from .formula import TEXT
from .ledger import TITLES, Row
from .sheet import Sheet

GAP = "  "


def text_ledger(sheet: Sheet, width: int) -> Iterator[str]:
    """Its lines, an empty one before each block."""
    rows = sheet.ledger.rows
    labels = [GAP + _label(row) for row in rows]
    edge = max(map(len, labels))
    columns = [_filled(head, cells) for head, *cells in _columns(sheet)]
    for block in _blocks([len(head) for head, *_ in columns], width - edge):
        yield ""
        yield GAP.join([" " * edge, *(columns[c][0] for c in block)])
        for i, row in enumerate(rows):
            if not i or row.kind != rows[i - 1].kind:
                yield TITLES[row.kind]
            yield GAP.join([labels[i].ljust(edge), *(columns[c][i + 1] for c in block)])


def _columns(sheet: Sheet) -> Iterator[list[str]]:
    """Each column from its heading down."""
    book = sheet.ledger
    for i, point in enumerate(book.points):
        yield [f"point {point + 1}", *(_marked(row.marks[i]) + _shown(row.values[i]) for row in book.rows)]
    yield [book.last, *("" if row.of is None else _shown(row.total) for row in book.rows)]


def _filled(head: str, cells: Sequence[str]) -> list[str]:
    """A column with its entries to the right, all as wide as the widest."""
    wide = max(map(len, (head, *cells)))
    return [text.rjust(wide) for text in (head, *cells)]


def _label(row: Row) -> str:
    label = write(row.label, TEXT)
    return f"{label}, {row.of.name.text}" if row.of else label


def _marked(mark: str) -> str:
    return f"({mark}) " if mark else ""


def _shown(value: Any) -> str:
    return ("~" if is_long(value) else "") + written(value, TEXT)[0]


def _blocks(wide: Sequence[int], room: int) -> list[list[int]]:
    """The places of the columns, in blocks that fit; a column that is too wide stands alone."""
    blocks: list[list[int]] = [[]]
    left = room
    for c, size in enumerate(wide):
        if blocks[-1] and size + len(GAP) > left:
            blocks.append([])
            left = room
        blocks[-1].append(c)
        left -= size + len(GAP)
    return blocks
