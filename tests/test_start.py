"""Starts: every distribution by its definition, the name of a start for ever, and what cannot name one."""

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from backprop_lab.errors import InputError
from backprop_lab.handout import random_start
from backprop_lab.network import Network
from backprop_lab.start import LARGEST, Start, draw, draw_many, parse_start, uniform_numbers

HANDOUT = Network((2, 2, 2, 1))
BIASED = Network((3, 8, 5, 2), biases=True)
MANY = np.arange(4000)
FORMS = "start must be uniform:LOW:HIGH, normal:MEAN:DEVIATION, he or glorot"
often = settings(deadline=None, derandomize=True, max_examples=200)
reals = st.floats(-1e300, 1e300)
starts = st.one_of(
    st.sampled_from([Start("he", ()), Start("glorot", ())]),
    st.tuples(reals, reals).filter(lambda v: v[0] < v[1]).map(lambda v: Start("uniform", v)),
    st.tuples(reals, reals.filter(lambda v: v > 0)).map(lambda v: Start("normal", v)),
)


def layers(network):
    """Weight slice, bias slice, inputs and outputs of every layer."""
    return [(w, c, m, n) for (w, c), m, n in zip(network.blocks, network.widths, network.widths[1:], strict=False)]


def passes(sample, distribution):
    return stats.kstest(sample.ravel(), distribution.cdf).pvalue > 1e-3


def test_uniform_draws_every_parameter_between_its_ends():
    drawn = draw_many(BIASED, Start("uniform", (-2.0, 5.0)), 3, MANY)
    assert drawn.shape == (4000, BIASED.size)
    assert -2.0 < drawn.min() < -1.999
    assert 4.999 < drawn.max() < 5.0
    assert all(passes(column, stats.uniform(-2, 7)) for column in drawn.T[::10])
    assert np.abs(drawn.var(axis=0) / (49 / 12) - 1).max() < 0.06


def test_normal_draws_every_parameter_with_its_mean_and_deviation():
    drawn = draw_many(BIASED, Start("normal", (1.5, 0.25)), 3, MANY)
    assert all(passes(column, stats.norm(1.5, 0.25)) for column in drawn.T[::10])
    assert np.abs(drawn.mean(axis=0) - 1.5).max() < 4.5 * 0.25 / math.sqrt(4000)
    assert np.abs(drawn.var(axis=0) / 0.0625 - 1).max() < 0.12


def test_he_draws_weights_normal_with_variance_two_over_fan_in_and_biases_zero():
    drawn = draw_many(BIASED, Start("he", ()), 3, MANY)
    for w, c, m, _ in layers(BIASED):
        assert passes(drawn[:400, w], stats.norm(0, math.sqrt(2 / m)))
        assert abs(drawn[:, w].var() / (2 / m) - 1) < 0.03
        assert not drawn[:, c].any()


def test_glorot_draws_weights_uniform_within_its_limit_and_biases_zero():
    drawn = draw_many(BIASED, Start("glorot", ()), 3, MANY)
    for w, c, m, n in layers(BIASED):
        limit = math.sqrt(6 / (m + n))
        assert passes(drawn[:400, w], stats.uniform(-limit, 2 * limit))
        assert 0.999 * limit < np.abs(drawn[:, w]).max() < limit
        assert abs(drawn[:, w].var() / (2 / (m + n)) - 1) < 0.03
        assert not drawn[:, c].any()


@pytest.mark.parametrize("text", ["uniform:-1:1", "normal:0:1", "he", "glorot"])
def test_a_start_does_not_depend_on_what_is_drawn_with_it(text):
    start = parse_start(text)
    many = draw_many(BIASED, start, 7, MANY)
    assert np.array_equal(draw(BIASED, start, 7, 1234), many[1234])
    assert np.array_equal(draw_many(BIASED, start, 7, [3999, 0]), many[[3999, 0]])


def test_a_longer_network_continues_the_numbers_of_a_shorter_one():
    longer = Network((2, 2, 2, 3))
    assert np.array_equal(draw(longer, Start(), 5, 9)[:10], draw(HANDOUT, Start(), 5, 9))


