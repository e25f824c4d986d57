"""The shelf of wrong programs against the checker, and wrong checkers against programs whose faults are known."""

from importlib import import_module

import numpy as np
import pytest

from backprop_lab.check import check
from backprop_lab.check.catalogue import catalogue
from backprop_lab.check.match import SINGLE, apart
from backprop_lab.check.verdict import Place
from backprop_lab.lab import load_lab
from check.made import made
from mutants import CONVENTIONS, MUTANTS, VARIANTS

MAPS = ("forward", "gradient", "objective")
IDS = {
    "no-two": "two-missing",
    "four": "two-twice",
    "sign": "delta-sign",
    "squared": "delta-squared",
    "constant": "delta-constant",
    "open-2": "slope-missing-2",
    "open-1": "slope-missing-1",
    "open": "slope-missing-all",
    "from-output": "slope-from-output-all",
    "swapped": "slopes-swapped",
    "turned-mask": "slope-inverted-2",
    "relu-for-slope-2": "slope-is-value-2",
    "relu-for-slope-1": "slope-is-value-1",
    "mask-of-delta": "slope-of-delta-1",
    "back-transposed": "back-transposed-2",
    "dW-transposed": "outer-transposed-1",
    "dU-transposed": "outer-transposed-2",
    "both-transposed": "outer-transposed-all",
    "U-from-x": "input-too-low-2",
    "W-from-h": "input-too-high-1",
    "W-from-db": "delta-skipped-1",
    "no-V": "weights-forgotten-3",
    "no-U": "weights-forgotten-2",
    "V-for-k": "weight-for-unit-3",
    "dV-from-h": "input-too-low-3",
    "packed-vuw": "packed-reversed",
    "packed-uwv": "packed-swapped",
    "packed-columns": "packed-by-columns",
    "zero": "gradient-zero",
    "half": "loss-half",
    "W-columns": "product-transposed-1",
    "U-columns": "product-transposed-2",
    "read-columns": "theta-by-columns",
    "columns": "theta-by-columns",
    "read-uwv": "theta-swapped",
    "misprint": "theta-repeated",
    "linear-2": "activation-missing-2",
    "linear-1": "activation-missing-1",
    "relu-on-z": "activation-on-output",
    "unsquared": "loss-absolute",
    "mean": "objective-mean",
    "last-point": "objective-last",
}
"""What the catalogue calls the mistakes of the shelf that it has."""
STEPS = {"ascent": "step-ascent", "no-rate": "step-no-rate", "mean-step": "step-mean", "last-point": "step-last",
         "one-by-one": "step-one-by-one", "one-array": "history-one-array"}  # fmt: skip
ALLOWED = {"late"}
"""The lab asks for 100 steps: a hundred values, without that of the start, are as good."""
each_mutant = pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
each_right = pytest.mark.parametrize("program", [*VARIANTS, *CONVENTIONS], ids=lambda program: program.name)


def checked(program):
    return check(forward=program.forward, gradient=program.gradient, objective=program.objective).report


def stepped(program):
    functions = {part: getattr(program, part) for part in MAPS}
    return check(**functions, descent=program.gradient_descent).report


def verdicts(report):
    return {part.part: part.verdict for part in report.parts}


def told(report, part):
    return [{n.mistake.id, *(m.id for m in n.also)} for one in report.parts if one.part == part for n in one.mistakes]


@each_mutant
def test_a_wrong_forward_map_gradient_or_j_is_called_wrong_and_no_part_that_is_right(mutant):
    found = verdicts(checked(mutant))
    expected = {part: "right" for part in MAPS if part not in mutant.wrong}
    first = "forward" if "forward" in mutant.wrong else None
    expected |= {part: "cannot tell" if first and part != first else "wrong" for part in MAPS if part in mutant.wrong}
    assert found == expected


@pytest.mark.parametrize("mutant", [m for m in MUTANTS if m.name in IDS], ids=lambda mutant: mutant.name)
def test_a_mistake_of_the_shelf_that_the_catalogue_has_is_the_only_one_that_is_named(mutant):
    report = checked(mutant)
    (part,) = [part for part, verdict in verdicts(report).items() if verdict == "wrong"]
    (ids,) = told(report, part)
    assert IDS[mutant.name] in ids


@pytest.mark.parametrize(
    "mutant", [m for m in MUTANTS if m.name not in IDS and set(MAPS) & m.wrong], ids=lambda mutant: mutant.name
)
def test_a_mistake_that_the_catalogue_does_not_have_is_given_no_name(mutant):
    report = checked(mutant)
    assert [named for part in MAPS for named in told(report, part)] == []


@each_right
def test_a_right_program_however_it_is_written_and_whatever_its_slope_at_the_kink_is_right(program):
    report = stepped(program)
    assert verdicts(report) == dict.fromkeys((*MAPS, "descent"), "right")
    assert report.flags == ()


@pytest.mark.parametrize("mutant", [m for m in MUTANTS if not {"forward", "gradient"} & m.wrong], ids=lambda m: m.name)
def test_a_wrong_descent_is_never_called_right_and_is_named_where_the_catalogue_has_it(mutant):
    report = stepped(mutant)
    if mutant.name in ALLOWED or mutant.step.keys() == {"J"}:
        assert verdicts(report)["descent"] == "right"
    elif mutant.name in STEPS:
        assert verdicts(report)["descent"] == "wrong"
        assert told(report, "descent") == [{STEPS[mutant.name]}]
    else:
        assert verdicts(report)["descent"] in ("wrong", "cannot tell")
        assert told(report, "descent") == []


