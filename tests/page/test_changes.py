"""Theta, data, kept runs and the check of the gradient, changed as a person does; nothing stale stays on the page."""

import json
from dataclasses import replace

import numpy as np
import pytest

from backprop_lab import activation, loss
from backprop_lab.lab import Descent, Lab
from backprop_lab.names import default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.probe import probe
from backprop_lab.trial import perform
from page.labs import SHOWN
from page.reading import ledger, ledger_of, shown, state_at
from page.test_controls import field, is_run, press, put, slider_of

HANDOUT = SHOWN["handout"].trained(rate=0.0005)
THETA, DATA = "Theta: every parameter", "Data points and targets"
COMPARE, CHECK = "Compare runs from the same start", "Check the gradient by differences"


def unfold(page, *titles):
    for title in titles:
        page.locator("summary").filter(has_text=title).click()
    page.wait_for_timeout(300)  # a part that was opened hears of it a moment later


def frame(page):
    page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def on(lab, x, y):
    """The lab on other data."""
    return replace(lab, objective=replace(lab.objective, data=Data(x, y)))


def alert(page, part):
    """What a part refuses."""
    return page.locator(part).get_by_role("alert").filter(has_text="got").inner_text()


def table(page, part):
    """The rows of a part's table, cell by cell."""
    return page.evaluate(
        """(part) => [...document.querySelectorAll(`${part} tbody tr`)].map(
          (row) => [...row.cells].map((cell) => cell.innerText.trim()))""",
        part,
    )


# Theta


@pytest.mark.parametrize("name", SHOWN)
def test_every_parameter_has_its_exact_value_in_a_field(lab_page, name):
    page, lab = lab_page(name), SHOWN[name]
    unfold(page, THETA)
    for parameter, value in zip(lab.parameters, lab.start(5), strict=True):
        assert float(field(page, parameter).input_value()) == value
        slider = slider_of(page, f"{parameter}, slider")
        assert float(slider.input_value()) == pytest.approx(value, abs=0.006)
        assert slider.get_attribute("aria-valuetext") == shown(value)


def test_a_value_typed_at_a_later_step_starts_from_what_is_looked_at(lab_page):
    page = lab_page()
    unfold(page, THETA)
    slider_of(page, "Step of the descent").press("PageUp")
    frame(page)
    at = int(page.locator(".at-state").inner_text().split()[1])
    assert at > 1
    assert f"theta at step {at}" in page.locator(".theta .note").inner_text()
    theta = perform(HANDOUT, HANDOUT.start(5)).history.thetas[at].copy()
    theta[6] = -0.1
    put(page, "u21", "-0.1")
    assert is_run(page, perform(HANDOUT, theta))
    now = [float(field(page, p).input_value()) for p in HANDOUT.parameters]
    np.testing.assert_allclose(now, theta, rtol=1e-12)


def test_what_is_out_of_sight_follows_a_slider_when_the_hand_rests(lab_page):
    page = lab_page()
    unfold(page, THETA)
    slider = slider_of(page, "w12, slider")
    slider.scroll_into_view_if_needed()
    box, theta = slider.bounding_box(), HANDOUT.start(5)
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.mouse.move(box["x"] + 0.7 * box["width"], box["y"] + box["height"] / 2)
    page.wait_for_timeout(400)
    theta[1] = float(field(page, "w12").input_value())
    assert theta[1] != HANDOUT.start(5)[1]
    told = ledger(page)
    assert all(told[row] == cells for row, cells in ledger_of(HANDOUT, state_at(HANDOUT, theta, 0)).items())
    page.mouse.up()


def test_a_slider_is_dragged_and_everything_in_sight_follows_each_frame(lab_page):
    page = lab_page(viewport={"width": 1280, "height": 3800})
    unfold(page, THETA)
    slider = slider_of(page, "w12, slider")
    slider.scroll_into_view_if_needed()
    box, theta, seen = slider.bounding_box(), HANDOUT.start(5), set()
    middle = box["y"] + box["height"] / 2
    page.evaluate("() => { window.kept = document.querySelector('.theta .parameter:nth-child(2) input'); }")
    page.mouse.move(box["x"] + box["width"] / 2, middle)
    page.mouse.down()
    for share in (0.3, 0.35, 0.6, 0.9):
        page.mouse.move(box["x"] + share * box["width"], middle)
        frame(page)
        theta[1] = float(field(page, "w12").input_value())
        seen.add(theta[1])
        assert is_run(page, perform(HANDOUT, theta))
        told = ledger(page)
        assert all(told[row] == cells for row, cells in ledger_of(HANDOUT, state_at(HANDOUT, theta, 0)).items())
    page.mouse.up()
    assert len(seen) == 4
    assert page.evaluate("() => window.kept.isConnected")
    slider.press("ArrowLeft")
    frame(page)
    theta[1] = float(field(page, "w12").input_value())
    assert theta[1] not in seen
    assert is_run(page, perform(HANDOUT, theta))


