"""Start, rate, steps and method, and going down, as a person uses them, by mouse and by keyboard."""

import time
from types import SimpleNamespace

import pytest

from backprop_lab.bound import stability_bound
from backprop_lab.run import rate_sentence
from backprop_lab.start import LARGEST, draw, parse_start
from backprop_lab.trial import perform
from page.labs import SHOWN
from page.reading import ledger, ledger_of, shown, state_at

HANDOUT = SHOWN["handout"].trained(rate=0.0005)


def panel(page, name="Start, rate and method"):
    return page.locator(f"section[aria-label='{name}']")


def field(page, label):
    return page.get_by_role("textbox", name=label, exact=True)


def put(page, label, text):
    """Types a text into a field, as one does: choose it, write over it, press Enter."""
    field(page, label).fill(text)
    field(page, label).press("Enter")


def press(page, name):
    """Presses a button with the mouse, or, where there is nothing to be done, with the key."""
    button = page.get_by_role("button", name=name, exact=True)
    if button.is_enabled():
        button.click()
    else:
        button.press("Enter")


def at_state(page):
    return page.locator(".at-state").inner_text()


def wait_for_step(page, at):
    page.wait_for_function(
        "(text) => document.querySelector('.at-state').textContent.startsWith(text)", arg=f"Step {at} of"
    )


def state_text(run, at):
    """The line under the slider, from Python's run."""
    history = run.history
    value, norm = shown(history.values[at], 8), shown(history.gradient_norms[at], 5)
    return f"Step {at} of {len(history.values) - 1}: J = {value}, |gradient| = {norm}"


def slider_of(page, name):
    return page.get_by_role("slider", name=name, exact=True)


def outcome(page):
    box = page.get_by_role("group", name="Outcome")
    return box.locator(".outcome-name").inner_text(), box.locator("p").first.inner_text()


def is_run(page, run, at=0):
    """Whether the page shows Python's run at a step: J, gradient, outcome, cause."""
    assert at_state(page) == state_text(run, at)
    assert outcome(page) == (run.outcome.name, run.outcome.cause)
    return True


# Start


@pytest.mark.parametrize("seed", ["7", "7:3", str(LARGEST), f"0:{LARGEST}", " 12 : 1 "])
def test_a_seed_is_typed_and_the_run_is_pythons(lab_page, seed):
    page = lab_page()
    put(page, "Seed", seed)
    number, index = [int(part) for part in (*seed.split(":"), "0")[:2]]
    assert is_run(page, perform(HANDOUT, HANDOUT.start(number, index)))
    assert field(page, "Seed").input_value() == (f"{number}:{index}" if index else str(number))


@pytest.mark.parametrize("wrong", ["-1", "1.5", str(LARGEST + 1), "seven", "1:2:3", "", "1:x"])
def test_what_is_no_seed_is_told_and_changes_nothing(lab_page, wrong):
    page = lab_page()
    before = ledger(page)
    put(page, "Seed", wrong)
    assert "whole number" in panel(page).get_by_role("alert").filter(has_text="got").inner_text()
    assert field(page, "Seed").get_attribute("aria-invalid") == "true"
    assert ledger(page) == before
    field(page, "Seed").press("Escape")
    assert field(page, "Seed").input_value() == "5"


def test_a_new_random_start_is_another_one_that_can_be_named(lab_page):
    page = lab_page()
    seeds = set()
    for _ in range(3):
        press(page, "New random start")
        seeds.add(int(field(page, "Seed").input_value()))
        assert is_run(page, perform(HANDOUT, HANDOUT.start(int(field(page, "Seed").input_value()))))
    assert len(seeds) == 3


def test_the_same_start_again_undoes_steps_and_changes_by_hand(lab_page):
    page = lab_page()
    run, before = perform(HANDOUT, HANDOUT.start(5)), ledger(page)
    press(page, "End of the descent")
    assert is_run(page, run, 100)
    press(page, "Same start again")
    assert is_run(page, run, 0)
    page.get_by_text("Theta: every parameter").click()
    put(page, "w12", "1.25")
    assert field(page, "Seed").input_value() == ""
    assert "made by hand" in panel(page).inner_text()
    assert ledger(page) != before
    press(page, "Same start again")
    assert field(page, "Seed").input_value() == "5"
    assert "made by hand" not in panel(page).inner_text()
    assert ledger(page) == before


