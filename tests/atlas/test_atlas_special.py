"""exp, log, tanh, sigmoid and softplus of generated code against decimals of forty digits."""

from dataclasses import replace
from decimal import Decimal, getcontext

import numpy as np
import pytest

from atlas.run import run
from backprop_lab.atlas.vector import special

getcontext().prec = 40
ONE = Decimal(1)
MOST = 4
"""So many units in the last place may be missing."""
WIDTHS = (1, 2, 4, 8, 16)
KINDS = (np.float64, np.float32)
ORACLE = {
    "exp": lambda x: x.exp(),
    "log": lambda x: x.ln(),
    "tanh": lambda x: ((2 * x).exp() - 1) / ((2 * x).exp() + 1),
    "sigmoid": lambda x: ONE / (ONE + (-x).exp()),
    "softplus": lambda x: (ONE + x.exp()).ln() if x > -30 else x.exp() * (ONE - x.exp() / 2 + x.exp() ** 2 / 3),
}
LARGEST = {np.float64: 700.0, np.float32: 86.0}
each = pytest.mark.parametrize("kind", KINDS, ids=["double", "float"])


def arguments(name, kind):
    """Numbers of all sizes, and beside multiples of ln 2 / 2, where the reduction turns."""
    rng = np.random.default_rng(0)
    turns = np.arange(-40, 41) * np.log(2) / 2
    sizes = [rng.normal(0, s, 60) for s in (1e-7, 1e-3, 0.3, 1, 5, 20)]
    found = np.concatenate([*sizes, turns, turns * (1 + 1e-7), [-LARGEST[kind], LARGEST[kind] / 2]])
    found = np.exp(found) if name == "log" else found
    return found[np.abs(found) < LARGEST[kind]].astype(kind) if name != "log" else found.astype(kind)


def gap(name, kind):
    """The largest distance from the decimal, in units of the last place."""
    x = arguments(name, kind)
    came = run(getattr(special, name), x)
    wanted = [ORACLE[name](Decimal(float(one))) for one in x]
    unit = [Decimal(float(np.spacing(kind(abs(float(one)))))) for one in wanted]
    return max(abs(Decimal(float(c)) - w) / u for c, w, u in zip(came, wanted, unit, strict=True))


@each
@pytest.mark.parametrize("name", ORACLE)
def test_a_function_is_right_to_a_few_units_in_the_last_place(name, kind):
    assert gap(name, kind) < MOST


@pytest.mark.parametrize("name", ORACLE)
def test_a_polynomial_that_is_cut_short_is_seen(monkeypatch, name):
    kind = special.KINDS["double"]
    short = {"degree": kind.degree - 3, "terms": tuple(n - 5 for n in kind.terms)}
    monkeypatch.setitem(special.KINDS, "double", replace(kind, **short))
    assert gap(name, np.float64) > MOST


@each
@pytest.mark.parametrize("name", ORACLE)
def test_its_bits_do_not_depend_on_the_width(name, kind):
    x = np.concatenate([arguments(name, kind), np.array([0, -0.0, np.inf, -np.inf, np.nan, 1e30, -1e30], kind)])
    first, *others = [run(getattr(special, name), x, width) for width in WIDTHS]
    for one in others:  # the sign of what is no number is the processor's
        assert np.where(np.isnan(one), 0, one).tobytes() == np.where(np.isnan(first), 0, first).tobytes()
        assert (np.isnan(one) == np.isnan(first)).all()


ENDS = {
    "exp": [(np.inf, np.inf), (-np.inf, 0), (1000, np.inf), (-1000, 0), (0, 1), (np.nan, np.nan)],
    "log": [(np.inf, np.inf), (0, -np.inf), (1, 0), (np.nan, np.nan)],
    "tanh": [(np.inf, 1), (-np.inf, -1), (1000, 1), (-1000, -1), (0, 0), (np.nan, np.nan)],
    "sigmoid": [(np.inf, 1), (-np.inf, 0), (1000, 1), (-1000, 0), (0, 0.5), (np.nan, np.nan)],
    "softplus": [(np.inf, np.inf), (-np.inf, 0), (1000, 1000), (-1000, 0), (np.nan, np.nan)],
}


@each
@pytest.mark.parametrize("name", ENDS)
def test_at_its_ends_it_is_what_it_must_be(name, kind):
    x, wanted = np.array(ENDS[name], kind).T
    np.testing.assert_array_equal(run(getattr(special, name), np.ascontiguousarray(x)), wanted)


@each
def test_minus_zero_stays_under_tanh(kind):
    assert np.signbit(run(special.tanh, np.array([-0.0], kind)))[0]
