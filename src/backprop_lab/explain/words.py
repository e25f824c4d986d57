"""The sentences of an explanation that are about more than one step: what is shown, what is dead."""

from __future__ import annotations

from typing import Any

import numpy as np

from ..arrays import Array
from ..derivation import Name, Template
from ..derivation.values import Values, operations
from ..lab import Lab
from ..pattern import shut_layers
from .digits import nearest

Notes = tuple[str, ...]
FUNCTIONS = {
    "relu": "relu(a) is a where a is above 0, else 0.",
    "step": "[a > 0] is 1 where a is above 0, else 0: the slope of the ReLU.",
    "leaky": "leaky(a) is a where a is above 0, else # a.",
    "leaky_slope": "leaky'(a) is its slope: 1 where a is above 0, else #.",
    "sigmoid": "sigmoid(a) is 1 / (1 + exp(-a)).",
    "softplus": "softplus(a) is log(1 + exp(a)), with the natural logarithm.",
    "log": "log is the natural logarithm.",
}
"""What a reader may not know of the operations; # is the slope on the left."""
_TIMES_0 = "infinity times the slope 0 is no number"
EXACT = "All numbers are exact, each the fraction that its float stands for"
NAMED = 4
"""So many units of a layer are named at most."""


def start_note(lab: Lab, seed: int | None, index: int) -> str:
    """Where theta comes from."""
    if seed is None:
        return "Start: theta as it was given."
    return f"Start: seed {seed}, index {index}, drawn from {lab.descent.start}."


def conventions(lab: Lab, found: Template, exact: bool, rounded: bool) -> Notes:
    """What a reader must know of functions, sum and digits."""
    trees = [tree for step in found.point for tree in (step.expression, step.gate) if tree is not None]
    used = {name for tree in trees for name in operations(tree)}
    left = f"{lab.network.activation.pieces[0]:g}" if lab.network.activation.pieces else ""
    functions = " ".join(note.replace("#", left) for name, note in FUNCTIONS.items() if name in used)
    told = [functions, total_note(lab)] if functions else [total_note(lab)]
    if not exact:
        told.append("Numbers are shown with 6 significant digits; what is computed keeps all of them.")
    elif rounded:
        told.append(f"{EXACT}; a long one is rounded in the formulas and stands in full at the end.")
    else:
        told.append(f"{EXACT}.")
    return tuple(told)


def total_note(lab: Lab) -> str:
    """The factor 2, the sum or the mean, and the factor of J."""
    objective = lab.objective
    kind = "mean, not the sum," if objective.reduction == "mean" else "sum, not the mean,"
    times = "" if objective.factor == 1 else f"{objective.factor:g} times "
    told = f"J is {times}the {kind} of the losses L over the data points."
    if objective.loss.name == "squared_error":
        told += " The factor 2 in every derivative comes from the square in L."
    return told


def left_out(count: int, points: int, asked: bool) -> Notes:
    """That not all data points are explained, and how to see others."""
    if points == count:
        return ()
    if asked:
        told = "The sum over the points and the update are left out"
        return (f"One of {count} data points is explained. {told}; without --point they are shown.",)
    return (
        f"The first {points} of {count} data points are explained; --point N shows another, --point all shows all.",
    )


def dead_points(lab: Lab, theta: Array, found: Template, numbers: Values) -> dict[int | None, Notes]:
    """Sentences on data points (from 0) that no path lets through, and under None on all together."""
    shut = shut_layers(lab.network, theta, lab.objective.data.x)
    told: dict[int | None, Notes] = {
        p: (_shut(found, int(layer), p, numbers),) for p, layer in enumerate(shut) if layer >= 0
    }
    if bool(np.all(shut >= 0)):
        told[None] = (_all_shut(found, numbers),)
    return told


def _shut(found: Template, layer: int, point: int, numbers: Values) -> str:
    units = found.names.units[layer]
    derivatives = [numbers[n.derivative("L").code, point] for n in found.names.parameters]
    answers = ", ".join(n.text for n in found.names.units[-1])
    off = f"{_listed(units)} {'is' if len(units) == 1 else 'are'} off"
    rest = "every derivative of L is 0" if not any(derivatives) else "nothing of L comes back below"
    if any(map(_is_nan, derivatives)):
        rest = f"what comes back is too large for a float: {_TIMES_0}"
    return f"No path lets this data point through: {off}. {answers} does not depend on it, and {rest}."


def _all_shut(found: Template, numbers: Values) -> str:
    gradient = [numbers[n.derivative("J").code, None] for n in found.names.parameters]
    if any(map(_is_nan, gradient)):
        return f"No path lets any data point through, but what comes back is too large for a float: {_TIMES_0}."
    if any(gradient):
        return "No path lets any data point through: only what lies above the units that are off still learns."
    at = f"{nearest(numbers['J', None]):.6g}"
    return f"The network is dead: no path lets any data point through. The gradient is exactly 0, and J stays at {at}."


def _is_nan(value: Any) -> bool:
    return bool(value != value)


def _listed(names: tuple[Name, ...]) -> str:
    words = [n.text for n in names]
    if len(words) > NAMED:
        return f"{words[0]} ... {words[-1]}"
    return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"
