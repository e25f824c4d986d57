"""Maps in a notebook, in a real kernel: they draw themselves, their arrays have coordinates, nothing else is said."""

import base64

import nbformat
import pytest
from nbclient import NotebookClient
from nbformat.v4 import new_code_cell, new_notebook

CELLS = (
    "from backprop_lab import plane, survey\nfound = survey(starts=256, rates='1e-4:1e-2:log:3')\nfound",
    "found.data",
    "plane(size=16, x='rate:1e-4:1e-2:log', y='scale:0.5:2')",
)


@pytest.fixture(scope="module")
def outputs():
    notebook = new_notebook(cells=[new_code_cell(cell) for cell in CELLS])
    done = NotebookClient(notebook, timeout=120, kernel_name="python3").execute()
    return [cell.outputs for cell in nbformat.from_dict(done).cells]


def data(outputs):
    return [output["data"] for output in outputs if output["output_type"] == "execute_result"]


@pytest.mark.parametrize(("cell", "told"), [(0, "256 starts"), (2, "16")])
def test_a_map_shows_its_picture_and_a_line_of_text(outputs, cell, told):
    (shown,) = data(outputs[cell])
    html = shown["text/html"]
    picture = html.partition("data:image/png;base64,")[2].partition('"')[0]
    assert base64.b64decode(picture).startswith(b"\x89PNG")
    assert told in shown["text/plain"]


def test_the_arrays_are_shown_as_xarray_shows_them(outputs):
    (shown,) = data(outputs[1])
    assert "rate" in shown["text/plain"]
    assert "xarray" in shown["text/html"]


def test_nothing_goes_to_the_error_stream(outputs):
    assert [o for cell in outputs for o in cell if o["output_type"] in ("error",) or o.get("name") == "stderr"] == []
