"""What is copied runs: as a command, as Python, as NumPy; what is downloaded is read by other programs."""

import csv
import io
import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import numpy as np
import pytest

from backprop_lab import run
from backprop_lab.derivation.source import numpy_source
from backprop_lab.lab import from_tables, from_toml, load_lab, to_tables
from backprop_lab.page.payload import payload
from backprop_lab.trial import perform, with_sharpness
from page.labs import SHOWN, drawn
from page.states import ask
from terminal import here

KATEX = Path(__file__).parents[2] / "tools" / "node_modules" / "katex" / "dist"
COPY = """return await Promise.all(a.map(async ([payload, patch]) => {
  const p = await open(payload, patch), { lab, now, first } = p, session = p.makeSession(lab, now), h = session.history;
  return {
    command: p.asCommand(lab, now, first), python: p.asPython(lab, now, first), numpy: p.asNumpy(lab, now),
    file: p.asLabFile(lab, now), name: p.labFileName(lab), builtin: p.isBuiltin(lab, now, first),
    values: h.values, theta: h.thetas.at(-1), started: now.theta, last: h.last,
  };
}));"""
ODD = "übung-θ"


def odd():
    """A lab with a title and letters that need care, a mean, a factor and a slope."""
    tables = to_tables(SHOWN["leaky"]) | {"name": ODD, "title": 'A "title" \\ with \x7f, $x_1$ & 50 % of é, 語\n'}
    tables["letters"] |= {"weights": ["θ", "omega", "bias1_"], "output": "out"}
    tables["objective"] |= {"reduction": "mean", "factor": 0.5}
    return from_tables(tables)


def dashed():
    """A lab whose name looks like an option."""
    return from_tables(to_tables(SHOWN["xor"]) | {"name": "-xor"})


CHANGED = {"x": [[-1.0, 1.0], [-0.0, 1e-5], [2.0, 1e16]], "y": [[60.0], [20.0], [-5.0]]}


def states():
    """Labs with a state: (lab as the page was made from it, patch)."""
    handout, xor = load_lab("handout"), load_lab("xor")
    quiet = {"rate": 0.0005, "steps": 40}
    theta = [0.5, -0.0, 1e-5, -1.5, 1.0, 2.0, 1e-300, -0.25, 1.0, 0.5]
    yield handout, {"seed": {"seed": "007", "index": "0"}, "theta": None}
    yield handout, {"seed": {"seed": str(2**64 - 1), "index": "3"}, "theta": None, "method": "momentum:0.5"} | quiet
    yield handout, {"seed": None, "theta": theta, "method": "adam"} | quiet
    yield handout, {"seed": {"seed": "7", "index": "0"}, "theta": theta} | quiet
    yield handout, {"seed": {"seed": "7", "index": "1"}, "theta": None, "start": "normal: 0 :.5"} | CHANGED | quiet
    yield xor, {"seed": {"seed": "9", "index": "0"}, "theta": None, "start": "glorot", "method": "nesterov"}
    for lab in (SHOWN["leaky"], odd(), dashed()):
        yield lab, {"seed": {"seed": "4", "index": "0"}, "theta": None, "steps": 20}
    for seed in range(12):
        lab, start = drawn(seed)
        yield lab, {"seed": None, "theta": start.tolist()}


@pytest.fixture(scope="module")
def made(js):
    """For each state: the run that Python makes of it, and what the page copies."""
    given = list(states())
    found = ask(js, COPY, [[payload(lab, lab.start(1), 1), patch] for lab, patch in given])
    return [(reference(lab, patch, copy), copy) for (lab, patch), copy in zip(given, found, strict=True)]


def reference(lab, patch, copy):
    if "x" in patch:
        lab = from_tables(to_tables(lab) | {"data": {k: patch[k] for k in "xy"}})
    lab = lab.trained(**{key: patch.get(key) for key in ("rate", "steps", "method")})
    return run(lab, theta=copy["started"], compare="none", sharpness=False)


def finite(values):
    return [v if np.isfinite(v) else None for v in values]


