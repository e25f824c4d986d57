"""The generated program: run in a namespace of its own it makes the descent that `trial` makes."""

import ast
import warnings
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backprop_lab import load_lab
from backprop_lab.derivation import numpy_source
from backprop_lab.derivation.source import program
from backprop_lab.errors import InputError, LabError
from backprop_lab.method import METHODS
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.trial import perform
from derived import lab_of, readable
from drawn import labs, seldom
from shelf import gap, named, objectives, states

HANDOUT = load_lab("handout")
CLOSE = 1e-12


def ran(source):
    """What is left in an empty namespace after the program ran; a warning is an error."""
    scope = {}
    exec(compile(source, "program.py", "exec"), scope)
    return scope


def same_descent(lab, theta):
    left, trial = ran(numpy_source(lab, theta)), perform(lab, np.array(theta, float))
    assert len(left["values"]) == lab.descent.steps + 1
    assert all(type(v) is float for v in left["values"])
    assert np.allclose(left["values"], trial.values, rtol=CLOSE, atol=CLOSE * abs(trial.values[0]))
    assert gap(left["theta"], trial.theta) <= CLOSE
    assert gap(left["theta"] - theta, trial.theta - theta) <= 1e4 * CLOSE  # the way gone, not the place


@pytest.mark.parametrize("objective", objectives()[1::2], ids=named)
def test_the_program_descends_as_the_trial_does(objective):
    number = objectives().index(objective)
    lab = lab_of(objective, list(METHODS)[number // 2 % 4], steps=5)
    for theta in states(objective, 1):
        same_descent(lab, theta)


@pytest.mark.parametrize("method", ["gradient_descent", "momentum:0.7", "nesterov:0.6", "adam:0.8:0.95:1e-4"])
@pytest.mark.parametrize("name", ["handout", "xor"])
def test_the_programs_of_the_labs_that_come_along_descend_as_they_do(name, method):
    lab = load_lab(name)
    lab = lab.trained(method=method, rate=min(lab.descent.rate, 1e-3), steps=30)
    for index in range(3):
        same_descent(lab, lab.start(2, index))


@given(lab=labs(st.floats(-3, 3)), numbers=st.data())
@settings(seldom, max_examples=30)
def test_the_program_of_any_lab_computes_its_j_and_gradient(lab, numbers):
    lab = readable(lab)
    size = lab.network.size
    theta = np.array(numbers.draw(st.lists(st.integers(-8, 8).map(lambda n: n / 4), min_size=size, max_size=size)))
    assume(all((np.abs(a) > 1e-9).all() or (a == 0).all() for a in lab.objective.forward(theta).preactivations))
    scope = ran(numpy_source(lab.trained(steps=1, rate=1e-300), theta))
    value, gradient = scope["objective"](theta, lab.objective.data.x, lab.objective.data.y)
    assert value == pytest.approx(lab.objective(theta), rel=1e-10)
    assert np.allclose(gradient, lab.objective.gradient(theta), rtol=1e-9, atol=1e-9 * np.abs(gradient).max())


def test_the_programs_objective_takes_other_points_than_the_labs():
    lab = HANDOUT
    scope, theta = ran(numpy_source(lab, lab.start(3))), lab.start(4)
    rng = np.random.default_rng(1)
    x, y = rng.normal(size=(7, 2)), rng.normal(size=(7, 1))
    other = Objective(lab.network, Data(x, y))
    value, gradient = scope["objective"](theta, x, y)
    assert value == pytest.approx(other(theta), rel=CLOSE)
    assert gap(gradient, other.gradient(theta)) <= CLOSE


@pytest.mark.parametrize("method", METHODS)
def test_the_program_is_numpy_and_a_loop_and_nothing_else(method):
    for objective in objectives()[::12]:
        source = numpy_source(lab_of(objective, method), states(objective, 1)[0])
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            tree = ast.parse(source)
        imported = [a.name for n in ast.walk(tree) if isinstance(n, (ast.Import, ast.ImportFrom)) for a in n.names]
        assert imported == ["numpy"]
        assert "backprop" not in source
        assert "@" not in source
        called = {n.func.id for n in ast.walk(tree) if isinstance(n, ast.Call) and isinstance(n.func, ast.Name)}
        assert called <= {"objective", "range", "float", "len", "print"}


@pytest.mark.parametrize("method", METHODS)
def test_the_program_ends_by_printing_the_last_j_and_how_many_steps_led_there(capsys, method):
    lab = HANDOUT.trained(method=method, rate=1e-3, steps=7)
    left = ran(numpy_source(lab, lab.start(2)))
    assert capsys.readouterr().out == f"J = {left['values'][-1]!r} after 7 steps\n"


def test_the_program_has_one_line_for_each_step_of_a_point():
    source = numpy_source(HANDOUT, HANDOUT.start(1))
    lines = [line.strip() for line in source.splitlines()]
    for line in ("h1 = np.maximum(a1, 0.0)", "L = (z - y)**2", "dz = 2 * (z - y)", "dL_dw11 = da1 * x1"):
        assert lines.count(line) == 1
    assert "len(X)" not in source  # a sum asks for no n
    assert "factor" not in source


def test_the_programs_numbers_are_the_labs_to_the_bit():
    lab = HANDOUT.trained(method="adam:0.8:0.9:1e-3", rate=1 / 3, steps=1)
    theta = lab.start(9)
    scope = ran(numpy_source(lab, theta).split("values = []")[0])
    assert np.array_equal(scope["theta"], theta)
    assert np.array_equal(scope["X"], lab.objective.data.x)
    assert np.array_equal(scope["Y"], lab.objective.data.y)
    assert [scope[n] for n in ("rate", "steps", "beta1", "beta2", "epsilon")] == [1 / 3, 1, 0.8, 0.9, 1e-3]


def test_the_parts_of_a_program_are_there_for_each_method():
    assert list(program(HANDOUT)) == ["objective", "start", *METHODS]


@pytest.mark.parametrize("theta", [[np.nan] * 10, [np.inf] + [0.0] * 9, [1.0] * 9, "theta"])
def test_a_theta_that_no_program_can_start_from_is_refused(theta):
    with pytest.raises(InputError, match="theta must be"):
        numpy_source(HANDOUT, theta)


@pytest.mark.parametrize("output", ["lambda", "None", "np", "X", "len"])
def test_letters_that_would_break_the_program_are_refused(output):
    lab = lab_of(Objective(Network((1, 1)), Data([[1.0]], [[1.0]])))
    with pytest.raises(LabError, match=rf"got {output}, (a word of Python|which the generated program needs)"):
        numpy_source(replace(lab, letters=replace(lab.letters, output=output)), [1.0])


@pytest.mark.parametrize("output", ["values", "objective", "step", "steps", "numbers", "float", "range", "J_", "e"])
def test_letters_that_the_program_has_outside_of_its_objective_are_no_harm(output):
    lab = lab_of(Objective(Network((1, 1)), Data([[1.0], [0.5]], [[1.0], [3.0]]), reduction="mean"))
    same_descent(replace(lab, letters=replace(lab.letters, output=output)), np.array([0.25]))
