"""A plan: what it is made of, that it goes to tables and back, and that its blocks are a partition."""

import json
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from backprop_lab.atlas.axis import Axis, parse_axis, parse_values, parse_zoom
from backprop_lab.atlas.plan import (
    LEAST,
    MANY_BLOCKS,
    SIDE,
    TILE,
    WORK,
    Survey,
    digest,
    from_plan_tables,
    to_plan_tables,
)
from backprop_lab.atlas.work import compute, fields, place
from backprop_lab.errors import InputError
from backprop_lab.lab import load_lab
from drawn import often
from maps.small import HANDOUT, PLANE, SURVEY, XOR

PLANS = {
    "survey": SURVEY, "many": replace(SURVEY, starts=10**10), "plane": PLANE, "wide": replace(PLANE, width=TILE + 1),
    "xor": replace(SURVEY, lab=XOR, precision=32), "numpy": replace(PLANE, engine="numpy"),
}  # fmt: skip
ends = st.floats(1e-6, 1e6)


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_a_plan_goes_to_tables_and_back(plan):
    again = from_plan_tables(json.loads(json.dumps(to_plan_tables(plan))))
    assert again == plan
    assert digest(again) == digest(plan)


def test_plans_that_differ_have_other_digests():
    others = [
        replace(SURVEY, seed=4), replace(SURVEY, starts=301), replace(SURVEY, count=6), replace(SURVEY, precision=32),
        replace(SURVEY, lab=HANDOUT.trained(steps=31)), replace(PLANE, index=4), replace(PLANE, height=31),
        replace(PLANE, x=PLANE.x.zoomed(1e-4, 2e-2)), *PLANS.values(),
    ]  # fmt: skip
    assert len({digest(plan) for plan in others}) == len(others)


@pytest.mark.parametrize("plan", PLANS.values(), ids=PLANS)
def test_the_blocks_hold_every_run_once(plan):
    blocks = range(plan.blocks)
    if isinstance(plan, Survey):
        parts = [plan.part(block) for block in blocks]
        assert [p.start for p in parts[1:]] == [p.stop for p in parts[:-1]]
        assert (parts[0].start, parts[-1].stop) == (0, plan.starts)
        assert plan.blocks <= MANY_BLOCKS
    else:
        seen = np.zeros((plan.height, plan.width), int)
        for block in blocks:
            seen[place(plan, block)] += 1
        assert (seen == 1).all()
    assert sum(map(plan.runs_of, blocks)) == plan.runs


DIGITS = load_lab("digits")
RUN = 100 * 1797 * 6 * 2410
"""The flops of a run of digits: steps, points, and 6 for each of its weights."""


