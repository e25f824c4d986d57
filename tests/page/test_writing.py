"""What the page writes: every formula character for character as Python writes it, every number as %g does."""

import math

import numpy as np
import pytest

from backprop_lab.derivation import STYLES, derive, values, write, write_name
from backprop_lab.derivation.write import figure
from backprop_lab.page.payload import payload
from page.labs import SHOWN, drawn

WRITE = """async (m, cases) => {
  const at = (name) => import(`http://page.test/core/${name}.js`);
  const files = ["lab", "name", "engine", "descent", "method"];
  const [lab, name, engine, descent, method] = await Promise.all(files.map(at));
  return cases.map((payload) => {
    const read = lab.readLab(payload), start = payload.start, way = method.readMethod(start.method);
    const e = new engine.Engine(read, start), v = descent.valuesAt(e, way, start.rate, start.theta);
    const points = start.x.map((_, p) => read.point.map((s) => lab.atPoint(s, p, read))).flat();
    const sums = read.sum.map((s) => ({ ...s, tree: lab.writtenOut(s.tree, start.x.length, read) }));
    const story = [...points, ...sums, ...read.update[way.name]];
    return Object.values(read.styles).map((style) => story.map((s) => [
      name.writeName(s.name, style, read.greek, s.point),
      m.write(s.tree, style, m.asNames(style, read.greek)),
      m.write(s.tree, style, m.asNumbers(style, v)),
      lab.said(s, v),
    ]));
  });
}"""


def python_writes(lab, theta, style):
    found = values(lab, theta)

    def number(ref):
        return figure(found[ref.name.code, ref.point], style)

    return [
        [
            write_name(step.symbol, style, step.point), write(step.expression, style),
            write(step.expression, style, number), step.said(found),
        ]
        for step in derive(lab)
    ]  # fmt: skip


def test_formulas_and_sentences_are_those_of_python(js):
    made = [(lab, lab.start(3)) for lab in SHOWN.values()] + [drawn(seed, True) for seed in range(60)]
    found = js.run("core/write.js", WRITE, [payload(lab, theta) for lab, theta in made])
    for (lab, theta), styles in zip(made, found, strict=True):
        for name, told in zip(("text", "latex", "mathml"), styles, strict=True):
            assert told == python_writes(lab, theta, STYLES[name]), (lab.name, name)


def wild(seed):
    """A random lab at a theta at which numbers overflow, or that is no longer one of numbers."""
    lab, theta = drawn(seed)
    rng = np.random.default_rng(seed)
    strange = rng.random(theta.size) < 0.4
    theta[strange] = rng.choice([0.0, 1e160, -1e160, 1e308, -1e308, np.inf, -np.inf, np.nan], strange.sum())
    return lab, theta


def test_sentences_about_numbers_that_overflow_are_those_of_python(js):
    made = [wild(seed) for seed in range(80)]
    handed, every = [payload(lab, theta) for lab, theta in made], []
    for (lab, theta), (written, *_) in zip(made, js.run("core/write.js", WRITE, handed), strict=True):
        found, reached = [said for *_, said in written], values(lab, theta)
        every += found
        assert found == [step.said(reached) for step in derive(lab)], lab.name
    for words in ("meets 0 or infinity", "no number (nan): nor is", "at data point 2", "too large for a float"):
        assert any(words in text for text in every), words


def numbers():
    rng = np.random.default_rng(5)
    spread = (rng.uniform(-1, 1, 2000) * 10.0 ** rng.integers(-30, 30, 2000)).tolist()
    ties = [k / 2**j for k in range(1, 400, 2) for j in range(1, 12)]
    edges = [0.0, -0.0, 1e-4, 9.9999995e-5, 999999.5, 1e16, 1e22, 5e-324, 1.7976931348623157e308, 100000.5, 0.5, 2.5]
    return [*spread, *ties, *edges, *(-v for v in ties[:200]), math.inf, -math.inf, math.nan]


@pytest.mark.parametrize("digits", [1, 3, 4, 6, 10, 17])
def test_numbers_are_written_as_python_writes_them(js, digits):
    every = numbers()
    found = js.run("core/figure.js", "(m, all, d) => all.map((v) => m.figure(v, d))", every, digits)
    assert found == [f"{v or 0.0:.{digits}g}" for v in every]


def test_exact_numbers_are_written_as_python_writes_them(js):
    every = numbers()
    found = js.run("core/figure.js", "(m, all) => all.map(m.exact)", every)
    assert found == [repr(v).removesuffix(".0") for v in every]


MATHS = (
    "<mi>a</mi><mo>=</mo><mn>1.5</mn>", "<mi>a</mi><mo>=</mo><mn>2.25</mn>", "<mi>a</mi><mo>&lt;</mo><mn>2</mn>",
    "<mi>a</mi><mo>=</mo><mn>3</mn>", "<mi>a</mi><mo>=</mo><mo>−</mo><mn>3</mn>", "<mi>a</mi><mo>=</mo><mn></mn>",
    "<mi>a</mi><mo>=</mo><mn>4</mn>", "", "<mtext>b &amp; c</mtext>", "<mtext>b &amp; c</mtext>", "<mtext>d</mtext>",
)  # fmt: skip
"""Formulas one after another: numbers change, signs come and go, text that is escaped, none at all."""


def test_a_formula_that_changes_is_the_one_that_is_made_anew(js):
    told = js.run(
        "view/formula.js",
        """({ equationBox }, maths) => {
          const box = equationBox(), fresh = document.createElement("div");
          return maths.map((one) => {
            const first = box.el.firstElementChild;
            box.show(one);
            fresh.innerHTML = one;
            return [box.el.innerHTML === fresh.innerHTML, box.el.hidden === !one, first === box.el.firstElementChild];
          });
        }""",
        MATHS,
    )
    assert [found[:2] for found in told] == [[True, True]] * len(MATHS)
    kept = [at for at, found in enumerate(told) if found[2]]
    assert kept == [1, 3, 9, 10], "where no more than numbers change, the elements stay"
