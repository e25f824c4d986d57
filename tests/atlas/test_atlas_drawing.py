"""Starts drawn by compiled code are to the bit those of `draw_many`."""

import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from backprop_lab.atlas.kernel.drawing import drawing, signed
from backprop_lab.atlas.kernel.layout import aligned, runs_of
from backprop_lab.lab import Descent, Lab
from backprop_lab.names import default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.start import LARGEST, Start, draw_many
from drawn import often

STARTS = (
    Start("uniform", (-1.0, 1.0)), Start("uniform", (0.1, 7.3)), Start("normal", (0.0, 1.0)),
    Start("normal", (-3.0, 0.7)), Start("he", ()), Start("glorot", ()),
    Start("uniform", (-0.3, 0.2)), Start("uniform", (0.0, 2.0**100)), Start("uniform", (2.0**-960, 2.0**-900)),
    Start("uniform", (2.0**-1072, 2.0**-1072 + 2.0**-1044)),
)  # fmt: skip
"""Among them some whose width is a power of two or near it, also so small that products are rounded."""
NETWORKS = [Network((2, 2, 2, 1))] + [
    Network(widths, biases=biases) for widths in ((1, 1), (3, 1), (2, 3, 1), (5, 7, 4, 3)) for biases in (False, True)
]
"""Of 10 parameters, and of 1, 2, 3, 4, 9, 13, 75 and 89."""
seeds = st.one_of(st.integers(0, LARGEST), st.integers(0, 9))


def lab(network, start):
    m, n = network.widths[0], network.widths[-1]
    objective = Objective(network, Data(np.ones((1, m)), np.ones((1, n))))
    return Lab("drawn", objective, Descent(0.1, start=start), default_letters(network))


def drawn(of, seed, first, groups, width=4, real="double", more=0):
    rows = of.network.size + more
    state = aligned((groups, rows, width), {"double": np.float64, "float": np.float32}[real])
    state[...] = np.nan
    made = drawing(of, rows, real, width)
    where = [array.ctypes.data for array in (state, made.table)]
    made.made.functions["draw"](*where, signed(seed), signed(first), len(state))
    return runs_of(state)


@pytest.mark.parametrize("start", STARTS, ids=str)
@pytest.mark.parametrize("network", NETWORKS, ids=lambda network: f"{network.size}")
@often
@given(seed=seeds, first=st.one_of(st.integers(0, LARGEST - 100), st.integers(0, 9)))
@example(seed=LARGEST, first=2**32 - 3)
@example(seed=2**32, first=2**40)
@example(seed=0, first=LARGEST - 11)
def test_a_start_has_the_bits_of_draw_many(network, start, seed, first):
    of = lab(network, start)
    wanted = draw_many(network, start, seed, np.uint64(first) + np.arange(12, dtype=np.uint64))
    assert drawn(of, seed, first, 3).tobytes() == wanted.tobytes()


@pytest.mark.parametrize("start", STARTS, ids=str)
def test_a_hundred_thousand_starts_have_the_bits_of_draw_many(start):
    of = lab(NETWORKS[0], start)
    wanted = draw_many(of.network, start, 5, np.arange(100_000))
    assert drawn(of, 5, 0, 25_000).tobytes() == wanted.tobytes()


@pytest.mark.parametrize("start", STARTS, ids=str)
@pytest.mark.parametrize("width", [1, 2, 4, 8, 16])
def test_floats_are_rounded_from_doubles_in_every_width_and_what_else_there_is_becomes_0(start, width):
    of = lab(NETWORKS[5], start)
    wanted = draw_many(of.network, start, 5, np.arange(32))
    for real, kind in (("double", np.float64), ("float", np.float32)):
        found = drawn(of, 5, 0, 32 // width, width, real, 3)
        assert found[:, :-3].tobytes() == wanted.astype(kind).tobytes()
        assert not found[:, -3:].any()
