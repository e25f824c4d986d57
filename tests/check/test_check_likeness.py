"""Mistakes that are not recognised get no name; what their numbers are instead is said, and where they come up."""

import numpy as np
import pytest

from backprop_lab.check import check
from backprop_lab.lab import load_lab
from check.made import made
from check.programs import replaced
from check.test_check_slips import SCALARS

HANDOUT = load_lab("handout")
UNKNOWN = {
    "a multiple": (
        {"H2 * db2]": "3 * H2 * db2]"},
        ["Wrong is dL/du22 alone; the other 9 are right at every input.",
         "At every input dL/du22 came as 3 times what it must be."],
    ),
    "another one": (
        {"[dz * K1, dz * K2]": "[dz * K1, dz * K1]"},
        ["Wrong is dL/dv2 alone; the other 9 are right at every input.", "At every input dL/dv2 came as dL/dv1."],
    ),
    "another one's opposite": (
        {"x[1] * da1": "-x[0] * da1"},
        ["Wrong is dL/dw21 alone; the other 9 are right at every input.",
         "At every input dL/dw21 came as minus dL/dw11."],
    ),
    "two": (
        {"dh2 = u21 * db1 + u22": "dh2 = u21 * db1 + u21"},
        ["Wrong are dL/dw12, dL/dw22 alone; the other 8 are right at every input."],
    ),
    "many": ({"dz = 2 * (v1": "dz = 2 * (7 + v1"}, []),
    "infinite": (
        {"H2 * db2]": "float('inf')]"}, None,
    ),
}  # fmt: skip


def gradient_part(changes):
    return next(part for part in checked(changes).report.parts if part.part == "gradient")


def checked(changes, hints=2):
    forward, gradient = made(replaced(SCALARS, changes), "forward", "gradient")
    return check(lab=HANDOUT, forward=forward, gradient=gradient, hints=hints)


@pytest.mark.parametrize("which", UNKNOWN)
def test_what_a_wrong_number_is_instead_is_said_where_no_mistake_is_recognised(which):
    changes, notes = UNKNOWN[which]
    part = gradient_part(changes)
    assert part.mistakes == ()
    if notes is not None:
        assert ("not recognised" in part.said, list(part.notes)) == (True, notes)


def test_a_mistake_with_a_name_gets_no_such_note():
    assert gradient_part({"dz = 2 * (v1": "dz = (v1"}).notes == ()


def test_it_is_said_of_the_forward_map_too():
    (part,) = check(lab=HANDOUT, forward=_shifted).report.parts
    assert (part.verdict, part.mistakes) == ("wrong", ())
    assert part.notes == ("Wrong is h2 alone; the other 5 are right at every input.",)


def _shifted(theta, x, y):
    W, U, V = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:]
    h = np.maximum(W.T @ x, 0)
    k = np.maximum(U.T @ h, 0)
    return [h[0], h[1] + 0.5, *k, V @ k, (V @ k - y) ** 2]


def test_the_line_of_an_unknown_mistake_is_guessed_past_the_slopes_that_helpers_hand_back():
    part = gradient_part({"dh2 = u21 * db1 + u22": "dh2 = u21 * db1 + u21"})
    assert (part.place.guess, part.place.text) == (True, "dh2 = u21 * db1 + u21 * db2")


def test_hints_at_level_1_do_not_say_what_the_numbers_are():
    changes = UNKNOWN["another one"][0]
    assert "came as" not in str(checked(changes, 1))
    assert "came as" in str(checked(changes, 2))
