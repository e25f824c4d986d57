"""For a class: what a link hides, predict and then show, and the tour of the first visit."""

import pytest

from page.labs import SHOWN
from page.reading import shown, state_at

HANDOUT = SHOWN["handout"].trained(rate=0.0005)


@pytest.mark.parametrize(
    ("what", "gone"),
    [("answers", ".ledger td.answer"), ("formulas", ".card .formula"), ("controls", ".card .control")],
)
def test_the_hash_hides_what_a_class_should_not_see(lab_page, what, gone):
    assert lab_page().locator(gone).first.is_visible()
    page = lab_page(hash=f"#v=1&hide={what}")
    assert page.locator(gone).count()
    assert all(not place.is_visible() for place in page.locator(gone).all())
    assert page.locator(".network").is_visible()


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
