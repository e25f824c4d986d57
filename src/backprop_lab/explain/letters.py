"""Letters beyond ASCII in LaTeX: each is declared, so that pdflatex sets it in text and in formulas."""

from __future__ import annotations

import unicodedata

ACCENTS = {
    "\u0300": ("grave", "`"), "\u0301": ("acute", "'"), "\u0302": ("hat", "^"), "\u0303": ("tilde", "~"),
    "\u0304": ("bar", "="), "\u0306": ("breve", "u "), "\u0307": ("dot", "."), "\u0308": ("ddot", '"'),
    "\u030a": ("mathring", "r "), "\u030c": ("check", "v "),
}  # fmt: skip
GREEK = "GREEK SMALL LETTER "
WHOLE = {"ß": "ss", "æ": "ae", "Æ": "AE", "ø": "o", "Ø": "O", "ł": "l", "Ł": "L", "œ": "oe", "Œ": "OE"}
"""Letters that are no other letter with an accent, and LaTeX's commands for them."""
LATIN = {"OMICRON": "o", "FINAL SIGMA": "varsigma", "LAMDA": "lambda"}


def declarations(text: str) -> str:
    """One line for every letter of the text that is not ASCII."""
    strange = sorted({c for c in text if ord(c) > 127})
    declared = "".join(f"\\DeclareUnicodeCharacter{{{ord(c):04X}}}{{{_set(c)}}}\n" for c in strange)
    # Engines that read Unicode themselves have no such command, and no need of it.
    return f"\\ifdefined\\DeclareUnicodeCharacter\n{declared}\\fi\n" if declared else ""


def _set(letter: str) -> str:
    if letter in WHOLE:
        return rf"\text{{\{WHOLE[letter]}{{}}}}"
    name = unicodedata.name(letter, "")
    if name.startswith(GREEK) and " WITH " not in name:
        word = name.removeprefix(GREEK)
        command = LATIN.get(word, word.lower())
        return r"\ensuremath{" + (command if len(command) == 1 else "\\" + command) + "}"
    parts = unicodedata.normalize("NFKD", letter)
    if len(parts) == 2 and parts[0].isascii() and parts[1] in ACCENTS:
        formula, sign = ACCENTS[parts[1]]
        return rf"\ifmmode\{formula}{{{parts[0]}}}\else\{sign}{{{parts[0]}}}\fi"
    if parts.isascii() and parts.isalnum():
        return parts
    return rf"\ensuremath{{\text{{[U+{ord(letter):04X}]}}}}"
