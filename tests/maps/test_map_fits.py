"""Every picture of a map holds its texts: no figure lies upon another, and none goes beyond the picture."""

from dataclasses import replace
from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg

from backprop_lab.maps import plane, survey
from backprop_lab.picture.ticks import Side, figured
from maps.small import HANDOUT

NEAR = {"x": "rate:1.00001e-3:1.00002e-3:log", "y": "scale:0.5000001:0.5000002"}
LAST_BITS = {"x": "w11:1:1.0000000000001", "y": "rate:0.001:0.00100000000000005:log"}
ALL = "+".join(f"1.25*{name}" for name in HANDOUT.parameters)
PLANES = {
    "ordinary": {"size": 64}, "tall": {"size": (60, 400), "seed": 1, "index": 3} | NEAR,
    "tall, wide axes": {"size": (30, 400)}, "flat": {"size": (400, 40)}, "a column": {"size": (1, 400)},
    "a row": {"size": (400, 1)}, "a pixel": {"size": 1}, "near": {"size": 64} | NEAR,
    "last bits": {"size": 64} | LAST_BITS, "a column of last bits": {"size": (1, 50)} | LAST_BITS,
    "far": {"size": (10, 90), "x": "rate:1e-300:1e300:log", "y": "scale:1e-300:1e300:log"},
    "signs": {"size": 64, "x": "w11:-0.00012:0.00013", "y": "w12:-1e5:1e5"},
    "far from 0": {"size": (60, 400), "x": "w11:-1.00001e6:-1e6", "y": "w12:-1e-9:1e-9"},
    "one decade": {"size": (60, 90), "x": "rate:1e-3:1e-2:log", "y": "rate1:1.1e-3:1.9e-3:log"},
    "one bit": {"size": 8, "x": "w11:1:1.0000000000000002", "y": "scale:1:1.0000000000000002:log"},
    "long names": {"size": (60, 90), "x": f"{ALL}:-1:1", "y": f"{ALL.replace('+', '-')}:-1:1"},
    "a long title": {"size": (60, 90), "method": "momentum:0.9", "precision": 32, "seed": 123456789012, "index": 12345},
}  # fmt: skip
SURVEYS = {
    "ten": "1e-4:1e-3:10", "five": "1e-4:1e-2:5", "twenty": "0.001:0.01:20", "log": "1e-5:1e-1:log:9",
    "log, to 0.001": "1e-5:1e-3:log:5", "near": "1.00001e-3:1.00002e-3:3", "near, log": "1.00001e-3:1.00002e-3:log:3",
    "nearer": "1.5e-3:1.50000000001e-3:3", "large": "1e5:3e5:5", "tiny": "1e-12:3e-12:5",
    "an octave": "0.001:0.002:log:5", "two": "0.0012:0.0019:log:2", "far": "1e-12:1:log:3",
    "every outcome": "1e-5:1:log:12",
}  # fmt: skip


def figures(axis):
    low, high = sorted(axis.get_view_interval())
    span = 1e-9 * (high - low)
    ticks = [t for t in axis.get_major_ticks() if low - span <= t.get_loc() <= high + span]
    return [t.label1 for t in ticks if t.label1.get_text()]


def check(figure):
    figure.set_canvas(FigureCanvasAgg(figure))
    figure.canvas.draw()
    seen = [*figure.texts, *figure.legends]
    if figure._suptitle:
        seen.append(figure._suptitle)
    for axes in figure.axes:
        for axis in (axes.xaxis, axes.yaxis):
            told = figures(axis)
            texts = [t.get_text() for t in told]
            assert len(set(texts)) == len(texts)
            boxes = [t.get_window_extent() for t in told]
            assert not any(a.overlaps(b) for a, b in combinations(boxes, 2)), texts
            assert not any(box.overlaps(axis.label.get_window_extent()) for box in boxes if axis.label.get_text())
            seen += [*told, axis.label]
    sheet = figure.bbox
    for one in seen:
        box = one.get_window_extent()
        assert box.x0 >= sheet.x0, one
        assert box.y0 >= sheet.y0, one
        assert box.x1 <= sheet.x1, one
        assert box.y1 <= sheet.y1, one


@pytest.mark.parametrize("name", PLANES)
def test_a_plane_holds_its_texts(name):
    figure = plane(HANDOUT, **({"steps": 3, "index": 0} | PLANES[name])).figure()
    check(figure)
    few = [len(figures(axis)) for axis in (figure.axes[0].xaxis, figure.axes[0].yaxis)]
    assert min(few) >= 2
    title = " ".join(t.get_text() for t in figure.texts)
    assert title.startswith("handout, start")
    assert title.endswith("runs")


@pytest.mark.parametrize("name", SURVEYS)
def test_a_survey_holds_its_texts(name):
    check(survey(HANDOUT, starts=300, rates=SURVEYS[name]).figure())


def test_a_long_name_is_broken_over_lines_or_cut():
    lab = replace(HANDOUT, name="a-lab-whose-name-is-long-" * 24)
    title = plane(lab, size=(20, 30), steps=3, index=0).figure()
    check(title)
    assert len(title.texts) == 8
    assert title.texts[-1].get_text().endswith("…")
    check(survey(lab, starts=30, rates="1e-4:1e-2:log:3").figure())
    check(survey(lab, starts=30, rates=1e-3).figure())


def told(rates):
    (legend,) = survey(HANDOUT, starts=30, rates=rates).figure().legends
    return [text.get_text() for text in legend.get_texts() if "rate" in text.get_text() or "bound" in text.get_text()]


def test_the_legend_names_the_lines_that_are_drawn():
    assert told("1e-4:1e-3:3") == []
    assert told("1e-4:2e-3:3") == ["bound 0.0011263: no perfect fit is stable above"]
    assert told("2e-3:1e-2:log:3") == ["the lab's rate 0.005"]
    assert len(told("1e-4:1e-2:log:3")) == 2


@pytest.mark.parametrize(
    ("values", "texts", "less"),
    [
        ([0.1, 0.2, 0.30000000000000004], ["0.1", "0.2", "0.3"], ""),
        ([-1.0, 1e-17, 1.0], ["-1", "0", "1"], ""),
        ([1e-5, 1e-4, 1e-3], ["1e-05", "0.0001", "0.001"], ""),
        ([0.001000012, 0.001000014], ["2e-09", "4e-09"], " − 0.00100001"),
        ([-2.0000002, -2.0000001], ["8e-07", "9e-07"], " + 2.000001"),
        ([1234567.0, 1234568.0], ["7", "8"], " − 1234560"),
        ([5.0], ["5"], ""),
    ],
)
def test_figures_tell_values_apart_with_few_digits(values, texts, less):
    found = figured(values)
    assert (list(found.texts), found.less) == (texts, less)


def test_an_axis_of_many_decades_has_powers_of_ten():
    found = Side("rate", 1e-300, 1e300, True).up()
    assert len(found.values) > 4
    assert all(text.startswith("1e") for text in found.texts if text != "1")
    assert not found.less
