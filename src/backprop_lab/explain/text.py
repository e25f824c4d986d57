"""An explanation as plain text, for a terminal or a file."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Sequence

from ..derivation import Ref
from ..derivation.step import key
from .formula import TEXT, Formula, Writer
from .sheet import Line, Section, Sheet
from .text_ledger import text_ledger

INDENT = "  "


def as_text(sheet: Sheet, width: int = 80) -> str:
    """The sheet as text of that width; formulas that cannot be broken may be wider."""
    lines = [*_heading(sheet.title, width, "="), ""]
    for note in (*sheet.notes, names_note(sheet)):
        lines += _wrapped(note, width, "")
    lines += ["", "theta", *_given(Writer(sheet.values, TEXT), sheet.parameters, width)]
    for section in sheet.sections:
        lines += ["", *_section(sheet, section, width)]
    lines += ["", *_heading("The ledger"), *_wrapped(sheet.ledger.told, width, INDENT)]
    lines += (INDENT + line for line in text_ledger(sheet, width - len(INDENT)))
    if sheet.long:
        lines += ["", *_exact(sheet, width)]
    return "\n".join(line.rstrip() for line in lines) + "\n"


def names_note(sheet: Sheet) -> str:
    """How derivatives are typed, said with names of this lab."""
    names = sheet.template.names
    delta, w = names.preactivations[-1][0], names.parameters[0]
    d, of_l, of_j = delta.derivative().text, w.derivative("L").text, w.derivative("J").text
    return (
        f"{d} stands for dL/d{delta.text}; {of_l} for the derivative of L in {w.text} at one data point, {of_j} for "
        f"that of J. L[1] is L at data point 1." + (" ~ stands before what is rounded." if sheet.long else "")
    )


def _section(sheet: Sheet, section: Section, width: int) -> Iterator[str]:
    writer = Writer(sheet.values, TEXT, section.point, width - 12)
    yield from _heading(section.title)
    for note in section.notes:
        yield from _wrapped(note, width, INDENT)
    if section.given:
        yield from _given(writer, section.given, width)
    for part in section.parts:
        inner = INDENT
        if part.title:
            yield ""
            yield INDENT + part.title
            inner = INDENT * 2
        for line in part.lines:
            yield ""
            yield from _line(writer, line, width, inner)


def _line(writer: Writer, line: Line, width: int, indent: str) -> Iterator[str]:
    formula = writer.formula(line.step)
    mark = f"   ({line.mark})" if line.mark else ""
    yield from (indent + row for row in _rows(formula, mark))
    yield from _wrapped(line.news, width, indent + INDENT * 2)


def _rows(formula: Formula, mark: str) -> list[str]:
    """The formula on one line, or each right side under the other."""
    signs = [" ~ " if row.rounded else " = " for row in formula.rows]
    if formula.together:
        return [formula.symbol + "".join(s + row.pieces[0] for s, row in zip(signs, formula.rows, strict=True)) + mark]
    gap, rows = " " * len(formula.symbol), []
    for i, (sign, row) in enumerate(zip(signs, formula.rows, strict=True)):
        rows.append((gap if i else formula.symbol) + sign + row.pieces[0])
        rows += [gap + "   " + piece for piece in row.pieces[1:]]
    rows[-1] += mark
    return rows


def _exact(sheet: Sheet, width: int) -> Iterator[str]:
    """The long fractions in full."""
    yield from _heading("The long fractions in full")
    writer = Writer(sheet.values, TEXT)
    for ref in sheet.long:
        yield from _wrapped(f"{writer.symbol(ref)} = {sheet.values[key(ref)]}", width, INDENT, INDENT * 3)


def _given(writer: Writer, refs: Sequence[Ref], width: int) -> list[str]:
    """Names with their numbers, side by side."""
    words = [writer.given(ref, rounded="~") for ref in refs]
    wide = max(map(len, words)) + 3
    each = max(1, (width - 2) // wide)
    rows = [words[i : i + each] for i in range(0, len(words), each)]
    return [INDENT + "".join(word.ljust(wide) for word in row) for row in rows]


def _heading(title: str, width: int = 80, line: str = "-") -> list[str]:
    rows = textwrap.wrap(title, width)
    return [*rows, line * max(map(len, rows))]


def _wrapped(text: str, width: int, indent: str, later: str | None = None) -> list[str]:
    return textwrap.wrap(text, width, initial_indent=indent, subsequent_indent=later or indent, break_long_words=True)
