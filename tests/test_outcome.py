"""Each of the six outcomes in a real run that was built to have it, with its step and its sentence."""

import numpy as np
import pytest

from backprop_lab.activation import identity, relu, tanh
from backprop_lab.cause import explain_outcome
from backprop_lab.descent import BEYOND_RETURN, descend, record
from backprop_lab.handout import POINTS
from backprop_lab.method import gradient_descent, momentum
from backprop_lab.names import default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.outcome import is_dead
from backprop_lab.start import Start, draw

HANDOUT = Objective(Network((2, 2, 2, 1)), Data([x for x, _ in POINTS], [[y] for _, y in POINTS]))


def line(activation=identity, widths=(1, 1), x=((1.0,),), y=((2.0,),)):
    return Objective(Network(widths, activation), Data(x, y))


def run(objective, theta, method, steps):
    """The history, and what became of it."""
    history = record(descend(objective, np.array(theta, float), method, steps), objective, steps)
    return history, explain_outcome(objective, history, method, default_letters(objective.network))


def handout(index, rate, steps=100, seed=1):
    return run(HANDOUT, draw(HANDOUT.network, Start(), seed, index), gradient_descent(rate), steps)


def test_a_line_at_a_good_rate_is_fitted():
    history, outcome = run(line(), [0.0], gradient_descent(0.25), 20)  # J = 4 / 4^t
    assert np.array_equal(history.values, 4.0 * 0.25 ** np.arange(21))
    assert (outcome.name, outcome.step) == ("fitted", 7)
    assert outcome.cause == "J = 3.638e-12 is 9.1e-13 of the 4 of a network with all parameters 0."


def test_the_handout_at_a_small_rate_is_fitted():
    history, outcome = handout(3, 0.0005, 400)
    assert (outcome.name, outcome.step) == ("fitted", 154)
    assert history.values[153] > 0.4 >= history.values[154:].max()
    assert "of the 4000 of a network with all parameters 0" in outcome.cause


def test_the_handout_at_a_small_rate_and_few_steps_is_falling():
    history, outcome = handout(3, 0.0005, 30)
    assert (outcome.name, outcome.step) == ("falling", 30)
    assert outcome.cause == f"J = {history.values[-1]:.6g} still falls at the last step; more steps go further."


def test_two_layers_at_the_edge_of_their_fit_oscillate():
    two = line(widths=(1, 1, 1), y=[[1.0]])  # J = (w v - 1)^2, at w = v = 1 of sharpness 4
    history, outcome = run(two, [1.1, 0.95], gradient_descent(0.55), 100)
    late = history.values[-11:]
    assert (outcome.name, outcome.step) == ("oscillating", 1)
    assert np.array_equal(np.diff(late) > 0, np.arange(10) % 2 == (0 if late[1] > late[0] else 1))
    assert outcome.cause.startswith(
        f"J goes up and down: between {late.min():.4g} and {late.max():.4g} in the last 10 steps. "
    )


def test_a_line_at_exactly_two_over_its_sharpness_stands_and_beside_it_falls_or_diverges():
    names = {}
    for rate in (0.999, 1.0, 1.001):  # J = (v - 2)^2 has sharpness 2
        _, outcome = run(line(), [0.0], gradient_descent(rate), 100)
        names[rate] = outcome.name
    assert names == {0.999: "falling", 1.0: "stalled", 1.001: "diverged"}


def test_one_point_shut_and_the_other_fitted_is_stalled():
    both = line(relu, (1, 2, 1), [[1.0], [-1.0]], [[1.0], [1.0]])
    history, outcome = run(both, [0.5, 0.6, 0.5, 0.5], gradient_descent(0.1), 300)
    assert (outcome.name, outcome.step) == ("stalled", 7)
    assert np.abs(history.values[7:] - 1.0).max() <= 1e-3 < abs(history.values[6] - 1.0)
    assert outcome.cause.startswith("Since step 7 J moves by less than a thousandth of itself, at J = 1 ")
    assert outcome.cause.endswith("No path lets x = (-1) through.")


def test_tanh_at_zero_is_stalled_and_not_dead():
    flat = line(tanh, (1, 2, 1), [[1.0], [2.0]], [[1.0], [2.0]])
    _, outcome = run(flat, np.zeros(4), gradient_descent(0.1), 50)
    assert (outcome.name, outcome.step) == ("stalled", 0)
    assert outcome.cause == "From the start the gradient is exactly 0 at J = 5, though a path is open."


def test_the_handout_from_zero_is_dead_at_once():
    history, outcome = run(HANDOUT, np.zeros(10), gradient_descent(0.005), 100)
    assert (outcome.name, outcome.step) == ("dead", 0)
    assert (history.values == 4000.0).all()
    assert outcome.cause.startswith(
        "From the start no path lets any point through: h1 and h2 are off for both points. "
        "The gradient is exactly 0 and J stays at 4000"
    )


