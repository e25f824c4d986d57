"""What a gradient does where a preactivation is exactly 0: told as the convention that it is, never called wrong."""

import numpy as np
import pytest

from backprop_lab.check import check
from backprop_lab.check.judge.context import Context, all_cases
from backprop_lab.check.judge.convention import _at_a_kink
from backprop_lab.check.reference import at_cases
from backprop_lab.check.roles import Roles
from backprop_lab.handout import relu_derivative
from check.labs import lab


def gradient_with(slope):
    def gradient(theta, x, y):
        W, U, V = theta[0:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:10]
        a = W.T @ x
        h = np.maximum(a, 0)
        b = U.T @ h
        k = np.maximum(b, 0)
        dz = 2 * (V @ k - y)
        db = dz * V * slope(b)
        da = U @ db * slope(a)
        return np.concatenate([np.outer(x, da).ravel(), np.outer(h, db).ravel(), dz * k])

    return gradient


TOLD = {
    0.0: "At exactly 0 your gradient takes the slope 0; any value from 0 to 1 is a convention, none is a mistake.",
    0.5: "At exactly 0 your gradient takes the slope 0.5; any value from 0 to 1 is a convention, none is a mistake.",
    1.0: "At exactly 0 your gradient takes the slope 1; any value from 0 to 1 is a convention, none is a mistake.",
    3.0: "At exactly 0 your gradient takes the slope 3; a slope from 0 to 1 is usual.",
}


@pytest.mark.parametrize("value", TOLD)
def test_any_slope_at_0_is_right_and_told(value):
    (part,) = check(gradient=gradient_with(lambda a: np.heaviside(a, value))).report.parts
    assert (part.verdict, part.notes) == ("right", (TOLD[value],))


def test_it_is_told_once_beside_a_derivative_of_its_own():
    slope, gradient = check(slope=relu_derivative, gradient=gradient_with(relu_derivative)).report.parts
    assert ("At exactly 0 you take 0;" in slope.notes[0], gradient.notes) == (True, ())


def test_a_gradient_without_an_answer_there_is_told_so():
    def slope(a):
        return np.where(a == 0, np.nan, a > 0) if (a == 0).sum() == 1 else a > 0

    (part,) = check(gradient=gradient_with(slope)).report.parts
    assert part.notes == ("Where a preactivation is exactly 0, the gradient is not finite (NaN or infinity).",)


@pytest.mark.parametrize("name", ["handout", "wide"])
def test_the_case_has_one_preactivation_that_is_exactly_0_and_counts(name):
    cases = all_cases(lab(name), 0)
    case, code, whole = _at_a_kink(Context(None, lab(name), Roles(), cases, 0))
    numbers = at_cases(lab(name), case).numbers
    layers = at_cases(lab(name), case).program.names.preactivations[:-1]
    assert [float(numbers[a.code][0, 0]) for layer in layers for a in layer].count(0.0) == 1
    assert (float(numbers[code][0, 0]), whole != 0) == (0.0, True)


def test_without_kinks_there_is_no_such_case():
    assert _at_a_kink(Context(None, lab("xor"), Roles(), all_cases(lab("xor"), 0), 0)) is None
