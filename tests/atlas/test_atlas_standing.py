"""Since when runs stand still, by units that were active or by all numbers; blocks of which all runs do."""

import numpy as np
import pytest

from atlas.cases import starts
from backprop_lab.activation import ACTIVATIONS
from backprop_lab.atlas import twin
from backprop_lab.atlas.fate import CODES
from backprop_lab.atlas.given import form
from backprop_lab.atlas.kernel import active, advance, body, engine
from backprop_lab.atlas.kernel.kernels import _kernels
from backprop_lab.atlas.kernel.layout import aligned, chunk_of
from backprop_lab.atlas.runs import Drawn, Runs
from backprop_lab.atlas.traits import is_small
from backprop_lab.atlas.vector.code import Code
from backprop_lab.lab import Descent, Lab, load_lab
from backprop_lab.names import default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.start import Start

HANDOUT = load_lab("handout")
REALS = ("double", "float")
DIES_BELOW = [-1.0, 1.0, 1.0, -1.0, 1e-30, -1.0, -1.0, -1.0, -0.5, 0.5]
"""The first step moves u11 below 0 and w, and no bit of v: k1 is tiny. Then all is off."""


def check(found, wanted, some=slice(None)):
    """The same outcomes at the same steps, and of some the same J."""
    np.testing.assert_array_equal(found.code, wanted.code)
    np.testing.assert_array_equal(found.step, wanted.step)
    np.testing.assert_allclose(found.value[some], wanted.value[some], rtol=1e-9)


def has_active(lab, real="double", width=8):
    """Whether the code of steps keeps which units are active."""
    return active.is_kept(Code(width, real), form(Runs(lab, Drawn(1, 0, 1))))


@pytest.fixture(params=[True, False], ids=["masks", "no masks"])
def masks(request, monkeypatch):
    """Code with and without masks, on processors that have them or not."""
    monkeypatch.setattr(body, "leaves_out", lambda: request.param)
    _kernels.cache_clear()
    yield request.param
    _kernels.cache_clear()


def test_what_is_kept_where(monkeypatch):
    for has_masks in (True, False):
        monkeypatch.setattr(body, "leaves_out", lambda has_masks=has_masks: has_masks)
        assert has_active(HANDOUT) == has_masks
        assert has_active(HANDOUT, "float", 16) == has_masks
    monkeypatch.setattr(body, "leaves_out", lambda: True)
    assert not has_active(HANDOUT.trained(method="momentum:0.9"))
    assert not has_active(load_lab("xor"))


@pytest.mark.parametrize("real", REALS)
def test_a_run_that_moves_without_its_last_layer(masks, real):
    theta = starts(HANDOUT, 37)
    theta[::5] = DIES_BELOW
    runs = Runs(HANDOUT, theta)
    states = engine.trace(runs, real=real).theta[:, 5]
    assert (states[0, 8:] == states[1, 8:]).all()
    assert (states[0] != states[1]).any()
    found = engine.train(runs, real=real)
    assert (found.code[::5] == CODES["dead"]).all()
    assert (found.step[::5] == 1).all()
    if real == "double":
        check(found, twin.train(runs))


def test_runs_of_which_the_last_layer_often_does_not_tell(masks):
    theta = starts(HANDOUT, 4000)
    theta[:, 4:8] *= 10.0 ** np.random.default_rng(0).uniform(-25, 0, (4000, 1))
    runs = Runs(HANDOUT, theta)
    found, states = engine.train(runs), engine.trace(runs).theta
    check(found, twin.train(runs))
    since = np.where(found.code == CODES["dead"], found.step, 0)
    each = np.arange(4000)
    before, after = states[since - 1, each], states[since, each]
    is_silent = (since > 0) & (before[:, 8:] == after[:, 8:]).all(axis=1)
    assert is_silent.sum() > 20
    assert (before[since > 0] != after[since > 0]).any(axis=1).all()


@pytest.mark.parametrize("leave", [True, False])
@pytest.mark.parametrize("steps", [1, 2, 9, 10, 11, 12, 13, 14, 19, 24, 26, 27, 40, 64])
def test_blocks_that_stand_still_in_part_or_wholly(masks, leave, steps):
    theta = starts(HANDOUT, 400)
    theta[100:300] = theta[100]
    runs = Runs(HANDOUT.trained(steps=steps), theta)
    check(engine.train(runs, leave=leave), twin.train(runs))


