"""Runs in the span of their data: the numbers, exactly; states, J, outcomes against the twin; masks change no bit."""

from dataclasses import replace
from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from atlas.cases import STEPS, starts
from backprop_lab.activation import ACTIVATIONS
from backprop_lab.atlas import twin
from backprop_lab.atlas.fate import CODES
from backprop_lab.atlas.given import alike, form
from backprop_lab.atlas.kernel import again, body, engine
from backprop_lab.atlas.kernel.chunk import Chunk
from backprop_lab.atlas.kernel.kernels import _kernels
from backprop_lab.atlas.kernel.layout import BLOCK, aligned, chunk_of
from backprop_lab.atlas.runs import MODERATE, Datum, Drawn, Runs
from backprop_lab.atlas.span import APART, span, spans
from backprop_lab.atlas.vector.code import Code
from backprop_lab.atlas.vector.compiled import compile_functions
from backprop_lab.lab import Descent, Lab, load_lab
from backprop_lab.loss import LOSSES
from backprop_lab.names import default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.start import Start
from drawn import seldom

HANDOUT = load_lab("handout")
REALS = {"double": 1e-10, "float": 2e-4}
FATES = ("code", "step", "value")


@st.composite
def labs(draw):
    """Labs that the form serves: ReLU without biases, no more points than inputs."""
    inputs = draw(st.integers(1, 4))
    widths = (inputs, *draw(st.lists(st.integers(1, 3), min_size=1, max_size=3)), draw(st.integers(1, 2)))
    rng, count = np.random.default_rng(draw(st.integers(0, 99))), draw(st.integers(1, min(3, inputs)))
    data = Data(rng.uniform(-2, 2, (count, inputs)), rng.integers(-12, 13, (count, widths[-1])) / 4)
    network = Network(widths, ACTIVATIONS["relu"])
    factor, reduction = draw(st.sampled_from([0.5, 1.0, 3.0])), draw(st.sampled_from(["sum", "mean"]))
    objective = Objective(network, data, factor=factor, reduction=reduction)
    assume(spans(objective))
    rate = draw(st.sampled_from([1e-3, 1e-2])) / objective.weight
    return Lab("drawn", objective, Descent(rate, STEPS, start=Start("uniform", (-1.0, 1.0))), default_letters(network))


def same(one, other):
    return all(getattr(one, name).tobytes() == getattr(other, name).tobytes() for name in FATES)


def exact(numbers):
    return np.array([Fraction(float(v)) for v in np.ravel(numbers)], object).reshape(np.shape(numbers))


@pytest.mark.parametrize("real", REALS)
@seldom
@given(lab=labs())
def test_the_numbers_are_those_that_are_wanted(real, lab):
    of, x, y = span(lab.objective, real), lab.objective.data.x, lab.objective.data.y
    units = x / np.linalg.norm(x, axis=1)[:, None]
    np.testing.assert_allclose(of.cosines, units @ units.T, rtol=1e-14, atol=1e-15)
    weights = np.random.default_rng(0).uniform(-1, 1, x.shape[1])
    own = of.coordinates @ weights
    np.testing.assert_allclose(of.cosines @ own * of.unit, units @ weights, rtol=1e-10, atol=1e-12)
    held = (own * of.amounts) @ x  # what of the weights lies in the span of the points
    np.testing.assert_allclose(held @ x.T, weights @ x.T, rtol=1e-10, atol=1e-12)
    kind = np.float64 if real == "double" else np.float32
    left = exact(of.misses)[:, None] * exact(of.targets) - exact(of.left)
    assert (left == exact(y.astype(kind))).all()
    assert np.frexp(of.unit)[0] == 0.5


@pytest.mark.parametrize("real", REALS)
@seldom
@given(lab=labs())
def test_states_are_those_of_the_twin(real, lab):
    runs = Runs(lab, starts(lab))
    assert form(runs).spans
    found = engine.trace(runs, real=real)
    for t, (theta, value, gradient) in enumerate(twin.states(runs)):
        rtol, size, largest = REALS[real], 1 + np.abs(gradient).max(), value.max() + lab.objective.weight
        np.testing.assert_allclose(found.theta[t], theta, rtol=rtol, atol=rtol * size)
        np.testing.assert_allclose(found.value[t], value, rtol=rtol, atol=rtol * largest)
        np.testing.assert_allclose(found.gradient[t], gradient, rtol=rtol, atol=10 * rtol * size)


