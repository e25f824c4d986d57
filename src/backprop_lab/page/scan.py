"""JavaScript cut into code and what must stay as it is: strings, templates and patterns; comments are dropped."""

from __future__ import annotations

import re
from typing import NamedTuple

_TOKEN = re.compile(r"""//[^\n]*|/\*[\s\S]*?\*/|"(?:[^"\\\n]|\\[\s\S])*"|'(?:[^'\\\n]|\\[\s\S])*'|[`(){}/"']""")
_TEMPLATE = re.compile(r"(?:[^`\\$]|\\[\s\S]|\$(?!\{))*(?:`|\$\{)")
_PATTERN = re.compile(r"/(?:[^/\\\[\n]|\\.|\[(?:[^\]\\\n]|\\.)*\])+/[a-z]*")
_SPACE = re.compile(r"[ \t\r]*\n\s*")
_BEFORE_PATTERN = re.compile(
    r"(?<![\w$.])(?:return|typeof|case|in|of|delete|void|throw|new|instanceof|else|do|yield|await)$"
)
_HEAD = re.compile(r"(?<![\w$.])(?:if|while|for|with)\s*$")
_OPENS = {")": "(", "}": "{"}


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
    while scan.step():
        pass
    return scan.done


class _Scan:
    """Where the scanner is, the brackets that are open, and the pieces so far."""

    def __init__(self, text: str) -> None:
        self.text, self.at = text, 0
        self.done: list[Piece] = []
        self.code: list[str] = []
        self.open: list[str] = []
        self.before = ""  # the code right before `at`; "a" stands for an operand, "=" for none

    def step(self) -> bool:
        """One token further; False at the end."""
        found = _TOKEN.search(self.text, self.at)
        end = found.start() if found else len(self.text)
        self.take(self.text[self.at : end], end)
        if not found:
            self.flush()
            if self.open:
                raise self.wrong(f"'{self.open[-1][-1]}' is not closed")
            return False
        token = found.group()
        if token[:2] in ("//", "/*"):  # a comment counts as the space or the line break that it holds
            self.code.append("\n" if "\n" in token else " " if token[1] == "*" else "")
            self.at = found.end()
        elif token in ("(", ")", "{", "}"):
            self.bracket(token)
        elif token == "/":
            self.slash()
        elif token == "`":
            self.template(self.at)
        elif len(token) == 1:
            raise self.wrong("a string is not closed")
        else:
            self.raw(found.end())
        return True

    def take(self, code: str, end: int) -> None:
        """Code as it stands, up to `end`."""
        self.code.append(code)
        self.at = end
        self.before = code.rstrip() or self.before

    def bracket(self, token: str) -> None:
        """A round or curly bracket; the one that ends an expression within a template goes on with its text."""
        start, after = self.at, token
        if token == "(":
            self.open.append("if (" if _HEAD.search(self.before[-8:]) else "(")
        elif token == "{":
            self.open.append("{")
        else:
            opened = self.open.pop() if self.open else ""
            if opened == "${" and token == "}":
                return self.template(start)
            if opened[-1:] != _OPENS[token]:
                raise self.wrong(f"'{token}' closes nothing")
            after = {"if (": "=", "(": "a"}.get(opened, "}")
        self.take(token, start + 1)
        self.before = after
        return None

    def slash(self) -> None:
        """A division or a pattern."""
        last = self.before[-1:]
        if last == "}":
            raise self.wrong("a slash after '}' may divide or begin a pattern; put brackets around what is divided")
        operand = bool(re.match(r"[\w$\])]", last)) or self.before.endswith(("++", "--"))
        if operand and not _BEFORE_PATTERN.search(self.before[-12:]):
            return self.take("/", self.at + 1)
        found = _PATTERN.match(self.text, self.at)
        if not found:
            raise self.wrong("a pattern is not closed")
        return self.raw(found.end())

    def template(self, start: int) -> None:
        """The text of a template, from its first or from the end of an expression to the next."""
        found = _TEMPLATE.match(self.text, start + 1)
        if not found:
            raise self.wrong("a template is not closed")
        self.raw(found.end())
        if found.group().endswith("${"):
            self.open.append("${")
            self.before = "="

    def raw(self, end: int) -> None:
        """What stays as it is, up to `end`."""
        start = self.at
        self.flush()
        self.done.append(Piece(self.text[start:end], True))
        self.at, self.before = end, "a"

    def flush(self) -> None:
        """The code so far as one piece."""
        code = _SPACE.sub("\n", "".join(self.code))
        self.done.append(Piece(code if self.done else code.lstrip(), False))
        self.code = []

    def wrong(self, what: str) -> RuntimeError:
        """What cannot be read, and in which line."""
        return RuntimeError(f"line {self.text.count(chr(10), 0, self.at) + 1}: {what}")
