"""A shelf of programs for the handout that are wrong in one way each, and of some that are only written otherwise.

A program is a list of lines, name and expression, run from the top; a mutant replaces some of them.
What is wrong with it is declared: the forward map, the gradient, J, or the descent.
"""

from dataclasses import dataclass, field
from functools import cache

import numpy as np

from cases import HANDOUT

POINTS = [(np.array(x), y) for x, y in HANDOUT]
FORWARD = {
    "W": "theta[0:4].reshape(2, 2)", "U": "theta[4:8].reshape(2, 2)", "V": "theta[8:10]",
    "a": "W.T @ x", "h": "relu(a)", "b": "U.T @ h", "k": "relu(b)", "z": "V @ k", "L": "(z - y) ** 2",
    "forward": "[*h, *k, z, L]",
}  # fmt: skip
BACKWARD = {
    "s1": "a > 0", "s2": "b > 0", "dz": "2 * (z - y)", "dV": "dz * k", "db": "dz * V * s2",
    "dU": "np.outer(h, db)", "da": "U @ db * s1", "dW": "np.outer(x, da)",
    "gradient": "np.hstack([dW.ravel(), dU.ravel(), dV])",
}  # fmt: skip
DESCENT = {
    "J": "sum(L(theta, *p) for p in POINTS)",
    "start": "np.array(theta, float)",
    "g": "sum(gradient(theta, *p) for p in POINTS)",
    "next": "theta - rate * g",
    "kept": "states",
}


COLUMNS = {
    "W": "theta[0:4].reshape(2, 2).T", "U": "theta[4:8].reshape(2, 2).T",
    "gradient": "np.hstack([dW.T.ravel(), dU.T.ravel(), dV])",
}  # fmt: skip
ONE_BY_ONE = "(t := theta - rate * gradient(theta, *POINTS[0])) - rate * gradient(t, *POINTS[1])"


def relu(a):
    return np.maximum(a, 0.0)


def overwritten(a):
    """ReLU' in place: what it was asked about is lost."""
    a[a > 0] = 1.0
    a[a <= 0] = 0.0
    return a


@cache
def compiled(text):
    return compile(text, text, "eval")


def run(lines, wanted, **known):
    """The value of the line `wanted`, all lines before it run in their order."""
    scope = {"np": np, "relu": relu, "overwritten": overwritten, "POINTS": POINTS, **known}
    for name, text in lines.items():
        scope[name] = eval(compiled(text), scope)
        if name == wanted:
            break
    return scope[wanted]


@dataclass(frozen=True)
class Program:
    """What a student hands in: `lines` replace those of the right program, `step` those of its descent alone."""

    name: str
    told: str
    wrong: frozenset = frozenset()
    lines: dict = field(default_factory=dict)
    step: dict = field(default_factory=dict)

    def _run(self, wanted, theta, x, y, step=(), rate=None):
        known = {"theta": np.array(theta, float), "x": np.array(x, float), "y": y, "rate": rate}
        return np.array(run({**FORWARD, **BACKWARD, **self.lines, **dict(step)}, wanted, **known), float)

    def forward(self, theta, x, y):
        return self._run("forward", theta, x, y)

    def gradient(self, theta, x, y):
        return self._run("gradient", theta, x, y)

    def _descent(self, wanted, rate=None, **known):
        def slope(theta, x, y):
            return self._run("gradient", theta, x, y, self.step, rate)

        known |= {"rate": rate, "gradient": slope, "L": lambda *p: self.forward(*p)[5]}
        return run({wanted: self.step.get(wanted, DESCENT[wanted])}, wanted, **known)

    def objective(self, theta):
        return float(self._descent("J", theta=theta))

    def gradient_descent(self, theta, steps, rate):
        """States (steps + 1, 10) and J at each of them."""
        states = [self._descent("start", theta=theta)]
        for _ in range(steps):
            g = self._descent("g", theta=states[-1], rate=rate)
            states.append(self._descent("next", theta=states[-1], rate=rate, g=g))
        values = [self.objective(theta) for theta in states]
        return np.array(self._descent("kept", states=states)), np.array(values)


def forward(name, told, /, **lines):
    """Wrong from the forward map on, and so in all that follows from it."""
    return Program(name, told, frozenset({"forward", "gradient", "objective", "descent"}), lines)


def gradient(name, told, /, **lines):
    """Right forward, wrong back."""
    return Program(name, told, frozenset({"gradient", "descent"}), lines)


def descent(name, told, /, **step):
    """Wrong in part 3 alone."""
    wrong = {"objective", "descent"} if "J" in step else {"descent"}
    return Program(name, told, frozenset(wrong), {}, step)


