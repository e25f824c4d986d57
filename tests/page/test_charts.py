"""The pictures over the steps and the slice in a real browser: what they say is Python's, what they draw is sound."""

import itertools
import json
import math
import re
import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import numpy as np
import pytest

from backprop_lab.bound import smallest_sharpness, stability_limit
from backprop_lab.curvature import sharpness
from backprop_lab.page import assemble
from backprop_lab.page.payload import payload
from backprop_lab.pattern import slopes
from backprop_lab.trial import perform
from page.conftest import JS
from page.labs import SHOWN, at_rate
from page.reading import shown
from page.states import SESSION, random_state

MAIN = """
import { readLab } from "./core/lab.js";
import { firstState } from "./core/state.js";
import { h } from "./dom.js";
import { makeSession } from "./session.js";
import { chartView } from "./view/chart.js";
import { sharpnessView } from "./view/sharp.js";
import { sliceView } from "./view/slice.js";
import { pictures, svgText } from "./view/picture.js";
import { stripView } from "./view/strip.js";

export const pageModel = (payload) => payload;

export function render({ model, el }) {
  const lab = readLab(model), session = makeSession(lab, firstState(lab, model.start));
  const views = [chartView(session), sharpnessView(session), stripView(session), sliceView(session)];
  const fold = h("details", { ontoggle: () => views[3].update() }, h("summary", {}, "Slice"), views[3].el);
  const root = h("div", { class: "bpl" }, ...views.slice(0, 3).map((view) => view.el), fold);
  el.replaceChildren(root);
  const update = () => views.forEach((view) => view.update());
  session.subscribe(update);
  update();
  const said = [];
  session.hear((text) => said.push(text));
  window.at = { session, said, texts: () => pictures(root).map((p) => [p.name, svgText(p)]) };
}
"""
WRONG = """() => [...document.querySelectorAll("svg *, svg")].flatMap((el) => [...el.attributes])
  .filter(({ name, value }) => name !== "aria-label" && /NaN|Infinity|undefined|null/.test(value))
  .map(({ name, value }) => `${name}=${value.slice(0, 80)}`)"""

BOXES = """(all) => all.filter((t) => t.textContent && t.textContent.length < 24).map((t) => t.getBoundingClientRect())
  .map((b) => [b.left, b.top, b.right, b.bottom])"""
"""Where the short texts of a picture are: numbers and names, not the lines of a legend."""
AXE = Path(__file__).parents[2] / "tools" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.fixture(scope="module")
def bundled(tmp_path_factory):
    folder = tmp_path_factory.mktemp("charts") / "js"
    shutil.copytree(JS, folder)
    (folder / "charts_main.js").write_text(MAIN, "utf-8")
    return assemble.bundle(folder, "charts_main.js"), assemble.styles(JS.parent / "css")


@pytest.fixture
def charts(visit, bundled):
    """`charts(lab, theta, patch)`: a page of these four views."""

    def open_page(lab, theta, patch=None, **options):
        module, css = bundled
        page = visit(assemble.page_html("Charts", json.dumps(payload(lab, theta, 5)), module, css), **options)
        change(page, patch or {})
        return page

    return open_page


def change(page, patch):
    page.evaluate(
        "(p) => { const { session } = at, { view, ...rest } = p;"
        " session.set({ ...rest, view: { ...session.state.view, ...view } }); }", patch,
    )  # fmt: skip


def picture(page, word):
    return page.locator(f"[data-picture='{word}']")


def slider(page, word):
    return picture(page, word).get_by_role("slider")


def table(page, word, which=0):
    """The rows of a picture's table, once it is open."""
    details = picture(page, word).locator("details").nth(which)
    details.evaluate("(d) => { d.open = true; }")
    page.wait_for_function("(d) => d.querySelector('tbody tr')", arg=details.element_handle())
    page.wait_for_timeout(300)  # a part that was opened, or redrawn more finely, is filled a moment later
    return details.evaluate(
        "(d) => [...d.querySelectorAll('tr')].map((r) => [...r.children].map((c) => c.textContent))"
    )


