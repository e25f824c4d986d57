"""The slow twin: many runs at once in plain NumPy, by the matrix form. What compiled code is compared with."""

from __future__ import annotations

import numpy as np

from ..arrays import Array
from ..lab import Lab
from ..network import backward, trace
from ..outcome import are_dead
from .fate import Fate, Watch, levels


def train(lab: Lab, theta: Array, rates: Array | float | None = None) -> Fate:
    """Trains the lab from every theta (runs, P), at its own rate or at one for each run, shape (runs,)."""
    watch = Watch(levels(lab), len(theta))
    rate = np.broadcast_to(lab.descent.rate if rates is None else rates, len(theta))[:, None]
    beta = lab.method.numbers[0] if lab.method.name == "momentum" else 0.0
    velocity = np.zeros_like(theta)
    with np.errstate(all="ignore"):
        for t in range(lab.descent.steps + 1):
            if t:
                theta = theta - rate * velocity
            value, gradient = evaluate(lab, theta)
            watch.see(value, (gradient != 0).any(axis=1), (gradient == gradient).all(axis=1))
            velocity = beta * velocity + gradient
        watch.tally.off = are_dead(lab.network, theta, lab.objective.data.x)
    return watch.tally.fate(watch.of)


def evaluate(lab: Lab, theta: Array) -> tuple[Array, Array]:
    """J (runs,) and its gradient (runs, P) at every theta (runs, P)."""
    objective, network = lab.objective, lab.network
    passed = trace(network, theta, objective.data.x)
    b, z = passed.preactivations[-1], passed.output
    each = objective.loss.value(b, z, objective.data.y)
    delta = objective.weight * objective.loss.slope(network.output, b, z, objective.data.y)
    return objective.weight * each.sum(axis=-1), backward(network, theta, passed, delta)