def test_a_link_keeps_the_start_that_there_is_to_go_back_to(lab_page):
    page = lab_page()
    page.get_by_text("Theta: every parameter").click()
    put(page, "w12", "1.25")
    page.wait_for_function("() => location.hash.includes('from=5')")
    page = lab_page(seed=6, hash=page.evaluate("() => location.hash"))
    assert '"Same start again" goes back to start 5.' in panel(page).inner_text()
    press(page, "Same start again")
    assert field(page, "Seed").input_value() == "5"
    assert is_run(page, perform(HANDOUT, HANDOUT.start(5)))
    page.wait_for_function("() => !location.hash.includes('from=')")


def test_a_start_by_hand_that_was_opened_as_such_has_nothing_to_go_back_to(lab_page):
    theta = ",".join(f"0.{k}" for k in range(1, 10)) + ",1"
    page = lab_page(hash=f"#v=1&lab=handout&theta={theta}")
    again, live = page.get_by_role("button", name="Same start again"), page.locator("[aria-live=polite].unseen")
    reason = "This start was made by hand, and this is its step 0: there is no other start to go back to."
    assert (again.get_attribute("aria-disabled"), again.get_attribute("title")) == ("true", reason)
    again.press("Enter")
    assert live.inner_text() == reason
    press(page, "Step forward")
    assert (again.get_attribute("aria-disabled"), again.get_attribute("title")) == (None, None)
    again.click()
    assert live.inner_text() == "Back at step 0 of the start by hand."
    assert again.get_attribute("aria-disabled") == "true"
    page = lab_page()
    again = page.get_by_role("button", name="Same start again")
    assert again.get_attribute("title") == "This is that start, at step 0."
    page.get_by_text("Theta: every parameter").click()
    put(page, "w12", "1.25")
    assert again.get_attribute("aria-disabled") is None


@pytest.mark.parametrize("text", ["uniform:-1:1", "normal:0:1", "he", "glorot", "uniform:-0.5:0.25"])
def test_a_distribution_is_chosen_or_typed(lab_page, text):
    page = lab_page(hash="#v=1&lab=handout&start=uniform:0:3&seed=9")
    if text == "uniform:-0.5:0.25":
        put(page, "Distribution as text", text)
    else:
        page.get_by_label("Distribution", exact=True).select_option(text)
    assert is_run(page, perform(HANDOUT, draw(HANDOUT.network, parse_start(text), 9, 0)))
    assert page.get_by_label("Distribution", exact=True).input_value() == text
    assert field(page, "Distribution as text").input_value() == text


def test_what_is_no_distribution_is_told_and_changes_nothing(lab_page):
    page = lab_page()
    before = ledger(page)
    put(page, "Distribution as text", "uniform:1:-1")
    assert "LOW < HIGH" in panel(page).get_by_role("alert").filter(has_text="start").inner_text()
    assert ledger(page) == before


# Rate


def test_an_exact_rate_is_typed_and_stands_against_the_bound(lab_page):
    page = lab_page()
    bound = stability_bound(HANDOUT.objective, HANDOUT.method)
    for text, side in (("0.005", "above"), ("1.1263e-3", "below"), ("0.00113", "above"), ("3e-5", "below")):
        put(page, "Rate, exact", text)
        lab = HANDOUT.trained(rate=float(text))
        run = perform(lab, lab.start(5))
        assert is_run(page, run)
        assert page.locator(".versus").inner_text() == rate_sentence(SimpleNamespace(trial=run, bound=bound))
        assert page.locator(".versus").get_attribute("data-side") == side
    assert f"bound {bound.rate:.5g}" in panel(page).inner_text()


@pytest.mark.parametrize("wrong", ["0", "-1", "fast", "1e999", "", "0x1"])
def test_what_is_no_rate_is_told_and_changes_nothing(lab_page, wrong):
    page = lab_page()
    put(page, "Rate, exact", wrong)
    assert "The rate must be a number above 0" in panel(page).get_by_role("alert").filter(has_text="rate").inner_text()
    assert is_run(page, perform(HANDOUT, HANDOUT.start(5)))


