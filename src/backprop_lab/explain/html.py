"""An explanation as HTML with MathML, for a browser or a notebook; it asks for nothing from any network."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape

from .._version import VERSION
from ..derivation import Ref
from ..derivation.step import key
from ..derivation.style import STYLES
from .css import FRAGMENT, PAGE
from .digits import is_long
from .formula import TEXT, Formula, Writer
from .phrase import set_words
from .sheet import Line, Part, Section, Sheet
from .table import Block, Cell, blocks, linear

MATHML = STYLES["mathml"]
LINEAR = linear(MATHML)
COLUMNS = 8


def as_html(sheet: Sheet) -> str:
    """The sheet as one HTML file."""
    return (
        '<!doctype html>\n<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f'<meta name="generator" content="Backprop Lab {VERSION}">\n'
        f"<title>{escape(sheet.title)}</title>\n<style>\n{PAGE}</style>\n</head>\n<body>\n"
        f"{fragment(sheet, 'main', 1)}\n</body>\n</html>\n"
    )


def fragment(sheet: Sheet, element: str = "div", level: int = 3) -> str:
    """The sheet as an element that brings its own style; `level` is that of its first heading."""
    body = "\n".join(_body(sheet, level))
    return f'<{element} class="backprop-lab-explain">\n<style>\n{FRAGMENT}</style>\n{body}\n</{element}>'


def _body(sheet: Sheet, level: int) -> Iterator[str]:
    yield _heading(level, escape(sheet.title))
    yield from (f"<p>{_sentence(sheet, note)}</p>" for note in sheet.notes)
    yield _heading(level + 1, "Theta")
    yield _given(Writer(sheet.values, MATHML), sheet.parameters)
    for section in sheet.sections:
        yield "<section>"
        yield from _section(sheet, section, level + 1)
        yield "</section>"
    yield f"<section>{_heading(level + 1, 'The ledger')}"
    yield f"<p>{_sentence(sheet, sheet.ledger.told)}</p>"
    yield from (_table(block) for block in blocks(sheet, LINEAR, COLUMNS))
    yield "</section>"
    if sheet.long:
        yield f"<section>{_heading(level + 1, 'The long fractions in full')}"
        writer = Writer(sheet.values, LINEAR)
        for ref in sheet.long:
            digits = str(sheet.values[key(ref)]).replace("-", "−").replace("/", " / ")
            yield f'<p class="full">{_math(writer.symbol(ref))} =\u00a0{digits}</p>'
        yield "</section>"


def _section(sheet: Sheet, section: Section, level: int) -> Iterator[str]:
    writer = Writer(sheet.values, MATHML, section.point)
    yield _heading(level, escape(section.title))
    yield from (f'<p class="note">{_sentence(sheet, note)}</p>' for note in section.notes)
    if section.given:
        yield _given(writer, section.given)
    for part in section.parts:
        yield from _part(sheet, writer, part, level + 1)


def _part(sheet: Sheet, writer: Writer, part: Part, level: int) -> Iterator[str]:
    if part.title:
        yield _heading(level, part.title)
    for line in part.lines:
        dead = ' class="step dead"' if line.mark else ' class="step"'
        said = f"<p>{_sentence(sheet, line.said)}</p>" if line.news else ""
        yield f'<div{dead}>{said}<div class="chain">{_chain(writer.formula(line.step), line)}</div></div>'


def _chain(formula: Formula, line: Line) -> str:
    """The name, then each right side under the other, or one beside the other while there is room."""
    mark = f' <span class="mark">({line.mark})</span>' if line.mark else ""
    cells = [_display(_side(row.rounded, row.pieces[0])) + _more(row.pieces[1:]) for row in formula.rows]
    if formula.together:
        cells = [" ".join(cells)]
    cells[-1] += mark
    kind = "side together" if formula.together else "side"
    return _display(formula.symbol) + "".join(f'<div class="{kind}">{cell}</div>' for cell in cells)


def _more(pieces: tuple[str, ...]) -> str:
    return "".join(f'<div class="more">{_display(piece)}</div>' for piece in pieces)


def _side(rounded: bool, formula: str) -> str:
    return f"<mo>{'≈' if rounded else '='}</mo>{formula}"


def _display(formula: str) -> str:
    return f'<math display="block"><mrow>{formula}</mrow></math>'


def _math(formula: str) -> str:
    return f"<math><mrow>{formula}</mrow></math>"


def _given(writer: Writer, refs: tuple[Ref, ...]) -> str:
    told, plain = [], Writer(writer.values, TEXT, writer.point)
    wide = max(len(plain.given(ref)) for ref in refs)
    for ref in refs:
        value = writer.values[key(ref)]
        told.append(f"<li>{_math(writer.symbol(ref) + _side(is_long(value), writer.number(value)))}</li>")
    return f'<ul class="given" style="--wide: {0.6 * wide:.1f}em">{"".join(told)}</ul>'


def _heading(level: int, text: str) -> str:
    return f"<h{level}>{text}</h{level}>"


def _sentence(sheet: Sheet, text: str) -> str:
    return set_words(text, sheet.names, LINEAR, _math("#"), escape)


def _table(block: Block) -> str:
    heads = "".join(f'<th scope="col">{escape(head)}</th>' for head in block.heads)
    rows = []
    for row in block.rows:
        if row.title:
            span = len(block.heads) + 1
            rows.append(f'<tr class="kind"><th scope="colgroup" colspan="{span}">{escape(row.title)}</th></tr>')
        label = _math(row.label) + (f", {_math(row.of)}" if row.of else "")
        rows.append(f'<tr><th scope="row">{label}</th>{"".join(map(_cell, row.cells))}</tr>')
    head = f"<thead><tr><td></td>{heads}</tr></thead>"
    return f'<div class="wide"><table>{head}<tbody>{"".join(rows)}</tbody></table></div>'


def _cell(cell: Cell) -> str:
    if not cell.number:
        return "<td></td>"
    mark = f'<span class="mark">({cell.mark})</span> ' if cell.mark else ""
    dead = ' class="dead"' if cell.mark else ""
    return f"<td{dead}>{mark}{_math(('<mo>≈</mo>' if cell.rounded else '') + cell.number)}</td>"
