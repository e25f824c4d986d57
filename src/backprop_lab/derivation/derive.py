"""From a lab to its derivation: the steps of one data point, of the sum, of the update, and all of them in order."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from ..errors import InputError
from ..lab import Lab
from ..names import Letters
from ..objective import Objective
from .backward import backward_steps
from .expression import Ref, at_point, over_points
from .forward import forward_steps, loss_steps
from .name import Name
from .step import Sentence, Step
from .update import MEMORIES, sum_steps, update_steps
from .vocabulary import GIVEN, POWER1, POWER2, Vocabulary, distinct, vocabulary

MOST_PARAMETERS = 200
MOST_STEPS = 20_000
"""A derivation of more steps would be read by nobody."""


@dataclass(frozen=True)
class Template:
    """The derivation before it is written out for every point.

    `point` holds the steps of any one data point (forward, loss, backward), `sum` those that add
    up over the points, where the operation `total` stands for that sum, `update` one step of the
    method. `own` are the names that each point has for itself.
    """

    names: Vocabulary
    point: tuple[Step, ...]
    sum: tuple[Step, ...]
    update: tuple[Step, ...]

    @property
    def own(self) -> frozenset[str]:
        """The codes of the names that each point has for itself."""
        data = (*self.names.inputs, *self.names.targets)
        return frozenset(name.code for name in (*(s.symbol for s in self.point), *data))


def template(objective: Objective, letters: Letters, method: str = "gradient_descent") -> Template:
    """The derivation of an objective and a method, for any number of data points.

    Raises `InputError` for a network too large to be written out, and `LabError` for letters that
    give two numbers one name.
    """
    network = objective.network
    if network.size > MOST_PARAMETERS:
        raise InputError(
            f"a lab must have at most {MOST_PARAMETERS} parameters to be written out, formula by formula",
            f"{network.size}", "Take one with fewer or narrower layers; `run` serves any size.",
        )  # fmt: skip
    return _template(objective.network, objective.loss.name, objective.factor, objective.reduction, letters, method)


@lru_cache(16)
def _template(network, loss, factor, reduction, letters, method) -> Template:  # type: ignore[no-untyped-def]
    names = vocabulary(network, letters)
    point = (*forward_steps(network, names), *loss_steps(loss, names), *backward_steps(network, loss, names))
    parameters = names.parameters
    total = tuple(sum_steps(parameters, factor, reduction == "mean"))
    update = tuple(update_steps(method, parameters))
    steps = (*(s.symbol for s in (*point, *total, *update)), *parameters)
    kept = (name.kept(letter) for name in parameters for letter in MEMORIES[method])
    distinct((*steps, *kept, *names.inputs, *names.targets, *GIVEN, POWER1, POWER2))
    return Template(names, point, total, update)


def derive(lab: Lab) -> tuple[Step, ...]:
    """Every step of one descent step of the lab, in an order in which each reads only what stands before it.

    First forward, loss and backward of each data point in turn, then the sum over the points, then
    the update. Raises as `template` does.
    """
    found = template(lab.objective, lab.letters, lab.method.name)
    return written_out(found, len(lab.objective.data))


def written_out(found: Template, points: int) -> tuple[Step, ...]:
    """The template's steps for so many data points."""
    count = points * len(found.point) + len(found.sum) + len(found.update)
    if count > MOST_STEPS:
        raise InputError(f"a derivation must have at most {MOST_STEPS} steps", f"{count}", "Take fewer data points.")
    own = found.own
    steps = [_for_point(step, own, p) for p in range(points) for step in found.point]
    steps += [s.at(expression=over_points(s.expression, own, points)) for s in found.sum]
    return (*steps, *found.update)


def _for_point(step: Step, own: frozenset[str], point: int) -> Step:
    gate = None if step.gate is None else at_point(step.gate, own, point)
    sentences = tuple(_told_at(s, own, point) for s in step.sentences)
    right = at_point(step.expression, own, point)
    return step.at(expression=right, gate=gate, sentences=sentences, point=point)


def _told_at(sentence: Sentence, own: frozenset[str], point: int) -> Sentence:
    ref = sentence.ref
    if ref is None or ref.name.code not in own:
        return sentence
    return Sentence(sentence.text, Ref(ref.name, point), sentence.relation, sentence.against)


def parameter_names(found: Template) -> tuple[Name, ...]:
    """The names of theta's entries."""
    return found.names.parameters
