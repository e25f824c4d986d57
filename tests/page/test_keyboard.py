"""What stands on the page of any lab is Python's; the parts that are not on the stage, by keyboard alone."""

from backprop_lab.page.payload import payload
from page.labs import SHOWN, drawn
from page.reading import ledger_of, shown, state_at

HANDOUT = SHOWN["handout"].trained(rate=0.0005)
LABS = 200
DRAWN = """async (m, cases) => {
  const el = document.body.appendChild(document.createElement("div"));
  const wait = () => new Promise((done) => setTimeout(done, 0));
  const all = [];
  for (const [payload, at] of cases) {
    const end = m.render({ model: m.pageModel(payload), el });
    if (at) {
      el.querySelector(".stage").focus();
      for (let t = 0; t < at; t++) {
        el.querySelector(".stage").dispatchEvent(new KeyboardEvent("keydown", { key: "PageDown", bubbles: true }));
      }
    }
    await wait();
    all.push({
      ledger: Object.fromEntries([...el.querySelectorAll(".ledger tbody tr:not(.group)")].map((row) =>
        [row.querySelector("th").textContent, [...row.querySelectorAll("td")].map((cell) => cell.textContent)])),
      network: [...el.querySelectorAll(".network .press")].map((e) => e.getAttribute("aria-label")),
    });
    end();
  }
  el.remove();
  return all;
}"""


def opened(page, title):
    """The part of the page of that title, opened with Enter."""
    fold = page.locator("details.fold", has=page.get_by_role("heading", name=title))
    fold.locator("summary").first.focus()
    page.keyboard.press("Enter")
    page.wait_for_timeout(200)  # it tells that it is open a moment later
    return fold


def test_what_stands_on_the_page_of_two_hundred_random_labs_is_pythons(js):
    cases = [(*drawn(seed, True), seed % 4) for seed in range(LABS)]
    cases = [(lab, theta, min(step, lab.descent.steps)) for lab, theta, step in cases]
    told = js.run("main.js", DRAWN, [[payload(lab, theta), step] for lab, theta, step in cases])
    for (lab, theta, step), page in zip(cases, told, strict=True):
        found = state_at(lab, theta, step)
        for row, cells in ledger_of(lab, found).items():
            assert page["ledger"][row] == cells, (lab.name, row)
        for name in lab.parameters:
            code = name.replace(",", "_")
            label = f" {name} = {shown(found[code, None], 4)}, gradient of J {shown(found[f'dJ_d{code}', None], 4)}"
            assert any(told.endswith(label) for told in page["network"]), (lab.name, name)


def test_a_run_is_kept_and_another_rate_set_beside_it(lab_page):
    page = lab_page()
    fold = opened(page, "Compare runs")
    fold.get_by_role("button", name="Keep this run").focus()
    page.keyboard.press("Enter")
    fold.get_by_role("textbox").first.focus()
    page.keyboard.type("0.0002")
    page.keyboard.press("Enter")
    fold.get_by_role("button", name="Add").focus()
    page.keyboard.press("Enter")
    assert "0.0002" in fold.locator("table").first.inner_text()
    assert "0.0002" in page.locator("[data-picture] svg").nth(0).text_content()


def test_a_value_of_ones_own_is_checked(lab_page):
    page = lab_page()
    fold = opened(page, "Check the gradient")
    field = fold.locator("tbody input").nth(1)
    field.focus()
    page.keyboard.type("38.5")
    page.keyboard.press("Enter")
    fold.locator("tbody tr").nth(1).filter(has_text="disagrees").wait_for()


def test_the_slice_turns_to_other_axes(lab_page):
    page = lab_page()
    fold = opened(page, "A slice of J")
    before = fold.locator("svg").first.text_content()
    fold.get_by_label("Across", exact=True).focus()
    page.keyboard.press("w")
    page.wait_for_timeout(300)
    assert "w11" in fold.locator("svg").first.text_content()
    assert fold.locator("svg").first.text_content() != before


def test_a_file_is_saved_and_a_text_copied(lab_page):
    page = lab_page(permissions=["clipboard-read", "clipboard-write"])
    fold = opened(page, "Share")
    with page.expect_download() as saved:
        fold.get_by_role("button", name="Save", exact=False).first.focus()
        page.keyboard.press("Enter")
    assert '"backprop-lab page": 1' in saved.value.path().read_text("utf-8")
    for name, text in (
        ("Copy: Command", "backprop-lab run --seed 5 "),
        ("Copy: Plain NumPy", "def objective(theta, X, Y)"),
    ):
        fold.get_by_role("button", name=name).focus()
        page.keyboard.press("Enter")
        page.wait_for_function(
            "(name) => document.querySelector('.told').textContent === `${name}: copied.`", arg=name[6:]
        )
        assert text in page.evaluate("() => navigator.clipboard.readText()")


def test_a_class_sees_no_formulas(lab_page):
    page = lab_page()
    fold = opened(page, "For a class")
    fold.get_by_label("Hide the formulas").focus()
    page.keyboard.press("Space")
    assert not page.locator(".card .formula").is_visible()


def test_a_point_is_added_and_another_start_drawn(lab_page):
    page = lab_page()
    fold = opened(page, "Data points")
    fold.get_by_role("button", name="Add a point").focus()
    page.keyboard.press("Enter")
    assert page.locator(".ledger thead th").count() == 4
    page.get_by_role("button", name="New random start").focus()
    before = page.locator(".ledger tbody td").first.inner_text()
    page.keyboard.press("Enter")
    assert page.locator(".ledger tbody td").first.inner_text() != before