def test_a_slider_gets_longer_for_a_value_beyond_it(lab_page):
    page = lab_page()
    unfold(page, THETA)
    slider = slider_of(page, "v1, slider")
    for value, reach in (("1.5", 2), ("-7.5", 10), ("37", 50), ("0.25", 2)):
        put(page, "v1", value)
        assert float(slider.get_attribute("max")) == reach == -float(slider.get_attribute("min"))
        assert float(slider.input_value()) == float(value)


def test_what_is_no_number_is_told_and_changes_nothing(lab_page):
    page = lab_page()
    unfold(page, THETA)
    put(page, "v1", "big")
    assert "v1 must be a number" in alert(page, ".theta")
    assert is_run(page, perform(HANDOUT, HANDOUT.start(5)))


def test_layers_of_a_large_lab_are_folded_away_and_right_when_opened(lab_page):
    network = Network((4, 8, 2), activation.tanh, biases=True)
    data = Data(np.arange(8.0).reshape(2, 4) / 8, np.ones((2, 2)))
    lab = Lab("large", Objective(network, data), Descent(0.01, 5), default_letters(network))
    assert network.size > 40
    page = lab_page(lab)
    unfold(page, THETA)
    first = lab.parameters[0]
    assert not field(page, first).is_visible()
    press(page, "Step forward")
    unfold(page, "Layer 1:")
    run = perform(lab, lab.start(5))
    page.wait_for_function("(name) => document.querySelector(`[aria-label='${name}']`).value !== ''", arg=first)
    assert float(field(page, first).input_value()) == pytest.approx(run.history.thetas[1][0], rel=1e-12)


# Data


def test_inputs_and_targets_are_changed_and_refused(lab_page):
    page = lab_page()
    unfold(page, DATA)
    put(page, "Input x2 of point 2", "-0.75")
    put(page, "Target y of point 1", "6e1")
    put(page, "Target y of point 2", "-3.5")
    lab = on(HANDOUT, [[-1, 1], [-1, -0.75]], [[60], [-3.5]])
    assert is_run(page, perform(lab, lab.start(5)))
    put(page, "Input x1 of point 1", "left")
    assert "x1 must be a number" in alert(page, ".data")
    assert is_run(page, perform(lab, lab.start(5)))
    press(page, "Back to the lab's points")
    assert is_run(page, perform(HANDOUT, HANDOUT.start(5)))
    assert field(page, "Target y of point 2").input_value() == "20"


def test_points_are_added_looked_at_and_removed_but_for_the_last(lab_page):
    handout = HANDOUT.trained(steps=10)
    page = lab_page(hash="#v=1&lab=handout&steps=10")
    unfold(page, DATA)
    press(page, "Add a point")
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')") == "Input x1 of point 3"
    page.keyboard.press("ControlOrMeta+a")
    page.keyboard.type("2")
    page.keyboard.press("Enter")
    put(page, "Target y of point 3", "7")
    lab = on(handout, [[-1, 1], [-1, 0.5], [2, 0.5]], [[60], [20], [7]])
    assert is_run(page, perform(lab, lab.start(5)))
    told = ledger(page)
    assert all(told[row] == cells for row, cells in ledger_of(lab, state_at(lab, lab.start(5), 0)).items())
    assert page.get_by_label("Look at point 3").is_checked()
    page.get_by_label("Look at point 2").check()
    assert page.get_by_role("button", name="Point 2:").get_attribute("aria-pressed") == "true"
    press(page, "Remove point 1")
    press(page, "Remove point 1")
    lab = on(handout, [[2, 0.5]], [[7]])
    assert is_run(page, perform(lab, lab.start(5)))
    press(page, "Remove point 1")
    assert is_run(page, perform(lab, lab.start(5)))


