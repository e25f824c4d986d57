"""The browser of these tests sees every request and complaint, and passes numbers to the last bit."""

import math
import struct

import nbformat
import numpy as np
import pytest

from backprop_lab.page.assemble import bundle, page_html

ODD = [0.1, 1 / 3, -0.0, 5e-324, 1.7976931348623157e308, math.nan, math.inf, -math.inf, 1e21, 2.0**53]


@pytest.fixture(scope="module")
def calls(modules, tmp_path_factory):
    folder = tmp_path_factory.mktemp("modules")
    (folder / "view").mkdir()
    (folder / "base.js").write_text(
        "export const same = (x) => x;\nexport const size = 3;\nexport const floats = (...x) => new Float64Array(x);\n"
        "export const is = (x) => [Object.is(x, NaN), Object.is(x, -0)];\nexport const big = () => 2n ** 64n - 1n;\n"
        "export async function later(x) { return { x, none: undefined }; }\nexport const node = () => document.body;\n"
    )
    (folder / "view" / "top.js").write_text('import { same } from "../base.js";\nexport const top = (s) => same(s);\n')
    return modules(folder)


def bits(values):
    return [struct.pack("<d", value) for value in values]


def test_numbers_pass_to_a_module_and_back_to_the_last_bit(calls):
    assert bits(calls("base.js", "same", ODD)) == bits(ODD)
    assert bits(calls("base.js", "floats", *ODD)) == bits(ODD)
    assert calls("base.js", "is", math.nan) == [True, False]
    assert calls("base.js", "is", -0.0) == [False, True]
    assert calls("base.js", "big") == 2**64 - 1


def test_arrays_texts_and_records_pass(calls):
    assert calls("base.js", "same", np.arange(4.0).reshape(2, 2)) == [[0, 1], [2, 3]]
    assert calls("view/top.js", "top", {"a</script>": "\u2028 'ü' \"", "b": [None, True]}) == {
        "a</script>": "\u2028 'ü' \"",
        "b": [None, True],
    }
    assert calls("base.js", "later", 1.5) == {"x": 1.5, "none": None}
    assert calls("base.js", "size") == 3
    assert calls.run("base.js", "async (m, x) => m.same(x) + m.size", 4) == 7


@pytest.mark.parametrize(
    ("name", "told"), [("node", "no value to send"), ("same()(", "SyntaxError"), ("absent.more", "undefined")]
)
def test_what_goes_wrong_in_a_module_is_told(calls, name, told):
    with pytest.raises(Exception, match=told):
        calls("base.js", name)


def test_an_absent_module_is_told(calls):
    with pytest.raises(Exception, match="Failed to fetch"):
        calls("absent.js", "same")


def page(tmp_path, body):
    (tmp_path / "main.js").write_text(
        f"export function render({{ model, el }}) {{\n{body}\n}}\nexport const pageModel = (payload) => payload;\n"
    )
    return page_html("A title", '{"x": 0.1}', bundle(tmp_path), "main{color: red}")


def test_a_page_shows_its_payload_and_asks_for_nothing(visit, tmp_path):
    html = page(tmp_path, "el.textContent = model.x + location.hash;")
    shown = visit(html, hash="#there", reduced_motion="reduce")
    assert shown.text_content("#backprop-lab") == "0.1#there"
    assert shown.title() == "A title"
    assert shown.evaluate("() => getComputedStyle(document.querySelector('main')).color") == "rgb(255, 0, 0)"
    assert shown.viewport_size == {"width": 1280, "height": 900}
    assert shown.evaluate("() => matchMedia('(prefers-reduced-motion)').matches")


def test_a_page_can_be_opened_from_its_file_and_without_scripts(visit, tmp_path):
    (tmp_path / "it.html").write_text(page(tmp_path, ""), "utf-8")
    shown = visit(tmp_path / "it.html", java_script_enabled=False)
    assert "allow it to run JavaScript" in shown.inner_text("main")


@pytest.mark.parametrize(
    ("body", "kept"),
    [
        ("throw new Error('a fault');", "errors"),
        ("Promise.reject(new Error('a fault'));", "errors"),
        ("console.error('a fault');", "messages"),
        ("console.warn('a fault');", "messages"),
        ("fetch('http://127.0.0.1:9/').catch(() => {});", "messages"),
        ("const i = new Image(); i.src = 'http://127.0.0.1:9/i.png'; el.append(i);", "messages"),
    ],
)
def test_a_complaint_of_a_page_is_kept(visit, tmp_path, body, kept):
    visit(page(tmp_path, body))
    with pytest.raises(AssertionError):
        visit.end()
    assert getattr(visit, kept)
    assert "fault" in getattr(visit, kept)[0] or "Content Security Policy" in getattr(visit, kept)[0]
    for told in (visit.requests, visit.messages, visit.errors):
        told.clear()
    visit.contexts.clear()


def test_a_request_is_kept_where_no_policy_forbids_it(visit):
    visit("<!doctype html><title>t</title><img src='http://127.0.0.1:9/i.png'>")
    assert visit.requests == ["http://127.0.0.1:9/i.png"]
    visit.requests.clear()
    visit.messages.clear()


def notebook(path, *cells):
    kernel = {"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}}
    nbformat.write(nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(c) for c in cells], metadata=kernel), path)
    return path


def test_a_notebook_runs_in_a_real_page(jupyter_page, tmp_path):
    shown = jupyter_page(notebook(tmp_path / "n.ipynb", "x = 6", "x * 7", "from IPython.display import HTML",
                                  "HTML('<b id=told>told</b>')"))  # fmt: skip
    assert shown.locator(".jp-OutputArea-output").first.inner_text() == "42"
    assert shown.inner_text("#told") == "told"


def test_a_widget_runs_in_a_notebook(jupyter_page, tmp_path):
    code = """import anywidget, traitlets
class It(anywidget.AnyWidget):
    _esm = "export default { render({ model, el }) { el.id = 'it'; el.textContent = 'n=' + model.get('n'); } };"
    n = traitlets.Int(3).tag(sync=True)
It()"""
    shown = jupyter_page(notebook(tmp_path / "w.ipynb", code))
    shown.wait_for_selector("#it")
    assert shown.inner_text("#it") == "n=3"
