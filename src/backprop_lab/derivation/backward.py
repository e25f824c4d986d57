"""Back-propagation of one data point, as steps: from dL/dz down to every weight."""

from __future__ import annotations

from ..activation import Activation
from ..network import Network
from .expression import Number, Ref, node
from .forward import slope, softmax_names
from .name import Name
from .step import Sentence, Step
from .vocabulary import Vocabulary, ref


def backward_steps(network: Network, loss: str, names: Vocabulary) -> list[Step]:
    """From the last layer to the first: deltas, then what each weight and bias gets of them."""
    depth = network.depth
    steps = _start(network, loss, names)
    for k in reversed(range(depth)):
        below = names.units[k - 1] if k else names.inputs
        steps += _parameters(names, k, below)
        if k:
            steps += _passed_back(names, k)
            steps += _through(network.activation, names, k - 1)
    return steps


def _start(network: Network, loss: str, names: Vocabulary) -> list[Step]:
    """dL/da of the last layer."""
    k, outputs, last = network.depth - 1, names.units[-1], names.preactivations[-1]
    if loss != "squared_error":
        shares = softmax_names(names)[3] if loss == "softmax_cross_entropy" else outputs
        told = "Back-propagation starts here: with this loss the derivative is what was answered minus what was asked."
        return [
            Step(a.derivative(), "backward", node("sub", ref(p), ref(y)), (Sentence(told),), k + 1, j + 1)
            for j, (a, p, y) in enumerate(zip(last, shares, names.targets, strict=True))
        ]
    steps = []
    for j, (z, y) in enumerate(zip(outputs, names.targets, strict=True)):
        dz = z.derivative()
        told = f"Back-propagation starts here: the derivative of ({z.text} - {y.text})^2; this is where the 2 comes in."
        hit = Sentence(f"{z.text} is exactly {y.text}: nothing to pass back.", Ref(dz), "=")
        right = node("mul", Number(2), node("sub", ref(z), ref(y)))
        steps.append(Step(dz, "backward", right, (hit, Sentence(told)), k + 1, j + 1))
    return steps + (_through(network.output, names, k) if last != outputs else [])


def _through(s: Activation, names: Vocabulary, k: int) -> list[Step]:
    """From dL/dh to dL/da of one layer: times the activation's slope."""
    steps = []
    for j, (a, h) in enumerate(zip(names.preactivations[k], names.units[k], strict=True)):
        gate, dh = slope(s, a, h), h.derivative()
        right = ref(dh) if gate is None else node("mul", ref(dh), gate)
        steps.append(Step(a.derivative(), "backward", right, _told(s, a, h), k + 1, j + 1, gate=gate))
    return steps


def _told(s: Activation, a: Name, h: Name) -> tuple[Sentence, ...]:
    read = Ref(a)
    if s.name == "relu":
        return (
            Sentence("The ReLU is off: nothing passes back.", read, "<"),
            Sentence(f"{a.text} is exactly 0: ReLU'(0) is taken as 0 here, nothing passes back.", read, "="),
            Sentence("The ReLU is on: all passes back unchanged.", read, ">"),
            Sentence(f"Through the ReLU of {h.text}: all passes back where it is on, nothing where it is off."),
        )
    if s.name == "leaky_relu" and s.pieces:
        shut = f"{a.text} is not above 0: only {s.pieces[0]:g} of it passes back."
        return (
            Sentence("The unit is on: all passes back unchanged.", read, ">"),
            Sentence(shut, read, "<"), Sentence(shut, read, "="),
            Sentence(f"Through the leaky ReLU of {h.text}: times its slope there."),
        )  # fmt: skip
    return (Sentence(f"Through the {s.name} of {h.text}: times its slope there."),)


def _passed_back(names: Vocabulary, k: int) -> list[Step]:
    """dL/dh of the units below layer k: along every path onward, the delta there times the weight."""
    steps = []
    for i, h in enumerate(names.units[k - 1]):
        paths = [
            node("mul", ref(weight), ref(a.derivative()))
            for weight, a in zip(names.weights[k][i], names.preactivations[k], strict=True)
        ]
        onward = ", ".join(a.text for a in names.preactivations[k][:3]) + (" ..." if len(paths) > 3 else "")
        told = f"{h.text} acts on L through {onward}: what comes back along each weight, added up."
        none = Sentence(f"Nothing comes back to {h.text}.", Ref(h.derivative()), "=")
        steps.append(Step(h.derivative(), "backward", node("add", *paths), (none, Sentence(told)), k, i + 1))
    return steps


def _parameters(names: Vocabulary, k: int, below: tuple[Name, ...]) -> list[Step]:
    """dL/dW and dL/dc of layer k."""
    steps, place = [], _place(names, k)
    for row, h in zip(names.weights[k], below, strict=True):
        for j, weight in enumerate(row):
            steps.append(_weight(weight, names.preactivations[k][j], h, k, j, place))
            place += 1
    for j, bias in enumerate(names.biases[k]):
        a = names.preactivations[k][j]
        told = f"The bias {bias.text} adds to {a.text} directly: its share is {a.derivative().text} itself."
        right = ref(a.derivative())
        steps.append(Step(bias.derivative("L"), "backward", right, (Sentence(told),), k + 1, j + 1, place + j))
    return steps


def _place(names: Vocabulary, k: int) -> int:
    """Where layer k begins in theta."""
    return sum(
        len(names.weights[i]) * len(names.preactivations[i]) + len(names.biases[i]) for i in range(k)
    )  # fmt: skip


def _weight(weight: Name, a: Name, h: Name, k: int, j: int, place: int) -> Step:
    delta = a.derivative()
    told = (
        Sentence(f"Nothing comes back to {a.text}: {weight.text} gets no share.", Ref(delta), "="),
        Sentence(f"{h.text} is 0: {weight.text} had no part in {a.text} and gets no share.", Ref(h), "="),
        Sentence(f"{weight.text} carries {h.text} to {a.text}: its share is what came back there, times {h.text}."),
    )
    right = node("mul", ref(delta), ref(h))
    return Step(weight.derivative("L"), "backward", right, told, k + 1, j + 1, place)
