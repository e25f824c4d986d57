"""What is written says what is worked out: every style read back, with names and with numbers, and well-formed."""

import math
from fractions import Fraction
from itertools import product

import numpy as np
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from backprop_lab import activation, load_lab
from backprop_lab import loss as losses
from backprop_lab.derivation import (
    STYLES,
    Expression,
    Name,
    Node,
    Number,
    Ref,
    derive,
    template,
    values,
    write,
    write_name,
)
from backprop_lab.derivation.operation import OPERATIONS
from backprop_lab.derivation.style import ATOM, GREEK, NUMPY, TEXT
from backprop_lab.derivation.values import operations
from backprop_lab.derivation.values import worked_out as tree_value
from backprop_lab.derivation.write import EXACT, figure
from backprop_lab.names import Letters
from backprop_lab.network import Network
from derived import lab_of
from drawn import often
from formulas import PYTHON, SLOPE, check_latex, check_mathml, worked_out
from shelf import PAIRS, build, states

each_style = pytest.mark.parametrize("style", STYLES.values(), ids=STYLES)
NAMES = [
    Ref(Name("a", "1"), 0), Ref(Name("w", "1,12")), Ref(Name("z")), Ref(Name("w2_", "3"), 1), Ref(Name("beta", "1")),
    Ref(Name("v", "2", over="L"), 0), Ref(Name("v", "2", over="J")), Ref(Name("v", "2", mark="new")),
    Ref(Name("v", "2", mark="hat", memory="m")), Ref(Name("h", "1", over="d"), 2),
]  # fmt: skip
NUMBERS = (1.0, 2.0, -1.0, -0.5, 3.25, 0.0, 2.0**-20, -(2.0**-20), 1e20, -1e20, 1e16, 123456789.0)
"""Each is exactly what its shortest decimals say, so that fractions may be compared."""
RATIONAL = ("add", "sub", "mul", "div", "square", "relu", "step", "leaky", "leaky_slope", "max")
numbers = st.sampled_from([*NUMBERS, 0.5, -3.0, 7.0, -(2.0**-18), 1e17])
leaves = st.one_of(st.sampled_from(NUMBERS).map(Number), st.sampled_from(NAMES))
knowns = st.lists(numbers, min_size=len(NAMES), max_size=len(NAMES))


def nested(kinds):
    """Trees of these operations within each other."""

    def over(inner):
        several = st.lists(inner, min_size=2, max_size=4).map(tuple)
        shapes = {
            "add": several,
            "mul": several,
            "max": several,
            "sub": st.tuples(inner, inner),
            "div": st.tuples(inner, inner),
        }
        leaky = st.tuples(inner, st.just(Number(SLOPE)))
        shapes |= {"leaky": leaky, "leaky_slope": leaky}
        return st.one_of(*(st.builds(Node, st.just(k), shapes.get(k, st.tuples(inner))) for k in kinds))

    return st.recursive(leaves, over, max_leaves=10)


def known_by_tree(given_numbers, number):
    return {(r.name.code, r.point): number(v) for r, v in zip(NAMES, given_numbers, strict=True)}


def known_by_text(known):
    """As `worked_out` looks names up: a1[1] by ("a1", 1), counted from 1."""
    return {code if p is None else (code, p + 1): v for (code, p), v in known.items()}


def tame(tree: Expression, known):
    """Whether every number on the way is finite and no logarithm or root is of something negative."""
    if not isinstance(tree, Node):
        return True
    if not all(tame(a, known) for a in tree.arguments):
        return False
    first = tree_value(tree.arguments[0], known)
    if (tree.operation == "log" and first <= 0) or (tree.operation == "sqrt" and first < 0):
        return False
    if tree.operation == "div" and tree_value(tree.arguments[1], known) == 0:
        return False
    return (
        math.isfinite(tree_value(tree, known)) and abs(first) < 700
        if tree.operation == "exp"
        else math.isfinite(tree_value(tree, known))
    )


