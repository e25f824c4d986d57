"""What changed between two looks: exactly what a comparison of all numbers says, however a value was changed."""

import weakref
from copy import deepcopy

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from backprop_lab.check.candidate.leaves import small
from backprop_lab.check.candidate.watch import LARGEST, LONGEST_LIST, Watch, quick_size

NUMBERS = st.sampled_from([0.0, -0.0, 1.0, 2.0, float("nan"), 3, True])
CHANGES = st.tuples(st.sampled_from("abcdefg"), st.sampled_from("sret"), st.integers(0, 3), NUMBERS)


def names():
    inner = [1.0, 2.0]
    return {
        "a": np.array([1.0, 2.0]), "b": np.array([[1, 2], [3, 4]]), "c": [1.0, 2.0], "d": [inner, [3.0, 4.0]],
        "e": (inner, [5.0, 6.0]), "f": 1.0, "g": [np.array([1.0, 2.0]), np.array([3.0])],
    }  # fmt: skip


def innermost(value):
    while isinstance(value, (list, tuple)) and isinstance(value[0], (list, np.ndarray)):
        value = value[0]
    return value


def change(held, name, how, at, number):
    """A number is set where it lies, or in a copy; a list is made longer; a name is given to another thing."""
    if how == "r":
        held[name] = deepcopy(held[name])
    inner = innermost(held[name])
    if how == "t" or isinstance(inner, (int, float)):
        held[name] = number
    elif how == "e" and isinstance(inner, list):
        inner.append(number)
    else:
        inner[at % len(inner)] = 0 if isinstance(inner, np.ndarray) and number != number else number


def every(held, told, wanted):
    """The changes by comparison of all numbers with those of the last look."""
    found = []
    for name, value in held.items():
        numbers = small(value, LONGEST_LIST if isinstance(value, (list, tuple)) else LARGEST)
        if not wanted(name, value) or numbers is None:
            continue
        now = (numbers.shape, numbers.tobytes())
        if told.get(name) != now:
            told[name] = now
            found.append((name, numbers.tolist()))
    return found


@given(st.lists(CHANGES, max_size=12), st.sampled_from([1, 2, 4, 0]))
def test_a_look_tells_what_a_comparison_of_all_numbers_tells(changes, size):
    def wanted(name, value):
        return size == 0 or quick_size(value) == size

    held, told, watch = names(), {}, Watch(wanted)
    for one in [None, *changes, None]:
        if one is not None:
            change(held, *one)
        seen = [(name, numbers.tolist()) for name, numbers in watch.changes(held.items())]
        assert repr(seen) == repr(every(held, told, wanted))


def test_a_large_array_is_not_kept_alive():
    watch = Watch(lambda name, value: False)
    large, small_one = np.zeros(LARGEST + 1), np.zeros(LARGEST)
    gone = [weakref.ref(large), weakref.ref(small_one)]
    list(watch.changes({"large": large, "small": small_one}.items()))
    del large, small_one
    assert gone[0]() is None
    assert gone[1]() is not None
