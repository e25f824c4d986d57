"""The slow twin: many runs at once in plain NumPy, by the matrix form. What compiled code is compared with."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np

from ..arrays import Array
from ..network import backward, trace
from ..objective import Objective
from ..outcome import are_dead
from .fate import Fate, Watch, levels
from .given import tables
from .runs import Runs
from .traits import beta, served


def train(runs: Runs) -> Fate:
    """What becomes of the runs. Raises as `given.served` does."""
    served(runs.lab)
    watch, theta = Watch(levels(runs), len(runs)), runs.theta
    with np.errstate(all="ignore"):
        for state, value, gradient in states(runs):
            theta = state
            watch.see(value, (gradient != 0).any(axis=1), (gradient == gradient).all(axis=1))
        watch.tally.off = are_dead(runs.lab.network, theta, tables(runs)[0])
        return watch.tally.fate(watch.of)


def states(runs: Runs) -> Iterator[tuple[Array, Array, Array]]:
    """theta (runs, P), J (runs,) and its gradient (runs, P) at every step, the start first."""
    lab, (x, y) = runs.lab, tables(runs)
    theta, rate = runs.theta, rates(runs)
    stays, velocity = beta(lab), np.zeros_like(theta)
    for t in range(lab.descent.steps + 1):
        with np.errstate(all="ignore"):
            if t:
                theta = theta - rate * velocity
            value, gradient = evaluate(lab.objective, theta, x, y)
            velocity = stays * velocity + gradient
        yield theta, value, gradient


def rates(runs: Runs) -> Array:
    """The rate of every parameter, shape (runs, P), or of all that a run has, (runs, 1)."""
    if not runs.is_by_layer:
        return runs.rate[:, None]
    sizes = [bias.stop - weights.start for weights, bias in runs.lab.network.blocks]
    return np.repeat(runs.rate, sizes, axis=1)


def evaluate(objective: Objective, theta: Array, x: Array, y: Array) -> tuple[Array, Array]:
    """J (runs,) and its gradient (runs, P) at every theta (runs, P), for one table of data or one of each run."""
    network = objective.network
    passed = trace(network, theta, x)
    b, z = passed.preactivations[-1], passed.output
    each = objective.loss.value(b, z, y)
    delta = objective.weight * objective.loss.slope(network.output, b, z, y)
    return objective.weight * each.sum(axis=-1), backward(network, theta, passed, delta)
