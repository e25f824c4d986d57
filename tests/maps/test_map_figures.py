"""The figures at a map's axes: round, within the axis, and never one upon another."""

from itertools import pairwise

import pytest

from backprop_lab.maps import survey
from backprop_lab.picture.style import figures, power
from maps.small import HANDOUT

MAPS = {
    "few decades": {"starts": 3000, "rates": 1e-3}, "all are dead": {"starts": 300, "rates": 0.5},
    "one run": {"starts": 1, "rates": 0.005}, "many runs": {"starts": 60_000, "rates": 0.005},
    "few steps": {"starts": 2000, "rates": 1e-4, "steps": 20},
    "all diverged": {"lab": "xor", "starts": 200, "rates": 0.5},
    "rates": {"starts": 300, "rates": "1e-5:1e-1:log:9"}, "far rates": {"starts": 3, "rates": "1e-12:1:log:3"},
    "near rates": {"starts": 30, "rates": "0.1:0.12:log:3"}, "linear": {"starts": 30, "rates": "0.001:0.005:3"},
}  # fmt: skip


def boxes(axis):
    low, high = sorted(axis.get_view_interval())
    ticks = [t for t in axis.get_major_ticks() if low <= t.get_loc() <= high and t.label1.get_text()]
    return [tick.label1.get_window_extent() for tick in ticks]


@pytest.mark.parametrize("name", MAPS)
def test_no_figure_lies_upon_another(name):
    figure = survey(**({"lab": HANDOUT} | MAPS[name])).figure()
    figure.draw_without_rendering()
    for axes in figure.axes:
        across, up = boxes(axes.xaxis), boxes(axes.yaxis)
        assert across
        assert up
        assert all(left.x1 < right.x0 for left, right in pairwise(across))
        assert all(lower.y1 < upper.y0 for lower, upper in pairwise(up))


def test_figures_are_plain_and_powers_are_small():
    assert [figures(v) for v in (1e5, 0.01, 1e-7)] == ["100000", "0.01", "1e-07"]
    assert [power(v) for v in (1e6, 1.0, 2e-12)] == ["10⁶", "10⁰", "2·10⁻¹²"]
