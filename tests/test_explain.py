"""What an explanation says is what the engine computes: every number in every format, read back."""

import json
import math
import re
from fractions import Fraction
from functools import cache

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import backprop_lab.derivation.operation as operation
from backprop_lab import explain, load_lab
from backprop_lab.derivation import Name, derive
from backprop_lab.derivation.step import key
from backprop_lab.errors import InputError
from backprop_lab.exact import exact as exact_twin
from backprop_lab.explain.typst import as_typst
from derived import lab_of, near_a_kink, readable
from drawn import labs as drawn_labs
from drawn import seldom
from explained import (
    FLOATS,
    HALVES,
    chains_of_html,
    chains_of_latex,
    chains_of_markdown,
    chains_of_text,
    chains_of_typst,
    drawn,
    explained,
    labs,
    ledger_of_html,
    ledger_of_latex,
    ledger_of_markdown,
    ledger_of_text,
    truth,
)
from formulas import PYTHON, worked_out

NAMES = list(labs())
each_lab = pytest.mark.parametrize("name", NAMES)
SHOWN = 6
"""Digits."""


def close(came, true):
    """Whether a printed number is the true one to its six digits; 0 may be rounding's dust."""
    if math.isnan(true):
        return math.isnan(came)
    return came == true or abs(came - true) <= 0.51 * 10.0 ** (1 - SHOWN) * max(abs(true), 1e-9)


@cache
def chains(made):
    """Every format's formulas with what reads their numbers."""
    return {
        "text": (chains_of_text(made.text()), "text"),
        "latex": (chains_of_latex(made.latex()), "latex"),
        "markdown": (chains_of_markdown(made.markdown()), "latex"),
        "html": (chains_of_html(made.html()), "mathml"),
        "typst": (chains_of_typst(as_typst(made.sheet)), "typst"),
    }


def ledgers(made):
    """Every format's ledger, and what reads its numbers."""
    return {
        "text": (ledger_of_text(made.text(1000)), "text"),
        "latex": (ledger_of_latex(made.latex()), "latex"),
        "markdown": (ledger_of_markdown(made.markdown()), "latex"),
        "html": (ledger_of_html(made.html()), "mathml"),
    }


def read(text, style):
    """A written number."""
    for word, sign in ((r"\infty", "inf"), ("∞", "inf"), (r"\mathrm{nan}", "nan")):
        text = text.replace(word, sign)
    return float(text) if re.fullmatch(FLOATS, text) else worked_out(PYTHON[style](text.replace("~", "")), {})


def check_results(made):
    """Each formula's last side is what the core says, in every format; how many were compared."""
    true, steps, compared = truth(made.sheet), [line.step for line in made.sheet.lines], 0
    for form, (found, style) in chains(made).items():
        assert len(found) == len(steps), form
        for step, (_, *sides) in zip(steps, found, strict=True):
            assert len(sides) in (2, 3)
            if step.key in true:
                assert close(read(sides[-1], style), float(true[step.key])), (form, step.key, sides[-1])
                compared += 1
    return compared


@each_lab
def test_every_result_in_every_format_is_that_of_the_core(name):
    made = explained(name)
    least = 5 * sum(len(made.sheet.lab.parameters) for _ in made.sheet.points)
    assert check_results(made) > least


@each_lab
def test_the_numbers_put_in_are_those_of_the_names_above_them(name):
    made, compared = explained(name), 0
    known = {k: float(f"{v:.6g}") for k, v in truth(made.sheet).items()}
    for line, (symbol, names, *numbers, result) in zip(made.sheet.lines, chains(made)["text"][0], strict=True):
        step = line.step
        assert symbol == step.symbol.text
        at = {code: v for (code, p), v in known.items() if p in (None, step.point)}
        at |= {(code, p + 1): v for (code, p), v in known.items() if p is not None}
        if all(key(r) in known for r in step.reads) and "..." not in names:
            put_in = worked_out(PYTHON["text"](numbers[0] if numbers else result), {})
            assert put_in == pytest.approx(worked_out(PYTHON["text"](names), at), rel=1e-9, abs=1e-12), names
            compared += 1
    assert compared > 0.4 * len(list(made.sheet.lines))


@each_lab
def test_the_numbers_put_in_are_the_same_in_every_format(name):
    made = explained(name)
    found = chains(made)
    told, _ = found.pop("text")
    for form, (others, style) in found.items():
        for (symbol, *ours), (_, *theirs) in zip(told, others, strict=True):
            assert len(ours) == len(theirs), (form, symbol)
            if "..." in ours[1]:
                continue
            if len(ours) == 3:
                mine, other = (worked_out(PYTHON[s](t), {}) for s, t in (("text", ours[1]), (style, theirs[1])))
                assert mine == pytest.approx(other, rel=1e-12, nan_ok=True), (form, symbol, ours[1], theirs[1])


