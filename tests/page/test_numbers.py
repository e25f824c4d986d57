"""Every number that the page works with, against Python: random labs, thetas, methods and steps."""

import numpy as np
import pytest

from backprop_lab.curvature import sharpness
from backprop_lab.derivation import derive, evaluate, given
from backprop_lab.page.payload import payload
from backprop_lab.trial import perform
from page.labs import drawn

STRAIGHT, SMOOTH = 160, 120
COMPUTE = """async (m, cases) => {
  const at = (name) => import(`http://page.test/core/${name}.js`);
  const files = ["lab", "engine", "descent", "method", "sharpness"];
  const [lab, engine, descent, method, sharp] = await Promise.all(files.map(at));
  return cases.map(([payload, step]) => {
    const read = lab.readLab(payload), start = payload.start, way = method.readMethod(start.method);
    const e = new engine.Engine(read, start), h = descent.descend(e, way, start.rate, start.steps, start.theta);
    const t = Math.min(step, h.last), v = descent.valuesAt(e, way, start.rate, h.thetas[t], h.memories[t]);
    const out = {};
    for (const { name: { code } } of read.point) start.x.forEach((_, p) => { out[`${code}@${p}`] = v.get(code, p); });
    for (const { name: { code } } of [...read.sum, ...read.update[way.name]]) out[code] = v.get(code);
    const top = sharp.sharpness(e, h.thetas[t]);
    return { values: h.values, thetas: h.thetas, last: h.last, numbers: out, sharpness: top, t };
  });
}"""


def python_states(lab, theta):
    """Every state of the derivation's own descent, each number of it by (code, point)."""
    steps, known = derive(lab), given(lab, theta)
    for _ in range(lab.descent.steps + 1):
        found = evaluate(steps, known)
        yield found
        known |= {(code, p): found[f"{code}_new", None] for code, p in known if (f"{code}_new", None) in found}


def key(name, point):
    return name if point is None else f"{name}@{point}"


def cases(straight):
    return [
        (*drawn(seed, straight), int(np.random.default_rng(seed).integers(0, 12)))
        for seed in range(STRAIGHT if straight else SMOOTH)
    ]


def page_numbers(js, made):
    return js.run("core/lab.js", COMPUTE, [[payload(lab, theta), step] for lab, theta, step in made])


def same(a, b):
    b = float(b)  # JavaScript writes a whole number without a point
    return a == b or (a != a and b != b)


@pytest.fixture(scope="module")
def straight(js):
    made = cases(True)
    return list(zip(made, page_numbers(js, made), strict=True))


@pytest.fixture(scope="module")
def smooth(js):
    made = cases(False)
    return list(zip(made, page_numbers(js, made), strict=True))


def test_networks_that_are_linear_between_kinks_equal_python_to_the_bit(straight):
    for (lab, theta, _), found in straight:
        states = list(python_states(lab, theta))[: found["last"] + 1]
        assert all(same(a["J", None], b) for a, b in zip(states, found["values"], strict=True)), lab.name
        for state, moved in zip(states, found["thetas"], strict=True):
            names = [n.replace(",", "_") for n in lab.parameters]
            assert [state[name, None] for name in names] == list(map(float, moved)), lab.name
        at = states[found["t"]]
        for step in derive(lab):
            assert same(at[step.key], found["numbers"][key(*step.key)]), (lab.name, step.key)


def test_all_others_equal_python_to_rounding(smooth):
    for (lab, theta, _), found in smooth:
        states = list(python_states(lab, theta))[: found["last"] + 1]
        at, largest = states[found["t"]], max(1.0, float(np.abs(theta).max()))
        for step in derive(lab):
            ours, theirs = at[step.key], found["numbers"][key(*step.key)]
            # A method that divides by the root of a square may turn the last bit of a tiny gradient into a step.
            floor = 1e-6 if "adam" in lab.descent.method else 1e-11
            assert ours == pytest.approx(theirs, rel=1e-9, abs=floor * largest), (lab.name, step.key)


def test_the_descent_equals_the_matrix_form(straight, smooth):
    for (lab, theta, _), found in [*straight, *smooth]:
        values = perform(lab, theta).values
        tolerance = 1e-4 if "adam" in lab.descent.method else 1e-8
        assert len(values) == len(found["values"])
        assert found["values"] == pytest.approx(values.tolist(), rel=tolerance, abs=1e-12), lab.name


def test_the_sharpness_equals_that_of_the_matrix_form(straight, smooth):
    for (lab, _, _), found in [*straight, *smooth]:
        ours = sharpness(lab.objective, found["thetas"][found["t"]])
        assert found["sharpness"] == pytest.approx(ours, rel=1e-8, abs=1e-9), lab.name
