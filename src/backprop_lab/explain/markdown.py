"""An explanation as Markdown, with formulas between dollars as GitHub and Jupyter set them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from ..derivation import Ref, Style
from ..derivation.step import key
from ..derivation.style import STYLES
from .formula import Formula, Writer
from .phrase import set_words
from .sheet import Line, Part, Section, Sheet
from .table import Block, Cell, blocks, linear

COLUMNS = 8
ABREAST = 5
SPECIAL = "\\`*_{}[]<>#|$~"


def _kept(style: Style) -> Style:
    r"""The style without \!, of which Markdown would take the backslash away."""
    rules = {name: replace(rule, form=rule.form.replace(r"\!", "")) for name, rule in style.rules.items()}
    return replace(style, rules=rules)


LATEX = _kept(STYLES["latex"])
LINEAR = linear(LATEX)


def as_markdown(sheet: Sheet) -> str:
    """The sheet as Markdown."""
    return "\n\n".join(_body(sheet)) + "\n"


def escape(text: str) -> str:
    """Plain text as Markdown."""
    return "".join("\\" + c if c in SPECIAL else c for c in text)


def _body(sheet: Sheet) -> Iterator[str]:
    yield f"# {escape(sheet.title)}"
    yield from (_sentence(sheet, note) for note in sheet.notes)
    yield "## Theta"
    yield _given(Writer(sheet.values, LATEX), sheet.parameters)
    for section in sheet.sections:
        yield from _section(sheet, section)
    yield "## The ledger"
    yield _sentence(sheet, sheet.ledger.told)
    yield from (_table(block) for block in blocks(sheet, LINEAR, COLUMNS))
    if sheet.long:
        yield "## The long fractions in full"
        writer = Writer(sheet.values, LINEAR)
        yield "\n".join(f"- ${writer.symbol(ref)}$ = {sheet.values[key(ref)]}" for ref in sheet.long)


def _section(sheet: Sheet, section: Section) -> Iterator[str]:
    writer = Writer(sheet.values, LATEX, section.point)
    yield f"## {escape(section.title)}"
    yield from (_sentence(sheet, note) for note in section.notes)
    if section.given:
        yield _given(writer, section.given)
    for part in section.parts:
        yield from _part(sheet, writer, part)


def _part(sheet: Sheet, writer: Writer, part: Part) -> Iterator[str]:
    if part.title:
        yield f"### {part.title}"
    for line in part.lines:
        if line.news:
            yield _sentence(sheet, line.said)
        yield f"$$\n{_chain(writer.formula(line.step), line)}\n$$"


def _chain(formula: Formula, line: Line) -> str:
    """The formula on one line, or aligned."""
    told = rf" \quad\text{{({line.mark})}}" if line.mark else ""
    signs = [r"\approx" if row.rounded else "=" for row in formula.rows]
    if formula.together:
        sides = " ".join(f"{s} {row.pieces[0]}" for s, row in zip(signs, formula.rows, strict=True))
        return f"{formula.symbol} {sides}{told}"
    rows = []
    for sign, row in zip(signs, formula.rows, strict=True):
        rows.append(f"&{sign} {row.pieces[0]}")
        rows += [rf"&\quad {{}}{piece}" for piece in row.pieces[1:]]
    return "\\begin{aligned}\n" + formula.symbol + " \\\\\n".join(rows) + told + "\n\\end{aligned}"


def _given(writer: Writer, refs: tuple[Ref, ...]) -> str:
    """What is given, a formula each."""
    told = [f"${writer.given(ref)}$" for ref in refs]
    return ",\n".join(", ".join(told[i : i + ABREAST]) for i in range(0, len(told), ABREAST))


def _sentence(sheet: Sheet, text: str) -> str:
    return set_words(text, sheet.names, LINEAR, "$#$", escape)


def _table(block: Block) -> str:
    rows = [
        "| | " + " | ".join(map(escape, block.heads)) + " |",
        "|:--|" + "--:|" * len(block.heads),
    ]
    for row in block.rows:
        if row.title:
            rows.append(f"| *{row.title}* |" + " |" * len(block.heads))
        label = f"${row.label}$" + (f", ${row.of}$" if row.of else "")
        rows.append(f"| {label} | " + " | ".join(map(_cell, row.cells)) + " |")
    return "\n".join(rows)


def _cell(cell: Cell) -> str:
    if not cell.number:
        return ""
    sign = r"\approx " if cell.rounded else ""
    return (f"({cell.mark}) " if cell.mark else "") + f"${sign}{cell.number}$"
