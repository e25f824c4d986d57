"""JavaScript cut into code and what must stay as it is: strings, templates and patterns; comments are dropped."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(
    # The code up to the token, with pairs of brackets that hold code alone: there are thousands of those.
    r"""([^`(){}/"']*(?:(?:\([^`(){}/"']*\)|\{[^`(){}/"']*\})[^`(){}/"']*)*)"""
    r"""(//[^\n]*|/\*[\s\S]*?\*/|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|[`(){}/"']|\Z)"""
)
_TEMPLATE = re.compile(r"[^`\\$]*(?:(?:\\[\s\S]|\$(?!\{))[^`\\$]*)*(?:`|\$\{)")
_PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_BEFORE_PATTERN = re.compile(
    r"(?<![\w$.])(?:return|typeof|case|in|of|delete|void|throw|new|instanceof|else|do|yield|await)$"
)
_HEAD = re.compile(r"(?<![\w$.])(?:if|while|for|with)$")
_HEADS = ("if", "while", "for", "with")
_HEADED = re.compile(r"(?<![\w$.])(?:if|while|for|with)\s*\([^()]*\)$")
_AFTER = {"if ()": "=", "()": "a", "{}": "}"}
"""What stands before the code that follows a pair of brackets."""


class Piece(NamedTuple):
    """A stretch of a module: code, or (`raw`) a string, the text of a template or a pattern."""

    text: str
    raw: bool


def pieces(text: str) -> list[Piece]:
    """A module without comments, blank lines and indentation, cut into its pieces.

    Whether a slash divides or begins a pattern is told by what stands before it; where that does not tell
    (after a closing brace), and where brackets or quotes do not match, a `RuntimeError` says so.
    """
    scan = _Scan(text)
    while scan.stretch():
        pass
    return scan.done


class _Scan:
    """Where the scanner is, the brackets that are open, and the pieces so far."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.since = 0  # where the code begins that is neither in `code` nor in `done`
        self.done: list[Piece] = []
        self.code: list[str] = []
        self.open: list[str] = []
        self.before = ""  # the code right before `at`; "a" stands for an operand, "=" for none

    def stretch(self) -> bool:
        """Tokens up to one that only its own rules can end, a template or a pattern; False at the end.

        Brackets, the most frequent, are told apart here rather than by a call each.
        """
        for found in _TOKEN.finditer(self.text, self.at):
            code, token = found.groups()
            self.before = code.rstrip() or self.before
            self.at = found.end(1)
            if token == "(" or token == "{":
                heads = token == "(" and self.before.endswith(_HEADS) and _HEAD.search(self.before)
                self.open.append("if (" if heads else token)
                self.before = token
            elif token == ")" or token == "}":
                opened = self.open.pop() if self.open else ""
                self.before = _AFTER.get(opened + token, "")
                if not self.before:
                    return self.expression(opened + token)
            elif not self.other(token):
                return bool(token)
        return True

    def other(self, token: str) -> bool:
        """A token that is no bracket; False where the next does not begin at its end."""
        if token[:2] in ("//", "/*"):
            self.comment(token)
        elif len(token) > 1:
            self.raw(self.at + len(token))
        elif token in ("'", '"'):
            raise self.wrong("a string is not closed")
        else:
            {"/": self.slash, "`": self.template, "": self.end}[token]()
            return False
        return True

    def end(self) -> None:
        """The last code, and that nothing is open."""
        self.flush()
        if self.open:
            raise self.wrong(f"'{self.open[-1][-1]}' is not closed")

    def comment(self, token: str) -> None:
        """A comment counts as the space or the line break that it holds."""
        self.code += self.text[self.since : self.at], "\n" if "\n" in token else " " if token[1] == "*" else ""
        self.since = self.at + len(token)

    def expression(self, pair: str) -> bool:
        """The end of an expression within a template, whose text goes on; any other odd pair is wrong."""
        if pair != "${}":
            raise self.wrong(f"'{pair[-1]}' closes nothing")
        self.template()
        return True

    def slash(self) -> None:
        """A division or a pattern."""
        last = self.before[-1:]
        if last == "}":
            raise self.wrong("a slash after '}' may divide or begin a pattern; put brackets around what is divided")
        operand = bool(re.match(r"[\w$\])]", last)) or self.before.endswith(("++", "--"))
        if last == ")" and _HEADED.search(self.before):
            operand = False
        if operand and not _BEFORE_PATTERN.search(self.before[-12:]):
            self.at, self.before = self.at + 1, "/"
            return
        found = _PATTERN.match(self.text, self.at)
        if not found:
            raise self.wrong("a pattern is not closed")
        self.raw(found.end())

    def template(self) -> None:
        """The text of a template, from its first or from the end of an expression to the next."""
        found = _TEMPLATE.match(self.text, self.at + 1)
        if not found:
            raise self.wrong("a template is not closed")
        self.raw(found.end())
        if found.group().endswith("${"):
            self.open.append("${")
            self.before = "="

    def raw(self, end: int) -> None:
        """What stays as it is, up to `end`."""
        self.flush()
        self.done.append(Piece(self.text[self.at : end], True))
        self.at = self.since = end
        self.before = "a"

    def flush(self) -> None:
        """The code so far as one piece."""
        code = self.text[self.since : self.at]
        if self.code:
            code = "".join([*self.code, code])
            self.code = []
        if "\n" in code:
            first, *middle, last = code.split("\n")
            code = "\n".join([first.rstrip(), *filter(None, map(str.strip, middle)), last.lstrip()])
        self.done.append(Piece(code if self.done else code.lstrip(), False))

    def wrong(self, what: str) -> RuntimeError:
        """What cannot be read, and in which line."""
        return RuntimeError(f"line {self.text.count(chr(10), 0, self.at) + 1}: {what}")
