"""An explanation in every format; in Jupyter it shows itself typeset."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from .sheet import Sheet


@dataclass(frozen=True, eq=False)
class Explanation:
    """Every number of a lab at one theta, with its equation and what happens there; see `explain`."""

    sheet: Sheet

    def noted(self, note: str) -> Explanation:
        """The same with one more note, the first."""
        return Explanation(replace(self.sheet, notes=(note, *self.sheet.notes)))

    def text(self, width: int = 80) -> str:
        """Plain text, so many characters wide where that can be."""
        from .text import as_text

        return as_text(self.sheet, width)

    def markdown(self) -> str:
        """Markdown with formulas between dollars, as GitHub and Jupyter set it."""
        from .markdown import as_markdown

        return as_markdown(self.sheet)

    def latex(self) -> str:
        """A LaTeX document that compiles as it stands."""
        from .latex import as_latex

        return as_latex(self.sheet)

    def html(self) -> str:
        """One HTML file with MathML that asks for nothing from any network."""
        from .html import as_html

        return as_html(self.sheet)

    def pdf(self) -> bytes:
        """A PDF; needs the extra `course` (the package typst). See `boxes`."""
        from .typst import as_pdf

        return as_pdf(self.sheet)

    def boxes(self) -> str:
        """The letters of title and names that no font at hand has: in the PDF a box stands for each."""
        from .typst import boxes

        return boxes(self.sheet)

    def json(self) -> str:
        """One JSON object, see `record`."""
        from .record import as_json

        return as_json(self.sheet)

    def record(self) -> dict[str, Any]:
        """The steps and the ledger as dictionaries and lists; numbers that are not finite are None."""
        from .record import as_record

        return as_record(self.sheet)

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        told = "print it, or call .text(), .markdown(), .latex(), .html(), .pdf(), .json()"
        return f"<Explanation of {self.sheet.lab.name}, {self.sheet.start_name}: {told}>"

    def _repr_html_(self) -> str:
        from .html import fragment

        return fragment(self.sheet)
