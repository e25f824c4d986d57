"""The part of the page that shares, and the address, in a real browser: from a file, as people open it."""

import json
import shutil
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from backprop_lab import load_lab
from backprop_lab.lab import from_toml
from backprop_lab.page import assemble
from backprop_lab.page.payload import payload
from page.conftest import JS

MAIN = """
import { readLab } from "./core/lab.js";
import { firstState } from "./core/state.js";
import { toHash } from "./core/hash.js";
import { h, svg } from "./dom.js";
import { makeSession } from "./session.js";
import { shareView } from "./view/share.js";
import { bindHash } from "./view/where.js";

export const pageModel = (payload) => payload;

export function render({ model, el }) {
  const lab = readLab(model), first = firstState(lab, model.start), session = makeSession(lab, first);
  const root = h("div", { class: "bpl" }), end = bindHash(session, root, first);
  const part = shareView(session, { first, host: "page" });
  const size = { viewBox: "0 0 40 20", width: 80, height: 40 };
  const picture = svg("svg", { "data-picture": "circle", style: "--warm: #b84e00", ...size },
    svg("style", {}, ".warm{fill:var(--warm)}"), svg("circle", { class: "warm", cx: 10, cy: 10, r: 8, tabindex: 0 }),
    svg("text", { style: "display:none" }, "never"));
  const hidden = svg("svg", { "data-picture": "unseen", style: "display:none" });
  const fold = h("details", { ontoggle: () => part.update() }, h("summary", {}, "Share"), part.el);
  const inner = h("div", { "data-picture": "circle" }, svg("svg", { width: 9, height: 9 }));
  root.append(inner, picture, hidden, fold);
  el.replaceChildren(root);
  session.subscribe(() => part.update());
  part.update();
  window.lab = { session, end, hash: () => toHash(lab, session.state, first) };
}
"""


@pytest.fixture(scope="module")
def html(tmp_path_factory):
    folder = tmp_path_factory.mktemp("share") / "js"
    shutil.copytree(JS, folder)
    (folder / "share_main.js").write_text(MAIN, "utf-8")
    lab = load_lab("handout")
    css = assemble.styles(JS.parent / "css")
    return assemble.page_html(
        "Share", json.dumps(payload(lab, lab.start(7), 7)), assemble.bundle(folder, "share_main.js"), css
    )


def state(page):
    page.wait_for_function("() => window.lab?.session")
    return page.evaluate("() => JSON.parse(JSON.stringify(window.lab.session.state))")


def change(page, patch):
    """Another state, once the address has followed."""
    page.evaluate("(patch) => window.lab.session.set(patch)", patch)
    page.wait_for_function("() => location.hash === window.lab.hash()")


THETA = [0.1, -1e-5, 5e-324, 1.7976931348623157e308, 1 / 3, 2.0, -3.5, 0.0, 1e21, -0.25]
PATCH = {
    "theta": THETA, "seed": None, "x": [[-1, 1], [-1, 0.5], [0.1, 1e-9]], "y": [[60], [20], [1 / 7]], "rate": 1e-7,
    "point": 2, "method": "adam:0.5:0.75:1e-08", "hide": ["formulas"], "predict": True,
}  # fmt: skip


def test_a_page_that_is_opened_again_shows_what_it_showed(visit, html):
    page = visit(html)
    assert page.evaluate("() => location.hash") == ""
    change(page, PATCH)
    page.evaluate("() => window.lab.session.set({ cursor: 40 })")
    page.wait_for_function("() => location.hash.includes('cursor=40')")
    before = state(page)
    assert before["theta"] == THETA
    assert page.evaluate("() => history.length") == 2
    page.reload()
    page.wait_for_function("() => window.lab")
    assert state(page) == before
    assert page.evaluate("() => location.hash === window.lab.hash()")


def test_a_page_that_is_left_at_once_keeps_what_was_changed(visit, html):
    page = visit(html)
    page.evaluate("() => { window.lab.session.set({ rate: 0.125 }); location.href = 'about:blank'; }")
    page.wait_for_url("about:blank")
    page.go_back()
    page.wait_for_function("() => window.lab?.session.state.rate === 0.125")
    assert page.evaluate("() => location.hash === window.lab.hash()")