@given(tree=nested(sorted(OPERATIONS)), chosen=knowns)
@settings(often, max_examples=150)
def test_text_read_back_gives_the_bits_of_the_tree(tree, chosen):
    known = known_by_tree(chosen, float)
    assume(tame(tree, known))
    value = tree_value(tree, known)
    assert worked_out(PYTHON["text"](write(tree, TEXT)), known_by_text(known)) == pytest.approx(value, rel=1e-15, abs=0)
    if set(operations(tree)) <= {*RATIONAL, "sqrt", "tanh"}:
        assert worked_out(PYTHON["text"](write(tree, TEXT)), known_by_text(known)) == value
        put_in = write(tree, TEXT, leaf=lambda ref: figure(known[ref.name.code, ref.point], TEXT, EXACT))
        assert worked_out(PYTHON["text"](put_in), {}) == value


@given(tree=nested(sorted(OPERATIONS)), chosen=knowns)
@settings(often, max_examples=150)
def test_numpy_source_read_back_gives_the_tree(tree, chosen):
    known = known_by_tree(chosen, float)
    assume(tame(tree, known))
    value, close = tree_value(tree, known), 0 if set(operations(tree)) <= {*RATIONAL, "sqrt"} else 1e-9
    names = {code if p is None else f"{code}_{p + 1}": v for (code, p), v in known.items()}
    put_in = write(tree, NUMPY, leaf=lambda ref: figure(known[ref.name.code, ref.point], NUMPY, EXACT))
    scopes = [(write(tree, NUMPY), names), (put_in, {})]
    if "max" not in operations(tree):  # whose list must hold numbers alone or arrays alone
        scopes.append((write(tree, NUMPY), {name: np.array([v, v]) for name, v in names.items()}))
    with np.errstate(all="ignore"):
        for source, scope in scopes:
            assert eval(source, {"np": np}, scope) == pytest.approx(value, rel=close, abs=close)


@pytest.mark.parametrize("name", PYTHON)
@given(tree=nested(RATIONAL), chosen=knowns)
@settings(often, max_examples=80)
def test_every_style_for_people_means_what_the_tree_does(name, tree, chosen):
    style, known = STYLES[name], known_by_tree(chosen, Fraction)
    try:
        value = tree_value(tree, known, exact=True)
    except ZeroDivisionError:
        assume(False)
    words = {key: f"n{i}" for i, key in enumerate(known)}

    def word(ref):
        text = words[ref.name.code, ref.point]
        return (f"<mi>{text}</mi>" if name == "mathml" else text), ATOM

    named = {words[key]: v for key, v in known.items()}
    floats = known_by_tree(chosen, float)
    put_in = [
        word,
        lambda ref: figure(floats[ref.name.code, ref.point], style, EXACT),
        lambda ref: figure(known[ref.name.code, ref.point], style),
    ]
    for leaf in put_in:
        text = write(tree, style, leaf=leaf)
        assert worked_out(PYTHON[name](text), named, Fraction) == value, text


LEAKY = Network((2, 2, 1), activation.leaky_relu(SLOPE), biases=True)
GREEKS = Letters(("omega", "gamma"), ("theta1_", "eta"), ("alpha",), ("sigma",), "zeta")


def shown():
    """Labs in which every operation, every kind of name and every phase stands."""
    networks = [Network((2, 2, 2), s, biases=True) for s in (activation.tanh, activation.softplus, activation.relu)]
    found = [build(n, losses.squared_error, 1) for n in [*networks, LEAKY, Network((2, 10, 1)), Network((1,) * 6)]]
    found += [build(Network((2, 2, 2), activation.sigmoid, output), of_loss, 2) for output, of_loss in PAIRS]
    labs = [lab_of(o, method) for o, method in product(found[:4], ("adam", "nesterov"))]
    return [*labs, *map(lab_of, found[4:]), lab_of(found[3], "momentum", GREEKS)]


LABS = shown()
each_lab = pytest.mark.parametrize("lab", LABS, ids=range(len(LABS)))


def test_the_labs_shown_hold_every_operation():
    seen = {name for lab in LABS for s in derive(lab) for name in operations(s.expression)}
    assert seen == set(OPERATIONS)


def theta_of(lab):
    return states(lab.objective, 1)[0]