def test_the_handouts_own_start_is_that_of_its_network():
    assert np.array_equal(random_start(5, 3), draw(HANDOUT, Start("uniform", (-1.0, 1.0)), 5, 3))
    assert np.array_equal(uniform_numbers(10, 5, 3, -2.0, 3.0), draw(HANDOUT, parse_start("uniform:-2:3"), 5, 3))


def test_neighbouring_seeds_and_indices_give_other_starts():
    names = [(0, 0), (0, 1), (1, 0), (2**32, 0), (0, 2**32), (LARGEST, 0), (0, LARGEST), (LARGEST, LARGEST)]
    assert len({draw(HANDOUT, Start(), *name).tobytes() for name in names}) == len(names)


@given(start=starts)
@often
def test_a_start_is_what_its_text_says(start):
    assert parse_start(str(start)) == start


@pytest.mark.parametrize(
    ("text", "start"),
    [
        ("uniform:-1:1", Start()),
        ("uniform:-1e-3:2.5", Start("uniform", (-0.001, 2.5))),
        ("normal:0:1", Start("normal", (0.0, 1.0))),
        ("he", Start("he", ())),
        ("glorot", Start("glorot", ())),
    ],
)
def test_a_text_gives_its_start(text, start):
    assert parse_start(text) == start


def test_whole_numbers_are_written_without_a_point():
    assert str(Start()) == "uniform:-1:1"
    assert str(Start("normal", (0.5, 2.0))) == "normal:0.5:2"
    assert str(Start("glorot", ())) == "glorot"


@pytest.mark.parametrize(
    "text",
    [
        "", "uniform", "uniform:1", "uniform:1:1", "uniform:1:-1", "uniform:-1:1:2", "uniform:a:b",
        "uniform::", "uniform:0:nan", "uniform:-inf:0", "uniform:-1e+308:1e+308", "normal:0:0", "normal:0:-1",
        "normal:nan:1", "normal:0:inf", "he:1", "glorot:", "Uniform:-1:1", "ones",
    ],
)  # fmt: skip
def test_a_text_that_is_no_start_is_refused_with_the_forms_and_the_text(text):
    with pytest.raises(InputError) as refused:
        parse_start(text)
    assert refused.value.must.startswith(FORMS)
    assert refused.value.came == repr(text)


@pytest.mark.parametrize("text", ["uniform:1:1", "uniform:1:-1", "normal:0:0", "normal:0:-1"])
def test_numbers_out_of_order_are_refused_with_the_order(text):
    with pytest.raises(InputError, match="LOW < HIGH, DEVIATION > 0"):
        parse_start(text)


@pytest.mark.parametrize(
    ("name", "numbers", "came"),
    [("uniform", (1.0, 1.0), "uniform:1:1"), ("he", (2.0,), "he:2"), ("zero", (), "zero")],
)
def test_numbers_that_make_no_start_are_refused(name, numbers, came):
    with pytest.raises(InputError) as refused:
        Start(name, numbers)
    assert str(refused.value) == f"{FORMS}, with LOW < HIGH, DEVIATION > 0; got {came!r}."


@pytest.mark.parametrize("bad", [-1, 2**64, 1.0, "1", None, True, np.float64(3), float("nan"), [1]])
@pytest.mark.parametrize("which", ["seed", "index"])
def test_what_cannot_name_a_start_is_refused(which, bad):
    seed, index = (bad, 0) if which == "seed" else (0, bad)
    for call in (lambda: draw(HANDOUT, Start(), seed, index), lambda: uniform_numbers(10, seed, index)):
        with pytest.raises(InputError) as refused:
            call()
        assert str(refused.value) == f"{which} must be a whole number from 0 to 2^64 - 1; got {bad!r}."


@pytest.mark.parametrize("kind", [np.uint8, np.int32, np.int64, np.uint64])
def test_whole_numbers_of_numpy_name_the_same_start(kind):
    assert np.array_equal(draw(HANDOUT, Start(), kind(5), kind(7)), draw(HANDOUT, Start(), 5, 7))