def test_another_hash_is_heard(visit, html):
    page = visit(html, hash="#v=1&lab=handout&seed=9&rate=0.0005")
    assert state(page)["seed"] == {"seed": "9", "index": "0"}
    page.evaluate("() => { location.hash = '#v=1&lab=handout&seed=9&rate=0.25&at=3'; }")
    page.wait_for_function("() => window.lab.session.state.rate === 0.25")
    page.evaluate("() => { location.hash = ''; }")
    page.wait_for_function("() => window.lab.session.state.rate === 0.005")
    page.evaluate("() => window.lab.end()")
    page.evaluate("() => { window.lab.session.set({ rate: 3 }); location.hash = '#v=1&lab=handout&rate=2'; }")
    page.wait_for_timeout(400)
    assert state(page)["rate"] == 3


BAD = ["#%E0%A4%A", "#v=7", "#v=1&lab=<img src=x onerror=alert(1)>", "#v=1&lab=handout&rate=\u202e😀"]


@pytest.mark.parametrize("bad", BAD)
def test_a_bad_link_is_told_and_the_page_keeps_working(visit, html, bad):
    page = visit(html, hash=bad)
    told = page.get_by_role("alert")
    assert told.inner_text().startswith("The link ")
    assert "The page stays as it was." in told.inner_text()
    assert state(page)["rate"] == 0.005
    change(page, {"rate": 0.5})
    page.evaluate("() => { location.hash = '#v=1&lab=handout&rate=x'; }")
    page.get_by_text('must have a number for rate; got "x"').wait_for()
    assert state(page)["rate"] == 0.5
    page.get_by_role("button", name="Start afresh").click()
    assert told.count() == 0
    assert page.evaluate("() => location.hash") == "#v=1&lab=handout&seed=7&rate=0.005"
    page.evaluate("() => { location.hash = '#?'; }")
    page.get_by_role("button", name="Close").click()
    assert told.count() == 0
    page.evaluate("() => { location.hash = '#?2'; }")
    told.wait_for()
    page.evaluate("() => { location.hash = '#v=1&lab=handout&rate=0.75'; }")
    page.wait_for_function("() => window.lab.session.state.rate === 0.75")
    assert told.count() == 0


def test_where_the_address_cannot_be_replaced_it_is_set(visit, html):
    page = visit(html)
    page.evaluate("() => { history.replaceState = () => { throw new Error('no'); }; }")
    change(page, {"rate": 0.5})
    assert page.evaluate("() => location.hash") == "#v=1&lab=handout&seed=7&rate=0.5"


def shared(visit, html, **options):
    page = visit(html, **options)
    page.get_by_text("Share", exact=True).click()
    return page


def message(page):
    return page.locator(".told").inner_text()


def test_the_link_is_the_whole_address(visit, html):
    page = shared(visit, html)
    field = page.get_by_label("Link to all that is shown")
    assert field.input_value() == page.url.split("#")[0] + "#v=1&lab=handout&seed=7&rate=0.005"
    change(page, {"rate": 0.5})
    page.wait_for_function("() => document.querySelector('.link').value.endsWith('rate=0.5')")
    again = visit.contexts[0].new_page()
    again.goto(field.input_value())
    assert state(again) == state(page)


COPIES = [
    ("Copy link", "#v=1&lab=handout", "The link: copied."),
    ("Copy: Command", "backprop-lab run --seed 7 ", "Command: copied."),
    ("Copy: Python with backprop_lab", "made = run(lab, seed=7", "Python with backprop_lab: copied."),
    ("Copy: Plain NumPy", "def objective(theta, X, Y)", "Plain NumPy: copied."),
]


@pytest.mark.parametrize(("name", "text", "told"), COPIES)
@pytest.mark.parametrize("way", ["clipboard", "selection"])
def test_what_is_copied_lies_on_the_clipboard(visit, html, name, text, told, way):
    page = shared(visit, html, permissions=["clipboard-read", "clipboard-write"])
    if way == "selection":
        page.evaluate("() => { delete Clipboard.prototype.writeText; }")
    page.evaluate("() => document.execCommand('copy')")
    page.get_by_role("button", name=name).click()
    page.wait_for_function("(told) => document.querySelector('.told').textContent === told", arg=told)
    assert text in page.evaluate("() => navigator.clipboard.readText()")
    assert page.evaluate("() => document.activeElement.tagName") == "BUTTON"
    assert page.locator("textarea").count() == 0


