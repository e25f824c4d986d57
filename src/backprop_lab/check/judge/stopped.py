"""What is said of a function that stops, or hands back something else, where it is asked for its numbers.

The call is made up: nobody said in which form this program wants its arguments. Where the program runs and uses the
function, its own calls go well, so that ours may be the one that is wrong.
"""

from __future__ import annotations

from collections.abc import Sequence

from ..binding import Binding
from ..candidate.answer import NO_TIME, Answer
from ..catalogue import Part
from ..layout import flat
from ..reached import reached
from ..verdict import Judged, Place
from .context import Context, no_other, unreadable

ENDED = ("exit", "input")
"""Failures that are no errors: the program ended itself, or asked for what nobody types."""
KINDS = {"theta": "theta as a row of {} numbers", "x": "x as {} numbers", "y": "y as a number", "given": "numbers",
         "block": "the layers' weights", "bias": "the biases", "xi": "the entries of x one by one",
         "entry": "the entries of theta one by one"}  # fmt: skip


def verdict_on(
    context: Context, part: Part, binding: Binding, answers: Sequence[Answer], told: str, line: Place | None
) -> Judged:
    """The verdict on a function of which `told` says what is the matter: wrong, unless our call may be to blame."""
    if out_of_time(answers):
        return untried(context, part, binding)
    if unreadable(context, binding, answers) is None or not is_used(context, binding):
        return Judged(part, "wrong", told, place=line)
    if all(answer.kind == "numbers" for answer in answers):
        return _lost(context, part, binding, answers)
    return stopped(context, part, binding, told)


def out_of_time(answers: Sequence[Answer]) -> bool:
    """Whether the program had used up all its time before it was asked."""
    return any(answer.kind == "timeout" and answer.text == NO_TIME for answer in answers)


def untried(context: Context, part: Part, binding: Binding) -> Judged:
    """What is said of a function for which no time was left."""
    said = f"no time was left to ask {binding.function.name}: the program had used all of it"
    return Judged(part, "cannot tell", said, asked="a program that ends, and answers, in a few seconds")


def _lost(context: Context, part: Part, binding: Binding, answers: Sequence[Answer]) -> Judged:
    """What is said of numbers whose order is not known."""
    program = context.right.program
    wanted = [n.text for n in (program.forward_names if part == "forward" else program.gradient_names)]
    names = ", ".join(wanted if len(wanted) < 8 else (*wanted[:3], "...", wanted[-1]))
    count = ", ".join(map(str, sorted({flat(answer).size for answer in answers})))
    said = f"{binding.function.name} hands back {count} numbers, and which of them are {names} could not be seen"
    return Judged(part, "cannot tell", said, asked=f"a function that hands back {names}, in this order")


def stopped(context: Context, part: Part, binding: Binding, told: str) -> Judged:
    """What is said where our call is to blame as well as the function."""
    said = f"{told}, where it is given {_given(context, binding)}; in your program it ran"
    return Judged(part, "cannot tell", said, asked=_asked(context, part))


def is_used(context: Context, binding: Binding) -> bool:
    """Whether it is a program that ran to its end without an error, and called this function on its way."""
    if context.another is no_other or any(f.kind not in ENDED for f in context.candidate.described.failures):
        return False
    return binding.function.name.rpartition(".")[2] in reached(context.candidate.source.tree)


def _given(context: Context, binding: Binding) -> str:
    network = context.lab.network
    counts = {"theta": network.size, "x": network.widths[0]}
    what = dict.fromkeys(slot.what for slot in (*binding.init, *binding.slots))
    kinds = [KINDS[one].format(counts.get(one, "")) for one in what if one in KINDS]
    return ", ".join(kinds) or "no arguments"


def _asked(context: Context, part: Part) -> str:
    size = context.lab.network.size
    if part in ("activation", "slope"):
        return f"a function of one number, or of an array of them; name yours: --use {part}=my_function"
    wanted = "theta" if part == "objective" else "theta, x and y"
    return f"a function of {wanted}, theta a row of {size} numbers; name yours: --use {part}=my_function"
