"""The stage as a person uses it: network, card, operations, ledger, by mouse and by keyboard."""

import re

import numpy as np
import pytest

from backprop_lab import activation
from backprop_lab.derivation import derive
from backprop_lab.lab import Descent, Lab
from backprop_lab.names import default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from page.labs import SHOWN
from page.reading import ledger, ledger_of, shown, state_at

HANDOUT = SHOWN["handout"].trained(rate=0.0005)


def labels(page, kind):
    """What a screen reader is told of every edge or unit."""
    return page.eval_on_selector_all(f".network .{kind} .press", "all => all.map((e) => e.getAttribute('aria-label'))")


def unit(page, name):
    return page.locator(f".network .press[aria-label^='unit {name} '], .network .press[aria-label^='input {name} ']")


def edge(page, name):
    return page.locator(f".network .press[aria-label^='weight {name} ']")


def panel(page, name):
    return page.locator(f"section[aria-label='{name}']")


def step_button(page, name):
    return panel(page, "Operations, one by one").get_by_role("button", name=name, exact=True)


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("at", [0, 3])
def test_every_number_of_ledger_and_network_is_pythons(lab_page, name, at):
    lab = SHOWN[name].trained(rate=0.0005) if name == "handout" else SHOWN[name]
    theta = lab.start(5)
    page = lab_page(name)
    page.evaluate("() => document.querySelector('.stage').focus()")
    for _ in range(at):
        page.keyboard.press("PageDown")
    found = state_at(lab, theta, at)
    told = ledger(page)
    for row, cells in ledger_of(lab, found).items():
        assert told[row] == cells, row
    for parameter, label in zip(lab.parameters, labels(page, "edge"), strict=True):
        value, gradient = found[parameter, None], found[f"dJ_d{parameter}", None]
        assert label == f"weight {parameter} = {shown(value, 4)}, gradient of J {shown(gradient, 4)}"


def test_units_that_are_off_are_shown_off_for_each_point(lab_page):
    page = lab_page()
    found = state_at(HANDOUT, HANDOUT.start(5), 0)
    for point in (0, 1):
        page.get_by_role("button", name=f"Point {point + 1}:").click()
        for a, h in (("a1", "h1"), ("a2", "h2"), ("b1", "k1"), ("b2", "k2")):
            off = found[a, point] <= 0
            assert (", off" in unit(page, h).get_attribute("aria-label")) == off, (h, point)
            assert unit(page, h).locator("xpath=../*[@class='unit-off']").text_content() == ("off" if off else "")


def test_weights_are_told_by_width_colour_and_dash(lab_page):
    page = lab_page()
    theta = dict(zip(HANDOUT.parameters, HANDOUT.start(5), strict=True))
    width = {}
    for name, value in theta.items():
        style = edge(page, name).locator(".wire").get_attribute("style")
        assert ("dasharray" in style) == (value < 0), name
        assert ("--blue" if value < 0 else "--orange") in style
        width[name] = float(style.split("stroke-width:")[1].split(";")[0])
    by_size = sorted(theta, key=lambda name: abs(theta[name]))
    assert [width[n] for n in by_size] == sorted(width.values())


def test_an_edge_opens_a_card_by_hover_click_and_keyboard(lab_page):
    page = lab_page()
    found = state_at(HANDOUT, HANDOUT.start(5), 0)
    card = panel(page, "What was chosen")
    edge(page, "u22").hover(position={"x": 40, "y": 10}, force=True)
    assert "u22" in card.locator("h3").inner_text()
    edge(page, "v2").focus()
    page.keyboard.press("Enter")
    assert "v2" in card.locator("h3").inner_text()
    facts = card.locator("dd").all_inner_texts()
    assert facts[0] == repr(float(HANDOUT.start(5)[9]))
    assert facts[1:] == [
        shown(found[n, p], 10) for n, p in (("dL_dv2", 0), ("dJ_dv2", None), ("v2_new", None))
    ]  # fmt: skip
    assert card.locator("math").count() == 3