def test_the_slider_of_the_rate_is_dragged_and_moved_by_keys(lab_page):
    page = lab_page()
    rate = slider_of(page, "Rate, logarithmic")
    box = rate.bounding_box()
    seen = []
    page.mouse.move(box["x"] + 0.3 * box["width"], box["y"] + box["height"] / 2)
    page.mouse.down()
    for share in (0.4, 0.5, 0.6, 0.7):
        page.mouse.move(box["x"] + share * box["width"], box["y"] + box["height"] / 2)
        page.evaluate("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")
        seen.append(float(field(page, "Rate, exact").input_value()))
        lab = HANDOUT.trained(rate=seen[-1])
        assert is_run(page, perform(lab, lab.start(5)))
    page.mouse.up()
    assert seen == sorted(set(seen))
    assert seen[-1] > 10 * seen[0]
    rate.press("ArrowLeft")
    page.wait_for_function("(old) => Number(document.querySelector('.rate input').value) < old", arg=seen[-1])
    assert float(field(page, "Rate, exact").input_value()) == pytest.approx(seen[-1] * 10**-0.01, rel=5e-3)
    assert rate.get_attribute("aria-valuetext").startswith(field(page, "Rate, exact").input_value())


def test_the_bound_is_marked_on_the_slider_where_the_slider_has_it(lab_page):
    page = lab_page()
    put(page, "Rate, exact", repr(float(stability_bound(HANDOUT.objective, HANDOUT.method).rate)))
    mark, rate = page.locator(".rate .slide-mark"), slider_of(page, "Rate, logarithmic")
    low, high, value = (float(rate.evaluate(f"(e) => e.{name}")) for name in ("min", "max", "value"))
    box, told = rate.bounding_box(), mark.bounding_box()
    thumb = box["x"] + 8 + (value - low) / (high - low) * (box["width"] - 16)
    assert told["x"] + told["width"] / 2 == pytest.approx(thumb, abs=2)


def test_where_no_bound_is_known_the_reason_is_told(lab_page):
    page = lab_page("xor")
    bound = stability_bound(SHOWN["xor"].objective, SHOWN["xor"].method)
    assert not bound.known
    assert page.locator(".versus").inner_text() == bound.reason
    assert not page.locator(".rate .slide-mark").is_visible()
    page = lab_page()
    page.get_by_label("Method", exact=True).select_option("adam")
    assert "Not known for adam" in page.locator(".versus").inner_text()


# Steps and method


def test_steps_and_method_are_changed(lab_page):
    page = lab_page()
    put(page, "Steps", "37")
    lab = HANDOUT.trained(steps=37)
    assert is_run(page, perform(lab, lab.start(5)))
    for name, numbers in (
        ("momentum", {"beta": "0.5"}),
        ("adam", {"beta1": "0.8", "epsilon": "1e-6"}),
        ("nesterov", {}),
    ):
        page.get_by_label("Method", exact=True).select_option(name)
        for label, text in numbers.items():
            put(page, label, text)
        method = {"momentum": "momentum:0.5", "adam": "adam:0.8:0.999:1e-6", "nesterov": "nesterov:0.9"}[name]
        lab = lab.trained(method=method)
        assert is_run(page, perform(lab, lab.start(5)))


@pytest.mark.parametrize(
    ("label", "text", "told"),
    [("Steps", "0", "whole number from 1"), ("Steps", "2.5", "whole number"), ("Steps", "10001", "10000"),
     ("Steps", "many", "whole number from 1"), ("Steps", "", "got nothing"), ("beta", "1", "up to, but not, 1"),
     ("beta", "x", "a number")],
)  # fmt: skip
def test_steps_and_numbers_out_of_range_are_told_and_change_nothing(lab_page, label, text, told):
    page = lab_page()
    page.get_by_label("Method", exact=True).select_option("momentum")
    before = at_state(page)
    put(page, label, text)
    assert told in panel(page).get_by_role("alert").filter(has_text="must").inner_text()
    assert at_state(page) == before


# Going down