def test_the_point_that_is_looked_at_stays_when_one_before_it_goes(lab_page):
    page = lab_page("leaky")
    unfold(page, DATA)
    page.get_by_label("Look at point 3").check()
    before = field(page, "Input x1 of point 3").input_value()
    press(page, "Remove point 1")
    assert page.get_by_label("Look at point 2").is_checked()
    assert field(page, "Input x1 of point 2").input_value() == before


def classes(kind, output, targets):
    network = Network((2, 3, len(targets[0])), activation.tanh, output, True)
    return Lab(
        "classes", Objective(network, Data(np.eye(2), targets), kind), Descent(0.1, 20), default_letters(network)
    )


def test_targets_must_fit_the_loss(lab_page):
    lab = classes(loss.binary_cross_entropy, activation.sigmoid, [[1.0], [0.0]])
    page = lab_page(lab)
    unfold(page, DATA)
    put(page, "Target y of point 1", "1.5")
    assert "numbers from 0 to 1" in alert(page, ".data")
    assert is_run(page, perform(lab, lab.start(5)))
    put(page, "Target y of point 1", "0.5")
    other = on(lab, np.eye(2), [[0.5], [0.0]])
    assert is_run(page, perform(other, lab.start(5)))


def test_shares_of_classes_wait_until_they_sum_to_1(lab_page):
    lab = classes(loss.softmax_cross_entropy, activation.identity, [[1.0, 0.0], [0.0, 1.0]])
    page = lab_page(lab)
    unfold(page, DATA)
    put(page, "Target y1 of point 1", "0.25")
    waiting = page.locator(".data > .wrong")
    assert "Not used yet" in waiting.inner_text()
    assert "sum to 1" in waiting.inner_text()
    assert field(page, "Target y1 of point 1").input_value() == "0.25"
    assert is_run(page, perform(lab, lab.start(5)))
    put(page, "Target y2 of point 1", "0.75")
    assert waiting.inner_text() == ""
    other = on(lab, np.eye(2), [[0.25, 0.75], [0.0, 1.0]])
    assert is_run(page, perform(other, lab.start(5)))


# Runs side by side


def row_of(lab, name, run):
    told = run.outcome.name if run.outcome.name == "falling" else f"{run.outcome.name} at step {run.outcome.step}"
    method = lab.descent.method.replace("_", " ").replace(":", " ")
    return [name, shown(lab.descent.rate), method, "5", str(len(run.values) - 1), shown(run.values[-1]), told]


def test_runs_are_kept_overlaid_looked_at_and_removed(lab_page):
    page = lab_page(rate=0.005)
    unfold(page, COMPARE)
    lab = SHOWN["handout"]
    press(page, "Keep this run")
    press(page, "Half the rate")
    press(page, "A tenth of it")
    press(page, "Just under the bound")
    field(page, "Same start at rate").fill("0.0002")
    press(page, "Add the same start at this rate")
    field(page, "Same start at rate").fill("3e-4")
    field(page, "Same start at rate").press("Enter")
    rates = [0.005, 0.005, 0.0025, 0.0005, 0.00110381, 0.0002, 0.0003]
    names = ["this run", *(f"run {i}" for i in range(1, 7))]
    expected = []
    for name, rate in zip(names, rates, strict=True):
        other = lab.trained(rate=rate)
        expected.append(row_of(other, name, perform(other, other.start(5))))
    assert [row[1:8] for row in table(page, ".compare")] == expected
    assert page.locator("[data-picture='J'] .picture").get_attribute("aria-label").count("kept run") == 6
    press(page, "Look at it: run 3")
    other = lab.trained(rate=0.0005)
    assert is_run(page, perform(other, other.start(5)))
    assert table(page, ".compare")[0][1:8] == ["this run", *expected[3][1:]]
    press(page, "Remove run 1")
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')") == "Remove run 1"
    assert [row[2] for row in table(page, ".compare")[1:]] == [row[1] for row in expected[2:]]


def test_a_run_that_is_kept_is_named_with_what_it_was_drawn_from_and_brings_it_back(lab_page):
    page = lab_page()
    unfold(page, COMPARE)
    press(page, "Keep this run")
    page.get_by_label("Distribution", exact=True).select_option("he")
    assert [row[4] for row in table(page, ".compare")] == ["5", "5 of uniform:-1:1"]
    page.wait_for_function("() => location.hash.includes('uniform:-1:1')")
    page.reload()
    unfold(page, COMPARE)
    assert [row[4] for row in table(page, ".compare")] == ["5", "5 of uniform:-1:1"]
    press(page, "Look at it: run 1")
    assert page.get_by_label("Distribution", exact=True).input_value() == "uniform:-1:1"
    assert [row[4] for row in table(page, ".compare")] == ["5", "5"]
    assert is_run(page, perform(HANDOUT, HANDOUT.start(5)))


