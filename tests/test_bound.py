"""The bound on the sharpness of perfect fits: its closed form, fits that reach it, and a search for one below it."""

import numpy as np
import pytest
from scipy.optimize import minimize, minimize_scalar

from backprop_lab.activation import identity, leaky_relu, relu
from backprop_lab.bound import smallest_sharpness, stability_bound
from backprop_lab.curvature import sharpness
from backprop_lab.descent import descend
from backprop_lab.handout import POINTS
from backprop_lab.method import gradient_descent
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective

HANDOUT = Objective(Network((2, 2, 2, 1)), Data([x for x, _ in POINTS], [[y] for _, y in POINTS]))
X, Y = HANDOUT.data.x, HANDOUT.data.y[:, 0]
LEAST = 6 * (2 * 60**4) ** (1 / 3)


def outputs_and_slopes(theta):
    """z (2,) and dz/dtheta (2, 10) of the handout's network, from the loss of each point against 0."""
    z = HANDOUT.forward(theta).output[:, 0]
    each = [Objective(HANDOUT.network, Data(x[None], [[v - 0.5]])) for x, v in zip(X, z, strict=True)]
    return z, np.array([one.gradient(theta) for one in each])  # 2 (z - y) = 1


def sharpness_of_fit(theta):
    """What the largest eigenvalue of the Hessian would be if the outputs at theta were the targets."""
    _, slopes = outputs_and_slopes(theta)
    return 2 * np.linalg.eigvalsh(slopes @ slopes.T)[-1]


def flattest_fit_from(theta):
    """The perfect fit of least sharpness that a local search finds from theta on."""
    found = minimize(
        lambda t: sharpness_of_fit(t) / LEAST,
        theta,
        method="SLSQP",
        constraints={
            "type": "eq",
            "fun": lambda t: (outputs_and_slopes(t)[0] - Y) / 60,
            "jac": lambda t: outputs_and_slopes(t)[1] / 60,
        },
        options={"maxiter": 200, "ftol": 1e-12},
    )
    return found.x


def path_for_each_point():
    """A fit with h1, k1 on for the first point alone and h2, k2 for the second: every block of dz alike in length."""
    theta = np.zeros(10)
    for unit, (own, other, y) in enumerate(((X[0], X[1], 60.0), (X[1], X[0], 20.0))):
        length = np.linalg.norm(own)
        u = (y / length) ** (1 / 3)
        theta[unit:4:2] = np.linalg.solve([own, other], [length * u, -1.0])
        theta[4 + 3 * unit] = theta[8 + unit] = u
    theta[5], theta[6] = -1.0, -1.0  # towards the unit of the other point: off, and away from its kink
    return theta


def both_on_one_path(slope=1.0):
    """The flattest fit with w proportional to (1, 4) and one path for both points, through slopes `slope`.

    z = p w.x with p = slope^2 u v; the slopes of z have the products p^2 X X^T + 2 slope^2 / |p| y y^T.
    """
    sign = 1.0 if slope == 1.0 else -1.0

    def top(p):
        return 2 * np.linalg.eigvalsh(p**2 * X @ X.T + 2 * slope**2 / p * np.outer(Y, Y))[-1]

    p = minimize_scalar(top, bounds=(1e-6, 100), method="bounded", options={"xatol": 1e-10}).x
    u, w = np.sqrt(p) / slope, sign * 20 / p * np.array([1.0, 4.0])
    small = 1e-5
    return np.array([w[0], small * w[0], w[1], small * w[1], u, small, 0.0, small, sign * u, 0.0]), top(p)


def test_the_handouts_bound_has_its_closed_form():
    assert smallest_sharpness(HANDOUT) == pytest.approx(LEAST, rel=1e-14)
    bound = stability_bound(HANDOUT, gradient_descent(0.005))
    assert (bound.known, bound.kind, bound.sharpness) == (True, "every perfect fit", smallest_sharpness(HANDOUT))
    assert bound.rate == pytest.approx(2 / LEAST, rel=1e-14)
    assert round(bound.rate, 7) == 0.0011263
    assert round(0.005 / bound.rate, 2) == 4.44
    assert "1775.67" in bound.reason
    assert "0.0011263" in bound.reason


def test_a_path_for_each_point_reaches_the_bound():
    theta = path_for_each_point()
    assert HANDOUT(theta) < 1e-24
    assert min(abs(a).min() for a in HANDOUT.forward(theta).preactivations) > 0.1
    assert sharpness(HANDOUT, theta) == pytest.approx(LEAST, rel=1e-6)


def test_one_path_for_both_points_is_a_fit_above_the_bound():
    theta, top = both_on_one_path()
    assert HANDOUT(theta) < 1e-4
    assert sharpness(HANDOUT, theta) == pytest.approx(top, rel=1e-3)
    assert top / LEAST == pytest.approx(1.2193305, rel=1e-6)


def test_a_search_over_fits_comes_down_to_the_bound_and_never_below():
    rng, found = np.random.default_rng(0), []
    while len(found) < 16:
        theta = 4 * rng.uniform(-1, 1, 10)
        theta = theta if len(found) < 8 else path_for_each_point() + 0.3 * theta
        if (HANDOUT.forward(theta).output <= 0).any():
            continue
        fit = flattest_fit_from(theta)
        found.append(sharpness(HANDOUT, fit) if HANDOUT(fit) < 1e-10 else np.inf)
    assert np.isfinite(found).sum() >= 12
    assert LEAST * (1 - 1e-7) < min(found) < LEAST * 1.001


