"""Mistakes that no equation says: of the functions themselves, the history, the start, the plot."""

from __future__ import annotations

from collections.abc import Iterator

from ...lab import Lab
from ...start import parse_start
from ..program import Program
from .row import Mistake, Part


def range_of(lab: Lab) -> str:
    """Where the lab's starts lie, in words."""
    start = parse_start(str(lab.descent.start))
    if start.name == "uniform":
        return f"between {start.numbers[0]:g} and {start.numbers[1]:g}"
    return f"from {start}"


def behaviour_rows(right: Program) -> Iterator[Mistake]:
    """What no equation says; the judges of the parts find these."""
    s = right.lab.network.activation.name
    word = {"relu": "ReLU", "leaky_relu": "leaky ReLU"}.get(s, s)
    kept = "Keep a copy of every state; an array that is changed in place changes wherever it is kept."
    steps, rate = right.lab.descent.steps, right.lab.descent.rate
    rows: tuple[tuple[str, Part, str, str], ...] = (
        ("activation-wrong", "activation", f"the function does not give {word}",
         f"Try it at -2, 0 and 3: what does {word} give there?"),
        ("activation-overwrites", "activation", "the function changes the array it is given",
         "Return a new array and leave the argument as it is."),
        ("slope-wrong", "slope", f"the function does not give the slope of {word}",
         f"Sketch {word} and read its slope off at -2 and at 3."),
        ("slope-overwrites", "slope", "the function changes the array it is given",
         "Return a new array: who calls it still needs the argument."),
        ("objective-added-up", "objective", "J is added up from step to step: it is not set back to 0",
         "J at a step is of that step's theta alone: what does the sum begin with?"),
        ("data-other", "objective", "the data are not the lab's",
         "Compare each of your points and targets with those of the lab."),
        ("step-data-other", "descent", "the step uses other data than the lab's",
         "Compare the points and targets that the step is given with those of the lab."),
        ("step-added-up", "descent", "the gradient is added up from step to step: it is not set back to 0",
         "A step goes along the gradient at this theta alone: what does the sum begin with?"),
        ("gradient-overwrites", "descent", "the gradient's function changes the theta that it is given",
         "Work on a copy: a view or a second name of theta is theta itself."),
        ("history-one-array", "descent", "all states that were kept are one and the same array", kept),
        ("theta-stands", "descent", "theta never moves",
         "Every step gives theta new values: are they kept, and is theta what they are kept in?"),
        ("integer-theta", "descent", "theta is cut to whole numbers",
         "An array of whole numbers stays one: start from floats."),
        ("steps-other", "descent", f"the descent does not take {steps} steps",
         f"The lab asks for {steps} steps: {steps + 1} values of J, the start's among them."),
        ("rate-other", "descent", f"the rate is not the lab's {rate:g}", f"The lab's rate is {rate:g}."),
        ("rate-changes", "descent", "the rate is not the same in every step",
         f"The lab's rate is {rate:g}, from the first step to the last."),
        ("start-not-random", "start", "every run starts from the same theta", "Draw theta at random."),
        ("start-out-of-range", "start", "the start is not in the lab's range",
         f"The lab draws theta {range_of(right.lab)}."),
        ("start-narrow", "start", "the start covers only a part of the lab's range",
         f"The lab draws theta {range_of(right.lab)}: what is the least, and what is the largest of your numbers?"),
        ("start-whole", "start", "the start has whole numbers alone",
         f"The lab draws theta {range_of(right.lab)}: any number in it, not the whole ones alone."),
        ("start-equal", "start", "some numbers of the start are always the same",
         "Draw each number of theta for itself: a list that is multiplied repeats one number."),
        ("plot-missing", "plot", "nothing is plotted", "Plot J over the steps."),
        ("plot-other", "plot", "what is plotted is not J over the steps",
         "The curve has the values of J, in the order of the steps."),
    )  # fmt: skip
    for id, part, name, hint in (*rows, *_of_the_method(right.lab)):
        yield Mistake(id, part, f"the {part}", name, hint)


def _of_the_method(lab: Lab) -> Iterator[tuple[str, Part, str, str]]:
    """Where steps remember the ones before."""
    if lab.method.numbers:
        yield ("method-other", "descent", f"the steps are not those of {lab.method}",
               "What does a step keep of the ones before it, and how much of that?")  # fmt: skip
