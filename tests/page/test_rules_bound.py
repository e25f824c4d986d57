"""The bound on the rate and what to try next, as the page says it: Python's numbers and sentences."""

from collections import Counter
from dataclasses import replace
from types import SimpleNamespace

import numpy as np

from backprop_lab.activation import leaky_relu
from backprop_lab.advice import alive_start, gentler, is_dead_at_start, rates_below
from backprop_lab.bound import bound_at, smallest_sharpness, stability_bound, stability_limit
from backprop_lab.method import parse_method
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.page.payload import payload
from backprop_lab.run import rate_sentence
from backprop_lab.start import LARGEST, parse_start
from backprop_lab.trial import perform
from page.rules import HANDOUT, LABS, METHODS, XOR, call, close, lab_of, sent
from shelf import objectives

RATES = [1e-300, 1e-9, 0.0005, 0.005, 3.0, 1e5, 1e300]
BOUNDS = """(all, ready, payloads, tables, methods, rates) => payloads.map((p, n) => {
  const lab = all.readLab(p);
  return tables[n].flatMap((data) => methods.map((text) => {
    const method = all.readMethod(text), bound = all.stabilityBound(lab, data, method);
    return [bound, all.smallestSharpness(lab, data), all.stabilityLimit(method),
      rates.map((rate) => all.rateSentence(rate, bound))];
  }));
})"""
BOUNDS_AT = """(all, ready, p, methods, thetas) => {
  const { engine } = ready(p);
  return thetas.map((theta) => methods.map((text) => all.boundAt(engine, all.readMethod(text), theta)));
}"""
ADVICE = """(all, ready, p, theta, seed) => {
  const { lab, engine } = ready(p), { rate, steps, method: text } = p.start, method = all.readMethod(text);
  const history = all.descend(engine, method, rate, steps, theta);
  const outcome = all.explainOutcome(engine, history, method, rate, lab.fit);
  const beside = all.gentler(engine, method, { rate, history, outcome }, all.stabilityBound(lab, engine.data, method));
  const lower = beside ? [beside.rate, beside.outcome.name] : [null, null];
  return [all.learns(history, outcome), all.isDeadAtStart(outcome), ...lower];
}"""
OTHERS = """(all, ready, p, cases) => {
  const { engine } = ready(p), method = all.readMethod(p.start.method);
  return cases.map(([seed, first, below, alive]) => all.aliveStart(engine, method, p.start.rate, p.start.steps,
    { start: p.start.start, seed, first, below, alive }));
}"""


def datasets(lab):
    """Data at which the lab's bound is as it may be: its own, larger, smaller, 0, and beyond all floats."""
    x, y = lab.objective.data.x, lab.objective.data.y
    yield lab.objective.data
    if lab.objective.loss.name == "squared_error":
        yield from (Data(x * across, y * up) for across in (0.1, 30.0) for up in (1e-3, 7.0, 0.0, 1e-200, 1e60, 1e200))


def test_bounds_are_pythons_with_their_sentences(js):
    steep = Objective(Network((2, 3, 1), leaky_relu(-2.5)), Data([[1.0, 2.0]], [[3.0]]))
    labs, reasons = [*LABS, *map(lab_of, [steep, *objectives()[1::9]])], Counter()
    tables = [[{"x": data.x, "y": data.y} for data in datasets(lab)] for lab in labs]
    found = call(js, BOUNDS, [sent(lab) for lab in labs], tables, METHODS, RATES)
    for lab, told in zip(labs, found, strict=True):
        cases = [(replace(lab.objective, data=data), text) for data in datasets(lab) for text in METHODS]
        for (objective, text), (ours, least, limit, sentences) in zip(cases, told, strict=True):
            method = parse_method(text, 0.1)
            theirs = stability_bound(objective, method)
            assert limit == stability_limit(method)
            assert (ours["reason"], ours["kind"], ours["known"]) == (theirs.reason, theirs.kind, theirs.known)
            true = [theirs.rate, theirs.sharpness, smallest_sharpness(objective)]
            assert close([ours["rate"], ours["sharpness"], least], true)
            runs = [SimpleNamespace(trial=SimpleNamespace(rate=rate), bound=theirs) for rate in RATES]
            assert sentences == [rate_sentence(run) for run in runs]
            reasons[theirs.reason[:24]] += 1
    assert len(reasons) == 8
    assert reasons.total() > 1000


def test_the_limit_at_a_fit_that_was_found_is_pythons(js):
    rng = np.random.default_rng(7)
    for lab in LABS:
        thetas = rng.normal(size=(3, lab.network.size))
        thetas[0], thetas[1, 0] = 0, np.nan
        for theta, told in zip(thetas, call(js, BOUNDS_AT, sent(lab), METHODS, thetas), strict=True):
            for text, ours in zip(METHODS, told, strict=True):
                theirs = bound_at(lab.objective, parse_method(text, 0.1), theta)
                assert (ours["reason"], ours["kind"], ours["known"]) == (theirs.reason, theirs.kind, theirs.known)
                assert close([ours["rate"], ours["sharpness"]], [theirs.rate, theirs.sharpness])


def test_lower_rates_are_pythons(js):
    limits = [*10.0 ** np.random.default_rng(9).uniform(-300, 300, 300), 2.0, 0.2, 20.0, 1e-3, 4.45e-308, 0.0, 1e-320]
    found = call(js, "(all, ready, limits) => limits.map(all.ratesBelow)", limits)
    assert found == [list(rates_below(limit)) for limit in limits]


def test_the_lower_rate_that_is_advised_is_pythons(js):
    advised = Counter()
    cases = [(HANDOUT, method, seed) for method in ("gradient_descent", "momentum:0.5", "adam") for seed in range(5)]
    cases += [(XOR.trained(rate=200.0, steps=60), "gradient_descent", seed) for seed in range(4)]
    wide = HANDOUT.trained(steps=3, start=parse_start("uniform:-3:3"))
    cases += [(wide, "gradient_descent", seed) for seed in (30, 34)]  # no rate learns, the highest dies
    for lab, method, seed in cases:
        lab = lab.trained(method=method)
        trial = perform(lab, lab.start(seed), seed)
        beside = gentler(trial, stability_bound(lab.objective, lab.method))
        rate, name = (beside.rate, beside.outcome.name) if beside else (None, None)
        ours = call(js, ADVICE, payload(lab, trial.theta0, seed), trial.theta0, seed)
        assert ours == [trial.learns, is_dead_at_start(trial), rate, name]
        advised[name, is_dead_at_start(trial)] += 1
    assert {
        (None, True),
        (None, False),
        ("fitted", False),
        ("falling", False),
        ("diverged", False),
        ("stalled", False),
    } <= set(advised)


def test_the_other_start_that_is_advised_is_pythons(js):
    lab = HANDOUT.trained(rate=0.0005, steps=30)
    cases = [(seed, first, 500.0, True) for seed in (0, 2**40) for first in range(1, 60, 6)]
    cases += [(3, LARGEST - 2, 500.0, alive) for alive in (True, False)]  # few are left
    cases += [(4, 1, 1e-9, alive) for alive in (True, False)]  # none gets so far
    theirs = [alive_start(lab, *case) for case in cases]
    ours = call(js, OTHERS, sent(lab), [[str(seed), str(first), *rest] for seed, first, *rest in cases])
    assert ours == [trial and str(trial.index) for trial in theirs]
    assert len(set(ours)) > 8
    assert ours[-1] is None
    assert ours[-2] is not None
