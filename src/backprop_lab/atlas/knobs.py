"""What an axis of a plane can turn: the rate, that of a layer, the scale of the start, a parameter, a direction, a
number of the data.

`rate`: that of every layer; `rate1`, `rate2`, ...: that of one layer. `scale`: the start is multiplied by it. `w11`,
...: this parameter begins there. `along1`, `along2`, ...: so far along a direction, drawn from the seed, of length 1.
`w11-2*v1`: so far along this direction, of the length that it has. `y@2`, `x1@2`: this number of data point 2.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from .. import philox
from ..arrays import Array
from ..derivation.vocabulary import vocabulary
from ..errors import InputError, shown
from ..lab import Lab
from .runs import Datum, Runs
from .sums import Weights, is_sum, parse_sum

Kind = Literal["rate", "layer", "scale", "parameter", "direction", "datum"]
DRAWN = 999
"""So many directions of a seed have a name."""


@dataclass(frozen=True)
class Knob:
    """What a name means: its kind, the place of the layer, parameter or direction from 0, or a number of the data.

    A direction that is not drawn has `weights`.
    """

    kind: Kind
    place: int = 0
    datum: Datum | None = None
    weights: Weights = ()


def knob(lab: Lab, name: str) -> Knob:
    """What the name turns in this lab. Raises `InputError` where it is nothing that can be turned."""
    found = _knobs(lab).get(name) or _drawn(name) or _datum(lab, name)
    if found is not None:
        return found
    weights, wrong = parse_sum(name, lab.parameters) if is_sum(name) else ((), "")
    if not weights:
        raise InputError(f"an axis must be one of {_told(lab)}", shown(name), wrong)
    return Knob("direction", weights=weights)


def moved(one: Knob) -> object:
    """What it moves, whatever the length: equal for two that turn the same thing."""
    if one.kind == "parameter":
        return ((one.place, 1.0),)
    return tuple((place, factor / one.weights[0][1]) for place, factor in one.weights) or one


def _knobs(lab: Lab) -> dict[str, Knob]:
    found = {"rate": Knob("rate"), "scale": Knob("scale")}
    found |= {f"rate{k + 1}": Knob("layer", k) for k in range(lab.network.depth)}
    return found | {name: Knob("parameter", i) for i, name in enumerate(lab.parameters)}


def _drawn(name: str) -> Knob | None:
    number = re.fullmatch(r"along([1-9][0-9]{0,2})", name, re.ASCII)
    return Knob("direction", int(number[1]) - 1) if number else None


def _datum(lab: Lab, name: str) -> Knob | None:
    entry, _, point = name.partition("@")
    if not re.fullmatch(r"[0-9]{1,9}", point) or not 1 <= int(point) <= len(lab.objective.data):
        return None
    names = vocabulary(lab.network, lab.letters)
    inputs, targets = ([n.text for n in some] for some in (names.inputs, names.targets))
    if entry in inputs:
        return Knob("datum", 0, Datum("x", int(point) - 1, inputs.index(entry)))
    if entry in targets and _turns_targets(lab):
        return Knob("datum", 0, Datum("y", int(point) - 1, targets.index(entry)))
    return None


def _told(lab: Lab) -> str:
    names = vocabulary(lab.network, lab.letters)
    layers, few = lab.network.depth, lab.parameters
    parameters = f"{few[0]} ... {few[-1]}" if len(few) > 1 else few[0]
    targets = f", {names.targets[0].text}@1" if _turns_targets(lab) else ""
    return (
        f"rate, rate1 ... rate{layers}, scale, along1 ... along{DRAWN}, {parameters}, a sum such as "
        f"{few[0]}-2*{few[-1]}, {names.inputs[0].text}@1{targets}"
    )


def _turns_targets(lab: Lab) -> bool:
    """Whether a target can be any number: those of softmax are shares, which add up to 1."""
    return lab.objective.loss.name != "softmax_cross_entropy"


def runs(lab: Lab, start: Array, seed: int, turned: Mapping[str, Array]) -> Runs:
    """The runs that begin at one start (P,), each knob turned as its values say, shape (runs,) for every name."""
    knobs = {knob(lab, name): values for name, values in turned.items()}
    count = len(next(iter(turned.values())))
    theta = np.broadcast_to(start, (count, start.size)).copy()
    with np.errstate(all="ignore"):  # what is beyond all numbers diverges
        for one, values in sorted(knobs.items(), key=lambda item: _ORDER.index(item[0].kind)):
            _turn(lab, theta, seed, one, values)
    data = {one.datum: values for one, values in knobs.items() if one.datum is not None}
    return Runs(lab, theta, _rates(lab, count, knobs), data)


_ORDER = ("rate", "layer", "datum", "scale", "parameter", "direction")
"""A parameter that is set is not scaled; the directions are added last."""


def _turn(lab: Lab, theta: Array, seed: int, one: Knob, values: Array) -> None:
    if one.kind == "scale":
        theta *= values[:, None]
    elif one.kind == "parameter":
        theta[:, one.place] = values
    elif one.weights:
        for place, factor in one.weights:
            theta[:, place] += values * factor
    elif one.kind == "direction":
        theta += values[:, None] * direction(lab, seed, one.place)


def direction(lab: Lab, seed: int, which: int) -> Array:
    """A direction in theta, of length 1, shape (P,): normal numbers of the stream of directions, item `which` + 1."""
    drawn = philox.normal(philox.words(seed, which + 1, lab.network.size, philox.DIRECTIONS)[0])
    return np.asarray(drawn / math.sqrt(math.fsum((drawn * drawn).tolist())))


def _rates(lab: Lab, count: int, knobs: Mapping[Knob, Array]) -> Array | None:
    """(runs,), or (runs, depth) where layers have their own; None for the lab's."""
    every = knobs.get(Knob("rate"))
    layers = {one.place: values for one, values in knobs.items() if one.kind == "layer"}
    if not layers:
        return every
    rates = np.empty((count, lab.network.depth))
    rates[...] = lab.descent.rate if every is None else every[:, None]
    for place, values in layers.items():
        rates[:, place] = values
    return rates
