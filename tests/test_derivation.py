"""The derivation as a value: its order, its places in the network, what it reads, and its letters."""

from dataclasses import FrozenInstanceError, replace

import numpy as np
import pytest
from hypothesis import given, settings

from backprop_lab import activation, load_lab
from backprop_lab import loss as losses
from backprop_lab.derivation import PHASES, Number, Ref, derive, evaluate, template, values
from backprop_lab.derivation import given as given_at
from backprop_lab.derivation.step import key
from backprop_lab.errors import InputError, LabError
from backprop_lab.lab import Lab
from backprop_lab.names import Letters, default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from derived import code, lab_of, letters_of, readable
from drawn import labs, seldom
from shelf import build, named, objectives

METHODS = ("gradient_descent", "momentum", "nesterov", "adam")
HANDOUT = load_lab("handout")
WIDE = Network((2, 11, 1), activation.tanh, biases=True)
some_objectives = pytest.mark.parametrize("objective", objectives()[::11], ids=named)


def zeros(network, of_loss=losses.squared_error, **more):
    """An objective whose data do not matter."""
    share = 1 / network.widths[-1] if of_loss.name == "softmax_cross_entropy" else 0.5
    data = Data(np.ones((2, network.widths[0])), np.full((2, network.widths[-1]), share))
    return Objective(network, data, of_loss, **more)


def lettered(network, of_loss=losses.squared_error, method="gradient_descent", **changes):
    """A lab with some of the usual letters changed."""
    return lab_of(zeros(network, of_loss), method, replace(default_letters(network), **changes))


@pytest.mark.parametrize("method", METHODS)
@some_objectives
def test_each_step_reads_only_what_was_given_or_stands_before_it(objective, method):
    lab = lab_of(objective, method)
    known = set(given_at(lab, np.ones(objective.network.size)))
    for step in derive(lab):
        assert {key(ref) for ref in step.reads} <= known, step.name
        assert step.key not in known
        known.add(step.key)


@given(lab=labs())
@seldom
def test_in_any_lab_each_step_reads_only_what_stands_before_it_and_names_are_unique(lab):
    lab = readable(lab)
    known = set(given_at(lab, np.ones(lab.network.size)))
    for step in derive(lab):
        assert {key(ref) for ref in step.reads} <= known
        assert step.key not in known
        known.add(step.key)


@some_objectives
def test_phases_come_in_order_for_each_point_in_turn_then_for_all(objective):
    steps = derive(lab_of(objective))
    order = [
        (s.point if s.point is not None else len(objective.data), PHASES.index(s.phase)) for s in steps
    ]  # fmt: skip
    assert order == sorted(order)
    assert {(s.point is None) for s in steps if s.phase in ("sum", "update")} == {True}
    for p in range(len(objective.data)):
        assert {s.phase for s in steps if s.point == p} == {"forward", "loss", "backward"}


def read(tree):
    """The names in a tree, by a walk of our own."""
    if isinstance(tree, Ref):
        return {(tree.name.code, tree.point)}
    return set() if isinstance(tree, Number) else set().union(*(read(a) for a in tree.arguments))


@pytest.mark.parametrize("method", METHODS)
def test_reads_are_the_names_in_the_tree_each_once(method):
    for step in derive(HANDOUT.trained(method=method)):
        keys = [key(ref) for ref in step.reads]
        assert set(keys) == read(step.expression)
        assert len(keys) == len(set(keys))


@pytest.mark.parametrize("method", METHODS)
def test_without_any_one_step_that_is_read_later_nothing_can_be_worked_out(method):
    lab = HANDOUT.trained(method=method)
    steps, start = derive(lab), given_at(lab, np.ones(10))
    wanted = {key(ref) for step in steps for ref in step.reads}
    for at, step in enumerate(steps):
        rest = steps[:at] + steps[at + 1 :]
        if step.key not in wanted:
            assert step.name.endswith("_new") or step.name == "J"
            continue
        with pytest.raises(KeyError) as missed:
            evaluate(rest, start)
        assert missed.value.args[0] == step.key


