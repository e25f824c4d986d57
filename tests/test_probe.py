"""The verdicts on a gradient: right ones pass, wrong ones fail, and what cannot be seen is said to be so."""

from collections import Counter
from functools import cache

import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from backprop_lab.activation import leaky_relu, relu, sigmoid, softplus, tanh
from backprop_lab.descent import descend
from backprop_lab.errors import InputError
from backprop_lab.handout import POINTS
from backprop_lab.loss import binary_cross_entropy, softmax_cross_entropy
from backprop_lab.method import gradient_descent, momentum
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.probe import STEP, central_difference, central_differences, directional_check, probe
from backprop_lab.start import Start, draw, draw_many, parse_start

HANDOUT = Objective(Network((2, 2, 2, 1)), Data([x for x, _ in POINTS], [[y] for _, y in POINTS]))
CORNER = Objective(Network((1, 1, 1)), Data([[2.0]], [[1.0]]))  # J = (v max(2 w, 0) - 1)^2
often = settings(deadline=None, derandomize=True, max_examples=100)


def verdicts(objective, theta, gradient=None):
    return [p.verdict for p in probe(objective, theta, gradient)]


@cache
def alive(count):
    """Starts of the handout where every part of the gradient is far from 0."""
    starts = 3 * draw_many(HANDOUT.network, Start(), 8, np.arange(4000))
    return [t for t in starts if np.abs(HANDOUT.gradient(t)).min() > 1.0][:count]


def test_a_right_gradient_is_never_called_wrong_at_two_thousand_starts():
    told = Counter()
    for theta in draw_many(HANDOUT.network, Start(), 7, np.arange(2000)):
        told.update(verdicts(HANDOUT, theta))
    assert told["disagrees"] == 0
    assert told["agrees"] > 0.999 * 20_000


@pytest.mark.parametrize("seed", range(8))
def test_a_right_gradient_is_never_called_wrong_on_the_way_to_a_fit(seed):
    told = Counter()
    for state in descend(HANDOUT, draw(HANDOUT.network, Start(), 1, seed), gradient_descent(0.0005), 1500):
        if state.step % 100 == 0:
            told.update(verdicts(HANDOUT, state.theta))
    assert told["disagrees"] == 0


def test_a_right_gradient_is_not_called_wrong_at_a_perfect_fit():
    theta = np.array([1.1, 1.0, 4.4, -1.0, 1.3, -1.0, -1.0, -1.0, 60 / (1.3 * 3.3), -1.0])  # one path for both
    assert HANDOUT(theta) < 1e-24
    assert "disagrees" not in verdicts(HANDOUT, theta)


@pytest.mark.parametrize("seed", range(4))
def test_a_right_gradient_of_a_smooth_network_is_never_called_wrong_on_the_way_down(seed):
    x = np.linspace(-1, 1, 9)[:, None]
    smooth = Objective(Network((1, 3, 1), tanh, biases=True), Data(x, np.abs(x)), reduction="mean")
    told = Counter()
    for state in descend(smooth, draw(smooth.network, Start(), 1, seed), momentum(0.2), 4000):
        if state.step % 100 == 0:
            told.update(verdicts(smooth, state.theta))
    assert told["disagrees"] == 0
    assert told["agrees"] > 0.5 * told.total()


def test_a_right_gradient_close_to_zero_is_not_called_wrong_where_j_bends():
    bent = Objective(Network((1, 1, 1), tanh), Data([[1.0], [3.0]], [[0.3], [0.5]]))
    assert "disagrees" not in verdicts(bent, [0.1, 1.858450503583482])  # 3.3e-6, and J''' is in the hundreds


@pytest.mark.parametrize("margin", [3.0, 8.0, 12.0, 16.0, 20.0, 30.0, 100.0])
def test_a_right_gradient_is_not_called_wrong_where_a_class_is_all_but_certain(margin):
    two = Objective(Network((1, 2)), Data([[1.0]], [[1.0, 0.0]]), softmax_cross_entropy)
    one = Objective(Network((1, 1), output=sigmoid), Data([[1.0]], [[1.0]]), binary_cross_entropy)
    assert "disagrees" not in verdicts(two, [margin, 0.0])  # log(1 + e^-margin) is rounded to eps, not to eps J
    assert "disagrees" not in verdicts(one, [margin])


def test_a_right_gradient_passes_at_many_random_thetas():
    thetas = alive(60)
    assert len(thetas) == 60
    for theta in thetas:
        assert verdicts(HANDOUT, theta) == ["agrees"] * 10


