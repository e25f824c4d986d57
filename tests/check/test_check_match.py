"""From numbers to mistakes: how near is near, which sets are found, and what is put into a base."""

import numpy as np
import pytest

from backprop_lab.check.catalogue import Mistake, catalogue
from backprop_lab.check.judge.context import all_cases, alternatives
from backprop_lab.check.match import EXACT, ROUGH, SINGLE, apart, close, find, sets_that
from backprop_lab.check.program import block_order, column_order, right_program
from backprop_lab.check.reference import ReadCodes, at_cases
from backprop_lab.derivation import Name, Ref
from backprop_lab.lab import load_lab
from check.labs import NAMES, lab
from check.sweep import rows

HANDOUT = load_lab("handout")
RIGHT = at_cases(HANDOUT, all_cases(HANDOUT, 0))
READ = ReadCodes(tuple(n.code for n in RIGHT.program.gradient_names))
ROWS = {row.id: row for row in catalogue(HANDOUT)}


def table(*rows):
    return np.array(rows, float)


@pytest.mark.parametrize(
    ("came", "wanted", "level", "near"),
    [
        (table([1, 2]), table([1, 2]), EXACT, True),
        (table([1, 2 + 1e-10]), table([1, 2]), EXACT, True),
        (table([1, 2 + 1e-7]), table([1, 2]), EXACT, False),
        (table([1, 2 + 1e-7]), table([1, 2]), SINGLE, True),
        (table([1, 2 + 1e-3]), table([1, 2]), SINGLE, False),
        (table([1, 2 + 1e-3]), table([1, 2]), ROUGH, True),
        (table([1, -2]), table([1, 2]), ROUGH, False),
        (table([0, 0]), table([0, 0]), EXACT, True),
        (table([0, 0]), table([0, 1e-3]), ROUGH, False),
        (table([1e6, 1e-8]), table([1e6, 0]), EXACT, True),
        (table([1e6, 1.0]), table([1e6, 0]), EXACT, False),
        (table([0, 1e-8], [1e6, 0]), table([0, 0], [1e6, 0]), EXACT, False),
        (table([1e-12, 2e-12]), table([1e-12, 1e-12]), ROUGH, False),
        (table([np.nan, 1]), table([np.nan, 1]), ROUGH, False),
        (table([np.inf, 1]), table([np.inf, 1]), ROUGH, False),
        (table([1, 2, 3]), table([1, 2]), ROUGH, False),
        (table([1], [2]), table([1, 2]), ROUGH, False),
    ],
)
def test_near_is_relative_with_a_floor_from_the_largest_number_of_the_same_case(came, wanted, level, near):
    assert close(came, wanted, level) is near


def test_the_difference_does_not_depend_on_the_unit_and_is_at_least_one_for_another_sign():
    came, wanted = table([1, 2, -3]), table([1.5, -2, -3])
    np.testing.assert_allclose(apart(came * 2**30, wanted * 2**30), apart(came, wanted))
    assert apart(came, wanted)[0, 1] > 1
    assert apart(came, wanted)[0, 2] == 0


def test_an_all_zero_gradient_is_near_nothing_but_zero():
    rng = np.random.default_rng(1)
    for size in (1e-9, 1.0, 1e9):
        wanted = size * rng.normal(size=(20, 10))
        assert not any(close(np.zeros((1, 10)), row[None], ROUGH) for row in wanted)


def numbers(*ids):
    base = RIGHT
    for one in ids:
        base = base.with_mistake(ROWS[one])
    return READ(base.numbers)


def ids(found):
    return [[m.id for m in one] for one in found]


def found(came, **named):
    return ids(find(came, [RIGHT], rows("handout", "gradient"), READ, **named))


def test_right_numbers_are_found_without_a_mistake_and_no_mistake_is_looked_for_further():
    assert found(numbers()) == [[]]


def test_one_mistake_is_found_before_any_pair_and_a_pair_only_where_pairs_are_looked_for():
    two = ("two-missing", "outer-transposed-2")
    assert found(numbers("two-missing")) == [["two-missing"]]
    assert found(numbers(*two)) == [list(two)]
    assert found(numbers(*two), sizes=(0, 1)) == []


def test_mistakes_that_look_the_same_are_all_found():
    assert found(numbers("slope-missing-2")) == [["slope-missing-2"], ["slope-from-output-2"]]


def test_what_no_mistake_gives_is_not_guessed():
    rng = np.random.default_rng(2)
    came = numbers() * rng.uniform(0.5, 2, size=numbers().shape)
    assert found(came) == []
    assert found(numbers() * 1.01) == []