@pytest.mark.parametrize("real", REALS)
@settings(seldom, max_examples=8)
@given(lab=labs(), steps=st.sampled_from([2, 17, 40]))
def test_outcomes_and_bits_whatever_the_width_the_pool_and_leaving_early(real, lab, steps):
    lab = lab.trained(steps=steps)
    runs = Runs(lab, Drawn(4, 2, 45))
    found = engine.train(runs, real=real)
    for width, leave in ((1, True), (2, False), (16, False)):
        assert same(engine.train(runs, real=real, width=width, leave=leave), found)
    assert same(engine.train(Runs(lab, runs.theta), real=real), found)
    states = engine.trace(runs, real=real)
    whole = found.value < np.inf
    np.testing.assert_array_equal(states.value[-1][whole], found.value[whole])
    if real == "double":
        wanted = twin.train(runs)
        assert (found.code == wanted.code).mean() > 0.9  # a kink, or a level of J, may be met by rounding alone
        dead = (found.code == CODES["dead"]) & (wanted.code == CODES["dead"])
        np.testing.assert_array_equal(found.step[dead], wanted.step[dead])
        assert (found.value[dead] == lab.objective.at_zero).all()


RATES = (5e-3, 5e-4, 1e-5, 1.0, 100.0, 4000.0)


def trained(monkeypatch, runs, real, masks):
    """The fates, with code that has masks or has none."""
    monkeypatch.setattr(body, "leaves_out", lambda: masks)
    _kernels.cache_clear()
    found = engine.train(runs, real=real, leave=masks)
    _kernels.cache_clear()
    return found


@pytest.mark.parametrize("real", REALS)
@pytest.mark.parametrize("rate", RATES)
def test_masks_change_no_bit(monkeypatch, real, rate):
    runs = Runs(HANDOUT, Drawn(1, 0, 400), rate)
    assert same(trained(monkeypatch, runs, real, True), trained(monkeypatch, runs, real, False))


@pytest.mark.parametrize("real", REALS)
def test_masks_change_no_bit_of_runs_that_overflow(monkeypatch, real):
    """Masks leave out what is NaN of infinite numbers: a few of these runs would be dead, were no chunk made again."""
    rng, shape = np.random.default_rng(0), (200_000, 10)
    theta = rng.choice([-1.0, 1.0], shape) * 10 ** rng.uniform(-12, 3.6, shape)
    runs = Runs(HANDOUT.trained(steps=20), theta, 4000.0)
    found = trained(monkeypatch, runs, real, True)
    assert (found.code == CODES["diverged"]).any()
    assert same(found, trained(monkeypatch, runs, real, False))


@pytest.mark.parametrize("real", REALS)
def test_one_bit_tells_what_is_huge(real):
    of, width = form(Runs(HANDOUT, Drawn(1, 0, 1))), 4
    code, kind = Code(width, real), np.float64 if real == "double" else np.float32
    chunk = Chunk("%values", "null", ("null", "%state", "null"), "null", "0", "0", "0", "0")
    code.store_word(code.ones(again.huge(code, of, chunk)), "%out")
    made = compile_functions(("look", code, "ptr %values, ptr %state, ptr %out"))
    steps, (notes, size) = chunk_of(HANDOUT, width, real), (of.notes, HANDOUT.network.size)
    values, state = aligned((steps, BLOCK, notes, width), kind), aligned((size, width), kind)
    out = aligned((width,), np.int64 if real == "double" else np.int32)

    def looked():
        made.functions["look"](*(array.ctypes.data for array in (values, state, out)))
        return out.tolist()

    values[:], state[:] = np.nextafter(kind(2), kind(0)), -1.5
    assert looked() == [0] * width
    places = [values[i, 0, note] for i in range(steps) for note in range(notes)] + list(state)
    for at, row in enumerate(places):
        before = row.copy()
        row[at % width] = (2.0, -2.0, np.inf, np.nan)[at % 4]
        assert looked() == [-(lane == at % width) for lane in range(width)]
        row[:] = before


@pytest.mark.parametrize("rate", RATES)
def test_outcomes_of_the_handout_are_those_of_the_twin(rate):
    runs = Runs(HANDOUT, Drawn(1, 0, 2000), rate)
    found, wanted = engine.train(runs), twin.train(runs)
    np.testing.assert_array_equal(found.code, wanted.code)
    np.testing.assert_array_equal(found.step, wanted.step)
    np.testing.assert_allclose(found.value, wanted.value, rtol=1e-9)


def test_runs_that_leave_all_bounds_with_units_off_are_found():
    """Of numbers that became infinite masks leave out what gives NaN, so that the chunk has to be made again."""
    theta = np.random.default_rng(3).uniform(-4000, 4000, (3000, 10))
    runs = Runs(HANDOUT.trained(steps=40), theta, 4000.0)
    found, wanted = engine.train(runs), twin.train(runs)
    assert (wanted.code == CODES["diverged"]).sum() > 20
    np.testing.assert_array_equal(found.code, wanted.code)
    np.testing.assert_array_equal(found.step, wanted.step)


