"""The derivation made wrong on purpose, one place at a time: the comparisons with the core must notice each."""

from dataclasses import replace
from functools import cache

import numpy as np
import pytest

from backprop_lab import activation
from backprop_lab import loss as losses
from backprop_lab.derivation import Node, Number, Ref, derive, evaluate, template, values, write
from backprop_lab.derivation import given as given_at
from backprop_lab.derivation.expression import at_point, over_points
from backprop_lab.derivation.operation import OPERATIONS, Operation
from backprop_lab.derivation.style import NONE, NUMPY, POWER, PRODUCT, SUM, TEXT
from backprop_lab.derivation.values import worked_out as tree_value
from backprop_lab.exact import exact
from backprop_lab.method import Method
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from derived import ROUNDINGS, code, furthest, lab_of, sizes, told_by_the_core
from formulas import PYTHON, SLOPE, worked_out
from shelf import build, gap, states

SEEN = 1e6
"""What a mistake must at least come to, in roundings; 20 are accepted."""
SHAPE = (2, 2, 2)
LEAKY = activation.leaky_relu(0.3)


def make(kind, output=activation.identity, of_loss=losses.squared_error, method="gradient_descent", number=3):
    """With biases; 3 is three points and a mean with the factor 2, 6 five and a sum, 7 five and a mean."""
    return lab_of(build(Network(SHAPE, kind, output, True), of_loss, number), method)


LABS = {
    "relu": make(activation.relu, method="momentum:0.9"),
    "leaky": make(LEAKY, method="nesterov:0.8"),
    "tanh": make(activation.tanh, method="adam:0.9:0.99:1e-3"),
    "sum": make(activation.identity, number=6),
    "sigmoid": make(activation.sigmoid, activation.sigmoid),
    "softplus": make(activation.softplus, activation.sigmoid, losses.binary_cross_entropy),
    "softmax": make(activation.relu, of_loss=losses.softmax_cross_entropy, number=7),
}


@cache
def truth(name):
    """Of two thetas what the derivation starts from and what the core says; the method has been under way."""
    lab, found = LABS[name], []
    for theta in thetas(lab):
        start, true = given_at(lab, theta), told_by_the_core(lab, theta)
        before, gradient = memories(lab.method, theta), lab.objective.gradient(theta)
        moved, after = lab.method.update(before, theta, gradient)
        letters = {"momentum": "m", "nesterov": "m", "adam": "ms"}.get(lab.method.name, "")
        for i, p in enumerate(map(code, lab.parameters)):
            true[f"{p}_new", None] = moved[i]
            for letter, was, now in zip(letters, before, after, strict=False):
                start[f"{letter}_{p}", None], true[f"{letter}_{p}_new", None] = was[i], now[i]
        if "s" in letters:
            betas = zip((1, 2), lab.method.numbers, strict=False)
            start |= {(f"t_beta{k}", None): b ** before[2] for k, b in betas}
        before = [s for s in derive(lab) if s.phase != "update"]
        found.append((theta, start, true, sizes(before, evaluate(before, start))))
    return found


def thetas(lab):
    """One state, and another whose output is turned, so that of two classes each wins."""
    one, two = (theta.copy() for theta in states(lab.objective, 2))
    two[lab.network.blocks[-1][0].start :] *= -1
    return one, two


def memories(method: Method, theta):
    """What a method may remember after three steps."""
    rng = np.random.default_rng(4)
    kept = [np.abs(rng.normal(size=theta.size)) + 0.1 for _ in method.init(theta)]
    return (*kept[:2], 3) if method.name == "adam" else tuple(kept)