def test_a_value_typed_on_the_card_starts_a_new_descent(lab_page):
    page = lab_page()
    edge(page, "w12").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("0.125")
    page.keyboard.press("Enter")
    theta = HANDOUT.start(5)
    theta[1] = 0.125
    told = ledger(page)
    for row, cells in ledger_of(HANDOUT, state_at(HANDOUT, theta, 0)).items():
        assert told[row] == cells, row


def test_what_is_no_number_is_told_and_changes_nothing(lab_page):
    page = lab_page()
    before = ledger(page)
    edge(page, "w12").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("a lot")
    page.keyboard.press("Enter")
    assert "must be a number" in panel(page, "What was chosen").get_by_role("alert").inner_text()
    assert ledger(page) == before


def test_inputs_and_targets_can_be_typed_on_their_units(lab_page):
    page = lab_page()
    unit(page, "x1").focus()
    page.keyboard.press("Enter")
    page.keyboard.type("-2")
    page.keyboard.press("Enter")
    assert "x = (-2, 1)" in page.get_by_role("button", name="Point 1:").inner_text()


def test_every_operation_can_be_stepped_through_forward_and_back(lab_page):
    page = lab_page()
    found, story = state_at(HANDOUT, HANDOUT.start(5), 0), derive(HANDOUT)
    where = page.locator(".where")
    told = []
    for step in story:
        step_button(page, "Next ▶").click()
        told.append(where.inner_text())
        assert f": {step.symbol.text}" in told[-1]
        assert f"({step.phase}" in told[-1]
        assert page.locator(".said").inner_text() == step.said(found)
        last = page.locator(".steps-panel math mtr").last.text_content()
        assert shown(found[step.key], 10).replace("-", "−") in last
    assert [t.split(":")[0] for t in told] == [f"{i + 1} of {len(story)}" for i in range(len(story))]
    for before in reversed(told[:-1]):
        step_button(page, "◀ Back").click()
        assert where.inner_text() == before


def test_numbers_not_yet_worked_out_are_not_shown(lab_page):
    page = lab_page()
    step_button(page, "loss").click()
    told = ledger(page)
    assert told["z"][0] != "·"
    assert told["dz"] == ["·", "·", ""]
    assert told["L"][1:] == ["·", "·"]


@pytest.mark.parametrize("phase", ["forward", "loss", "backward", "sum", "update"])
def test_a_phase_is_clicked_to_its_first_operation(lab_page, phase):
    page = lab_page()
    page.get_by_role("button", name="Point 2:").click()
    step_button(page, phase).click()
    first = next(s for s in derive(HANDOUT) if s.phase == phase and s.point in (None, 1))
    assert f": {first.symbol.text}" in page.locator(".where").inner_text()
    assert step_button(page, phase).get_attribute("aria-pressed") == "true"


def test_the_formula_lights_what_it_reads(lab_page):
    page = lab_page()
    step_button(page, "forward").click()
    lit = page.eval_on_selector_all(
        ".network .lit .press", "all => all.map((e) => e.getAttribute('aria-label').split(' ')[1])"
    )
    assert sorted(lit) == ["h1", "w11", "w21", "x1", "x2"]


def test_operations_play_at_their_speed_and_pause(lab_page):
    page = lab_page()
    panel(page, "Operations, one by one").get_by_label("Speed").select_option("20")
    step_button(page, "|◀").or_(page.get_by_role("button", name="First operation")).first.click()
    step_button(page, "Play the operations").click()
    page.wait_for_timeout(900)
    step_button(page, "Pause the operations").click()
    there = page.locator(".where").inner_text()
    assert 8 <= int(there.split(" ")[0]) <= 25
    page.wait_for_timeout(300)
    assert page.locator(".where").inner_text() == there


