"""The forward map of one data point, and the loss, as steps."""

from __future__ import annotations

from ..activation import Activation
from ..network import Network
from .expression import Expression, Number, Ref, node
from .name import Name
from .step import Sentence, Step
from .vocabulary import LOSS, Vocabulary, ref

SMOOTH = ("tanh", "sigmoid", "softplus")


def forward_steps(network: Network, names: Vocabulary) -> list[Step]:
    """For every layer its preactivations, then its units; an output without activation is its preactivation."""
    steps: list[Step] = []
    below = names.inputs
    for k, s in enumerate(network.activations):
        for j, a in enumerate(names.preactivations[k]):
            steps.append(_preactivation(names, k, j, below, a))
        if names.units[k] != names.preactivations[k]:
            steps += [
                Step(h, "forward", activated(s, a), _told(s, a, h), k + 1, j + 1)
                for j, (a, h) in enumerate(zip(names.preactivations[k], names.units[k], strict=True))
            ]
        below = names.units[k]
    return steps


def _preactivation(names: Vocabulary, k: int, j: int, below: tuple[Name, ...], a: Name) -> Step:
    terms = [node("mul", ref(row[j]), ref(h)) for row, h in zip(names.weights[k], below, strict=True)]
    if names.biases[k]:
        terms.append(ref(names.biases[k][j]))
    unit = names.units[k][j]
    bias = f", and the bias {names.biases[k][j].text}" if names.biases[k] else ""
    each = f"{below[0].text} times its weight"
    if len(below) > 1:
        each = f"each of {_from_to(below)} times its weight, added up"
    told = f"{a.text} is what arrives at unit {unit.text}: {each}{bias}."
    if a == unit:
        told = f"The output {a.text}: {each}{bias}."
    return Step(a, "forward", node("add", *terms), (Sentence(told),), k + 1, j + 1)


def _from_to(names: tuple[Name, ...]) -> str:
    return f"{names[0].text} {'and' if len(names) == 2 else '...'} {names[-1].text}"


def activated(s: Activation, a: Name) -> Expression:
    """s(a)."""
    if s.is_linear:
        return ref(a)
    if s.name == "leaky_relu":
        return node("leaky", ref(a), _left(s))
    return node(s.name, ref(a))


def slope(s: Activation, a: Name, h: Name) -> Expression | None:
    """s'(a), from a or from h = s(a); None for the identity, whose slope is 1."""
    if s.is_linear:
        return None
    rows: dict[str, Expression] = {
        "relu": node("step", ref(a)),
        "leaky_relu": node("leaky_slope", ref(a), _left(s)),
        "tanh": node("sub", Number(1), node("square", ref(h))),
        "sigmoid": node("mul", ref(h), node("sub", Number(1), ref(h))),
        "softplus": node("sigmoid", ref(a)),
    }
    return rows[s.name]


def _left(s: Activation) -> Number:
    return Number(s.pieces[0] if s.pieces else 1.0)


def _told(s: Activation, a: Name, h: Name) -> tuple[Sentence, ...]:
    read = Ref(a)
    if s.name == "relu":
        return (
            Sentence(f"{a.text} is above 0: the ReLU is on and passes it through unchanged.", read, ">"),
            Sentence(f"{a.text} is exactly 0: the ReLU stands at its kink and gives 0.", read, "="),
            Sentence(f"{a.text} is below 0: the ReLU is off and gives 0.", read, "<"),
            Sentence(f"{h.text} is the ReLU of {a.text}."),
        )
    if s.name == "leaky_relu" and s.pieces:
        shut = f"{a.text} is not above 0: only {s.pieces[0]:g} of it passes."
        return (
            Sentence(f"{a.text} is above 0: it passes unchanged.", read, ">"),
            Sentence(shut, read, "<"), Sentence(shut, read, "="),
            Sentence(f"{h.text} is the leaky ReLU of {a.text}."),
        )  # fmt: skip
    return (Sentence(f"{h.text} is the {s.name} of {a.text}."),)


def loss_steps(loss: str, names: Vocabulary) -> list[Step]:
    """L of one data point, as the loss of that name writes it."""
    return {
        "squared_error": _squared, "binary_cross_entropy": _binary, "softmax_cross_entropy": _softmax,
    }[loss](names)  # fmt: skip


def _squared(names: Vocabulary) -> list[Step]:
    missed = [node("square", node("sub", ref(z), ref(y))) for z, y in zip(names.units[-1], names.targets, strict=True)]
    z, y = names.units[-1][0], names.targets[0]
    told = f"The loss of this point: the square of how far {z.text} is from {y.text}."
    if len(missed) > 1:
        told = "The loss of this point: the squares of how far each output is from its target, added up."
    return [Step(LOSS, "loss", node("add", *missed), (Sentence(told),))]


def _binary(names: Vocabulary) -> list[Step]:
    terms = [
        node("sub", node("softplus", ref(q)), node("mul", ref(y), ref(q)))
        for q, y in zip(names.preactivations[-1], names.targets, strict=True)
    ]
    told = (
        "The loss of this point, -y log z - (1 - y) log(1 - z), in terms of what the sigmoid got, "
        "so that nothing overflows."
    )
    return [Step(LOSS, "loss", node("add", *terms), (Sentence(told),))]


def softmax_names(names: Vocabulary) -> tuple[Name, tuple[Name, ...], Name, tuple[Name, ...]]:
    """The largest output, the exponentials, their sum, and the shares p."""
    index = [z.index for z in names.units[-1]]
    return Name("top"), tuple(Name("exp", i) for i in index), Name("total"), tuple(Name("p", i) for i in index)


def _softmax(names: Vocabulary) -> list[Step]:
    top, exps, total, shares = softmax_names(names)
    outputs, targets = names.units[-1], names.targets
    steps = [_at_loss(top, node("max", *(ref(z) for z in outputs)), "The largest output, so that no exp overflows.")]
    for e, z in zip(exps, outputs, strict=True):
        told = f"{e.text} is how much {z.text} weighs: e to the {z.text}, over e to the largest."
        steps.append(_at_loss(e, node("exp", node("sub", ref(z), ref(top))), told))
    steps.append(_at_loss(total, node("add", *(ref(e) for e in exps)), "All weights together."))
    for p, e in zip(shares, exps, strict=True):
        told = f"{p.text} is the share that the network gives this class: softmax."
        steps.append(_at_loss(p, node("div", ref(e), ref(total)), told))
    missed = [node("mul", node("sub", ref(top), ref(z)), ref(y)) for z, y in zip(outputs, targets, strict=True)]
    told = "The loss of this point: minus the logarithm of the share of the right class (of each, times its target)."
    steps.append(_at_loss(LOSS, node("add", node("log", ref(total)), *missed), told))
    return steps


def _at_loss(name: Name, expression: Expression, told: str) -> Step:
    return Step(name, "loss", expression, (Sentence(told),))
