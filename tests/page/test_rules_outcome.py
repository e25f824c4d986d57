"""Which unit is on, what became of a run and why, as the page says it: Python's verdicts, word by word."""

from collections import Counter
from dataclasses import replace
from itertools import groupby, product

import numpy as np
import pytest

from backprop_lab.activation import identity
from backprop_lab.cause import explain_outcome
from backprop_lab.descent import History
from backprop_lab.method import parse_method
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.outcome import NAMES, first_rise, is_dead, judge
from backprop_lab.pattern import shut_layers, slopes
from backprop_lab.start import draw, parse_start
from backprop_lab.trial import perform
from page.rules import HANDOUT, LABS, METHODS, STARTS, XOR, call, few_bits, lab_of, sent

PATTERNS = """(all, ready, p, thetas) => {
  const { engine } = ready(p);
  return [all.slopes(engine, thetas), thetas.map((theta) => all.shutLayers(engine, theta))];
}"""
DESCENDED = """(all, ready, p, runs) => {
  const { lab, engine } = ready(p);
  return runs.map(([theta, rate, steps, text, fit]) => {
    const method = all.readMethod(text), h = all.descend(engine, method, rate, steps, theta);
    return { ...h, memories: null, gradients: null, outcome: all.explainOutcome(engine, h, method, rate, fit),
      judged: all.judge(engine, h, fit), rose: all.firstRise(h.values), dead: all.isDead(engine, h.thetas[h.last]) };
  });
}"""
JUDGED = """(all, ready, p, theta, made) => {
  const { engine } = ready(p);
  return made.map(([values, norms, beyond]) => all.judge(engine, { values: Float64Array.from(values), norms, beyond,
    last: values.length - 1, steps: values.length - 1, thetas: values.map(() => theta) }, 1e-3));
}"""


EXPLAINED = """(all, ready, p, rows) => {
  const { engine } = ready(p);
  return rows.map(([thetas, values, norms, beyond, text, rate]) => all.explainOutcome(engine, { norms, beyond,
    thetas: thetas.map((theta) => Float64Array.from(theta)), values: Float64Array.from(values),
    last: values.length - 1, steps: 100 }, all.readMethod(text), rate, 1e-4));
}"""


def test_which_unit_lets_something_through_is_pythons(js):
    rng, checked = np.random.default_rng(3), 0
    for lab in LABS:
        network, x = lab.network, lab.objective.data.x
        thetas = rng.choice([-1.0, -0.5, 0.0, 0.5, 1.0], (12, network.size))  # many preactivations are exactly 0
        thetas[: 6 if few_bits(lab) else 12] += rng.normal(size=network.size)
        share, shut = call(js, PATTERNS, sent(lab), thetas)
        theirs = slopes(network, thetas, x)
        assert len(share) == len(theirs)
        for ours, true in zip(share, theirs, strict=True):
            np.testing.assert_allclose(np.reshape(ours, true.shape), true, rtol=1e-6)
        assert shut == [shut_layers(network, theta, x).tolist() for theta in thetas]
        checked += len(thetas)
    assert checked >= 200


