"""What the checker says of the programs of tests/students, as rows and as a table in Markdown."""

import tomllib
from dataclasses import dataclass
from pathlib import Path

STUDENTS = Path(__file__).parents[1] / "students"


@dataclass(frozen=True, eq=False)
class Student:
    """A program and what is wrong with it: each of `mistakes` is a set of ids that look the same from outside."""

    name: str
    file: str
    style: str
    verdict: str
    parts: dict[str, str]
    mistakes: tuple[frozenset[str], ...]
    line: int | str | None

    @property
    def path(self):
        return STUDENTS / self.file

    @property
    def allowed(self):
        """Every id that may be said of it."""
        return frozenset().union(*self.mistakes)


@dataclass(frozen=True)
class Told:
    """One mistake that was told: its id, those that are said to look the same, its line."""

    id: str
    also: frozenset[str]
    line: int | str | None

    @property
    def ids(self):
        return self.also | {self.id}


@dataclass(frozen=True)
class Result:
    """What was said of a student's program: the verdict, the parts that are called wrong, the mistakes."""

    student: Student
    verdict: str
    wrong: frozenset[str]
    told: tuple[Told, ...]

    @property
    def named(self):
        """Whether each of its mistakes is told by its own name, and the first name that is said is one of them."""
        every = all(any(told.id in one for told in self.told) for one in self.student.mistakes)
        return every and bool(self.told) and self.told[0].id in self.student.allowed

    @property
    def misnamed(self):
        """Whether something is told that it does not do, and nothing that it does."""
        said = frozenset().union(*(told.ids for told in self.told))
        return bool(said) and not said & self.student.allowed

    @property
    def foreign(self):
        """What is told that it does not do, beside what it does."""
        return tuple(told.id for told in self.told if not told.ids & self.student.allowed)

    @property
    def line(self):
        """Whether the line of its mistake is the declared one; of two mistakes the first that is told counts."""
        lines = [told.line for one in self.student.mistakes for told in self.told if one & told.ids]
        return bool(lines) and lines[0] == self.student.line


def students(kind):
    """Those of right.toml or wrong.toml, in the order of the file."""
    rows = tomllib.loads((STUDENTS / f"{kind}.toml").read_text("utf-8"))
    return [_student(name, row) for name, row in rows.items()]


def _student(name, row):
    mistakes = tuple(frozenset(one.split("|")) for one in row.get("mistakes", ()))
    return Student(name, row["file"], row["style"], row["verdict"], row.get("parts", {}), mistakes, row.get("line"))


def result(student, report):
    """What matters of a report here."""
    found = [named for part in report.parts for named in part.mistakes]
    told = (Told(n.mistake.id, frozenset(m.id for m in n.also), _line(student, n.place)) for n in found)
    return Result(student, report.verdict, frozenset(p.part for p in report.parts if p.verdict == "wrong"), tuple(told))


def _line(student, place):
    """The line as the declaration has it: a number, or "cell 3, line 2"."""
    if place is None:
        return None
    return place.line if student.path.suffix == ".py" else place.told


@dataclass(frozen=True)
class Totals:
    """Of the right programs how many are told right, told wrong; of the wrong ones named, misnamed, with their line."""

    right: int
    told_right: int
    told_wrong: int
    wrong: int
    named: int
    misnamed: int
    line: int


def totals(results):
    right = [r for r in results if r.student.verdict == "right"]
    wrong = [r for r in results if r.student.verdict == "wrong"]
    return Totals(
        len(right), sum(r.verdict == "right" for r in right), sum(r.verdict == "wrong" for r in right),
        len(wrong), sum(r.named for r in wrong), sum(r.misnamed for r in wrong), sum(r.line for r in wrong),
    )  # fmt: skip


def markdown(results):
    """The table, and its totals in one line below."""
    rows = ["| program | style | mistakes | verdict | named | line |", "| --- | --- | --- | --- | --- | --- |"]
    rows += [_row(one) for one in results]
    t = totals(results)
    return "\n".join([
        *rows, "",
        f"Right programs: {t.told_right} of {t.right} told right, {t.told_wrong} told wrong. Wrong programs: "
        f"{t.named} of {t.wrong} named, {t.misnamed} with a wrong name alone, the line right in {t.line} of {t.wrong}.",
    ])  # fmt: skip


def _row(one):
    wrong = one.student.verdict == "wrong"
    mistakes = "; ".join(" or ".join(sorted(ids)) for ids in one.student.mistakes)
    cells = [one.student.name, one.student.style, mistakes, one.verdict, _yes(one.named, wrong), _yes(one.line, wrong)]
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _yes(value, counts):
    return ("yes" if value else "no") if counts else ""