@pytest.mark.parametrize("starts", [1, 300, 10**4, 10**5])
@pytest.mark.parametrize("engine", ["compiled", "numpy"])
def test_a_block_of_heavy_runs_has_few_of_them(starts, engine):
    plan = replace(SURVEY, lab=DIGITS, starts=starts, engine=engine)
    most = max(2 * WORK[engine] // RUN, LEAST[engine] * plan.count, 2 * plan.runs // MANY_BLOCKS)
    assert max(plan.runs_of(block) for block in range(plan.blocks)) <= most
    assert plan.blocks <= MANY_BLOCKS


def test_heavy_blocks_become_larger_rather_than_too_many():
    plan = replace(SURVEY, lab=DIGITS, starts=10**9)
    assert MANY_BLOCKS // 2 <= plan.blocks <= MANY_BLOCKS


def test_a_block_of_a_plane_of_heavy_runs_is_small():
    assert (PLANE.side, replace(PLANE, lab=DIGITS).side) == (TILE, 8)
    assert replace(PLANE, lab=DIGITS, engine="numpy").side == SIDE
    assert replace(PLANE, lab=DIGITS, width=32_768, height=32_768).side == TILE


@pytest.mark.parametrize("plan", [SURVEY, PLANE], ids=["survey", "plane"])
def test_a_block_has_the_shape_of_its_part(plan):
    results, kinds = compute(plan, 0), fields(plan)
    assert list(results) == list(kinds)
    for name, array in results.items():
        assert array.dtype == kinds[name].kind
        assert array.shape == np.zeros(kinds[name].shape)[place(plan, 0)].shape


@often
@given(low=ends, factor=st.floats(1.01, 1e6), log=st.booleans(), count=st.integers(2, 60))
def test_an_axis_goes_from_end_to_end(low, factor, log, count):
    axis = Axis("rate", low, low * factor, log)
    points, centres = axis.points(count + 1), axis.centres(count)
    assert (points[0], points[-1]) == (axis.low, axis.high)
    assert (np.diff(points) > 0).all()
    assert ((points[:-1] < centres) & (centres < points[1:])).all()
    steps = np.diff(np.log(centres) if log else centres)
    np.testing.assert_allclose(steps, steps[0], rtol=1e-6, atol=1e-9 * axis.high)
    assert parse_axis(str(axis)) == axis


def test_what_is_written_is_what_is_meant():
    assert parse_axis("w11:-2:2") == Axis("w11", -2.0, 2.0)
    assert parse_values("rate", "1e-5:0.1:log:41") == (Axis("rate", 1e-5, 0.1, True), 41)
    assert parse_values("rate", "0.1:0.2:3") == (Axis("rate", 0.1, 0.2), 3)
    assert parse_zoom("1:2,-3:4.5") == ((1.0, 2.0), (-3.0, 4.5))
    np.testing.assert_allclose(Axis("rate", 1e-5, 1e-1, True).points(5), [1e-5, 1e-4, 1e-3, 1e-2, 1e-1], rtol=1e-14)


@pytest.mark.parametrize(
    "text", ["rate", "rate:1", "rate:1:2:3", "rate:2:1", "rate:1:1", "rate:a:b", ":1:2", "rate:0:1:log", "rate:1:inf",
             "rate:nan:1", "rate:-1:1:log", "rate:1:2:log:3", "rate:1:2:LOG", ""],
)  # fmt: skip
def test_an_axis_that_is_none_is_refused(text):
    with pytest.raises(InputError, match="axis"):
        parse_axis(text)


@pytest.mark.parametrize("text", ["", "1:2", "1:2:0", "1:2:1.5", "2:1:3", "1:2:log", "1:2:log:x", "a:b:3", "1:2:3:4"])
def test_rates_that_are_none_are_refused(text):
    with pytest.raises(InputError, match="rate"):
        parse_values("rate", text)


@pytest.mark.parametrize("text", ["", "1:2", "1:2,3", "1:2,3:4,5:6", "a:b,c:d"])
def test_a_zoom_that_is_none_is_refused(text):
    with pytest.raises(InputError, match="zoom"):
        parse_zoom(text)


WRONG = {
    "starts": (SURVEY, {"starts": 0}), "rates below 0": (SURVEY, {"axis": Axis("rate", -1.0, 1.0)}),
    "seed": (SURVEY, {"seed": -1}), "engine": (SURVEY, {"engine": "gpu"}), "precision": (PLANE, {"precision": 16}),
    "float32 in NumPy": (PLANE, {"engine": "numpy", "precision": 32}), "size": (PLANE, {"width": 0}),
    "method": (SURVEY, {"lab": HANDOUT.trained(method="adam")}), "one axis twice": (PLANE, {"y": PLANE.x}),
    "no axis": (PLANE, {"x": Axis("w99", 0.0, 1.0)}), "no point": (PLANE, {"x": Axis("y@3", 0.0, 1.0)}),
    "rate below 0": (PLANE, {"x": Axis("rate1", -1.0, 1.0)}), "index": (PLANE, {"index": 2**64}),
    "no such layer": (PLANE, {"x": Axis("rate4", 0.1, 1.0)}),
}  # fmt: skip


@pytest.mark.parametrize(("plan", "change"), WRONG.values(), ids=WRONG)
def test_a_plan_that_cannot_be_is_refused(plan, change):
    with pytest.raises(InputError):
        replace(plan, **change)


def test_another_arithmetic_is_refused():
    tables = to_plan_tables(SURVEY) | {"arithmetic": 0}
    with pytest.raises(ValueError, match="arithmetic"):
        from_plan_tables(tables)