@pytest.mark.parametrize("wrong", [1.01, 0.99, -1.0, 2.0, 0.5, 0.0], ids="times {}".format)
def test_one_wrong_entry_fails_and_the_others_pass(wrong):
    for theta in alive(8):
        for i in range(10):
            gradient = HANDOUT.gradient(theta)
            gradient[i] *= wrong
            assert verdicts(HANDOUT, theta, gradient) == ["disagrees" if j == i else "agrees" for j in range(10)]


@pytest.mark.parametrize("kind", [relu, leaky_relu(0.1), tanh, softplus], ids=str)
def test_an_entry_that_is_zero_by_mistake_fails_on_every_kind_of_network(kind):
    objective = Objective(Network((2, 3, 2, 2), kind, biases=True), Data(np.eye(2), [[1.0, 2.0], [3.0, -1.0]]))
    theta = 2 * draw(objective.network, Start(), 4, 0)
    gradient = objective.gradient(theta)
    seen = np.flatnonzero(np.abs(gradient) > 1e-3)
    assert len(seen) > 10
    for i in seen:
        wrong = gradient.copy()
        wrong[i] = 0.0
        assert probe(objective, theta, wrong, [int(i)])[0].verdict == "disagrees"
        assert probe(objective, theta, gradient, [int(i)])[0].verdict == "agrees"


def test_a_dead_gradient_agrees_and_any_other_there_does_not():
    shut = [1, 1, -1, -1, 1, 1, 1, 1, 1, 1]
    assert verdicts(HANDOUT, shut) == ["agrees"] * 10
    assert verdicts(HANDOUT, shut, np.full(10, 1e-3)) == ["disagrees"] * 10


@given(share=st.floats(0, 1), beyond=st.floats(1e-3, 1e3))
@often
def test_at_a_kink_every_value_between_the_one_sided_ones_is_let_through_and_no_other(share, beyond):
    told = probe(CORNER, [0.0, 3.0], [-12.0 * share, 0.0])  # J = (6 w - 1)^2 for w > 0, 1 for w < 0
    assert (told[0].left, told[0].right, told[0].verdict) == (0.0, -12.0, "at a kink")
    assert told[1].verdict == "agrees"
    assert verdicts(CORNER, [0.0, 3.0], [beyond, 0.0])[0] == "disagrees"
    assert verdicts(CORNER, [0.0, 3.0], [-12.0 - beyond, 0.0])[0] == "disagrees"


def test_at_a_kink_without_a_jump_only_the_slope_itself_passes():
    still = Objective(Network((1, 1, 1)), Data([[2.0]], [[0.0]]))  # J = (v max(2 w, 0))^2
    assert verdicts(still, [0.0, 3.0], [0.0, 0.0])[0] == "agrees"
    assert verdicts(still, [0.0, 3.0], [1e-6, 0.0])[0] == "disagrees"


@given(
    theta=st.lists(st.integers(-4, 4), min_size=10, max_size=10),
    data=st.lists(st.integers(-4, 4), min_size=6, max_size=6),
)
@example(theta=[0, 0, 0, 0, 0, 0, 0, 1, 0, 1], data=[0, -1, 0, 1, 1, -1])
@often
def test_our_own_gradient_is_never_called_wrong_at_kinks(theta, data):
    x, y = np.reshape(data[:4], (2, 2)) / 2, np.reshape(data[4:], (2, 1)) / 2
    assert "disagrees" not in verdicts(Objective(Network((2, 2, 2, 1)), Data(x, y)), np.array(theta) / 2)


def test_two_points_that_switch_at_one_kink_in_opposite_ways_leave_every_convention_its_value():
    both = Objective(Network((1, 1, 1)), Data([[1.0], [-1.0]], [[1.0], [-1.0]]))
    for slope in (0.0, 0.5, 1.0):  # with relu'(0) = slope back-propagation says -4 slope; J has slope -2
        assert verdicts(both, [0.0, 1.0], [-4.0 * slope, 0.0])[0] != "disagrees"


def test_beside_a_kink_the_step_shrinks_to_a_quarter_of_the_way():
    found = probe(CORNER, [2.0**-20, 3.0])[0]
    assert (found.distance, found.step, found.verdict) == (2.0**-20, 2.0**-22, "agrees")
    assert probe(CORNER, [1.0, 3.0])[0].step == STEP
    assert probe(CORNER, [-8.0, 3.0])[0].step == 8 * STEP


