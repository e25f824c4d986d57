"""States of the page drawn at random, and what a session of the page makes of one."""

import struct

import numpy as np

from backprop_lab.page.payload import payload
from page.labs import SHOWN, drawn

METHODS = [
    "gradient_descent",
    "momentum",
    "momentum:0.5",
    "nesterov:0.8",
    "adam",
    "adam:0.5:0.75:1e-08",
    "momentum:0.10",
]
STARTS = ["uniform:-1:1", "uniform:0:0.25", "normal:0:1", "normal:1e-3:2", "he", "glorot", "uniform:-1e+20:1e20"]
ODD = [
    0.0,
    -0.0,
    5e-324,
    -2.2250738585072014e-308,
    1.7976931348623157e308,
    0.1,
    1e21,
    1e16,
    123456789012345680.0,
    -1e-5,
]


def doubles(rng, count):
    """Finite doubles: any bits at all, odd ones, short ones."""
    found = []
    while len(found) < count:
        kind = rng.integers(4)
        bits = struct.unpack("<d", rng.bytes(8))[0]
        value = [bits, ODD[rng.integers(len(ODD))], float(rng.integers(-9, 9)), round(rng.uniform(-2, 2), 2)][kind]
        if np.isfinite(value):
            found.append(float(value))
    return found


def targets(rng, loss, points, outputs):
    """Targets that the loss allows."""
    if loss == "squared_error":
        return [doubles(rng, outputs) for _ in range(points)]
    y = rng.uniform(0, 1, (points, outputs))
    if loss == "softmax_cross_entropy":
        y /= y.sum(axis=1, keepdims=True)
    return y.tolist()


def run_part(rng, size):
    """What a state and a run that is kept have in common; theta None, where there is a seed, is drawn from it."""
    seeds, indices = ["7", "0", str(2**64 - 1), str(rng.integers(2**40))], ["0", "3", str(2**64 - 1)]
    seed = {"seed": str(rng.choice(seeds)), "index": str(rng.choice(indices))}
    by_hand = rng.random() < 0.5
    return {
        "seed": None if by_hand else seed,
        "theta": doubles(rng, size) if by_hand else None,
        "start": str(rng.choice(STARTS)), "rate": abs(doubles(rng, 1)[0]) or 0.1, "steps": int(rng.integers(1, 10_001)),
        "method": str(rng.choice(METHODS)),
    }  # fmt: skip


def random_state(seed):
    """A payload and a state of its lab."""
    rng = np.random.default_rng(seed)
    lab, theta = drawn(seed) if seed % 2 else (list(SHOWN.values())[seed // 2 % len(SHOWN)], None)
    given = None if seed % 3 else int(rng.integers(100))
    told = payload(lab, lab.start(given or 0) if theta is None or given is not None else theta, given)
    size, widths, points = lab.network.size, lab.network.widths, int(rng.choice([1, 2, 9, 200]))
    data = told["start"] if rng.random() < 0.4 else {
        "x": [doubles(rng, widths[0]) for _ in range(points)],
        "y": targets(rng, lab.objective.loss.name, points, widths[-1]),
    }  # fmt: skip
    n, made = len(data["x"]), run_part(rng, size)
    steps = told["steps"]
    operations = n * len(steps["point"]) + size + len(steps["update"]["gradient_descent"])
    axes = ["gradient", "sharpest", *lab.parameters]
    numbered = [told["lab"][key] for key in ("parameters", "inputs")] + told["lab"]["units"]
    cards = ["".join(told["names"][place][:2]) for row in numbered for place in row]
    yours = [None if rng.random() < 0.5 else value for value in doubles(rng, size)] if rng.random() < 0.5 else []
    return told, made | {
        "x": data["x"], "y": data["y"],
        "at": int(rng.integers(0, made["steps"] + 1)), "point": int(rng.integers(0, n)),
        "cursor": int(rng.integers(-1, operations)),
        "kept": [run_part(rng, size) for _ in range(rng.integers(0, 9) // 2)],
        "view": {
            "log": bool(rng.integers(2)), "across": str(rng.choice(axes)), "up": str(rng.choice(axes)),
            "reach": abs(doubles(rng, 1)[0]) or 2.0, "speed": float(rng.choice([1, 2, 0.5, 20])),
            "plane": int(rng.integers(-1, made["steps"] + 1)), "card": str(rng.choice(cards)),
            "from": "" if made["seed"] else str(rng.choice(["", "7", "18446744073709551615:3"])),
        },
        "hide": [str(w) for w in rng.permutation(["answers", "formulas", "controls"])[: rng.integers(4)]],
        "predict": bool(rng.integers(2)), "yours": yours if any(value is not None for value in yours) else [],
    }  # fmt: skip


SESSION = """const open = async (payload, patch) => {
  const at = (name) => import(`http://page.test/${name}.js`);
  const core = ["lab", "state", "start", "hash", "file", "copy", "labfile", "latex"].map((name) => `core/${name}`);
  const [lab, state, start, hash, file, copy, labfile, latex, session] = await Promise.all(
    [...core, "session"].map(at));
  const read = lab.readLab(payload), first = state.firstState(read, payload.start);
  const draw = (how, { seed, index }) => [...start.draw(read, how, seed, index)];
  const drawn = (run) => run.theta ? run : { ...run, theta: draw(run.start, run.seed) };
  const usual = { ...first, ...patch, theta: patch.theta ?? (patch.seed ? null : first.theta) };
  const now = { ...drawn(usual), kept: usual.kept.map((run) => drawn({ start: usual.start, ...run })) };
  return { ...state, ...hash, ...file, ...copy, ...labfile, ...latex, ...session, lab: read, first, now };
};
const same = (a, b) => typeof a !== "object" || a === null || b === null ? Object.is(a, b)
  : Object.keys(a).length === Object.keys(b).length && Object.keys(a).every((key) => same(a[key], b[key]));
"""
"""JavaScript: `open` gives modules, the lab, its first state and the state `now` that differs from it by a patch."""


def ask(js, body, *args):
    """What an async function body makes of `open`, `same` and its arguments `a`, `b`, ..."""
    letters = ", ".join("abcdef"[: len(args)])
    return js.run("core/state.js", f"async (m, {letters}) => {{ {SESSION} {body} }}", *args)
