"""For a class: what a link hides, predict and then show, and the tour of the first visit."""

import re

import pytest

from backprop_lab.derivation import derive, given
from page.labs import SHOWN
from page.reading import shown, state_at

HANDOUT = SHOWN["handout"].trained(rate=0.0005)


@pytest.mark.parametrize(
    ("what", "gone"),
    [("answers", ".card .facts"), ("formulas", ".card .formula"), ("controls", ".card .control")],
)
def test_the_hash_hides_what_a_class_should_not_see(lab_page, what, gone):
    assert lab_page().locator(gone).first.is_visible()
    page = lab_page(hash=f"#v=1&hide={what}")
    assert page.locator(gone).count()
    assert all(not place.is_visible() for place in page.locator(gone).all())
    assert page.locator(".network").is_visible()


def test_with_the_controls_hidden_nothing_of_ones_own_can_be_typed_into_the_check(lab_page):
    title = "Check the gradient by differences"
    for hash, there in (("", True), ("#v=1&hide=controls", False)):
        page = lab_page(hash=hash)
        page.locator("summary").filter(has_text=title).click()
        part = page.locator(".check-gradient")
        page.wait_for_function("() => document.querySelector('.check-gradient .summary').textContent")
        fields = part.locator("input, button").all()
        assert len(fields) == len(HANDOUT.parameters) + 2
        assert {field.is_visible() for field in fields} == {there}
        heads = part.locator("thead th").all()
        assert [head.inner_text() for head in heads if head.is_visible()][-1] == (
            "verdict on yours" if there else "verdict"
        )
        cells = part.locator("tbody tr").first.locator("th, td").all()
        assert sum(cell.is_visible() for cell in cells) == (9 if there else 7)


def test_a_teacher_chooses_what_is_hidden_and_the_link_says_it(lab_page):
    page = lab_page()
    page.get_by_text("For a class").click()
    page.get_by_label("Hide the formulas").check()
    assert not page.locator(".card .formula").is_visible()
    page.wait_for_function("() => location.hash.includes('hide=formulas')")


def test_predict_then_show_asks_for_the_next_number_and_checks_it(lab_page):
    page = lab_page()
    page.get_by_text("For a class").click()
    page.get_by_label("Predict, then show").check()
    found = state_at(HANDOUT, HANDOUT.start(5), 0)
    right = shown(found["a1", 0], 10)
    box = page.locator(".steps-panel math")
    assert right not in box.text_content()
    field = page.get_by_label("Your prediction")
    field.fill("12345")
    field.press("Enter")
    assert page.locator(".verdict").inner_text().startswith("Not 12345")
    assert right not in box.text_content()
    field.fill(shown(found["a1", 0], 4))
    field.press("Enter")
    assert page.locator(".verdict").inner_text().startswith("Right")
    assert right in box.text_content()


def test_a_number_that_is_to_be_predicted_stands_nowhere_on_the_page(lab_page):
    page = lab_page(hash="#v=1&predict=1&cursor=0")
    found = state_at(HANDOUT, HANDOUT.start(5), 0)
    for digits in (3, 4, 6, 10):
        assert shown(found["a1", 0], digits) not in page.locator(".stage").inner_text().split()
    page.get_by_role("button", name="Show it").click()
    assert shown(found["a1", 0], 10) in page.locator(".steps-panel math").text_content()


def test_the_tour_comes_at_the_first_visit_and_can_be_left(lab_page):
    page = lab_page(tour=True)
    tour = page.get_by_label("Tour", exact=True).and_(page.locator("aside"))
    seen = []
    for _ in range(5):
        seen.append(tour.locator("p").inner_text())
        assert page.locator(".toured").count() == 1
        tour.get_by_role("button", name="Next").or_(tour.get_by_role("button", name="Done")).click()
    assert len(set(seen)) == 5
    assert not tour.is_visible()
    page.reload()
    assert not tour.is_visible()
    page.get_by_role("button", name="Tour").click()
    assert tour.is_visible()
    page.keyboard.press("Escape")
    assert not tour.is_visible()