@pytest.mark.parametrize("beside", [1e-15, 1e-17, 1e-300, 5e-324])
@pytest.mark.parametrize("claimed", [-12.0, -12.1])
def test_very_close_to_a_kink_rounding_drowns_what_would_have_to_be_seen(beside, claimed):
    assert verdicts(CORNER, [beside, 3.0], [claimed, 0.0])[0] == "cannot tell"


@pytest.mark.parametrize("wrong", [1.01, 1.1, 1.2, 0.85])
def test_a_wrong_entry_never_agrees_however_close_the_kink(wrong):
    told = [verdicts(CORNER, [2.0**-k, 3.0], [-12.0 * wrong, 0.0])[0] for k in range(20, 60)]
    assert told[0] == "disagrees"
    assert told[-1] == "cannot tell"
    assert "agrees" not in told


def test_a_value_that_hits_a_drowned_difference_by_luck_cannot_be_told_either():
    by_luck = probe(CORNER, [1e-15, 3.0])[0].difference
    assert abs(by_luck) > 1.0
    assert verdicts(CORNER, [1e-15, 3.0], [by_luck, 0.0])[0] == "cannot tell"


def test_a_slope_that_j_drowns_cannot_be_told_right_or_wrong():
    faint = Objective(Network((2, 1)), Data([[1.0, 1e-12]], [[60.0]]))
    for claimed in (-1.2e-10, 1.2e-10, 0.0):
        assert verdicts(faint, [0.0, 0.0], [-120.0, claimed]) == ["agrees", "cannot tell"]


@pytest.mark.parametrize("theta", [[1e160, 1e160], [1e200, 3.0], [np.inf, 1.0], [np.nan, 1.0]])
def test_numbers_out_of_range_cannot_be_told(theta):
    assert verdicts(CORNER, theta, [1.0, 1.0]) == ["cannot tell"] * 2


def test_a_gradient_of_another_size_is_refused():
    with pytest.raises(InputError, match=r"gradient must be 10 numbers; got shape \(9,\)"):
        probe(HANDOUT, np.ones(10), np.ones(9))


def test_parameters_asked_for_are_told_in_their_order():
    theta = alive(1)[0]
    assert [p.parameter for p in probe(HANDOUT, theta, parameters=[7, 0])] == [7, 0]
    assert probe(HANDOUT, theta, parameters=[7, 0]) == [probe(HANDOUT, theta)[i] for i in (7, 0)]


def test_central_differences_of_a_parabola_are_exact_to_rounding():
    theta = np.array([1.0, -2.0, 0.25])
    assert np.allclose(central_differences(lambda t: float(t @ t), theta), 2 * theta, rtol=1e-9)
    assert np.isnan(central_difference(lambda t: float(t @ t), np.array([1e30]), 0))
    assert theta.tolist() == [1.0, -2.0, 0.25]


def digits(kind, loss_of_classes):
    """A network and data of the size of the handwritten digits, 64 pixels and 10 classes."""
    rng = np.random.default_rng(2)
    data = Data(rng.integers(0, 17, (200, 64)) / 16, np.eye(10)[rng.integers(0, 10, 200)])
    network = Network((64, 32, 32, 10), kind, biases=True)
    return Objective(network, data, *([softmax_cross_entropy] if loss_of_classes else []), reduction="mean")


BIG = Objective(
    Network((50, 100, 100, 5), tanh, biases=True),
    Data(*(np.random.default_rng(3).normal(size=(40, n)) for n in (50, 5))),
)
LARGE = {"tanh": BIG, "digits, relu": digits(relu, True), "digits, tanh": digits(tanh, False)}


@pytest.mark.parametrize("name", LARGE)
def test_one_direction_tells_a_right_gradient_of_a_large_network_from_a_wrong_one(name):
    objective = LARGE[name]
    theta = draw(objective.network, parse_start("glorot"), 1)
    gradient = objective.gradient(theta)
    (w, _), (u, _) = objective.network.blocks[:2]
    for seed in range(3):
        assert directional_check(objective, theta, gradient, seed)[0] == pytest.approx(
            directional_check(objective, theta, gradient, seed)[1], rel=1e-6
        )
        for block, factor in ((w, 1.01), (u, -1.0), (w, 0.0)):
            wrong = gradient.copy()
            wrong[block] *= factor
            claimed, along = directional_check(objective, theta, wrong, seed)
            assert abs(claimed - along) > 1e-4 * abs(along)