def test_where_nothing_can_be_copied_the_text_can_be_seen(visit, html):
    page = shared(visit, html)
    page.evaluate("() => { delete Clipboard.prototype.writeText; document.execCommand = () => false; }")
    page.get_by_role("button", name="Copy: Command").click()
    page.get_by_text("does not let the page copy; the text can be selected by hand").wait_for()
    page.get_by_text("Show: Command").click()
    shown = page.get_by_role("group", name="Command")
    shown.filter(has_text="backprop-lab run --seed 7 ").wait_for()
    assert shown.inner_text().startswith("backprop-lab run --seed 7 ")
    change(page, {"rate": 0.5})
    page.wait_for_function("() => document.querySelector('pre').textContent.includes('--rate 0.5')")
    assert page.get_by_text("needs this lab's file beside it").is_hidden()
    change(page, {"y": [[1], [2]]})
    page.get_by_text("needs this lab's file beside it: save handout.toml").wait_for()


def downloaded(page, button):
    with page.expect_download() as told:
        page.get_by_role("button", name=button, exact=True).click()
    return told.value.suggested_filename, Path(told.value.path()).read_bytes()


def test_a_file_is_saved_and_loaded_to_the_bit(visit, html, tmp_path):
    page = shared(visit, html)
    change(page, PATCH)
    page.evaluate("() => window.lab.session.set({ cursor: 40 })")
    before = state(page)
    name, content = downloaded(page, "Save file")
    assert name == "handout-page.json"
    assert json.loads(content)["backprop-lab page"] == 1
    (tmp_path / "kept.json").write_bytes(content)
    other = {"theta": [1] * 10, "x": [[0, 0]], "y": [[1]], "rate": 1, "hide": []}
    page.evaluate("(other) => window.lab.session.set(other)", other)
    page.get_by_label("Load file").set_input_files(tmp_path / "kept.json")
    page.get_by_text("kept.json: loaded.").wait_for()
    assert state(page) == before


def test_a_file_may_be_dropped_on_the_page(visit, html):
    page = shared(visit, html)
    drop = """(text) => { const dataTransfer = new DataTransfer();
      const options = { dataTransfer, bubbles: true, cancelable: true };
      dataTransfer.items.add(new File([text], "kept.json"));
      const events = ["dragover", "drop"].map((type) => new DragEvent(type, options));
      return events.map((event) => !document.querySelector("svg").dispatchEvent(event)); }"""
    assert page.evaluate(drop, '{"backprop-lab page": 1, "lab": "handout", "rate": 0.5}') == [True, True]
    page.get_by_text("kept.json: loaded.").wait_for()
    assert state(page)["rate"] == 0.5
    page.evaluate(drop, "\x00\xff")
    page.get_by_text("The file must be JSON").wait_for()
    assert "wrong" in page.locator(".told").get_attribute("class")
    nothing = "{ dataTransfer: new DataTransfer(), bubbles: true, cancelable: true }"
    assert page.evaluate(f"() => document.body.dispatchEvent(new DragEvent('drop', {nothing}))")
    assert state(page)["rate"] == 0.5


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"\xff\xfe\x00", "The file must be JSON"), (b" " * 20_000_001, "The file must have at most 20000000 bytes")],
)
def test_a_bad_file_is_told_and_the_page_keeps_working(visit, html, tmp_path, content, told):
    page = shared(visit, html)
    (tmp_path / "bad.json").write_bytes(content)
    page.get_by_label("Load file").set_input_files(tmp_path / "bad.json")
    page.get_by_text(told).wait_for()
    page.get_by_role("button", name="Copy: Command").focus()
    change(page, {"rate": 0.5})


def test_tables_documents_and_the_lab_are_downloaded(visit, html):
    page = shared(visit, html)
    change(page, {"rate": 0.0005})
    name, content = downloaded(page, "Steps as CSV")
    assert (name, content.count(b"\r\n")) == ("handout.csv", 102)
    assert message(page) == "Every step of the descent: saved as CSV."
    name, content = downloaded(page, "LaTeX of this step")
    assert name == "handout.tex"
    assert content.startswith(b"\\documentclass{article}")
    name, content = downloaded(page, "Lab file handout.toml")
    assert name == "handout.toml"
    assert from_toml(content.decode()) == load_lab("handout").trained(rate=0.0005)


def test_cells_of_a_sharpness_that_is_not_there_yet_are_empty(visit, html):
    page = shared(visit, html)
    page.evaluate("() => window.lab.session.set({ steps: 3000, rate: 1e-9 })")
    _, content = downloaded(page, "Steps as CSV")
    assert b",," in content
    assert "is not worked out yet, their cells are empty" in message(page)


