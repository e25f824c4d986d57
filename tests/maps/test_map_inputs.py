"""In Python a map takes NumPy's numbers as any others, and says in one sentence what it cannot take."""

import numpy as np
import pytest
from numpy import int64

from backprop_lab.errors import InputError
from backprop_lab.maps import open_map, plane, survey
from backprop_lab.maps.making import Way
from maps.small import HANDOUT

LAB = HANDOUT.trained(steps=3)

PLANES = {
    "size": ({"size": int64(3)}, {"size": 3}),
    "both sizes": ({"size": (int64(3), np.int32(4))}, {"size": (3, 4)}),
    "a list": ({"size": [3, 4]}, {"size": (3, 4)}),
    "an array": ({"size": np.array([3, 4])}, {"size": (3, 4)}),
    "start": ({"size": 3, "seed": int64(1), "index": int64(3)}, {"size": 3, "seed": 1, "index": 3}),
    "precision": ({"size": 3, "precision": int64(32)}, {"size": 3, "precision": 32}),
    "rate": ({"size": 3, "rate": np.float64(0.25)}, {"size": 3, "rate": 0.25}),
    "steps": ({"size": 3, "steps": int64(2)}, {"size": 3, "steps": 2}),
    "threads": ({"size": 3, "way": Way(threads=int64(2))}, {"size": 3}),
}  # fmt: skip


@pytest.mark.parametrize(("given", "same"), PLANES.values(), ids=PLANES)
def test_a_plane_takes_numpys_numbers_and_keeps_them_as_any_others(tmp_path, given, same):
    made = plane(LAB, **given, folder=tmp_path / "map")
    assert made.plan == open_map(tmp_path / "map").plan == plane(LAB, **same).plan


@pytest.mark.parametrize("starts", [int64(100), np.float64(100), np.float32(100), 1e2])
def test_a_survey_takes_numpys_numbers(tmp_path, starts):
    made = survey(LAB, starts=starts, seed=int64(4), rates=np.float64(0.125), folder=tmp_path / "map")
    same = survey(LAB, starts=100, seed=4, rates=0.125).plan
    assert made.plan == open_map(str(tmp_path / "map")).plan == same


WRONG = {
    "one size": ({"size": (3,)}, "size must be a whole number from 1 to 32768, or two"),
    "three sizes": ({"size": (1, 2, 3)}, "size must be"), "a broken size": ({"size": 3.0}, "size must be"),
    "a size as text": ({"size": "33"}, "size must be"), "no size": ({"size": 0}, "size must be"),
    "true": ({"size": True}, "size must be"), "a size of None": ({"size": None}, "size must be"),
    "seed": ({"seed": 1.5}, "seed must be"), "index": ({"index": -1}, "index must be"),
    "precision": ({"precision": 64.0}, "the precision must be 64 or 32"),
    "precision as text": ({"precision": "64"}, "the precision must be 64 or 32"),
    "engine": ({"engine": np.zeros(2)}, "the engine must be one of"), "start": ({"start": 5}, "start must be a Start"),
    "folder": ({"folder": 5}, "folder must be the path"), "empty folder": ({"folder": ""}, "folder must be the path"),
    "way": ({"way": 4}, "way must be a Way"),
}  # fmt: skip


@pytest.mark.parametrize(("given", "why"), WRONG.values(), ids=WRONG)
def test_what_a_plane_cannot_take_is_told(given, why):
    with pytest.raises(InputError, match=why):
        plane(LAB, **({"size": 3, "seed": 1, "index": 3} | given))


WRONG_WAYS = {
    "threads": ({"threads": -1}, "threads must be a whole number"),
    "no threads": ({"threads": 0}, "threads must be a whole number from 1"),
    "no workers": ({"workers": 0}, "workers must be a whole number from 1"),
    "half a worker": ({"workers": 0.5}, "workers must be"),
    "cluster": ({"cluster": 5}, "cluster must be the address"),
    "no cluster": ({"cluster": ""}, "cluster must be the address"),
    "two ways": ({"threads": 2, "workers": 2}, "one of threads, workers and cluster"),
}


@pytest.mark.parametrize(("given", "why"), WRONG_WAYS.values(), ids=WRONG_WAYS)
def test_a_way_that_is_none_is_told(given, why):
    with pytest.raises(InputError, match=why):
        Way(**given)


@pytest.mark.parametrize("starts", [1.5, "100", None, True, float("inf"), float("nan"), 0, [1]])
def test_starts_that_are_no_number_of_them_are_told(starts):
    with pytest.raises(InputError, match="starts must be a whole number"):
        survey(LAB, starts=starts, rates=0.1)


def test_a_folder_that_is_none_is_told():
    with pytest.raises(InputError, match="folder must be the path of a folder"):
        open_map(5)


@pytest.mark.parametrize("rates", [True, None, 0, -0.1, float("nan"), float("inf"), [0.1, 0.2], "often"])
def test_rates_that_are_none_are_told(rates):
    with pytest.raises(InputError, match="rate"):
        survey(LAB, starts=8, rates=rates)