LABS = {
    "handout": at_rate(SHOWN["handout"], 0.0005), "dying": SHOWN["handout"], "xor": SHOWN["xor"],
    "heavy": at_rate(SHOWN["handout"], 0.0002, "momentum:0.9"), "leaky": SHOWN["leaky"],
}  # fmt: skip


@pytest.mark.parametrize("name", LABS)
def test_tables_hold_pythons_numbers(charts, name):
    lab = LABS[name]
    theta = lab.start(5)
    page, trial = charts(lab, theta), perform(lab, theta, 5)
    steps = [int(row[0]) for row in table(page, "J")[1:]]
    assert (steps[0], steps[-1]) == (0, trial.history.last)
    told = np.array([float(row[1]) for row in table(page, "J")[1:]])
    assert (told == np.array(page.evaluate("() => [...at.session.history.values]"))[steps]).all()
    early = np.array(steps) <= 20  # later, roundings may have grown
    np.testing.assert_allclose(told[early], trial.values[steps][early], rtol=1e-8)
    expected = [sharpness(lab.objective, trial.history.thetas[t]) for t in steps if t <= 20]
    told = [float(row[1]) for row in table(page, "sharpness")[1:]][: len(expected)]
    np.testing.assert_allclose(told, expected, rtol=1e-6, atol=1e-9 * np.abs(expected).max())


@pytest.mark.parametrize("case", LABS)
def test_the_strip_says_from_when_to_when_each_unit_is_on(charts, case):
    lab = LABS[case]
    theta = lab.start(5)
    page, history = charts(lab, theta), perform(lab, theta).history
    found = [layer.transpose(2, 1, 0) for layer in slopes(lab.network, history.thetas, lab.objective.data.x)]
    rows = {}
    for unit, first, last, told in table(page, "units")[1:]:
        rows.setdefault(unit, []).append((int(first), int(last), told))
    names = [
        f"{u} @ point {p + 1}"
        for layer in lab.letters.hidden(lab.network)
        for u in layer
        for p in range(found[0].shape[1])
    ]
    assert [*rows] == names
    passed = [row for layer in found for of_unit in layer for row in of_unit]
    for name, expected in zip(names, passed, strict=True):
        runs = rows[name]
        assert runs[0][0] == 0
        assert runs[-1][1] == history.last
        assert all(b[0] == a[1] + 1 for a, b in itertools.pairwise(runs))
        for first, last, told in runs:
            assert (told == "off") == (expected[first : last + 1] == 0).all()
            if told == "on":
                assert (expected[first : last + 1] > 0.999).all()


def test_the_exact_value_stands_at_the_cursor_and_the_keyboard_scrubs(charts):
    lab = LABS["handout"]
    trial = perform(lab, lab.start(5), 5)
    page = charts(lab, lab.start(5))
    slider(page, "J").focus()
    for key, step in (("ArrowRight", 1), ("ArrowRight", 2), ("End", 100), ("ArrowLeft", 99), ("Home", 0)):
        page.keyboard.press(key)
        for word in ("J", "sharpness", "units"):
            assert slider(page, word).input_value() == str(step)
            assert slider(page, word).get_attribute("aria-valuetext").startswith(f"step {step}, ")
        told = picture(page, "J").locator(".reading").inner_text()
        assert told.startswith(f"Step {step}: J = ")
        assert float(told.split(" = ")[1]) == pytest.approx(trial.values[step], rel=1e-12)
        assert repr(float(told.split(" = ")[1])).removesuffix(".0") == told.split(" = ")[1]
        assert (
            slider(page, "J").get_attribute("aria-valuetext")
            == f"step {step}, J = {shown(float(told.split(' = ')[1]))}"
        )


