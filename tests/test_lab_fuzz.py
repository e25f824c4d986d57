"""Whatever is put into a lab file, it is refused in one sentence, or it is a lab that runs."""

import copy
import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from backprop_lab import UserError, load_lab, run
from backprop_lab.lab import from_tables, from_toml, to_tables, to_toml
from drawn import labs, seldom

NASTY = [
    None, True, False, 0, 1, 2, -1, 0.5, 5e-324, 1e-320, 1e308, -1e308, 10**400, math.nan, math.inf, "", "x", "relu",
    "sigmoid", "leaky_relu", "softplus", "softmax_cross_entropy", "binary_cross_entropy", "mean", "adam", "he",
    "momentum:0.99", "normal:0:1e300", "uniform:-1e300:1e300", "\n\x1b[31m", "$", "é", "z" * 3000, [], [[]], [1],
    [1, 1], [2, 1], [2, 3], [2, 2, 1], ["w", "u"], [[1, 2]], [[1e308, 1e308]], {}, {"a": 1}, [None], object(), b"x",
    (2, 1), 2**63,
]  # fmt: skip
GOOD = [to_tables(load_lab(name)) for name in ("handout", "xor")]
KEYS = [(None, key) for key in (*GOOD[0], "zz", 5)] + [
    (table, key)
    for table, inside in GOOD[0].items() if isinstance(inside, dict)
    for key in (*inside, "negative_slope", "file", "scale", "zz", None)
]  # fmt: skip
changes = st.lists(st.tuples(st.sampled_from(KEYS), st.sampled_from(NASTY)), min_size=1, max_size=3)


def changed(tables, spoilt):
    tables = copy.deepcopy(tables)
    for (table, key), value in spoilt:
        inside = tables.get(table) if table else tables
        (inside if isinstance(inside, dict) else tables)[key] = value
    return tables


def tried(make):
    """The lab, run for two steps where it is small, or None where it was refused in one printable line."""
    told = ""
    try:
        lab = make()
        if lab.network.size < 1000:
            made = run(lab.trained(steps=2), seed=1, sharpness=False)
            assert len(made.values) <= 3
            assert np.isfinite(made.theta).all()
    except UserError as refused:
        told = str(refused)
    assert told.isprintable()
    assert len(told) < 500
    return None if told else lab


@pytest.mark.parametrize("key", KEYS, ids=lambda key: f"{key[0]}.{key[1]}")
@pytest.mark.parametrize("tables", GOOD, ids=lambda tables: tables["name"])
def test_one_value_that_is_changed_is_refused_or_runs(tables, key):
    for value in NASTY if key[1] not in ("name", "title") else NASTY[::5]:
        tried(lambda v=value: from_tables(changed(tables, [(key, v)])))


@given(st.sampled_from(GOOD), changes)
@settings(seldom, max_examples=500)
def test_a_changed_lab_is_refused_or_runs(tables, spoilt):
    lab = tried(lambda: from_tables(changed(tables, spoilt)))
    assert lab is None or from_tables(to_tables(lab)) == lab


@given(labs(), changes)
@seldom
def test_any_lab_that_is_changed_is_refused_or_runs(lab, spoilt):
    tried(lambda: from_tables(changed(to_tables(lab), spoilt)))


@given(labs())
@seldom
def test_any_lab_runs(lab):
    assert tried(lambda: lab) is lab


WORDS = [*GOOD[0], *GOOD[0]["network"], *GOOD[0]["data"], 5]
nested = st.recursive(
    st.sampled_from([v for v in NASTY if not isinstance(v, (list, dict))]),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(WORDS), inner, max_size=4),
    max_leaves=20,
)


@given(nested)
@seldom
def test_whatever_is_no_lab_is_refused(content):
    tried(lambda: from_tables(content))


@given(st.one_of(st.text(max_size=60), st.text("[]{}=.,\"'#\n 01eabx", max_size=60)))
@seldom
def test_whatever_is_no_toml_is_refused(source):
    assert tried(lambda: from_toml(source)) is None


@given(st.integers(0, 600), st.integers(0, 6), st.text(max_size=5))
@settings(seldom, max_examples=100)
def test_a_lab_file_with_a_hole_in_it_is_refused_or_runs(at, width, instead):
    source = to_toml(load_lab("handout"))
    tried(lambda: from_toml(source[:at] + instead + source[at + width :]))
