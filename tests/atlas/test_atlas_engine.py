"""Compiled steps against the core and the slow twin: states, J, outcomes; the same bits in every width and pool."""

from dataclasses import replace
from hashlib import sha256

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from atlas.cases import METHODS, STEPS, differing, labs, starts
from backprop_lab.activation import ACTIVATIONS
from backprop_lab.atlas import twin
from backprop_lab.atlas.fate import CODES
from backprop_lab.atlas.given import columns, form, tables
from backprop_lab.atlas.kernel import engine
from backprop_lab.atlas.kernel.drawing import _drawing
from backprop_lab.atlas.kernel.kernels import _kernels, kernels
from backprop_lab.atlas.kernel.layout import aligned, grouped, groups_of, runs_of
from backprop_lab.atlas.kernel.seen import AT, ROWS
from backprop_lab.atlas.kernel.straight import holds
from backprop_lab.atlas.kernel.traced import carries
from backprop_lab.atlas.runs import Datum, Drawn, Runs
from backprop_lab.atlas.vector import compiled
from backprop_lab.descent import descend
from backprop_lab.errors import InputError
from backprop_lab.lab import Descent, Lab, load_lab
from backprop_lab.names import default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.start import Start
from drawn import seldom

HANDOUT, XOR = load_lab("handout"), load_lab("xor")
WIDTHS = (1, 2, 4, 8, 16)
REALS = {"double": 1e-11, "float": 2e-4}
"""How near a kernel's numbers are to the core's after a few steps, relative to the largest."""


def moved(runs, real="double", width=4, steps=STEPS):
    """(theta, what is remembered) after some steps, a row a run."""
    assume(not carries(form(runs)))  # the state is not theta; `trace` is tested in its place
    made = kernels(form(runs), real, width)
    groups, size = groups_of(len(runs), width), runs.theta.shape[1]
    rows = np.zeros((len(runs), made.rows), made.kind)
    rows[:, :size] = runs.theta
    state, seen = grouped(rows, width), aligned((groups, len(ROWS), width), made.kind)
    given = grouped(columns(runs, (np.inf, 0.0), slice(None), made.kind), width)
    work = aligned((made.work,), made.kind)
    made.call("begin", seen.ctypes.data, groups, 0, len(runs))
    made.call("go", *(a.ctypes.data for a in (state, given, seen, work)), groups, 0, steps, 0)
    return runs_of(state)[: len(runs), :size], runs_of(seen)[: len(runs)]


def last(seen):
    return seen[:, AT["last"]]


@pytest.mark.parametrize("real", REALS)
@seldom
@given(lab=labs())
def test_a_few_steps_are_those_of_the_core(real, lab):
    theta = starts(lab)
    found, seen = moved(Runs(lab, theta), real)
    for i, start in enumerate(theta):
        states = list(descend(lab.objective, start, lab.method, STEPS))
        size = max(np.abs(s.theta).max() for s in states)
        # at a kink, or where ReLU's argument is rounding alone, one takes the other side: no number tells which
        np.testing.assert_allclose(found[i], states[-1].theta, rtol=REALS[real], atol=REALS[real] * size)
        largest = max(s.value for s in states) + lab.objective.weight
        assert last(seen)[i] == pytest.approx(states[-2].value, rel=REALS[real], abs=REALS[real] * largest)


@settings(seldom, max_examples=5)
@given(runs=differing(21))
def test_the_bits_do_not_depend_on_the_width(runs):
    found = [moved(runs, width=width) for width in WIDTHS]
    first, *others = [theta.tobytes() + last(seen).tobytes() for theta, seen in found]
    assert all(one == first for one in others)


@pytest.mark.parametrize("real", REALS)
@seldom
@given(runs=differing())
def test_a_few_states_are_those_of_the_twin_whatever_differs(real, runs):
    found = engine.trace(runs, real=real)
    theta, velocity, (x, y) = runs.theta, 0.0, tables(runs)
    beta = runs.lab.method.numbers[0] if runs.lab.method.numbers else 0.0
    size = np.abs(found.gradient).max() + np.abs(found.theta).max()
    for t in range(STEPS + 1):
        value, gradient = twin.evaluate(runs.lab.objective, theta, x, y)
        rtol, largest = REALS[real], np.abs(value).max() + runs.lab.objective.weight
        np.testing.assert_allclose(found.theta[t], theta, rtol=rtol, atol=rtol * size)
        np.testing.assert_allclose(found.value[t], value, rtol=rtol, atol=rtol * largest)
        np.testing.assert_allclose(found.gradient[t], gradient, rtol=rtol, atol=rtol * size)
        velocity = beta * velocity + gradient
        theta = theta - twin.rates(runs) * velocity


