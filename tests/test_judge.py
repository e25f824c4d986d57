"""The rules of the outcomes at their boundaries, on histories written by hand."""

import numpy as np
import pytest

from backprop_lab.descent import BEYOND_RETURN, History, State, record
from backprop_lab.handout import POINTS
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.outcome import Verdict, first_rise, judge

HANDOUT = Objective(Network((2, 2, 2, 1)), Data([x for x, _ in POINTS], [[y] for _, y in POINTS]))
ALIVE = np.array([-1.0, 0.0, 1.0, 0.0, 1.0, 0.0, 0.0, 0.0, 1.0, 0.0])
DEAD = np.zeros(10)
ENOUGH = 1e-4 * 4000.0


def told(*values, norms=None, theta=ALIVE, beyond=None, fit=1e-4):
    """The verdict on a history of these values, J(0) being 4000."""
    j = np.array(values, float)
    norms = np.ones(len(j)) if norms is None else np.array(norms, float)
    return judge(HANDOUT, History(np.tile(theta, (len(j), 1)), j, norms, len(j) - 1, beyond), fit)


def falling(count, last):
    """`count` values that fall by a tenth each step down to `last`."""
    return last / 0.9 ** np.arange(count - 1, -1, -1)


def above(value):
    return np.nextafter(value, np.inf)


def below(value):
    return np.nextafter(value, -np.inf)


def test_fitted_begins_at_exactly_the_share_of_j_at_zero():
    assert told(9.0, 5.0, ENOUGH) == Verdict("fitted", 2)
    assert told(9.0, 5.0, above(ENOUGH)).name == "falling"
    assert told(9.0, 5.0, 4.0, fit=1e-3) == Verdict("fitted", 2)


def test_fitted_is_told_from_the_step_after_which_it_stays():
    assert told(9.0, 0.1, 0.5, 0.2, 0.3, 0.3) == Verdict("fitted", 3)
    assert told(0.2, 0.1) == Verdict("fitted", 0)


def test_fitted_goes_before_stalled_and_dead_and_oscillating():
    assert told(9.0, 0.0, 0.0, norms=[1, 0, 0]) == Verdict("fitted", 1)
    assert told(9.0, 0.2, 0.2, norms=[1, 0, 0], theta=DEAD) == Verdict("fitted", 1)
    assert told(9.0, 0.1, 0.2) == Verdict("fitted", 1)


def test_a_run_out_of_bounds_is_diverged_whatever_its_values():
    assert told(9.0, 0.1, beyond=2) == Verdict("diverged", 2)


def test_diverged_needs_an_end_above_the_start_and_above_j_at_zero():
    assert told(1000.0, 3000.0, above(4000.0)) == Verdict("diverged", 1)
    assert told(1000.0, 3000.0, 4000.0) == Verdict("oscillating", 1)
    assert told(5000.0, 3000.0, above(5000.0)) == Verdict("diverged", 2)
    assert told(5000.0, 3000.0, 5000.0) == Verdict("oscillating", 2)


def test_diverged_needs_a_rise_at_every_step_of_the_window():
    before = [100.0] * 18
    assert told(*before, 4100.0, 4200.0, 4300.0) == Verdict("diverged", 18)
    assert told(*before, 4100.0, 4100.0, 4300.0).name == "oscillating"
    assert told(*before, 4300.0, 4200.0, 4300.0).name == "oscillating"


def test_diverged_needs_a_rise_of_a_thousandth_over_the_window():
    before = [100.0] * 18
    assert told(*before, 5000.0, 5002.0, 5005.1).name == "diverged"
    assert told(*before, 5000.0, 5002.0, 5004.9).name == "stalled"


def test_dead_needs_a_gradient_of_exactly_zero_and_no_open_path():
    values, still = [9000.0, 4000.0, 4000.0, 4000.0], [1, 1, 0, 0]
    assert told(*values, norms=still, theta=DEAD) == Verdict("dead", 2)
    assert told(*values, norms=still, theta=ALIVE) == Verdict("stalled", 2)
    assert told(*values, norms=[1, 1, 0, 1e-300], theta=DEAD).name == "stalled"


