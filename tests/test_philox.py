"""The generator against its published vectors and against a scalar twin in plain Python numbers."""

import math
from decimal import Decimal, localcontext
from fractions import Fraction
from statistics import NormalDist

import numpy as np
import pytest
from scipy import special, stats

from backprop_lab import philox
from backprop_lab.network import Network
from backprop_lab.start import Start, draw

MASK = 2**32 - 1
EPS = 2.0**-52
EDGES = [0, 1, 2, 5, 2**31 - 1, 2**31, 2**31 + 1, MASK - 2, MASK - 1, MASK]
SAMPLE = [*EDGES, *(int(w) for w in np.random.default_rng(1).integers(0, 2**32, 20_000))]

PUBLISHED = [  # counter, key, words: the known answers that come with Random123, ten rounds
    ("00000000 00000000 00000000 00000000", "00000000 00000000", "6627e8d5 e169c58d bc57ac4c 9b00dbd8"),
    ("ffffffff ffffffff ffffffff ffffffff", "ffffffff ffffffff", "408f276d 41c83b0e a20bc7c6 6d5451fd"),
    ("243f6a88 85a308d3 13198a2e 03707344", "a4093822 299f31d0", "d16cfe09 94fdcceb 5001e420 24126ea1"),
]

STARTS = {  # seed, index of the handout's network: three uniform parameters, two standard normal ones
    (0, 0): "-0x1.9d8172a8p-3 0x1.85a71636p-1 0x1.e2bd6264p-2 -0x1.05f49f2b37755p-2 0x1.2d769e944ce94p+0",
    (5, 0): "0x1.105da076p-1 -0x1.b89eb9aep-1 0x1.ef58b0eep-1 0x1.738c2cdfd0f26p-1 -0x1.7a5cade47710cp+0",
    (1, 2**32):
        "0x1.9ffc6e4p-6 -0x1.768da70ep-1 -0x1.7351dd32p-1 0x1.04b9803d14c9dp-5 -0x1.1b4c9e99049b7p+0",
    (2**64 - 1, 2**64 - 1):
        "-0x1.9739416cp-2 -0x1.e7a9cd2cp-2 0x1.e97d1154p-2 -0x1.0ac930a882p-1 -0x1.466d052cd620ap-1",
}  # fmt: skip


def hexes(text):
    return [int(part, 16) for part in text.split()]


# The scalar twin: whole numbers of Python for the words, floats of Python after them.


def twin_block(counter, key):
    c0, c1, c2, c3 = counter
    k0, k1 = key
    for _ in range(10):
        p, q = 0xD2511F53 * c0, 0xCD9E8D57 * c2
        c0, c1, c2, c3 = (q >> 32) ^ c1 ^ k0, q & MASK, (p >> 32) ^ c3 ^ k1, p & MASK
        k0, k1 = (k0 + 0x9E3779B9) & MASK, (k1 + 0xBB67AE85) & MASK
    return [c0, c1, c2, c3]


