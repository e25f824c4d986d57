"""Every gradient against automatic differentiation of J written anew: all activations, losses, biases and shapes."""

import pytest

import oracle
from backprop_lab import handout
from backprop_lab.descent import descend
from backprop_lab.method import METHODS
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.prepared import Prepared
from shelf import ACTIVATIONS, PAIRS, SHAPES, WEIGHTS, gap, named, objectives, states

CLOSE = 1e-12
HANDOUT = Objective(Network((2, 2, 2, 1)), Data(*zip(*((x, (y,)) for x, y in handout.POINTS), strict=True)))
RATES = {"gradient_descent": 5e-4, "momentum": 1e-4, "nesterov": 1e-4, "adam": 1e-2}


def test_the_shelf_holds_every_combination():
    kinds = {(o.network.activation, o.network.output, o.loss, o.network.biases) for o in objectives()}
    assert len(kinds) == 2 * len(ACTIVATIONS) * len(PAIRS)
    assert {o.network.widths for o in objectives()} >= set(SHAPES)
    assert {(o.factor, o.reduction) for o in objectives()} == set(WEIGHTS)


@pytest.mark.parametrize("objective", objectives(), ids=named)
def test_value_and_gradient_are_those_of_autograd(objective):
    for theta in states(objective):
        assert objective(theta) == pytest.approx(oracle.value(objective, theta), rel=CLOSE)
        assert gap(objective.gradient(theta), oracle.gradient(objective, theta)) <= CLOSE
        assert gap(Prepared(objective)(theta)[1], oracle.gradient(objective, theta)) <= CLOSE


@pytest.mark.parametrize("name", METHODS)
@pytest.mark.parametrize("objective", [HANDOUT, *objectives()[5::37]], ids=named)
def test_along_every_way_down_the_gradient_is_that_of_autograd(objective, name):
    theta = states(objective, 1)[0]
    for state in descend(objective, theta, METHODS[name](RATES[name]), 10):
        assert state.value == pytest.approx(oracle.value(objective, state.theta), rel=CLOSE)
        assert gap(state.gradient, oracle.gradient(objective, state.theta)) <= CLOSE


def test_along_the_handouts_own_descent_its_gradient_is_that_of_autograd():
    for index in range(10):
        for theta in handout.gradient_descent(handout.random_start(0, index), steps=10)[0]:
            ours = sum(handout.gradient(theta, x, y) for x, y in handout.POINTS)
            assert gap(ours, oracle.gradient(HANDOUT, theta)) <= CLOSE


@pytest.mark.parametrize("objective", objectives()[::11], ids=named)
def test_the_gradients_of_the_points_alone_add_up_to_that_of_j(objective):
    theta = states(objective, 1)[0]
    alone = [objective.at_point(i) for i in range(len(objective.data))]
    summed = sum(oracle.gradient(Objective(o.network, o.data, o.loss, o.factor), theta) for o in alone)
    share = len(alone) if objective.reduction == "mean" else 1
    assert gap(sum(o.gradient(theta) for o in alone), summed) <= CLOSE
    assert gap(objective.gradient(theta) * share, summed) <= CLOSE
