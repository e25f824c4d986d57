"""Points, targets and numbers in any form, and NaN and infinity wherever they may stand."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_lab import UserError, handout, load_lab
from backprop_lab.network import forward
from backprop_lab.probe import directional_check, probe
from drawn import often
from test_inputs import BAD, CORE, HANDOUT, REFUSED, THETA, X, Y, told

LAB = load_lab()
POINT = {
    "handout.forward": lambda x: handout.forward(THETA, x, Y),
    "handout.gradient": lambda x: handout.gradient(THETA, x, Y),
    "handout.f": lambda x: handout.f(THETA, x),
    "handout.loss": lambda x: handout.loss(THETA, x, Y),
    "network.forward": lambda x: forward(LAB.network, THETA, x).output,
}
TARGET = {
    "forward": lambda y: handout.forward(THETA, X, y),
    "gradient": lambda y: handout.gradient(THETA, X, y),
    "loss": lambda y: handout.loss(THETA, X, y),
}
NUMBER = {"relu": handout.relu, "relu_derivative": handout.relu_derivative}
NO_POINT = {
    "text": "ab", "texts": ["a", "b"], "None": None, "None within": [None, 1.0], "complex": [1j, 1], "short": [1.0],
    "long": [1.0, 2.0, 3.0], "one number": 3.0, "objects": [object(), 1], "ragged": [[1.0, 2.0], [3.0]], "empty": [],
    "a huge integer": [10**400, 1], "a set": {1.0, 2.0}, "dates": np.arange(2).astype("M8[s]"), "bytes": b"ab",
    "a stack": np.ones((2, 2, 2)), "complex array": np.array([1.0, 1.0]) + 0j,
}  # fmt: skip
NO_TARGET = {
    "text": "y", "None": None, "complex": 60j, "two": [60.0, 20.0], "object": object(), "empty": [], "a set": {60.0},
    "a huge integer": 10**400, "complex scalar": np.complex128(60), "None within": [None], "a dict": {},
}  # fmt: skip
NO_NUMBER = {
    "text": "a", "texts": ["1", "2"], "None": None, "complex": 1 + 1j, "complex array": np.array([1 + 1j]),
    "object": object(), "ragged": [[1.0], [1.0, 2.0]], "a dict": {}, "a set": {1.0},
    "dates": np.arange(2).astype("M8[s]"),
}  # fmt: skip
FORMS = [list, tuple, np.array, np.float32, lambda x: x.reshape(2, 1), lambda x: x.reshape(1, 2).tolist(),
         lambda x: np.array(x, order="F")[::1], lambda x: x.astype(">f8")]  # fmt: skip
real = st.floats(-1e6, 1e6, width=32)


@pytest.mark.parametrize("name", POINT)
@given(x=st.lists(real, min_size=2, max_size=2).map(np.array), form=st.sampled_from(FORMS))
@often
def test_a_point_may_come_in_any_form(name, x, form):
    assert np.array_equal(told(POINT[name], form(x)), told(POINT[name], x))


@pytest.mark.parametrize("name", POINT)
@pytest.mark.parametrize(
    "x", [[-1, 2], (True, False), np.array([3, 5], "u1"), np.array([-3, 5], "i1"), [Fraction(1, 2), 1], ["1", "2"],
          np.ones((1, 1, 2))], ids=repr
)  # fmt: skip
def test_a_point_of_other_numbers_is_taken_rightly_or_refused(name, x):
    right = told(POINT[name], [float(v) for v in np.ravel(np.array(x, dtype=object))])
    try:
        answer = np.asarray(POINT[name](x))
    except REFUSED:
        return
    assert answer.dtype == np.float64
    assert np.array_equal(answer.ravel(), right)


@pytest.mark.parametrize("name", POINT)
@pytest.mark.parametrize("what", NO_POINT)
def test_what_is_no_point_is_refused(name, what):
    with pytest.raises(REFUSED if name.startswith("handout") else UserError):
        POINT[name](NO_POINT[what])


@given(st.lists(st.lists(real, min_size=2, max_size=2), min_size=1, max_size=5))
@often
def test_a_batch_is_its_points_one_by_one(batch):
    passed = forward(LAB.network, THETA, batch)
    assert passed.output.shape == (len(batch), 1)
    assert np.allclose(passed.output.ravel(), [handout.f(THETA, x) for x in batch], rtol=1e-13, atol=1e-9)


@pytest.mark.parametrize("name", TARGET)
@pytest.mark.parametrize(
    "y", [60, [60], (60.0,), [[60]], np.array(60), np.float32(60), np.int8(60), np.uint8(60)], ids=repr
)
def test_a_target_may_come_in_any_form(name, y):
    assert np.array_equal(told(TARGET[name], y), told(TARGET[name], 60.0))


@pytest.mark.parametrize("name", TARGET)
@pytest.mark.parametrize("what", NO_TARGET)
def test_what_is_no_target_is_refused(name, what):
    with pytest.raises(REFUSED):
        TARGET[name](NO_TARGET[what])


@given(st.lists(st.floats(width=32), max_size=6))
@often
def test_relu_and_its_derivative_go_element_by_element(values):
    x = np.array(values)
    for form in (list(values), tuple(values), x, x.astype(np.float32), x.reshape(-1, 1), x[::-1][::-1]):
        assert np.array_equal(np.ravel(handout.relu(form)), np.where(x < 0, 0.0, x), equal_nan=True)
        assert np.array_equal(np.ravel(handout.relu_derivative(form)), np.where(np.isnan(x), x, x > 0), equal_nan=True)
        assert np.shape(handout.relu(form)) == np.shape(handout.relu_derivative(form)) == np.shape(form)
    assert np.array_equal(x, values, equal_nan=True)


@pytest.mark.parametrize(
    ("x", "value", "slope"),
    [(3, 3, 1), (-2, 0, 0), (0, 0, 0), (-0.0, 0, 0), (5e-324, 5e-324, 1), (np.int8(-3), 0, 0), (np.uint8(3), 3, 1),
     (np.inf, np.inf, 1), (-np.inf, 0, 0)],
)  # fmt: skip
def test_relu_takes_a_single_number(x, value, slope):
    assert (handout.relu(x), handout.relu_derivative(x)) == (value, slope)


@pytest.mark.parametrize("name", NUMBER)
@pytest.mark.parametrize("what", NO_NUMBER)
def test_what_is_no_number_has_no_relu(name, what):
    with pytest.raises(REFUSED):
        NUMBER[name](NO_NUMBER[what])


@pytest.mark.parametrize("i", range(10))
def test_a_parameter_that_is_nan_makes_everything_nan(i):
    theta = THETA.copy()
    theta[i] = np.nan
    for name in ("f", "loss", "objective", "gradient"):
        assert np.isnan(told(HANDOUT[name], theta)).all()
    for name in ("network.forward", "Objective", "Objective.gradient", "sharpness", "probe"):
        assert np.isnan(told(CORE[name], theta)).all()
    assert np.isnan(handout.gradient_descent(theta, 3)[1]).all()


@pytest.mark.parametrize("name", ["run", "exact"])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_needs_finite_numbers_refuses_others(name, value):
    with pytest.raises(UserError, match="finite"):
        CORE[name]([*THETA[:9], value])


@pytest.mark.parametrize("name", [*POINT, *TARGET])
def test_a_point_or_a_target_that_is_nan_makes_the_loss_nan(name):
    answer = told((POINT | TARGET)[name], [np.nan, 1.0] if name in POINT else np.nan)
    assert np.isnan(answer[-1])


@pytest.mark.parametrize("value", [np.inf, -np.inf, 1e200, -1e300])
@pytest.mark.parametrize("i", range(10))
def test_what_overflows_is_told_without_a_warning_and_as_the_handout_has_it(i, value):
    theta = THETA.copy()
    theta[i] = value
    with np.errstate(all="ignore"):
        value_of_j, output = handout.objective(theta), handout.f(theta, X)
    assert np.array_equal(LAB.objective(theta), value_of_j, equal_nan=True)
    assert np.array_equal(forward(LAB.network, theta, X).output, [output], equal_nan=True)
    for name in ("Objective.gradient", "probe", "sides", "hvp", "hessian", "sharpness", "directional_check"):
        CORE[name](theta)


def test_a_verdict_is_never_given_on_what_is_not_finite():
    for value in (np.nan, np.inf):
        assert {p.verdict for p in probe(LAB.objective, THETA, np.full(10, value))} <= {"disagrees", "cannot tell"}
        with np.errstate(all="ignore"):
            assert {p.verdict for p in probe(LAB.objective, np.full(10, value))} == {"cannot tell"}


@pytest.mark.parametrize("what", BAD)
def test_what_is_no_gradient_has_no_verdict(what):
    for judge in (probe, directional_check):
        with pytest.raises(UserError):
            judge(LAB.objective, THETA, BAD[what])