def test_each_picture_is_downloaded_as_svg_that_stands_alone(visit, html):
    page = shared(visit, html)
    choice = page.get_by_label("Picture")
    choice.focus()
    assert choice.locator("option").all_inner_texts() == ["every picture", "circle", "circle-2"]
    choice.select_option("circle-2")
    name, content = downloaded(page, "SVG")
    assert name == "handout-circle-2.svg"
    root = ElementTree.fromstring(content)
    found = {element.tag.split("}")[1]: element.attrib for element in root.iter()}
    assert found["circle"]["fill"] == "rgb(184, 78, 0)"
    assert found["rect"]["fill"] == "rgb(255, 255, 255)"
    assert (root.attrib["width"], root.attrib["height"], root.attrib["viewBox"]) == ("80", "40", "0 0 40 20")
    assert b"never" not in content
    assert b"class" not in content
    alone = visit.contexts[0].new_page()
    alone.set_content(f"<!doctype html><title>t</title>{content.decode().split('?>')[1]}")
    seen = alone.locator("circle").evaluate("(el) => getComputedStyle(el).fill")
    assert seen == "rgb(184, 78, 0)"


def test_pictures_are_downloaded_as_png(visit, html, tmp_path):
    page = shared(visit, html, color_scheme="dark")
    choice = page.get_by_label("Picture")
    choice.focus()
    choice.select_option("circle-2")
    name, content = downloaded(page, "PNG")
    assert name == "handout-circle-2.png"
    (tmp_path / name).write_bytes(content)
    import matplotlib.image

    shown = matplotlib.image.imread(tmp_path / name)
    assert shown.shape[:2] == (80, 160)
    assert (shown[40, 40, :3] * 255).round().tolist() == [184, 78, 0]
    assert (shown[5, 150, :3] * 255).round().tolist() == [21, 24, 28]
    saved = []
    page.on("download", lambda download: saved.append(download.suggested_filename))
    choice.select_option("every picture")
    page.get_by_role("button", name="PNG").click()
    page.get_by_text("Saved: circle, circle-2.").wait_for()
    page.wait_for_timeout(300)
    assert sorted(saved) == ["handout-circle-2.png", "handout-circle.png"]


def test_a_picture_that_cannot_be_made_is_told(visit, html):
    page = shared(visit, html)
    page.evaluate("() => { HTMLCanvasElement.prototype.toBlob = (done) => done(null); }")
    page.get_by_role("button", name="PNG").click()
    page.get_by_text("The browser cannot make this picture").wait_for()
    page.evaluate("() => document.querySelectorAll('[data-picture]').forEach((el) => el.remove())")
    page.get_by_role("button", name="PNG").click()
    page.get_by_text("There is no such picture to be seen now.").wait_for()


AXE = Path(__file__).parents[2] / "tools" / "node_modules" / "axe-core" / "axe.min.js"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(visit, html, scheme):
    if not AXE.is_file():
        pytest.skip("axe-core is not installed: make test does it")
    page = shared(visit, html, color_scheme=scheme, viewport={"width": 320, "height": 700})
    for summary in page.locator(".share summary").all():
        summary.click()
    page.evaluate("() => { location.hash = '#bad'; }")
    page.get_by_role("alert").wait_for()
    page.get_by_role("button", name="Lab file handout.toml").click()
    page.evaluate(f"() => {{ {AXE.read_text('utf-8')}; }}")
    rules = {rule: {"enabled": False} for rule in ("region", "page-has-heading-one", "heading-order")}
    told = "(told) => told.violations.map((v) => [v.id, v.nodes[0].html])"
    found = page.evaluate(f"(rules) => axe.run(document, {{ rules }}).then({told})", rules)
    assert [f for f in found if "circle" not in f[1]] == []
    every = "[...document.querySelectorAll('.share, .share *')]"
    wide = f"{every}.filter((el) => el.getBoundingClientRect().right > 320)"
    assert page.evaluate(f"() => {wide}.map((el) => el.outerHTML.slice(0, 99))") == []


