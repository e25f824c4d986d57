"""Numbers out of whatever comes back: shapes and dtypes as they were, and a clear word for what is no number."""

import fractions
from collections import OrderedDict, deque, namedtuple
from dataclasses import dataclass
from itertools import count
from types import SimpleNamespace

import numpy as np
import pytest

from backprop_lab.check.candidate.leaves import NotNumbersError, leaves, small


class Tensor:
    """As PyTorch's: needs `detach` before it becomes an array."""

    def __init__(self, numbers, attached=True):
        self.numbers, self.attached = numbers, attached

    def detach(self):
        return Tensor(self.numbers, attached=False)

    def __array__(self, dtype=None, copy=None):
        if self.attached:
            raise RuntimeError("detach first")
        return np.array(self.numbers, np.float32)


class Equal:
    def __eq__(self, other):
        return True

    __hash__ = object.__hash__


class Evil:
    """Lies about its class, and raises whatever it is asked."""

    @property
    def __class__(self):
        return np.ndarray

    def __getattr__(self, name):
        raise RuntimeError(name)

    __len__ = __iter__ = __bool__ = __repr__ = __str__ = __eq__ = lambda self, *other: 1 / 0


class LyingArray(np.ndarray):
    def __getattribute__(self, name):
        raise RuntimeError(name)


class LyingList(list):
    def __iter__(self):
        return iter([9.0])

    def __len__(self):
        return 1 << 60


@dataclass
class Result:
    h: object
    z: float


Pair = namedtuple("Pair", "a b")