def twin_word(seed, item, j, stream=0):
    counter = [item & MASK, item >> 32, j // 4, stream]
    return twin_block(counter, [seed & MASK, seed >> 32])[j % 4]


def twin_unit(word):
    return (word + 0.5) / 2**32


def twin_log(p):
    m, e = math.frexp(p)
    if m < 0.7071067811865476:
        m, e = m + m, e - 1
    f = (m - 1.0) / (m + 1.0)
    s = f * f
    series = 1.0 / 23.0
    for odd in (21, 19, 17, 15, 13, 11, 9, 7, 5, 3, 1):
        series = series * s + 1.0 / odd
    return e * 0.6931471805599453 + (f + f) * series


def twin_ratio(r, table):
    above, below = (row[0] for row in table)
    for p, q in list(zip(*table, strict=True))[1:]:
        above, below = above * r + p, below * r + q
    return above / below


def twin_normal(word):
    u = twin_unit(word)
    q = u - 0.5
    if abs(q) <= 0.425:
        return q * twin_ratio(0.180625 - q * q, philox._MIDDLE)
    r = math.sqrt(-twin_log(u if q < 0 else 1.0 - u))  # at most 4.79, as u is at least 2^-33
    tail = twin_ratio(r - 1.6, philox._TAIL)
    return -tail if q < 0 else tail


def same_bits(got, twin):
    return np.array_equal(np.asarray(got).view(np.uint64), np.array(twin, np.float64).view(np.uint64))


@pytest.mark.parametrize(("counter", "key", "words"), PUBLISHED, ids=["zeros", "ones", "digits of pi"])
def test_the_published_vectors_come_out(counter, key, words):
    got = philox.philox(np.array(hexes(counter), np.uint64), np.array(hexes(key), np.uint64))
    assert got.tolist() == hexes(words) == twin_block(hexes(counter), hexes(key))


@pytest.mark.parametrize("stream", [philox.STARTS, philox.DIRECTIONS])
@pytest.mark.parametrize("seed", [0, 5, 2**32, 2**63 + 12345, 2**64 - 1])
def test_words_are_those_of_the_twin(seed, stream):
    items = [0, 1, 7, 2**32 - 1, 2**32, 2**40 + 3, 2**64 - 1]
    got = philox.words(seed, np.array(items, np.uint64), 11, stream)
    assert got.tolist() == [[twin_word(seed, item, j, stream) for j in range(11)] for item in items]


def test_unit_and_uniform_are_those_of_the_twin_to_the_bit():
    word = np.array(SAMPLE, np.uint64)
    assert same_bits(philox.unit(word), [twin_unit(w) for w in SAMPLE])
    for low, high in ((-1.0, 1.0), (0.1, 0.7), (-3e-5, 1e9)):
        assert same_bits(philox.uniform(word, low, high), [low + (high - low) * twin_unit(w) for w in SAMPLE])


def test_normal_and_log_are_those_of_the_twin_to_the_bit():
    word = np.array(SAMPLE, np.uint64)
    assert same_bits(philox.normal(word), [twin_normal(w) for w in SAMPLE])
    assert same_bits(philox.log(philox.unit(word)), [twin_log(twin_unit(w)) for w in SAMPLE])


def test_both_branches_of_normal_are_in_the_sample_and_the_far_tail_never_arises():
    u = philox.unit(np.array(SAMPLE, np.uint64))
    middle = np.abs(u - 0.5) <= 0.425
    assert middle.sum() > 1000
    assert (~middle).sum() > 1000
    assert math.sqrt(-math.log(2.0**-33)) < 5.0


def test_unit_is_exact_inside_zero_and_one_and_symmetric():
    word = np.array(SAMPLE, np.uint64)
    u = philox.unit(word)
    assert all(Fraction(float(v)) == Fraction(2 * w + 1, 2**33) for v, w in zip(u, SAMPLE, strict=True))
    assert 0.0 < u.min() < 2.0**-32
    assert 1 - 2.0**-32 < u.max() < 1.0
    assert np.array_equal(philox.unit(np.uint64(MASK) - word), 1.0 - u)


def test_normal_is_the_inverse_of_the_normal_distribution():
    word = np.array(SAMPLE, np.uint64)
    true = np.array([NormalDist().inv_cdf(twin_unit(w)) for w in SAMPLE])
    assert np.abs(philox.normal(word) / true - 1).max() <= 4 * EPS
    assert np.abs(philox.normal(word) / special.ndtri(philox.unit(word)) - 1).max() <= 16 * EPS


def test_normal_is_odd_and_stays_under_six_point_three_four():
    word = np.array(SAMPLE, np.uint64)
    z = philox.normal(word)
    assert np.array_equal(philox.normal(np.uint64(MASK) - word), -z)
    assert 6.33 < np.abs(z).max() < 6.34


def exact_ulps(p):
    """How far log(p) is from the truth in units of its last place, by decimal arithmetic of 40 digits."""
    with localcontext(prec=40):
        true = Decimal(p).ln()
        error = Decimal(float(philox.log(np.array([p]))[0])) - true
        return float(abs(error) / Decimal(math.ulp(float(true))))


def test_log_is_within_two_ulp_where_normal_uses_it():
    u = philox.unit(np.array(SAMPLE[:2000], np.uint64))
    assert max(exact_ulps(float(v)) for v in 0.075 * u) <= 2.0


def test_log_is_within_three_ulp_everywhere():
    wide = [*np.geomspace(1e-300, 1e300, 301), 5e-324, 2.2e-308, math.sqrt(0.5), 1.7e308]
    near_one = [*np.linspace(0.71, 1.4, 1001), float.fromhex("0x1.07a4361c5e22fp+0"), 1.0630638]
    assert philox.log(np.array([1.0]))[0] == 0.0
    assert max(exact_ulps(float(p)) for p in [*wide, *near_one]) <= 3.0


@pytest.mark.parametrize("name", STARTS)
def test_known_starts_have_their_known_bits(name):
    network, known = Network((2, 2, 2, 1)), [float.fromhex(part) for part in STARTS[name].split()]
    uniform, normal = draw(network, Start(), *name), draw(network, Start("normal", (0.0, 1.0)), *name)
    assert [*uniform[:3], *normal[:2]] == known
    assert same_bits(uniform, [-1.0 + 2.0 * twin_unit(twin_word(*name, j)) for j in range(10)])
    assert same_bits(normal, [twin_normal(twin_word(*name, j)) for j in range(10)])


def test_an_item_does_not_depend_on_the_others_drawn_with_it():
    many = philox.words(9, np.arange(1000), 10)
    assert np.array_equal(philox.words(9, [417], 10)[0], many[417])
    assert np.array_equal(philox.words(9, [999, 417, 3], 10), many[[999, 417, 3]])


def test_a_word_does_not_depend_on_how_many_are_drawn():
    longest = philox.words(9, [4, 5], 23)
    for count in (0, 1, 3, 4, 5, 10, 22):
        assert np.array_equal(philox.words(9, [4, 5], count), longest[:, :count])


def test_seeds_items_and_streams_that_agree_in_their_low_half_differ():
    names = [(seed, item) for seed in (0, 1, 2**32, 2**32 + 1) for item in (0, 1, 2**32, 2**32 + 1)]
    drawn = {tuple(philox.words(s, np.array([i], np.uint64), 4, k)[0]) for s, i in names for k in (0, 1)}
    assert len(drawn) == 2 * len(names)


def test_uniform_numbers_pass_the_test_of_kolmogorov_and_smirnov():
    u = philox.uniform(philox.words(1, np.arange(20_000), 10), -1.0, 1.0)
    assert stats.kstest(u.ravel(), stats.uniform(-1, 2).cdf).pvalue > 1e-3
    assert abs(u.mean()) < 4 / math.sqrt(3 * u.size)
    assert np.abs(np.corrcoef(u.T) - np.eye(10)).max() < 5 / math.sqrt(len(u))


def test_normal_numbers_have_their_moments_and_pass_the_test_of_kolmogorov_and_smirnov():
    z = philox.normal(philox.words(2, np.arange(20_000), 10)).ravel()
    assert stats.kstest(z, "norm").pvalue > 1e-3
    for power, (mean, spread) in {1: (0, 1), 2: (1, 2), 3: (0, 15), 4: (3, 96)}.items():
        assert abs((z**power).mean() - mean) < 4 * math.sqrt(spread / z.size)