def test_steps_back_on_to_both_ends_and_by_the_slider(lab_page):
    page = lab_page()
    run, at = perform(HANDOUT, HANDOUT.start(5)), 0
    moves = [
        ("Step forward", 1), ("Step forward", 2), ("Back one step", 1), ("End of the descent", 100),
        ("Step forward", 100), ("Back one step", 99), ("Start of the descent", 0), ("Back one step", 0),
    ]  # fmt: skip
    for name, at in moves:
        press(page, name)
        assert is_run(page, run, at)
    scrub = slider_of(page, "Step of the descent")
    for key, at in (("ArrowRight", 1), ("ArrowRight", 2), ("End", 100), ("ArrowLeft", 99), ("Home", 0)):
        scrub.press(key)
        wait_for_step(page, at)
        assert is_run(page, run, at)
    box = scrub.bounding_box()
    page.mouse.click(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    wait_for_step(page, 50)
    found = state_at(HANDOUT, HANDOUT.start(5), 50)
    told = ledger(page)
    for row, cells in ledger_of(HANDOUT, found).items():
        assert told[row] == cells, row


def test_every_state_is_pythons(lab_page):
    lab = HANDOUT.trained(steps=12)
    page, run = lab_page(hash="#v=1&lab=handout&steps=12"), perform(lab, lab.start(5))
    page.evaluate("() => document.querySelector('.stage').focus()")
    for at in range(12):
        assert is_run(page, run, at)
        page.keyboard.press("PageDown")
    assert is_run(page, run, 12)


def playing(page):
    return page.get_by_role("button", name="Pause the descent", exact=True).count() == 1


def step_of(page):
    return int(at_state(page).split()[1])


def test_playing_goes_on_at_the_speed_asked_for_and_pauses(lab_page):
    page = lab_page()
    group = page.get_by_role("group", name="Play the descent")
    group.get_by_label("Speed").select_option("20")
    press(page, "Play the descent")
    started = time.monotonic()
    page.wait_for_function("() => Number(document.querySelector('.at-state').textContent.split(' ')[1]) >= 20")
    assert 0.8 < time.monotonic() - started < 6  # 2 a second would need 10
    assert playing(page)
    press(page, "Pause the descent")
    at = step_of(page)
    assert not playing(page)
    page.wait_for_timeout(300)
    assert step_of(page) == at


@pytest.mark.parametrize("change", ["step", "rate", "slider", "theta", "key"])
def test_any_change_pauses(lab_page, change):
    page = lab_page()
    page.get_by_text("Theta: every parameter").click()
    press(page, "Play the descent")
    assert playing(page)
    if change == "step":
        press(page, "Step forward")
    elif change == "rate":
        put(page, "Rate, exact", "0.001")
    elif change == "slider":
        slider_of(page, "Step of the descent").press("End")
    elif change == "theta":
        slider_of(page, "w11, slider").press("ArrowRight")
    else:
        page.evaluate("() => document.querySelector('.stage').focus()")
        page.keyboard.press("PageDown")
    page.wait_for_function("() => !document.querySelector('.descend-panel').textContent.includes('Pause')")
    at = step_of(page)
    page.wait_for_timeout(700)
    assert step_of(page) == at


@pytest.mark.parametrize("first", ["descent", "operations"])
def test_the_descent_and_the_operations_pause_each_other(lab_page, first):
    page = lab_page(hash="#v=1&cursor=0&speed=20")
    other = {"descent": "operations", "operations": "descent"}[first]
    told = lambda which, word: page.get_by_role("button", name=f"{word} the {which}", exact=True)  # noqa: E731
    press(page, f"Play the {first}")
    assert told(first, "Pause").is_visible()
    press(page, f"Play the {other}")
    told(first, "Play").wait_for()
    told(other, "Pause").wait_for()
    page.wait_for_timeout(300)
    assert told(first, "Play").is_visible()
    assert told(other, "Pause").is_visible()


def test_looking_elsewhere_does_not_pause_and_space_does(lab_page):
    page = lab_page()
    page.evaluate("() => document.querySelector('.stage').focus()")
    page.keyboard.press(" ")
    assert playing(page)
    page.get_by_role("button", name="Point 2:").click()
    page.get_by_role("group", name="Play the descent").get_by_label("Speed").select_option("10")
    assert playing(page)
    page.evaluate("() => document.querySelector('.stage').focus()")
    page.keyboard.press(" ")
    assert not playing(page)


def test_playing_ends_at_the_end_and_begins_anew_from_there(lab_page):
    page = lab_page(hash="#v=1&lab=handout&steps=3&speed=20&at=2")
    press(page, "Play the descent")
    page.wait_for_function("() => !document.querySelector('.descend-panel').textContent.includes('Pause')")
    assert step_of(page) == 3
    page.evaluate("() => { const at = document.querySelector('.at-state'); window.seen = []; "
                  "new MutationObserver(() => window.seen.push(at.textContent.split(' ')[1])).observe(at, "
                  "{ subtree: true, childList: true, characterData: true }); }")  # fmt: skip
    press(page, "Play the descent")
    page.wait_for_function("() => window.seen.some((step) => Number(step) < 3)")


@pytest.mark.parametrize(("rate", "name"), [(0.005, "dead"), (0.0005, "falling"), (0.002, None), (1e-9, "stalled")])
def test_the_outcome_stands_with_its_step_and_cause_and_leads_there(lab_page, rate, name):
    lab = HANDOUT.trained(rate=rate)
    page, run = lab_page(rate=rate), perform(lab, lab.start(5))
    assert name in (None, run.outcome.name)
    assert is_run(page, run)
    last = len(run.values) - 1
    told = page.get_by_role("group", name="Outcome").locator("span").first.inner_text()
    since = f"after {last} steps" if run.outcome.name == "falling" else f"decided at step {run.outcome.step}"
    assert told.endswith(since)
    press(page, f"Go to step {min(run.outcome.step, last)}")
    assert is_run(page, run, min(run.outcome.step, last))


def test_where_j_is_beyond_all_numbers_the_step_that_is_told_can_be_gone_to(lab_page):
    page = lab_page(hash="#v=1&rate=1e308")
    told = page.get_by_role("group", name="Outcome").locator("span").first.inner_text()
    assert told == "diverged, decided at step 1, beyond all numbers; the last step that can be shown is 0"
    assert page.get_by_role("button", name="Go to step 0", exact=True).count() == 1


def test_a_dead_run_is_offered_a_lower_rate_and_a_start_that_learns(lab_page):
    page = lab_page(rate=0.005)
    assert outcome(page)[0] == "dead"
    press(page, "Same start at a lower rate")
    rate = float(field(page, "Rate, exact").input_value())
    assert rate < stability_bound(HANDOUT.objective, HANDOUT.method).rate
    lab = HANDOUT.trained(rate=rate)
    assert is_run(page, perform(lab, lab.start(5)))
    page = lab_page(rate=0.005, seed=0)
    press(page, "Find a start that learns")
    page.wait_for_function("() => document.querySelector('.outcome .note').textContent.startsWith('Now at start')")
    seed, rate = field(page, "Seed").input_value(), float(field(page, "Rate, exact").input_value())
    number, index = [int(part) for part in seed.split(":")]
    run = perform(HANDOUT.trained(rate=rate), HANDOUT.start(number, index))
    assert number == 0
    assert is_run(page, run)
    assert run.learns


@pytest.mark.parametrize(
    ("hash", "start"), [("#v=1&y=1e300;20", False), ("#v=1&theta=" + ",".join(["1e308"] * 10), True)]
)
def test_beyond_all_numbers_at_the_start_only_what_can_help_is_offered(lab_page, hash, start):
    page = lab_page(rate=0.005, hash=hash)
    assert outcome(page)[0] == "diverged"
    assert not page.get_by_role("button", name="Same start at a lower rate").is_visible()
    assert page.get_by_role("button", name="Find a start that learns").is_visible() == start


def test_what_still_falls_is_offered_no_other_start(lab_page):
    """Its cause says that more steps go further; after 20 steps J is above half of its start."""
    page = lab_page(hash="#v=1&steps=20")
    run = perform(HANDOUT.trained(rate=0.0005, steps=20), HANDOUT.start(5))
    assert (outcome(page)[0], run.learns) == ("falling", False)
    assert not page.get_by_role("button", name="Find a start that learns").is_visible()
    page = lab_page("xor", hash="#v=1&rate=1e-9")
    assert outcome(page)[0] == "stalled"
    assert page.get_by_role("button", name="Find a start that learns").is_visible()
    assert not page.get_by_role("button", name="Same start at a lower rate").is_visible()  # there is none to try


def test_numbers_that_are_not_known_yet_are_not_told(lab_page):
    page = lab_page(hash="#v=1&lab=handout&predict=1&cursor=0")
    assert at_state(page) == "Step 0 of 100: J = not yet, |gradient| = not yet"


def test_the_chart_tells_j_at_the_step_only_once_it_is_worked_out(lab_page):
    page = lab_page(hash="#v=1&lab=handout&cursor=0&at=3")
    reading, slider = page.locator("[data-picture=J] .reading"), slider_of(page, "Step, on J")
    value = perform(HANDOUT, HANDOUT.start(5)).values[3]
    open_yet = "J is not worked out yet at this operation"
    assert "J = not yet" in at_state(page)
    assert (reading.inner_text(), slider.get_attribute("aria-valuetext")) == (
        f"Step 3: {open_yet}",
        f"step 3, {open_yet}",
    )
    page.get_by_role("button", name="Show all operations done").click()
    assert float(reading.inner_text().removeprefix("Step 3: J = ")) == value
    assert slider.get_attribute("aria-valuetext") == f"step 3, J = {shown(value)}"


def test_what_is_under_the_descent_fits_a_narrow_page_and_both_themes(lab_page):
    for scheme in ("light", "dark"):
        page = lab_page(viewport={"width": 320, "height": 700}, color_scheme=scheme)
        assert page.evaluate("() => document.documentElement.scrollWidth") <= 320
