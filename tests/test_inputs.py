"""Whatever is handed to a public function, it answers as it does to plain floats, or says what it must have."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_lab import UserError, handout, load_lab, run
from backprop_lab.curvature import hessian, hessian_vector_product, sharpness
from backprop_lab.descent import descend
from backprop_lab.exact import exact
from backprop_lab.kink import sides
from backprop_lab.method import gradient_descent
from backprop_lab.network import forward
from backprop_lab.probe import directional_check, probe
from drawn import often

LAB = load_lab()
J = LAB.objective
THETA = np.array([0.5, -1.0, 1.25, 0.75, 1.0, -0.5, 0.25, 1.5, 0.75, -0.25])
X, Y = (-1.0, 1.0), 60.0
HANDOUT = {
    "forward": lambda t: handout.forward(t, X, Y),
    "gradient": lambda t: handout.gradient(t, X, Y),
    "f": lambda t: handout.f(t, X),
    "loss": lambda t: handout.loss(t, X, Y),
    "objective": handout.objective,
    "gradient_descent": lambda t: handout.gradient_descent(t, 2)[0],
}
CORE = {
    "network.forward": lambda t: forward(LAB.network, t, X).output,
    "Objective": J,
    "Objective.gradient": J.gradient,
    "Objective.forward": lambda t: J.forward(t).output,
    "probe": lambda t: [p.difference for p in probe(J, t)],
    "sides": lambda t: sides(J, t).right,
    "directional_check": lambda t: directional_check(J, t, np.ones(10)),
    "exact": lambda t: [float(v) for v in exact(J, t).gradient],
    "hvp": lambda t: hessian_vector_product(J, t, np.ones(10)),
    "hvp along": lambda v: hessian_vector_product(J, THETA, v),
    "hessian": lambda t: hessian(J, t),
    "sharpness": lambda t: sharpness(J, t),
    "descend": lambda t: [s.value for s in descend(J, t, gradient_descent(0.001), 2)],
    "run": lambda t: run(theta=t, steps=2, compare="none", sharpness=False).values,
}
THETA_OF = HANDOUT | CORE
REFUSED = (ValueError, TypeError, OverflowError)
"""How the handout's own functions, plain NumPy, refuse; all else raises `UserError`."""
SINGLE = {"hvp along"}
"""Takes no rows and columns: its shape says how many directions there are."""
GOOD = {
    "list": list, "tuple": tuple, "floats": lambda t: [float(v) for v in t], "column": lambda t: t.reshape(10, 1),
    "row": lambda t: t.reshape(1, 10), "column of lists": lambda t: t.reshape(10, 1).tolist(),
    "float32": lambda t: t.astype(np.float32), "float16": lambda t: t.astype(np.float16), "longdouble": np.longdouble,
    "big end first": lambda t: t.astype(">f8"), "every second": lambda t: np.repeat(t, 2)[::2],
    "from the end": lambda t: t[::-1].copy()[::-1], "read-only": lambda t: np.frombuffer(t.tobytes()),
}  # fmt: skip
BAD = {
    "text": "abcdefghij", "texts": list("abcdefghij"), "bytes": b"0123456789", "complex": THETA + 0j,
    "one complex": [1j, *THETA[1:]], "objects": [object()] * 10, "None within": [None, *THETA[1:]],
    "text within": ["x", *THETA[1:]], "ragged": [[1.0, 2.0], [3.0] * 8], "nine": THETA[:9], "eleven": [*THETA, 1.0],
    "empty": [], "none of ten": np.empty((0, 10)), "one number": 3.0, "a set": set(THETA), "a dict": {},
    "two": np.ones((2, 10)),
    "dates": np.arange(10).astype("M8[s]"), "a huge integer": [10**400, *range(9)], "a function": len,
    "an array of None": np.full(10, None), "lists as objects": np.array([[1], [2, 3]] * 5, dtype=object),
}  # fmt: skip
EITHER = {
    "bools": [True, False] * 5, "texts of numbers": [str(v) for v in THETA], "two by five": THETA.reshape(2, 5),
    "three axes": THETA.reshape(1, 10, 1), "fractions": [Fraction(v) for v in THETA.tolist()],
}  # fmt: skip
"""These have one right answer; to refuse them is as good."""
dyadic = st.lists(st.integers(-16, 16), min_size=10, max_size=10).map(lambda t: np.array(t) / 8)