def toured(page):
    """What the tour says, place by place."""
    page.get_by_role("button", name="Tour", exact=True).click()
    tour, seen = page.locator("aside.tour"), []
    while tour.is_visible():
        assert page.locator(".toured").is_visible()
        seen.append(tour.locator("p").inner_text())
        tour.get_by_role("button", name="Next").or_(tour.get_by_role("button", name="Done")).click()
    return seen


def test_the_tour_says_of_each_lab_what_is_true_of_it(lab_page):
    handout, xor, leaky = (" ".join(toured(lab_page(name))) for name in ("handout", "xor", "leaky"))
    for told, dies, known in ((handout, True, True), (xor, False, False), (leaky, False, True)):
        assert "4000" not in told
        assert ("which units are off" in told) == dies
        assert ("bound beside the rate" in told) == known
    hidden = toured(lab_page(hash="#v=1&hide=answers,controls"))
    assert len(hidden) == 3  # no ledger, no controls
    assert not any(word in " ".join(hidden) for word in ("gradient", "numbers", "type", "outcome", "bound"))


@pytest.mark.parametrize(("name", "there"), [("handout", True), ("xor", False), ("leaky", False)])
def test_units_that_cannot_be_off_are_not_spoken_of(lab_page, name, there):
    page = lab_page(name)
    assert ("Hatched" in page.locator(".network-panel .note").inner_text()) == there
    strip = page.locator("[data-picture=units] > .note").inner_text()
    assert ("Hatched" in strip) == (there or name == "xor")  # tanh can be so steep or flat that its slope rounds to 0


def texts(page):
    """Every text that is seen or told: what is rendered, what is said, and the names for screen readers."""
    return page.evaluate(
        """() => {
          const shown = (e) => e.checkVisibility({ visibilityProperty: true });
          const named = [...document.querySelectorAll(".bpl [aria-label], .bpl [aria-valuetext]")].filter(shown);
          const names = named.flatMap((e) => [e.getAttribute("aria-label"), e.getAttribute("aria-valuetext")]);
          const walk = document.createTreeWalker(document.querySelector(".bpl"), NodeFilter.SHOW_TEXT), found = [];
          while (walk.nextNode()) if (shown(walk.currentNode.parentElement)) found.push(walk.currentNode.textContent);
          return [...names, ...found].filter(Boolean).join(" ");
        }"""
    )


def numbers(text):
    """The words of a text that are numbers, without signs of formulas around them."""
    return set(re.findall(r"\d+\.\d+(?:e[+-]?\d+)?", text.replace("−", "-")))


def answers(lab, found):
    """Every number that is worked out, as it may be written; those that are given as well are left out."""
    given_there = {shown(abs(v), d) for key, v in given(lab, lab.start(5)).items() for d in (3, 4, 6, 10)}
    told = {
        shown(abs(v), d)
        for (code, p), v in found.items()
        if (code, p) not in given(lab, lab.start(5))
        for d in (3, 4, 6, 10)
    }
    return {text for text in told - given_there if "." in text and len(text) > 4}


FIELDS = "() => [...document.querySelectorAll('.bpl input')].map((e) => e.value).join(' ')"
SHOWS = f"(wanted) => {{ const there = ({FIELDS})().split(' '); return wanted.every((v) => there.includes(v)); }}"
WIRES = "() => [...document.querySelectorAll('.network .wire')].map((e) => e.getAttribute('style'))"