@each_lab
def test_every_number_of_the_ledger_is_that_of_the_core(name):
    made = explained(name)
    sheet, true = made.sheet, truth(made.sheet)
    rows = sheet.ledger.rows
    for form, (cells, style) in ledgers(made).items():
        joined = [[cell for block in cells[k :: len(rows)] for cell in block] for k in range(len(rows))]
        for row, found in zip(rows, joined, strict=True):
            numbers = [read(re.sub(r"^\(.*?\) ", "", cell), style) for cell in found]
            assert len(numbers) == len(sheet.points) + (row.of is not None), (form, row.label)
            if row.of is not None:
                assert close(numbers.pop(), float(true[key(row.of)])), (form, row.of)
            if row.kind != "mask":
                wanted = [true[row.label.name.code, p] for p in sheet.points]
                assert all(map(close, numbers, map(float, wanted))), (form, row.label)


@pytest.mark.parametrize("name", ["handout", "xor", "leaky", "squashed", "mean"])
def test_the_masks_are_the_slopes_of_the_activation(name):
    sheet = explained(name).sheet
    network = sheet.lab.network
    passed = network_trace(sheet)
    wanted = []
    for s, a, h in zip(network.activations, passed.preactivations, passed.activations, strict=True):
        if not s.is_linear:
            wanted += s.slope(a, h).T.tolist()
    masks = [row.values for row in sheet.ledger.rows if row.kind == "mask"]
    assert np.allclose(masks, wanted, rtol=1e-12)


def network_trace(sheet):
    return sheet.lab.objective.forward(sheet.theta)


@given(lab=drawn_labs(st.floats(-3, 3).map(lambda v: round(v, 3))))
@seldom
def test_a_drawn_labs_results_are_those_of_the_core(lab):
    lab = readable(lab)
    theta = lab.start(1) if lab.descent.start.numbers == () else np.linspace(-1, 1, lab.network.size).round(2)
    made = explain(lab, theta)
    assume(np.isfinite(list(truth(made.sheet).values())).all())
    assume(not near_a_kink(derive(lab), made.sheet.values))
    true = truth(made.sheet)
    for line, (_, *_, result) in zip(made.sheet.lines, chains_of_text(made.text()), strict=True):
        if line.step.key in true:
            size = max(abs(float(v)) for k, v in true.items() if k[1] == line.step.point or line.step.point is None)
            assert abs(float(result) - true[line.step.key]) <= 1e-5 * abs(true[line.step.key]) + 1e-11 * size


def test_a_derivation_that_is_wrong_is_noticed(monkeypatch):
    wrong = {"mul": lambda *terms: math.prod(terms) * 1.001, "step": lambda a: 1.0, "relu": abs}
    for name, value in wrong.items():
        right = operation.OPERATIONS[name]
        monkeypatch.setitem(operation.OPERATIONS, name, operation.Operation(value, right.exact))
        made = explain(seed=5)
        with pytest.raises(AssertionError):
            check_results(made)
        monkeypatch.setitem(operation.OPERATIONS, name, right)
    assert check_results(explain(seed=5)) > 300


def test_exact_fractions_are_those_of_the_exact_twin():
    made = explain(theta=HALVES, exact=True)
    true, record = exact_twin(load_lab().objective, HALVES), made.record()
    found = {(step["name"], step["point"]): Fraction(step["exact"]) for step in record["steps"]}
    assert found["J", None] == true.value
    assert [found[f"dJ_d{n}", None] for n in made.sheet.lab.parameters] == list(true.gradient)
    for p, layers in enumerate(true.preactivations, 1):
        letters = (("a1", "a2"), ("b1", "b2"), ("z",))
        for names, values in zip(letters, layers, strict=True):
            assert [found[name, p] for name in names] == list(values)
    (total,) = (row["total"] for row in record["ledger"]["rows"] if row["label"] == "L")
    assert Fraction(total["exact"]) == true.value


def test_the_exact_ledger_ends_with_the_gradient_of_the_exact_twin():
    made, true = explain(theta=HALVES, exact=True), exact_twin(load_lab().objective, HALVES)
    for form, (cells, style) in ledgers(made).items():
        totals = [row[2] for row in cells if len(row) == 3]
        found = [worked_out(PYTHON[style](cell), {}, Fraction) for cell in totals]
        assert found == [true.value, *true.gradient], form


@pytest.mark.parametrize("form", ["text", "latex", "markdown", "html", "typst"])
def test_a_short_fraction_stands_in_the_formulas(form):
    made = explain(theta=HALVES, exact=True)
    found, style = chains(made)[form]
    short = 0
    for line, (_, *sides) in zip(made.sheet.lines, found, strict=True):
        value = worked_out(PYTHON[style](sides[-1]), {}, Fraction)
        if max(abs(line.value.numerator), line.value.denominator) < 10**7:
            assert value == line.value
            short += 1
        else:
            assert close(float(value), float(line.value))
    assert short > 60