@each_lab
def test_every_equation_read_back_from_its_text_gives_its_number(lab):
    found = values(lab, theta_of(lab))
    for step in derive(lab):
        text = PYTHON["text"](write(step.expression, TEXT))
        put_in = write(step.expression, TEXT, leaf=lambda ref: figure(found[ref.name.code, ref.point], TEXT, EXACT))
        for read in (worked_out(text, known_by_text(found)), worked_out(PYTHON["text"](put_in), {})):
            assert read == pytest.approx(found[step.key], rel=1e-14, abs=0), text


@each_lab
def test_every_formula_is_well_formed_with_names_and_with_numbers(lab):
    found = values(lab, theta_of(lab))
    latex, mathml = STYLES["latex"], STYLES["mathml"]
    steps = [(s, s.expression) for s in derive(lab)] + [(s, s.gate) for s in derive(lab) if s.gate]
    pattern = template(lab.objective, lab.letters, lab.method.name)
    steps += [(s, s.expression) for s in (*pattern.point, *pattern.update)]
    for step, tree in steps:
        for style, check in ((latex, check_latex), (mathml, check_mathml)):
            check(write_name(step.symbol, style, step.point))
            check(write(tree, style))
            if step.point is not None or step.phase in ("sum", "update"):
                check(write(tree, style, leaf=lambda ref, s=style: figure(found[ref.name.code, ref.point], s)))


@pytest.mark.parametrize("text", [r"h^{(1)}^{2}", r"h_{1}_{2}", r"\frac{a}{b}^{2}", "{a", "a}", r"\left(a", "a^2"])
def test_the_check_of_latex_rejects_what_is_wrong(text):
    with pytest.raises((AssertionError, IndexError)):
        check_latex(text)


@pytest.mark.parametrize(
    "text",
    ["<mfrac><mi>a</mi></mfrac>", "<mi>a</mi><mo>", "<mfenced><mi>a</mi></mfenced>", "<msup><mi>a</mi></msup>",
     "<msup><mrow><mi>a</mi><mo>+</mo><mi>b</mi></mrow><mn>2</mn></msup>", "a", "<mi></mi>",
     "<msup><msup><mi>a</mi><mn>1</mn></msup><mn>2</mn></msup>"],
)  # fmt: skip
def test_the_check_of_mathml_rejects_what_is_wrong(text):
    with pytest.raises((AssertionError, SyntaxError, IndexError)):
        check_mathml(text)


@each_style
@given(tree=nested(sorted(OPERATIONS)))
@settings(often, max_examples=60)
def test_trees_of_any_shape_are_well_formed_in_every_style(style, tree):
    text = write(tree, style)
    if style.name == "latex":
        check_latex(text)
    if style.name == "mathml":
        check_mathml(text)
    for left, right in ("()", "{}", "[]"):
        assert text.count(left) == text.count(right)
    assert "#" not in text


@each_style
@each_lab
def test_no_two_names_of_a_lab_are_written_alike(lab, style):
    keys = {(s.symbol, s.point) for s in derive(lab)} | {(r.name, r.point) for s in derive(lab) for r in s.reads}
    texts = [write_name(name, style, point) for name, point in keys]
    assert len(set(texts)) == len(keys)


def test_typst_takes_every_formula():
    typst = pytest.importorskip("typst", reason="typst is not installed: make test does it")
    style, lines = STYLES["typst"], []
    for lab in LABS:
        found = values(lab, theta_of(lab))
        for step in derive(lab):
            if step.point not in (0, None):
                continue
            put_in = write(step.expression, style, leaf=lambda ref, f=found: figure(f[ref.name.code, ref.point], style))
            name = write_name(step.symbol, style, step.point)
            lines.append(f"$ {name} = {write(step.expression, style)} = {put_in} $")
    numbers_shown = (Fraction(-1, 3), 1e-7, -math.inf, math.nan, Fraction(7))
    lines += [f"$ {figure(v, style)[0]} $" for v in numbers_shown]
    lines += [
        f"$ {write_name(Name(letter, '1'), style, 0)} $" for letter in (*GREEK, "_", "é", "word", "w2_", "beta1_")
    ]
    letters = dict.fromkeys(lines)
    assert typst.compile("\n".join(letters).encode("utf-8"), format="pdf").startswith(b"%PDF")