def test_numbers_of_float32_are_found_at_their_own_level_alone():
    came = numbers("two-missing").astype(np.float32).astype(float) * (1 + 1e-6)
    assert found(came) == []
    assert found(came, level=SINGLE) == [["two-missing"]]


def test_a_mistake_that_changes_nothing_more_is_no_base():
    base = RIGHT.with_mistake(ROWS["slope-missing-2"])
    assert base.with_mistake(ROWS["slope-from-output-2"]) is None
    assert RIGHT.with_mistake(ROWS["history-one-array"]) is None
    assert [m.id for m in base.with_mistake(ROWS["two-missing"]).mistakes] == ["slope-missing-2", "two-missing"]


def test_a_mistake_reaches_what_follows_from_it_and_nothing_else():
    base = RIGHT.with_mistake(ROWS["input-too-low-2"])
    codes = [n.code for n in RIGHT.program.gradient_names]
    changed = [code for code in codes if not np.array_equal(base.numbers[code], RIGHT.numbers[code])]
    assert changed == ["dL_du11", "dL_du12", "dL_du21", "dL_du22"]
    assert base.numbers["z"] is RIGHT.numbers["z"]


def test_numbers_that_are_given_take_the_place_of_those_that_are_worked_out():
    given = np.full_like(RIGHT.numbers["dz"], 3.0)
    base = RIGHT.with_numbers({"dz": given})
    np.testing.assert_array_equal(base.numbers["dL_dv1"], 3.0 * RIGHT.numbers["k1"])
    np.testing.assert_array_equal(base.numbers["L"], RIGHT.numbers["L"])


def test_the_fewest_mistakes_that_fit_are_given_and_others_left_out():
    tried = []

    def fits(base):
        tried.append(base.mistakes)
        return len(base.mistakes) != 1 or base.mistakes[0].id == "two-missing"

    assert ids(sets_that(fits, [RIGHT], rows("handout", "gradient"), 1)) == [["two-missing"]]
    assert len(tried) == len(rows("handout", "gradient"))
    base = RIGHT.with_mistake(ROWS["loss-half"])
    assert ids(sets_that(lambda one: True, [RIGHT, base], rows("handout", "gradient"), 0)) == [[]]


def test_a_set_that_contains_another_is_no_alternative():
    a, b, c = (ROWS[one] for one in ("two-missing", "delta-sign", "loss-half"))
    assert alternatives([(a, b), (a,), (c,), (b, c)]) == [(a,), (c,)]
    assert alternatives([()]) == [()]


@pytest.mark.parametrize("name", NAMES)
def test_orders_of_theta_are_permutations_and_undo_themselves_or_not(name):
    found, size = lab(name), lab(name).network.size
    every = range(found.network.depth)
    for places in (column_order(found, every), block_order(found, reversed(every)), block_order(found, every)):
        assert sorted(places) == list(range(size))
    assert block_order(found, every) == tuple(range(size))
    assert right_program(found).reading(column_order(found, [])).read == tuple(range(size))


def test_theta_by_columns_reads_the_second_entry_where_the_third_stands():
    assert column_order(HANDOUT, [0]) == (0, 2, 1, 3, 4, 5, 6, 7, 8, 9)
    assert block_order(HANDOUT, [1, 0, 2]) == (4, 5, 6, 7, 0, 1, 2, 3, 8, 9)
    assert block_order(HANDOUT, [2, 1, 0]) == (6, 7, 8, 9, 2, 3, 4, 5, 0, 1)


def test_a_wrong_program_computes_what_its_equations_say_to_the_bit():
    theta = np.array([[-0.5, 1, 0.5, -1, -1, 0.5, 0, 0.5, -1.5, -0.5]])
    base = at_cases(HANDOUT, all_cases(HANDOUT, 0).only(np.array([0])))
    np.testing.assert_array_equal(base.numbers.theta, theta)
    assert base.numbers["h1"].item() == 0.5
    assert base.with_mistake(ROWS["loss-half"]).numbers["L"].item() == 0.5 * base.numbers["L"].item()
    assert base.with_mistake(ROWS["activation-abs"]).numbers["h2"].item() == 1.0


def test_a_mistake_after_which_equations_read_each_other_in_a_circle_is_no_program():
    circle = Mistake("circle", "forward", "z", "z is L", "", lambda p: p.with_equations({Name("z"): Ref(Name("L"))}))
    read = ReadCodes(("L",))
    assert find(read(RIGHT.numbers) + 1, [RIGHT], [circle], read) == []
