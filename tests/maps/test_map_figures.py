"""The figures at a map's axes: round, within the axis, and never one upon another."""

from itertools import pairwise

import numpy as np
import pytest

from backprop_lab.activation import ACTIVATIONS
from backprop_lab.lab import Descent, Lab
from backprop_lab.maps import survey
from backprop_lab.names import default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
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


def extreme(x, y, weight=1.0):
    """A lab with one hidden layer whose J is far from all usual numbers."""
    data = Data(np.array(x)[:, None], np.array(y)[:, None])
    objective = Objective(Network((1, 2, 1), ACTIVATIONS["relu"], biases=True), data, factor=weight)
    return Lab("far", objective, Descent(0.1, 20), default_letters(objective.network))


EXTREME = {
    "J is infinite at once": extreme([1e150, -1e150], [1e160, 1e-300]), "J is huge": extreme([1, -1], [1e150, 0]),
    "J is tiny": extreme([1, -1], [1e-140, 0]), "J is subnormal": extreme([1, -1], [1e-160, 0]),
    "the factor is tiny": extreme([1, -1], [1, 0], 1e-300), "the factor is huge": extreme([1, -1], [1, 0], 1e300),
}  # fmt: skip


@pytest.mark.parametrize("name", EXTREME)
@pytest.mark.parametrize("rates", [0.5, "1e-3:1:log:3", "5e-324:1e308:log:5", "1e-3:1:4"])
def test_numbers_of_any_size_are_drawn(name, rates):
    found = survey(EXTREME[name], starts=20, rates=rates)
    found.figure().draw_without_rendering()


def seen(name, **given):
    """The panel of J: what its legend says, and the curve of the median."""
    panel = survey(name, **given).figure().axes[2]
    told = [text.get_text() for text in panel.get_legend().get_texts()]
    lines = {line.get_label(): line for line in panel.lines}
    return told, lines


def test_where_j_is_beyond_what_is_told_no_curve_is_drawn_but_a_mark():
    told, lines = seen("xor", starts=60, rates="1e-2:1:log:2")
    (above,) = (one for one in told if one.startswith("median above"))
    assert above == "median above 2e+03, or diverged"
    assert lines[above].get_xdata().tolist() == [1.0]
    assert np.isnan(lines["median"].get_ydata()).tolist() == [False, True]
    told, lines = seen("xor", starts=60, rates="0.1:0.11:2", steps=1500)
    assert told[-2] == "median below 1.8e-12"
    assert "median" not in told


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