def worst(name, steps):
    """How far the numbers of steps are from the core's at most, in roundings; those of the update by the way gone."""
    worst_seen = 0.0
    for theta, start, true, size in truth(name):
        known = evaluate(steps, start)
        if not np.isfinite([*known.values()]).all():
            return np.inf
        new = [f"{code(p)}_new" for p in LABS[name].parameters]
        gone, wanted = ([of[n, None] - t for n, t in zip(new, theta, strict=True)] for of in (known, true))
        kept = [k for k in true if k[0].endswith("_new") and k[0] not in new]
        apart = max(gap(gone, wanted), gap([known[k] for k in kept], [true[k] for k in kept]))
        worst_seen = max(worst_seen, furthest(steps, known, true, size), apart * 1e12)
    return worst_seen


@cache
def right(name):
    """The template of a lab, and its steps as they are."""
    lab = LABS[name]
    return template(lab.objective, lab.letters, lab.method.name), derive(lab)


@pytest.mark.parametrize("name", LABS)
def test_right_as_they_are_the_templates_agree_with_the_core(name):
    assert worst(name, right(name)[1]) <= ROUNDINGS


def changes(tree):
    """Every tree that differs from this one in one place."""
    if isinstance(tree, Number):
        yield Number(tree.value + 0.5)
    elif isinstance(tree, Ref):
        yield Node("sub", (Number(0.3), tree))
    else:
        yield from OTHERS.get(tree.operation, of_one)(tree, tree.arguments)
        for at, part in enumerate(tree.arguments if tree.operation != "total" else ()):
            for other in changes(part):
                if tree.operation == "square" and turned(part, other):
                    continue  # (y - z)^2 is (z - y)^2
                yield replace(tree, arguments=(*tree.arguments[:at], other, *tree.arguments[at + 1 :]))


def turned(tree, other):
    return isinstance(tree, Node) and other == Node("sub", tree.arguments[::-1])


def of_many(tree, parts):
    """A term or a factor is left out; a sum is a product and a product a sum."""
    for at in range(len(parts)):
        rest = parts[:at] + parts[at + 1 :]
        yield Node(tree.operation, rest) if len(rest) > 1 else rest[0]
    yield Node("mul" if tree.operation == "add" else "add", parts)


def of_two(tree, parts):
    yield from (*parts, Node("add", parts), Node("mul", parts), Node(tree.operation, parts[::-1]))


def of_total(tree, parts):
    yield from (Node("total", (Node("square", parts),)), Node("square", (tree,)))


def of_step(tree, parts):
    yield from (Number(1.0), Number(0.0), parts[0], Node("relu", parts))


def of_gate(tree, parts):
    yield from (parts[0], Node("step", parts[:1]), Node("tanh", parts[:1]))


def of_one(tree, parts):
    yield from (parts[0], Node("square", (tree,)))


OTHERS = {
    "add": of_many, "mul": of_many, "sub": of_two, "div": of_two, "total": of_total,
    "step": of_step, "relu": of_gate, "leaky": of_gate,
}  # fmt: skip


def changed(name, part, at, tree):
    """The steps, where number `at` of a part of the template has another right side."""
    (found, steps), n = right(name), len(LABS[name].objective.data)
    wrong, after = list(steps), n * len(found.point)
    if part == "point":
        places = {p * len(found.point) + at: at_point(tree, found.own, p) for p in range(n)}
    elif part == "sum":
        places = {after + at: over_points(tree, found.own, n)}
    else:
        places = {after + len(found.sum) + at: tree}
    for place, expression in places.items():
        assert wrong[place].name == getattr(found, part)[at].name
        wrong[place] = wrong[place].at(expression=expression)
    return wrong


PARTS = ("point", "sum", "update")
SAME_ANYWAY = {"top"}
"""Softmax is the same whatever is taken off all outputs: that it is the largest keeps exp from overflowing."""


@pytest.mark.parametrize("name", LABS)
def test_any_one_place_of_any_one_equation_changed_is_noticed(name):
    unseen, count = [], 0
    for part in PARTS:
        for at, step in enumerate(getattr(right(name)[0], part)):
            if step.name in SAME_ANYWAY or not of_first(step):
                continue
            for tree in changes(step.expression):
                count += 1
                if worst(name, changed(name, part, at, tree)) <= SEEN:
                    unseen.append(f"{step.name} = {write(tree, NUMPY)}")
    assert count > 60
    assert unseen == []


