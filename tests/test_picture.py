"""The picture of a run: three panels with names on their axes, whatever became of the run."""

import io
from dataclasses import replace
from functools import cache
from typing import NamedTuple
from xml.etree import ElementTree

import matplotlib
import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox
from PIL import Image

from backprop_lab import Run, load_lab, run
from backprop_lab.lab import from_toml
from backprop_lab.picture import as_html, as_png, as_svg

LINE = from_toml("""
name = "line"
[network]
widths = [1, 1]
[data]
x = [1, 2]
y = [2, 4.5]
[descent]
rate = 0.05
steps = 20
""")
DEEP = from_toml("""
name = "deep"
[network]
widths = [3, 4, 4, 4, 2]
activation = "leaky_relu"
biases = true
[data]
x = [[1, 2, 3], [0, 1, 0], [1, 0, 1], [2, 2, 2], [1, 1, 1]]
y = [[1, 0], [0, 1], [1, 1], [0, 0], [2, 2]]
[descent]
rate = 0.01
steps = 12
""")
OUT = [-1e80, -1e80, *[1e80] * 8]
RUNS = {
    "dead at once": {"seed": 7},
    "dies": {"seed": 3},
    "learns at no rate": {"seed": 6},
    "alone": {"seed": 3, "compare": "none"},
    "beside itself": {"seed": 3, "compare": 0.005},
    "fitted": {"lab": "xor", "seed": 1},
    "xor": {"lab": "xor", "seed": 1, "steps": 30},
    "xor diverged": {"lab": "xor", "seed": 1, "rate": 5.0, "steps": 60},
    "xor at once out of bounds": {"lab": "xor", "seed": 1, "rate": 1e100},
    "digits": {"lab": "digits", "seed": 1, "steps": 3},
    "line": {"lab": LINE, "seed": 1},
    "line diverged": {"lab": LINE, "seed": 1, "rate": 1.0},
    "deep": {"lab": DEEP, "seed": 1},
    "diverged": {"seed": 3, "rate": 1e100},
    "out of bounds": {"theta": OUT},
    "no sharpness": {"seed": 3, "sharpness": False},
    "infinite": {"theta": [1e200, -1e200, -1e200, *[1e200] * 7]},
    "adam": {"seed": 3, "method": "adam"},
    "momentum": {"seed": 3, "method": "momentum:0.9"},
    "one step": {"seed": 3, "steps": 1},
    "large index": {"seed": 2**64 - 1, "index": 2**64 - 500, "rate": 1.23456789e-4},
}
LONG = "A title that goes on and on " * 6
TITLES = [
    "$", "$x^2", r"\alpha $\frac{1}$", "<b>&amp;\"'", "größer, J₀ ≥ 60²", "漢字 かな 한글 🙂",
    "\x00\x07\x1b[31m", "two\nlines\ttab", LONG, "\ufffe\uffff", "",
]  # fmt: skip


class Drawn(NamedTuple):
    """A run, its figure, and where its legends came to stand when it was laid out."""

    made: Run
    figure: Figure
    legends: list[Bbox]


@cache
def drawn(name):
    made = run(**RUNS[name])
    figure = made.figure()
    figure.draw_without_rendering()
    legends = [panel.get_legend() for panel in figure.axes[:2]]
    return Drawn(made, figure, [legend.get_window_extent() for legend in legends if legend])


@pytest.mark.parametrize("name", RUNS)
def test_a_run_has_a_picture_with_names_on_every_axis(name):
    made, figure, _ = drawn(name)
    values, sharpness, *units = figure.axes
    assert values.get_xlabel() == sharpness.get_xlabel() == "step"
    assert values.get_ylabel() in ("J", "J (log)")
    assert sharpness.get_ylabel() == "sharpness"
    assert len(units) == len(made.trials)
    for panel, trial in zip(units, made.trials, strict=True):
        assert panel.get_xlabel() == "step" or trial.lab.network.depth == 1
        assert f"rate {trial.rate:g}" in panel.get_title(loc="left") or trial.lab.network.depth == 1