RIGHT = """\
import numpy as np

def relu(a):
    return np.maximum(a, 0.0)

def forward(theta, x, y):
    W, U, V = theta[0:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:10]
    a = W.T @ x
    h = relu(a)
    b = U.T @ h
    k = relu(b)
    z = V @ k
    loss = (z - y) ** 2
    return h[0], h[1], k[0], k[1], z, loss

def gradient(theta, x, y):
    W, U, V = theta[0:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:10]
    a = W.T @ x
    h = relu(a)
    b = U.T @ h
    k = relu(b)
    dz = 2 * (V @ k - y)
    dV = dz * k
    dk = dz * V
    db = dk * (b > 0)
    dU = np.outer(h, db)
    dh = U @ db
    da = dh * (a > 0)
    dW = np.outer(x, da)
    return np.concatenate([dW.ravel(), dU.ravel(), dV])

def J(theta):
    points = [(np.array([-1.0, 1.0]), 60.0), (np.array([-1.0, 0.5]), 20.0)]
    return sum(forward(theta, x, y)[5] for x, y in points)
"""
KNOWN = {
    "right": ({}, "right", (), ()),
    "half of L": ({"(z - y) ** 2": "(z - y) ** 2 / 2"}, "wrong", ("loss-half",), ("loss = (z - y) ** 2 / 2",)),
    "no 2": ({"2 * (V": "1 * (V"}, "wrong", ("two-missing",), ("dz = 1 * (V @ k - y)",)),
    "no slope": ({"dk * (b > 0)": "dk"}, "wrong", ("slope-missing-2",), ("db = dk",)),
    "turned": ({"np.outer(h, db)": "np.outer(db, h)"}, "wrong", ("outer-transposed-2",), ("dU = np.outer(db, h)",)),
    "two": ({"2 * (V": "1 * (V", "np.outer(h, db)": "np.outer(db, h)"}, "wrong", ("two-missing", "outer-transposed-2"),
            ("dz = 1 * (V @ k - y)", "dz = 1 * (V @ k - y)")),
    "a little off": ({"z = V @ k": "z = V @ k * 1.000001"}, "wrong", (), ()),
    "mean": ({"sum(forward": "0.5 * sum(forward"}, "wrong", ("objective-mean",),
             ("return 0.5 * sum(forward(theta, x, y)[5] for x, y in points)",)),
}  # fmt: skip
"""Programs: what is replaced in the right one, the verdict, the mistakes, their lines."""


def seen(name):
    """What the checker says of one of the known programs."""
    text = RIGHT
    for old, new in KNOWN[name][0].items():
        assert text.count(old) == 1
        text = text.replace(old, new)
    functions = dict(zip(MAPS, made(text, "forward", "gradient", "J"), strict=True))
    report = check(**functions).report
    named = [n for part in report.parts for n in part.mistakes]
    return report.verdict, tuple(n.mistake.id for n in named), tuple(n.place.text for n in named)


@pytest.mark.parametrize("name", KNOWN)
def test_the_checker_says_of_a_known_program_what_is_known_of_it(name):
    assert seen(name) == KNOWN[name][1:]


def module(name):
    return import_module(f"backprop_lab.check.{name}")


def everywhere(monkeypatch, name, wrong):
    """Puts a wrong function in place of one of the matcher, wherever it is used."""
    for room in ("match", "judge.forward", "judge.gradient", "judge.objective", "judge.context"):
        if hasattr(module(room), name):
            monkeypatch.setattr(module(room), name, wrong)


def accept(patch):
    everywhere(patch, "close", lambda came, wanted, level=0.0: True)


def generous(patch):
    everywhere(patch, "close", lambda came, wanted, level=0.0: bool((apart(came, wanted) <= 1.0).all()))


def coarse(patch):
    everywhere(patch, "level_of", lambda answers: SINGLE)


def without_l(patch):
    close = module("match").close
    patch.setattr(
        module("judge.forward"), "close", lambda came, wanted, level: close(came[:, :5], wanted[:, :5], level)
    )


def nothing_found(patch):
    everywhere(patch, "find", lambda *arguments, **named: [])


def one_at_a_time(patch):
    find = module("match").find
    everywhere(patch, "find", lambda *arguments: find(*arguments, sizes=(0, 1)))


def line_one(patch):
    everywhere(patch, "locate", lambda source, *arguments: Place(1, source.where(1), source.line_text(1)))


def without_a_row(patch):
    rows = tuple(row for row in catalogue(load_lab("handout")) if row.id != "two-missing")
    patch.setattr(module("judge.context"), "catalogue", lambda lab: rows)


def dead_inputs(patch):
    dead = module("cases").dead_cases
    patch.setattr(module("judge.whole"), "all_cases", dead)


def blind_to_j(patch):
    objective = module("judge.objective")
    patch.setattr(objective, "_read", lambda found: np.zeros_like(found.of_all(("J",))))


CHECKERS = {
    "every number is near every other": (accept, "no 2"),
    "the tolerance is 1": (generous, "half of L"),
    "the tolerance is that of float32": (coarse, "a little off"),
    "L is not looked at": (without_l, "half of L"),
    "nothing is found": (nothing_found, "turned"),
    "one mistake at a time is looked for": (one_at_a_time, "two"),
    "the line is always the first": (line_one, "no slope"),
    "a row is not in the catalogue": (without_a_row, "no 2"),
    "only dead networks are tried": (dead_inputs, "no 2"),
    "J must be 0": (blind_to_j, "right"),
}
"""Wrong checkers, and a known program of which each says something else."""


@pytest.mark.parametrize("name", CHECKERS)
def test_a_wrong_checker_says_something_else_of_a_known_program(name, monkeypatch):
    change, program = CHECKERS[name]
    change(monkeypatch)
    assert seen(program) != KNOWN[program][1:]
