"""What the page is handed: a lab's derivation as trees, the styles they are written in, and where it starts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from ..arrays import Array, vector
from ..derivation import STYLES, template
from ..derivation.expression import Expression, Number, Ref
from ..derivation.name import Name
from ..derivation.source import program
from ..derivation.step import PHASES, Sentence, Step
from ..derivation.style import GREEK
from ..derivation.update import memory, sum_steps, update_steps
from ..lab import Lab, available, load_lab
from ..method import METHODS

VERSION = 1
ANY = Name("@")
"""Stands for every parameter in turn where the steps of all are alike."""
SHOWN = ("text", "latex", "mathml")
MOST_STEPS = 10_000
"""The page keeps every state: of longer descents it begins with so many steps."""


@dataclass(frozen=True, eq=False)
class Recorded:
    """The states of a descent that was made elsewhere, (T + 1, P) and finite, and the sentence that says where."""

    thetas: Array
    told: str


def payload(
    lab: Lab, theta: object, seed: int | None = None, index: int = 0, recorded: Recorded | None = None
) -> dict[str, Any]:
    """The lab and its start as one object for JSON; doubles are written so that they read back to the bit."""
    table = _Table()
    steps = _steps(lab, table)
    kept = {} if recorded is None else {"recorded": {"thetas": recorded.thetas.tolist(), "told": recorded.told}}
    return kept | {
        "version": VERSION, "lab": _lab(lab, table), "phases": PHASES, "names": table.rows, "steps": steps,
        "styles": {name: _style(name) for name in SHOWN}, "greek": GREEK, "program": program(lab),
        "start": _start(lab, theta, seed, index),
    }  # fmt: skip


class _Table:
    """The names in use, each once, numbered as they come."""

    def __init__(self) -> None:
        self.rows: list[list[str]] = []
        self._places: dict[Name, int] = {}

    def place(self, name: Name) -> int:
        """The number of a name."""
        if name not in self._places:
            self._places[name] = len(self.rows)
            row = [name.letter, name.index, name.over, name.mark, name.memory]
            while row and not row[-1]:
                row.pop()
            self.rows.append(row)
        return self._places[name]

    def tree(self, expression: Expression) -> Any:
        """A tree: the number of a name, [number], or [operation, arguments ...]."""
        if isinstance(expression, Ref):
            return self.place(expression.name)
        if isinstance(expression, Number):
            return [expression.value]
        return [expression.operation, *(self.tree(a) for a in expression.arguments)]

    def sentence(self, sentence: Sentence) -> list[Any]:
        """The text, and where it does not always hold the name, the relation and the number."""
        if sentence.ref is None:
            return [sentence.text]
        return [sentence.text, self.place(sentence.ref.name), sentence.relation, sentence.against]

    def step(self, step: Step) -> list[Any]:
        """Name, phase, tree, sentences; layer, unit, parameter and gate as far as there are any."""
        row: list[Any] = [
            self.place(step.symbol), PHASES.index(step.phase), self.tree(step.expression),
            [self.sentence(s) for s in step.sentences], step.layer, step.unit, step.parameter,
            None if step.gate is None else self.tree(step.gate),
        ]  # fmt: skip
        while row[-1] is None:
            row.pop()
        return row


def _steps(lab: Lab, table: _Table) -> dict[str, Any]:
    """Steps of a point one by one; those of the sum and the update once for all parameters."""
    found, mean = template(lab.objective, lab.letters), lab.objective.reduction == "mean"

    def rows(steps: Iterable[Step]) -> list[Any]:
        return [table.step(step) for step in steps]

    return {
        "point": rows(found.point),
        "sum": rows(sum_steps((ANY,), lab.objective.factor, mean)),
        "update": {name: rows(update_steps(name, (ANY,))) for name in METHODS},
        "memory": {name: memory(name, (ANY,)) for name in METHODS},
    }


def _lab(lab: Lab, table: _Table) -> dict[str, Any]:
    network, objective = lab.network, lab.objective
    names = template(objective, lab.letters).names
    placed = {
        key: [[table.place(name) for name in row] for row in getattr(names, key)]
        for key in ("biases", "preactivations", "units")
    }
    return {
        "name": lab.name, "builtin": _is_builtin(lab), "title": lab.title,
        "widths": network.widths, "hasBiases": network.biases,
        "activation": _activation(network.activation), "output": _activation(network.output),
        "loss": objective.loss.name, "targets": objective.loss.targets, "factor": objective.factor,
        "mean": objective.reduction == "mean", "fit": lab.descent.fit,
        "parameters": [table.place(name) for name in names.parameters],
        "inputs": [table.place(name) for name in names.inputs],
        "outputs": [table.place(name) for name in names.targets],
        "weights": [[[table.place(n) for n in row] for row in layer] for layer in names.weights], **placed,
    }  # fmt: skip


def _is_builtin(lab: Lab) -> bool:
    """Whether the lab's name alone says all of it but how it is trained."""
    own = load_lab(lab.name) if lab.name in available() else None
    return own is not None and (own.objective, own.letters) == (lab.objective, lab.letters)


def _activation(s: Any) -> dict[str, Any]:
    return {"name": s.name, "pieces": s.pieces, "steepest": s.steepest}


def _style(name: str) -> dict[str, Any]:
    told = asdict(STYLES[name])
    told["rules"] = {key: list(rule.values()) for key, rule in told["rules"].items()}
    return told


def _start(lab: Lab, theta: object, seed: int | None, index: int) -> dict[str, Any]:
    numbers = vector(theta, lab.network.size, "theta").astype(np.float64)
    return {
        "theta": numbers.tolist(), "seed": None if seed is None else str(seed), "index": str(index),
        "start": str(lab.descent.start), "x": lab.objective.data.x.tolist(), "y": lab.objective.data.y.tolist(),
        "rate": lab.descent.rate, "steps": min(lab.descent.steps, MOST_STEPS), "method": str(lab.method),
    }  # fmt: skip
