"""Calls: arguments in every form, methods, what is changed and undone, and the same within this process."""

import linecache

import numpy as np
import pytest

from backprop_lab.check.candidate import Argument, Call
from backprop_lab.check.candidate.inside import Inside
from staged import BRIEF, given, staged

PROGRAM = """\
import numpy as np
calls = []
memory = np.zeros(2)
def told(x):
    kind = [bool, int, float, list, tuple, np.ndarray].index(type(x))
    a = np.asarray(x)
    return kind, a.ndim, *a.shape, "iuf".index(a.dtype.kind), a.dtype.itemsize
def inner(x):
    return float(type(x[0]) is float)
def named(a, b=0.0, *, c=0.0):
    return a + 10 * b + 100 * c
def remember(x):
    global last
    last = x
    calls.append(x)
    memory[0] += 1
    net.seen += 1
    return len(calls), memory[0], net.seen
def recall():
    return last, len(calls)
def spoil(x, y, z):
    x[0] = 99.0
    z.append(1.0)
def fails(x):
    y = x
    return y / zero()
def zero():
    raise ValueError("no\\nzero")
class Net:
    seen = 0
    def __init__(self, w, rate=0.5):
        self.w, self.rate, self.h = w, rate, None
    def forward(self, x):
        self.h = self.w * x
        return self.h
    def backward(self):
        return self.h + self.rate
    @staticmethod
    def relu(x):
        return max(x, 0.0)
    @classmethod
    def count(cls):
        return 3.0
    def __call__(self, x):
        return -x
net = Net(1.0)
scales = {"u": np.ones((2, 1)), "v": 1.0}
weight = np.array([[1.0, 2.0]])
def pair(x):
    return [x, {"twice": 2 * x, "shape": weight.shape}]
def shapes():
    return *weight.shape, float(type(scales["u"]) is np.ndarray)
def told_scales():
    return weight.ravel(), scales["u"], scales["v"]
def through(x):
    return [remember(one) + len(told_scales()) for one in x]
def told_pair(y, x):
    return y, x[1]["twice"] if type(x) is list else x
"""


@pytest.fixture(scope="module")
def program(tmp_path_factory):
    with staged(tmp_path_factory.mktemp("calls"), PROGRAM) as process:
        yield process


def numbers(answer):
    assert answer.kind == "numbers", answer
    return [leaf.tolist() for leaf in answer.leaves]


@pytest.mark.parametrize(
    ("value", "form", "told"),
    [
        ([1.0, 2.0], "array", [5, 1, 2, 2, 8]),
        (1.0, "array", [5, 0, 2, 8]),
        ([[1.0, 2.0]], "array", [5, 2, 1, 2, 2, 8]),
        ([1.0, 2.0], "list", [3, 1, 2, 2, 8]),
        ([[1.0], [2.0]], "list", [3, 2, 2, 1, 2, 8]),
        (1.0, "list", [2, 0, 2, 8]),
        ([1.0, 2.0], "tuple", [4, 1, 2, 2, 8]),
        ([1.0, 2.0], "column", [5, 2, 2, 1, 2, 8]),
        ([1.0, 2.0], "row", [5, 2, 1, 2, 2, 8]),
        (60, "float", [2, 0, 2, 8]),
        ([60.0], "float", [2, 0, 2, 8]),
        (60.0, "int", [1, 0, 0, 8]),
        ([1.0, 2.0], "ints", [5, 1, 2, 0, 8]),
        ([1.0, 2.0], "float32", [5, 1, 2, 2, 4]),
    ],
)
def test_an_argument_comes_in_the_form_that_was_asked_for(program, value, form, told):
    assert numbers(program.call("told", [Argument(np.asarray(value), form)])) == [told]


def test_lists_hold_pythons_own_floats(program):
    assert numbers(program.call("inner", [Argument(np.ones(2), "list")])) == [1.0]


def test_numbers_arrive_to_the_bit(program):
    value = np.array([0.1, -0.0, 5e-324, np.inf, np.nan])
    answer = program.call("Net.relu", [Argument(0.1 + 2**-54, "float")], init=given(1.0))
    assert answer.leaves[0] == 0.1 + 2**-54
    forward = program.call("Net.forward", [Argument(value)], init=given(1.0))
    assert forward.leaves[0].tobytes() == value.tobytes()


def test_arguments_go_by_name_where_that_is_asked_for(program):
    arguments = [Argument(1.0, "float", "c"), Argument(2.0, "float"), Argument(3.0, "float", "b")]
    assert numbers(program.call("named", arguments)) == [132.0]


