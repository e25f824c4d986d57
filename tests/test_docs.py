"""What the documents show is what the program does: every command, picture, example and table is run."""

import re
import runpy
import tomllib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from backprop_lab import handout, philox
from backprop_lab.lab import from_toml
from backprop_lab.network import Network
from backprop_lab.start import Start, draw

ROOT = Path(__file__).parent.parent
UPDATE = runpy.run_path(str(ROOT / "scripts" / "update_docs.py"))
DOCUMENTS = UPDATE["DOCUMENTS"]


def blocks(path, language):
    return re.findall(rf"```{language}\n(.*?)```", path.read_text("utf-8"), re.DOTALL)


def rounded(text):
    """Errors in the last bit differ from processor to processor; everything else must not."""
    return re.sub(r"\d\.\de-1[4-9]", "(rounding)", text)


@pytest.mark.parametrize(("name", "least"), [("README.md", 5), ("check.md", 2)])
def test_the_documents_show_commands(name, least):
    (path,) = (p for p in DOCUMENTS if p.name == name)
    assert len(UPDATE["BLOCK"].findall(path.read_text("utf-8"))) >= least


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_every_command_in_a_document_prints_what_stands_under_it(path, tmp_path):
    text = path.read_text("utf-8")
    assert rounded(UPDATE["rewritten"](text, tmp_path)) == rounded(text)


@pytest.mark.parametrize("name", UPDATE["PICTURES"])
def test_a_picture_in_the_readme_is_the_one_that_the_command_leaves(name, tmp_path):
    command, folder = UPDATE["PICTURES"][name]
    UPDATE["output"](command, tmp_path)
    shown, made = (np.asarray(Image.open(p).convert("RGB"), float) for p in
                   (ROOT / "docs" / "pictures" / f"{name}.png", tmp_path / folder / "picture.png"))  # fmt: skip
    assert shown.shape == made.shape
    assert np.abs(shown - made).mean() < 1.0


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda p: p.name)
def test_the_python_in_a_document_runs(path, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for code in blocks(path, "python"):
        exec(compile(code, path.name, "exec"), {})


def test_the_lab_file_in_the_reference_is_a_lab():
    (source,) = blocks(ROOT / "docs" / "reference.md", "toml")
    lab = from_toml(source)
    assert lab.network.widths == (2, 4, 1)
    assert set(tomllib.loads(source)) == {"name", "title", "network", "data", "objective", "descent", "letters"}


def test_the_table_of_checked_programs_has_a_row_for_each():
    """That it is true is tested where all of them are checked."""
    (shown,) = UPDATE["TABLE"].findall(UPDATE["CHECKED"].read_text("utf-8"))
    folder = ROOT / "tests" / "students"
    names = [
        name for kind in ("right", "wrong") for name in tomllib.loads((folder / f"{kind}.toml").read_text("utf-8"))
    ]
    assert re.findall(r"^\| ((?:right|wrong)_\w+) \|", shown, re.MULTILINE) == names


def test_every_link_in_a_document_leads_to_a_file():
    for path in [*DOCUMENTS, ROOT / "CONTRIBUTING.md"]:
        for target in re.findall(r"\]\(([^)#]+)", path.read_text("utf-8")):
            assert (path.parent / target).exists(), (path.name, target)


def test_the_table_of_the_generator_holds():
    text = (ROOT / "docs" / "random.md").read_text("utf-8")
    rows = re.findall(r"\| (\d+) \| (\d+) \| `(\w+)` `(\w+)` \| (\S+) \| (\S+) \|", text)
    assert len(rows) == 4
    for seed, index, first, second, uniform, normal in rows:
        word = philox.words(int(seed), int(index), 2)[0]
        assert [f"{int(w):08x}" for w in word] == [first, second]
        assert handout.random_start(int(seed), int(index))[0] == float(uniform)
        gauss = draw(Network((2, 2, 2, 1)), Start("normal", (0.0, 1.0)), int(seed), int(index))
        assert gauss[0] == float(normal)


def test_contributing_stays_short():
    assert len((ROOT / "CONTRIBUTING.md").read_text("utf-8").splitlines()) <= 60
