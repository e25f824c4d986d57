"""A report as text for a student, with as much said as is asked for, and as one object for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .catalogue import Mistake
from .verdict import TITLES, Judged, Named, Place, Report

HINTS = (0, 1, 2, 3)
"""0: right or wrong; 1: which part and quantity, with an example; 2: the mistake by name and where; 3: the formula."""
INDENT = "  "


def text(report: Report, hints: int = 2) -> str:
    """The report in lines: a verdict for each part, what is known of what is wrong, and all in all."""
    lines = [f"{report.file}, against the lab {report.lab}" if report.file else f"Against the lab {report.lab}"]
    if report.functions:
        lines.append(INDENT + "taken: " + ", ".join(_taken(report)))
    lines.append("")
    for part in report.parts:
        lines += _part(part, hints)
    lines += ["", *(INDENT + note for note in report.notes)]
    return "\n".join([*lines, _whole(report)]) + "\n"


def _taken(report: Report) -> Iterator[str]:
    titles: dict[str, str] = {part: title for part, title in TITLES.items()}
    for role, (name, how) in report.functions.items():
        by = "" if how == "its name" else f" (by {how})"
        yield f"{name} for {titles.get(role, role.replace('_', ' '))}{by}"


def _whole(report: Report) -> str:
    right = sum(part.verdict == "right" for part in report.parts)
    return f"{report.verdict}: {right} of {len(report.parts)} parts are right."


def _part(part: Judged, hints: int) -> Iterator[str]:
    if part.verdict != "wrong":
        yield f"{part.part}: {part.verdict}. {_sentence(part.said)}"
    elif hints == 0:
        yield f"{part.part}: wrong."
    else:
        yield f"{part.part}: wrong. {_sentence(_told(part, hints))}"
        yield from (INDENT + line for line in _more(part, hints))
    yield from (INDENT + note for note in part.notes)


def _told(part: Judged, hints: int) -> str:
    if hints == 1:
        about = ", ".join(dict.fromkeys(n.mistake.about for n in part.mistakes))
        return f"Look at {about}" if about else f"Look at {TITLES[part.part]}"
    where = f" ({_where(part.place)})" if part.place is not None else ""
    return part.said + where


def _more(part: Judged, hints: int) -> Iterator[str]:
    if part.asked:
        yield f"asked: {part.asked}"
    if part.evidence:
        yield f"came:  {part.evidence}"
    if hints < 2:
        return
    for named in part.mistakes:
        if named.also:
            yield "From outside this looks the same as: " + "; or ".join(m.name for m in named.also) + "."
    yield from dict.fromkeys(named.mistake.hint for named in part.mistakes)
    if hints >= 3 and part.formula:
        yield f"as it should be: {part.formula}"


def _where(place: Place) -> str:
    code = f", {place.text}" if place.text else ""
    return f"{place.told}{code}" + (", as far as its values tell" if place.guess else "")


def _sentence(words: str) -> str:
    return words + ("" if words.endswith((".", "?", "!")) else ".")


def record(report: Report) -> dict[str, Any]:
    """The report as an object for JSON."""
    return {
        "file": report.file, "lab": report.lab, "verdict": report.verdict, "score": report.score, "seed": report.seed,
        "parts": [_part_record(part) for part in report.parts],
        "flags": list(report.flags), "notes": list(report.notes),
        "functions": {role: {"name": name, "by": how} for role, (name, how) in report.functions.items()},
    }  # fmt: skip


def _part_record(part: Judged) -> dict[str, Any]:
    return {
        "part": part.part, "name": TITLES[part.part], "verdict": part.verdict, "said": part.said,
        "mistakes": [_named_record(named) for named in part.mistakes],
        "asked": part.asked, "evidence": part.evidence,
        "line": part.place.line if part.place else None, "where": part.place.told if part.place else None,
        "guess": part.place.guess if part.place else False,
        "hint": " ".join(dict.fromkeys(n.mistake.hint for n in part.mistakes)),
        "formula": part.formula, "notes": list(part.notes),
    }  # fmt: skip


def _named_record(named: Named) -> dict[str, Any]:
    place = named.place
    return {"id": named.mistake.id, "name": named.mistake.name, "line": place.line if place else None,
            "where": place.told if place else None, "also": [m.id for m in named.also]}  # fmt: skip


def mistake_record(mistake: Mistake) -> dict[str, str]:
    """A row of the catalogue as an object for JSON."""
    return {"id": mistake.id, "part": mistake.part, "about": mistake.about, "name": mistake.name, "hint": mistake.hint}