@some_objectives
def test_every_parameter_has_its_derivatives_and_its_update_under_its_place_in_theta(objective):
    lab = lab_of(objective)
    steps = derive(lab)
    by_phase = {phase: [s for s in steps if s.phase == phase and s.parameter is not None] for phase in PHASES}
    assert by_phase["forward"] == by_phase["loss"] == []
    for i, name in enumerate(map(code, lab.parameters)):
        told = [s for s in by_phase["backward"] if s.name == f"dL_d{name}"]
        assert [s.point for s in told] == list(range(len(objective.data)))
        assert {s.parameter for s in told} == {i}
        assert [s.name for s in by_phase["sum"] if s.parameter == i] == [f"dJ_d{name}"]
        assert [s.name for s in by_phase["update"] if s.parameter == i] == [f"{name}_new"]
    assert len(by_phase["backward"]) == objective.network.size * len(objective.data)


@some_objectives
def test_layer_and_unit_of_each_step_are_where_its_name_stands(objective):
    lab, network = lab_of(objective), objective.network
    places = {}
    for k, layer in enumerate(zip(*letters_of(lab), strict=True)):
        for row in layer:
            for j, name in enumerate(row):
                places[name] = places[f"d{name}"] = (k + 1, j + 1)
    for k, (weights, biases) in enumerate(network.blocks):
        for i in range(weights.start, biases.stop):
            n = network.widths[k + 1]
            j = (i - weights.start) % n if i < weights.stop else i - biases.start
            places[f"dL_d{code(lab.parameters[i])}"] = (k + 1, j + 1)
    for step in derive(lab):
        if step.phase in ("forward", "backward"):
            assert (step.layer, step.unit) == places[step.name]
        else:
            assert (step.layer, step.unit) == (None, None)


@some_objectives
def test_a_gate_is_there_where_a_slope_is_multiplied_by_and_stands_in_the_equation(objective):
    network = objective.network
    hidden, last = not network.activation.is_linear, not network.output.is_linear
    last &= objective.loss.name == "squared_error"
    before, _ = letters_of(lab_of(objective))
    wanted = {f"d{a}" for k, row in enumerate(before) for a in row if (last if k == network.depth - 1 else hidden)}
    steps = derive(lab_of(objective))
    assert {s.name for s in steps if s.gate is not None} == wanted
    assert all(s.expression.operation == "mul" and s.expression.arguments[1] == s.gate for s in steps if s.gate)


def test_the_names_of_parameters_units_and_outputs_are_those_of_the_letters():
    for objective in [*objectives()[::3], zeros(WIDE)]:
        lab = lab_of(objective)
        names, network = template(objective, lab.letters).names, objective.network
        assert tuple(n.text for n in names.parameters) == lab.parameters
        assert tuple(tuple(n.text for n in row) for row in names.units[:-1]) == lab.letters.hidden(network)
        assert tuple(n.text for n in names.units[-1]) == lab.letters.outputs(network)


@pytest.mark.parametrize("method", METHODS)
def test_a_derivation_is_a_value(method):
    lab = HANDOUT.trained(method=method)
    steps = derive(lab)
    again = derive(Lab(lab.name, lab.objective, lab.descent, lab.letters))
    assert steps == again
    assert hash(steps) == hash(again)
    assert len(set(steps)) == len(steps)
    for frozen, field in ((steps[0], "layer"), (steps[0].symbol, "letter"), (steps[0].expression, "operation")):
        with pytest.raises((FrozenInstanceError, AttributeError, TypeError)):
            setattr(frozen, field, 1)


def test_working_out_changes_neither_what_is_given_nor_theta():
    theta = HANDOUT.start(1)
    kept, start = theta.copy(), given_at(HANDOUT, theta)
    before = dict(start)
    evaluate(derive(HANDOUT), start)
    values(HANDOUT, theta, exact=True)
    assert start == before
    assert np.array_equal(theta, kept)


