"""Whether J, or a step, is that of other data than the lab's: a sign lost, a number mistyped, another's target."""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import islice, permutations

import numpy as np

from ...arrays import Array
from ...lab import Lab
from ...objective import Data
from ..candidate.nodes import nodes
from ..catalogue import Part
from ..match import close
from ..reference import on_data
from ..step import moved
from ..verdict import Judged, Place
from .along import along
from .chain import chain
from .context import Context, level_of, trouble
from .stepline import placed
from .steps import MOST, STEP
from .tell import figure, named, row
from .watched import Watched, watch_again

MANY = 40
"""Of data with more numbers no slip is looked for."""
TYPED = (-1.0, 10.0, 0.1)
"""What a slip makes of a number: its sign is lost, its point is moved."""
DIGITS, FIRST, CONFIRMED = 6, 12, 2
"""A target that was worked out is rounded to so many digits, looked for in so many states, and from other starts."""
OWN = "cannot be judged until J's data are the lab's; the steps are right for your own data"


@dataclass(frozen=True)
class Slip:
    """The lab with other data, what is other in them, and the numbers that stand there."""

    lab: Lab
    said: str
    typed: tuple[float, ...] = ()


def with_data(context: Context, watched: Watched | None, objective: Judged, descent: Judged) -> tuple[Judged, Judged]:
    """The verdicts on J and on the descent, told anew where wrong data explain what was not recognised."""
    lab = context.lab
    if watched is None or not _is_small(lab) or not (_is_open(objective) or _is_open(descent)):
        return objective, descent
    slips = [*_slips(lab), *_of_two(lab)]
    stepped = _of_steps(context, watched, slips) or _of_steps(context, watched, _solved(lab, watched))
    if _is_open(objective):
        objective = _told(context, objective, "data-other", _of_j(context, watched, [*stepped, *slips]))
    if _is_open(descent):
        descent = _told(context, descent, "step-data-other", stepped)
        if stepped and any(n.mistake.id == "data-other" for n in objective.mistakes):
            descent = Judged("descent", "cannot tell", OWN)
    return objective, descent


def _is_small(lab: Lab) -> bool:
    data = lab.objective.data
    return lab.objective.loss.name == "squared_error" and data.x.size + data.y.size <= MANY


def _is_open(judged: Judged) -> bool:
    """Whether it is wrong without a name, or J's values could not be matched."""
    return not judged.mistakes and (judged.verdict == "wrong" or "could not be matched" in judged.said)


def _told(context: Context, judged: Judged, id: str, found: Sequence[Slip]) -> Judged:
    """The verdict with what is other in the data, where something fits."""
    if not found:
        return judged
    part: Part = judged.part
    (name,) = named([tuple(m for m in context.rows(part) if m.id == id)])
    every = dict.fromkeys(slip.said for slip in found)
    told, where = " or ".join(every), _typed_in(context, found[0]) or judged.place
    return judged.at(
        verdict="wrong", said=f"{name.mistake.name}: {told}", mistakes=(replace(name, place=where),), place=where
    )


def _typed_in(context: Context, slip: Slip) -> Place | None:
    """The one line in which the other numbers stand, as one list or number."""
    written = [node for node in nodes(context.candidate.source.tree) if isinstance(node, ast.expr)]
    lines = {node.lineno for node in written if _literal(node) == slip.typed} if slip.typed else set()
    return placed(context, lines.pop(), guess=True) if len(lines) == 1 else None


def _literal(node: ast.expr) -> tuple[float, ...]:
    """The numbers of a list that is written out, a point as a column among them, or the one of a constant."""
    if not isinstance(node, (ast.List, ast.Tuple, ast.Constant, ast.UnaryOp)):
        return ()
    try:
        value = ast.literal_eval(node)
    except (ValueError, TypeError):
        return ()
    values = value if isinstance(value, (list, tuple)) else [value]
    plain = [one[0] if isinstance(one, list) and len(one) == 1 else one for one in values]
    return tuple(float(one) for one in plain) if all(type(one) in (int, float) for one in plain) else ()


def _slips(lab: Lab) -> Iterator[Slip]:
    """Every slip of one number, or of one point."""
    data = lab.objective.data
    seen: set[object] = set()
    for i in range(len(data)):
        others = [j for j in range(len(data)) if j != i]
        points = [data.x[i][::-1], -data.x[i], *(data.x[j] for j in others), *_typed(data.x[i])]
        for x in points:
            yield from _once(seen, lab, np.array([x if j == i else one for j, one in enumerate(data.x)]), data.y, i)
        targets = [*(data.y[j] for j in others), *_typed(data.y[i])]
        for y in targets:
            yield from _once(seen, lab, data.x, np.array([y if j == i else one for j, one in enumerate(data.y)]), i)


def _of_two(lab: Lab) -> Iterator[Slip]:
    """The targets of two points, one for the other; a point that stands there twice, in place of another."""
    data = lab.objective.data
    for i, j in permutations(range(len(data)), 2):
        x, y = data.x.copy(), data.y.copy()
        x[i], y[i] = data.x[j], data.y[j]
        yield Slip(_of_data(lab, replace(data, x=x, y=y)), f"point {j + 1} stands there in place of point {i + 1}")
        if i < j:
            y = data.y.copy()
            y[[i, j]] = y[[j, i]]
            yield Slip(_of_data(lab, replace(data, y=y)), f"the targets of points {i + 1} and {j + 1} are exchanged")