def runs_of(lab, count, rng):
    """Descents of every fate: rates from far too small to far too large, starts dead, alive and enormous."""
    found = []
    for k in range(count):
        rate = 10.0 ** rng.uniform(-9, 2) if k % 3 == 1 else lab.descent.rate * 10.0 ** rng.uniform(-1.5, 0.7)
        scale = (1.0, 1.0, 1.0, 3.0, 1e30, 1e80, 1e160)[int(rng.integers(0, 7))] if k % 4 == 3 else 1.0
        theta = draw(lab.network, parse_start(STARTS[k % 6]), 5, k) * scale
        if k % 10 == 9 and few_bits(lab):
            theta = np.round(theta)
        found.append([theta, float(rate), (0, 1, 30, 60, 120)[k % 5], METHODS[(k // 2) % 6], (1e-4, 0.3)[k % 7 == 6]])
    return found


@pytest.fixture(scope="module")
def descended(js):
    """(lab, run, what the page says of it, its history as Python's) for some hundreds of runs."""
    rng, found = np.random.default_rng(4), []
    for n, lab in enumerate(LABS):
        runs = runs_of(lab, 60 if n < 2 else 20, rng)
        for given, told in zip(runs, call(js, DESCENDED, sent(lab), runs), strict=True):
            thetas, values, norms = (np.array(told[key]) for key in ("thetas", "values", "norms"))
            found.append((lab, given, told, History(thetas, values, norms, told["steps"], told["beyond"])))
    return found


def test_the_same_descent_is_judged_and_explained_in_the_same_words(descended):
    names = Counter()
    for lab, (_, rate, _, text, fit), told, history in descended:
        theirs = explain_outcome(lab.objective, history, parse_method(text, rate), lab.letters, fit)
        assert told["outcome"] == {"name": theirs.name, "step": theirs.step, "cause": theirs.cause}
        assert told["judged"] == {"name": theirs.name, "step": theirs.step}
        assert told["rose"] == first_rise(history.values)
        assert told["dead"] == is_dead(lab.network, history.thetas[-1], lab.objective.data.x)
        names[theirs.name] += 1
    assert set(names) == set(NAMES)
    assert min(names.values()) >= 8
    assert names.total() > 400


def test_pythons_own_descent_ends_as_the_pages(descended):
    """They add in another order; where J ends at rounding, in chaos or at an edge the two may part, seldom."""
    parted, count = 0, 0
    for lab, (theta, rate, steps, text, fit), told, _ in descended:
        if steps:  # a lab asks for at least one
            given = replace(lab.descent, rate=rate, steps=steps, method=text, fit=fit)
            theirs = perform(replace(lab, descent=given), theta).outcome
            parted += told["judged"] != {"name": theirs.name, "step": theirs.step}
            count += 1
    assert parted <= 0.01 * count


def histories(rng, count):
    """Values and lengths of gradients made up so that every rule of `judge` is met at its edge."""
    for k in range(count):
        n = int(rng.choice([1, 2, 3, 11, 31, 64]))
        jumps = np.cumprod(rng.choice([1.0, 1.0, 1.0, 0.999, 1.001, 1.0011, 0.9, 1.2, 0.5], n))
        trend = np.linspace(0, rng.choice([-9.0, -2.0, 0.0, 1.0, 8.0]), n)
        values = 4000.0 * jumps * np.exp(trend) * rng.choice([1.0, 1e-3, 0.1])
        if k % 9 == 0:
            values[n // 2 :] = values[n // 2]
        if k % 11 == 0:
            values[-1] = 0.0
        norms = np.where(rng.random(n) < 0.1, 0.0, values)
        norms[n - int(rng.integers(0, n + 1)) * (k % 4 == 0) :] = 0.0
        yield values, norms, (None, None, None, n - 1)[k % 4] if k % 8 == 7 else None


def test_made_up_values_are_judged_as_python_judges_them(js):
    rng, names = np.random.default_rng(5), Counter()
    for lab, scale in ((HANDOUT, 0), (HANDOUT, 1), (XOR, 1), (LABS[8], 1)):
        made = list(histories(rng, 250))
        theta = scale * rng.uniform(-1, 1, lab.network.size)
        found = call(js, JUDGED, sent(lab), theta, made)
        for (values, norms, beyond), ours in zip(made, found, strict=True):
            history = History(np.tile(theta, (len(values), 1)), values, norms, len(values) - 1, beyond)
            theirs = judge(lab.objective, history, 1e-3)
            assert ours == {"name": theirs.name, "step": theirs.step}
            names[theirs.name] += 1
    assert set(names) == set(NAMES)


def line_at_edges():
    """A line of sharpness 2, at rates whose limit is told apart by 4, 7, 12 digits, or not; and runs that are lost."""
    line = lab_of(Objective(Network((1, 1), identity), Data([[1.0]], [[2.0]])))
    for text, off in product(
        ("gradient_descent", "momentum:0.5"), (0.0, 1e-1, -1e-1, 1e-5, -1e-5, 1e-9, 1e-14, -1e-14)
    ):
        limit = 1.0 if text == "gradient_descent" else 1.5
        yield line, [[0.5]] * 3, [1.0, 1.2, 0.9], [1.0] * 3, None, text, limit * (1 + off)
    for n in range(1, 5):
        yield line, [[0.5]] * n, [3.0, 2.5, 2.0, 1e9][:n], [1.0] * n, n, "adam", 0.1  # lost in the step after these
        yield line, [[0.5]] * n, [3.0, 2.5, 2.0, 1e150][-n:], [1.0] * n, n - 1, "gradient_descent", 0.1


def shut_ends():
    """Layers of 1, 2, 8 and 9 units off for one to six points of 1, 4 and 5 inputs, and what only stands still."""
    for units, points, inputs in (
        (1, 1, 1),
        (2, 2, 4),
        (8, 4, 5),
        (9, 5, 4),
        (2, 6, 1),
        (8, 1, 5),
        (2, 3, 5),
        (1, 5, 1),
    ):
        for biases in (False, True):
            x = np.ones((points, inputs)) * np.arange(1, points + 1)[:, None]
            x[: points // 2] *= -1
            network = Network((inputs, units, 1), biases=biases)
            lab = lab_of(Objective(network, Data(x, np.ones((points, 1)))))
            for theta in (np.zeros(network.size), -np.ones(network.size) * 0.5):
                for norm in (0.0, 0.3):
                    yield lab, [theta] * 3, [2.0, 2.0, 2.0], [norm] * 3, None, "momentum:0.5", 0.1


def test_sentences_are_pythons_at_their_edges(js):
    rows = [*line_at_edges(), *shut_ends()]
    causes = set()
    for lab, group in groupby(rows, key=lambda row: row[0]):
        given = [row[1:] for row in group]
        for (thetas, values, norms, beyond, text, rate), ours in zip(
            given, call(js, EXPLAINED, sent(lab), given), strict=True
        ):
            history = History(np.array(thetas), np.array(values), np.array(norms), 100, beyond)
            theirs = explain_outcome(lab.objective, history, parse_method(text, rate), lab.letters)
            assert ours == {"name": theirs.name, "step": theirs.step, "cause": theirs.cause}
            causes.add(theirs.cause)
    assert len(causes) > 40
    for part in ("was just", "at the step before", "beyond any return", "all of h1 ... h9", "h7 and h8", "open"):
        assert any(part in cause for cause in causes)
