"""The example notebook runs from its first cell to its last in a real kernel."""

from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

NOTEBOOK = Path(__file__).parent.parent / "examples" / "lab.ipynb"


def read():
    return nbformat.read(NOTEBOOK, as_version=4)


def execute(notebook):
    return NotebookClient(notebook, timeout=300, kernel_name="python3").execute()


@pytest.fixture(scope="module")
def executed():
    return execute(read())


def test_every_cell_of_the_notebook_runs_in_a_real_kernel(executed):
    counts = [cell.execution_count for cell in executed.cells if cell.cell_type == "code"]
    assert counts == list(range(1, len(counts) + 1))
    assert len(counts) > 10


def test_the_notebook_shows_the_picture_and_what_became_of_the_run(executed):
    shown = [output for cell in executed.cells for output in cell.get("outputs", [])]
    assert any("image/png" in o.get("data", {}) for o in shown)
    assert any("data:image/png;base64" in o.get("data", {}).get("text/html", "") for o in shown)
    assert any("dead at step" in o.get("text", "") for o in shown)
    assert any("<math" in o.get("data", {}).get("text/html", "") for o in shown)


@pytest.mark.parametrize(
    ("right", "wrong"),
    [("dz = 2 * (z - y)", "dz = z - y"), ("np.outer(h, db)", "np.outer(db, h)"), ("h = relu(W.T @ x)", "h = W.T @ x")],
)
def test_a_wrong_function_in_the_notebook_is_stopped_by_the_cell_after_it(right, wrong):
    notebook = read()
    for cell in notebook.cells:
        cell.source = cell.source.replace(right, wrong)
    with pytest.raises(CellExecutionError, match="AssertionError"):
        execute(notebook)
