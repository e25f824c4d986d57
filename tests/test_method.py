"""The ways down: their updates by the formulas of their papers, their texts, and what is refused."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop_lab.errors import InputError
from backprop_lab.method import METHODS, adam, gradient_descent, momentum, nesterov, parse_method

often = settings(deadline=None, derandomize=True, max_examples=200)
rates = st.floats(1e-300, 1e300)
shares = st.floats(0, 1, exclude_max=True)
methods = st.one_of(
    st.builds(gradient_descent, rates),
    st.builds(momentum, rates, shares),
    st.builds(nesterov, rates, shares),
    st.builds(adam, rates, shares, shares, st.floats(1e-300, 1e300)),
)
GRADIENTS = np.random.default_rng(3).normal(size=(6, 4))
START = np.array([1.0, -2.0, 0.5, 3.0])


def path(method):
    """theta after each of the gradients."""
    theta, memory, seen = START, method.init(START), []
    for g in GRADIENTS:
        theta, memory = method.update(memory, theta, g)
        seen.append(theta)
    return np.array(seen)


def test_gradient_descent_goes_down_by_the_rate_times_the_gradient():
    assert np.allclose(path(gradient_descent(0.1)), START - 0.1 * np.cumsum(GRADIENTS, axis=0), rtol=1e-14)


def test_momentum_is_the_heavy_ball():
    got = np.vstack([START, START, path(momentum(0.1, 0.7))])  # x+ = x - r g + b (x - x-)
    for t, g in enumerate(GRADIENTS, 1):
        assert np.allclose(got[t + 1], got[t] - 0.1 * g + 0.7 * (got[t] - got[t - 1]), rtol=1e-13)


def test_nesterov_looks_ahead_by_its_velocity():
    velocity, point = np.zeros(4), START  # v = b v - r g at y = x + b v; x moves by v
    for got, g in zip(path(nesterov(0.1, 0.7)), GRADIENTS, strict=True):
        velocity = 0.7 * velocity - 0.1 * g
        point = point + velocity
        assert np.allclose(got, point + 0.7 * velocity, rtol=1e-13)


def test_adam_divides_the_mean_gradient_by_the_root_of_the_mean_square():
    theta = START
    for t, got in enumerate(path(adam(0.1, 0.9, 0.99, 1e-3)), 1):
        ages = np.arange(t)[::-1]
        first = (0.9**ages @ GRADIENTS[:t]) / (0.9**ages).sum()
        second = (0.99**ages @ GRADIENTS[:t] ** 2) / (0.99**ages).sum()
        theta = theta - 0.1 * first / (np.sqrt(second) + 1e-3)
        assert np.allclose(got, theta, rtol=1e-13)


@pytest.mark.parametrize("name", METHODS)
def test_an_update_changes_nothing_in_place(name):
    method = parse_method(name, 0.1)
    theta, g = START.copy(), GRADIENTS[0].copy()
    memory = method.update(method.init(theta), theta, g)[1]
    before = [np.copy(part) for part in memory]
    method.update(memory, theta, g)
    assert np.array_equal(theta, START)
    assert np.array_equal(g, GRADIENTS[0])
    assert all(np.array_equal(a, b) for a, b in zip(memory, before, strict=True))


@given(method=methods)
@often
def test_a_method_is_what_its_text_and_its_rate_say(method):
    assert parse_method(str(method), method.rate) == method


def test_numbers_left_out_are_the_usual_ones():
    assert parse_method("momentum", 0.1) == momentum(0.1, 0.9)
    assert parse_method("nesterov", 0.1) == nesterov(0.1, 0.9)
    assert parse_method("adam:0.8", 1) == adam(1.0, 0.8, 0.999, 1e-8)
    assert str(parse_method("adam", 0.1)) == "adam:0.9:0.999:1e-08"
    assert str(parse_method("gradient_descent", 0.1)) == "gradient_descent"


@pytest.mark.parametrize("text", ["", "sgd", "Momentum", "gradient-descent", ":0.9", 5, None])
def test_a_name_that_is_no_method_is_refused_with_the_names_that_are(text):
    with pytest.raises(InputError) as refused:
        parse_method(text, 0.1)
    must = "method must be one of gradient_descent, momentum, nesterov, adam"
    assert str(refused.value) == f"{must}; got {text!r}. Numbers follow: momentum:0.9."


@pytest.mark.parametrize(
    "text", ["gradient_descent:1", "momentum:0.9:0.8", "nesterov:x", "adam:0.9:0.999:1e-8:1", "momentum:"]
)
def test_too_many_numbers_and_no_numbers_are_refused(text):
    with pytest.raises(InputError) as refused:
        parse_method(text, 0.1)
    assert text.split(":")[0] in refused.value.must
    assert refused.value.came == repr(text)


@pytest.mark.parametrize(
    "text",
    ["momentum:1", "momentum:-0.1", "nesterov:nan", "nesterov:inf", "adam:1", "adam:0.9:1", "adam:0.9:0.9:0",
     "adam:0.9:0.9:-1", "adam:0.9:0.9:inf", "adam:0.9:0.9:nan"],
)  # fmt: skip
def test_numbers_out_of_their_range_are_refused(text):
    with pytest.raises(InputError) as refused:
        parse_method(text, 0.1)
    assert f" of {text.split(':')[0]} must be " in refused.value.must
    assert refused.value.came == repr(text)


def test_the_refusal_of_an_epsilon_does_not_ask_for_a_share():
    with pytest.raises(InputError, match="above 0"):
        parse_method("adam:0.9:0.999:0", 0.1)


@pytest.mark.parametrize("rate", [0, -0.1, math.nan, math.inf, "0.1", None, 1j, pytest.param(10**400, id="10^400")])
def test_a_rate_that_is_not_a_finite_number_above_zero_is_refused(rate):
    with pytest.raises(InputError, match=r"^rate must be a finite number above 0; got "):
        parse_method("gradient_descent", rate)


@pytest.mark.parametrize("rate", [1, 0.5, np.float64(0.5), np.float32(0.5), np.int64(2)])
def test_a_rate_may_be_any_real_number_above_zero(rate):
    assert parse_method("gradient_descent", rate) == gradient_descent(float(rate))
