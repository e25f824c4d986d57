"""What the tests of the page's rules share: labs of every kind, and functions run with every rule at hand."""

import numpy as np

from backprop_lab import activation, load_lab, loss
from backprop_lab.lab import Descent, Lab
from backprop_lab.names import Letters, default_letters
from backprop_lab.network import Network
from backprop_lab.objective import Data, Objective
from backprop_lab.page.payload import payload
from shelf import build, objectives

HANDOUT, XOR = load_lab("handout"), load_lab("xor")
STARTS = ("uniform:-1:1", "uniform:0.1:0.3", "normal:0:1", "normal:-0.25:1e-3", "he", "glorot")
METHODS = ("gradient_descent", "momentum:0.9", "momentum:0.5", "nesterov:0.9", "adam", "adam:0.5:0.9:0.001")
READY = """async (m, ...given) => {
  const names = ["lab", "engine", "descent", "method", "start", "philox", "pattern", "outcome", "cause", "bound",
    "kink", "rounding", "probe", "advice"];
  const all = Object.assign({}, ...await Promise.all(names.map((name) => import(`/core/${name}.js`))));
  const ready = (payload) => {
    const lab = all.readLab(payload);
    return { lab, engine: new all.Engine(lab, payload.start) };
  };
  return (%s)(all, ready, ...given);
}"""


def call(js, function, *given):
    """What a JavaScript function of (all, ready, ...given) gives: every rule, and payload -> {lab, engine}."""
    return js.run("core/lab.js", READY % function, *given)


def lab_of(objective, letters=None):
    return Lab("a-lab", objective, Descent(0.01, 100), letters or default_letters(objective.network))


def sent(lab):
    return payload(lab, np.zeros(lab.network.size))


def labs():
    """ReLU with and without biases, leaky, smooth, classes, one layer, narrow, wide, many points, letters, means."""
    leaky = build(Network((3, 4, 3, 2), activation.leaky_relu(-0.5)), loss.squared_error, 9)
    wide = Objective(Network((1, 12, 1)), Data([[1.0], [-2.0], [3.0]], [[1.0]] * 3), factor=0.5)
    narrow = Objective(Network((5, 1, 1, 1)), Data(np.eye(5)[:3] * 1.5, [[1.0], [0.0], [2.0]]), reduction="mean")
    many = Objective(Network((1, 1, 1, 1)), Data([[-1.0], [-2.5], [-3.0], [-4.0], [-5.0], [1.0], [2.0]], [[1.0]] * 7))
    letters = Letters(("p", "q"), ("c", "d"), ("a",), ("gamma",), "out")
    own = lab_of(Objective(Network((1, 2, 1)), Data([[0.1], [-1e-7]], [[1.0], [3.0]])), letters)
    nothing = Objective(Network((2, 3, 1)), Data([[1.0, 2.0]], [[0.0]]))
    return [HANDOUT, XOR, KINKED, own, *map(lab_of, [leaky, wide, narrow, many, nothing, *objectives()[::9]])]


KINKED = lab_of(Objective(Network((2, 2, 2, 1), activation.leaky_relu(0.25)), HANDOUT.objective.data, factor=0.5))
LABS = labs()


def few_bits(lab):
    """Whether sums are exact where theta has few bits too: then none is 0 in one order of adding up only."""
    return bool((lab.objective.data.x * 8 % 1 == 0).all())


def close(ours, theirs):
    """Whether each number, or None, is the other but for rounding."""
    return [v is None for v in ours] == [v is None for v in theirs] and np.allclose(
        np.array(ours, float), np.array(theirs, float), 1e-9, 0, equal_nan=True
    )