def test_a_run_is_kept_once_and_eight_at_most(lab_page):
    page = lab_page()
    unfold(page, COMPARE)
    told = page.locator(".compare .note").last
    press(page, "Keep this run")
    press(page, "Keep this run")
    assert "kept already, as run 1" in told.inner_text()
    for k in range(8):
        put(page, "Same start at rate", f"{k + 1}e-6")
    assert "At most 8" in told.inner_text()
    assert len(table(page, ".compare")) == 9


@pytest.mark.parametrize("wrong", ["0", "-2", "slow"])
def test_what_is_no_rate_is_kept_by_nobody(lab_page, wrong):
    page = lab_page()
    unfold(page, COMPARE)
    put(page, "Same start at rate", wrong)
    assert "The rate must be a number above 0" in page.locator(".compare").get_by_role("alert").inner_text()
    press(page, "Add the same start at this rate")
    assert len(table(page, ".compare")) == 1


# The check of the gradient


def checked(page):
    """The rows of the check once it is done."""
    page.wait_for_function(
        """() => document.querySelector(".check-gradient .summary").textContent
          && !document.querySelector(".check-gradient").hasAttribute("aria-busy")"""
    )
    return {row[0]: row[1:] for row in table(page, ".check-gradient")}


def number(text):
    return {"none": np.inf, "0, at a kink": 0.0}.get(text) if text in ("none", "0, at a kink") else float(text)


@pytest.mark.parametrize("name", SHOWN)
@pytest.mark.parametrize("at", [0, 2])
def test_the_check_is_pythons(lab_page, name, at):
    lab = HANDOUT if name == "handout" else SHOWN[name]
    page = lab_page(name)
    unfold(page, CHECK)
    for _ in range(at):
        press(page, "Step forward")
    theta = perform(lab, lab.start(5)).history.thetas[at]
    told = checked(page)
    for parameter, own in zip(lab.parameters, probe(lab.objective, theta), strict=True):
        gradient, difference, step, distance, sides, verdict, *_ = told[parameter]
        assert number(gradient) == pytest.approx(own.gradient, rel=1e-9, abs=1e-12)
        assert number(difference) == pytest.approx(own.difference, rel=1e-9, abs=4 * own.unsure)
        assert number(step) == pytest.approx(own.step, rel=1e-2)
        assert number(distance) == pytest.approx(own.distance, rel=1e-3)
        assert (sides, verdict) == ("", own.verdict)
    assert f"Checked at step {at} " in page.locator(".check-gradient").inner_text()


def test_at_a_kink_both_derivatives_stand_and_values_between_them_are_right(lab_page):
    theta = HANDOUT.start(5)
    theta[0], theta[2] = 0.5, 0.5  # h1 is at its kink for the first point, x = (-1, 1)
    page = lab_page(theta=theta)
    unfold(page, CHECK)
    told, own = checked(page), probe(HANDOUT.objective, theta)
    verdicts = {p: o.verdict for p, o in zip(HANDOUT.parameters, own, strict=True)}
    assert {p: row[5] for p, row in told.items()} == verdicts
    assert verdicts["w11"] == "at a kink"
    one = own[0]
    assert told["w11"][3] == "0, at a kink"
    assert told["w11"][4] == f"{shown(one.left, 8)} left, {shown(one.right, 8)} right"
    for value, verdict in (
        ((one.left + one.right) / 2, "at a kink"),
        (abs(one.left) + abs(one.right) + 1, "disagrees"),
    ):
        put(page, "Your value for w11", repr(float(value)))
        assert checked(page)["w11"][7] == verdict