@pytest.mark.parametrize("form", ["text", "markdown", "latex", "html"])
def test_a_long_fraction_stands_in_full_at_the_end(form):
    made = explain(seed=5, exact=True)
    told = getattr(made, form)().rpartition("The long fractions in full")[2]
    plain = re.sub(r"\\hspace\{0pt\}|\\,|\n {6}|\s(?=/)|(?<=/)\s", "", told.replace("−", "-"))
    numbers = [Fraction(n) for n in re.findall(r"-?\d+/\d+", plain)]
    assert [made.sheet.values[key(r)] for r in made.sheet.long] == numbers
    assert len(numbers) > 60


def test_the_record_has_every_number_to_the_last_bit():
    made = explain("xor", seed=1)
    told, true = json.loads(made.json()), truth(made.sheet)
    assert told == made.record()
    assert told["theta"] == load_lab("xor").start(1).tolist()
    found = {(s["name"], s["point"] and s["point"] - 1): s["value"] for s in told["steps"]}
    for where in found.keys() & true.keys():
        assert found[where] == pytest.approx(true[where], rel=1e-12, abs=1e-15)
    assert found.keys() >= {k for k in true if k[0] in ("J", "L") or k[0].startswith(("dJ", "dL"))}
    assert {s["sentence"] for s in told["steps"]} == {line.said for line in made.sheet.lines}


def test_numbers_beyond_all_floats_are_null_and_written():
    made = explain(theta=[1e200, -1e200, -1e200, 1e200, *[1e200] * 6])
    told = json.loads(made.json(), parse_constant=lambda name: pytest.fail(name))
    assert None in [step["value"] for step in told["steps"]]
    for form in ("text", "latex", "markdown", "html", "pdf"):
        assert getattr(made, form)()
    big = explain(theta=[1e200, -1e200, -1e200, 1e200, *[1e200] * 6], exact=True)
    assert "inf" in big.text()
    assert Fraction(next(s["exact"] for s in big.record()["steps"] if s["name"] == "L")) > 10**300


def test_ten_times_the_points_are_about_ten_times_the_work(monkeypatch):
    asked, code = [], Name.code.fget
    monkeypatch.setattr(Name, "code", property(lambda name: asked.append(name) or code(name)))

    def work(count):
        lab = lab_of(drawn((2, 2, 1), count=count))
        asked.clear()
        explain(lab, lab.start(1), point="all")
        return len(asked)

    assert work(100) < 15 * work(10)


def test_exact_is_refused_where_a_step_has_no_rational_value():
    with pytest.raises(InputError, match="exact arithmetic needs steps that keep to rational numbers"):
        explain("xor", seed=1, exact=True)
    with pytest.raises(InputError, match="sqrt"):
        explain(seed=1, exact=True, method="adam")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ({"point": 3}, "point must be a whole number from 1 to 2, or all; got 3"),
        ({"point": 0}, "got 0"), ({"point": True}, "got True"), ({"point": "first"}, "got 'first'"),
        ({"point": 1.0}, "got 1.0"),
        ({"theta": [1, 2]}, "theta must be 10 numbers"), ({"theta": [math.nan] * 10}, "finite"),
        ({"theta": HALVES, "seed": 1}, "a run must start at theta or at a seed"),
        ({"lab": "nope"}, "a lab must be one of"), ({"lab": "digits"}, "at most 200 parameters"),
        ({"rate": -1.0}, "rate must be"), ({"method": "sgd"}, "method"), ({"start": 3}, "start must be a Start"),
    ],
)  # fmt: skip
def test_what_cannot_be_explained_is_refused(arguments, told):
    with pytest.raises(ValueError, match=re.escape(told)):
        explain(**({"seed": 1} | arguments if "theta" not in arguments else arguments))


def test_the_rate_the_method_and_the_start_replace_the_labs():
    made = explain(seed=3, rate=0.5, method="momentum:0.5", start="normal:0:2")
    lab = load_lab().trained(rate=0.5, method="momentum:0.5", start=made.sheet.lab.descent.start)
    assert made.sheet.theta.tolist() == lab.start(3).tolist() != load_lab().start(3).tolist()
    assert made.sheet.lab == lab
    assert "One step of momentum" in made.text()
    assert "beta = 0.5" in made.text()
    assert check_results(made) > 300


def test_one_line_lab_explains_itself():
    made = explain(lab_of(drawn((1, 1), count=1)), [2.0])
    assert check_results(made) == 5 * 7
