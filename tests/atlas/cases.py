"""Runs drawn by Hypothesis: labs of every kind, differing in start, rate, rate by layer and data."""

import numpy as np
from hypothesis import strategies as st

from backprop_lab.atlas.runs import Datum, Runs
from backprop_lab.lab import Descent, Lab
from backprop_lab.names import default_letters
from backprop_lab.start import Start, draw_many
from drawn import objectives

METHODS = ("gradient_descent", "momentum:0.9")
STEPS = 3


@st.composite
def labs(draw):
    objective = draw(objectives(st.floats(-2, 2)))
    rate = draw(st.sampled_from([1e-3, 1e-2])) / objective.weight
    method = draw(st.sampled_from(METHODS))
    letters = default_letters(objective.network)
    return Lab("drawn", objective, Descent(rate, STEPS, method, Start("uniform", (-1.0, 1.0))), letters)


def starts(lab, runs=5):
    return draw_many(lab.network, lab.descent.start, 3, np.arange(runs))


@st.composite
def differing(draw, count=5):
    """Runs that differ in rate, or in the rate of each layer, and in numbers of the data."""
    lab = draw(labs())
    theta, rng = starts(lab, count), np.random.default_rng(draw(st.integers(0, 9)))
    shape = draw(st.sampled_from([(), (count,), (count, lab.network.depth)]))
    rates = lab.descent.rate * rng.uniform(0.5, 2, shape)
    data = lab.objective.data
    places = [Datum(part, *at) for part in ("x", "y") for at in np.ndindex(getattr(data, part).shape)]
    free = draw(st.lists(st.sampled_from(places), max_size=3, unique=True))
    return Runs(lab, theta, rates, {datum: rng.uniform(0, 1, count) for datum in free})
