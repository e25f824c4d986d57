"""Following a call: each value stands at the statement that made it, and nothing but the student's code is followed."""

import numpy as np
import pytest

from backprop_lab.check.candidate import Argument
from staged import given, staged

PROGRAM = """\
import numpy as np
def relu(x):
    return np.maximum(x, 0)
def forward(theta, x):
    W = theta.reshape(2, 2)
    h = relu(
        W.T
        @ x
    )
    total = 0.0
    for hi in h:
        total += hi
    squares = [v * v for v in h]
    if total > 0:
        z = total
    else:
        z = -total
    return [z, squares]
def in_place(x):
    x[0] = 5
    x *= 2
    same = x
    name = "text"
    many = [0.0] * 2000
    return None
def states():
    global dW
    dW = np.ones(2)
    dW[1] = 3
class Net:
    def forward(self, x):
        self.h = 2 * x
        self.h[0] += 1
        self.label = "h"
        return self.h
def fails(x):
    y = x + 1
    return y / None
def long():
    i = 0
    while i < 30_000:
        i += 1
    return i
def cleans(x):
    try:
        y = x + 1
        raise ValueError
    except ValueError:
        y = x + 2
    finally:
        z = y + 1
    return (lambda q: q + 1)(z)
"""


@pytest.fixture(scope="module")
def follow(tmp_path_factory):
    with staged(tmp_path_factory.mktemp("trace"), PROGRAM) as program:
        yield lambda name, *values: program.call(name, given(*values), trace=True)


def events(answer):
    return [(e.line, e.name, e.values.tolist()) for e in answer.events]


def test_each_value_stands_at_the_first_line_of_the_statement_that_made_it(follow):
    answer = follow("forward", [1.0, 2.0, 3.0, -4.0], [1.0, 1.0])
    assert events(answer) == [
        (5, "W", [[1, 2], [3, -4]]),
        (6, "x", [4, -2]),  # made where relu is called, by the line that calls
        (3, "return", [4, 0]),
        (6, "h", [4, 0]),
        (10, "total", 0),
        (11, "hi", 4),
        (12, "total", 4),
        (11, "hi", 0),
        (13, "squares", [16, 0]),
        (15, "z", 4),
    ]


def test_changes_in_place_are_seen(follow):
    assert events(follow("in_place", [1.0, 2.0])) == [(20, "x", [5, 2]), (21, "x", [10, 4]), (22, "same", [10, 4])]


def test_globals_and_attributes_of_self_are_followed(follow):
    assert events(follow("states")) == [(28, "dW", [1, 1]), (29, "dW", [1, 3])]
    assert events(follow("Net.forward", [1.0, 2.0])) == [
        (32, "self.h", [2, 4]), (33, "self.h", [3, 4]), (35, "return", [3, 4])]  # fmt: skip


def test_what_was_computed_before_an_error_is_kept(follow):
    answer = follow("fails", 1.0)
    assert (answer.kind, answer.line) == ("error", 38)
    assert events(answer) == [(37, "y", 2)]


def test_exceptions_that_are_caught_and_lambdas_are_followed(follow):
    assert events(follow("cleans", 1.0)) == [
        (46, "y", 2),
        (49, "y", 3),
        (51, "z", 4),
        (52, "return", 5),
        (52, "return", 5),
    ]


def test_no_more_than_twenty_thousand_events_are_kept(follow):
    answer = follow("long")
    assert answer.leaves[0] == 30_000
    assert len(answer.events) == 20_000


def test_large_arrays_are_followed_up_to_a_bound(tmp_path):
    text = "import numpy as np\ndef f():\n    a = np.ones(10_000)\n    b = np.ones(10_001)\n    return 1.0\n"
    with staged(tmp_path, text) as program:
        assert [e.name for e in program.call("f", [], trace=True).events] == ["a", "return"]


def test_nothing_is_followed_that_was_not_asked_for(tmp_path):
    with staged(tmp_path, PROGRAM) as program:
        assert program.call("states", []).events == ()


def test_what_comes_before_a_call_is_not_followed(tmp_path):
    with staged(tmp_path, PROGRAM) as program:
        answer = program.call("relu", given([1.0]), before=[("in_place", [Argument(np.ones(2))])], trace=True)
    assert events(answer) == [(3, "return", [1])]