@pytest.mark.parametrize("name", ["handout", "xor"])
@pytest.mark.parametrize("press", ["Step forward", "End of the descent"])
def test_with_answers_hidden_theta_is_seen_where_it_is_given_and_not_where_it_was_worked_out(lab_page, name, press):
    lab = HANDOUT if name == "handout" else SHOWN[name]
    page, start = lab_page(name, hash="#v=1&hide=answers"), lab.start(5)
    page.locator("summary").filter(has_text="Theta: every parameter").click()
    fields = page.locator(".theta input")
    page.wait_for_function(SHOWS, arg=[repr(float(v)) for v in start])  # an opened group is written at its toggle event
    assert all(field.is_visible() for field in fields.all())
    assert len(set(page.evaluate(WIRES))) > 1
    page.get_by_role("button", name=press).click()
    at = 1 if press == "Step forward" else lab.descent.steps
    later = state_at(lab, start, at)
    known = {shown(abs(v), d) for v in given(lab, start).values() for d in (3, 4, 6, 10)}
    hidden = {shown(abs(v), d) for v in later.values() for d in (2, 3, 4, 6, 10)} - known
    hidden = {text for text in hidden if "." in text and len(text) > 4}
    assert hidden >= {shown(abs(later[p, None]), 6) for p in lab.parameters} - known
    told = texts(page)
    assert f"step {at}" in told
    assert not numbers(told) & hidden
    moved = {repr(float(later[p, None])) for p in lab.parameters} - {repr(float(v)) for v in start}
    assert not moved & set(page.evaluate(FIELDS).split())
    assert all(not field.is_visible() for field in fields.all())
    assert len(set(page.evaluate(WIRES))) == 1  # width, colour and dash would tell size and sign
    page.emulate_media(media="print")
    assert not numbers(page.locator(".paper").inner_text()) & hidden


def test_a_theta_that_is_hidden_cannot_be_made_a_start_that_is_given(lab_page):
    page = lab_page(hash="#v=1&hide=answers&at=3")
    field = page.get_by_label("Value of w11")
    assert field.input_value() == ""
    field.fill("0.25")
    field.press("Enter")
    assert "Theta at step 3 is hidden" in page.locator(".card .wrong").inner_text()
    page.get_by_role("button", name="Start of the descent").click()
    assert field.input_value() == repr(float(HANDOUT.start(5)[0]))
    field.fill("0.25")
    field.press("Enter")
    assert "w11 0.25" in texts(page)


def test_with_answers_hidden_the_page_says_what_is_true(lab_page):
    page = lab_page(hash="#v=1&hide=answers")
    assert page.locator(".said").inner_text().startswith("The numbers are hidden.")
    note = page.locator(".network-panel .note").inner_text()
    assert "numbers" not in note
    assert "Hatched" not in note
    assert note.endswith("Choose an edge or a unit for its formulas.")
    card = page.locator(".card")
    assert "hidden" in card.inner_text()
    assert [math.text_content().count("?") for math in card.locator("math").all()] == [1, 1, 1]
    assert not page.locator(".slide-mark", has_text="decided").is_visible()
    page = lab_page(hash="#v=1&hide=answers,formulas,controls")
    assert "Choose" not in page.locator(".network-panel .note").inner_text()
    page = lab_page()
    assert page.locator(".said").inner_text().startswith("Every number is shown.")
    assert page.locator(".network-panel .note").inner_text().endswith("its numbers.")


def test_who_predicts_with_answers_hidden_is_told_right_or_wrong_and_no_number(lab_page):
    page = lab_page(hash="#v=1&hide=answers&predict=1&cursor=0")
    right = state_at(HANDOUT, HANDOUT.start(5), 0)["a1", 0]
    assert not page.get_by_role("button", name="Show it").is_visible()
    page.get_by_label("Your prediction").fill(shown(right, 3))
    page.get_by_role("button", name="Check").click()
    assert page.locator(".verdict").inner_text() == "Right."
    assert shown(right, 6) not in texts(page)


@pytest.mark.parametrize(
    "hash", ["#v=1&hide=answers", "#v=1&hide=answers&cursor=3", "#v=1&hide=answers&cursor=58&at=0"]
)
def test_with_answers_hidden_no_number_that_is_worked_out_stands_or_is_said_anywhere(lab_page, hash):
    page = lab_page(hash=hash)
    found = state_at(HANDOUT, HANDOUT.start(5), 0)
    assert not numbers(texts(page)) & answers(HANDOUT, found)
    assert "w11 0.532" in texts(page)  # what is given is shown


