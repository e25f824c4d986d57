"""The slice of J: its numbers, borders, level lines and projections against NumPy, its picture against Pillow."""

import base64
import io

import numpy as np
import pytest
from PIL import Image

from backprop_lab.curvature import hessian, sharpness
from backprop_lab.page.payload import payload
from page.labs import SHOWN, drawn

OPEN = """const at = (name) => import(`http://page.test/core/${name}.js`);
  const core = Object.assign({}, ...await Promise.all(["lab", "engine", "plane", "slice"].map(at)));
  const made = new core.Engine(core.readLab(payload), payload.start);
  const look = (theta, names) => {
    const found = names.map((name) => core.directionOf(made, theta, name));
    const wrong = found.find((direction) => typeof direction === "string");
    return wrong ?? core.makePlane(theta, ...found);
  };"""
CASES = [(SHOWN[name], SHOWN[name].start(5)) for name in SHOWN] + [drawn(seed) for seed in range(12)]


def ask(js, body, lab, *given):
    """What a function body makes of `core`, the engine `made`, `look` and its arguments a, b, ..."""
    letters = ", ".join(["payload", *"abcdef"[: len(given)]])
    return js.run("core/lab.js", f"async (m, {letters}) => {{ {OPEN} {body} }}", payload(lab, lab.start(0)), *given)


