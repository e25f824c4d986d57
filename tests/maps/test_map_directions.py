"""A plane along any direction in theta: those that are drawn, and sums of parameters, beside runs begun by hand."""

import numpy as np
import pytest

from backprop_lab.atlas import knobs
from backprop_lab.atlas.axis import parse_axis
from backprop_lab.atlas.plan import Plane
from backprop_lab.atlas.sums import parse_sum
from backprop_lab.descent import descend
from backprop_lab.errors import InputError
from backprop_lab.maps import plane
from backprop_lab.maps.replay import replay
from maps.small import HANDOUT, XOR

START = HANDOUT.start(1, 3)
AT = np.array([-0.75, -0.25, 0.25, 0.75])


def moved(name, lab=HANDOUT):
    """What is added to the start at 1, and at 2."""
    start = lab.start(1, 3)
    theta = knobs.runs(lab, start, 1, {name: np.array([1.0, 2.0])}).theta
    np.testing.assert_allclose(theta[1] - start, 2 * (theta[0] - start), atol=1e-15)
    return theta[0] - start


def unit(lab=HANDOUT, **factors):
    return np.array([factors.get(name, 0.0) for name in lab.parameters])


@pytest.mark.parametrize(
    ("name", "factors"),
    [
        ("w11+w22", {"w11": 1, "w22": 1}), ("w11-2*v1", {"w11": 1, "v1": -2}), ("0.5*u11+v2", {"u11": 0.5, "v2": 1}),
        ("-w11", {"w11": -1}), ("2*w11", {"w11": 2}), ("+w11", {"w11": 1}), ("1e-1*w11+.5*v1", {"w11": 0.1, "v1": 0.5}),
        ("v2-1E+1*w12+3.*w21", {"v2": 1, "w12": -10, "w21": 3}), ("0*w11+v1", {"v1": 1}),
    ],
)  # fmt: skip
def test_a_sum_moves_the_start_along_it(name, factors):
    np.testing.assert_allclose(moved(name), unit(**factors), atol=1e-15)


def test_biases_and_parameters_with_a_comma_are_moved():
    digits = ("w1,12", "w2,1")
    assert parse_sum("w1,12-2*w2,1", digits) == (((0, 1.0), (1, -2.0)), "")
    bias = next(name for name in XOR.parameters if name.startswith("c"))
    np.testing.assert_allclose(moved(f"{bias}-w11", XOR), unit(XOR, **{bias: 1, "w11": -1}), atol=1e-15)


def test_every_drawn_direction_is_one_of_the_seed():
    for number in (1, 2, 3, 40, 999):
        expected = knobs.direction(HANDOUT, 1, number - 1)
        np.testing.assert_allclose(moved(f"along{number}"), expected, atol=1e-15)
    assert len({float(knobs.direction(HANDOUT, 1, n)[0]) for n in range(999)}) == 999


def test_the_first_directions_stay_as_they_are():
    assert knobs.direction(HANDOUT, 1, 0)[:2].tolist() == [-0.4638890852042832, 0.12818059065556325]
    assert knobs.direction(HANDOUT, 1, 1)[:2].tolist() == [-0.2903619694994925, 0.09322621153183179]


@pytest.mark.parametrize("engine", ["numpy", "compiled"])
def test_a_plane_along_two_sums_is_made_of_runs_begun_there(engine):
    lab = HANDOUT.trained(steps=20, rate=5e-4)
    found = plane(lab, x="w11+w22:-1:1", y="u11-2*v1:-1:1", size=4, seed=1, index=3, engine=engine).found
    for row, up in enumerate(AT):
        for column, across in enumerate(AT):
            theta = START + across * unit(w11=1, w22=1) + up * unit(u11=1, v1=-2)
            states = list(descend(lab.objective, theta, lab.method, 20))
            assert found.value[row, column] == pytest.approx(states[-1].value, rel=1e-9)


def test_a_parameter_is_set_before_a_sum_is_added():
    values = np.array([0.5, 1.5])
    theta = knobs.runs(HANDOUT, START, 1, {"w11+w22": values, "w11": np.array([3.0, 4.0])}).theta
    np.testing.assert_array_equal(theta[:, 0], [3.5, 5.5])


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("w11+w33", "There is no parameter w33"), ("w11+w11", "w11 stands there twice"),
        ("w11-2*w11", "w11 stands there twice"), ("0*w11", "All its factors are 0"),
        ("0*w11-0*v1", "All its factors are 0"), ("w11+", "A sum is"), ("*w11", "A sum is"), ("w11*2", "A sum is"),
        ("w11 + v1", "A sum is"), ("w11++v1", "A sum is"), ("2**w11", "A sum is"), ("1e999*w11", "too large"),
        ("1e-999*w11", "All its factors are 0"), ("w11+rate", "There is no parameter rate"), ("+", "A sum is"),
        ("along0", ""), ("along1000", ""), ("along01", ""), ("along", ""), ("along-1", "There is no parameter along"),
        ("along1+along2", "There is no parameter along1"), ("w11+y@1", "A sum is"),
    ],
)  # fmt: skip
def test_what_is_no_direction_is_refused_and_told_why(name, why):
    with pytest.raises(InputError, match=r"an axis must be one of rate, .* a sum such as w11-2\*v2") as refused:
        knobs.knob(HANDOUT, name)
    assert why in str(refused.value)


SAME = [
    ("w11+v1", "v1+w11"), ("2*w11", "2.0*w11"), ("2*w11", "3*w11"), ("w11", "1*w11"), ("w11-2*v1", "4*v1-2*w11"),
    ("y@1", "y@01"), ("rate", "rate"), ("along2", "along2"),
]  # fmt: skip


@pytest.mark.parametrize(("x", "y"), SAME)
def test_two_names_of_one_thing_are_no_plane(x, y):
    with pytest.raises(InputError, match="the two axes must be of two things"):
        Plane(HANDOUT, 1, 3, parse_axis(f"{x}:1:2"), parse_axis(f"{y}:1:2"), 4, 4)


def test_titles_labels_and_single_runs_say_along(tmp_path):
    made = plane(HANDOUT, x="w11-2*v1:-1:1", y="along7:-1:1", size=4, steps=5, index=0, folder=tmp_path / "map")
    assert "along7 over along w11-2*v1, rate 0.005" in repr(made)
    axes = made.figure().axes[0]
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("along w11-2*v1", "along7")
    opened = replay(tmp_path / "map", (3, 0))
    assert "along w11-2*v1 = 0.75, along7 = -0.75" in opened.facts["run"]
    assert made.data["code"].dims == ("along7", "w11-2*v1")
