"""The derivation's numbers: in floats against matrices and loops, in fractions against the exact twin."""

from fractions import Fraction

import numpy as np
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

import naive
from backprop_lab import activation, load_lab
from backprop_lab.derivation import derive, evaluate, template, values
from backprop_lab.derivation import given as given_at
from backprop_lab.derivation.update import memory
from backprop_lab.derivation.vocabulary import POWER1, POWER2
from backprop_lab.descent import descend
from backprop_lab.errors import InputError
from backprop_lab.exact import exact, is_exact
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from cases import SEPARATING_POINTS, SEPARATING_THETA, cases
from derived import ROUNDINGS, code, furthest, lab_of, letters_of, near_a_kink, readable, sizes, told_by_the_core
from drawn import labs, lists, often, seldom
from shelf import PAIRS, build, gap, named, objectives, states

CLOSE = 1e-12
METHODS = ("gradient_descent", "momentum:0.9", "nesterov:0.8", "adam:0.9:0.99:1e-6")
HALVES = st.integers(-4, 4).map(lambda n: n / 2)
HANDOUT = load_lab("handout")

each_objective = pytest.mark.parametrize("objective", objectives(), ids=named)


def j_and_gradient(lab, found):
    return found["J", None], [found[f"dJ_d{code(p)}", None] for p in lab.parameters]


@each_objective
def test_every_number_of_every_point_is_that_of_the_matrix_form(objective):
    lab = lab_of(objective)
    steps = derive(lab)
    for theta in states(objective, 1):
        found, true = evaluate(steps, given_at(lab, theta)), told_by_the_core(lab, theta)
        assert {s.key for s in steps if s.phase in ("backward", "sum", "update")} <= set(true)
        assert not near_a_kink(steps, found)
        assert furthest(steps, found, true) <= ROUNDINGS
        value, gradient = j_and_gradient(lab, found)
        assert value == pytest.approx(objective(theta), rel=CLOSE)
        assert gap(gradient, objective.gradient(theta)) <= CLOSE


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("name", ["handout", "xor"])
def test_the_labs_that_come_along_are_derived_as_they_are_computed(name, method):
    lab = load_lab(name).trained(method=method)
    steps = derive(lab)
    for index in range(5):
        theta = lab.start(3, index)
        found, true = values(lab, theta), told_by_the_core(lab, theta)
        assert furthest(steps, found, true) <= ROUNDINGS
        new = [f"{code(p)}_new" for p in lab.parameters]
        assert gap([found[n, None] for n in new], [true[n, None] for n in new]) <= CLOSE


def test_the_handouts_forward_map_has_the_bits_of_its_loops():
    for theta, x, y in cases()[:9000:40]:
        lab = lab_of(Objective(Network((2, 2, 2, 1)), Data([x], [[y]])))
        found = values(lab, theta)
        *units, z, _ = naive.forward(theta.tolist(), x.tolist(), float(y))
        assert [found[n, 0] for n in ("a1", "a2", "b1", "b2")] == list(naive.preactivations(theta.tolist(), x.tolist()))
        assert [found[n, 0] for n in ("h1", "h2", "k1", "k2", "z")] == [*units, z]
        assert found["L", 0] == found["J", None] == (z - y) * (z - y)


def test_in_numbers_of_few_bits_the_handouts_gradient_has_the_bits_of_its_loops():
    for theta in cases().theta[8000:8200]:
        found = values(HANDOUT, theta)
        value, gradient = j_and_gradient(HANDOUT, found)
        assert value == naive.objective(theta.tolist())
        assert gradient == naive.objective_gradient(theta.tolist())


def test_a_step_of_the_handout_is_the_rate_times_the_gradient_to_the_bit():
    theta = HANDOUT.start(5)
    found = values(HANDOUT, theta)
    gradient = np.array(j_and_gradient(HANDOUT, found)[1])
    moved = [found[f"{p}_new", None] for p in HANDOUT.parameters]
    assert moved == (theta - HANDOUT.descent.rate * gradient).tolist()