@pytest.mark.parametrize("word", ["J", "sharpness", "units"])
def test_a_click_and_a_drag_go_to_the_step_under_the_pointer(charts, word):
    page = charts(LABS["handout"], LABS["handout"].start(5))
    slider(page, word).scroll_into_view_if_needed()
    box = slider(page, word).bounding_box()
    left, wide = box["x"] + 12, box["width"] - 24
    y = box["y"] + box["height"] / 2
    place = "() => at.session.state.at"
    page.mouse.click(left + 0.4 * wide, y)
    assert abs(page.evaluate(place) - 40) <= 1
    page.mouse.move(left + 0.4 * wide, y)
    page.mouse.down()
    page.mouse.move(left + 0.75 * wide, y, steps=5)
    page.mouse.up()
    assert abs(page.evaluate(place) - 75) <= 1
    line = picture(page, word).locator("svg > path[fill='var(--ink)']").first.bounding_box()
    assert abs(line["x"] + line["width"] / 2 - (left + 0.75 * wide)) < 0.02 * wide


def test_sharpness_is_held_against_the_methods_limit_and_the_least_of_any_fit(charts):
    for name in ("handout", "heavy", "xor"):
        lab = LABS[name]
        page = charts(lab, lab.start(5))
        told = " ".join(picture(page, "sharpness").locator("svg text").all_text_contents())
        limit = stability_limit(lab.method)
        assert f"{shown(limit, 4)}/rate = {shown(limit / lab.method.rate)}" in told
        least = smallest_sharpness(lab.objective)
        assert ("least sharpness" in told) == (least is not None)
        if least:
            assert f"any fit: {shown(least)}" in told
        assert page.locator("[data-picture='sharpness'] path[stroke-dasharray='8 4']").count() == 2  # line and legend


NAMES_ON_THE_CURVE = """() => { const el = document.querySelector("[data-picture=sharpness]");
  const line = el.querySelector("path[stroke-width='2.2']"), long = line.getTotalLength(), to = line.getScreenCTM();
  const spots = Array.from({ length: 4001 }, (_, k) => line.getPointAtLength((long * k) / 4000).matrixTransform(to));
  const names = [...el.querySelectorAll("text[paint-order]")].map((t) => [t.textContent, t.getBoundingClientRect()]);
  const within = (b) => ({ x, y }) => x > b.left && x < b.right && y > b.top + 3 && y < b.bottom - 3;
  return names.map(([text, b]) => [text, spots.some(within(b))]); }"""


@pytest.mark.parametrize("steps", [24, 25, 28, 31, 100])
@pytest.mark.parametrize("rate", [0.0005, 0.0011, 0.0012, 0.005])
def test_the_names_of_the_levels_lie_beside_the_curve_of_the_sharpness(lab_page, rate, steps):
    page = lab_page(rate=rate, hash=f"#v=1&steps={steps}")
    names = dict(page.evaluate(NAMES_ON_THE_CURVE))
    assert not any(names.values()), names
    if rate == 0.0005:
        assert set(names) == {"2/rate = 4000", "least of any fit: 1775.67"}


def test_kept_runs_are_told_apart_by_colour_dash_marker_and_name(charts):
    lab = LABS["handout"]
    theta = lab.start(5).tolist()
    keep = [
        {"theta": theta, "seed": {"seed": "5", "index": "0"}, "rate": rate, "steps": steps, "method": method}
        for rate, steps, method in ((0.005, 100, "gradient_descent"), (0.0002, 150, "momentum:0.9"), (0.01, 40, "adam"))
    ]
    page = charts(lab, theta, {"kept": keep, "view": {"log": True}})
    legend = " ".join(picture(page, "J").locator("svg text").all_text_contents())
    for run in keep:
        trial = perform(at_rate(lab, run["rate"], run["method"]).trained(steps=run["steps"]), lab.start(5), 5)
        name = run["method"].replace("_", " ").replace(":", " ")
        assert f"kept run: rate {shown(run['rate'])}, {name}" in legend
        assert trial.outcome.name in legend
    lines = (
        picture(page, "J")
        .locator("svg > g g path:first-child")
        .evaluate_all("(all) => all.map((p) => [p.getAttribute('stroke'), p.getAttribute('stroke-dasharray')].join())")
    )
    assert len(lines) == len(set(lines)) == 4
    rows = table(page, "J")
    assert rows[0][0] == "step"
    assert len(rows[0]) == 5
    assert len(rows) == 152  # the longest has 150 steps
    assert [cell == "" for cell in rows[-1]] == [False, True, True, False, True]