@pytest.mark.parametrize(("rate", "returns"), [(0.00112, True), (0.00113, False)])
def test_descent_from_beside_a_fit_of_least_sharpness_returns_below_the_bound_and_leaves_above(rate, returns):
    theta = path_for_each_point()
    top = np.linalg.eigh(2 * outputs_and_slopes(theta)[1].T @ outputs_and_slopes(theta)[1])[1][:, -1]
    beside = theta + 1e-3 * top
    *_, last = descend(HANDOUT, beside, gradient_descent(rate), 2000)
    assert (last.value < 1e-12) == returns
    assert (np.linalg.norm(last.theta - theta) > 0.05) != returns


# Any network: theta at random, and the targets are what it says.


def fit_of(network, theta, x, **options):
    y = Objective(network, Data(x, np.zeros((len(x), network.widths[-1])))).forward(theta).output
    return Objective(network, Data(x, y), **options)


KINDS = [relu, identity, *(leaky_relu(s) for s in (0.01, 0.3, 1.0, 2.5, -0.2, -1.0, -3.0))]
SHAPES = [(3, 1), (2, 3), (2, 3, 1), (3, 2, 2), (2, 3, 2, 1), (1, 2, 3, 2), (2, 2, 2, 2, 1), (2, 3, 2, 2, 3)]
OPTIONS = [{}, {"factor": 0.5}, {"reduction": "mean"}, {"factor": 3.0, "reduction": "mean"}]


@pytest.mark.parametrize("kind", KINDS, ids=str)
def test_no_perfect_fit_of_any_network_lies_below_the_bound(kind):
    rng, ratios = np.random.default_rng(5), []
    for trial in range(40 * len(SHAPES)):
        network = Network(SHAPES[trial % len(SHAPES)], kind)
        theta = rng.normal(size=network.size) * rng.choice([0.3, 1.0, 3.0])
        x = rng.normal(size=(rng.integers(1, 4), network.widths[0]))
        perfect = fit_of(network, theta, x, **OPTIONS[trial % 4])
        least = smallest_sharpness(perfect)
        assert sharpness(perfect, theta) >= least * (1 - 1e-12)
        ratios += [sharpness(perfect, theta) / least] if least and network.depth > 1 else []
    assert 1.0 < min(ratios) < 1.2  # near enough to show a bound that is too large


@pytest.mark.parametrize("kind", KINDS, ids=str)
@pytest.mark.parametrize("widths", [(2, 2, 1), (2, 2, 2, 1), (1, 2, 2, 2)])
def test_a_search_over_all_fits_of_a_network_never_goes_below_the_bound(kind, widths):
    network, rng = Network(widths, kind), np.random.default_rng(6)
    x = rng.normal(size=(2, widths[0]))

    def ratio(theta):
        perfect = fit_of(network, theta, x)
        least = smallest_sharpness(perfect)
        return np.log(sharpness(perfect, theta) / least) if least else 9.0

    start = min(rng.normal(size=(50, network.size)), key=ratio)
    assert minimize(ratio, start, method="Nelder-Mead", options={"maxfev": 250}).fun >= -1e-12


@pytest.mark.parametrize("depth", [1, 2, 3, 4])
@pytest.mark.parametrize("slope", [None, 1.0, 0.3, 0.01, -0.2, 2.5, -3.0])
@pytest.mark.parametrize("options", OPTIONS)
def test_a_chain_of_units_reaches_the_bound_at_every_depth(depth, slope, options):
    network = Network((1,) * (depth + 1), relu if slope is None else leaky_relu(slope))
    kept = 1.0 if slope is None else min(1.0, abs(slope))  # the way through the smaller slope is flatter
    w, x, y = np.empty(depth), 2.0, 7.0
    size, h = (y / (x * kept ** (depth - 1))) ** (1 / depth), x
    for i in range(depth):  # every weight of the same size; its sign sends the unit where it is to be
        side = 1.0 if kept == 1.0 or i == depth - 1 else -1.0
        w[i] = size * side * np.sign(h)
        h = network.activations[i].value(np.array([w[i] * h]))[0]
    chain = Objective(network, Data([[x]], [[y]]), **options)
    assert chain(w) < 1e-20
    assert sharpness(chain, w) == pytest.approx(smallest_sharpness(chain), rel=1e-9)


def test_without_its_factor_the_bound_would_be_false_for_leaky_relu():
    leaky = Objective(Network((2, 2, 2, 1), leaky_relu(0.01)), HANDOUT.data)
    theta, top = both_on_one_path(slope=0.01)
    assert leaky(theta) < 1e-3
    assert round(top, 1) == 4.7
    assert sharpness(leaky, theta) == pytest.approx(top, rel=1e-2)
    assert smallest_sharpness(leaky) == pytest.approx(LEAST * 0.01 ** (4 / 3), rel=1e-12)
    assert smallest_sharpness(leaky) < top < LEAST / 300
