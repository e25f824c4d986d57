"""The derivation as a program: plain NumPy that runs the same descent, one line for each step."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from ..arrays import numbers as numbers_of
from ..arrays import vector
from ..lab import Lab
from ..method import METHODS, parse_method
from .derive import template
from .name import Name
from .step import Step
from .style import NUMPY
from .update import memory, update_steps
from .vocabulary import BETA, BETA1, BETA2, COUNT, EPSILON, FACTOR
from .write import write

THETA = Name("theta")
INDENT = "    "


def numpy_source(lab: Lab, theta: object) -> str:
    """A program that descends from theta (P finite numbers) as the lab does.

    It prints the last J, and leaves `values` and `theta`.
    """
    data, method = lab.objective.data, lab.method
    start = numbers_of(vector(theta, lab.network.size, "theta"), "theta", finite=True)
    numbers = {
        "theta": _list(start), "x": _list(data.x), "y": _list(data.y), "rate": repr(method.rate),
        "steps": str(lab.descent.steps), "numbers": ", ".join(map(repr, method.numbers)),
    }  # fmt: skip
    return filled(program(lab), method.name, numbers)


def filled(parts: dict[str, str], method: str, numbers: dict[str, str]) -> str:
    """The parts of `program` put together, with the numbers where @name@ stands."""
    text = parts["objective"] + parts["start"] + parts[method]
    for name, value in numbers.items():
        text = text.replace(f"@{name}@", value)
    return text


def program(lab: Lab) -> dict[str, str]:
    """The parts of the program: `objective`, `start`, and the loop of each method, with places for numbers.

    @theta@, @x@, @y@ (lists), @rate@, @steps@ and @numbers@ (the method's own) are put in by `filled`.
    """
    parts = {"objective": _objective(lab), "start": _START}
    return parts | {name: _loop(name) for name in METHODS}


_START = """
theta = np.array(@theta@)
X = np.array(@x@)
Y = np.array(@y@)
rate, steps = @rate@, @steps@
"""


_END = 'print("J =", values[-1], "after", steps, "steps")'


def _objective(lab: Lab) -> str:
    found = template(lab.objective, lab.letters)
    names = found.names
    lines = [
        f"{_tuple(names.parameters)} = theta",
        f"{_tuple(names.inputs)} = X.T", f"{_tuple(names.targets)} = Y.T",
    ]  # fmt: skip
    if lab.objective.reduction == "mean":
        lines.append(f"{COUNT.code} = len(X)")
    if lab.objective.factor != 1:
        lines.append(f"{FACTOR.code} = {float(lab.objective.factor)!r}")
    lines += [*_lines(found.point), *_lines(found.sum)]
    gradient = ", ".join(n.derivative("J").code for n in names.parameters)
    lines.append(f"return J, np.array([{gradient}])")
    told = '"""J and its gradient, from all data points at once: one row of X and Y a point."""'
    body = "\n".join(INDENT + line for line in (told, *lines))
    return f"import numpy as np\n\n\ndef objective(theta, X, Y):\n{body}\n\n"


def _lines(steps: Iterable[Step]) -> list[str]:
    return [f"{step.name} = {write(step.expression, NUMPY)}" for step in steps]


def _tuple(names: tuple[Name, ...]) -> str:
    return ", ".join(n.code for n in names) + ("," if len(names) == 1 else "")


def _loop(method: str) -> str:
    """The descent, with the method's update for theta as a whole."""
    kept = memory(method, (THETA,))
    shares = {1: (BETA,), 3: (BETA1, BETA2, EPSILON)}.get(len(parse_method(method, 1.0).numbers), ())
    lines = [f"{_tuple(shares)} = @numbers@" + ("," if len(shares) == 1 else "")] if shares else []
    lines += [f"{name} = {'1.0' if start else 'np.zeros_like(theta)'}" for name, start in kept.items()]
    steps = update_steps(method, (THETA,))
    inner = [f"J, {THETA.derivative('J').code} = objective(theta, X, Y)", "values.append(float(J))"]
    inner += _lines(steps)
    moved = [THETA.code, *kept]
    inner.append(f"if step < steps:\n{INDENT * 2}{', '.join(moved)} = {', '.join(n + '_new' for n in moved)}")
    body = "\n".join(INDENT + line for line in inner)
    return "\n".join([*lines, "values = []", "for step in range(steps + 1):", body, _END]) + "\n"


def _list(numbers: object) -> str:
    return repr(np.asarray(numbers, np.float64).tolist())