def test_0_on_a_logarithmic_axis_is_said(charts):
    lab = SHOWN["handout"]
    page = charts(lab, lab.start(5), {"x": [[0, 0]], "y": [[0]], "view": {"log": True}})
    assert "no place on a logarithmic axis" in picture(page, "J").locator("> .note").inner_text()
    keep = [{"theta": lab.start(5).tolist(), "seed": None, "rate": 1.0, "steps": 5, "method": "gradient_descent"}]
    theta = [1.0, 0, 0, 0, 1, 0, 0, 0, 1, 0]
    page = charts(lab, lab.start(5), {"x": [[1, 0]], "y": [[1]], "theta": theta, "kept": keep, "view": {"log": True}})
    assert "drawn on the lower edge" in picture(page, "J").locator("> .note").inner_text()
    button = picture(page, "J").get_by_role("button", name="Logarithmic")
    assert button.get_attribute("aria-pressed") == "true"
    button.click()
    assert button.get_attribute("aria-pressed") == "false"
    assert page.evaluate("() => at.said") == ["J is drawn on a linear axis."]
    assert "logarithmic" not in picture(page, "J").locator("> .note").inner_text()


def open_slice(page):
    page.locator("summary", has_text="Slice").click()
    page.wait_for_timeout(300)


def test_a_slice_is_drawn_only_when_it_is_open_and_follows_the_state(charts):
    lab = LABS["handout"]
    page = charts(lab, lab.start(5), {"view": {"across": "w12", "up": "u21", "reach": 2}})
    image = "() => document.querySelector('[data-picture=slice] image').getAttribute('href')"
    assert page.evaluate(image) is None
    open_slice(page)
    first = page.evaluate(image)
    assert first.startswith("data:image/png;base64,")
    change(page, {"at": 60})
    assert page.evaluate(image) != first  # at once, though coarser
    reading = picture(page, "slice").locator(".reading")
    assert "through theta at step 60" in reading.inner_text()
    page.get_by_label("Keep the plane through step 60").check()
    change(page, {"at": 20})
    history = perform(lab, lab.start(5)).history.thetas
    offset = np.delete(history - history[60], [lab.parameters.index("w12"), lab.parameters.index("u21")], axis=1)
    distance = np.linalg.norm(offset, axis=1)
    told = re.search(r"step 20 is (\S+) away.*Farthest from it is step (\d+), (\S+) away", reading.inner_text())
    assert float(told[1]) == pytest.approx(distance[20], rel=1e-5)
    assert int(told[2]) == distance.argmax()
    assert float(told[3]) == pytest.approx(distance.max(), rel=1e-5)
    rows = table(page, "slice", 1)[1:]
    np.testing.assert_allclose([float(r[3]) for r in rows], distance, rtol=1e-5, atol=1e-12)
    assert "on the plane under it J = " in picture(page, "slice").locator("> div > .note").last.inner_text()


def test_a_slices_axes_and_reach_are_chosen_by_name(charts):
    lab = LABS["handout"]
    page = charts(lab, lab.start(5))
    open_slice(page)
    part = picture(page, "slice")
    part.get_by_label("Across", exact=True).select_option("w12")
    part.get_by_label("Up", exact=True).select_option("sharpest direction")
    part.get_by_label("Reach of the slice").fill("0.25")
    page.keyboard.press("Enter")
    part.get_by_role("button", name="Wider").click()
    view = page.evaluate("() => at.session.state.view")
    assert (view["across"], view["up"], view["reach"]) == ("w12", "sharpest", 0.5)
    texts = part.locator("svg text").all_text_contents()
    assert {"w12", "sharpest direction"} <= {*texts}
    part.get_by_label("Reach of the slice").fill("-1")
    page.keyboard.press("Enter")
    assert "must be a number above 0" in part.get_by_role("alert").inner_text()
    values = [[float(v) for v in row] for row in table(page, "slice")[1:]]
    theta, i = lab.start(5), lab.parameters.index("w12")
    for step, value in zip(np.linspace(-0.5, 0.5, 9), values[4][1:], strict=True):
        assert value == pytest.approx(lab.objective(theta + step * np.eye(10)[i]), rel=1e-4)
    part.get_by_role("button", name="Reset").click()
    view = page.evaluate("() => at.session.state.view")
    assert (view["across"], view["up"], view["reach"]) == ("gradient", "sharpest", 1)
    change(page, {"theta": (-np.ones(10)).tolist()})
    assert "gradient is 0 here" in part.get_by_role("status").first.inner_text()
    part.get_by_role("button", name="Show w11 and w12").click()
    assert part.locator("image").first.is_visible()


