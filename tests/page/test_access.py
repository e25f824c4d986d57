"""The page for everyone: axe-core finds nothing, by any size and colours; print, zoom, motion, no request."""

from pathlib import Path

import pytest

from page.labs import SHOWN

AXE = Path(__file__).parents[2] / "tools" / "node_modules" / "axe-core" / "axe.min.js"
FOUND = """async () => (await axe.run(document)).violations.flatMap((rule) =>
  rule.nodes.map((node) => `${rule.id}: ${node.target.join(" ")}: ${node.failureSummary}`))"""

FOCUSED = (
    "() => { const e = document.activeElement; return e.getAttribute('aria-label') || e.textContent.slice(0, 40); }"
)

COLOURS = """() => [...document.querySelectorAll(".bpl .panel, .network circle, .bpl p, .bpl td")].map((e) => {
  const { color, backgroundColor, fill } = getComputedStyle(e); return [color, backgroundColor, fill]; })"""


def violations(page):
    page.evaluate(AXE.read_text("utf-8"))
    return page.evaluate(FOUND)


def open_all(page):
    page.evaluate("() => document.querySelectorAll('details').forEach((fold) => { fold.open = true; })")
    page.wait_for_timeout(400)


@pytest.mark.parametrize("colours", ["light", "dark"])
@pytest.mark.parametrize("lab", ["handout", "xor", "leaky"])
def test_axe_finds_nothing(lab_page, lab, colours):
    page = lab_page(lab, color_scheme=colours)
    assert violations(page) == []
    open_all(page)
    assert violations(page) == []


@pytest.mark.parametrize("hash", ["#v=1&cursor=12", "#v=1&cursor=3&predict=1", "#v=1&hide=answers,controls", "#v=9"])
def test_axe_finds_nothing_in_other_states(lab_page, hash):
    assert violations(lab_page(hash=hash, tour=True)) == []


@pytest.mark.parametrize("width", [320, 640])
def test_nothing_is_cut_off_at_400_and_200_percent(lab_page, width):
    """1280 pixels at 400 and 200 percent are 320 and 640."""
    page = lab_page(viewport={"width": width, "height": 800})
    open_all(page)
    assert page.evaluate("() => document.documentElement.scrollWidth") <= width
    assert violations(page) == []


def test_every_picture_has_a_name_and_its_numbers_as_a_table(lab_page):
    page = lab_page()
    open_all(page)
    for word in ("J", "harpness", "nits"):
        part = page.locator("[data-picture]", has=page.locator("svg")).filter(has_text=word).first
        assert part.locator("svg").first.get_attribute("aria-label") or part.locator("svg title").first.text_content()
        assert part.locator("table tr").count() > 3


def test_printed_it_shows_numbers_and_no_controls(lab_page):
    page = lab_page()
    page.emulate_media(media="print")
    assert page.locator(".ledger td.answer").first.is_visible()
    assert not any(b.is_visible() for b in page.locator("button, select, input[type=range], input[type=file]").all())
    told = page.locator(".paper").inner_text()
    lab = SHOWN["handout"]
    assert all(f"{n} = {v!r}" in told for n, v in zip(lab.parameters, lab.start(5).tolist(), strict=True))
    assert "Point 1: x = (-1, 1), y = (60); Point 2: x = (-1, 0.5), y = (20)" in told
    assert "Start 5, drawn from uniform:-1:1" in told
    assert "gradient_descent, rate 0.0005, 100 steps. Shown: step 0, data point 1" in told


def test_paper_says_nothing_of_what_only_a_screen_has(lab_page):
    page = lab_page(viewport={"width": 718, "height": 1047})  # A4 less its margins
    page.emulate_media(media="print")
    told = page.locator(".bpl").inner_text()
    assert not any(
        word in told for word in ("Back and Next", "Choose an edge", "as a table", "Keys", "Why there is a bound")
    )
    assert "The rate 0.0005 is below 0.0011263, above which no perfect fit is stable." in told
    card = page.locator(".card").bounding_box()
    assert card["y"] < 800  # it begins on the first page, where there is room, and may go on on the next
    assert page.locator(".card").evaluate("(e) => getComputedStyle(e).breakInside") == "auto"
    page.emulate_media(media="screen")
    page.get_by_role("button", name="Next ▶", exact=True).click()
    page.emulate_media(media="print")
    assert "1 of 79: a1 at point 1" in page.locator(".bpl").inner_text()


def test_paper_has_the_whole_of_a_program_that_is_open_and_ones_own_values(lab_page):
    page = lab_page(viewport={"width": 718, "height": 1047})
    for title in ("Share, save, copy, download", "For a class", "Check the gradient by differences"):
        page.locator("summary").filter(has_text=title).click()
    page.get_by_text("Show: Plain NumPy").click()
    own = page.locator(".check-gradient tbody input").first
    own.fill("-39.192492291234567")
    own.press("Enter")
    page.emulate_media(media="print")
    code = page.locator(".share pre").last
    assert code.evaluate("(e) => e.scrollHeight <= e.clientHeight + 1 && e.scrollWidth <= e.clientWidth + 1")
    assert own.evaluate("(e) => e.scrollWidth <= e.clientWidth + 1")
    assert page.locator(".check-gradient").evaluate("(e) => e.scrollWidth <= e.clientWidth + 1")
    told = page.locator(".bpl").inner_text()
    assert not any(words in told for words in ("drop it", "Download", "These choices"))


def test_in_the_dark_it_is_printed_as_in_the_light(lab_page):
    colours = []
    for scheme in ("light", "dark"):
        page = lab_page(color_scheme=scheme)
        page.emulate_media(media="print", color_scheme=scheme)
        colours.append(page.evaluate(COLOURS))
    assert colours[0] == colours[1]


def test_with_reduced_motion_nothing_moves_by_itself(lab_page):
    page = lab_page(reduced_motion="reduce")
    moving = "() => [...document.querySelectorAll('*')].filter((e) => parseFloat(getComputedStyle(e).transitionDuration) > 0 || getComputedStyle(e).animationName !== 'none').length"  # noqa: E501
    assert page.evaluate(moving) == 0


def test_everything_can_be_reached_with_the_keyboard(lab_page):
    page = lab_page()
    seen = set()
    for key in ["Tab"] * 5 + ["ArrowDown"] * 18 + ["Tab"] * 60:
        page.keyboard.press(key)
        label = page.evaluate(FOCUSED)
        seen.add(label.split(" = ")[0])
    assert {f"weight {name}" for name in ("w11", "w22", "u12", "v2")} <= seen
    assert {"unit h1", "unit z"} <= {s.split(",")[0] for s in seen}
    assert any("A slice of J" in s for s in seen)
    assert any(s == "New random start" for s in seen)


def test_a_page_from_disk_asks_for_nothing_whatever_is_done(lab_page, visit):
    page = lab_page(tour=True)
    open_all(page)
    for button in page.locator("button:visible").element_handles():  # some go when another one is pressed
        if button.is_visible() and button.is_enabled() and "Load" not in button.inner_text():
            button.evaluate("(b) => b.click()")
    page.wait_for_timeout(500)
    assert visit.requests == []