def test_the_keys_of_the_stage_do_what_is_documented(lab_page):
    page = lab_page()
    page.locator(".stage").focus()
    page.keyboard.press("ArrowRight")
    page.keyboard.press("ArrowRight")
    assert page.locator(".where").inner_text().startswith("2 of ")
    page.keyboard.press("ArrowLeft")
    assert page.locator(".where").inner_text().startswith("1 of ")
    page.keyboard.press("End")
    assert "of step 100 are done" in page.locator(".where").inner_text()
    page.keyboard.press("PageUp")
    assert "of step 99 are done" in page.locator(".where").inner_text()
    page.keyboard.press("Home")
    page.keyboard.press("PageDown")
    assert "of step 1 are done" in page.locator(".where").inner_text()


def test_past_the_last_operation_comes_the_next_step_of_the_descent(lab_page):
    page = lab_page()
    step_button(page, "update").click()
    for _ in range(10):
        step_button(page, "Next ▶").click()
    assert page.locator(".where").inner_text().startswith("1 of ")
    told = ledger(page)
    found = state_at(HANDOUT, HANDOUT.start(5), 1)
    assert told["a1"][0] == shown(found["a1", 0])


def test_each_operation_is_said_in_the_live_region(lab_page):
    page = lab_page()
    step_button(page, "backward").click()
    live = page.locator("[aria-live=polite].unseen")
    assert live.inner_text().startswith("dz = ")
    assert "2 comes in" in live.inner_text()


def test_every_key_of_the_stage_says_where_it_led_to(lab_page):
    page = lab_page()
    live, state = page.locator("[aria-live=polite].unseen"), page.locator(".at-state")
    stage = page.locator(".stage")
    for key, step in (("PageDown", 1), ("PageDown", 2), ("PageUp", 1), ("End", 100), ("Home", 0)):
        stage.press(key)
        assert live.inner_text() == state.inner_text()
        assert live.inner_text().startswith(f"Step {step} of 100: J = ")
    for _ in range(2):  # the same operation is said again after something else was
        stage.press("ArrowRight")
        assert live.inner_text().startswith("a1 = ")
        stage.press("Home")
        assert live.inner_text().startswith("Step 0 of 100: J = ")
    stage.press("End")
    stage.press("ArrowLeft")
    assert live.inner_text().startswith("v2_new = ")
    stage.press("ArrowRight")
    assert re.fullmatch(r"All \d+ operations of step 100 are done\.", live.inner_text())
    stage.press("Home")
    stage.press("Space")
    assert live.inner_text() == "Playing the descent."
    stage.press("Space")
    assert live.inner_text() == state.inner_text()


def test_the_speed_can_be_changed_while_operations_play(lab_page):
    page = lab_page(hash="#v=1&cursor=0&speed=1")
    step_button(page, "Play the operations").click()
    panel(page, "Operations, one by one").get_by_label("Speed").select_option("20")
    page.wait_for_timeout(1200)
    step_button(page, "Pause the operations").click()
    assert int(page.locator(".where").inner_text().split(" ")[0]) >= 10


def test_another_change_pauses_the_operations(lab_page):
    page = lab_page(hash="#v=1&cursor=0&speed=20")
    step_button(page, "Play the operations").click()
    panel(page, "Start, rate and method").get_by_label("Rate, exact").fill("0.0004")
    page.keyboard.press("Enter")
    assert step_button(page, "Play the operations").is_visible()


def test_a_pinned_card_stays_until_another_is_chosen(lab_page):
    page = lab_page()
    edge(page, "v2").focus()
    page.keyboard.press("Enter")
    step_button(page, "forward").click()
    edge(page, "w11").hover(position={"x": 40, "y": 10}, force=True)
    assert panel(page, "What was chosen").locator("h3").inner_text().startswith("v2")


