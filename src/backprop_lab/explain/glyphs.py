"""Which letters no font at hand has: in a PDF the same box would stand for each of them."""

from __future__ import annotations

import json
import re

_NOBODY_HAS = "\U0010fffd"  # a place for private use, the last that Unicode has
_GLYPH = re.compile(r'href="#(\w+)"')


def lacking(text: str, system_fonts: bool) -> str:
    """The letters of a text that neither typst's own fonts have nor, where asked for, those of the system."""
    import typst

    strange = sorted(c for c in set(text) if ord(c) > 127)
    if not strange:
        return ""
    pages = "#pagebreak()\n".join(f"#{json.dumps(c, ensure_ascii=False)};\n" for c in (_NOBODY_HAS, *strange))
    drawn = typst.compile(pages.encode(), format="svg", ignore_system_fonts=not system_fonts)
    box, *glyphs = (set(_GLYPH.findall(page.decode())) for page in drawn)  # type: ignore[attr-defined]
    return "".join(c for c, found in zip(strange, glyphs, strict=True) if found & box)
