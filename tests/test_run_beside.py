"""What is set beside a run: a rate that learns, a start that is alive; the bound; and what a notebook shows."""

import re
import warnings

import numpy as np
import pytest

from backprop_lab import run
from backprop_lab.run import no_rate_helps, rate_sentence
from backprop_lab.runfile import to_json
from test_run import DEAD_AT_ONCE, DIES, LEARNS_BESIDE, LEARNS_NOWHERE, LIMIT


@pytest.mark.parametrize("seed", [DIES, LEARNS_BESIDE, 0, 4, 5])
def test_a_start_that_dies_is_run_again_at_a_rate_below_the_bound_that_learns(seed):
    made = run(seed=seed)
    assert made.outcome.name == "dead"
    assert made.beside.learns
    assert made.beside.rate < LIMIT < made.trial.rate
    assert np.array_equal(made.beside.theta0, made.theta0)
    assert (made.beside.seed, made.beside.index) == (seed, 0)
    assert made.living is None
    assert not no_rate_helps(made)


def test_a_start_that_is_dead_is_set_beside_another_that_learns():
    made = run(seed=DEAD_AT_ONCE)
    assert (made.outcome.name, made.outcome.step) == ("dead", 0)
    assert made.beside is None
    assert made.living.learns
    assert (made.living.seed, made.living.index) == (DEAD_AT_ONCE, 1)
    assert made.living.rate < LIMIT
    assert no_rate_helps(made)
    assert len(set(made.values)) == 1


def test_a_dead_theta_is_set_beside_a_start_that_learns():
    made = run(theta=np.zeros(10))
    assert made.beside is None
    assert made.living.learns
    assert made.seed is None


def test_a_start_that_learns_at_no_rate_is_set_beside_another_that_does():
    made = run(seed=LEARNS_NOWHERE)
    assert not made.beside.learns
    assert made.beside.outcome.name not in ("dead", "diverged")
    assert made.living.learns
    assert made.living.rate == made.beside.rate


@pytest.mark.parametrize("seed", [DIES, DEAD_AT_ONCE, LEARNS_NOWHERE])
def test_nothing_is_set_beside_a_run_where_nothing_is_wanted(seed):
    made = run(seed=seed, compare="none")
    assert (made.beside, made.living) == (None, None)
    assert made.trials == (made.trial,)


@pytest.mark.parametrize("rate", [0.0007, 1, np.float64(0.001)])
def test_a_rate_that_is_named_is_the_one_beside(rate):
    made = run(seed=LEARNS_BESIDE, compare=rate)
    assert made.beside.rate == rate
    assert made.living is None
    assert made.beside.values.tobytes() == run(seed=LEARNS_BESIDE, rate=rate).values.tobytes()


def test_a_rate_below_the_bound_needs_nothing_beside_it():
    made = run(seed=LEARNS_BESIDE, rate=0.0005)
    assert (made.beside, made.living) == (None, None)


def test_where_no_bound_is_known_only_a_run_that_fails_has_another_beside_it():
    fails, learns = run("xor", seed=1, rate=5.0, steps=60), run("xor", seed=1, steps=60)
    assert fails.outcome.name in ("diverged", "oscillating")
    assert fails.beside.learns
    assert fails.beside.rate < 5.0
    assert learns.beside is None


def test_the_bound_of_the_handout_is_that_of_every_perfect_fit():
    bound = run(seed=LEARNS_BESIDE).bound
    assert (bound.known, bound.kind) == (True, "every perfect fit")
    assert np.isclose(bound.rate, LIMIT, rtol=1e-12)
    assert np.isclose(bound.sharpness * bound.rate, 2.0, rtol=1e-12)


def test_a_bound_that_is_not_proved_is_not_known():
    for kw in ({"lab": "xor", "seed": 1, "steps": 5}, {"seed": 3, "method": "adam"}):
        bound = run(**kw).bound
        assert (bound.rate, bound.known, bound.kind) == (None, False, "none")
        assert bound.reason.startswith("Not known")


def test_the_bound_of_a_fit_that_was_found_is_called_that():
    made = run("xor", seed=1)
    assert made.outcome.name == "fitted"
    assert (made.bound.known, made.bound.kind) == (False, "the fit that was found")
    assert np.isclose(made.bound.rate * made.bound.sharpness, 2.0)


@pytest.mark.parametrize(
    ("kw", "words"),
    [({}, "4.44 times too large: above 0.0011263 no perfect fit is stable"), ({"rate": 0.0005}, "is below 0.0011263"),
     ({"method": "adam"}, "Not known for adam"), ({"rate": 0.0012}, "1.07 times too large")],
)  # fmt: skip
def test_the_rate_against_the_bound_is_told_in_one_sentence(kw, words):
    told = rate_sentence(run(seed=3, steps=3, **kw))
    assert words in told
    assert told.endswith(".")


def test_the_sharpness_is_there_at_every_step_unless_it_is_not_wanted():
    made = run(seed=LEARNS_BESIDE, steps=9)
    assert [len(t.history.sharpness) for t in made.trials] == [len(t.values) for t in made.trials]
    assert np.isfinite(made.sharpness).all()
    assert to_json(made)["sharpness"] == made.sharpness.tolist()
    without = run(seed=LEARNS_BESIDE, steps=9, sharpness=False)
    assert without.sharpness is None
    assert "sharpness" not in to_json(without)


@pytest.mark.parametrize("kw", [{"seed": 7}, {"seed": 3}, {"lab": "xor", "seed": 1, "steps": 9}])
def test_a_notebook_shows_the_picture_with_words_for_those_who_cannot_see_it(kw):
    bundle = run(**kw)._repr_mimebundle_(include=None, exclude=None)
    made = run(**kw)
    page = bundle["text/html"]
    alt = re.search(r'<img alt="([^"]*)" src="data:image/png;base64,[A-Za-z0-9+/=]+">', page)[1]
    assert made.outcome.name in alt
    assert f"step {made.outcome.step}" in alt
    assert made.outcome.name in bundle["text/plain"]
    assert page.startswith("<figure>")
    assert page.endswith("</figure>")


def test_a_title_cannot_break_out_of_what_a_notebook_shows():
    from dataclasses import replace

    from backprop_lab import load_lab

    lab = replace(load_lab(), title='"><script>alert(1)</script>')
    assert "<script>" not in run(lab, seed=1, steps=2)._repr_mimebundle_()["text/html"]


@pytest.mark.parametrize(
    "kw", [{"seed": 7}, {"seed": 3, "rate": 1e100}, {"theta": [1e200, -1e200, -1e200, *[1e200] * 7]},
           {"theta": [-1e80, -1e80, *[1e80] * 8]}, {"lab": "xor", "seed": 1, "rate": 100.0}],
)  # fmt: skip
def test_the_library_prints_nothing_and_warns_of_nothing(kw, capfd):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        made = run(**kw)
        to_json(made)
        made._repr_mimebundle_()
        made.figure()
    assert capfd.readouterr() == ("", "")