MUTANTS = (
    gradient("no-two", "the factor 2 of the square is missing", dz="z - y"),
    gradient("four", "the factor 2 stands there twice", dz="4 * (z - y)"),
    gradient("sign", "the sign of dL/dz is turned", dz="2 * (y - z)"),
    gradient("squared", "dL/dz is twice the loss", dz="2 * (z - y) ** 2"),
    gradient("constant", "dL/dz is 2, the error is not multiplied in", dz="2.0"),
    gradient("open-2", "no ReLU' at layer 2", s2="1"),
    gradient("open-1", "no ReLU' at layer 1", s1="1"),
    gradient("open", "no ReLU' at all", s1="1", s2="1"),
    gradient("from-output", "ReLU' from the output with >=, which is always 1", s1="h >= 0", s2="k >= 0"),
    gradient("swapped", "the masks of the two layers are exchanged", s1="b > 0", s2="a > 0"),
    gradient("turned-mask", "ReLU' is 1 where the unit is off", s2="b < 0"),
    gradient("relu-for-slope-2", "times ReLU instead of ReLU' at layer 2", s2="relu(b)"),
    gradient("relu-for-slope-1", "times ReLU instead of ReLU' at layer 1", s1="relu(a)"),
    gradient("mask-of-delta", "the mask is taken from what comes back, not from a", da="relu(U @ db)"),
    gradient("overwritten", "ReLU' in place destroys h and k", s1="overwritten(h)", s2="overwritten(k)"),
    gradient("back-transposed", "U^T instead of U on the way back", da="U.T @ db * s1"),
    gradient("dW-transposed", "dW is its own transpose", dW="np.outer(da, x)"),
    gradient("dU-transposed", "dU is its own transpose", dU="np.outer(db, h)"),
    gradient("both-transposed", "dW and dU are transposed", dW="np.outer(da, x)", dU="np.outer(db, h)"),
    gradient("U-from-x", "dU is made from x instead of h", dU="np.outer(x, db)"),
    gradient("W-from-h", "dW is made from h instead of x", dW="np.outer(h, da)"),
    gradient("W-from-db", "dW is made from db, layer 2 is left out", dW="np.outer(x, db)"),
    gradient("no-V", "V is forgotten on the way back", db="dz * s2"),
    gradient("no-U", "U is forgotten on the way back", da="db * s1"),
    gradient("V-for-k", "dV is made from V instead of k", dV="dz * V"),
    gradient("dV-from-h", "dV is made from h instead of k", dV="dz * h"),
    gradient("packed-vuw", "packed as v, u, w", gradient="np.hstack([dV, dU.ravel(), dW.ravel()])"),
    gradient("packed-uwv", "packed as u, w, v", gradient="np.hstack([dU.ravel(), dW.ravel(), dV])"),
    gradient("packed-columns", "packed by columns", gradient="np.hstack([dW.T.ravel(), dU.T.ravel(), dV])"),
    gradient("packed-short", "dV is left out", gradient="np.hstack([dW.ravel(), dU.ravel()])"),
    gradient("zero", "the gradient is all zero", gradient="np.zeros(10)"),
    gradient("rounded", "kept in float16", gradient="np.hstack([dW.ravel(), dU.ravel(), dV]).astype('e')"),
    forward("half", "half the squared error, consistently", L="(z - y) ** 2 / 2", dz="z - y"),
    forward("W-columns", "a = W x, consistently", a="W @ x", dW="np.outer(da, x)"),
    forward("U-columns", "b = U h, consistently", b="U @ h", dU="np.outer(db, h)", da="U.T @ db * s1"),
    forward("read-columns", "theta read by columns", W="theta[0:4].reshape(2, 2).T", U="theta[4:8].reshape(2, 2).T"),
    forward("columns", "the same, and the gradient packed so", **COLUMNS),
    forward("read-uwv", "theta is read with U before W", W="theta[4:8].reshape(2, 2)", U="theta[0:4].reshape(2, 2)"),
    forward("misprint", "w22 is taken from theta[2]", W="theta[[0, 1, 2, 2]].reshape(2, 2)"),
    forward("linear-2", "no ReLU at layer 2", k="b", s2="1"),
    forward("linear-1", "no ReLU at layer 1", h="a", s1="1"),
    forward("relu-on-z", "ReLU on the output, too", z="relu(V @ k)", dz="2 * (z - y) * (z > 0)"),
    forward("max", "np.max instead of np.maximum", h="np.full(2, max(a.max(), 0.0))"),
    forward("absolute", "the size instead of ReLU", h="np.abs(a)"),
    forward("minimum", "the minimum instead of the maximum", k="np.minimum(b, 0.0)"),
    forward("unsquared", "the loss is not squared", L="abs(z - y)", dz="np.sign(z - y)"),
    descent("V-first", "V moves before it is used on the way back", db="dz * (V - rate * dV) * s2"),
    descent("U-first", "U moves before it is used on the way back", da="(U - rate * dU) @ db * s1"),
    descent("ascent", "up instead of down", next="theta + rate * g"),
    descent("no-rate", "the rate is forgotten", next="theta - g"),
    descent("mean", "the mean over the points instead of the sum", J="np.mean([L(theta, *p) for p in POINTS])"),
    descent("mean-step", "steps along the mean", g="sum(gradient(theta, *p) for p in POINTS) / 2"),
    descent("last-point", "the last point alone counts", J="L(theta, *POINTS[1])", g="gradient(theta, *POINTS[1])"),
    descent("one-by-one", "one point after the other instead of both at once", next=ONE_BY_ONE),
    descent("one-array", "theta moves in place: the history is one array", kept="[states[-1] for _ in states]"),
    descent("integers", "the start is cut to whole numbers", start="np.array(theta).astype(int)"),
    descent("late", "the state before the first step is not kept", kept="states[1:]"),
)
HONEST = Program("lines", "the right program, line by line")
VARIANTS = (
    HONEST,
    Program("mask-from-h", "ReLU' from the output with >, which is right", lines={"s1": "h > 0", "s2": "k > 0"}),
    Program("products", "no np.outer", lines={"dW": "x[:, None] * da", "dU": "h[:, None] @ db[None]"}),
    Program("kinder", "(z - y)^2 multiplied out in its derivative", lines={"dz": "2 * z - 2 * y"}),
)  # fmt: skip
CONVENTIONS = (
    Program("one-at-kink", "ReLU'(0) = 1", lines={"s1": "a >= 0", "s2": "b >= 0"}),
    Program("half-at-kink", "ReLU'(0) = 1/2", lines={"s1": "np.heaviside(a, 0.5)", "s2": "np.heaviside(b, 0.5)"}),
)
