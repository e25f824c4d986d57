"""Starts as the page draws them: Python's to the bit, and the same texts read or refused."""

import numpy as np
import pytest

from backprop_lab import philox
from backprop_lab.errors import InputError
from backprop_lab.start import LARGEST, draw, parse_start
from page.rules import HANDOUT, STARTS, XOR, call, lab_of, sent
from shelf import objectives

SEEDS = [0, 1, 7, 2**32 - 1, 2**32, 2**40, 2**53 + 1, LARGEST]


def test_starts_are_pythons_to_the_bit(js):
    rng = np.random.default_rng(1)
    names = [(s, i) for s in SEEDS for i in SEEDS[:4]]
    names += rng.integers(0, LARGEST, (30, 2), np.uint64).tolist()
    labs = [HANDOUT, XOR, lab_of(objectives()[7])]
    cases = [(n, start, str(s), str(i)) for n in range(len(labs)) for start in STARTS for s, i in names]
    found = call(
        js,
        "(all, ready, labs, cases) => { const made = labs.map((p) => all.readLab(p));"
        " return cases.map(([n, start, seed, index]) => all.draw(made[n], start, seed, index)); }",
        [sent(lab) for lab in labs], cases,
    )  # fmt: skip
    assert len(found) == len(cases) > 1000
    for (n, start, seed, index), ours in zip(cases, found, strict=True):
        assert ours == draw(labs[n].network, parse_start(start), int(seed), int(index)).tolist()


def test_every_branch_of_the_normal_numbers_is_pythons_to_the_bit(js):
    ends = [0, 1, 2, 2**31 - 1, 2**31, 2**32 - 2, 2**32 - 1, int(0.075 * 2**32), int(0.925 * 2**32)]
    word = np.concatenate([np.array(ends, np.uint64), np.random.default_rng(2).integers(0, 2**32, 3000, np.uint64)])
    found = call(js, "(all, ready, words) => words.map(all.normal)", word)
    assert found == philox.normal(word).tolist()


TEXTS = (
    "uniform:-1:1", "normal:0:1", "he", "glorot", "uniform:-1e-7:1e22", "normal:-0.0:.5", "uniform:1.:2.50",
    "uniform:0:1e16", "", "he:1", "uniform", "uniform:1", "uniform:1:1", "uniform:2:1", "uniform:-1e308:1e308",
    "normal:0:0", "normal:0:-1", "normal:0:1:2", "normal:inf:1", "normal:nan:1", "normal:a:1", "normal::1",
    "Normal:0:1", "uniform:0x1:3",
)  # fmt: skip


@pytest.mark.parametrize("text", TEXTS)
def test_a_start_is_read_as_python_reads_it(js, text):
    ours = call(js, "(all, ready, text) => all.readStart(text)", text)
    try:
        start = parse_start(text)
    except InputError:
        assert ours.startswith("a start must be uniform:LOW:HIGH")
        assert ours.endswith(f"got {text or 'nothing'}")
    else:
        assert ours == {"name": start.name, "numbers": list(start.numbers), "text": str(start)}


def test_what_names_no_run_is_told(js):
    good, bad = ["0", "7", "007", str(LARGEST)], ["", " ", "-1", "1.5", "1e3", str(LARGEST + 1), "seven", "٣", "1_000"]
    told = call(js, "(all, ready, texts) => texts.map((t) => all.checkSeed(t))", good + bad)
    assert told[: len(good)] == [None] * len(good)
    assert all(t.startswith("the seed must be a whole number from 0 to 2^64 - 1; got ") for t in told[len(good) :])
    wrong = call(
        js,
        "(all, ready, p) => { const { lab } = ready(p);"
        ' return [["he:1", "0", "0"], ["he", "x", "0"], ["he", "0", "x"]].map((a) => all.draw(lab, ...a)); }',
        sent(HANDOUT),
    )
    assert [w.split(" must ")[0] for w in wrong] == ["a start", "the seed", "the index"]
    fresh = call(js, "(all) => [all.newSeed(), all.newSeed(), all.newSeed()]")
    assert len(set(fresh)) > 1
    assert all(0 <= int(seed) < 2**32 for seed in fresh)