@settings(seldom, max_examples=8)
@given(runs=differing(), real=st.sampled_from(list(REALS)), width=st.sampled_from(WIDTHS))
def test_states_are_to_the_bit_those_that_the_pool_passes_through(runs, real, width):
    found = engine.trace(runs, real=real, width=width)
    for t in range(1, STEPS + 1):
        theta, seen = moved(runs, real, 4, t)
        np.testing.assert_array_equal(found.theta[t], theta)
        np.testing.assert_array_equal(found.value[t - 1], last(seen))
    fate = engine.train(runs, real=real)
    whole = fate.value < np.inf
    np.testing.assert_array_equal(found.value[-1][whole], fate.value[whole])


HARD = {
    "dies": HANDOUT, "falls": HANDOUT.trained(rate=5e-4), "hardly moves": HANDOUT.trained(rate=2e-5),
    "leaves all bounds": HANDOUT.trained(rate=1e30), "jumps far": HANDOUT.trained(rate=3000.0),
    "one step": HANDOUT.trained(rate=4e-4, steps=1), "nineteen steps": HANDOUT.trained(rate=4e-4, steps=19),
    "momentum": HANDOUT.trained(rate=5e-4, method=METHODS[1]),
    "tanh": XOR.trained(rate=0.01), "tanh diverges": XOR.trained(rate=30.0, steps=40),
}  # fmt: skip


@pytest.mark.parametrize("lab", HARD.values(), ids=HARD)
def test_outcomes_are_those_of_the_twin(lab):
    theta = starts(lab, 700)
    found, wanted = engine.train(Runs(lab, theta)), twin.train(Runs(lab, theta))
    np.testing.assert_array_equal(found.code, wanted.code)
    np.testing.assert_array_equal(found.step, wanted.step)
    np.testing.assert_allclose(found.value, wanted.value, rtol=1e-9, atol=1e-9)


def test_every_outcome_is_among_them():
    codes = [engine.train(Runs(lab, starts(lab, 700))).code for lab in HARD.values()]
    assert set(np.concatenate(codes)) == set(CODES.values())


@pytest.mark.parametrize("lab", HARD.values(), ids=HARD)
def test_neither_leaving_early_nor_the_pool_changes_a_bit(monkeypatch, lab):
    theta = starts(lab, 301)
    found = []
    for pool, leave, width in ((4096, True, 4), (4096, False, 8), (50, True, 2), (7, False, 16)):
        for name in ("POOL", "STAYING"):
            monkeypatch.setattr(engine, name, pool)
        fate = engine.train(Runs(lab, theta), leave=leave, width=width)
        found.append((fate.code.tobytes(), fate.step.tobytes(), fate.value.tobytes()))
    assert len(set(found)) == 1


def test_the_bits_do_not_depend_on_whether_a_step_holds_the_state(monkeypatch):
    runs, found, held = Runs(HANDOUT, Drawn(5, 0, 301)), [], set()
    for registers in (16, 32):
        monkeypatch.setattr(compiled, "registers", lambda registers=registers: registers)
        _kernels.cache_clear()
        held.add(holds(form(runs)))
        for leave in (False, True):
            fate = engine.train(runs, leave=leave)
            found.append((fate.code.tobytes(), fate.step.tobytes(), fate.value.tobytes()))
    _kernels.cache_clear()
    assert held == {False, True}
    assert len(set(found)) == 1


def test_momentum_that_moves_theta_only_later_does_not_stand_still():
    lab = HANDOUT.trained(rate=1e-20, method="momentum:0.99", steps=4000)
    theta = np.array([[0.5, 0.5, 0.99, 0.99, 0.8, 0.7, 0.6, 0.5, 0.9, 0.8]])
    stays, early, late = (engine.train(Runs(lab.trained(steps=n), theta), leave=True).value for n in (1, 12, 4000))
    assert stays == early > late == engine.train(Runs(lab, theta), leave=False).value