def _of_data(lab: Lab, data: Data) -> Lab:
    return replace(lab, objective=replace(lab.objective, data=data))


def _typed(values: Array) -> Iterator[Array]:
    for i, value in enumerate(values):
        for factor in TYPED:
            changed = values.copy()
            changed[i] = factor * value
            yield changed


def _once(seen: set[object], lab: Lab, x: Array, y: Array, i: int) -> Iterator[Slip]:
    data = lab.objective.data
    other = replace(data, x=x, y=y)
    if other == data or other in seen:
        return
    seen.add(other)
    text, must = ("x", data.x[i]) if (x != data.x).any() else ("y", data.y[i])
    came = other.x[i] if text == "x" else other.y[i]
    said = f"point {i + 1} has {text} = {_numbers(came)}, must be {_numbers(must)}"
    yield Slip(_of_data(lab, other), said, tuple(came.tolist()))


def _numbers(values: Array) -> str:
    return figure(float(values[0])) if len(values) == 1 else row(values)


def _of_j(context: Context, watched: Watched, slips: Sequence[Slip]) -> list[Slip]:
    """The slips with which J is the program's: its function's at several theta, or the values that were kept."""
    binding = context.roles["objective"]
    if binding is None:
        kept = [(states.values, values) for states in watched.states for values in watched.values]
        return [one for one in slips if any(along(replace(context, lab=one.lab), *pair) for pair in kept)]
    answers = context.asked_at(binding, context.live)
    if trouble(context, binding, answers) is not None:
        return []
    came, level = np.array([answer.leaves[0].ravel()[:1] for answer in answers]), level_of(answers)

    def found(every: Iterable[Slip]) -> list[Slip]:
        return [one for one in every if close(came, _j(one.lab, context.live), level)]

    return found(slips) or found(_targets(context.lab, context.live[:1], float(came[0, 0])))


def _j(lab: Lab, theta: Array) -> Array:
    return on_data(lab, theta).numbers.of_all(("J",))


def _with_target(lab: Lab, i: int, change: float) -> Lab:
    """The lab with so much more as the one target of point i."""
    data = lab.objective.data
    y = np.where((np.arange(len(data)) == i)[:, None], data.y + change, data.y)
    return _of_data(lab, replace(data, y=y))


def _targets(lab: Lab, theta: Array, came: float) -> Iterator[Slip]:
    """The targets that one point must have for this J at one theta: J is a square in each."""
    data = lab.objective.data
    seen: set[object] = set()
    for i in range(len(data)) if data.y.shape[1] == 1 else ():
        low, here, high = (float(_j(_with_target(lab, i, t), theta)[0, 0]) for t in (-1.0, 0.0, 1.0))
        square = (high + low) / 2 - here
        for off in np.roots([square, (high - low) / 2, here - came]):
            if np.isreal(off):
                yield from _target(seen, lab, i, float(off.real))


def _target(seen: set[object], lab: Lab, i: int, off: float) -> Iterator[Slip]:
    data = lab.objective.data
    y = data.y.copy()
    y[i, 0] = round(float(y[i, 0]) + off, DIGITS)
    yield from _once(seen, lab, data.x, y, i)


def _solved(lab: Lab, watched: Watched) -> Iterator[Slip]:
    """The target that one point must have had for the first step that was seen, which is linear in it."""
    states = next((s for s in watched.states if s.moves), None)
    data = lab.objective.data
    if states is None or data.y.shape[1] > 1:
        return
    start = states.values[0]
    seen: set[object] = set()

    def move(other: Lab) -> Array:
        return np.asarray(moved(on_data(other, start[None]).numbers, watched.rate, start)[0])

    for i in range(len(data)):
        along_it = move(_with_target(lab, i, 1.0)) - move(lab)
        if not (along_it != 0).any():
            continue
        for came in states.values[1 : FIRST + 1] - start:  # in the first of them not all of theta may have moved
            off = float((came - move(lab)) @ along_it / (along_it @ along_it))
            if np.isfinite(off):
                yield from _target(seen, lab, i, off)


def _of_steps(context: Context, watched: Watched, slips: Iterable[Slip]) -> list[Slip]:
    """Those with which the steps are right, from other starts, too: where one point alone counts much may fit."""
    found = [slip for slip in slips if _fits_steps(slip.lab, watched)]
    others = list(islice(watch_again(context, watched), CONFIRMED)) if found else []
    return [slip for slip in found if all(_fits_steps(slip.lab, other) for other in others)]


def _fits_steps(lab: Lab, watched: Watched) -> bool:
    """Whether the states are those of a descent on a lab's data."""
    for states in watched.states:
        if states.moves:
            move = moved(on_data(lab, states.values[:MOST]).numbers, watched.rate, states.values[0])
            if chain(states, move, STEP, MOST)[0] > 0:
                return True
    return False
