"""What the tests of the derivation share: labs, what the core says of every number, and how large its terms are."""

import math

import numpy as np

from backprop_lab.derivation import template
from backprop_lab.derivation.expression import Number, Ref
from backprop_lab.errors import LabError
from backprop_lab.lab import Descent, Lab
from backprop_lab.names import default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Objective

EPS = np.finfo(float).eps / 2
ROUNDINGS = 20
"""So many are allowed to meet a number, each of half an eps of what its terms come to; the most seen are 3."""


def lab_of(objective, method="gradient_descent", letters=None, rate=1e-3, steps=20):
    return Lab("lab", objective, Descent(rate, steps, method), letters or default_letters(objective.network))


def readable(lab):
    """The lab, with the usual letters where its own give two numbers one name."""
    try:
        template(lab.objective, lab.letters, lab.method.name)
    except LabError:
        return lab_of(lab.objective, lab.descent.method, rate=lab.descent.rate)
    return lab


def code(name):
    return name.replace(",", "_")


def letters_of(lab):
    """Codes of preactivations and units, layer by layer, from the lab's letters alone; q for what a sigmoid gets."""
    network, letters = lab.network, lab.letters
    units = [*letters.hidden(network), letters.outputs(network)]
    before = [
        tuple(f"{letter}{j}" for j in range(1, n + 1))
        for letter, n in zip(letters.preactivations, network.widths[1:-1], strict=True)
    ]
    if network.output.is_linear:
        return [*before, units[-1]], units
    return [*before, tuple(n.code for n in template(lab.objective, letters).names.preactivations[-1])], units


def with_biases(network, theta):
    """The same network with biases that are 0, and where in its theta the biases and the weights are."""
    wide = Network(network.widths, network.activation, network.output, True)
    if network.biases:
        return wide, np.array(theta, float)
    full = np.zeros(wide.size)
    for (own, _), (place, _) in zip(network.blocks, wide.blocks, strict=True):
        full[place] = np.asarray(theta)[own]
    return wide, full


def told_by_the_core(lab, theta):
    """What the matrix form says of a derivation's numbers, by key.

    J, its gradient, theta after one step; and of each point its preactivations, units, loss, deltas
    and gradient. Deltas are the derivatives in biases that are 0.
    """
    objective, theta = lab.objective, np.array(theta, float)
    method, parameters = lab.method, [code(p) for p in lab.parameters]
    gradient = objective.gradient(theta)
    with np.errstate(all="ignore"):
        moved = method.update(method.init(theta), theta, gradient)[0]
    found = {("J", None): objective(theta)}
    for i, name in enumerate(parameters):
        found[f"dJ_d{name}", None], found[f"{name}_new", None] = gradient[i], moved[i]
    for p in range(len(objective.data)):
        found |= {(name, p): value for name, value in _of_point(lab, objective.at_point(p), theta).items()}
    return found


def _of_point(lab, one, theta):
    network, (before, units) = lab.network, letters_of(lab)
    one = Objective(network, one.data, one.loss)
    passed, gradient = one.forward(theta), one.gradient(theta)
    wide, full = with_biases(network, theta)
    deltas = Objective(wide, one.data, one.loss).gradient(full)
    found = {"L": one(theta)} | {f"dL_d{code(n)}": g for n, g in zip(lab.parameters, gradient, strict=True)}
    for k, (_, place) in enumerate(wide.blocks):
        found |= dict(zip(before[k], passed.preactivations[k][0], strict=True))
        found |= dict(zip(units[k], passed.activations[k][0], strict=True))
        found |= {f"d{a}": d for a, d in zip(before[k], deltas[place], strict=True)}
        if k:
            weights = wide.unpack(full)[k][0]
            with np.errstate(all="ignore"):
                found |= {f"d{h}": d for h, d in zip(units[k - 1], weights @ deltas[place], strict=True)}
    if one.loss.name == "squared_error":
        found |= {f"d{z}": 2 * (found[z] - y) for z, y in zip(units[-1], one.data.y[0], strict=True)}
    return found


def sizes(steps, values):
    """For every key how large it is with each term counted by its size: what rounding it is measured by."""
    known = {key: abs(value) for key, value in values.items()}
    for step in steps:
        known[step.key] = _size(step.expression, known, values)
    return known


def _size(tree, known, values):
    if isinstance(tree, Number):
        return abs(tree.value)
    if isinstance(tree, Ref):
        return known[tree.name.code, tree.point]
    return SIZES[tree.operation](*(_size(a, known, values) for a in tree.arguments))


def _sum(*parts):
    return sum(parts)


def _bounded(part):
    """Of what is at most 1, or no steeper than 1 where it is used."""
    return 1.0 + part


SIZES = {
    "add": _sum, "sub": _sum, "max": _sum, "relu": _sum, "mul": lambda *parts: math.prod(parts),
    "square": lambda part: part**2, "step": lambda part: 1.0,
    "div": lambda above, below: above * max(1.0, below),  # by n, or by a sum of which one term is 1
    "leaky": lambda part, slope: max(1.0, slope) * part, "leaky_slope": lambda part, slope: max(1.0, slope),
    "tanh": _bounded, "sigmoid": _bounded, "softplus": _bounded, "exp": _bounded, "log": _bounded,
}  # fmt: skip


def gated(steps):
    """The keys of what ReLU and leaky ReLU are taken of."""
    return {
        (s.expression.arguments[0].name.code, s.point)
        for s in steps
        if getattr(s.expression, "operation", "") in ("relu", "leaky")
    }


def near_a_kink(steps, values):
    """Whether rounding could switch a unit: a preactivation that is not 0 but drowns in its own rounding."""
    of = sizes([s for s in steps if s.phase == "forward"], values)
    return any(0 < abs(values[key]) <= 2 * ROUNDINGS * EPS * of[key] for key in gated(steps))


def furthest(steps, values, true, of=None):
    """How far the derivation is from the truth at most, in roundings of half an eps of each number's size.

    `of` are the sizes; without it they are those of these steps.
    """
    of = of or sizes([s for s in steps if s.phase != "update"], values)
    moved = {s.key for s in steps if s.phase == "update"}  # what a method makes of rounding is its own affair
    return max(abs(values[key] - true[key]) / (EPS * of[key] + 1e-300) for key in true if key not in moved)