def test_data_rate_and_factor_are_given_as_they_are():
    objective = build(Network((2, 3, 2)), losses.squared_error, 1)
    start = given_at(lab_of(objective, "adam:0.8:0.9:0.001", rate=0.25), np.arange(12.0))
    assert objective.factor == 0.5
    assert start["n", None] == len(objective.data)
    assert [start[w, None] for w in ("rate", "factor", "beta1", "beta2", "epsilon")] == [0.25, 0.5, 0.8, 0.9, 0.001]
    for p, (x, y) in enumerate(zip(objective.data.x, objective.data.y, strict=True)):
        assert [start["x1", p], start["x2", p], start["y1", p], start["y2", p]] == [*x, *y]


def test_201_parameters_are_refused_with_what_to_do_and_200_are_not():
    with pytest.raises(InputError) as refused:
        derive(lab_of(zeros(Network((1, 201)))))
    assert str(refused.value) == (
        "a lab must have at most 200 parameters to be written out, formula by formula; got 201. "
        "Take one with fewer or narrower layers; `run` serves any size."
    )
    lab = lab_of(zeros(Network((1, 100, 1))))
    assert len(values(lab, np.ones(200))) == len(given_at(lab, np.ones(200))) + len(derive(lab))


def test_too_many_steps_are_refused_with_what_to_do():
    data = Data(np.ones((2000, 1)), np.ones((2000, 1)))
    lab = lab_of(Objective(Network((1, 2, 1)), data))
    for verb in (derive, lambda lab: values(lab, np.ones(4))):
        with pytest.raises(InputError, match=r"at most 20000 steps; got 3\d{4}\. Take fewer data points\."):
            verb(lab)


BARE, BIASES = Network((2, 2, 1)), Network((2, 2, 2, 1), biases=True)
COLLIDING = {
    "the output is the loss": lettered(BARE, output="L"),
    "the output is J": lettered(BARE, output="J"),
    "the output is its target": lettered(BARE, output="y"),
    "the output is the rate": lettered(BARE, output="rate"),
    "the output is the number of points": lettered(BARE, output="n"),
    "the output is a method's beta": lettered(BARE, output="beta"),
    "units are Adam's betas": lettered(BARE, units=("beta",)),
    "preactivations are derivatives of units": lettered(BARE, preactivations=("dh",)),
    "a bias is the output's derivative": lettered(BIASES, biases=("c", "d", "dz")),
    "a bias is what another will be": lettered(Network((2, 1), biases=True), biases=("v1_new",)),
    "a bias is a weight's derivative": lettered(Network((2, 1), biases=True), biases=("dL_dv1",)),
    "a bias is a derivative of J": lettered(Network((2, 1), biases=True), biases=("dJ_dv2",)),
    "a bias is what a method remembers": lettered(Network((2, 1), biases=True), method="momentum", biases=("m_v1",)),
    "units are what Adam remembers": lettered(BARE, method="adam", units=("s_v",)),
    "a bias is Adam's corrected mean": lettered(Network((2, 1), biases=True), method="adam", biases=("m_v1_hat",)),
    "a bias is Adam's power": lettered(Network((2, 1), biases=True), method="adam", biases=("t_beta1",)),
    "units are shares of softmax": lettered(Network((2, 2, 2)), losses.softmax_cross_entropy, units=("p",)),
    "units are exponentials": lettered(Network((2, 2, 2)), losses.softmax_cross_entropy, units=("exp",)),
    "eleven units make one of another layer": lettered(Network((1, 11, 1, 1)), units=("h", "h1")),
    "indices of two layers run together": lettered(Network((1, 1, 11, 11)), weights=("w", "u1", "u")),
    "a comma becomes a line": lettered(Network((1, 11, 1)), weights=("w", "w1_")),
    "two signs are one letter to Python": lettered(BARE, preactivations=("µ",), units=("μ",)),
    "the output is a word of Python": lettered(BARE, output="lambda"),
    "the output is NumPy": lettered(BARE, output="np"),
    "a bias is the data": lettered(Network((2, 1), biases=True), biases=("X",)),
}


@pytest.mark.parametrize("told", COLLIDING)
def test_letters_that_would_give_one_name_to_two_numbers_are_refused(told):
    lab = COLLIDING[told]
    for verb in (derive, lambda lab: values(lab, np.ones(lab.network.size))):
        with pytest.raises(LabError, match=r"letters must leave every name of the derivation to one number; got \S+"):
            verb(lab)