def test_the_command_makes_the_same_run_to_the_bit(made, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for wanted, copy in made:
        words = shlex.split(copy["command"])
        assert words[:2] == ["backprop-lab", "run"]
        if not copy["builtin"]:
            Path(copy["name"]).write_text(copy["file"], "utf-8")
        ended = here(capsys, *words[1:], "--json", "--out", "none", "--compare", "none")
        assert ended.code == 0, ended.err
        told = json.loads(ended.out)
        assert told["theta0"] == wanted.theta0.tolist(), copy["command"]
        assert told["objective"] == finite(wanted.values), copy["command"]


def test_a_command_reads_as_people_write_it(made):
    commands = [copy["command"] for _, copy in made]
    descent = "--rate 0.005 --steps 100 --method gradient_descent"
    assert commands[0] == f"backprop-lab run --seed 007 --start uniform:-1:1 {descent}"
    assert "--theta=0.5,-0,1e-05," in commands[3]
    assert commands[4].startswith("backprop-lab run handout.toml --seed 7:1 --start normal:0:0.5 ")
    assert f"'{ODD}.toml'" in commands[7]
    assert " ./-xor.toml " in commands[8]


def test_python_with_this_package_makes_the_same_run_to_the_bit(made, capsys, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for wanted, copy in made:
        names = {}
        exec(copy["python"], names)
        assert names["made"].values.tolist() == wanted.values.tolist(), copy["python"]
        assert capsys.readouterr().out.startswith(f"{wanted.outcome.name} at step {wanted.outcome.step}\nJ = ")


def test_numpy_is_that_of_python_and_gives_the_same_values(made):
    for wanted, copy in made:
        assert copy["numpy"] == numpy_source(wanted.lab, wanted.theta0)
        names = {}
        with np.errstate(all="ignore"):
            exec(copy["numpy"], names)
        count = copy["last"] + 1
        np.testing.assert_allclose(names["values"][:count], np.array(copy["values"], float), rtol=1e-9, atol=1e-12)
        if count == len(names["values"]):
            np.testing.assert_allclose(names["theta"], np.array(copy["theta"], float), rtol=1e-9, atol=1e-12)


def test_the_lab_file_is_the_lab(made):
    for wanted, copy in made:
        lab = from_toml(copy["file"])
        assert (lab.name, lab.title, lab.objective) == (wanted.lab.name, wanted.lab.title, wanted.lab.objective)
        assert (lab.descent.rate, lab.descent.steps, lab.method) == (
            wanted.lab.descent.rate,
            wanted.lab.descent.steps,
            wanted.lab.method,
        )
        assert lab.descent.fit == wanted.lab.descent.fit
        assert lab.parameters == wanted.lab.parameters
        keys = ("weights", "preactivations", "units", "output", *(["biases"] if lab.network.biases else []))
        assert all(getattr(lab.letters, key) == getattr(wanted.lab.letters, key) for key in keys)


TABLES = """return await Promise.all(a.map(async ([payload, patch]) => {
  const p = await open(payload, patch), session = p.makeSession(p.lab, p.now);
  const { values, norms, thetas } = session.history, sharpness = [...session.sharpness].map((v) => isNaN(v) ? null : v);
  return { csv: p.asCsv(session), latex: p.asLatex(session), values, norms, thetas, sharpness };
}));"""


@pytest.fixture(scope="module")
def tables(js):
    """Labs with a step that is looked at, and the table and the document of it."""
    given = [*((lab, {"at": 1}) for lab in SHOWN.values()), (odd(), {"at": 2, "method": "adam"}), (wide(), {"at": 0})]
    given += [(drawn(seed)[0], {"at": 1}) for seed in range(6)]
    patch = {
        "x": [[float(i), 1 / (i + 3)] for i in range(200)],
        "y": [[i / 7] for i in range(200)],
        "rate": 1e-9,
        "point": 150,
    }
    given.append((load_lab("handout"), patch))
    return list(
        zip(given, ask(js, TABLES, [[payload(lab, lab.start(5), 5), patch] for lab, patch in given]), strict=True)
    )


def wide():
    """A lab with names such as w1,12, and formulas of twelve terms."""
    rng = np.random.default_rng(1)
    data = {"x": rng.normal(size=(9, 12)).tolist(), "y": rng.normal(size=(9, 1)).tolist()}
    network = {"widths": [12, 11, 1], "activation": "softplus"}
    return from_tables({"name": "wide", "network": network, "data": data, "descent": {"rate": 1e-3, "steps": 3}})


def test_the_table_reads_back_to_the_bit(tables):
    for (lab, _), told in tables:
        rows = list(csv.reader(io.StringIO(told["csv"], newline=""), strict=True))
        assert rows[0] == ["step", "J", "gradient norm", "sharpness", *lab.parameters]
        assert told["csv"].count("\r\n") == len(rows) == len(told["values"]) + 1
        for t, (step, value, norm, sharpness, *theta) in enumerate(rows[1:]):
            assert (int(step), float(value), float(norm)) == (t, told["values"][t], told["norms"][t])
            assert (sharpness and float(sharpness)) == ("" if told["sharpness"][t] is None else told["sharpness"][t])
            assert [float(v) for v in theta] == told["thetas"][t]


def test_the_table_holds_what_python_finds(tables):
    (lab, _), told = tables[0]
    trial = with_sharpness(perform(lab, lab.start(5)))
    columns = np.array([[float(v) for v in row] for row in list(csv.reader(io.StringIO(told["csv"])))[1:]])
    np.testing.assert_allclose(columns[:, 1], trial.values, rtol=1e-12)
    np.testing.assert_allclose(columns[:, 3], trial.history.sharpness, rtol=1e-7, atol=1e-6)


def test_latex_compiles_without_a_complaint(tables, tmp_path):
    program = shutil.which("pdflatex") or pytest.skip("there is no pdflatex on this machine")
    for at, (_, told) in enumerate(tables):
        (tmp_path / f"{at}.tex").write_text(told["latex"], "utf-8")
        ended = subprocess.run(
            [program, "-interaction=nonstopmode", "-halt-on-error", f"{at}.tex"],
            cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=120, check=False,
        )  # fmt: skip
        log = ended.stdout.decode("latin-1")
        assert ended.returncode == 0, log[-2000:]
        assert "LaTeX Warning" not in log.replace("LaTeX Warning: Text page", ""), log
        if at < len(tables) - 1:
            assert "Overfull" not in log, log


def test_latex_is_read_strictly(tables, modules):
    formula = r"\\begin\{align\*\}[\s\S]*?\\end\{align\*\}|(?<!\\)\$[^$]+(?<!\\)\$"
    formulas = [re.findall(formula, told["latex"]) for _, told in tables]
    assert min(map(len, formulas)) > 10
    if not (KATEX / "katex.mjs").is_file():
        pytest.skip("katex is not installed: make test does it")
    body = """(m, formulas) => formulas.flat().flatMap((text) => {
      const display = text.startsWith("\\\\begin");
      const options = { strict: "error", displayMode: display, throwOnError: true };
      try { m.default.renderToString(display ? text : text.slice(1, -1), options); return []; }
      catch (error) { return [`${error.message}: ${text}`.slice(0, 500)]; }
    })"""
    assert modules(KATEX).run("katex.mjs", body, formulas) == []


def test_latex_says_each_step_in_symbols_in_numbers_and_its_result(tables):
    (lab, _), told = tables[0]
    text, point = told["latex"], lab.objective.data.x[0]
    assert (
        "Lab handout, start 5 (uniform:-1:1), gradient\\_descent at rate 0.005: the state after 1 of 100 steps." in text
    )
    assert "h_{1}^{(1)} &= \\operatorname{relu}\\left(a_{1}^{(1)}\\right) \\\\\n&" in text
    assert "\\section*{Point 2: backward}" in text
    assert "x_{1}^{(1)} &= -1" in text.replace("{-1}", "-1")
    assert point[0] == -1
    table = text[text.index("{Ledger}") :]
    assert "point 1 & point 2 & $J$" in table
    assert f"{np.float64(told['values'][1]):.6g}" in table


def test_a_long_story_is_told_of_the_point_that_is_looked_at(tables):
    text = tables[-1][1]["latex"]
    assert "Point 151: forward" in text
    assert "Point 150: forward" not in text