def told(function, theta):
    return np.asarray(function(theta), float).ravel()


@pytest.mark.parametrize("name", THETA_OF)
@given(theta=dyadic, form=st.sampled_from(list(GOOD)))
@often
def test_theta_may_come_in_any_form(name, theta, form):
    if name in SINGLE and form in ("column", "row", "column of lists"):
        return
    given_as = GOOD[form](theta)
    assert np.array_equal(told(THETA_OF[name], given_as), told(THETA_OF[name], theta), equal_nan=True)
    assert np.array_equal(np.asarray(given_as, float).ravel(), theta)


@pytest.mark.parametrize("name", THETA_OF)
@pytest.mark.parametrize("dtype", ["i1", "i2", "i4", "i8", "u1", "u8", int, object])
def test_theta_may_be_whole_numbers(name, dtype):
    whole = np.array([1, 0, 2, 1, 3, 1, 0, 2, 1, 1])
    theta = whole.tolist() if dtype is int else whole.astype(dtype)
    assert np.array_equal(told(THETA_OF[name], theta), told(THETA_OF[name], whole.astype(float)), equal_nan=True)


@pytest.mark.parametrize("name", THETA_OF)
@pytest.mark.parametrize("what", BAD)
def test_what_is_no_theta_is_refused(name, what):
    if (name, what) in {("hvp along", "two"), ("hvp along", "none of ten")}:
        return
    with pytest.raises(UserError if name in CORE else REFUSED):
        THETA_OF[name](BAD[what])


@pytest.mark.parametrize("name", [name for name in THETA_OF if name != "run"])
def test_none_is_no_theta(name):
    with pytest.raises(UserError if name in CORE else REFUSED):
        THETA_OF[name](None)


@pytest.mark.parametrize("name", CORE)
def test_an_entry_that_is_masked_is_not_silently_used(name):
    with pytest.raises(UserError):
        CORE[name](np.ma.masked_array(THETA, mask=[True] + [False] * 9))


@pytest.mark.parametrize("name", THETA_OF)
@pytest.mark.parametrize("what", EITHER)
def test_what_may_be_taken_for_theta_is_taken_rightly_or_refused(name, what):
    right = told(THETA_OF[name], [float(v) for v in np.ravel(np.array(EITHER[what], dtype=object))])
    try:
        answer = told(THETA_OF[name], EITHER[what])
    except REFUSED:
        return
    assert np.array_equal(answer, right)


@pytest.mark.parametrize("name", THETA_OF)
def test_nothing_that_was_handed_in_is_changed(name):
    theta, x, y = THETA.copy(), np.array(X), np.array([Y])
    THETA_OF[name](theta)
    for function in (handout.forward, handout.gradient, handout.loss):
        function(theta, x, y)
    forward(LAB.network, theta, x)
    assert np.array_equal(theta, THETA)
    assert (x.tolist(), y.tolist()) == (list(X), [Y])


@pytest.mark.parametrize("name", ["gradient_descent", "run", "descend"])
def test_what_comes_out_is_nobody_elses(name):
    theta = THETA.copy()
    out = {
        "gradient_descent": lambda: handout.gradient_descent(theta, 2)[0][0],
        "run": lambda: run(theta=theta, steps=2, compare="none", sharpness=False).theta0,
        "descend": lambda: next(descend(J, theta, gradient_descent(0.1), 2)).theta,
    }[name]()
    out += 1.0
    assert np.array_equal(theta, THETA)
