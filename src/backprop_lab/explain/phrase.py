"""A sentence in pieces: words, and the names of numbers, which each style sets as formulas."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from ..derivation import Name, Style, Template, write_name

_WORD = re.compile(r"\w+(?:,\d+)?")


def named(found: Template) -> dict[str, Name]:
    """Every name of a derivation that a sentence may use, by its text."""
    steps = (*found.point, *found.sum, *found.update)
    names = (*found.names.parameters, *found.names.inputs, *found.names.targets, *(s.symbol for s in steps))
    return {name.text: name for name in names}


def set_words(text: str, names: dict[str, Name], style: Style, formula: str, plain: Callable[[str], str]) -> str:
    """The sentence with names as formulas, # in `formula` standing for one, and the rest through `plain`."""
    return "".join(
        formula.replace("#", write_name(names[word], style)) if word in names else plain(word)
        for word in _parts(text.replace("^2", "²"))
    )  # fmt: skip


def _parts(text: str) -> Iterator[str]:
    """Words and what stands between them."""
    at = 0
    for found in _WORD.finditer(text):
        yield text[at : found.start()]
        yield found[0]
        at = found.end()
    yield text[at:]
