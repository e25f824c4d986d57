"""Which slope a gradient takes at exactly 0: a convention, and nobody's mistake."""

from __future__ import annotations

import numpy as np

from ..binding import Binding
from ..cases import Cases
from ..layout import flat
from ..reference import at_cases
from .context import Context
from .differences import moved
from .tell import figure


def at_zero(slope: float, pieces: tuple[float, ...] | None, whose: str) -> str:
    """The sentence on a slope at 0; `pieces` are the slopes on either side."""
    low, high = min(pieces or (0.0, 1.0)), max(pieces or (0.0, 1.0))
    told, span = f"At exactly 0 {whose} {figure(slope)}", f"from {figure(low)} to {figure(high)}"
    if low <= slope <= high:
        return f"{told}; any value {span} is a convention, none is a mistake."
    return f"{told}; a slope {span} is usual."


def convention(context: Context, binding: Binding) -> tuple[str, ...]:
    """What a right gradient does where one preactivation is exactly 0 and L depends on it."""
    found = _at_a_kink(context)
    if found is None or binding.layout is None:
        return ()
    cases, code, whole = found
    (answer,) = context.asked(binding, cases)
    if answer.kind != "numbers" or flat(answer, binding.layout.first).size != binding.layout.size:
        return ("Where a preactivation is exactly 0, the gradient hands back no row of numbers.",)
    came = float(binding.layout.table([answer])[0, binding.layout.codes.index(code)])
    if not np.isfinite(came):
        return ("Where a preactivation is exactly 0, the gradient is not finite (NaN or infinity).",)
    return (at_zero(came / whole, context.lab.network.activation.pieces, "your gradient takes the slope"),)


def _at_a_kink(context: Context) -> tuple[Cases, str, float] | None:
    """A case with one preactivation of the first layer at 0, a weight that leads there, its derivative with slope 1."""
    network = context.lab.network
    if not network.activation.kinks or network.depth < 2:
        return None
    names, width = context.right.program.names, network.widths[1]
    for theta, x, y in zip(context.cases.theta, context.cases.x, context.cases.y, strict=True):
        for j in range(width):
            cases = Cases(moved(network, theta, x, j, 0.0)[None], x[None], y[None])
            numbers = at_cases(context.lab, cases).numbers
            zero = [float(numbers[a.code][0, 0]) == 0 for layer in names.preactivations[:-1] for a in layer]
            back = float(numbers[names.units[0][j].derivative().code][0, 0])
            if sum(zero) == 1 and zero[j] and back != 0:
                i = int(np.argmax(np.abs(x)))
                return cases, context.right.program.gradient_names[i * width + j].code, back * float(x[i])
    return None