@pytest.mark.parametrize("way", ["link", "file"])
def test_the_start_is_by_hand_where_the_seed_beside_theta_does_not_give_it(lab_page, tmp_path, way):
    lab = load_lab("handout")
    theta = lab.start(7)
    page = lab_page(seed=5)
    for own in (False, True):
        theta[3] += 0.25 if own else 0.0
        if way == "link":
            link = f"#v=1&lab=handout&seed=7&theta={','.join(map(repr, theta.tolist()))}"
            page.evaluate("(hash) => { location.hash = hash; }", link)
        else:
            content = {"backprop-lab page": 1, "lab": "handout", "seed": "7", "theta": theta.tolist()}
            (tmp_path / "own.json").write_text(json.dumps(content), "utf-8")
            page.get_by_label("Load file").set_input_files(tmp_path / "own.json")
        weight = page.locator(".network .press[aria-label^='weight w22 ']")
        weight.and_(page.locator(f"[aria-label*='= {theta[3]:.4g},']")).wait_for(state="attached")
        weight.press("Enter")
        assert page.locator(".card dd").first.inner_text() == repr(float(theta[3]))
        seed = page.get_by_label("Seed", exact=True)
        note = page.locator(".start .note")
        assert seed.input_value() == ("" if own else "7")
        assert seed.get_attribute("placeholder") == ("by hand" if own else None)
        assert note.is_visible() == own
        assert ("Start 7, drawn from" in page.locator(".paper").text_content()) != own
    assert "This start was made by hand." in note.inner_text()
    page.wait_for_function("() => location.hash.includes('theta=') && !location.hash.includes('seed=')")


@pytest.mark.parametrize("way", ["link", "file"])
def test_plane_card_and_ones_own_values_are_shown_again(lab_page, tmp_path, way):
    page = lab_page()
    for part in ("A slice of J", "Check the gradient", "Share, save"):
        page.locator("summary").filter(has_text=part).click()
    stage = page.locator(".stage")
    for _ in range(3):
        stage.press("PageDown")
    page.get_by_label("Keep the plane through step 3").check()
    stage.press("PageDown")
    page.locator(".network .press[aria-label^='unit k1 ']").press("Enter")
    for name, value in (("w12", "38.5"), ("v2", "1e-3")):
        page.get_by_label(f"Your value for {name}").fill(value)
        page.get_by_label(f"Your value for {name}").press("Enter")
    page.locator(".check-gradient tbody tr").nth(1).filter(has_text="disagrees").wait_for()
    if way == "link":
        page.get_by_role("button", name="Copy link").click()
        link = page.get_by_label("Link to all that is shown").input_value()
        fresh = lab_page(hash=link[link.index("#") :])
    else:
        with page.expect_download() as saved:
            page.get_by_role("button", name="Save file").click()
        saved.value.save_as(tmp_path / "all.json")
        fresh = lab_page()
    for part in ("A slice of J", "Check the gradient", "Share, save"):
        fresh.locator("summary").filter(has_text=part).click()
    if way == "file":
        fresh.get_by_label("Load file").set_input_files(tmp_path / "all.json")
    fresh.locator(".slice .reading").filter(has_text="through theta at step 3; step 4 is").wait_for()
    fresh.locator(".check-gradient tbody tr").nth(1).filter(has_text="disagrees").wait_for()
    assert fresh.get_by_label("Keep the plane through step 3").is_checked()
    assert fresh.locator(".card h3").inner_text() == "k1, a unit, at point 1, step 4"
    told = [
        [
            p.locator(f".check-gradient tbody tr:has(th:text-is('{n}')) td").last.inner_text()
            for n in ("w11", "w12", "v2")
        ]
        for p in (page, fresh)
    ]
    assert told[0] == told[1] == ["", "disagrees", "disagrees"]
    values = [fresh.get_by_label(f"Your value for {name}").input_value() for name in ("w11", "w12", "v2")]
    assert values == ["", "38.5", "0.001"]
    fresh.get_by_role("button", name="Clear yours").click()
    fresh.locator(".slice").get_by_role("button", name="Reset").click()
    fresh.wait_for_function("() => !/plane=|yours=/.test(location.hash) && location.hash.includes('card=k1')")
    assert not fresh.locator(".slice input[type=checkbox]").is_checked()


def test_a_plane_that_stays_with_a_step_stays_within_the_steps(lab_page):
    page = lab_page(hash="#v=1&plane=80&at=20")
    page.locator("summary").filter(has_text="A slice of J").click()
    page.get_by_label("Keep the plane through step 80").wait_for()
    steps = page.get_by_label("Steps", exact=True)
    steps.fill("40")
    steps.press("Enter")
    page.get_by_label("Keep the plane through step 40").wait_for()
    page.wait_for_function("() => location.hash.includes('plane=40')")
    page.reload()
    assert page.get_by_role("alert").filter(has_text="cannot be used").count() == 0
