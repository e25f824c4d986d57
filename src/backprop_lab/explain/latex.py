"""An explanation as a LaTeX document: amsmath and geometry, and it compiles as it stands."""

from __future__ import annotations

from collections.abc import Iterator

from ..derivation import Ref
from ..derivation.step import key
from ..derivation.style import STYLES
from .formula import Formula, Writer
from .letters import declarations
from .phrase import set_words
from .sheet import Line, Part, Section, Sheet
from .table import Block, Cell, blocks, linear

LATEX = STYLES["latex"]
LINEAR = linear(LATEX)
COLUMNS, ROWS = 5, 36
"""So many columns and rows of the ledger stand on a page."""
SPECIAL = {
    "\\": r"\textbackslash{}", "{": r"\{", "}": r"\}", "$": r"\$", "&": r"\&", "#": r"\#", "%": r"\%", "_": r"\_",
    "~": r"\textasciitilde{}", "^": r"\textasciicircum{}", "<": r"\(<\)", ">": r"\(>\)", "|": r"\(|\)", '"': "''",
    "²": r"\textsuperscript{2}",
}  # fmt: skip
HEAD = r"""\documentclass[fleqn]{article}
\usepackage{amsmath}
\usepackage[a4paper,margin=22mm]{geometry}
\setlength{\mathindent}{1em}
\setlength{\parindent}{0pt}
\setlength{\parskip}{4pt}
\allowdisplaybreaks
\AtBeginDocument{\abovedisplayskip=3pt \belowdisplayskip=3pt}
\raggedbottom
\sloppy
"""


def as_latex(sheet: Sheet) -> str:
    """The sheet as a document."""
    body = "\n".join(_body(sheet))
    title = escape(sheet.title)
    return "\n".join(
        [HEAD + declarations(title + body), r"\begin{document}", rf"\section*{{{title}}}", body, r"\end{document}", ""]
    )  # fmt: skip


def escape(text: str) -> str:
    """Plain text as LaTeX."""
    return "".join(SPECIAL.get(c, c) for c in text)


def _body(sheet: Sheet) -> Iterator[str]:
    yield from (_sentence(sheet, note) + "\n" for note in sheet.notes)
    yield r"\subsection*{Theta}"
    yield from _given(Writer(sheet.values, LATEX), sheet.parameters)
    for section in sheet.sections:
        yield from _section(sheet, section)
    yield "\\clearpage\n\\subsection*{The ledger}"
    yield _sentence(sheet, sheet.ledger.told) + "\n"
    for block in blocks(sheet, LINEAR, COLUMNS):
        for at in range(0, len(block.rows), ROWS):
            yield from _table(Block(block.heads, block.rows[at : at + ROWS]))
    if sheet.long:
        yield from _long(sheet)


def _section(sheet: Sheet, section: Section) -> Iterator[str]:
    writer = Writer(sheet.values, LATEX, section.point)
    yield rf"\subsection*{{{escape(section.title)}}}"
    yield from (_sentence(sheet, note) + "\n" for note in section.notes)
    if section.given:
        yield from _given(writer, section.given)
    for part in section.parts:
        yield from _part(sheet, writer, part)


def _part(sheet: Sheet, writer: Writer, part: Part) -> Iterator[str]:
    """One align* for a part, its sentences between the formulas."""
    if part.title:
        yield rf"\subsubsection*{{{part.title}}}"
    first, *others = part.lines
    if first.news:
        yield _small(sheet, first) + r"\nopagebreak"
    rows = _rows(writer.formula(first.step), first.mark)
    for line in others:
        rows[-1] += r" \\"
        if line.news:
            rows.append(rf"\intertext{{{_small(sheet, line)}}}")
        rows += _rows(writer.formula(line.step), line.mark)
    yield "\n".join([r"\begin{align*}", *rows, r"\end{align*}"])


def _rows(formula: Formula, mark: str) -> list[str]:
    """The rows of an align*, without \\\\ after the last."""
    told = rf" \quad\text{{({mark})}}" if mark else ""
    signs = [_sign(row.rounded) for row in formula.rows]
    if formula.together:
        chain = " ".join(f"{s} {row.pieces[0]}" for s, row in zip(signs, formula.rows, strict=True))
        return [f"{formula.symbol} &{chain}{told}"]
    rows = []
    for sign, row in zip(signs, formula.rows, strict=True):
        rows.append(f"&{sign} {row.pieces[0]}")
        rows += [rf"&\quad {{}}{piece}" for piece in row.pieces[1:]]
    rows[0] = f"{formula.symbol} {rows[0]}"
    return [*(row + r" \\*" for row in rows[:-1]), rows[-1] + told]


def _sign(rounded: bool) -> str:
    return r"\approx" if rounded else "="


def _small(sheet: Sheet, line: Line) -> str:
    return rf"{{\small {_sentence(sheet, line.said)}}}"


def _sentence(sheet: Sheet, text: str) -> str:
    return set_words(text, sheet.names, LINEAR, r"\(#\)", escape)


def _given(writer: Writer, refs: tuple[Ref, ...]) -> Iterator[str]:
    """What is given, side by side."""
    told = (rf"\({writer.given(ref)}\)" for ref in refs)
    yield r"{\raggedright\leftskip=1em " + " \\qquad\n".join(told) + r"\par}"


def _table(block: Block) -> Iterator[str]:
    yield "{\\renewcommand{\\arraystretch}{1.25}\\small"
    yield rf"\begin{{tabular}}{{l{'r' * len(block.heads)}}}"
    yield " & ".join(["", *map(escape, block.heads)]) + r" \\ \hline"
    for row in block.rows:
        if row.title:
            yield rf"\multicolumn{{{len(block.heads) + 1}}}{{l}}{{\textit{{{escape(row.title)}}}}} \\"
        label = rf"\({row.label}\)" + (rf", \({row.of}\)" if row.of else "")
        yield " & ".join([label, *map(_cell, row.cells)]) + r" \\"
    yield "\\end{tabular}\\par\\bigskip}"


def _cell(cell: Cell) -> str:
    if not cell.number:
        return ""
    mark = f"({cell.mark}) " if cell.mark else ""
    return rf"{mark}\({_sign(True) if cell.rounded else ''} {cell.number}\)"


def _long(sheet: Sheet) -> Iterator[str]:
    """Fractions in full, which may break after every tenth digit."""
    yield r"\subsection*{The long fractions in full}"
    yield r"\raggedright\hangafter=1"
    writer = Writer(sheet.values, LINEAR)
    for ref in sheet.long:
        value = sheet.values[key(ref)]
        digits = [r"\hspace{0pt}".join(_groups(n)) for n in (str(value.numerator), str(value.denominator))]
        yield rf"\hangindent=2em\({writer.symbol(ref)}\) = {{\small {digits[0]}\,/\,\hspace{{0pt}}{digits[1]}}}\par"


def _groups(digits: str) -> list[str]:
    return [digits[i : i + 10] for i in range(0, len(digits), 10)]
