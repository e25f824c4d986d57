"""The ways to call a student's function, tried at two cases: which of them gives the most right numbers."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

import numpy as np

from ..arrays import Array
from ..lab import Lab
from .arrange import FORMS
from .binding import Binding, Given, Slot
from .candidate.answer import Answer, Function
from .layout import Layout, flat, forward_layouts, gradient_layouts, scaled
from .match import SINGLE, Base, apart
from .reference import on_data
from .search import Search
from .vocabulary import plain
from .ways import BY_ANSWER, ways_of

LIKELIEST, GOOD = (4, len(FORMS)), 0.5
"""So many ways are tried first, the likeliest; with more than this share of right numbers no others are tried."""
SURE = 0.99
"""The share from which another order than the lab's is taken for the one that is meant."""
SOME = 0.4
"""The share of right numbers from which a function is taken for what it gives."""
FLAGS = ("grad", "backw", "deriv", "ableit", "slope")
"""What stands in the name of an argument that asks a forward map for its gradient."""
ZEROS = 1e-3
"""What all numbers count beside those that are not 0."""


@dataclass(frozen=True, eq=False)
class Trial:
    """A way to call a function whose answer has a layout, and the share of its numbers that are right.

    `agreement` leaves out what must be 0, `loose` counts it, in the lab's own order.
    """

    binding: Binding
    agreement: float
    loose: float = 0.0


def is_odd(right: Base, trial: Trial) -> bool:
    """Whether an answer of more numbers than are asked for seems wrong in the order that it was taken to have.

    Or whether less than that was taken of it, though there is more.
    """
    program, layout = right.program, trial.binding.layout
    names = program.forward_names if trial.binding.role == "forward" else program.gradient_names
    if layout is None:
        return False
    short, long = layout.size < len(names), layout.size > len(names)
    return (layout.first and short) or (long and trial.agreement <= SURE)


def with_flag(search: Search, forward: Binding) -> Binding | None:
    """The forward map as the gradient, where an argument that may be left out asks for that."""
    function = forward.function
    extra = [p for p in function.parameters[function.required :] if any(word in plain(p) for word in FLAGS)]
    ways = [
        Binding("gradient", function, (*forward.slots, Slot("on", "int", name)), forward.init, (), None, BY_ANSWER)
        for name in extra
    ]
    best = _best(search, ways)
    return best.binding if best is not None and best.agreement >= SOME else None


def trials(search: Search, role: str, functions: Sequence[tuple[Function, str]]) -> Iterator[Trial]:
    """For each function that can be called so that its answer has a layout, the best way to call it."""
    for function, how in functions:
        ways = ways_of(search, role, function, how)
        best = _best(search, ways)
        blind = not function.owner and function.takes_nothing  # it may read what no call of ours can set
        if best is not None and (not blind or best.agreement > SURE):
            yield best


def _best(search: Search, ways: Sequence[Binding]) -> Trial | None:
    """The way whose answers agree most with the right numbers; None where no answer has a layout."""
    if not ways or hangs(search, ways[0]):
        return None
    best: Trial | None = None
    for begin, end in pairwise((0, *LIKELIEST, len(ways))):
        trial = _best_of(search, ways[begin:end])
        if trial is not None and (best is None or trial.agreement > best.agreement):
            best = trial
        if best is not None and best.agreement > (SURE if _is_scaled(best) else GOOD):
            break
    return best


def _is_scaled(trial: Trial) -> bool:
    """Whether its numbers had to be multiplied, which may have fitted the wrong form by chance."""
    return trial.binding.layout is not None and trial.binding.layout.times != 1


def hangs(search: Search, way: Binding) -> bool:
    """Whether the likeliest call does not end: then no other is waited for."""
    cases = search.cases
    call = way.call(search.lab, Given(cases.theta[0], cases.x[0], cases.y[0]))
    return search.candidate.call_many([call])[0].kind in ("timeout", "memory", "crash")


def _best_of(search: Search, ways: Sequence[Binding]) -> Trial | None:
    cases = search.cases
    given = [Given(cases.theta[i], cases.x[i], cases.y[i]) for i in (0, -1)]
    answers = search.candidate.call_many([way.call(search.lab, g) for way in ways for g in given])
    best: Trial | None = None
    for at, way in enumerate(ways):
        trial = _laid_out(search, way, answers[2 * at : 2 * at + 2])
        if trial is not None and (best is None or trial.agreement > best.agreement):
            best = trial
    return best


def _laid_out(search: Search, way: Binding, answers: Sequence[Answer]) -> Trial | None:
    """The way with the layout that agrees most."""
    if any(answer.kind != "numbers" for answer in answers):
        return None
    best: Trial | None = None
    layouts = list(_layouts(search.lab, way, answers[0]))
    if way.role in ("gradient", "loss"):
        layouts += [replace(one, times=times) for one in layouts for times in scaled(search.lab)]
    for layout in (*layouts, *(replace(one, first=True) for one in layouts if one.size != 2)):
        if layout.size == flat(answers[0], layout.first).size:
            trial = Trial(way.laid_out(layout), *_agreement(search, layout, layout.table(answers)))
            alone = layout.first and layout.size == 1  # the first of several numbers may be anything
            sure = trial.agreement > SURE or (
                way.role != "forward" and not alone
            )  # a wrong map fits any order a little
            if (best is None and not alone) or (sure and (best is None or trial.agreement > best.agreement)):
                best = trial
    return best


def _layouts(lab: Lab, way: Binding, answer: Answer) -> Iterable[Layout]:
    role = way.role
    if role == "forward":  # who is given no target cannot know L
        return (one for one in forward_layouts(lab) if way.reads("y") or "L" not in one.codes)
    if role in ("gradient", "objective_gradient"):
        found = gradient_layouts(lab, [leaf.shape for leaf in answer.leaves], way.turned)
        if role == "gradient":
            return found
        return (replace(one, codes=tuple(c.replace("dL_", "dJ_", 1) for c in one.codes)) for one in found)
    return (Layout(("L" if role == "loss" else "J",), (0,), 1),)


def _agreement(search: Search, layout: Layout, table: Array) -> tuple[float, float]:
    """The share of numbers that are right, of those that are not 0: a function of zeros agrees with everything.

    Where that is the same, the others tell. Then that of all, if it is the lab's own row.
    """
    right = search.right
    if layout.codes[0].startswith(("J", "dJ_")):  # on the lab's own points, which the cases are not
        wanted = on_data(search.lab, search.cases.theta[[0, -1]]).numbers.of_all(layout.codes)
    else:
        wanted = right.numbers.stacked(layout.codes)[[0, -1], 0]
    near = (apart(table, wanted) < SINGLE) & np.isfinite(table)
    exact = float(np.mean(near[wanted != 0]) + ZEROS * np.mean(near)) / (1 + ZEROS) if wanted.any() else 0.0
    own = {tuple(n.code for n in names) for names in (right.program.forward_names, right.program.gradient_names)}
    return exact, float(np.mean(near)) if layout.codes in own and table[0].any() else 0.0
