"""The handout at ten million starts: what a batch written from the handout alone says, in narrow intervals."""

import numpy as np
import pytest

from backprop_lab.atlas.fate import CODES
from backprop_lab.atlas.survey import SURE
from backprop_lab.bound import stability_bound
from backprop_lab.maps import survey
from maps.small import HANDOUT
from test_facts import Runs

MANY, FEW = 10**7, 200_000
RATES = (5e-4, 5e-3)


@pytest.fixture(scope="module")
def found():
    return {rate: survey("handout", starts=MANY, rates=rate).found for rate in RATES}


@pytest.fixture(scope="module")
def batches():
    starts = np.random.default_rng(7).uniform(-1, 1, (10, FEW))
    return {rate: Runs(starts, rate) for rate in RATES}


def agree(share, few):
    """Whether the share in few is that in many, as nearly as so few can tell."""
    return abs(share - few) < 4 * np.sqrt(share * (1 - share) / FEW)


def share(found, name):
    return found.shares[0, CODES[name]]


@pytest.mark.parametrize("rate", RATES)
def test_the_share_that_dies_is_that_of_a_batch_written_from_the_handout_alone(found, batches, rate):
    assert agree(share(found[rate], "dead"), np.mean(~batches[rate].moving & (batches[rate].last == 4000)))


def test_at_the_handouts_rate_9997_in_10000_die_and_none_is_fitted(found):
    dead, (low, high) = CODES["dead"], found[5e-3].interval
    assert 0.9997 < low[0, dead] < high[0, dead] < 0.9998
    assert high[0, dead] - low[0, dead] < 3e-5
    assert found[5e-3].counts[0, CODES["fitted"]] == 0
    assert 4 * stability_bound(HANDOUT.objective, HANDOUT.method).rate < 5e-3


def test_38_in_100_starts_are_dead_at_once_whatever_the_rate(found, batches):
    at_once = {rate: one.decided["dead"][0, 0] for rate, one in found.items()}
    assert len(set(at_once.values())) == 1
    assert agree(at_once[5e-3] / MANY, np.mean(~batches[5e-3].moved))


def test_below_the_bound_runs_are_fitted_or_fall(found):
    assert share(found[5e-4], "falling") > 0.4
    assert share(found[5e-4], "diverged") == 0
    assert found[5e-4].quantile(0.1)[0] < 10 < found[5e-4].quantile(0.5)[0] == 4000


def test_an_interval_of_95_in_100_has_that_many_standard_deviations():
    rng = np.random.default_rng(3)
    assert np.mean(np.abs(rng.normal(size=10**6)) < SURE) == pytest.approx(0.95, abs=1e-3)
