"""Descents that take long: the page says so before it begins, stays at work, and ends where Python does."""

import numpy as np
import pytest

from backprop_lab.activation import leaky_relu
from backprop_lab.lab import Descent, Lab
from backprop_lab.names import default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.trial import perform
from page.labs import SHOWN
from page.test_changes import COMPARE, DATA, THETA, unfold
from page.test_controls import field, is_run, press, put, slider_of

POINTS, STEPS = 200, 3000
HANDOUT = SHOWN["handout"].trained(rate=0.0005)
WATCH = """() => { window.frames = []; const stage = document.querySelector(".stage");
  const look = () => {
    const busy = document.querySelector(".stage")?.getAttribute("aria-busy") === "true";
    const bar = document.querySelector(".wait progress");
    if (busy && bar.checkVisibility()) window.frames.push(bar.value);
    requestAnimationFrame(look);
  };
  look(); }"""
TYPE = """([label, text]) => { const field = document.querySelector(`input[aria-label="${label}"]`);
  const before = document.querySelector(".at-state").textContent;
  field.value = text;
  field.dispatchEvent(new Event("change"));
  return [document.querySelector(".stage").getAttribute("aria-busy"), document.querySelector(".wait").innerText,
    document.querySelector(".at-state").textContent === before]; }"""


def many(steps=5):
    """Two hundred points, so that a step takes the page two thirds of a millisecond."""
    rng, network = np.random.default_rng(4), Network((3, 4, 3, 2), leaky_relu(0.1))
    data = Data(rng.uniform(-1, 1, (POINTS, 3)), rng.uniform(-1, 1, (POINTS, 2)))
    return Lab("many", Objective(network, data), Descent(1e-4, steps), default_letters(network))


def ended(page):
    page.wait_for_function("() => document.querySelector('.stage:not([aria-busy])')")
    assert not page.locator(".wait").is_visible()


def test_a_long_descent_is_told_before_it_begins_and_while_it_lasts(lab_page):
    page, lab = lab_page(many()), many(STEPS)
    page.evaluate(WATCH)
    busy, told, same = page.evaluate(TYPE, ["Steps", str(STEPS)])
    assert (busy, same) == ("true", True)  # nothing was worked out before the hand was given back
    assert f"Working out {STEPS} steps over {POINTS} points" in told
    assert page.locator(".wait").get_by_role("status").count() == 1
    ended(page)
    frames = page.evaluate("() => window.frames")
    assert frames == sorted(frames)
    assert len(set(frames)) > 3
    assert min(frames) < 0.2
    assert max(frames) > 0.6
    assert is_run(page, perform(lab, lab.start(5)))


def test_a_short_descent_is_there_at_once(lab_page):
    page = lab_page()
    busy, told, same = page.evaluate(TYPE, ["Steps", "500"])
    assert (busy, told, same) == (None, "", False)
    assert is_run(page, perform(HANDOUT.trained(steps=500), HANDOUT.start(5)))


def test_what_is_changed_while_it_lasts_counts_too(lab_page):
    page, lab, theta = lab_page(many()), many(STEPS), many().start(5)
    unfold(page, THETA)
    assert page.evaluate(TYPE, ["Steps", str(STEPS)])[0] == "true"
    for i, value in ((0, 0.5), (7, -0.25)):
        theta[i] = value
        assert page.evaluate(TYPE, [lab.parameters[i], str(value)])[0] == "true"
    assert page.evaluate(TYPE, ["Rate, exact", "0.0002"])[0] == "true"
    ended(page)
    assert is_run(page, perform(lab.trained(rate=0.0002), theta))
    assert float(field(page, lab.parameters[7]).input_value()) == -0.25


def test_who_asks_for_a_state_meanwhile_gets_it(lab_page):
    page, lab = lab_page(many()), many(STEPS)
    assert page.evaluate(TYPE, ["Steps", str(STEPS)])[0] == "true"
    press(page, "Step forward")
    press(page, "End of the descent")
    ended(page)
    run = perform(lab, lab.start(5))
    assert page.locator(".at-state").inner_text().startswith(f"Step {STEPS} of {STEPS}: J = ")
    slider_of(page, "Step of the descent").press("Home")
    assert is_run(page, run)


def test_a_player_does_not_play_what_is_not_there_yet(lab_page):
    page = lab_page(many())
    for which in ("descent", "operations"):
        press(page, f"Play the {which}")
        assert page.evaluate(TYPE, ["Steps", str(STEPS + (which == "descent"))])[0] == "true"
        page.get_by_role("button", name=f"Play the {which}", exact=True).wait_for()
        ended(page)
        put(page, "Steps", "5")


@pytest.mark.parametrize("at", [0, 2999])
def test_a_link_to_a_long_descent_is_told_before_the_page_is_there(lab_page, at):
    lab = many(STEPS)
    page = lab_page(lab, hash=f"#v=1&at={at}")
    assert page.locator(".stage").count() == 0
    assert f"Working out {STEPS} steps over {POINTS} points" in page.locator(".wait").inner_text()
    page.locator(".stage").wait_for()
    ended(page)
    assert page.locator(".at-state").inner_text().startswith(f"Step {at} of {STEPS}: J = ")
    slider_of(page, "Step of the descent").press("Home")
    assert is_run(page, perform(lab, lab.start(5)))


def test_runs_that_are_kept_are_worked_out_with_the_same_sign(lab_page):
    page = lab_page(many(STEPS))
    page.locator(".stage").wait_for()
    ended(page)
    unfold(page, COMPARE)
    press(page, "Half the rate")
    assert page.locator(".wait").is_visible()
    ended(page)
    told = page.locator(".compare tbody tr").nth(1).inner_text()
    other = many(STEPS).trained(rate=5e-5)
    assert f"{perform(other, other.start(5)).values[-1]:.6g}" in told


def test_points_are_added_and_removed_where_that_takes_long(lab_page):
    page = lab_page(many(STEPS), hash=f"#v=1&steps={STEPS // 2}")
    page.locator(".stage").wait_for()
    ended(page)
    unfold(page, DATA)
    for name in (f"Remove point {POINTS}", "Add a point"):
        press(page, name)
        assert page.locator(".wait").is_visible()
        ended(page)
    assert page.evaluate("() => document.activeElement.getAttribute('aria-label')") == f"Input x1 of point {POINTS}"


def test_the_sharpness_of_many_points_does_not_hold_the_page_up(lab_page):
    page = lab_page(many(), hash="#v=1&steps=40")
    assert page.evaluate(TYPE, ["Steps", "60"])[0] is None  # a short descent, a long way to its sharpness
    note = page.locator("[data-picture=sharpness] p.note")
    assert "No sharpness yet" in note.inner_text()
    page.wait_for_function("() => document.querySelector('[data-picture=sharpness] p.note').textContent === ''")