@pytest.mark.parametrize("lab", HARD.values(), ids=HARD)
@pytest.mark.parametrize("own", [False, True], ids=["one rate", "a rate each"])
def test_what_is_left_of_some_pools_goes_on_together_to_the_same_bits(monkeypatch, lab, own):
    rates = lab.descent.rate * np.linspace(0.9, 1.1, 301) if own else None
    found = []
    for pool, batch, early, leave in (
        (4096, 4096, 2, True),
        (40, 160, 1, True),
        (40, 4096, 3, True),
        (40, 99, 0, False),
    ):
        for name, number in (("POOL", pool), ("STAYING", pool), ("BATCH", batch), ("EARLY", early)):
            monkeypatch.setattr(engine, name, number)
        for begun in (Drawn(5, 7, 301), Drawn(5, 7, 301).theta(lab)):
            fate = engine.train(Runs(lab, begun, rates), leave=leave)
            found.append((fate.code.tobytes(), fate.step.tobytes(), fate.value.tobytes()))
    assert len(set(found)) == 1


def test_the_code_that_draws_lives_as_long_as_it_is_used(monkeypatch):
    wanted = engine.train(Runs(HANDOUT, Drawn(5, 0, 100)))
    monkeypatch.setattr(engine, "drawing", _drawing.__wrapped__)
    np.testing.assert_array_equal(engine.train(Runs(HANDOUT, Drawn(5, 0, 100))).value, wanted.value)


@pytest.mark.parametrize("number", [np.nan, np.inf, -np.inf, 1e200, -1e200])
@pytest.mark.parametrize(
    "lab", [HANDOUT, HANDOUT.trained(rate=1e-4), XOR.trained(rate=0.01)], ids=["relu", "slow", "tanh"]
)
def test_what_is_not_finite_in_a_start_comes_out_as_in_the_twin(lab, number):
    theta = np.repeat(starts(lab, 30), lab.network.size, axis=0)
    theta[np.arange(len(theta)), np.arange(len(theta)) % lab.network.size] = number
    found, wanted = engine.train(Runs(lab, theta)), twin.train(Runs(lab, theta))
    np.testing.assert_array_equal(found.code, wanted.code)
    stayed = engine.train(Runs(lab, theta), leave=False)
    for name in ("code", "step", "value"):
        np.testing.assert_array_equal(getattr(found, name), getattr(stayed, name))


def test_starts_that_are_dead_are_so_from_the_start():
    theta = -np.abs(starts(HANDOUT, 40))
    theta[::2] *= -1
    found, wanted = engine.train(Runs(HANDOUT, theta, 1e-4)), twin.train(Runs(HANDOUT, theta, 1e-4))
    assert ((found.code == CODES["dead"]) & (found.step == 0)).sum() >= 20
    np.testing.assert_array_equal(found.step, wanted.step)


def test_each_run_has_its_own_rate():
    theta, rates = starts(HANDOUT, 40), np.repeat([5e-3, 5e-4, 1e-4, 1e-5], 10)
    found = engine.train(Runs(HANDOUT, theta, rates))
    for rate in np.unique(rates):
        alone = engine.train(Runs(HANDOUT.trained(rate=float(rate)), theta[rates == rate]))
        np.testing.assert_array_equal(found.code[rates == rate], alone.code)
        np.testing.assert_array_equal(found.value[rates == rate], alone.value)