@pytest.mark.parametrize(("index", "step"), [(2, 1), (3, 4), (7, 17)])
def test_the_handout_at_its_own_rate_dies_on_its_way(index, step):
    history, outcome = handout(index, 0.005)
    assert (outcome.name, outcome.step) == ("dead", step)
    assert history.gradient_norms[step - 1] > 0
    assert (history.gradient_norms[step:] == 0.0).all()
    assert (history.values[step:] == 4000.0).all()
    assert (history.thetas[step:] == history.thetas[step]).all()
    x = HANDOUT.data.x
    assert [is_dead(HANDOUT.network, theta, x) for theta in history.thetas[step - 1 : step + 1]] == [False, True]
    assert outcome.cause.startswith(f"Since step {step} no path lets any point through: ")
    assert "The gradient is exactly 0 and J stays at 4000" in outcome.cause


def test_what_is_called_dead_stays_dead_but_where_it_is_said_that_the_method_still_moves():
    came_back = 0
    for index in range(250, 260):  # heavy ball moves on where the gradient is 0, and may open a path again
        theta, way = draw(HANDOUT.network, Start(), 11, index), momentum(0.0002, 0.95)
        history, _ = run(HANDOUT, theta, way, 100)
        for steps in range(1, 40):
            _, outcome = run(HANDOUT, theta, way, steps)
            stays = outcome.name != "dead" or (history.values[outcome.step :] == 4000.0).all()
            assert stays or "method's memory, which still moves theta" in outcome.cause
            came_back += not stays
    assert came_back


def test_a_rate_far_too_large_diverges_long_before_it_overflows():
    history, outcome = run(line(), [0.0], gradient_descent(3.0), 10_000)  # J grows 25 times a step
    assert (outcome.name, outcome.step) == ("diverged", 72)
    assert (history.last, history.beyond, history.steps) == (72, 72, 10_000)
    assert history.values[71] < 4 * BEYOND_RETURN <= history.values[72]
    assert np.isfinite(history.values).all()
    assert np.isfinite(history.thetas).all()
    assert outcome.cause.startswith("J ran out of all bounds at step 72, from 4 at the start over 7.175e+99 at ")


def test_a_slow_climb_above_the_start_is_diverged():
    _, outcome = run(line(), [0.0], gradient_descent(1.01), 100)
    assert (outcome.name, outcome.step) == ("diverged", 1)
    assert outcome.cause.startswith("J rises at every step since step 1 and ends at 209.9, above its start 4.")


@pytest.mark.parametrize("rate", [1e60, 1e120, 1e200, 1e308])
def test_a_jump_out_of_all_numbers_leaves_only_finite_ones(rate):
    history, outcome = run(line(widths=(1, 1, 1), y=[[1.0]]), [1.0, 0.5], gradient_descent(rate), 100)
    assert (outcome.name, outcome.step, history.beyond) == ("diverged", 1, 1)
    assert np.isfinite(history.values).all()
    assert np.isfinite(history.thetas).all()
    assert history.values[0] == 0.25


@pytest.mark.parametrize(
    ("theta", "told"), [([1e30, 1e30], "1e+120"), ([1e200, 1e200], "inf"), ([np.nan, 1], "no number (nan)")]
)
def test_a_start_beyond_return_is_diverged_at_step_zero(theta, told):
    history, outcome = run(line(widths=(1, 1, 1), y=[[1.0]]), theta, gradient_descent(0.1), 100)
    assert (outcome.name, outcome.step, history.last) == ("diverged", 0, 0)
    assert outcome.cause == f"J is {told} at the start already, beyond any return."


def test_targets_that_are_all_zero_are_judged_against_the_first_value():
    nothing = line(relu, (1, 1, 1), y=[[0.0]])
    history, outcome = run(nothing, [1.0, 0.5], gradient_descent(0.2), 100)
    assert outcome.name == "fitted"
    assert history.values[outcome.step - 1] > 1e-4 * history.values[0] >= history.values[outcome.step]
    assert "all parameters 0" not in outcome.cause


def test_targets_that_are_all_zero_are_fitted_from_the_start_by_zero():
    _, outcome = run(line(relu, (1, 1, 1), y=[[0.0]]), [0.0, 0.0], gradient_descent(0.2), 5)
    assert (outcome.name, outcome.step) == ("fitted", 0)
    assert "nan" not in outcome.cause


def test_a_run_that_is_dead_where_nothing_is_asked_for_is_fitted():
    _, outcome = run(line(relu, (1, 1, 1), y=[[0.0]]), [-1.0, 1.0], gradient_descent(1.0), 5)
    assert outcome.name == "fitted"