def axes_of(lab, number):
    """Two different directions, the kinds by turns."""
    names = [*lab.parameters, "gradient", "sharpest"]
    first = number % len(names)
    return names[first], names[(first + 1 + number // 2 % (len(names) - 1)) % len(names)]


def on(plane, s, t):
    return np.array(plane["origin"]) + s * np.array(plane["across"]) + t * np.array(plane["up"])


@pytest.mark.parametrize("number", range(len(CASES)))
def test_a_slices_numbers_are_pythons_on_the_same_plane(js, number):
    lab, theta = CASES[number]
    names = axes_of(lab, number)
    body = """const plane = look(a, b); if (!plane || typeof plane === "string") return { plane };
      const found = core.sliceAt(made, plane, c, 9);
      return { plane, values: found.values, nodes: [...Array(9).keys()].map((k) => core.nodeAt(found, k)) };"""
    told = ask(js, body, lab, theta, names, 1.5)
    plane = told["plane"]
    if isinstance(plane, str):
        assert not lab.objective.gradient(theta).any() or sharpness(lab.objective, theta) == 0
        return
    if plane is None:
        assert lab.network.size == 1 or {"gradient", "sharpest"} & {*names}
        return
    np.testing.assert_allclose(told["nodes"], np.linspace(-1.5, 1.5, 9), atol=1e-15)
    u, v = np.array(plane["across"]), np.array(plane["up"])
    np.testing.assert_allclose([u @ u, v @ v, u @ v], [1, 1, 0], atol=1e-14)
    for j, t in enumerate(told["nodes"]):
        for i, s in enumerate(told["nodes"]):
            expected = lab.objective(on(plane, s, t))
            assert told["values"][9 * j + i] == pytest.approx(expected, rel=1e-9, abs=1e-12)


@pytest.mark.parametrize("number", range(0, len(CASES), 2))
def test_directions_are_the_gradient_and_the_sharpest(js, number):
    lab, theta = CASES[number]
    gradient, sharpest = ask(js, "return b.map((name) => core.directionOf(made, a, name));", lab, theta,
                             ["gradient", "sharpest"])  # fmt: skip
    expected = lab.objective.gradient(theta)
    if isinstance(gradient, str):
        assert not expected.any()
    else:
        np.testing.assert_allclose(gradient, expected / np.linalg.norm(expected), rtol=1e-9, atol=1e-12)
    if not isinstance(sharpest, str):
        h, top = hessian(lab.objective, theta), sharpness(lab.objective, theta)
        size = np.abs(np.linalg.eigvalsh(h)).max()
        np.testing.assert_allclose(h @ np.array(sharpest), top * np.array(sharpest), atol=1e-6 * size)


def test_what_has_no_direction_and_no_plane_is_told(js):
    lab, dead = SHOWN["handout"], -np.ones(10)
    told = ask(
        js, "return b.map((name) => core.directionOf(made, a, name));", lab, dead, ["gradient", "sharpest", "w99"]
    )
    assert [type(text) for text in told] == [str] * 3
    assert "gradient is 0" in told[0]
    assert "not curved" in told[1]
    for names in (["w11", "w11"], ["gradient", "gradient"], ["sharpest", "sharpest"]):
        assert ask(js, "return look(a, b);", lab, lab.start(5), names) is None


KINKED = [(lab, theta) for lab, theta in CASES if lab.network.activation.kinks and lab.network.depth > 1]


@pytest.mark.parametrize("number", range(len(KINKED)))
def test_borders_are_where_a_unit_switches_and_none_is_missing(js, number):
    lab, theta = KINKED[number]
    body = """const plane = look(a, b), found = core.sliceAt(made, plane, 2, 21);
      const plain = ({ kink: { layer, index, point }, lines }) => ({ layer, index, point, lines });
      const borders = core.borders(found).map(plain);
      return { plane, kinks: found.kinks.length, borders };"""
    rng = np.random.default_rng(number)
    told = ask(js, body, lab, theta, list(rng.choice(lab.parameters, 2, replace=False)))
    plane, n = told["plane"], 21
    nodes = np.linspace(-2, 2, n)
    passed = [[lab.objective.forward(on(plane, s, t)).preactivations for s in nodes] for t in nodes]
    borders = {(b["layer"], b["index"], b["point"]): b["lines"] for b in told["borders"]}
    seen = 0
    for layer in range(lab.network.depth - 1):
        for index in range(lab.network.widths[layer + 1]):
            for point in range(len(lab.objective.data)):
                a = np.array([[p[layer][point, index] for p in row] for row in passed])
                lines = borders.get((layer, index, point), [])
                places = [tuple(np.reshape(line, (-1, 2))[k]) for line in lines for k in range(len(line) // 2)]
                check_crossings(a, places, nodes)
                for s, t in places:
                    value = lab.objective.forward(on(plane, s, t)).preactivations[layer][point, index]
                    assert abs(value) <= 1e-9 * max(1.0, np.abs(a).max()), (layer, index, point)
                    seen += 1
    assert told["kinks"] == sum(lab.network.widths[1:-1]) * len(lab.objective.data)
    assert seen or number


def check_crossings(a, places, nodes):
    """Each edge between a node that is on and one that is off holds one place of a border, and no other does."""
    on_nodes, step = a > 0, nodes[1] - nodes[0]
    crossed = int((on_nodes[1:] != on_nodes[:-1]).sum() + (on_nodes[:, 1:] != on_nodes[:, :-1]).sum())
    single = {(round(s, 12), round(t, 12)) for s, t in places}
    beside = [[abs(v - round(v)) for v in ((s + 2) / step, (t + 2) / step)] for s, t in places]
    assert all(min(pair) < 1e-9 for pair in beside)
    assert len(single) <= crossed <= len(places)


def test_states_are_projected_at_right_angles(js):
    rng = np.random.default_rng(3)
    lab = SHOWN["handout"]
    theta, states = lab.start(5), rng.normal(size=(7, 10)) * 10.0 ** rng.integers(-6, 6, (7, 1))
    body = """const plane = look(a, ["gradient", "w12"]), states = [a, ...b].map((row) => Float64Array.from(row));
      return { plane, path: core.project(plane, states) };"""
    told = ask(js, body, lab, theta, states)
    path, (u, v) = told["path"], (np.array(told["plane"][k]) for k in ("across", "up"))
    offset = np.vstack([theta, states]) - theta
    foot = np.outer(offset @ u, u) + np.outer(offset @ v, v)
    np.testing.assert_allclose(path["across"], offset @ u, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(path["up"], offset @ v, rtol=1e-9, atol=1e-12)
    np.testing.assert_allclose(path["distance"], np.linalg.norm(offset - foot, axis=1), rtol=1e-9, atol=1e-12)
    assert (path["across"][0], path["up"][0], path["distance"][0]) == (0, 0, 0)


def test_level_lines_of_a_cone_are_rings_and_of_a_saddle_meet_nowhere(js):
    n = 41
    k = np.arange(n) - 20
    cone = np.hypot(k[:, None], k[None, :])
    rings = js("core/contour.js", "levelLines", cone.ravel(), n, 10.5)
    assert len(rings) == 1
    ring = np.reshape(rings[0], (-1, 2)) - 20
    np.testing.assert_allclose(np.hypot(*ring.T), 10.5, atol=0.02)
    assert (ring[0] == ring[-1]).all()
    saddle = js("core/contour.js", "levelLines", (k[:, None] * k[None, :]).ravel(), n, 0.5)
    assert len(saddle) == 2
    assert all(len(line) > 40 for line in saddle)
    level = js("core/contour.js", "levelLines", np.full(n * n, 3.0), n, 3.0)
    holes = np.where(cone > 15, np.inf, cone)
    assert level == []
    assert len(js("core/contour.js", "levelLines", holes.ravel(), n, 10.5)) == 1


@pytest.mark.parametrize("shape", [(1, 1), (3, 2), (65, 65), (255, 300)])
def test_the_picture_is_a_png_of_the_palettes_colours(js, shape):
    wide, high = shape
    pixels = np.random.default_rng(wide).integers(0, 256, wide * high)
    body = """async (m, wide, high, pixels) => { const heat = await import("http://page.test/view/heat.js");
      return [m.pngAddress(wide, high, Uint8Array.from(pixels), heat.PALETTE), heat.PALETTE]; }"""
    address, palette = js.run("core/png.js", body, wide, high, pixels)
    image = Image.open(io.BytesIO(base64.b64decode(address.removeprefix("data:image/png;base64,"))))
    found = np.asarray(image.convert("RGBA"))
    colours = np.reshape(palette, (256, 3))
    assert (found[..., :3] == colours[pixels.reshape(high, wide)]).all()
    assert (found[..., 3] == np.where(pixels.reshape(high, wide) == 0, 0, 255)).all()
    linear = np.where(colours / 255 <= 0.04045, colours / 255 / 12.92, ((colours / 255 + 0.055) / 1.055) ** 2.4)
    light = np.cbrt(linear @ [0.2126, 0.7152, 0.0722])[1:]
    assert (np.diff(light) >= -1e-3).all()  # lighter all the way, but for rounding to 8 bits
    assert light[-1] - light[0] > 0.6
