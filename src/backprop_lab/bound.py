"""The largest rate at which any perfect fit can be stable, where that is proved, and otherwise an honest "not known".

At every theta with J = 0 and no preactivation at a kink the sharpness is at least
2 w D (|x| (m |y|)^(D-1))^(2/D) for every data point, D weight layers, w the weight of a point in J
(factor, over n for a mean), m = 1, for leaky ReLU of slope s min(1, |s|), |y| Euclidean. Plain
gradient descent leaves such a point, from beside it, where rate > 2 / sharpness.
Proof: `docs/mathematics.md`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import numpy as np

from .arrays import Array
from .curvature import sharpness
from .method import Method
from .objective import Objective

Kind = Literal["every perfect fit", "the fit that was found", "none"]


@dataclass(frozen=True)
class Bound:
    """A rate above which a fit is unstable, the sharpness behind it, and what it speaks of.

    `known` says that it is proved for every perfect fit of the lab. Where it is not, `rate` may
    still be the limit at the one fit that was found (`kind`), else both numbers are None.
    `reason` is the sentence that says why.
    """

    rate: float | None
    sharpness: float | None
    known: bool
    kind: Kind
    reason: str


def stability_limit(method: Method) -> float | None:
    """c such that the method, linearised at a minimum, is stable just where rate * sharpness < c.

    2 for gradient descent, 2 (1 + b) for heavy ball, 2 (1 + b) / (1 + 2 b) for Nesterov as
    written in `method`; None where none is proved.
    """
    beta = method.numbers[0] if method.numbers else 0.0
    limits = {
        "gradient_descent": 2.0,
        "momentum": 2.0 * (1 + beta),
        "nesterov": 2.0 * (1 + beta) / (1 + 2 * beta),
    }
    return limits.get(method.name)


def smallest_sharpness(objective: Objective) -> float | None:
    """What the sharpness is at least at every perfect fit; None where no proof holds, or it overflows."""
    if missing_condition(objective):
        return None
    data, depth = objective.data, objective.network.depth
    left, _ = objective.network.activation.pieces or (1.0, 1.0)
    # ReLU passes on just what is on, so that nothing is lost; leaky ReLU shrinks what is below 0.
    kept = 1.0 if left == 0.0 or depth == 1 else min(1.0, abs(left))
    with np.errstate(all="ignore"):
        x, y = np.linalg.norm(data.x, axis=1), kept * np.linalg.norm(data.y, axis=1)
        each = (x * y ** (depth - 1)) ** (2.0 / depth)
        least = float(2.0 * objective.weight * depth * each.max())
    return least if np.isfinite(least) else None


def missing_condition(objective: Objective) -> str:
    """Which condition of the proof does not hold, and what it should be; empty if all do."""
    network = objective.network
    if network.biases:
        return "the network has biases, and the proof holds only without them"
    if network.depth > 1 and network.activation.pieces is None:
        return (
            f"the activation is {network.activation.name}, and the proof holds only for relu, leaky relu and identity"
        )
    if not network.output.is_linear:
        return f"the output is {network.output.name}, and the proof holds only for identity"
    if objective.loss.name != "squared_error":
        return f"the loss is {objective.loss.name.replace('_', ' ')}, and the proof holds only for squared error"
    return ""


def stability_bound(objective: Objective, method: Method) -> Bound:
    """The bound for every perfect fit of the objective under the method."""
    missing, limit = missing_condition(objective), stability_limit(method)
    least = smallest_sharpness(objective)
    if least is None:
        return Bound(None, None, False, "none", f"Not known: {missing or 'its numbers are beyond all floats'}.")
    if least == 0.0:
        return Bound(None, 0.0, False, "none", "Not known: for this data the proof gives no limit above 0.")
    if limit is None:
        return Bound(
            None, least, False, "none",
            f"Not known for {method.name}: every perfect fit has a sharpness of at least {least:.6g}, "
            "but no limit of this method is proved.",
        )  # fmt: skip
    rate = limit / least
    return Bound(
        rate, least, True, "every perfect fit",
        f"Every perfect fit has a sharpness of at least {least:.6g}, so above the rate {rate:.5g} "
        f"none is stable under {method.name.replace('_', ' ')}.",
    )  # fmt: skip


def bound_at(objective: Objective, method: Method, theta: Array) -> Bound:
    """The limit at one fit that was found, by its own sharpness; for what `stability_bound` does not know."""
    limit, top = stability_limit(method), sharpness(objective, theta)
    if limit is None:
        return Bound(None, top, False, "none", f"Not known for {method.name}: no limit of it is proved.")
    if not top > 0:
        return Bound(None, None, False, "none", "Not known: the fit that was found has no sharpness above 0.")
    return Bound(
        limit / top, top, False, "the fit that was found",
        f"No limit is proved for every fit; the one that was found has sharpness {top:.6g} "
        f"and is stable up to the rate {limit / top:.5g}.",
    )  # fmt: skip