def test_at_no_operation_does_a_number_still_to_be_predicted_stand_anywhere(lab_page):
    page = lab_page(hash="#v=1&predict=1")
    found, story = state_at(HANDOUT, HANDOUT.start(5), 0), derive(HANDOUT)
    known = {shown(abs(v), d) for v in given(HANDOUT, HANDOUT.start(5)).values() for d in (3, 4, 6, 10)}
    for step in story[:24]:
        right = {shown(abs(found[step.key]), d) for d in (3, 4, 6, 10)}
        hidden = {text for text in right if "." in text and len(text) > 4} - known
        assert not numbers(texts(page)) & hidden, step.name
        page.get_by_role("button", name="Show it").click()
        known |= right
        page.get_by_role("button", name="Next", exact=False).last.click()


@pytest.mark.parametrize(
    ("typed", "right", "good"),
    [
        ("0.0", 0.0132047, False), ("0", 0.0132047, False), ("0.00", -0.004, False), ("0", 0.0, True),
        ("-0.0", 1e-15, True),
        ("0", 1e-9, False), ("0.01", 0.0132047, False), ("0.013", 0.0132047, True), ("0.0132", 0.0132047, True),
        ("0.0133", 0.0132047, False), ("0.1", 0.1032, True), ("0.1", 0.14, False), ("0.10", 0.1032, True),
        ("-0.34", -0.344506, True), ("-0.35", -0.344506, False), ("0.34", -0.344506, False), ("1", 1.4, False),
        ("61", 61.3, True), ("60", 61.3, False), ("1.3e-5", 1.32e-5, True), ("1e-5", 1.32e-5, False),
        ("1.3e5", 132047.0, True),
        ("3641", 3641.46, True), ("3640", 3641.46, True), ("3600", 3641.46, False), ("1.", 1.02, True),
        (".5", 0.52, True),
        ("1", float("nan"), False), ("0", float("nan"), False),
    ],
)  # fmt: skip
def test_a_prediction_is_right_to_the_digits_that_were_typed_and_near_the_number(js, typed, right, good):
    assert js("view/steps.js", "near", float(typed), right, typed) is good


def test_a_verdict_does_not_stand_beside_what_is_no_prediction(lab_page):
    page = lab_page(hash="#v=1&predict=1&cursor=0")
    for typed, verdict, wrong in (
        ("1", "Not 1. Try again, or show it.", ""),
        ("abc", "", "A prediction must be a number"),
    ):
        page.get_by_label("Your prediction").fill(typed)
        page.get_by_role("button", name="Check").click()
        assert page.locator(".verdict").inner_text() == verdict
        assert page.locator(".predict .wrong").inner_text().startswith(wrong)


def test_a_verdict_goes_where_its_number_goes(lab_page):
    page = lab_page(hash="#v=1&predict=1")
    found = state_at(HANDOUT, HANDOUT.start(5), 0)
    page.get_by_label("Your prediction").fill(shown(found["a1", 0], 5))
    page.get_by_label("Your prediction").press("Enter")
    assert page.locator(".verdict").inner_text().startswith("Right")
    page.get_by_role("button", name="New random start").click()
    assert page.locator(".verdict").inner_text() == ""
    assert page.get_by_label("Your prediction").is_visible()


def test_who_predicts_never_sees_all_at_once(lab_page):
    page = lab_page(hash="#v=1&predict=1&cursor=5")
    page.locator(".start-panel select").last.select_option("adam")
    assert page.get_by_label("Your prediction").is_visible()
    page.get_by_role("button", name="End of the descent").click()
    assert page.get_by_label("Your prediction").is_visible()


@pytest.mark.parametrize(
    ("hash", "there"), [("", True), ("#v=1&predict=1&cursor=3", False), ("#v=1&hide=answers", False)]
)
def test_what_is_downloaded_gives_no_number_away(lab_page, hash, there):
    page = lab_page(hash=hash)
    page.locator("summary").filter(has_text="Share, save, copy, download").click()
    for name in ("Steps as CSV", "LaTeX of this step"):
        assert page.get_by_role("button", name=name).count() == there
    assert page.get_by_role("button", name="Lab file handout.toml").is_visible()


def test_with_answers_hidden_no_part_opens_to_nothing(lab_page):
    page = lab_page(hash="#v=1&hide=answers")
    assert not page.get_by_text("Why there is a bound").is_visible()