@pytest.mark.parametrize(("steps", "which", "dead"), [
    (110, [1982, 3712, 9318, 10524], [101, 102, 104, 105]), (130, [4269, 12884, 13601, 15178], [128, 119, 120, 125]),
])  # fmt: skip
def test_blocks_that_come_to_rest_within_the_window(masks, steps, which, dead):
    """Of 110 steps it has a chunk of ten, in which they do, and one step that J alone is made for."""
    lab = HANDOUT.trained(steps=steps, rate=0.0008)
    assert chunk_of(lab, 8, "double") == 10
    runs = Runs(lab, np.repeat(Runs(lab, Drawn(0, 0, 16000)).theta[which], 64, axis=0))
    found = engine.train(runs, leave=False, width=8)
    check(found, twin.train(runs))
    assert found.step[::64].tolist() == dead


@pytest.mark.parametrize("width", [2, 4, 8])
def test_a_run_does_not_depend_on_those_beside_it_whatever_the_sign_of_a_zero(masks, width):
    """Tiny weights become 0 in units of the state: -0, if that were not seen to, which a step would make 0."""
    objective = Objective(Network((2, 2, 2, 1), ACTIVATIONS["relu"]), Data([[1.0, 0.0], [1.0, 1.0]], [[1.0], [2.0]]))
    lab = Lab("zeros", objective, Descent(1e-25, 30), default_letters(objective.network))
    tiny, active = [1, 1, -1e-310, -1e-310, -1, -1, -1, -1, 0.5, 0.5], [2, 2, 1, 1, 1, 1, 1, 1, 0.5, 0.5]
    runs = Runs(lab, np.array([tiny] * 7 + [active, *[tiny] * 8], float))
    found = engine.train(runs, leave=False, width=width)
    check(found, twin.train(runs))
    assert found.step.tolist() == [0] * 7 + [-1] + [0] * 8


def test_runs_that_rest_after_others_that_move(masks):
    """In the same memory, so that what is remembered of the window is not that of the others."""
    rates = np.repeat([1e-3, 1e-25], engine.STAYING)
    runs = Runs(HANDOUT, starts(HANDOUT, 2 * engine.STAYING), rates)
    found = engine.train(runs, leave=False)
    check(found, twin.train(runs))
    assert set(found.code[engine.STAYING :]) == {CODES["stalled"], CODES["dead"]}


@pytest.mark.parametrize(("rate", "made"), [(5e-3, 150), (1e-25, 150), (5e-4, 151)])
def test_every_step_is_made_of_runs_that_stand_still(masks, monkeypatch, rate, made):
    """With masks all but the one that J alone is made for. The code counts its steps of a group; here are 8 groups."""
    counted = aligned((1,), np.int64)

    def counting(code, form, groups, *arguments):
        place = f"inttoptr (i64 {counted.ctypes.data} to ptr)"
        so_far = code.op(f"load i64, ptr {place}")
        code.do(f"store i64 {code.op(f'add i64 {so_far}, {len(groups)}')}, ptr {place}")
        return body.step(code, form, groups, *arguments)

    monkeypatch.setattr(advance, "step", counting)
    engine.train(Runs(HANDOUT.trained(steps=150), Drawn(1, 0, 64), rate), leave=False, width=8)
    assert counted[0] == 8 * (made if masks else 151)


@pytest.mark.parametrize("leave", [True, False])
def test_larger_networks_that_stand_still(leave):
    rng, network = np.random.default_rng(5), Network((3, 6, 12, 2), ACTIVATIONS["relu"])
    objective = Objective(network, Data(rng.normal(size=(5, 3)), 9 * rng.normal(size=(5, 2))))
    lab = Lab("dies", objective, Descent(0.03, 40, start=Start("he", ())), default_letters(network))
    assert not is_small(lab)
    runs = Runs(lab, starts(lab, 90))
    found, wanted = engine.train(runs, leave=leave), twin.train(runs)
    is_dead = wanted.code == CODES["dead"]
    check(found, wanted, is_dead)  # one that oscillates is at the edge of chaos
    assert is_dead.sum() > 80
    assert len(set(wanted.code)) > 2
