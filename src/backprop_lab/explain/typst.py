"""An explanation as a Typst document, and as the PDF that the typst package makes of it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from ..derivation import Ref
from ..derivation.step import key
from ..derivation.style import STYLES
from .formula import Formula, Writer
from .glyphs import lacking
from .phrase import set_words
from .sheet import Line, Part, Section, Sheet
from .table import Block, Cell, blocks, linear

TYPST = STYLES["typst"]
LINEAR = linear(TYPST)
COLUMNS = 5
HEAD = """\
#set page(paper: "a4", margin: (x: 22mm, y: 20mm), numbering: "1 / 1")
#set text(lang: "en", size: 10pt)
#set par(leading: 0.55em, spacing: 0.9em)
#show heading.where(level: 2): it => block(above: 2em, below: 1em, it)
#show heading.where(level: 3): it => block(above: 1.6em, below: 0.9em, it)
#show math.equation.where(block: true): set align(left)
#let given(..each) = block(inset: (left: 1em), layout(room => {
  let (wide, gap) = (calc.max(..each.pos().map(one => measure(one).width)), 1.8em.to-absolute())
  let columns = calc.max(1, calc.floor((room.width + gap) / (wide + gap)))
  grid(columns: (wide,) * columns, column-gutter: gap, row-gutter: 0.65em, ..each)
}))
#let chain(said, symbol, ..rows) = block(breakable: false, above: 1.3em, below: 1.3em, {
  let rest = rows.pos().enumerate().map(((i, row)) => (if i == 0 { symbol } else [], row)).flatten()
  if said != none { text(9pt, luma(35%), said); v(0.75em, weak: true) }
  grid(columns: (4em, 1fr), column-gutter: 0.35em, row-gutter: 0.8em, align: (right + horizon, left + horizon), ..rest)
})
#let dead(why) = text(8.5pt, luma(35%))[#h(0.8em);(#why)]
#let full(name, digits) = block(above: 0.8em, below: 0.8em, par(hanging-indent: 2em)[#name = #text(8.5pt, digits)])
"""


def as_pdf(sheet: Sheet) -> bytes:
    """The sheet as a PDF; `ModuleNotFoundError` without the extra `course`.

    The same bytes every time, but where a title or a name has letters that typst's own fonts lack:
    there the fonts of the system serve as well.
    """
    try:
        import typst
    except ModuleNotFoundError as error:
        told = "a PDF needs typst, which comes with the extra course: pip install 'backprop-lab[course]'"
        raise ModuleNotFoundError(told, name=error.name) from None

    ours = not lacking(_strange(sheet), system_fonts=False)
    made = typst.compile(as_typst(sheet).encode(), format="pdf", ignore_system_fonts=ours)
    assert isinstance(made, bytes)
    return made


def boxes(sheet: Sheet) -> str:
    """The letters for which the PDF has boxes, since no font at hand has them."""
    lost = lacking(_strange(sheet), system_fonts=False)
    return lacking(lost, system_fonts=True)


def _strange(sheet: Sheet) -> str:
    """What a user may have written: the title, and the letters of names."""
    return "".join((sheet.title, *sheet.names))


def as_typst(sheet: Sheet) -> str:
    """The sheet as a Typst document."""
    title = f"#set document(title: {json.dumps(sheet.title, ensure_ascii=False)}, date: none)"
    return "\n".join([title, HEAD, f"= {_text(sheet.title)}", *_body(sheet), ""])


def _text(text: str) -> str:
    """Plain text as Typst: a string, which nothing in it can end."""
    return f"#{json.dumps(text, ensure_ascii=False)};" if text else ""


def _body(sheet: Sheet) -> Iterator[str]:
    yield from (_sentence(sheet, note) + "\n" for note in sheet.notes)
    yield "== Theta"
    yield _given(Writer(sheet.values, TYPST), sheet.parameters)
    for section in sheet.sections:
        yield from _section(sheet, section)
    yield "#pagebreak(weak: true)\n== The ledger"
    yield _sentence(sheet, sheet.ledger.told)
    yield from (_table(block) for block in blocks(sheet, LINEAR, COLUMNS))
    if sheet.long:
        yield "== The long fractions in full"
        writer = Writer(sheet.values, LINEAR)
        yield from (f"#full(${writer.symbol(r)}$)[{_digits(sheet.values[key(r)])}]" for r in sheet.long)


def _section(sheet: Sheet, section: Section) -> Iterator[str]:
    writer = Writer(sheet.values, TYPST, section.point)
    yield f"== {_text(section.title)}"
    yield from (_sentence(sheet, note) + "\n" for note in section.notes)
    if section.given:
        yield _given(writer, section.given)
    for part in section.parts:
        yield from _part(sheet, writer, part)


def _part(sheet: Sheet, writer: Writer, part: Part) -> Iterator[str]:
    if part.title:
        yield f"=== {part.title}"
    for line in part.lines:
        said = f"[{_sentence(sheet, line.said)}]" if line.news else "none"
        rows = "".join(f"[{row}]" for row in _rows(writer.formula(line.step), line))
        yield f"#chain({said}){rows}"


def _rows(formula: Formula, line: Line) -> list[str]:
    """The name, then each right side, or all of them on one line."""
    told = f"#dead({json.dumps(line.mark)})" if line.mark else ""
    sides = [f"{'approx' if row.rounded else '='} {row.pieces[0]}" for row in formula.rows]
    if formula.together:
        return [f"${_display(formula.symbol)}$", f"${_display(' '.join(sides))}${told}"]
    rows = [f"${_display(formula.symbol)}$"]
    for side, row in zip(sides, formula.rows, strict=True):
        rows.append(f"${_display(side)}$")
        rows += [f"#h(1.5em)${_display(piece)}$" for piece in row.pieces[1:]]
    rows[-1] += told
    return rows


def _display(formula: str) -> str:
    return f"display({formula})"


def _given(writer: Writer, refs: tuple[Ref, ...]) -> str:
    return "#given" + "".join(f"[${writer.given(ref, rounded='approx')}$]" for ref in refs)


def _sentence(sheet: Sheet, text: str) -> str:
    return set_words(text, sheet.names, LINEAR, "$#$", _text)


def _table(block: Block) -> str:
    width = len(block.heads) + 1
    rows = [f"#table(columns: {width}, stroke: none, inset: (x: 0.6em, y: 0.32em), "
            f"align: (left,) + (right,) * {width - 1},"]  # fmt: skip
    heads = ", ".join(f"strong[{_text(head)}]" for head in block.heads)
    rows.append(f"table.header([], {heads}, table.hline(stroke: 0.5pt)),")
    for row in block.rows:
        if row.title:
            rows.append(f"table.cell(colspan: {width}, inset: (top: 0.9em))[_{row.title}_],")
        label = f"[${row.label}$" + (f", ${row.of}$" if row.of else "") + "]"
        rows.append(", ".join([label, *map(_cell, row.cells)]) + ",")
    return "\n".join([*rows, ")"])


def _cell(cell: Cell) -> str:
    if not cell.number:
        return "[]"
    mark = f"#dead({json.dumps(cell.mark)}) " if cell.mark else ""
    return f"[{mark}${'approx ' if cell.rounded else ''}{cell.number}$]"


def _digits(value: object) -> str:
    """A fraction that may break after every tenth digit."""
    parts = [[n[i : i + 10] for i in range(0, len(n), 10)] for n in str(value).split("/")]
    return " / ".join("\u200b".join(part) for part in parts)