def test_dead_is_told_from_the_step_after_which_the_gradient_stays_zero():
    assert told(*[4000.0] * 5, norms=[0, 1, 0, 0, 0], theta=DEAD) == Verdict("dead", 2)
    assert told(*[4000.0] * 5, norms=[0] * 5, theta=DEAD) == Verdict("dead", 0)


def test_stalled_begins_at_exactly_a_thousandth_of_the_window():
    before = falling(18, 1100.0)
    assert told(*before, 1000.0, 999.5, 999.0) == Verdict("stalled", 18)
    assert told(*before, 1000.0, 999.5, below(999.0)).name == "falling"


def test_stalled_is_told_from_the_step_after_which_j_stays_within_a_thousandth_of_its_end():
    assert told(2000.0, 1000.9, 1500.0, 1000.9, 1000.5, 1000.0, 1000.0) == Verdict("stalled", 3)
    assert told(1000.0, 1000.0) == Verdict("stalled", 0)


def test_oscillating_needs_a_rise_of_more_than_a_thousandth_in_the_window():
    before = falling(27, 1100.0)
    assert told(*before, 800.0, 1000.0, 800.0, 801.0) == Verdict("oscillating", 28)
    assert told(*before, 1000.0, 900.0, 800.0, 800.7) == Verdict("falling", 30)
    assert told(*falling(10, 1000.0), 2000.0, *falling(20, 900.0)) == Verdict("falling", 30)


def test_ups_and_downs_that_come_lower_all_the_time_are_falling():
    before = falling(27, 1100.0)
    assert told(*before, 1000.0, 900.0, 950.0, 898.0) == Verdict("falling", 30)
    assert told(*before, 1000.0, 900.0, 950.0, 899.5).name == "oscillating"  # lower, by less than a thousandth


def test_oscillating_is_told_from_the_first_rise_of_the_run():
    up_and_down = (950.0, 900.0, 950.0)
    assert told(*falling(10, 1000.0), 2000.0, *falling(17, 900.0), *up_and_down) == Verdict("oscillating", 10)


@pytest.mark.parametrize(("steps", "window"), [(1, 1), (2, 1), (9, 1), (19, 1), (20, 2), (29, 2), (30, 3), (100, 10)])
def test_the_window_is_the_last_tenth_of_the_steps_and_at_least_one(steps, window):
    values = falling(steps + 1, 1000.0)
    values[-window:] = values[-window - 1]
    assert told(*values) == Verdict("stalled", steps - window)
    values[-window:] = 1000.0
    assert told(*values).name == "falling"


def test_the_first_rise_is_more_than_rounding():
    assert first_rise(np.array([3.0, 2.0, 2.0 * (1 + 1e-11), 1.0, 5.0])) == 1
    assert first_rise(np.array([3.0, 2.0, 2.0 * (1 + 1e-13), 1.0, 5.0])) == 3
    assert first_rise(np.array([3.0, 2.0, 2.0])) is None
    assert first_rise(np.array([3.0])) is None


def states(*values):
    return (State(t, np.full(10, float(t)), v, np.ones(10)) for t, v in enumerate(values))


def test_a_history_ends_where_j_reaches_its_bound_and_not_before():
    bound = BEYOND_RETURN * 4000.0
    assert record(states(1.0, below(bound), 2.0), HANDOUT, 2).beyond is None
    history = record(states(1.0, bound, 2.0), HANDOUT, 2)
    assert (history.beyond, history.last, history.values.tolist()) == (1, 1, [1.0, bound])


@pytest.mark.parametrize("value", [np.inf, np.nan])
def test_a_value_that_is_not_finite_is_not_kept_but_at_the_start(value):
    later, first = record(states(1.0, value, 2.0), HANDOUT, 2), record(states(value, 2.0), HANDOUT, 1)
    assert (later.beyond, later.values.tolist()) == (1, [1.0])
    assert (first.beyond, first.last) == (0, 0)


def test_a_gradient_that_is_not_a_number_ends_a_history():
    slope = [State(0, ALIVE, 1.0, np.ones(10)), State(1, ALIVE, 1.0, np.full(10, np.nan))]
    assert record(slope, HANDOUT, 1).beyond == 1


def test_a_gradient_too_small_to_be_squared_is_not_recorded_as_zero():
    slope = [State(0, ALIVE, 1.0, np.full(10, 1e-170))]
    assert record(slope, HANDOUT, 0).gradient_norms[0] > 0
