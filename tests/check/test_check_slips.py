"""Slips of one index in a program that writes out every unit: each is named, in the scalar form that students write."""

import pytest

from backprop_lab.check import check
from backprop_lab.lab import load_lab
from check.programs import replaced

HANDOUT = load_lab("handout")
SCALARS = """\
def s(t):
    return t if t > 0 else 0.0

def ds(t):
    return 1.0 if t > 0 else 0.0

def forward(theta, x, y):
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    a1 = w11 * x[0] + w21 * x[1]
    a2 = w12 * x[0] + w22 * x[1]
    h1 = s(a1)
    h2 = s(a2)
    b1 = u11 * h1 + u21 * h2
    b2 = u12 * h1 + u22 * h2
    k1 = s(b1)
    k2 = s(b2)
    z = v1 * k1 + v2 * k2
    return [h1, h2, k1, k2, z, (z - y) ** 2]

def gradient(theta, x, y):
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    A1, A2 = w11 * x[0] + w21 * x[1], w12 * x[0] + w22 * x[1]
    H1, H2 = s(A1), s(A2)
    B1, B2 = u11 * H1 + u21 * H2, u12 * H1 + u22 * H2
    K1, K2 = s(B1), s(B2)
    dz = 2 * (v1 * K1 + v2 * K2 - y)
    db1 = dz * v1 * ds(B1)
    db2 = dz * v2 * ds(B2)
    dh1 = u11 * db1 + u12 * db2
    dh2 = u21 * db1 + u22 * db2
    da1 = dh1 * ds(A1)
    da2 = dh2 * ds(A2)
    dW = [x[0] * da1, x[0] * da2, x[1] * da1, x[1] * da2]
    dU = [H1 * db1, H1 * db2, H2 * db1, H2 * db2]
    dV = [dz * K1, dz * K2]
    return dW + dU + dV
"""
SLIPS = {
    "product-slip-1-1": {"a1 = w11 * x[0] + w21": "a1 = w11 * x[0] + w12"},
    "product-slip-1-2": {"a2 = w12 * x[0]": "a2 = w21 * x[0]"},
    "product-slip-2-1": {"b1 = u11 * h1 + u21": "b1 = u11 * h1 + u12"},
    "product-slip-2-2": {"b2 = u12": "b2 = u21"},
    "unit-repeated-1-1": {"h1 = s(a1)": "h1 = s(a2)"},
    "unit-repeated-1-2": {"h2 = s(a2)": "h2 = s(a1)"},
    "unit-repeated-2-1": {"k1 = s(b1)": "k1 = s(b2)"},
    "unit-repeated-2-2": {"k2 = s(b2)": "k2 = s(b1)"},
    "back-slip-2-1": {"dh1 = u11 * db1 + u12": "dh1 = u11 * db1 + u21"},
    "back-slip-2-2": {"dh2 = u21": "dh2 = u12"},
    "back-path-missing-2-1-1": {"dh1 = u11 * db1 + u12": "dh1 = u12"},
    "back-path-missing-2-1-2": {"dh1 = u11 * db1 + u12 * db2": "dh1 = u11 * db1"},
    "back-path-missing-2-2-1": {"dh2 = u21 * db1 + u22": "dh2 = u22"},
    "back-path-missing-2-2-2": {"dh2 = u21 * db1 + u22 * db2": "dh2 = u21 * db1"},
    "back-diagonal-2": {"dh1 = u11 * db1 + u12 * db2": "dh1 = u11 * db1", "dh2 = u21 * db1 + u22": "dh2 = u22"},
    "back-slip-3-1": {"db1 = dz * v1": "db1 = dz * v2"},
    "back-slip-3-2": {"db2 = dz * v2": "db2 = dz * v1"},
    "back-exchanged-3": {"db1 = dz * v1": "db1 = dz * v2", "db2 = dz * v2": "db2 = dz * v1"},
    "slope-of-layer-2-in-1": {"dh1 * ds(A1)": "dh1 * ds(B1)", "dh2 * ds(A2)": "dh2 * ds(B2)"},
    "slope-of-layer-1-in-2": {"v1 * ds(B1)": "v1 * ds(A1)", "v2 * ds(B2)": "v2 * ds(A2)"},
    "slope-of-neighbour-1-1": {"dh1 * ds(A1)": "dh1 * ds(A2)"},
    "slope-of-neighbour-1-2": {"dh2 * ds(A2)": "dh2 * ds(A1)"},
    "slope-of-neighbour-2-1": {"v1 * ds(B1)": "v1 * ds(B2)"},
    "slope-of-neighbour-2-2": {"v2 * ds(B2)": "v2 * ds(B1)"},
    "entries-exchanged-3": {"[dz * K1, dz * K2]": "[dz * K2, dz * K1]"},
}
TWICE = {
    "product-transposed-1": {
        "a1 = w11 * x[0] + w21": "a1 = w11 * x[0] + w12", "a2 = w12 * x[0]": "a2 = w21 * x[0]",
    },
    "back-transposed-2": {"dh1 = u11 * db1 + u12": "dh1 = u11 * db1 + u21", "dh2 = u21": "dh2 = u12"},
}  # fmt: skip


def wrong_part(changes):
    names = {}
    exec(replaced(SCALARS, changes), names)
    report = check(lab=HANDOUT, forward=names["forward"], gradient=names["gradient"]).report
    return next(part for part in report.parts if part.verdict == "wrong")


@pytest.mark.parametrize("wanted", SLIPS)
def test_one_index_that_is_wrong_is_named(wanted):
    part = wrong_part(SLIPS[wanted])
    (told,) = part.mistakes
    assert (told.mistake.id, told.also) == (wanted, ())
    assert part.part == ("forward" if wanted.startswith(("product", "unit")) else "gradient")


@pytest.mark.parametrize("wanted", TWICE)
def test_the_same_slip_in_both_units_is_the_one_mistake_that_it_is(wanted):
    (told,) = wrong_part(TWICE[wanted]).mistakes
    assert told.mistake.id == wanted


def test_two_slips_are_both_named():
    part = wrong_part(SLIPS["back-slip-2-1"] | SLIPS["slope-of-neighbour-2-2"])
    assert {n.mistake.id for n in part.mistakes} == {"back-slip-2-1", "slope-of-neighbour-2-2"}
