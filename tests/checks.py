"""The ways in which these tests judge a program for the handout, each a function that accepts or rejects.

A check sees the forward map, the gradient, J or the descent; `blind` names the mutants that it
cannot see though what it sees is wrong in them.
"""

from dataclasses import dataclass
from functools import cache, partial

import numpy as np

import naive
import oracle
from backprop_lab.descent import descend
from backprop_lab.exact import exact
from backprop_lab.method import gradient_descent
from backprop_lab.network import Network, forward
from backprop_lab.objective import Data, Objective
from backprop_lab.probe import central_differences, directional_check, probe
from cases import HANDOUT, SEPARATING_POINTS, SEPARATING_THETA, cases
from shelf import gap

CLOSE = 1e-9
NETWORK = Network((2, 2, 2, 1))
BOTH = Objective(NETWORK, Data([x for x, _ in HANDOUT], [[y] for _, y in HANDOUT]))
PROBE = tuple((np.array(SEPARATING_THETA), np.array(x), y) for x, y in SEPARATING_POINTS)


def at(x, y):
    return Objective(NETWORK, Data([x], [[y]]))


@cache
def apart_from_kinks():
    """Twelve cases with something on in both layers, numbers of one size, no preactivation near 0."""
    pool = cases()[:3000]
    clear = np.abs(pool.preactivations).min(axis=1) > 0.05
    return tuple(pool[clear & np.isin(pool.pattern, (15, 13, 11, 6, 9))][:12])


@cache
def many():
    """A hundred cases of all kinds, kinks among them."""
    return tuple(cases()[3000::70])


@cache
def starts():
    """Twelve starts for the handout's descent from which every block moves."""
    blocks = [slice(0, 4), slice(4, 8), slice(8, 10)]
    slopes = ((theta, np.array(naive.objective_gradient(theta))) for theta in cases().theta[:200])
    return [theta for theta, slope in slopes if all(slope[b].any() for b in blocks)][:12]


def core_forward(theta, x, y):
    passed = forward(NETWORK, theta, x)
    return np.concatenate([*passed.activations, (passed.output - y) ** 2])


def core_gradient(theta, x, y):
    return at(x, y).gradient(theta)


def autograds_gradient(theta, x, y):
    return oracle.gradient(at(x, y), theta)


def core_descent(theta, steps, rate):
    states = list(descend(BOTH, theta, gradient_descent(rate), steps))
    return [s.theta for s in states], [s.value for s in states]


def naive_descent(theta, steps, rate):
    states = naive.gradient_descent(naive.objective_gradient, theta, rate, steps)
    return states, [naive.objective(theta) for theta in states]


def near(came, true):
    return gap(came, true) <= CLOSE


def agrees(which, true, where, program):
    """Whether the program's function `which` agrees with `true` at all of `where`."""
    return all(near(getattr(program, which)(*case), true(*case)) for case in where())


def exactly(which, true, program):
    """The same at the separating probe, to the bit: its numbers have few."""
    return all(np.array_equal(getattr(program, which)(*case), true(*case)) for case in PROBE)


def exact_gradient(theta, x, y):
    return [float(v) for v in exact(at(x, y), theta).gradient]


def verdicts(program):
    """No parameter is told wrong by `probe`, near kinks or at them."""
    told = (probe(at(x, y), t, program.gradient(t, x, y)) for t, x, y in (*apart_from_kinks(), *PROBE))
    return all(one.verdict != "disagrees" for entries in told for one in entries)


def one_direction(program):
    pairs = (directional_check(at(x, y), t, program.gradient(t, x, y)) for t, x, y in apart_from_kinks())
    return all(abs(claimed - along) <= 1e-6 * abs(along) for claimed, along in pairs)


def own_differences(program):
    """What a student can do alone: the gradient against differences of the student's own loss."""
    for theta, x, y in apart_from_kinks():
        loss = partial(lambda x, y, theta: program.forward(theta, x, y)[5], x, y)
        if gap(program.gradient(theta, x, y), central_differences(loss, theta)) > 1e-6:
            return False
    return True


def descends(true, program):
    """Five steps, states and values, from starts that must be left as they are."""
    for start in starts():
        given = start.copy()
        came, right = program.gradient_descent(given, 5, 0.0005), true(start, 5, 0.0005)
        if not (all(map(near, came, right)) and np.array_equal(given, start)):
            return False
    return True


@dataclass(frozen=True)
class Check:
    """A name, what it sees, the function, and the mutants that it is blind to."""

    name: str
    sees: str
    judge: object
    blind: frozenset = frozenset()

    def accepts(self, program):
        try:
            with np.errstate(all="ignore"):
                return bool(self.judge(program))
        except (ValueError, TypeError, IndexError):  # a shape that fits nowhere
            return False


CONSISTENT = frozenset({"half", "W-columns", "U-columns", "columns", "linear-1", "linear-2", "relu-on-z", "unsquared"})
"""Forward map and gradient wrong in the same way."""
ROUNDED = frozenset({"rounded"})
"""The numbers of the separating probe fit into float16."""


def sees_forward(true):
    return partial(agrees, "forward", true, many)


def sees_gradient(true, where=many):
    return partial(agrees, "gradient", true, where)


def sees_objective(true):
    return lambda program: all(near(program.objective(theta), true(theta)) for theta in starts())


EXACT_THERE = partial(exactly, "gradient", exact_gradient)
CHECKS = (
    Check("forward is exact at the separating probe", "forward", partial(exactly, "forward", naive.forward)),
    Check("forward agrees with the loops", "forward", sees_forward(naive.forward)),
    Check("forward agrees with the matrices", "forward", sees_forward(core_forward)),
    Check("gradient is exact at the separating probe", "gradient", EXACT_THERE, ROUNDED),
    Check("gradient agrees with exact numbers", "gradient", sees_gradient(exact_gradient)),
    Check("gradient agrees with the loops", "gradient", sees_gradient(naive.gradient)),
    Check("gradient agrees with the matrices", "gradient", sees_gradient(core_gradient)),
    Check("gradient agrees with autograd", "gradient", sees_gradient(autograds_gradient, apart_from_kinks)),
    Check("gradient stands the probe's verdicts", "gradient", verdicts),
    Check("gradient agrees along one direction", "gradient", one_direction),
    Check("gradient agrees with differences of its own loss", "gradient", own_differences, CONSISTENT),
    Check("J agrees with the loops", "objective", sees_objective(naive.objective)),
    Check("J agrees with the core", "objective", sees_objective(BOTH)),
    Check("descent agrees with the loops", "descent", partial(descends, naive_descent)),
    Check("descent agrees with the core", "descent", partial(descends, core_descent)),
)