def of_first(step):
    """Whether a step belongs to the first unit of its layer and to one of its weights; the others are like it."""
    return step.unit in (None, 1) and (step.phase == "backward" or step.parameter in (None, 0))


def test_the_largest_output_is_the_largest():
    lab = LABS["softmax"]
    for theta in thetas(lab):
        found = values(lab, theta)
        for p in range(len(lab.objective.data)):
            assert found["top", p] == max(found["z1", p], found["z2", p])


@pytest.mark.parametrize("name", LABS)
def test_a_step_that_reads_its_neighbour_is_noticed(name):
    """Each name read is taken for that of the other unit, input or weight, as far as it is known by then."""
    found, unseen, count = right(name)[0], [], 0
    names = (*found.names.parameters, *found.names.inputs, *found.names.targets)
    known = {n.code: n for n in names}
    for at, step in enumerate(found.point):
        reads = {r.name.code for r in step.reads}
        for read in step.reads if step.name not in SAME_ANYWAY else ():
            code = read.name.code
            other = code[:-1] + {"1": "2", "2": "1"}.get(code[-1], "?")
            if other in known and other not in reads:
                count += 1
                tree = renamed(step.expression, read, Ref(known[other]))
                if worst(name, changed(name, "point", at, tree)) <= SEEN:
                    unseen.append(f"{step.name} = {write(tree, NUMPY)}")
        known[step.name] = step.symbol
    assert count > 30
    assert unseen == []


def renamed(tree, old, new):
    if tree == old:
        return new
    return (
        replace(tree, arguments=tuple(renamed(a, old, new) for a in tree.arguments)) if isinstance(tree, Node) else tree
    )


FLOATS = {
    "add": (lambda *terms: terms[0], "relu"),
    "sub": (lambda a, b: b - a, "relu"),
    "mul": (lambda *terms: terms[0], "relu"),
    "div": (lambda a, b: b / a if a else 0.0, "relu"),
    "square": (abs, "relu"),
    "relu": (abs, "relu"),
    "step": (lambda a: 1.0, "relu"),
    "leaky": (lambda a, s: a, "leaky"),
    "leaky_slope": (lambda a, s: 1.0 if a > 0 else 0.0, "leaky"),
    "tanh": (lambda a: a / (1 + abs(a)), "tanh"),
    "sigmoid": (lambda a: 0.5 + a / 4, "sigmoid"),
    "softplus": (lambda a: a if a > 0 else 0.0, "softplus"),
    "exp": (lambda a: 1 + a, "softmax"),
    "log": (lambda a: a - 1, "softmax"),
    "sqrt": (lambda a: a, "tanh"),
}


def test_each_operation_but_the_largest_has_its_mutant():
    assert set(OPERATIONS) - set(FLOATS) == {"max"}


@pytest.mark.parametrize("operation", FLOATS)
def test_a_wrong_operation_is_noticed(operation, monkeypatch):
    function, name = FLOATS[operation]
    assert worst(name, right(name)[1]) <= ROUNDINGS
    monkeypatch.setitem(OPERATIONS, operation, Operation(function, OPERATIONS[operation].exact))
    assert worst(name, right(name)[1]) > SEEN


AT_KINK = {"step": lambda a: 1 if a >= 0 else 0, "leaky_slope": lambda a, s: 1 if a >= 0 else s}
EXACT = {
    "add": lambda *terms: terms[0], "sub": lambda a, b: b - a, "mul": lambda *terms: terms[0],
    "div": lambda a, b: a, "square": lambda a: a, "relu": lambda a: a, "step": lambda a: 1,
    "leaky": lambda a, s: a, "leaky_slope": lambda a, s: 1, **AT_KINK,
}  # fmt: skip