@pytest.mark.parametrize("rate", [2e-4, 6e-4])
def test_runs_that_differ_in_data_and_in_rates_by_layer_are_judged_one_by_one(rate):
    rng, count = np.random.default_rng(1), 12
    data = {Datum("y", 0, 0): rng.uniform(0, 60, count), Datum("x", 1, 0): rng.uniform(-1, 1, count)}
    rates = rate * rng.uniform(0.5, 2, (count, 3))
    together = Runs(HANDOUT, starts(HANDOUT, count), rates, data)
    found, wanted = engine.train(together), twin.train(together)
    np.testing.assert_array_equal(found.code, wanted.code)
    np.testing.assert_array_equal(found.step, wanted.step)
    for i in range(count):
        x, y = (table[i] for table in tables(together))
        lab = replace(HANDOUT, objective=replace(HANDOUT.objective, data=Data(x, y)))
        alone = engine.train(Runs(lab, together.begun[i : i + 1], rates[i : i + 1]), width=1)
        assert (alone.code[0], alone.step[0]) == (found.code[i], found.step[i])
        assert alone.value[0] == pytest.approx(found.value[i], rel=1e-6)


@pytest.mark.parametrize("train", [engine.train, twin.train])
def test_starts_that_are_drawn_are_those_that_are_given(train):
    drawn = train(Runs(HANDOUT, Drawn(7, 2**33, 30), 5e-4))
    given = train(Runs(HANDOUT, Drawn(7, 2**33, 30).theta(HANDOUT), 5e-4))
    np.testing.assert_array_equal(drawn.value, given.value)
    np.testing.assert_array_equal(drawn.code, given.code)


@pytest.mark.parametrize("train", [engine.train, twin.train, engine.trace])
@pytest.mark.parametrize("method", ["nesterov", "adam"])
def test_methods_that_no_kernel_knows_are_refused(train, method):
    with pytest.raises(InputError, match=f"must be gradient_descent or momentum.*{method}"):
        train(Runs(HANDOUT.trained(method=method), starts(HANDOUT)))


@pytest.mark.parametrize("count", [1, 300, 500])
def test_fates_can_lie_in_memory_that_is_used_again(count):
    out, runs = engine.room(300), Runs(HANDOUT, Drawn(5, 0, count), 5e-4)
    engine.train(Runs(HANDOUT, Drawn(1, 0, 300)), out=out)
    fate, wanted = engine.train(runs, out=out), engine.train(runs)
    for name in ("code", "step", "value"):
        one = getattr(fate, name)
        np.testing.assert_array_equal(one, getattr(wanted, name))
        assert np.shares_memory(one, getattr(out, name)) == (count <= 300)


def test_of_no_runs_there_is_nothing_to_say():
    assert len(engine.train(Runs(HANDOUT, np.zeros((0, 10)))).code) == 0


def regular(widths, points, act):
    """A lab with data that need no generator: of one that is trained in tiles."""
    rows = np.arange(points)[:, None]
    x, y = (((rows * 7 + np.arange(n) * 5) % 11 - 5) / 3 for n in (widths[0], widths[-1]))
    network = Network(widths, ACTIVATIONS[act], biases=True)
    descent = Descent(0.01, 40, start=Start("he", ()))
    return Lab("regular", Objective(network, Data(x, y), reduction="mean"), descent, default_letters(network))


LABS = {
    "handout": HANDOUT, "xor": XOR, "many points": regular((2, 9, 7, 2), 37, "relu"),
    "more inputs than points": regular((18, 6, 20), 17, "tanh"),
}  # fmt: skip
DIGESTS = {
    ("handout", 5e-4, "double"): "7fe8647490c0c8be",
    ("handout", 5e-4, "float"): "184e01e09cef358d",
    ("xor", 0.01, "double"): "cdc6b2e251aecaf5",
    ("xor", 0.01, "float"): "8110641c9983ee41",
    ("many points", 0.01, "double"): "954cf0e0e92d2ee1",
    ("many points", 0.01, "float"): "edc619d576789623",
    ("more inputs than points", 0.01, "double"): "23993b35fc13c9d7",
    ("more inputs than points", 0.01, "float"): "ecd66869d75048ab",
}
"""The first digits of SHA-256 of code, step and J of a thousand runs: the same on every machine, for ever."""


@pytest.mark.parametrize(("name", "rate", "real"), DIGESTS)
def test_the_bits_are_those_that_they_always_were(name, rate, real):
    fate = engine.train(Runs(LABS[name], Drawn(5, 0, 1000), rate), real=real)
    told = sha256(fate.code.tobytes() + fate.step.tobytes() + fate.value.tobytes())
    assert told.hexdigest()[:16] == DIGESTS[name, rate, real]
