"""Compiled steps against the core and the slow twin: states, J, outcomes; the same bits in every width and pool."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop_lab.atlas import engine, twin
from backprop_lab.atlas.advance import AT, COUNTS, ROWS, advance, aligned
from backprop_lab.atlas.engine import grouped, rows_of
from backprop_lab.atlas.fate import CODES
from backprop_lab.descent import descend
from backprop_lab.lab import Descent, Lab, load_lab
from backprop_lab.names import default_letters
from backprop_lab.start import Start, draw_many
from drawn import objectives, seldom

HANDOUT, XOR = load_lab("handout"), load_lab("xor")
METHODS = ("gradient_descent", "momentum:0.9")
WIDTHS = (1, 2, 4, 8, 16)
REALS = {"double": 1e-11, "float": 2e-4}
"""How near a kernel's numbers are to the core's after a few steps, relative to the largest."""
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


def moved(lab, theta, real="double", width=4, steps=STEPS):
    """(theta, what is remembered) after some steps, a row a run."""
    made = advance(lab, real, width)
    state = np.zeros((len(theta), made.rows), made.kind)
    state[:, : theta.shape[1]] = theta
    groups = grouped(state, width)
    rates, seen = aligned((len(groups), width), made.kind), aligned((len(groups), len(ROWS), width), made.kind)
    rates[...] = lab.descent.rate * lab.objective.weight
    made.go(groups, rates, seen, 0, steps)
    return rows_of(groups)[: len(theta), : theta.shape[1]], rows_of(seen)[: len(theta)]


@pytest.mark.parametrize("real", REALS)
@seldom
@given(lab=labs())
def test_a_few_steps_are_those_of_the_core(real, lab):
    theta = starts(lab)
    found, seen = moved(lab, theta, real)
    for i, start in enumerate(theta):
        states = list(descend(lab.objective, start, lab.method, STEPS))
        size = max(np.abs(s.theta).max() for s in states)
        # at a kink, or where ReLU's argument is rounding alone, one takes the other side: no number tells which
        np.testing.assert_allclose(found[i], states[-1].theta, rtol=REALS[real], atol=REALS[real] * size)
        largest = max(s.value for s in states) + lab.objective.weight
        assert seen[i, AT["last"]] == pytest.approx(states[-2].value, rel=REALS[real], abs=REALS[real] * largest)


@settings(seldom, max_examples=5)
@given(lab=labs())
def test_the_bits_do_not_depend_on_the_width(lab):
    theta = starts(lab, 21)
    first, *others = [b"".join(part.tobytes() for part in moved(lab, theta, width=width)) for width in WIDTHS]
    assert all(one == first for one in others)


HARD = {
    "dies": HANDOUT, "falls": HANDOUT.trained(rate=5e-4), "hardly moves": HANDOUT.trained(rate=2e-5),
    "leaves all bounds": HANDOUT.trained(rate=1e30), "one step": HANDOUT.trained(rate=4e-4, steps=1),
    "nineteen steps": HANDOUT.trained(rate=4e-4, steps=19), "momentum": HANDOUT.trained(rate=5e-4, method=METHODS[1]),
    "tanh": XOR.trained(rate=0.01), "tanh diverges": XOR.trained(rate=30.0, steps=40),
}  # fmt: skip


@pytest.mark.parametrize("lab", HARD.values(), ids=HARD)
def test_outcomes_are_those_of_the_twin(lab):
    theta = starts(lab, 700)
    found, wanted = engine.train(lab, theta), twin.train(lab, theta)
    np.testing.assert_array_equal(found.code, wanted.code)
    np.testing.assert_array_equal(found.step, wanted.step)
    np.testing.assert_allclose(found.value, wanted.value, rtol=1e-9, atol=1e-9)


def test_every_outcome_is_among_them():
    codes = [engine.train(lab, starts(lab, 700)).code for lab in HARD.values()]
    assert set(np.concatenate(codes)) == set(CODES.values())


@pytest.mark.parametrize("lab", HARD.values(), ids=HARD)
def test_neither_leaving_early_nor_the_pool_changes_a_bit(monkeypatch, lab):
    theta = starts(lab, 301)
    found = []
    for pool, leave, width in ((4096, True, 4), (4096, False, 8), (50, True, 2), (7, False, 16)):
        monkeypatch.setattr(engine, "POOL", pool)
        fate = engine.train(lab, theta, leave=leave, width=width)
        found.append((fate.code.tobytes(), fate.step.tobytes(), fate.value.tobytes()))
    assert len(set(found)) == 1


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf, 1e200, -1e200])
@pytest.mark.parametrize(
    "lab", [HANDOUT, HANDOUT.trained(rate=1e-4), XOR.trained(rate=0.01)], ids=["relu", "slow", "tanh"]
)
def test_what_is_not_finite_in_a_start_comes_out_as_in_the_twin(lab, number):
    theta = np.repeat(starts(lab, 30), lab.network.size, axis=0)
    theta[np.arange(len(theta)), np.arange(len(theta)) % lab.network.size] = number
    found, wanted = engine.train(lab, theta), twin.train(lab, theta)
    np.testing.assert_array_equal(found.code, wanted.code)


def test_each_run_has_its_own_rate():
    theta, rates = starts(HANDOUT, 40), np.repeat([5e-3, 5e-4, 1e-4, 1e-5], 10)
    found = engine.train(HANDOUT, theta, rates)
    for rate in np.unique(rates):
        alone = engine.train(HANDOUT.trained(rate=float(rate)), theta[rates == rate])
        np.testing.assert_array_equal(found.code[rates == rate], alone.code)
        np.testing.assert_array_equal(found.value[rates == rate], alone.value)


def test_counts_are_whole_numbers():
    _, seen = moved(HANDOUT, starts(HANDOUT))
    counts = seen.view(np.int64)[:, [AT[name] for name in COUNTS]]
    assert (counts >= 0).all()
    assert (counts <= STEPS).all()