def kinked(kind):
    """A lab with a preactivation that is exactly 0 while something comes back to it."""
    data = Data([[1.0, 2.0], [0.5, -1.0]], [[-3.0], [2.0]])
    return lab_of(Objective(Network((2, 2, 2, 1), kind), data, factor=0.5, reduction="mean"))


@pytest.mark.parametrize("operation", EXACT)
def test_a_wrong_operation_on_fractions_is_noticed_by_the_exact_twin(operation, monkeypatch):
    theta = [-1, 1, 0.5, 0, -1, 0.5, 1, 0.5, -1.5, -0.5]
    lab = kinked(LEAKY if operation.startswith("leaky") else activation.relu)
    true = exact(lab.objective, theta)

    def agrees():
        found = values(lab, theta, exact=True)
        gradient = tuple(found[f"dJ_d{p}", None] for p in lab.parameters)
        return found["J", None] == true.value and gradient == true.gradient

    assert agrees()
    monkeypatch.setitem(OPERATIONS, operation, Operation(OPERATIONS[operation].value, EXACT[operation]))
    assert not agrees()


@pytest.mark.parametrize("operation", AT_KINK)
def test_another_slope_at_the_kink_is_noticed_in_floats(operation, monkeypatch):
    theta = [-1, 1, 0.5, 0, -1, 0.5, 1, 0.5, -1.5, -0.5]
    lab = kinked(LEAKY if operation.startswith("leaky") else activation.relu)
    true = lab.objective.gradient(theta)

    def apart():
        found = values(lab, theta)
        return gap([found[f"dJ_d{p}", None] for p in lab.parameters], true)

    assert apart() <= 1e-15
    monkeypatch.setitem(OPERATIONS, operation, Operation(AT_KINK[operation], None))
    assert apart() > 1e-3


LOWERED = [
    (style, operation, place, level)
    for style in (TEXT, NUMPY)
    for operation, place, level in [
        ("add", "rest", SUM), ("sub", "rest", SUM), ("mul", "first", SUM), ("mul", "rest", PRODUCT),
        ("mul", "rest", SUM), ("div", "first", SUM), ("div", "rest", PRODUCT), ("square", "first", POWER),
        ("square", "first", SUM),
    ]
] + [(NUMPY, "leaky", "first", NONE)]  # fmt: skip


def pairs():
    """Every operation within every other, with numbers at which brackets matter."""
    two = {"add", "sub", "mul", "div"}
    leaves = [Number(v) for v in (0.1, -0.7, 0.3)]

    def node(operation, first, second):
        if operation in two:
            return Node(operation, (first, second))
        return Node(operation, (first, Number(SLOPE))) if operation == "leaky" else Node(operation, (first,))

    inner = [node(op, leaves[0], leaves[1]) for op in (*two, "square", "leaky")] + [Number(-0.7)]
    kinds = sorted({*two, "square", "leaky"})
    return [node(op, *pair) for op in kinds for i in inner for pair in ((i, leaves[2]), (leaves[2], i), (i, inner[0]))]


def misread(style):
    """How many of the pairs do not read back."""
    wrong = 0
    for tree in pairs():
        text = write(tree, style)
        read = eval(text, {"np": np}) if style.name == "numpy" else worked_out(PYTHON["text"](text), {})
        wrong += read != tree_value(tree, {})
    return wrong


@pytest.mark.parametrize("style", [TEXT, NUMPY], ids=["text", "numpy"])
def test_right_as_they_are_the_styles_read_back(style):
    assert misread(style) == 0


@pytest.mark.parametrize(
    ("style", "operation", "place", "level"),
    LOWERED,
    ids=[f"{row[0].name}-{'-'.join(map(str, row[1:]))}" for row in LOWERED],
)
def test_brackets_that_are_missing_are_noticed(style, operation, place, level):
    rule = replace(style.rules[operation], **{place: level})
    assert misread(replace(style, rules=style.rules | {operation: rule})) > 0