def descended(lab, theta, count):
    """The thetas of a descent by the derivation alone: what is new becomes what was, memory too."""
    steps, names = derive(lab), template(lab.objective, lab.letters).names.parameters
    kept, found, seen = memory(lab.method.name, names), values(lab, theta), [list(theta)]
    for _ in range(count):
        seen.append([found[f"{name.code}_new", None] for name in names])
        start = given_at(lab, seen[-1]) | {(name, None): found[f"{name}_new", None] for name in kept}
        found = evaluate(steps, start)
    return seen


@pytest.mark.parametrize("method", METHODS)
@pytest.mark.parametrize("objective", [HANDOUT.objective, *objectives()[4::33]], ids=named)
def test_a_descent_by_the_derivation_is_the_descent(objective, method):
    lab = lab_of(objective, method)
    for theta in states(objective):
        ours = descended(lab, theta, 8)
        true = [s.theta for s in descend(objective, theta, lab.method, 8)]
        assert gap(ours, true) <= CLOSE
        assert gap(np.array(ours) - theta, np.array(true) - theta) <= 1e3 * CLOSE  # the way gone, not the place


def test_what_a_method_remembers_is_given_as_nothing_at_first():
    for method, letters in zip(METHODS, ("", "m", "m", "ms"), strict=True):
        lab = HANDOUT.trained(method=method)
        start = given_at(lab, lab.start(1))
        kept = {f"{letter}_{p}": 0.0 for p in lab.parameters for letter in letters}
        powers = {POWER1.code: 1.0, POWER2.code: 1.0} if "s" in letters else {}
        assert memory(lab.method.name, template(lab.objective, lab.letters).names.parameters) == kept | powers
        assert all(start[name, None] == value for name, value in (kept | powers).items())


@given(lab=labs(), numbers=st.data())
@seldom
def test_any_lab_is_derived_as_its_matrices_compute_it(lab, numbers):
    lab = readable(lab)
    size = lab.network.size
    theta = numbers.draw(st.lists(st.one_of(st.floats(-2, 2), HALVES), min_size=size, max_size=size))
    steps, found = derive(lab), values(lab, theta)
    assume(not near_a_kink(steps, found))
    assume(max(sizes([s for s in steps if s.phase != "update"], found).values()) < 1e100)
    true = told_by_the_core(lab, theta)
    assert furthest(steps, found, true) <= ROUNDINGS


@pytest.mark.parametrize("number", range(12))
def test_the_exact_values_are_those_of_the_exact_twin(number):
    objective = [o for o in objectives() if is_exact(o)][number * 7 % 24]
    lab = lab_of(objective)
    for theta in states(objective):
        same_as_the_twin(lab, theta)


def same_as_the_twin(lab, theta):
    true, found = exact(lab.objective, theta), values(lab, theta, exact=True)
    value, gradient = j_and_gradient(lab, found)
    assert all(isinstance(v, (Fraction, int)) for v in found.values())
    assert value == true.value
    assert tuple(gradient) == true.gradient
    before, _ = letters_of(lab)
    for p, layers in enumerate(true.preactivations):
        assert tuple(tuple(found[a, p] for a in layer) for layer in before) == layers
    rate, moved = Fraction(lab.method.rate), [found[f"{code(p)}_new", None] for p in lab.parameters]
    if lab.method.name == "gradient_descent":
        at = [Fraction(float(t)) for t in theta]
        assert moved == [t - rate * g for t, g in zip(at, true.gradient, strict=True)]