WRITTEN = {
    "text": ("dL_dw11[1]", "(z[1] - y[1])^2", "-1/3", "1.5e-07", "inf"),
    "latex": (
        r"\frac{\partial L^{(1)}}{\partial w_{11}}", r"\left(z^{(1)} - y^{(1)}\right)^{2}", r"-\frac{1}{3}",
        r"1.5 \cdot 10^{-7}", r"\infty",
    ),
    "typst": (
        r"frac(partial L^(\(1\)), partial w_(11))", r"(z^(\(1\)) - y^(\(1\)))^2", "-frac(1, 3)", "1.5 dot 10^(-7)",
        "infinity",
    ),
    "numpy": ("dL_dw11_1", "(z_1 - y_1)**2", "-1/3", "1.5e-07", "np.inf"),
}  # fmt: skip


@pytest.mark.parametrize("name", WRITTEN)
def test_what_a_name_a_formula_and_numbers_look_like(name):
    style = STYLES[name]
    loss = next(s for s in derive(load_lab("handout")) if s.name == "L")
    figures = [figure(v, style)[0] for v in (Fraction(-1, 3), 1.5e-7, math.inf)]
    got = (write_name(Name("w", "11", over="L"), style, 0), write(loss.expression, style), *figures)
    assert got == WRITTEN[name]


@pytest.mark.parametrize(
    ("value", "digits", "text"),
    [(0.1 + 0.2, 6, "0.3"), (0.1 + 0.2, EXACT, "0.30000000000000004"), (-0.0, 6, "0"), (-0.0, EXACT, "0"),
     (2.0, 0, "2"), (1234567.0, 6, "1.23457e+06"), (-math.inf, 6, "-inf"), (math.nan, 6, "nan"),
     (Fraction(6, 2), 6, "3"),
     (Fraction(-7), 6, "-7"), (0, 6, "0"), (1e300, EXACT, "1e+300"), (1, EXACT, "1")],
)  # fmt: skip
def test_a_figure_is_as_short_as_asked_for(value, digits, text):
    assert figure(value, TEXT, digits)[0] == text


@given(value=st.floats(allow_nan=False, allow_infinity=False))
@often
def test_an_exact_figure_reads_back_to_the_bit(value):
    assert float(figure(value, TEXT, EXACT)[0]) == value
    assert eval(figure(value, NUMPY, EXACT)[0], {"np": np}) == value


def test_a_power_of_a_name_with_something_above_it_has_brackets_and_of_a_bare_one_none():
    square = {ref: write(Node("square", (ref,)), STYLES["latex"]) for ref in NAMES}
    assert square[Ref(Name("z"))] == "z^{2}"
    assert square[Ref(Name("w", "1,12"))] == "w_{1,12}^{2}"
    assert square[Ref(Name("a", "1"), 0)] == r"\left(a_{1}^{(1)}\right)^{2}"
    assert square[Ref(Name("v", "2", over="J"))] == r"\left(\frac{\partial J}{\partial v_{2}}\right)^{2}"
    assert square[Ref(Name("w2_", "3"), 1)] == r"\left(w_{3}^{[2](2)}\right)^{2}"
    assert write(Node("square", (Ref(Name("a", "1"), 0),)), TEXT) == "a1[1]^2"


def test_every_greek_letter_is_one_sign_in_mathml_and_a_command_in_latex():
    for word, sign in GREEK.items():
        assert write_name(Name(word, "1"), STYLES["mathml"]) == f"<msub><mi>{sign}</mi><mn>1</mn></msub>"
        assert write_name(Name(word, "1"), STYLES["latex"]) == f"\\{word}_{{1}}"
    assert write_name(Name("beta", "1"), STYLES["latex"]) == r"\beta_{1}"


def test_every_style_but_numpy_has_a_rule_for_each_operation_that_can_be_worked_out():
    for style in STYLES.values():
        assert set(OPERATIONS) <= set(style.rules)
        assert set(style.rules) - set(OPERATIONS) <= {"total"}
