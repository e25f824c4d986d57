"""What becomes of many runs is, run by run, what `outcome` says of it: for made-up courses of J, and for real ones."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_lab.atlas.fate import CODES, NOT_KEPT, Levels, Watch, levels
from backprop_lab.atlas.runs import Runs
from backprop_lab.atlas.twin import train
from backprop_lab.descent import BEYOND_RETURN, History, descend, record
from backprop_lab.lab import load_lab
from backprop_lab.outcome import NAMES, judge
from backprop_lab.start import draw_many
from drawn import often

LAB = load_lab("handout")
KEPT = ("fitted", "dead")
values = st.one_of(
    st.sampled_from(
        [0.0, 0.1, 0.4, 0.400001, 3999.0, 4000.0, 4001.0, 4004.0, 4004.1, 1e99, 4e103, 5e103, np.inf, np.nan]
    ),
    st.floats(0, 1e4),
)


@st.composite
def courses(draw):
    """J, the gradient's length (0, 1 or NaN) and whether the end is off, of one run."""
    steps = draw(st.integers(1, 45))
    change = st.sampled_from([1.0, 1.0, 0.9, 0.999, 1.002, 1.1])
    if draw(st.booleans()):
        j = [draw(st.sampled_from([4000.0, 1.0, 0.39]))]
        for _ in range(steps):
            j.append(j[-1] * draw(change))
    else:
        j = draw(st.lists(values, min_size=steps + 1, max_size=steps + 1))
    lengths = draw(st.lists(st.sampled_from([0.0, 1.0, 1.0, np.nan]), min_size=steps + 1, max_size=steps + 1))
    return j, lengths, draw(st.booleans())


def history(j, lengths):
    """What `record` keeps of a course."""
    at_zero = LAB.objective.at_zero
    bad = [not v < BEYOND_RETURN * max(1.0, at_zero) or n != n for v, n in zip(j, lengths, strict=True)]
    beyond = bad.index(True) if True in bad else None
    last = len(j) - 1 if beyond is None else beyond - (beyond > 0 and not j[beyond] < np.inf)
    return History(np.zeros((last + 1, 10)), np.array(j[: last + 1]), np.array(lengths[: last + 1]), len(j) - 1, beyond)


@often
@given(courses())
def test_a_course_of_j_ends_as_outcome_says(course):
    j, lengths, off = course
    of = Levels(len(j) - 1, BEYOND_RETURN * max(1.0, LAB.objective.at_zero), LAB.objective.at_zero, 1e-4)
    watch = Watch(of, 1)
    for value, length in zip(j, lengths, strict=True):
        watch.see(np.array([value]), np.array([length != 0]), np.array([length == length]))
    watch.tally.off = np.array([off])
    found = watch.tally.fate(of)
    wanted = said(history(j, lengths), off)
    assert NAMES[found.code[0]] == wanted.name
    assert found.step[0] == (wanted.step if wanted.name in KEPT or history(j, lengths).beyond is not None else NOT_KEPT)


def said(course, off):
    """What `outcome.judge` says, the network's ends off or on as given."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("backprop_lab.outcome.is_dead", lambda *_: off)
        return judge(LAB.objective, course)


@pytest.mark.parametrize("steps", [1, 2, 3, 9, 10, 11, 19, 20, 21, 100, 1005])
def test_the_window_is_that_of_outcome(steps):
    of = Levels(steps, 1.0, 1.0, 1e-4)
    window = np.arange(steps + 1)[-(1 + max(1, steps // 10)) :]
    assert (of.begin, of.half) == (window[0], window[(len(window) + 1) // 2])


@pytest.mark.parametrize(("rate", "method"), [(5e-3, None), (5e-4, None), (2e-5, None), (5e-4, "momentum:0.9")])
def test_real_runs_end_as_they_do_one_by_one(rate, method):
    lab = LAB.trained(rate=rate, method=method)
    theta = draw_many(lab.network, lab.descent.start, 1, np.arange(150))
    found = train(Runs(lab, theta))
    for i, start in enumerate(theta):
        kept = record(descend(lab.objective, start, lab.method, 100), lab.objective, 100)
        wanted = judge(lab.objective, kept, lab.descent.fit)
        assert NAMES[found.code[i]] == wanted.name
        assert found.step[i] == (wanted.step if wanted.name in KEPT else NOT_KEPT)
        assert found.value[i] == pytest.approx(kept.values[-1], rel=1e-9)


def test_codes_are_the_places_of_the_names():
    assert [CODES[name] for name in NAMES] == list(range(6))
    assert levels(Runs(LAB, np.zeros((1, 10)))).at_zero == 4000