def test_methods_are_called_on_a_new_object_after_what_comes_before(program):
    assert numbers(program.call("Net.forward", given(3.0), init=given(2.0))) == [6.0]
    for before in ("forward", "Net.forward"):
        answer = program.call("Net.backward", [], init=given(2.0), before=[(before, given(3.0))])
        assert numbers(answer) == [6.5]
    assert numbers(program.call("Net.count", [], init=given(1.0))) == [3.0]
    assert numbers(program.call("Net.__call__", given(2.0), init=given(1.0))) == [-2.0]
    assert numbers(program.call("net", given(2.0))) == [-2.0]
    by_name = [Argument(1.0, "float", "w"), Argument(9.0, "float", "rate")]
    assert numbers(program.call("Net.backward", [], init=by_name, before=[("forward", given(3.0))])) == [12.0]


def test_a_function_sees_what_was_called_before_it_and_nothing_else(program):
    assert numbers(program.call("recall", [], before=[("remember", given(7.0))])) == [[7.0, 1.0]]
    assert program.call("recall", []).text == "NameError: name 'last' is not defined"
    assert numbers(program.call("remember", given(1.0))) == numbers(program.call("remember", given(1.0))) == [[1, 1, 1]]


def test_an_argument_may_be_what_the_call_before_handed_back_or_a_part_of_it(program):
    before = [("pair", given(3.0))]
    for path, wanted in (((), 6.0), ((0,), 3.0), ((-1, 0), 6.0), ((1, 0), 6.0)):
        answer = program.call("told_pair", [*given(1.0), Argument(0.0, path=path)], before=before)
        assert numbers(answer) == [[1.0, wanted]]
    answer = program.call("told_pair", [*given(1.0), Argument(0.0, path=(7,))], before=before)
    assert (answer.kind, answer.text) == ("error", "IndexError: list index out of range")
    by_name = [Argument(0.0, keyword="x", path=(0,)), *given(1.0)]
    assert numbers(program.call("told_pair", by_name, before=before)) == [[1.0, 3.0]]


def test_names_of_the_module_are_set_for_one_call_in_the_shape_that_they_had(program):
    set_to = [Argument(np.array([5.0, 7.0]), keyword=".weight")]
    assert numbers(program.call("shapes", [], init=set_to)) == [[1.0, 2.0, 1.0]]
    blocks = [Argument(np.arange(3.0), keyword=".scales", within="dict", key="u"),
              Argument(2.0, "float", keyword=".scales", within="dict", key="v")]  # fmt: skip
    answer = program.call("told_scales", [], init=[*set_to, *blocks])
    assert numbers(answer) == [[5.0, 7.0], [0.0, 1.0, 2.0], 2.0]
    assert numbers(program.call("told_scales", [])) == [[1.0, 2.0], [[1.0], [1.0]], 1.0]
    assert program.call("shapes", [], init=[Argument(1.0, keyword=".nothing")]).kind == "error"


def test_what_a_function_reads_of_the_module_is_told(program):
    read = {f.name: set(f.attributes) for f in program.described.functions if not f.owner}
    assert read["pair"] == {"weight"}
    assert read["told_scales"] == {"weight", "scales"}
    assert read["through"] == {"weight", "scales", "calls", "memory"}
    assert read["inner"] == set()


def test_what_a_call_leaves_behind_can_be_kept(tmp_path):
    with staged(tmp_path, PROGRAM) as program:
        program.call("remember", given(7.0), keep=True)
        assert numbers(program.call("remember", given(7.0))) == [[2, 2, 2]]
        assert numbers(program.call("recall", [])) == [[7.0, 1.0]]


def test_arguments_that_a_call_changes_are_told_by_their_place(program):
    arguments = [Argument(np.ones(2)), Argument(np.ones(2), "column", "y"), Argument(np.ones(2), "list", "z")]
    answer = program.call("spoil", arguments)
    assert (answer.kind, answer.changed) == ("nothing", (0, 2))
    assert np.array_equal(arguments[0].value, [1, 1])


def test_an_error_is_told_with_its_innermost_line(program):
    answer = program.call("fails", given(1.0))
    assert (answer.kind, answer.text, answer.line) == ("error", "ValueError: no zero", 28)
    wrong = program.call("fails", given(1.0, 2.0))
    assert (wrong.kind, wrong.line) == ("error", None)
    assert "2 were given" in wrong.text