def test_the_users_own_values_get_their_own_verdicts(lab_page):
    page = lab_page()
    unfold(page, CHECK)
    own = probe(HANDOUT.objective, HANDOUT.start(5))
    claimed = np.array([o.gradient for o in own])
    put(page, "Your value for v2", repr(float(claimed[9])))
    assert checked(page)["v2"][7] == "agrees"
    put(page, "Your value for v2", repr(float(claimed[9] * 1.001)))
    assert checked(page)["v2"][7] == "disagrees"
    assert "backprop-lab check my_lab.py" in page.locator(".check-gradient").inner_text()
    assert [row[7] for row in checked(page).values()].count("") == 9
    claimed[3] *= -1
    put(page, "Your whole gradient", f"array({json.dumps(claimed.tolist())})")
    expected = [p.verdict for p in probe(HANDOUT.objective, HANDOUT.start(5), claimed)]
    assert [row[7] for row in checked(page).values()] == expected
    assert expected.count("disagrees") == 1
    put(page, "Your value for w22", "")
    assert checked(page)["w22"][7] == ""
    put(page, "Your whole gradient", "1, 2, 3")
    assert "10 numbers are needed" in alert(page, ".check-gradient")
    press(page, "Clear yours")
    assert {row[7] for row in checked(page).values()} == {""}
    assert field(page, "Your value for w11").input_value() == ""


def test_the_check_says_nothing_of_a_number_that_is_to_be_predicted(lab_page):
    page = lab_page(hash="#v=1&lab=handout&predict=1&cursor=0")
    assert page.locator(".check-gradient").count() == 1
    assert not page.locator("details", has=page.locator(".check-gradient")).is_visible()


# Nothing stale

SEEN = """() => {
  const parts = [".stage", ".theta", ".data", ".compare table", ".check-gradient"];
  const text = parts.map((part) => { const all = document.querySelector(part).cloneNode(true);
    all.querySelectorAll(".start > .note, .outcome .note").forEach((note) => note.remove()); return all.textContent; });
  const fields = [...document.querySelectorAll(parts.map((p) => `${p} input, ${p} select`).join())].map((f) => [
    f.getAttribute("aria-label"), f.type === "radio" ? f.checked : f.value, f.min, f.max,
    f.getAttribute("aria-valuetext")]);
  const told = (e) => [e.tagName, ...[...e.attributes].map((a) => `${a.name}=${a.value}`).sort(),
    e.children.length ? "" : e.textContent].join(" ");
  const pictures = [...document.querySelectorAll(".network, .picture")].map(
    (picture) => [...picture.querySelectorAll("*")].map(told));
  return { text, fields, pictures };
}"""


def seen(page):
    """All that is shown, once what opens and what waits for a frame has done so."""
    frame(page)
    checked(page)
    return page.evaluate(SEEN)


def changes(page):
    """One of every kind of change, each told after it was made."""
    yield "step", press(page, "Step forward")
    yield "rate", put(page, "Rate, exact", "0.0007")
    yield "keep", press(page, "Keep this run")
    yield "steps", put(page, "Steps", "40")
    yield "method", page.get_by_label("Method", exact=True).select_option("momentum")
    yield "number", put(page, "beta", "0.25")
    yield "data", put(page, "Input x1 of point 2", "0.5")
    yield "target", put(page, "Target y of point 1", "-12")
    yield "point", press(page, "Add a point")
    yield "look", page.get_by_label("Look at point 1").check()
    yield "less", press(page, "Remove point 2")
    yield "theta", put(page, "u11", "-1.75")
    yield "seed", put(page, "Seed", "3:4")
    yield "spread", page.get_by_label("Distribution", exact=True).select_option("he")
    yield "load", press(page, "Look at it: run 1")
    yield "log", press(page, "Logarithmic")
    yield "end", press(page, "End of the descent")
    yield "card", page.locator(".network .press[aria-label^='input x2 ']").hover(force=True)
    yield "yours", put(page, "Your value for w12", "38.5")
    yield "all yours", put(page, "Your whole gradient", ", ".join(map(str, range(10))))


def test_after_every_change_the_page_is_that_of_the_same_state_opened_afresh(lab_page):
    page = lab_page()
    unfold(page, THETA, DATA, COMPARE, CHECK)
    before = seen(page)
    made = 0
    for what, _ in changes(page):
        now = seen(page)
        page.wait_for_timeout(350)
        fresh = lab_page(hash=page.evaluate("() => location.hash"))
        unfold(fresh, THETA, DATA, COMPARE, CHECK)
        afresh = seen(fresh)
        for part, there in now.items():
            for ours, new in zip(there, afresh[part], strict=True):
                assert ours == new, (what, part)
        assert now != before, what
        before, made = now, made + 1
        fresh.context.close()
    assert made == 20