@st.composite
def polynomials(draw):
    """A lab without rounding and a theta, both of few bits, so that kinks are met."""
    widths = draw(st.lists(st.integers(1, 3), min_size=2, max_size=5))
    kind = draw(st.sampled_from([activation.relu, activation.leaky_relu(0.25), activation.identity]))
    network, n = Network(tuple(widths), kind, biases=draw(st.booleans())), draw(st.integers(1, 3))
    x, y = (draw(lists(HALVES, n, width)) for width in (widths[0], widths[-1]))
    factor, reduction = draw(st.floats(0.1, 10)), draw(st.sampled_from(["sum", "mean"]))
    lab = lab_of(Objective(network, Data(x, y), factor=factor, reduction=reduction))
    return lab, draw(st.lists(HALVES, min_size=network.size, max_size=network.size))


@given(drawn=polynomials())
@often
def test_in_fractions_any_polynomial_lab_is_the_exact_twin_kinks_included(drawn):
    same_as_the_twin(*drawn)


def test_at_a_kink_the_exact_values_are_those_of_the_twin_and_of_the_loops():
    points = [np.array(part, float) for part in zip(*SEPARATING_POINTS, strict=True)]
    lab = lab_of(Objective(Network((2, 2, 2, 1)), Data(points[0], points[1][:, None])))
    for theta in [SEPARATING_THETA, *cases().theta[9000::40]]:
        same_as_the_twin(lab, theta)
        floats, fractions = values(lab, theta), values(lab, theta, exact=True)
        assert {key: float(v) for key, v in fractions.items()} == pytest.approx(floats, rel=1e-12, abs=1e-15)


@pytest.mark.parametrize(
    ("kind", "output", "of_loss", "told"),
    [(activation.tanh, *PAIRS[0], "tanh in h1"), (activation.relu, *PAIRS[1], "sigmoid in z1"),
     (activation.relu, *PAIRS[2], "sigmoid in z1"), (activation.relu, *PAIRS[3], "exp in exp1")],
)  # fmt: skip
def test_what_is_not_rational_is_refused_with_its_name_and_its_step(kind, output, of_loss, told):
    objective = build(Network((2, 2, 2), kind, output), of_loss, 1)
    with pytest.raises(InputError, match=f"keep to rational numbers; got {told}"):
        values(lab_of(objective), states(objective)[0], exact=True)


def test_adam_is_refused_in_fractions_with_what_to_do_about_it():
    with pytest.raises(InputError, match=r"sqrt in w11_new\. .* no adam"):
        values(HANDOUT.trained(method="adam"), HANDOUT.start(1), exact=True)


@pytest.mark.parametrize("wrong", [np.nan, np.inf, -np.inf])
def test_exact_values_need_a_finite_theta(wrong):
    with pytest.raises(InputError, match="theta must be finite"):
        values(HANDOUT, [wrong] + [1.0] * 9, exact=True)


def test_a_theta_of_another_size_is_refused():
    with pytest.raises(InputError, match="theta must be 10 numbers"):
        values(HANDOUT, [1.0] * 9)


def pattern(numbers):
    """NaN, infinities and the rest, as words."""
    return ["nan" if v != v else str(v) if abs(v) == np.inf else "finite" for v in map(float, numbers)]


@pytest.mark.parametrize("biases", [False, True])
@pytest.mark.parametrize("pair", PAIRS, ids=lambda p: p[1].name + ":" + p[0].name)
@pytest.mark.parametrize("kind", activation.ACTIVATIONS.values(), ids=str)
def test_numbers_that_leave_all_bounds_do_so_as_in_the_matrix_form(kind, pair, biases):
    objective = build(Network((2, 2, 2), kind, pair[0], biases), pair[1], 4)
    lab, seen = lab_of(objective), set()
    rng = np.random.default_rng(8)
    for extreme in (np.nan, np.inf, -np.inf, 1e200, -1e160):
        for place in {3, objective.network.blocks[-1][0].start, objective.network.size - 1}:
            theta = rng.uniform(0.5, 1, objective.network.size)
            theta[place] = extreme
            value, gradient = j_and_gradient(lab, values(lab, theta))
            assert pattern([value, *gradient]) == pattern([objective(theta), *objective.gradient(theta)]), extreme
            seen |= set(pattern([value, *gradient]))
    assert {"nan", "finite"} <= seen