@pytest.mark.parametrize("name", RUNS)
def test_the_legend_names_every_trial_and_stays_within_the_picture(name):
    made, figure, legends = drawn(name)
    told = [text.get_text() for text in figure.axes[0].get_legend().get_texts()]
    for trial, words in zip(made.trials, told, strict=True):
        assert words.startswith(f"rate {trial.rate:g}, start {trial.start_name}: {trial.outcome.name}")
    for box in legends:
        assert 0 <= box.x0 <= box.x1 <= figure.bbox.x1
        assert 0 <= box.y0 <= box.y1 <= figure.bbox.y1


@pytest.mark.parametrize("name", ["learns at no rate", "digits", "line", "infinite"])
def test_a_picture_can_be_opened(name):
    figure = run(**RUNS[name]).figure()
    with Image.open(io.BytesIO(as_png(figure))) as opened:
        assert min(opened.size) > 500
    assert ElementTree.fromstring(as_svg(figure)) is not None


@pytest.mark.parametrize("name", RUNS)
def test_the_axis_of_j_is_logarithmic_just_where_j_spans_a_lot(name):
    made, figure, _ = drawn(name)
    values = np.concatenate([t.values for t in made.trials])
    finite = values[np.isfinite(values)]
    axes = figure.axes[0]
    if len(finite) == len(values) and finite.max() < 1e6 * made.lab.objective.at_zero:
        assert (axes.get_yscale() == "log") == bool(finite.max() > 30 * finite.min())
    assert axes.get_ylabel() == ("J (log)" if axes.get_yscale() == "log" else "J")
    assert np.isfinite(axes.get_ylim()).all()
    assert np.isfinite(figure.axes[1].get_ylim()).all()


@pytest.mark.parametrize("name", ["dies", "fitted", "xor", "digits"])
def test_what_is_drawn_is_what_the_run_has(name):
    made, figure, _ = drawn(name)
    lines = figure.axes[0].get_lines()
    for i, trial in enumerate(made.trials):
        curve, mark = lines[2 * i], lines[2 * i + 1]
        assert np.allclose(curve.get_ydata(), trial.values, rtol=1e-9)
        assert mark.get_xdata()[0] == min(trial.outcome.step, len(trial.values) - 1)
    if made.sharpness is not None:
        known = np.isfinite(made.sharpness)
        assert np.array_equal(figure.axes[1].get_lines()[0].get_ydata(), made.sharpness[known])


def test_the_limit_over_the_rate_and_the_least_sharpness_are_drawn_where_they_are_known():
    known = drawn("dies").figure
    told = {text.get_text() for text in known.axes[1].texts}
    assert told == {"2/rate = 400", "2/rate = 4000"}
    assert any("1775.7" in t.get_text() for t in known.axes[1].get_legend().get_texts())
    adam = drawn("adam").figure
    assert [text.get_text() for text in adam.axes[1].texts] == []
    ball = drawn("momentum").figure
    assert "3.8/rate = 760" in {text.get_text() for text in ball.axes[1].texts}


def test_the_strip_has_a_row_for_every_unit_and_point_of_a_small_network():
    made, figure, _ = drawn("dies")
    strip = figure.axes[2].get_images()[0].get_array()
    assert strip.shape == (8, len(made.values))
    names = [label.get_text() for label in figure.axes[2].get_yticklabels()]
    assert names[0] == "h1, x = (-1, 1)"
    assert names[-1] == "k2, x = (-1, 0.5)"
    assert (strip[:, -1] == 0)[[0, 2]].all() or (strip[:, -1] == 0)[[4, 6]].all()


def test_a_network_without_hidden_units_has_no_strip():
    figure = drawn("line").figure
    assert not figure.axes[2].axison


@pytest.mark.parametrize("title", TITLES, ids=repr)
def test_any_title_can_be_drawn(title):
    figure = run(replace(LINE, title=title), seed=7, steps=2).figure()
    assert as_html(figure, title).startswith("<figure>")
    assert ElementTree.fromstring(as_svg(figure)) is not None


def test_any_letters_can_be_drawn():
    letters = replace(load_lab().letters, units=("hé", "_k_"), output="漢")
    made = run(replace(load_lab(), letters=letters), seed=3, steps=2)
    assert as_png(made.figure()).startswith(b"\x89PNG")
    assert ElementTree.fromstring(as_svg(made.figure())) is not None


def test_drawing_leaves_the_settings_of_matplotlib_alone():
    before = dict(matplotlib.rcParams)
    as_svg(run(LINE, seed=1).figure())
    assert dict(matplotlib.rcParams) == before
