"""Kinks, rounding and the verdicts on a gradient, as the page says them: Python's, but where rounding decides."""

from collections import Counter

import numpy as np

from backprop_lab.exact import is_exact
from backprop_lab.kink import sides
from backprop_lab.probe import _with_slope, probe
from backprop_lab.rounding import rounding_of_objective
from page.rules import HANDOUT, KINKED, LABS, call, close, few_bits, sent

PROBED = """(theta, n) => {
  const own = all.probe(engine, theta);
  if (n % 2) return [null, own];
  const wrong = own.map(({ gradient: v, left, right }, i) => [(left + right) / 2, v * 1.001, -v, v + 1e-3][i % 4]);
  return [wrong, all.probe(engine, theta, wrong)];
}"""
"""Our own gradient is probed, and in turn one with three entries in four wrong in three ways."""


def same(ours, theirs, atol=0.0):
    """Whether the numbers are equal but for rounding; infinity and NaN count as one, for either hides the other."""
    ours, theirs = (np.where(np.isfinite(v), v, np.nan) for v in (np.array(ours, float), np.array(theirs, float)))
    return np.allclose(ours, theirs, 1e-9, atol, equal_nan=True)


def thetas_at_kinks(lab, rng):
    """Random, near kinks, at kinks, with zeros, all 0, large, so large that J is infinite, and no number."""
    size = lab.network.size
    count = 40 if few_bits(lab) else 5
    found = rng.choice([-1.0, -0.5, 0.0, 0.25, 1.0], (count, size))
    half = count // 2 if few_bits(lab) else count
    found[:half] += rng.normal(size=(half, size)) * rng.choice([0.0, 1e-6, 1.0], (half, size), p=[0.2, 0.1, 0.7])
    found[: half // 4] = np.round(found[: half // 4]) + rng.normal(0, 1e-6, (half // 4, size))
    found[-1] = 0
    found[-2] *= 1e3
    found[-3][0] = np.nan
    found[-4] *= 1e60
    return found


def probed(js, function):
    """(lab, theta, what the function of theta gives there) for every lab; it may use `all` and `engine`."""
    rng = np.random.default_rng(8)
    whole = f"(all, ready, p, thetas) => {{ const {{ engine }} = ready(p), f = {function}; return thetas.map(f); }}"
    for lab in LABS:
        thetas = thetas_at_kinks(lab, rng)
        for theta, ours in zip(thetas, call(js, whole, sent(lab), thetas), strict=True):
            yield lab, theta, ours


def test_kinks_are_as_far_and_j_as_steep_on_both_sides_as_in_python(js):
    count = 0
    for lab, theta, ours in probed(js, "(theta) => all.sides(engine, theta)"):
        theirs = sides(lab.objective, theta)
        for key in ("below", "above"):
            assert np.allclose(np.array(ours[key], float), getattr(theirs, key), 1e-9, 0, equal_nan=True)
        for key in ("left", "right"):
            true = getattr(theirs, key)
            assert same(ours[key], true, 1e-12 * np.abs(true[np.isfinite(true)]).max(initial=0))
        count += 1
    assert count >= 200


def test_the_rounding_of_j_is_bounded_as_in_python(js):
    for lab, theta, ours in probed(js, "(theta) => all.roundingOfObjective(engine, theta)"):
        assert same(ours, rounding_of_objective(lab.objective, theta))


def test_gradients_are_probed_with_pythons_verdicts(js):
    """Where a gradient is 0 but for rounding the two may part between "agrees" and "cannot tell", no further."""
    verdicts, parted = Counter(), Counter()
    for lab, theta, (claimed, told) in probed(js, PROBED):
        for ours, true in zip(told, probe(lab.objective, theta, claimed), strict=True):
            assert ours["parameter"] == true.parameter
            assert close([ours["step"], ours["distance"]], [true.step, true.distance])
            gap = abs(ours["difference"] - true.difference)
            assert not gap > 2 * true.unsure + 1e-12 * abs(true.difference)
            assert not is_exact(lab.objective) or same(ours["unsure"], true.unsure)
            verdicts[true.verdict] += 1
            if ours["verdict"] != true.verdict:
                parted[frozenset((ours["verdict"], true.verdict))] += 1
    assert min(verdicts[name] for name in ("agrees", "disagrees", "at a kink", "cannot tell")) >= 50
    assert set(parted) <= {frozenset(("agrees", "cannot tell"))}
    assert parted.total() <= 2e-3 * verdicts.total()


CLAIMED = (
    "(all, ready, p, rows) => { const { engine } = ready(p); return rows.map((row) => all.probe(engine, ...row)); }"
)


def test_what_some_slope_at_the_kink_gives_is_not_called_wrong_where_python_does_not(js):
    rng, verdicts = np.random.default_rng(10), Counter()
    for lab in (HANDOUT, KINKED):
        thetas = rng.choice([-1.0, -0.5, 0.0, 0.5, 1.0], (40, lab.network.size))
        shares = rng.choice([0.0, 0.3, 1.0, 1.1], 40)  # from 0 to 1 are right
        claims = [
            _with_slope(lab.objective, share).gradient(theta) for share, theta in zip(shares, thetas, strict=True)
        ]
        rows = list(zip(thetas, claims, strict=True))
        for row, told in zip(rows, call(js, CLAIMED, sent(lab), rows), strict=True):
            theirs = [found.verdict for found in probe(lab.objective, *row)]
            assert [found["verdict"] for found in told] == theirs
            verdicts.update(theirs)
    assert min(verdicts[name] for name in ("agrees", "disagrees", "at a kink")) >= 20


HIDDEN = """(all, ready, p, thetas) => {
  const { engine } = ready(p);
  return thetas.map((theta) => {
    const seen = all.probe(engine, theta).map((found) => found.difference), claims = [seen, seen.map(() => 0)];
    return claims.map((claim) => [claim, all.probe(engine, theta, claim).map((found) => found.verdict)]);
  });
}"""


def test_what_rounding_hides_is_not_judged(js):
    """Slopes so small beside J that even a claim which meets the difference exactly proves nothing."""
    verdicts = Counter()
    for lab in (HANDOUT, KINKED):
        thetas = [lab.start(11, index) * 2.0 ** -(8 + index) for index in range(25)]
        for theta, told in zip(thetas, call(js, HIDDEN, sent(lab), thetas), strict=True):
            for claim, ours in told:
                assert ours == [found.verdict for found in probe(lab.objective, theta, claim)]
                verdicts.update(ours)
    assert verdicts["cannot tell"] > 100