@pytest.mark.parametrize("seed", range(24))
def test_nothing_that_a_state_may_hold_breaks_a_picture(js, charts, seed):
    told, patch = random_state(seed)
    body = f"async (m, a, b) => {{ {SESSION} const {{ now }} = await open(a, b); return now; }}"
    state = js.run("core/state.js", body, told, patch)
    state["steps"] = min(state["steps"], 300)
    state["kept"] = [run | {"steps": min(run["steps"], 300)} for run in state["kept"]]
    lab = list(SHOWN.values())[seed // 2 % len(SHOWN)]
    page = charts(lab, lab.start(5))
    open_slice(page)
    size = (len(page.evaluate("() => at.session.lab.parameters")), *map(len, (state["x"][0], state["y"][0])))
    if size != (lab.network.size, lab.network.widths[0], lab.network.widths[-1]):
        state = {key: state[key] for key in ("rate", "steps", "method", "at")} | {"kept": []}
    page.evaluate("(state) => at.session.set(state)", state)
    page.wait_for_timeout(250)
    assert page.evaluate(WRONG) == []
    for word in ("J", "sharpness", "units"):
        assert picture(page, word).locator("svg").get_attribute("aria-label")


@pytest.mark.parametrize("width", [320, 640, 1400])
def test_pictures_fit_the_width_and_texts_do_not_meet(charts, width):
    lab = LABS["handout"]
    page = charts(
        lab,
        lab.start(5),
        {"view": {"across": "w12", "up": "u21", "reach": 2}},
        viewport={"width": width, "height": 800},
    )
    open_slice(page)
    assert page.evaluate("() => document.documentElement.scrollWidth <= innerWidth")
    for svg in page.locator("svg.picture").all():
        boxes = svg.locator("text").evaluate_all(BOXES)
        for i, a in enumerate(boxes):
            for b in boxes[:i]:
                across, up = min(a[2], b[2]) - max(a[0], b[0]), min(a[3], b[3]) - max(a[1], b[1])
                assert across <= 1 or up <= 4, (a, b)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("name", ["handout", "xor"])
def test_axe_finds_nothing(charts, name, scheme):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: make test does it")
    lab = LABS[name]
    page = charts(lab, lab.start(5), {"at": 10}, color_scheme=scheme, viewport={"width": 320, "height": 700})
    open_slice(page)
    for word, count in (("J", 1), ("sharpness", 1), ("units", 1), ("slice", 2)):
        for which in range(count):
            table(page, word, which)
    page.evaluate(f"() => {{ {AXE.read_text('utf-8')}; }}")
    rules = {rule: {"enabled": False} for rule in ("region", "page-has-heading-one", "heading-order")}
    told = "(told) => told.violations.map((v) => [v.id, v.nodes[0].html, v.nodes[0].failureSummary])"
    assert page.evaluate(f"(rules) => axe.run(document, {{ rules }}).then({told})", rules) == []
    small = """() => [...document.querySelectorAll("button, input, select, summary")].filter((el) => el.offsetParent)
      .map((el) => [el.outerHTML.slice(0, 60), el.closest("label, .check") ?? el]).filter(([, el]) =>
        el.getBoundingClientRect().height < 23.5 || el.getBoundingClientRect().width < 23.5).map(([text]) => text)"""
    assert page.evaluate(small) == []


def test_every_picture_stands_alone(charts, visit):
    lab = LABS["handout"]
    page = charts(lab, lab.start(5), {"view": {"across": "w12", "up": "u21", "reach": 3}}, color_scheme="dark")
    open_slice(page)
    found = dict(page.evaluate("() => at.texts()"))
    assert [*found] == ["J", "sharpness", "units", "slice"]
    for name, text in found.items():
        tree = ElementTree.fromstring(text)
        assert tree.tag == "{http://www.w3.org/2000/svg}svg"
        assert tree.find("{*}title").text
        assert "var(" not in text, name
    assert "data:image/png;base64," in found["slice"]


def test_a_long_descent_keeps_its_peaks_when_it_is_thinned(js):
    values = np.full(10_001, 1.0)
    values[[0, 4321, 10_000]] = 2.0, 9.0, 0.5
    body = """async (m, values) => m.curve(values, (t) => t / 20, (v) => 10 * v)"""
    path = js.run("view/lines.js", body, values)
    places = [tuple(map(float, part.split())) for part in re.findall(r"[ML]([^ML]+)", path)]
    assert len(places) < 4 * 502
    assert max(places, key=lambda p: p[1]) == pytest.approx((216.1, 90.0), abs=0.06)
    assert places[-1] == (500.0, 5.0)
    assert js.run("view/lines.js", body, [1.0, None, 3.0]).count("M") >= 1


def ranges(rng, count):
    """Pairs of numbers near and far apart, large, tiny, negative, equal."""
    for _ in range(count):
        low = float(rng.choice([0.0, 1.0, -1.0]) * 10.0 ** rng.uniform(-300, 300))
        kind = rng.integers(4)
        far = float(low + abs(low) * 10.0 ** rng.uniform(-12, 3))
        yield sorted((low, [low, far, float(10.0 ** rng.uniform(-300, 300)), 4000.0][kind]))


def check_axis(axis, low, high, ends, apart):
    ticks = axis["ticks"]
    assert all(math.isfinite(t["at"]) and math.isfinite(t["value"]) for t in ticks)
    assert all(abs(a["at"] - b["at"]) >= apart for a, b in itertools.pairwise(ticks))
    assert all(min(ends) - 0.5 <= t["at"] <= max(ends) + 0.5 for t in ticks)
    assert len({t["label"] for t in ticks}) == len(ticks) >= 2, (low, high, ticks)
    size = max(abs(t["value"]) for t in ticks)
    assert all(abs(float(t["label"]) - t["value"]) <= 1e-5 * size for t in ticks)
    assert [t["value"] for t in ticks] == sorted(t["value"] for t in ticks)


KINDS = {"linear": "m.linearAxis(low, high, 300, 10)", "log": "m.logAxis(low, high, 300, 10)",
         "about 0": "m.axisAboutZero(low, high, near, 300, 10)"}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_axes_cover_their_range_with_round_numbers_that_do_not_meet(js, kind):
    given = [(low, high, (abs(low) + abs(high)) * 1e-3) for low, high in ranges(np.random.default_rng(1), 400)]
    if kind == "log":
        given = [(low, high, near) for low, high, near in given if low > 0]
    body = f"""(m, given) => given.map(([low, high, near]) => {{ const axis = {KINDS[kind]};
      return {{ ...axis, place: [low, high].map(axis.place) }}; }})"""
    for (low, high, _), axis in zip(given, js.run("view/axes.js", body, given), strict=True):
        check_axis(axis, low, high, (10, 300), 15)
        assert axis["kind"] == kind
        assert 9.9 <= axis["place"][1] <= axis["place"][0] <= 300.1
        slack = 1e-9 * (axis["high"] - axis["low"])
        assert axis["low"] <= low + slack or low < 1e-299
        assert axis["high"] >= high - slack


def test_an_axis_of_nothing_is_still_an_axis(js):
    body = """(m) => [[0, 0], [NaN, NaN], [-Infinity, Infinity], [5e-324, 5e-324], [1e308, 1e308]].flatMap(([a, b]) =>
      [m.linearAxis(a, b, 300, 10), m.logAxis(a, b, 300, 10), m.axisAboutZero(a, b, 0, 300, 10)])
      .map((axis) => axis.ticks)"""
    for ticks in js.run("view/axes.js", body):
        assert ticks
        assert all(math.isfinite(t["at"]) and math.isfinite(t["value"]) for t in ticks), ticks
