"""A report as text for a student, with as much said as is asked for, and as one object for programs."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from .catalogue import Mistake
from .judge.flags import TOLD
from .verdict import GIVEN, ROLES, TITLES, Judged, Named, Place, Report
from .wrap import INDENT, kept, wrapped

HINTS = (0, 1, 2, 3)
"""0: right or wrong; 1: which part and quantity, with an example; 2: the mistake by name and where; 3: the formula."""
CANNOT = "cannot be judged "
PLAIN = frozenset({"the", "all", "every", "no", "nothing", "only", "it", "random", "one", "what", "each", "none"})
"""Words that begin a sentence with a capital letter; a name of the student's keeps its own."""


def text(report: Report, hints: int = 2, width: int | None = None) -> str:
    """The report in lines of at most that width: a verdict for each part, what is known of it, and all in all."""
    return "\n".join(wrapped(_lines(report, hints), width)) + "\n"


def _lines(report: Report, hints: int) -> Iterator[str]:
    yield f"{kept(report.file)}, against the lab {report.lab}" if report.file else f"Against the lab {report.lab}"
    taken = list(_taken(report)) if hints else []
    if taken:
        yield INDENT + "taken: " + ", ".join(taken)
    yield ""
    for part in report.parts:
        yield from _part(at_level(part, hints))
    yield ""
    notes = _notes(report, hints)
    yield from (INDENT + note for note in notes)
    yield from [""] if notes else []
    right = sum(part.verdict == "right" for part in report.parts)
    yield f"{report.verdict}: {right} of {len(report.parts)} parts are right."


def _taken(report: Report) -> Iterator[str]:
    for role, (name, how) in report.functions.items():
        by = "" if how == "its name" else f" (by {how})"
        if how != GIVEN:
            yield f"{name} for {ROLES.get(role, role)}{by}"


def _notes(report: Report, hints: int) -> tuple[str, ...]:
    """The notes on the whole; without hints those on statements that failed, which are none."""
    return tuple(note for note in report.notes if hints or note not in TOLD.values())


def at_level(part: Judged, hints: int) -> Judged:
    """The part with what may be said of it at this level of hints, all else empty."""
    if hints == 0:
        return Judged(part.part, part.verdict, "", flags=part.flags)
    if part.verdict == "wrong" and hints == 1:
        about = ", ".join(dict.fromkeys(named.mistake.about for named in part.mistakes))
        return part.at(said=f"Look at {about}" if about else part.said, mistakes=(), formula="", place=None, notes=())
    return part if hints == 3 else part.at(formula="")


def _part(part: Judged) -> Iterator[str]:
    yield f"{part.part}: {part.verdict}{_sentence(_told(part))}"
    yield from (INDENT + line for line in _more(part))
    yield from (INDENT + note for note in part.notes)


def _told(part: Judged) -> str:
    """The sentence with the place, or of several mistakes each with its own."""
    if part.verdict != "wrong":
        return part.said
    if len({named.place for named in part.mistakes}) > 1:
        return "; ".join(named.mistake.name + _where(named.place) for named in part.mistakes)
    return part.said + ("" if part.place and f"({part.place.told})" in part.said else _where(part.place))


def _where(place: Place | None) -> str:
    if place is None:
        return ""
    code = f", {kept(place.text)}" if place.text else ""
    return f" ({kept(place.told)}{code}" + (", as far as its values tell" if place.guess else "") + ")"


def _sentence(words: str) -> str:
    """What follows the verdict: a sentence of its own, or what the verdict waits for."""
    if words.startswith(CANNOT):
        return " " + _ended(words.removeprefix(CANNOT))
    first = words.partition(" ")[0].rstrip(",")
    return ". " + _ended(words[0].upper() + words[1:] if first in PLAIN else words) if words else "."


def _ended(words: str) -> str:
    return words + ("" if words.endswith((".", "?", "!")) else ".")


def _more(part: Judged) -> Iterator[str]:
    if part.verdict == "wrong" and part.asked:
        yield f"asked: {part.asked}"
    elif part.asked:
        yield f"What is looked for: {_ended(part.asked)}"
    if part.evidence:
        yield f"came:  {part.evidence}"
    for named in part.mistakes:
        if named.also:
            yield "From outside this looks the same as: " + "; or ".join(m.name for m in named.also) + "."
    yield from (f"hint:  {hint}" for hint in dict.fromkeys(named.mistake.hint for named in part.mistakes))
    if part.formula:
        yield "as it should be: " + "; ".join(map(kept, part.formula.split("; ")))


def record(report: Report, hints: int = 2) -> dict[str, Any]:
    """The report as an object for JSON: what may be said at this level of hints, all other values empty."""
    return {
        "file": report.file, "lab": report.lab, "verdict": report.verdict, "score": report.score, "seed": report.seed,
        "parts": [_part_record(at_level(part, hints)) for part in report.parts],
        "flags": list(report.flags), "notes": list(_notes(report, hints)),
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
