"""Every check of the handout against every wrong program on the shelf, and against the right ones."""

from types import SimpleNamespace

import numpy as np
import pytest

import naive
from backprop_lab import handout
from backprop_lab.probe import probe
from checks import BOTH, CHECKS, PROBE, at, core_descent, core_forward, core_gradient, naive_descent
from mutants import CONVENTIONS, HONEST, MUTANTS, VARIANTS, Program

RIGHT = {
    "handout": handout,
    "loops": SimpleNamespace(
        forward=naive.forward, gradient=naive.gradient, objective=naive.objective, gradient_descent=naive_descent
    ),
    "core": SimpleNamespace(
        forward=core_forward,
        gradient=core_gradient,
        objective=BOTH,
        gradient_descent=core_descent,
    ),
    **{program.name: program for program in VARIANTS},
}
each_check = pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.name)


def test_the_shelf_is_full_and_its_names_are_unique():
    names = [mutant.name for mutant in MUTANTS]
    assert len(names) == len(set(names)) >= 30
    assert len({mutant.told for mutant in MUTANTS}) == len(names)
    assert {what for mutant in MUTANTS for what in mutant.wrong} == {check.sees for check in CHECKS}


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_some_check_rejects_the_mutant(mutant):
    assert not all(check.accepts(mutant) for check in CHECKS)


@each_check
def test_a_check_rejects_every_mutant_that_it_claims_and_no_other(check):
    rejected = {mutant.name for mutant in MUTANTS if not check.accepts(mutant)}
    claimed = {mutant.name for mutant in MUTANTS if check.sees in mutant.wrong} - check.blind
    assert rejected == claimed


@each_check
@pytest.mark.parametrize("name", RIGHT)
def test_every_check_accepts_every_right_program(check, name):
    assert check.accepts(RIGHT[name])


@pytest.mark.parametrize("convention", CONVENTIONS, ids=lambda program: program.name)
def test_another_slope_at_the_kink_is_told_as_a_kink_and_not_as_wrong(convention):
    theta, x, y = PROBE[1]
    ours, theirs = (program.gradient(theta, x, y) for program in (HONEST, convention))
    told = [one.verdict for one in probe(at(x, y), theta, theirs)]
    assert not np.array_equal(ours, theirs)
    assert "at a kink" in told
    assert "disagrees" not in told
    assert [check.name for check in CHECKS if check.sees == "gradient" and not check.accepts(convention)] == [
        f"gradient {rest}"
        for rest in (
            "is exact at the separating probe", "agrees with exact numbers", "agrees with the loops",
            "agrees with the matrices",
        )
    ]  # fmt: skip


def test_a_program_that_nothing_is_wrong_with_would_be_noticed_on_the_shelf():
    idle = Program("idle", "the right program under a false name", frozenset({"gradient"}), {"dz": "2.0 * (z - y)"})
    assert all(check.accepts(idle) for check in CHECKS)
