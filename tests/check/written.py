"""A program of the catalogue written out as a student would hand it in: source text with the lab's functions."""

from __future__ import annotations

from graphlib import TopologicalSorter

import numpy as np

from backprop_lab.check.equation import SOURCE
from backprop_lab.check.program import Program
from backprop_lab.derivation.write import write

HEAD = """import numpy as np


def sum_of(term):
    return np.sum(np.broadcast_to(term, N))


def point_of(term, point):
    return np.broadcast_to(term, N)[point]
"""
ONE = """def one(theta, rate, i):
    global X, Y, N
    every = X, Y, N
    X, Y, N = X[i : i + 1], Y[i : i + 1], 1
    try:
        return moved(theta, rate)
    finally:
        X, Y, N = every


"""


PART = """PARTS = {parts}


def moved_in(theta, rate, part):
    new = theta.copy()
    new[part] = moved(theta, rate)[part]
    return new


"""


def written(program: Program) -> str:
    """forward(theta, x, y), gradient(theta, x, y), J(theta) and gradient_descent(theta, steps, rate)."""
    data = program.lab.objective.data
    forward = [n.code for n in program.forward_names]
    gradient = [n.code for n in program.gradient_names]
    parts = [
        HEAD,
        f"X = np.array({data.x.tolist()})\nY = np.array({data.y.tolist()})\nN = len(X)\n",
        _function(program, "forward(theta, x, y)", forward, "x", "np.atleast_1d(y)"),
        _function(program, "gradient(theta, x, y)", gradient, "x", "np.atleast_1d(y)"),
        _function(program, "J(theta)", ["J"], "X.T", "Y.T", single=True),
        _function(program, "moved(theta, rate)", [n.new().code for n in program.names.parameters], "X.T", "Y.T"),
        _function(program, "slope(theta)", [n.derivative("J").code for n in program.names.parameters], "X.T", "Y.T"),
        _descent(program),
    ]
    return "\n\n".join(parts)


def _function(program: Program, head: str, wanted: list[str], x: str, y: str, single: bool = False) -> str:
    lines = [f"{n.code} = theta[{at}]" for n, at in zip(program.names.parameters, program.read, strict=True)]
    lines += [f"{_tuple(program.names.inputs)} = {x}", f"{_tuple(program.names.targets)} = {y}", "n = float(N)"]
    lines += [f"factor = {float(program.lab.objective.factor)}"]
    lines += [f"rate = {program.lab.descent.rate!r}"] if "rate" not in head else []
    numbers = program.lab.method.numbers
    lines += [f"beta = {numbers[0]!r}"] if len(numbers) == 1 else []
    lines += [f"{n.kept('m').code} = 0.0" for n in program.names.parameters] if numbers else []
    lines += [f"{code} = {_source(program, code)}" for code in _order(program, wanted)]
    answer = wanted[0] if single else f"np.array([{', '.join(wanted)}], float)"
    return f"def {head}:\n" + "\n".join("    " + line for line in lines) + f"\n    return {answer}\n"


def _source(program: Program, code: str) -> str:
    text = write(program.equations[code].expression, SOURCE)
    return text.replace("v.total", "sum_of").replace("v.at", "point_of")


def _tuple(names) -> str:
    return ", ".join(n.code for n in names) + ("," if len(names) == 1 else "")


def _order(program: Program, wanted: list[str]) -> list[str]:
    """What has to be worked out for these names, each after what it reads."""
    graph: dict[str, set[str]] = {}
    waiting = list(wanted)
    while waiting:
        code = waiting.pop()
        if code in graph or code not in program.equations:
            continue
        graph[code] = {c for c in program.equations[code].reads if c in program.equations}
        waiting += graph[code]
    return list(TopologicalSorter(graph).static_order())


def _descent(program: Program) -> str:
    steps, rate = program.lab.descent.steps, program.lab.descent.rate
    step = {
        "together": "theta = moved(theta, rate)",
        "one by one": "for i in range(len(X)):\n            theta = one(theta, rate, i)",
        "frozen": "theta = theta + first",
        "normalised": "g = slope(theta)\n        theta = theta + (moved(theta, rate) - theta) / np.sqrt(np.sum(g * g))",
    }.get(program.procedure, "for part in PARTS:\n            theta = moved_in(theta, rate, part)")
    one = ONE if program.procedure == "one by one" else ""
    one += PART.format(parts=_parts(program)) if "PARTS" in step else ""
    return (
        f"{one}def gradient_descent(theta, steps={steps}, rate={rate!r}):\n"
        "    first = moved(theta, rate) - theta\n    values = [J(theta)]\n"
        f"    for _ in range(steps):\n        {step}\n        values.append(J(theta))\n    return theta, values\n"
    )


def _parts(program: Program) -> list[list[int]]:
    """The places of theta that move together, in their order."""
    if program.procedure == "entry by entry":
        return [[i] for i in range(program.lab.network.size)]
    letters = [n.code.rstrip("0123456789") for n in program.names.parameters]
    groups: dict[int, list[int]] = {}
    weights = 0
    for i, letter in enumerate(letters):
        weights += letter in program.lab.letters.weights and (i == 0 or letters[i - 1] != letter)
        groups.setdefault(weights, []).append(i)
    order = list(groups.values())
    return order[::-1] if program.procedure.endswith("last") else order


def functions(program: Program) -> dict:
    """The functions, ready to be called."""
    space: dict = {}
    exec(compile(written(program), "<written>", "exec"), space)
    return {name: space[name] for name in ("forward", "gradient", "J", "gradient_descent")}


__all__ = ["functions", "np", "written"]
