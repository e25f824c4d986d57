"""What is remembered of each run while it goes on: one vector a row for each group of runs."""

from __future__ import annotations

from ...descent import BEYOND_RETURN
from ..given import Form
from ..vector.code import Code, Value

ROWS = (
    "first", "last", "beyond", "fits", "still", "stands", "who", "high", "lows0", "lows1", "climbs", "rises",
)  # fmt: skip
"""`first`, `last`: J at the start and at the last step. `stands`: the last step changed no bit of the state. `beyond`,
`fits`, `still`: see `fate.Tally`, but `beyond` is `NEVER` while J is within all bounds, and so is `still` while the run
does not stand. `who`: the run's number, -1 of one that fills up a block. The others are of the window."""
EARLY = 7
"""The rows that are in use before the window."""
NEVER = 2**31 - 1
TRUE = -1
AT = {name: row for row, name in enumerate(ROWS)}


class Seen:
    """The rows of one group, to be read and written by name."""

    def __init__(self, code: Code, g: Value, place: str = "%seen") -> None:
        self.code, self.place = code, code.at(place, g, len(ROWS))

    def at(self, name: str) -> Value:
        """The address of a row."""
        return self.code.at(self.place, AT[name])

    def real(self, name: str) -> Value:
        """A row of reals."""
        return self.code.load(self.at(name))

    def word(self, name: str) -> Value:
        """A row of whole numbers.

        It is read as volatile: what is chosen between it and something else, and kept, would become a masked store,
        which some processors are slow at.
        """
        return self.code.word_at(self.at(name), "volatile ")

    def truth(self, name: str) -> Value:
        """A row of truths, which are kept as -1 and 0."""
        return self.code.neither(self.code.same_words(self.word(name), self.code.whole(0)))

    def is_left(self) -> Value:
        """Where J has left all bounds."""
        return self.code.neither(self.code.same_words(self.word("beyond"), self.code.whole(NEVER)))

    def keep(self, name: str, value: Value) -> None:
        """Writes a row of reals."""
        self.code.store(value, self.at(name))

    def keep_word(self, name: str, value: Value) -> None:
        """Writes a row of whole numbers."""
        self.code.store_word(value, self.at(name))


def loaded(code: Code, form: Form, g: Value) -> list[Value]:
    """What comes with the runs of a group, from `%given`."""
    return loaded_from(code, form, code.at("%given", g, form.columns))


def loaded_from(code: Code, form: Form, place: Value) -> list[Value]:
    """What comes with the runs of a group, from where it lies."""
    return [code.load(code.at(place, row)) for row in range(form.columns)]


def limit(code: Code, form: Form, given: list[Value]) -> Value:
    """Above that, J has left all bounds."""
    return given[-2] if form.own_limit else code.constant(BEYOND_RETURN * max(1.0, form.lab.objective.at_zero))


def at_zero(code: Code, form: Form, given: list[Value]) -> Value:
    """J where every parameter is 0."""
    return given[-1] if form.own_limit else code.constant(form.lab.objective.at_zero)


def enough(code: Code, form: Form, given: list[Value], first: Value) -> Value:
    """At that J, or below, a run is fitted: it depends on the first J only where J at zero is 0."""
    fit = form.lab.descent.fit
    if not form.own_limit and form.lab.objective.at_zero:
        return code.constant(fit * form.lab.objective.at_zero)
    zero = at_zero(code, form, given)
    of = code.choose(code.compare("une", zero, code.constant(0.0)), zero, first)
    return code.two("fmul", code.constant(fit), of)
