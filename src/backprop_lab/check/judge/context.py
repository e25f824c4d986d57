"""What every judge is given: the program, the lab, its functions, the cases and the right numbers there."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...arrays import Array
from ...lab import Lab
from ..asked import Candidate
from ..binding import Binding, Given
from ..candidate.answer import Answer, Described, Event
from ..candidate.question import Call
from ..cases import Cases, dead_cases, live_starts, random_cases, separating
from ..catalogue import Mistake, Part, catalogue
from ..layout import flat
from ..match import EXACT, SINGLE, Base, Found
from ..reference import at_cases, on_data
from ..roles import Roles
from .states import Loops, States, loops_of, sequences

ERRORS = {"timeout": "did not answer in time", "memory": "needs too much memory", "crash": "ended the program",
          "nothing": "hands back nothing (None): is a return missing?"}  # fmt: skip


STARTS, MANY_STARTS = 8, 40
"""So many random starts are there for functions of theta alone, and for descents."""
WIDE = (4.0, 6.0, 8.0)
"""So many times a start is one at which the outputs are as large as the targets, or larger."""
Another = Callable[[int], Described | None]
"""Runs the program's statements again with other random numbers, the i-th time from 1; None where that cannot be."""


def no_other(i: int) -> Described | None:
    """Functions that were handed in are not run again."""
    return None


@dataclass(frozen=True, eq=False)
class Context:
    """One program that is judged. `bases` are the programs that the forward map may be: the right one first."""

    candidate: Candidate
    lab: Lab
    roles: Roles
    cases: Cases
    seed: int
    another: Another = no_other

    @cached_property
    def right(self) -> Base:
        """The right numbers at the cases."""
        return at_cases(self.lab, self.cases)

    def rows(self, part: Part) -> list[Mistake]:
        """The catalogue's mistakes of a part."""
        return [row for row in catalogue(self.lab) if row.part == part]

    def after(self, run: int) -> Described | None:
        """The program after one of its runs, 0 the first; None where it is not run again."""
        return self.another(run) if run else self.candidate.described

    @cached_property
    def loops(self) -> Loops:
        """The first and the last line of every loop of the program."""
        return loops_of(self.candidate.source)

    @cached_property
    def _seen(self) -> dict[int, tuple[Sequence[Event], list[States]]]:
        return {}

    def states(self, events: Sequence[Event]) -> list[States]:
        """The states that theta may have gone through, the likeliest first; of the same events worked out once."""
        if id(events) not in self._seen:  # the events are kept as well, so that no others get their id
            self._seen[id(events)] = (events, list(sequences(events, self.lab, self.loops)))
        return self._seen[id(events)][1]

    @cached_property
    def lengths(self) -> frozenset[int]:
        """How many values of J there may be: one a step, and the start's or not."""
        return frozenset({self.lab.descent.steps, self.lab.descent.steps + 1})

    @cached_property
    def lengths_by_points(self) -> frozenset[int]:
        """How many there are of what is kept for every point in each step."""
        points = len(self.lab.objective.data)
        return frozenset(points * length for length in self.lengths) if points > 1 else frozenset()

    def asked(self, binding: Binding, cases: Cases | None = None) -> list[Answer]:
        """The function's answers at the cases; at one alone where it is known already that they do not fit."""
        if binding.layout is None:
            cases = (self.cases if cases is None else cases).only(np.arange(1))
        return self.candidate.call_many(binding.calls(self.lab, self.cases if cases is None else cases))

    def asked_at(self, binding: Binding, thetas: Array, trace: bool = False) -> list[Answer]:
        """The answers of a function of theta alone, its point the lab's first where it wants one."""
        data = self.lab.objective.data
        return self.candidate.call_many([binding.call(self.lab, Given(t, data.x[0], data.y[0]), trace) for t in thetas])

    def one(self, call: Call) -> Answer:
        """The answer to one call."""
        return self.candidate.call_many([call])[0]

    @cached_property
    def live(self) -> Array:
        """Random starts that let something through."""
        return live_starts(self.lab, self.seed, STARTS)

    @cached_property
    def live_and_wide(self) -> Array:
        """The same, and larger ones at which other points have the largest loss, where a loss takes such numbers."""
        if self.lab.objective.loss.name != "squared_error":
            return self.live
        wide = np.concatenate([times * self.many_live for times in WIDE])
        largest = on_data(self.lab, np.concatenate([self.live, wide])).numbers["L"].argmax(axis=1)
        others = wide[largest[len(self.live) :] != largest[0]]
        return np.concatenate([self.live, others[:STARTS]])

    @cached_property
    def many_live(self) -> Array:
        """More of them: the lab's own points are few, and show less of a theta than points that are chosen."""
        return live_starts(self.lab, self.seed, MANY_STARTS)


def all_cases(lab: Lab, seed: int) -> Cases:
    """Where functions of theta, x and y are tried: exact numbers first, then random starts, then dead networks."""
    return separating(lab, seed) + random_cases(lab, seed) + dead_cases(lab, seed)


def level_of(answers: Sequence[Answer]) -> float:
    """How near the numbers must be: float32 gives fewer digits, and says so by its name."""
    low = {"float32", "float16"} & {name for answer in answers for name in answer.dtypes}
    return SINGLE if low else EXACT


def trouble(context: Context, binding: Binding, answers: Sequence[Answer]) -> str | None:
    """One sentence where an answer is no row of numbers, has the wrong count of them, or some that are none."""
    told, name = unreadable(context, binding, answers), binding.function.name
    if told is not None:
        return told
    first = binding.layout is not None and binding.layout.first
    if any("complex128" in answer.dtypes for answer in answers):
        return f"{name} hands back complex numbers"
    if not all(np.isfinite(flat(answer, first)).all() for answer in answers):
        return f"{name} hands back numbers that are not finite (NaN or infinity)"
    return None


def unreadable(context: Context, binding: Binding, answers: Sequence[Answer]) -> str | None:
    """One sentence where an answer is no row of numbers, or has the wrong count of them."""
    name = binding.function.name
    for answer in answers:
        if answer.kind == "error":
            where = f" ({context.candidate.source.where(answer.line)})" if answer.line else ""
            return f"{name} stops with an error{where}: {answer.text}"
        if answer.kind == "not numbers":
            return f"{name} hands back {answer.text}, no numbers"
        if answer.kind != "numbers":
            return f"{name} {ERRORS[answer.kind]}"
    first = binding.layout is not None and binding.layout.first
    sizes = {flat(answer, first).size for answer in answers}
    program = context.right.program
    names = program.forward_names if binding.role == "forward" else program.gradient_names
    wanted = binding.layout.size if binding.layout is not None else len(names)
    fits = sizes == {wanted} if binding.layout is not None else binding.role not in ("forward", "gradient")
    if fits:
        return None
    return f"{name} hands back {', '.join(map(str, sorted(sizes)))} numbers; {wanted} were expected"


def alternatives(found: Sequence[Found]) -> list[Found]:
    """Sets of mistakes without one that another contains."""
    sets = [frozenset(m.id for m in one) for one in found]
    return [one for i, one in enumerate(found) if not any(other < sets[i] for other in sets)]