def test_of_starts_and_rates_that_are_huge_each_goes_the_plain_way():
    theta = starts(HANDOUT, 40)
    theta[::3, 4] = 1e9
    rates = np.where(np.arange(40) % 5, 1e-4, 1e7)
    runs = Runs(HANDOUT, theta, rates)
    parts = alike(runs)
    assert [form(part).spans for _, part in parts] == [True, False]
    found, states = engine.train(runs), engine.trace(runs)
    for i in range(40):
        alone = Runs(HANDOUT, theta[i : i + 1], rates[i : i + 1])
        assert form(alone).spans == (i % 3 > 0 and i % 5 > 0)
        one = engine.train(alone)
        assert all(getattr(one, name)[0] == getattr(found, name)[i] for name in FATES)
        np.testing.assert_array_equal(engine.trace(alone).theta[:, 0], states.theta[:, i])


def data(x, y=1.0):
    x = np.array(x, float)
    return Data(x, np.full((len(x), 1), y))


def lab_of(x, y=1.0, biases=False, act="relu", **more):
    network = Network((len(x[0]), 2, 1), ACTIVATIONS[act], biases=biases)
    return Objective(network, data(x, y), **more)


@pytest.mark.parametrize(
    ("objective", "holds"),
    [
        (lab_of([[1, 0], [1, 1]]), True),
        (lab_of([[1, 0], [1, 1], [2, 3]]), False),
        (lab_of([[1, 0], [2, 0]]), False),
        (lab_of([[1, 0], [1, 1e-3]]), False),
        (lab_of([[0, 0], [1, 1]]), False),
        (lab_of([[1, 0], [100, 100]]), False),
        (lab_of([[1, 0], [1, 1]], 1e10), False),
        (lab_of([[1, 0], [1, 1]], 0.0), True),
        (lab_of([[1, 0], [1, 1]], factor=1e9), False),
        (lab_of([[1, 0], [1, 1]], biases=True), False),
        (lab_of([[1, 0], [1, 1]], act="tanh"), False),
        (lab_of([[1, 0], [1, 1]], act="leaky_relu"), False),
        (replace(lab_of([[1, 0], [1, 1]]), network=Network((2, 1), ACTIVATIONS["relu"])), False),
    ],
)
def test_what_the_form_serves(objective, holds):
    assert spans(objective) is holds


def test_points_that_are_nearly_parallel_are_told_by_how_large_coordinates_become():
    """Of two points at cosine c a coordinate can be 1 / (1 - c) times a preactivation."""
    for reach, holds in ((APART * 0.99, True), (APART * 1.01, False)):
        c = 1 - 1 / reach
        assert spans(lab_of([[1, 0], [c, np.sqrt(1 - c * c)]])) is holds


@pytest.mark.parametrize("more", [{"method": "momentum:0.9"}, {"rates": np.full((3, 3), 1e-4)}, {"free": True}])
def test_other_methods_rates_by_layer_and_data_of_ones_own_go_the_plain_way(more):
    lab = HANDOUT.trained(method=more["method"]) if "method" in more else HANDOUT
    own = {Datum("y", 0, 0): np.full(3, 50.0)} if "free" in more else {}
    assert not form(Runs(lab, starts(lab, 3), more.get("rates"), own)).spans
    assert form(Runs(HANDOUT, starts(HANDOUT, 3))).spans


@pytest.mark.parametrize(
    ("start", "most", "holds"),
    [
        (Start("uniform", (-3.0, 2.0)), 3.0, True),
        (Start("uniform", (-3.0, 2.0)), 2.9, False),
        (Start("normal", (1.0, 2.0)), 13.7, True),
        (Start("normal", (-1.0, 2.0)), 13.6, False),
        (Start("he", ()), MODERATE, True),
        (Start("glorot", ()), MODERATE, True),
    ],
)
def test_how_large_a_start_can_be(start, most, holds):
    assert start.is_within(most) is holds
    lab = HANDOUT.trained(start=start)
    assert not holds or np.abs(starts(lab, 2000)).max() <= most


def test_starts_that_are_drawn_far_out_are_the_same_as_when_given():
    lab = HANDOUT.trained(start=Start("uniform", (-5000.0, 5000.0)), rate=1e-9)
    drawn, given_ = Runs(lab, Drawn(1, 0, 200)), Runs(lab, Drawn(1, 0, 200).theta(lab))
    assert len(alike(drawn)) == 2
    assert same(engine.train(drawn), engine.train(given_))


def test_losses_other_than_the_squared_error_go_the_plain_way():
    network = Network((2, 2, 2), ACTIVATIONS["relu"])
    y = np.array([[0.0, 1.0], [1.0, 0.0]])
    assert spans(Objective(network, Data(np.eye(2), y)))
    assert not spans(Objective(network, Data(np.eye(2), y), LOSSES["softmax_cross_entropy"]))