@pytest.mark.parametrize("name", ["nothing", "Nothing.forward", "Net.nothing", ""])
def test_functions_that_are_not_there_are_told(program, name):
    answer = program.call(name, given(1.0), init=given(1.0))
    assert answer.kind == "error"
    assert "there is no" in answer.text


def test_many_calls_come_back_in_their_order(program):
    answers = program.call_many([Call("named", tuple(given(float(i)))) for i in range(450)])
    assert [float(answer.leaves[0]) for answer in answers] == list(range(450))
    assert program.call_many([]) == []


def test_a_call_that_takes_the_process_down_costs_itself_alone(tmp_path):
    text = "import os\ndef f(x):\n    if x == 1: os._exit(3)\n    if x == 3:\n        while True: pass\n    return x\n"
    with staged(tmp_path, text, BRIEF) as program:
        answers = program.call_many([Call("f", tuple(given(float(i)))) for i in range(5)])
    assert [answer.kind for answer in answers] == ["numbers", "crash", "numbers", "timeout", "numbers"]
    assert answers[1].text == "the process ended with exit code 3"
    assert answers[3].line == 5


def test_a_program_that_was_closed_answers_no_more(tmp_path):
    with staged(tmp_path, PROGRAM) as program:
        assert program.call("inner", given([1.0])).kind == "numbers"
    assert program.call("inner", given([1.0])).text == "the program was closed"
    program.close()


def test_a_process_that_cannot_be_started_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("sys.executable", str(tmp_path / "no-python"))
    with staged(tmp_path, PROGRAM) as program:
        assert {f.message for f in program.described.failures} == {"no process could be started"}


def scale(x):
    return FACTOR * x


def forward(x, y):
    print("heard by nobody")
    h = scale(x)
    h[0] = 7.0
    return [h, y]


FACTOR = 2.0


@pytest.fixture
def inside():
    return Inside({"forward": forward, "relu": lambda x: np.maximum(x, 0), "vec": np.vectorize(scale), "act": np.tanh})


def test_functions_of_this_process_are_asked_in_the_same_way(inside, capsys):
    with inside as program:
        answer = program.call("forward", given([1.0, 2.0], 3.0), trace=True)
    assert numbers(answer) == [[7.0, 4.0], 3.0]
    assert [(e.name, e.values.tolist()) for e in answer.events] == [
        ("return", [2, 4]), ("h", [2, 4]), ("h", [7, 4]), ("return", [[7, 4], 3])][:3]  # fmt: skip
    assert program.source.line_text(answer.events[2].line) == "    h[0] = 7.0"
    assert program.source.where(answer.events[2].line).startswith("test_candidate_calls.py, line ")
    assert capsys.readouterr().out == ""
    inside.close()


def test_functions_of_this_process_are_described(inside):
    told = {f.name: (f.parameters, f.kind, f.line > 0) for f in inside.described.functions}
    assert told == {"forward": (("x", "y"), "function", True), "relu": (("x",), "lambda", True),
                    "vec": (("x",), "other", True), "act": ((), "other", False)}  # fmt: skip


def test_cells_of_a_notebook_are_told_by_the_function_that_they_hold():
    names = {}
    for number, text in enumerate(
        ["def relu(x):\n    return x * (x > 0)\n", "def k(x):\n    y = relu(x)\n    return 1 / y\n"]
    ):
        file = f"<ipython-input-{number}>"
        linecache.cache[file] = (len(text), None, text.splitlines(keepends=True), file)
        exec(compile(text, file, "exec"), names)
    program = Inside({"k": names["k"]})
    answer = program.call("k", [Argument(0, "int")])
    assert program.source.where(answer.line) == "the cell of k, line 3"
    assert program.source.line_text(answer.line) == "    return 1 / y"
    assert program.source.text.count("def relu") == 1


def test_a_function_without_a_source_is_asked_all_the_same():
    names = {}
    exec("def f(x): return 2 * x", names)
    with Inside({"f": names["f"]}) as program:
        assert numbers(program.call("f", given(2.0))) == [4.0]
    assert numbers(Inside({"g": abs}).call("g", given(-2.0))) == [2.0]


def test_the_users_own_interrupt_is_not_taken_for_an_answer():
    def stops(x):
        raise KeyboardInterrupt

    def exits(x):
        raise SystemExit(3)

    with pytest.raises(KeyboardInterrupt):
        Inside({"f": stops}).call("f", given(1.0))
    assert Inside({"f": exits}).call("f", given(1.0)).text == "SystemExit: 3"
