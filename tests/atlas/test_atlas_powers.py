"""Powers that every machine makes alike, against decimals of forty digits."""

from decimal import Decimal, getcontext

import numpy as np
import pytest

from backprop_lab.atlas import powers
from backprop_lab.atlas.axis import Axis

getcontext().prec = 40
MOST = Decimal(2)
ARGUMENTS = np.concatenate([np.random.default_rng(0).normal(0, size, 200) for size in (1e-9, 0.1, 1, 30, 300)])


def gaps(came, wanted):
    """The distances from the decimals, in units of the last place."""
    return [abs(Decimal(float(c)) - w) / Decimal(float(np.spacing(c))) for c, w in zip(came, wanted, strict=True)]


def exps():
    x = ARGUMENTS[np.abs(ARGUMENTS) < 700]
    return max(gaps(powers.exp(x), [Decimal(float(one)).exp() for one in x]))


def test_exp_is_right_to_two_units_in_the_last_place():
    assert exps() < MOST


def test_a_polynomial_that_is_cut_short_is_seen(monkeypatch):
    monkeypatch.setattr(powers, "_DEGREE", 11)
    assert exps() > MOST


def test_its_ends():
    assert powers.exp(np.array([0.0, -1000.0, -745.0])).tolist() == [1.0, 0.0, 5e-324]


def test_octaves_are_the_powers_of_two():
    came = powers.octaves(-3, 4, 32)
    assert max(gaps(came, [Decimal(2) ** (Decimal(k) / 32) for k in range(-96, 129)])) < MOST
    assert came[::32].tolist() == [2.0**k for k in range(-3, 5)]


@pytest.mark.parametrize(("low", "high"), [(1e-5, 1.0), (0.1, 10.0), (5e-324, 1e308), (1.0, np.nextafter(1.0, 2))])
def test_an_axis_in_equal_ratios(low, high):
    points = Axis("rate", low, float(high), True).points(101)
    assert (points[0], points[-1]) == (low, high)
    assert (np.diff(points) >= 0).all()
    share = [Decimal(i) / 100 for i in range(101)]
    wanted = [Decimal(low) * (Decimal(float(high)) / Decimal(low)) ** s for s in share]
    assert all(
        abs(Decimal(float(c)) / w - 1) < Decimal("1e-12") for c, w in zip(points, wanted, strict=True) if c > 1e-300
    )
