"""The widget in a real notebook page, and what is left of it after nbconvert."""

import nbformat
import pytest

from backprop_lab import load_lab
from backprop_lab.derivation import values
from backprop_lab.derivation.style import TEXT
from backprop_lab.derivation.write import figure
from backprop_lab.trial import perform

CELL = 'from backprop_lab.page import LabWidget\nw = LabWidget("handout", seed=5, rate=0.0005)\nw'


@pytest.fixture
def notebook(tmp_path):
    path = tmp_path / "widget.ipynb"
    write(path, CELL, "print('state', w.state)")
    return path


def write(path, *cells):
    made = nbformat.v4.new_notebook(
        cells=[nbformat.v4.new_code_cell(cell) for cell in cells],
        metadata={"kernelspec": {"name": "python3", "display_name": "Python 3", "language": "python"}},
    )
    nbformat.write(made, path)


def ledger(page):
    """The ledger as it is shown: the texts of every row by its name."""
    rows = page.locator(".ledger tbody tr:not(.group)").all()
    return {row.locator("th").inner_text(): row.locator("td").all_inner_texts() for row in rows}


def test_the_widget_runs_in_a_notebook_with_pythons_numbers(jupyter_page, notebook):
    page = jupyter_page(notebook)
    page.locator(".bpl .network").wait_for(timeout=20_000)
    lab = load_lab("handout").trained(rate=0.0005)
    found = values(lab, lab.start(5))
    shown = ledger(page)
    for name in ("a1", "z", "L", "dz", "dL_du12"):
        assert shown[name][:2] == [figure(found[name, p], TEXT)[0] for p in (0, 1)], name
    assert shown["dL_du12"][2] == figure(found["dJ_du12", None], TEXT)[0]
    page.locator(".backprop-lab-still").first.wait_for(state="hidden")


def test_what_is_done_in_the_widget_reaches_python(jupyter_page, notebook):
    page = jupyter_page(notebook)
    page.locator(".bpl .network").wait_for(timeout=20_000)
    page.locator(".descend-panel").get_by_role("button", name="Step forward").click()
    page.wait_for_timeout(800)
    page.evaluate(
        """() => {
          window.jupyterapp.shell.currentWidget.content.activeCellIndex = 1;
          return window.jupyterapp.commands.execute("notebook:run-cell");
        }"""
    )
    page.locator(".jp-OutputArea-output", has_text="at=1").first.wait_for(timeout=10_000)


PAIR = """from backprop_lab.page import LabWidget
from IPython.display import display
display(LabWidget("handout", seed=5, rate=0.0005), LabWidget("handout", seed=6, rate=0.0005))"""
IDS = """() => [...document.querySelectorAll(".bpl")].map((el) => [...el.querySelectorAll("[id]")].map((e) => e.id))"""


def test_two_widgets_on_one_page_share_no_id_and_a_label_finds_its_own_field(jupyter_page, tmp_path):
    path = tmp_path / "two.ipynb"
    write(path, PAIR)
    page = jupyter_page(path)
    page.locator(".bpl .network").nth(1).wait_for(timeout=20_000)
    first, second = page.evaluate(IDS)
    assert len(first) == len(second) > 40
    assert len({*first, *second}) == len(first) + len(second)
    other = page.locator(".bpl").nth(1)
    other.locator("label", has_text="Seed").click()
    assert other.evaluate("(el) => el.contains(document.activeElement)")


def test_the_still_stands_after_nbconvert_and_asks_for_nothing_of_its_own(notebook, visit):
    from nbclient import NotebookClient
    from nbconvert import HTMLExporter

    ran = NotebookClient(nbformat.read(notebook, 4), timeout=120, store_widget_state=True).execute()
    html, _ = HTMLExporter(embed_images=True).from_notebook_node(ran)
    lab = load_lab("handout").trained(rate=0.0005)
    cause = perform(lab, lab.start(5)).outcome.cause
    page = visit(html, offline=True)
    still = page.locator(".backprop-lab-still").first
    assert still.is_visible()
    assert cause.split(":")[0] in still.inner_text()
    assert "http" not in still.inner_html().replace("http://www.w3.org/2000/svg", "")
    # The template's own scripts ask the network; ours do not.
    visit.requests.clear(), visit.messages.clear(), visit.errors.clear()