def test_the_arrows_go_from_edge_to_edge_and_to_the_units(lab_page):
    page = lab_page()
    edge(page, "w11").focus()
    seen = []
    for _ in range(17):
        seen.append(page.evaluate("() => document.activeElement.getAttribute('aria-label').split(' ')[1]"))
        page.keyboard.press("ArrowDown")
    assert sorted(seen) == sorted([*HANDOUT.parameters, "x1", "x2", "h1", "h2", "k1", "k2", "z"])


def net(*widths, biases=False):
    rng, network = np.random.default_rng(3), Network(widths, activation.tanh, biases=biases)
    data = Data(rng.uniform(-1, 1, (2, widths[0])), rng.uniform(-1, 1, (2, widths[-1])))
    return Lab("net", Objective(network, data), Descent(0.01, 5), default_letters(network))


NETS = {
    "handout": SHOWN["handout"], "xor": SHOWN["xor"], "leaky": SHOWN["leaky"], "deep": net(2, 5, 5, 5, 5, 1),
    "wide": net(4, 8, 8, 3), "biased": net(2, 4, 4, 4, 1, biases=True), "tower": net(2, 2, 2, 2, 2, 2, 2, 1),
    "2-3-3": net(2, 3, 3, biases=True), "2-4-1": net(2, 4, 1, biases=True), "2-4-3": net(2, 4, 3, biases=True),
    "2-3-2-1": net(2, 3, 2, 1, biases=True), "deep, biased": net(2, 3, 3, 3, 3, 3, 1, biases=True),
}  # fmt: skip
BOXES = """() => { const texts = [...document.querySelectorAll(".network text")].filter((t) => t.textContent);
  return texts.map((t) => { const b = t.getBoundingClientRect(), scale = b.width / t.getBBox().width;
    return [t.textContent, t.getAttribute("class"), b.left, b.top + 2, b.right, b.bottom - 2,
      scale * parseFloat(getComputedStyle(t).fontSize)]; }); }"""


@pytest.mark.parametrize("width", [1280, 320])
@pytest.mark.parametrize("name", NETS)
def test_the_texts_of_any_network_can_be_read_and_cover_no_other(lab_page, name, width):
    page = lab_page(NETS[name], viewport={"width": width, "height": 900})
    texts = page.evaluate(BOXES)
    assert min(text[-1] for text in texts) >= 11
    labels = [text for text in texts if text[1] == "weight"]
    few = {"deep": 0, "wide": 0, "biased": 45, "deep, biased": 16}
    assert len(labels) >= few.get(name, len(NETS[name].parameters))
    assert len(labels) == 0 or name not in ("deep", "wide")
    around = [text for text in texts if text[1] in ("weight", "delta answer")]
    circles = page.evaluate(CIRCLES)
    for i, (text, _, left, top, right, bottom, _) in enumerate(around):
        for other, _, left2, top2, right2, bottom2, _ in [*around[:i], *circles]:
            assert right <= left2 or right2 <= left or bottom <= top2 or bottom2 <= top, (text, other)


CIRCLES = """() => [...document.querySelectorAll(".network circle")].map((c) => { const b = c.getBoundingClientRect();
  return ["a circle", "", b.left, b.top + 2, b.right, b.bottom - 2, 0]; })"""
OVER = """() => { const edges = [...document.querySelectorAll(".network .edge")].filter((g) => g.querySelector("line"));
  const labels = [...document.querySelectorAll(".network .weight")].filter((t) => t.textContent);
  const name = (g) => g.querySelector(".press").getAttribute("aria-label").split(" ")[1];
  return labels.flatMap((t) => { const b = t.getBBox(), own = t.textContent.split(" ")[0];
    return edges.filter((g) => name(g) !== own && Array.from({ length: 301 }, (_, k) => {
      const v = (a) => g.querySelector(".wire")[a].baseVal.value, s = k / 300;
      return [v("x1") + (v("x2") - v("x1")) * s, v("y1") + (v("y2") - v("y1")) * s];
    }).some(([x, y]) => x > b.x && x < b.x + b.width && y > b.y + 2 && y < b.y + b.height - 2))
      .map((g) => [own, name(g)]); }); }"""