@pytest.mark.parametrize(
    ("value", "shapes", "dtypes"),
    [
        (3, [()], ["int64"]),
        (True, [()], ["bool"]),
        (2.5, [()], ["float64"]),
        (1 + 0j, [()], ["complex128"]),
        (np.float32(2), [()], ["float32"]),
        (np.array(2.0), [()], ["float64"]),
        ([1.0, 2.0], [(2,)], ["float64"]),
        ((1, 2, 3), [(3,)], ["int64"]),
        ([True, False], [(2,)], ["bool"]),
        ([np.float32(1), np.float32(2)], [(2,)], ["float32"]),
        ([], [(0,)], ["float64"]),
        ([1.0, [2.0, 3.0]], [(), (2,)], ["float64", "float64"]),
        ([[1.0, 2.0], [3.0, 4.0]], [(2,), (2,)], ["float64", "float64"]),
        ((np.zeros((2, 2)), np.zeros((2, 1), np.int32), 1.0), [(2, 2), (2, 1), ()], ["float64", "int32", "float64"]),
        ({"h": [1.0, 2.0], "L": 3.0}, [(2,), ()], ["float64", "float64"]),
        (OrderedDict(a=1.0), [()], ["float64"]),
        (Pair(1.0, np.ones(2)), [(), (2,)], ["float64", "float64"]),
        (Result(np.ones(2), 1.0), [(2,), ()], ["float64", "float64"]),
        (SimpleNamespace(a=1.0, b=[1, 2]), [(), (2,)], ["float64", "int64"]),
        (range(3), [(3,)], ["int64"]),
        (deque([1.0, 2.0]), [(2,)], ["float64"]),
        ((2.0 * i for i in range(3)), [(3,)], ["float64"]),
        (zip([1.0, 2.0], [3.0, 4.0], strict=True), [(2,), (2,)], ["float64", "float64"]),
        (np.ones((1, 2)).view(np.matrix), [(1, 2)], ["float64"]),
        (np.ma.array([1.0, 2.0], mask=[0, 1]), [(2,)], ["float64"]),
        (np.array([1.0, 2], object), [(2,)], ["object"]),
        (np.array([np.ones(2), 1.0], object), [(2,), ()], ["object", "object"]),
        ([10**400, -(10**400)], [(2,)], ["object"]),
        (fractions.Fraction(1, 2), [()], ["float64"]),
        (Tensor([1.0, 2.0]), [(2,)], ["float32"]),
        ([Tensor(1.0), 2.0], [(), ()], ["float32", "float64"]),
        (np.zeros((0, 3)), [(0, 3)], ["float64"]),
        (np.ones(2, np.complex64), [(2,)], ["complex64"]),
        (LyingList([1.0, 2.0]), [(2,)], ["float64"]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_numbers_are_found_with_the_shape_and_dtype_that_they_have(value, shapes, dtypes):
    found = leaves(value)
    assert [leaf.shape for leaf, _ in found] == shapes
    assert [name for _, name in found] == dtypes
    assert {leaf.dtype.name for leaf, _ in found} == {"float64"}


def test_values_come_unchanged():
    assert [leaf.tolist() for leaf, _ in leaves((np.float32(0.1), {"a": [1, 2]}, np.array([3 + 4j])))] == [
        float(np.float32(0.1)), [1.0, 2.0], [3.0]]  # fmt: skip
    assert np.isnan(leaves(np.ma.array([1, 2], mask=[0, 1]))[0][0][1])
    assert leaves([10**400, -(10**400), 1])[0][0].tolist() == [np.inf, -np.inf, 1.0]


def itself():
    ring = []
    ring += [ring, ring]
    return ring


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("60.0", "the text '60.0'"),
        (b"x", "bytes"),
        ([1.0, None], "None"),
        ([1.0, "a"], "the text 'a'"),
        (["a", "b"], "text"),
        ({1.0, 2.0}, "set"),
        (print, "builtin"),
        (object(), "object"),
        (Equal(), "Equal"),
        (np.array(["a"]), "an array of str"),
        (np.array(["2020-01-01"], "M8[D]"), "an array of datetime64"),
        (np.array([None, 1.0], object), "None"),
        (count(), "goes on after 10000"),
        (itself(), "nested too deep"),
        (np.zeros(1_000_001), "1000001 numbers"),
        ([[1.0]] * 30_000, "too many things"),
        (np.broadcast_to(1.0, (10**6, 10**6)), "1000000000000 numbers"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_what_is_no_number_is_told(value, told):
    with pytest.raises(NotNumbersError, match=told):
        leaves(value)


def test_an_array_that_lies_about_itself_is_seen_through():
    assert [leaf.shape for leaf, _ in leaves([np.zeros(3).view(LyingArray)])] == [(3,)]


def test_an_object_that_lies_about_its_class_is_taken_for_what_it_is():
    with pytest.raises((NotNumbersError, RuntimeError)):
        leaves(Evil())


def test_warnings_as_errors_do_not_disturb():
    with np.errstate(all="raise"):
        assert len(leaves([np.array([1 + 1j]), np.longdouble("1e4000"), np.array([1e300, np.nan], np.longdouble)])) == 3


def test_merged_leaves_are_rectangular():
    assert [leaf.shape for leaf, _ in leaves([[np.ones(2), np.ones(2)], [np.ones(2), np.ones(2)]], merge=True)] == [
        (2, 2, 2)
    ]
    assert [leaf.shape for leaf, _ in leaves([[1.0, 2.0], [3.0]], merge=True)] == [(2,), (1,)]


@pytest.mark.parametrize(
    ("value", "shape"),
    [(1.0, ()), (True, ()), (np.float32(1), ()), ([1.0, 2.0], (2,)), ([[1, 2], [3, 4]], (2, 2)), (np.ones(3), (3,)),
     (np.ones((1, 1)).view(np.matrix), (1, 1)), ([np.ones(2)], (1, 2))],
)  # fmt: skip
def test_small_values_are_copied(value, shape):
    assert small(value, 10).shape == shape


@pytest.mark.parametrize(
    "value",
    [None, "a", [], [1.0, "a"], [1.0, [2.0]], np.ones(11), [1.0] * 11, LyingList([1.0]), np.array(["a"]),
     np.datetime64("2020-01-01"), 1j, {"a": 1.0}, itself()],
    ids=lambda value: "value",
)  # fmt: skip
def test_all_others_are_left_alone(value):
    assert small(value, 10) is None


def test_objects_that_lie_are_left_alone():
    assert small(Evil(), 10) is None
    assert small(np.zeros(3).view(LyingArray), 10) is None
    assert small([Evil()], 10) is None