FINE = {
    "biases are d, as derivatives begin": lettered(BIASES, biases=("d", "dL", "dJ")),
    "units are L": lettered(BARE, units=("L",)),
    "units are rates": lettered(BARE, units=("rate",)),
    "preactivations are y": lettered(BARE, preactivations=("y",)),
    "Greek": lettered(BIASES, weights=("alpha", "gamma", "lambda"), units=("sigma", "phi"), output="psi"),
    "words": lettered(BARE, weights=("into", "out"), units=("hidden",), output="guess"),
    "layers": lettered(BARE, weights=("w1_", "w2_"), units=("beta1_",)),
    "a line": lettered(BARE, weights=("_", "__"), output="z_"),
    "another alphabet": lettered(BARE, weights=("é", "ж"), units=("日",)),
    "a memory of a method that has none": lettered(Network((2, 1), biases=True), biases=("m_v1",)),
    "all letters that a sigmoid's input could have": Lab(
        "lab",
        zeros(Network((2, 2, 2, 1), activation.relu, activation.sigmoid, True)),
        HANDOUT.descent,
        Letters(("q", "r", "s"), ("t", "g", "o"), ("a", "q_"), ("h", "q__"), "z"),
    ),
    "q1 for a bias beside a sigmoid's inputs": Lab(
        "lab",
        zeros(Network((2, 2, 2), activation.relu, activation.sigmoid, True)),
        HANDOUT.descent,
        Letters(("w", "v"), ("q1", "d"), ("a",), ("h",), "z"),
    ),
}


@pytest.mark.parametrize("told", FINE)
def test_other_letters_change_names_and_no_number(told):
    lab = FINE[told]
    theta = np.linspace(-1, 1, lab.network.size)
    found, usual = values(lab, theta), values(lab_of(lab.objective, lab.descent.method, rate=lab.descent.rate), theta)
    assert [found[s.key] for s in derive(lab)] == [
        usual[s.key] for s in derive(lab_of(lab.objective, lab.descent.method, rate=lab.descent.rate))
    ]
    assert all(f"{code(p)}_new" in {s.name for s in derive(lab)} for p in lab.parameters)


def test_in_a_wide_layer_a_comma_parts_the_indices_and_code_has_a_line_for_it():
    lab = lab_of(zeros(WIDE))
    texts = [s.symbol.text for s in derive(lab) if s.phase == "update"]
    assert texts[:11] == [f"w1,{j}_new" for j in range(1, 12)]
    assert [s.name for s in derive(lab) if s.phase == "update"][:11] == [f"w1_{j}_new" for j in range(1, 12)]
    assert "h11" in {s.name for s in derive(lab)}


def test_a_deep_network_has_its_layers_in_its_letters():
    lab = lab_of(zeros(Network((1, 1, 1, 1, 1))))
    names = [s.symbol for s in derive(lab) if s.phase == "update"]
    assert [n.text for n in names] == ["w1_1_new", "w2_1_new", "w3_1_new", "w4_1_new"]
    assert [n.layered for n in names] == [("w", "1"), ("w", "2"), ("w", "3"), ("w", "4")]


def test_what_a_sigmoid_gets_has_a_letter_of_its_own():
    lab = lab_of(zeros(Network((1, 1), activation.relu, activation.sigmoid)))
    assert [s.name for s in derive(lab)][:3] == ["q", "z", "L"]
    taken = Lab("lab", lab.objective, lab.descent, replace(lab.letters, weights=("q",)))
    assert [s.name for s in derive(taken)][:3] == ["r", "z", "L"]


@given(lab=labs())
@settings(seldom, max_examples=30)
def test_any_letters_are_taken_or_refused_by_name(lab):
    steps = refused = None
    try:
        steps = derive(lab)
    except LabError as error:
        refused = error
    if steps:
        assert len({s.key for s in steps}) == len(steps)
    else:
        assert refused.came.endswith(("twice", "a word of Python", "program needs"))