@pytest.mark.parametrize(
    ("name", "most"), [("handout", 1), ("xor", 2), ("tower", 6), ("2-3-2-1", 5), ("2-4-3", 20), ("leaky", 30)]
)
def test_a_label_lies_off_the_edges_of_others_where_it_can(lab_page, name, most):
    """Where many edges cross some must be covered; labels that seek the middle alone cover 3, 3, 12, 9, 27, 46."""
    found = lab_page(NETS[name]).evaluate(OVER)
    assert len(found) <= most, found


def test_a_bias_stands_above_its_unit(lab_page):
    page, lab = lab_page("xor"), SHOWN["xor"]
    for name, unit_name in (("c1", "h1"), ("c2", "h2"), ("c3", "h3"), ("d", "z")):
        bias, circle = edge(page, name).bounding_box(), unit(page, unit_name).bounding_box()
        assert bias["x"] + bias["width"] / 2 == pytest.approx(circle["x"] + circle["width"] / 2, abs=1)
        assert bias["y"] + bias["height"] / 2 < circle["y"] < bias["y"] + bias["height"] + 8
    assert lab.network.biases


def test_what_a_network_has_beyond_the_window_comes_into_sight_with_the_keyboard(lab_page):
    page = lab_page(NETS["tower"], viewport={"width": 320, "height": 900})
    box = page.locator(".network-panel .scroll")
    assert box.evaluate("(e) => e.scrollWidth > 2 * e.clientWidth && e.scrollLeft === 0")
    edge(page, NETS["tower"].parameters[0]).focus()
    page.keyboard.press("ArrowUp")  # from the first to the last
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')").startswith("unit z")
    page.wait_for_function("() => document.querySelector('.network-panel .scroll').scrollLeft > 0")
    seen, frame = unit(page, "z").bounding_box(), box.bounding_box()
    assert frame["x"] <= seen["x"]
    assert seen["x"] + seen["width"] <= frame["x"] + frame["width"] + 1


def test_a_weight_without_a_label_tells_its_number_when_it_is_pointed_at_or_has_the_focus(lab_page):
    lab = NETS["wide"]
    page, theta = lab_page(lab), dict(zip(lab.parameters, lab.start(5), strict=True))
    first, last = lab.parameters[3], lab.parameters[-2]
    label = page.locator(".network .weight").filter(has_text=re.compile(r"\S"))
    assert label.count() == 0
    edge(page, first).focus()
    assert label.all_text_contents() == [f"{first} {shown(theta[first], 3)}"]
    edge(page, last).dispatch_event("pointerenter")
    assert label.all_text_contents() == [f"{last} {shown(theta[last], 3)}"]
    page.locator(".stage").focus()
    page.keyboard.press("PageDown")
    now = state_at(lab, lab.start(5), 1)[last, None]
    assert shown(now, 3) != shown(theta[last], 3)
    assert label.all_text_contents() == [f"{last} {shown(now, 3)}"]
    unit(page, "z1").focus()
    assert label.count() == 0


@pytest.mark.parametrize("typed", ["1,000", "1,5", "", "0x10", "1e999"])
def test_what_could_be_read_in_two_ways_is_refused(lab_page, typed):
    page = lab_page()
    before = ledger(page)
    field = panel(page, "What was chosen").get_by_label("Value of w11")
    field.fill(typed)
    field.press("Enter")
    assert "must be a number" in panel(page, "What was chosen").get_by_role("alert").inner_text()
    assert ledger(page) == before


def test_a_field_shows_what_it_holds_once_that_counts(lab_page):
    page = lab_page()
    field = panel(page, "What was chosen").get_by_label("Value of w11")
    field.fill("+3.50")
    field.press("Enter")
    assert field.input_value() == "3.5"
