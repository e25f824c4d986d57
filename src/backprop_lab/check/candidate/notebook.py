"""The code of a notebook: its cells, and what IPython alone understands made harmless, line for line."""

from __future__ import annotations

import json
import re

from .repair import parsed

_RUNS = {"time", "timeit", "capture", "prun", "debug"}
"""Magics of whole cells that run what stands below them as Python; all others make it something else."""
_CELL = re.compile(r"\s*%%(\w*)")
_TIMED = re.compile(r"^(\s*)%time\s+(?=\S)")
_GIVEN = re.compile(r"^(\s*[\w.,\s]+=\s*)[%!](?!=).*$")
_LINE = re.compile(r"^(\s*)(?:%[A-Za-z_]|!(?!=)|\?)|^(\s*)[\w.]+\?{1,2}\s*$")


def cells(text: str) -> list[str]:
    """The code cells of a notebook, of format 3 or 4; raises ValueError for what is none."""
    found = json.loads(text)
    if not isinstance(found, dict):
        raise ValueError("it is not a notebook")
    sheets = found.get("worksheets", [])
    every = found.get("cells") or [cell for sheet in _list(sheets) for cell in _list(sheet.get("cells"))]
    code = [cell for cell in _list(every) if cell.get("cell_type") == "code"]
    return [_text(cell.get("source", cell.get("input", ""))) for cell in code]


def _list(value: object) -> list[dict[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _text(source: object) -> str:
    parts = source if isinstance(source, list) else [source]
    return "".join(part for part in parts if isinstance(part, str)).replace("\r\n", "\n").replace("\r", "\n")


def plain_python(cell: str) -> str:
    """A cell as Python alone, on the same lines: magics become empty, or `pass` where a block needs a statement."""
    lines = cell.split("\n")
    first = next((i for i, line in enumerate(lines) if line.strip()), 0)
    whole = _CELL.match(lines[first])
    if whole and whole[1] not in _RUNS:
        return "\n" * (len(lines) - 1)
    if whole:
        lines[first] = ""
    if _is_python("\n".join(lines)):
        return "\n".join(lines)
    return "\n".join(_without_magic(line) for line in lines)


def _is_python(text: str) -> bool:
    try:
        parsed(text)
    except SyntaxError:
        return False
    return True


def _without_magic(line: str) -> str:
    line = _TIMED.sub(r"\1", line)
    if given := _GIVEN.match(line):
        return f"{given[1]}None"
    if magic := _LINE.match(line):
        indent = magic[1] or magic[2] or ""
        return f"{indent}pass" if indent else ""
    return line
