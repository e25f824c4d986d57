"""The stage: statements run one by one, and what is there afterwards is described."""

import json

import numpy as np
import pytest

from backprop_lab.check.candidate import Process, read_source
from staged import BRIEF, HASTY, ROOMY, given, staged, written


def described(folder, text, **named):
    with staged(folder, text, **named) as program:
        return program.described


def functions(folder, text):
    return {f.name: f for f in described(folder, text).functions}


def test_a_failing_statement_is_told_and_the_next_ones_run(tmp_path):
    found = described(tmp_path, """\
        a = 1
        def f():
            return 1 / 0
        f()
        b = undefined + 1
        import torch_that_is_not_there
        raise SystemExit("enough")
        x = input("x? ")
        import sys; int(sys.stdin.readline())
        assert a == 2, "a\\nis\\x1b 1"
        exit()
        raise KeyboardInterrupt
        class Own(BaseException): pass
        raise Own
        await f()
        c = 3
    """)  # fmt: skip
    assert [(f.line, f.kind, f.message) for f in found.failures] == [
        (3, "error", "ZeroDivisionError: division by zero"),
        (5, "error", "NameError: name 'undefined' is not defined"),
        (6, "error", "ModuleNotFoundError: No module named 'torch_that_is_not_there'"),
        (7, "exit", "SystemExit: enough"),
        (8, "input", "asks for input, and nobody is there to type it"),
        (9, "error", "ValueError: invalid literal for int() with base 10: ''"),
        (10, "error", "AssertionError: a is? 1"),
        (11, "exit", "SystemExit: None"),
        (12, "error", "KeyboardInterrupt"),
        (14, "error", "Own"),
        (15, "syntax", "SyntaxError: 'await' outside function"),
    ]
    assert {"a", "c"} <= found.numbers.keys()


def test_the_program_is_main_with_its_own_folder_and_files(tmp_path):
    (tmp_path / "helper.py").write_text("def double(x):\n    return 2 * x\n")
    (tmp_path / "data.txt").write_text("60 20")
    found = described(tmp_path, """\
        from __future__ import annotations
        import os, sys, pickle
        from dataclasses import dataclass
        from helper import double
        if __name__ == "__main__":
            right = [sys.argv == [__file__], os.path.isabs(__file__), __file__.endswith("lab.py")]
            targets = [float(t) for t in open("data.txt").read().split()]
        @dataclass
        class Point:
            x: NotDefined
        same = [pickle.loads(pickle.dumps(Point(2))) == Point(2), sys.modules["__main__"].right is right]
    """)  # fmt: skip
    assert found.failures == ()
    assert found.numbers["right"][0].all()
    assert found.numbers["same"][0].all()
    assert found.numbers["targets"][0].tolist() == [60, 20]
    assert [(f.name, f.line) for f in found.functions] == [("double", 0)]
    assert found.modules == ("os", "sys", "pickle", "dataclasses", "helper")


def test_what_is_printed_is_kept_up_to_ten_thousand_characters(tmp_path):
    found = described(tmp_path, """\
        import sys, io
        print("é" * 9_990)
        sys.stdout = io.TextIOWrapper(sys.stdout.buffer, encoding="utf-8")
        sys.stdout.reconfigure(line_buffering=True)
        print("after" * 10)
        sys.stdout.close()
        sys.stderr.write("not this")
        print("late")
    """)  # fmt: skip
    assert found.printed == "é" * 9_990 + "\n" + "after" * 1 + "afte"
    assert found.dropped == 42 + len("late\n")
    assert found.failures == ()


def test_numbers_are_the_numeric_globals(tmp_path):
    found = described(tmp_path, """\
        import numpy as np
        a, b, name, nothing = 1, np.float32(2.5), "x", None
        theta = np.arange(3.0)
        thetas = [np.arange(3.0), [1, 2, 3]]
        ragged = [[1.0], [1.0, 2.0]]
        history = {"J": [1.0, 2.0]}
        too_many = np.zeros(200_000)
        mixed = [1.0, "a"]
        z = 1j
    """)  # fmt: skip
    got = {name: [leaf.tolist() for leaf in leaves] for name, leaves in found.numbers.items()}
    assert got.pop("b") == [2.5]
    assert got == {"a": [1], "theta": [[0, 1, 2]], "thetas": [[[0, 1, 2], [1, 2, 3]]], "ragged": [[1], [1, 2]],
                   "history": [[1, 2]]}  # fmt: skip


def test_functions_are_described_by_what_they_need(tmp_path):
    found = functions(tmp_path, """\
        import numpy as np
        from functools import partial, lru_cache, wraps
        from numpy import *
        from math import exp
        def forward(theta, x, y=3, *, scale, shift=0):
            return [
                theta,
            ]
        def many(*arguments, **named): ...
        relu = lambda x: maximum(x, 0)
        def logged(f):
            @wraps(f)
            def inner(*a): return f(*a)
            return inner
        @logged
        @lru_cache
        def cached(x): return x
        half = partial(forward, 1)
        vec = np.vectorize(relu)
        act = np.tanh
        class Base:
            def __init__(self, theta, rate=0.1, *rest): ...
            def loss(self, y): ...
        class Net(Base):
            @staticmethod
            def relu(x): ...
            @classmethod
            def make(cls, n): ...
            def forward(self, x): ...
            def __call__(self, x, y): ...
            def __repr__(self): return ""
            @property
            def size(self): return 1
        net = Net(1)
        count = 3
        from collections import namedtuple
        from typing import Optional
        import matplotlib.pyplot as plt
        Point, Vector, Maybe = namedtuple("Point", "x y"), list[float], Optional[int]
        axes = plt.gca()
    """)  # fmt: skip
    told = {n: (f.parameters, f.required, f.most, f.kind, f.owner, f.init) for n, f in found.items()}
    assert told == {
        "forward": (("theta", "x", "y", "scale", "shift"), 3, 3, "function", "", None),
        "many": ((), 0, None, "function", "", None),
        "relu": (("x",), 1, 1, "lambda", "", None),
        "logged": (("f",), 1, 1, "function", "", None),
        "cached": (("x",), 1, 1, "function", "", None),
        "half": (("x", "y", "scale", "shift"), 2, 2, "other", "", None),
        "vec": (("x",), 1, 1, "other", "", None),
        "act": ((), 1, 1, "other", "", None),
        "Base.loss": (("y",), 1, 1, "method", "Base", ("theta",)),
        "Net.relu": (("x",), 1, 1, "static", "Net", ("theta",)),
        "Net.make": (("n",), 1, 1, "method", "Net", ("theta",)),
        "Net.forward": (("x",), 1, 1, "method", "Net", ("theta",)),
        "Net.__call__": (("x", "y"), 2, 2, "method", "Net", ("theta",)),
        "Net.loss": (("y",), 1, 1, "method", "Net", ("theta",)),
        "net": (("x", "y"), 2, 2, "other", "", None),
    }
    assert (found["forward"].line, found["forward"].last_line) == (5, 8)
    assert (found["cached"].line, found["vec"].line) == (15, 10)


def test_a_vector_of_a_trail_is_followed_statement_by_statement(tmp_path):
    found = described(tmp_path, """\
        import numpy as np
        theta = np.zeros(3)
        rate, other = 0.1, np.zeros(4)
        def move(theta):
            theta[0] += 1
        for step in range(2):
            move(theta)
            theta = theta + (
                np.ones(3))
        same = theta
        as_list = [0.0, 0.0, 7.0]
        as_list[0] = 1
    """, sizes=(3,))  # fmt: skip
    told = [(e.line, e.name, e.values.tolist()) for e in found.trail]
    assert [event for event in told if "." not in event[1]] == [
        (2, "theta", [0, 0, 0]), (7, "theta", [1, 0, 0]), (8, "theta", [2, 1, 1]), (7, "theta", [3, 1, 1]),
        (8, "theta", [4, 2, 2]), (10, "same", [4, 2, 2]), (11, "as_list", [0, 0, 7]), (12, "as_list", [1, 0, 7]),
    ]  # fmt: skip
    assert [event for event in told if "." in event[1]] == [
        (4, "move.theta", [0, 0, 0]), (5, "move.theta", [1, 0, 0]), (4, "move.theta", [2, 1, 1]),
        (5, "move.theta", [3, 1, 1]),
    ]  # fmt: skip


def test_what_a_small_dict_holds_is_followed_by_its_keys(tmp_path):
    found = described(tmp_path, """\
        parts = {"u": [1.0, 2.0], "n": 3, 5: [7.0, 7.0]}
        class Net:
            def __init__(self):
                self.held = {"u": [0.0, 0.0]}
        def move(params):
            params["u"] = [params["u"][0] + 1, 0.0]
            return params
        for i in range(2):
            parts = move(parts)
        Net()
        large = {str(i): [1.0, 2.0] for i in range(1000)}
    """, sizes=(2,))  # fmt: skip
    assert [(e.line, e.name, e.values.tolist()) for e in found.trail] == [
        (1, "parts.u", [1, 2]), (5, "move.params.u", [1, 2]), (6, "move.params.u", [2, 0]), (9, "parts.u", [2, 0]),
        (6, "move.params.u", [3, 0]), (9, "parts.u", [3, 0]), (4, "Net.__init__.self.held.u", [0, 0]),
    ]  # fmt: skip


def test_what_a_function_or_a_method_holds_while_the_program_runs_is_told_with_its_name(tmp_path):
    found = described(tmp_path, """\
        class Net:
            def step(self, rate):
                self.theta = [rate, 2 * rate]
        def train():
            theta = [0.0, 0.0]
            net = Net()
            for i in range(2):
                net.step(1.0 + i)
                theta = net.theta
            return [v for v in theta]
        done = train()
    """, sizes=(2,))  # fmt: skip
    assert [(e.line, e.name, e.values.tolist()) for e in found.trail] == [
        (5, "train.theta", [0, 0]), (3, "Net.step.self.theta", [1, 2]), (9, "train.theta", [1, 2]),
        (3, "Net.step.self.theta", [2, 4]), (9, "train.theta", [2, 4]), (11, "done", [2, 4]),
    ]  # fmt: skip


def test_a_long_loop_is_followed_at_its_beginning_alone(tmp_path):
    found = described(tmp_path, "J = 0.0\nfor i in range(2_000_000):\n    J = J + 1\n", sizes=(1,))
    assert found.failures == ()
    assert 1_000 < len(found.trail) <= 20_000


def test_no_sizes_follow_nothing(tmp_path):
    assert described(tmp_path, "theta = [1.0, 2.0]\n").trail == ()


LUCKY = """\
    import random
    import numpy as np
    from numpy.random import default_rng, RandomState
    {seed}
    theta = np.random.uniform(-1, 1, 3)
    rng = default_rng(3).uniform(size=3)
    old = RandomState(3).uniform(size=3)
    python = [random.random()]
"""


@pytest.mark.parametrize("seed", ["", "np.random.seed(3); random.seed('a')", "np.random.seed([1, 2]); random.seed(-1)"])
def test_another_entropy_is_another_start_and_the_same_one_the_same(tmp_path, seed):
    runs = [described(tmp_path, LUCKY.format(seed=seed), entropy=entropy).numbers for entropy in (1, 1, 2)]
    for name in ("theta", "rng", "old", "python"):
        first, again, other = (run[name][0].tolist() for run in runs)
        assert first == again != other


def test_without_entropy_a_seed_gives_what_it_always_gives(tmp_path):
    found = described(tmp_path, LUCKY.format(seed="np.random.seed(3)")).numbers
    assert found["theta"][0].tolist() == np.random.RandomState(3).uniform(-1, 1, 3).tolist()
    assert found["rng"][0].tolist() == np.random.default_rng(3).uniform(size=3).tolist()


def test_a_notebook_runs_with_its_magics_and_its_display(tmp_path):
    cells = [
        "%matplotlib inline\nimport matplotlib.pyplot as plt",
        "a = (",
        "display(plt)\nget_ipython().magic('x')",
        "b = 2 / 0",
    ]
    path = tmp_path / "lab.ipynb"
    path.write_text(json.dumps({"cells": [{"cell_type": "code", "source": cell} for cell in cells]}))
    with Process(read_source(path), ROOMY) as program:
        told = [(program.source.where(f.line), f.kind) for f in program.described.failures]
    assert told == [("cell 2, line 1", "syntax"), ("cell 4, line 1", "error")]


def test_a_loop_without_end_is_interrupted_where_it_stands_and_the_next_statement_runs(tmp_path):
    found = described(tmp_path, "a = 1\ndef f():\n    while True:\n        pass\nf()\nb = 2\n", limits=HASTY)
    assert [(f.kind, f.message) for f in found.failures] == [("timeout", "took longer than 0.25 s")]
    assert found.failures[0].line in (3, 4)
    assert {"a", "b"} <= found.numbers.keys()


def test_a_loop_that_puts_the_alarm_off_costs_its_own_statement_alone(tmp_path):
    found = described(tmp_path, """\
        a, signal = 1, __import__("signal")
        while signal.setitimer(signal.ITIMER_REAL, 0):
            while True: pass
        b = 2
    """, limits=HASTY)  # fmt: skip
    assert [(f.line, f.kind) for f in found.failures] == [(2, "timeout")]
    assert {"a", "b"} <= found.numbers.keys()


def test_a_statement_that_ends_the_process_costs_itself_alone(tmp_path):
    found = described(tmp_path, "import os\na = 1\nos._exit(7)\nos.abort()\nb = 2\n", limits=HASTY)
    assert [(f.line, f.kind, f.message) for f in found.failures] == [
        (3, "crash", "the process ended with exit code 7"),
        (4, "crash", "the process ended by signal SIGABRT"),
    ]
    assert {"a", "b"} <= found.numbers.keys()


def test_a_program_that_always_ends_is_given_up(tmp_path):
    with staged(tmp_path, "import os\n" + "os._exit(0)\n" * 9, BRIEF) as program:
        assert [f.kind for f in program.described.failures] == ["crash"] * 4
        assert program.described.functions == ()
        answer = program.call("f", given(1.0))
    assert (answer.kind, answer.text) == ("crash", "the program cannot be run: every time something takes it down")


def test_an_empty_program_has_nothing(tmp_path):
    found = described(tmp_path, "")
    assert (found.functions, found.failures, found.printed) == ((), (), "")


def test_the_folder_of_the_student_stays_as_it_was(tmp_path):
    (tmp_path / "helper.py").write_text("a = 1\n")
    described(tmp_path, "import helper\nimport matplotlib.pyplot as plt\nplt.plot([1]); plt.savefig('figure.png')\n")
    assert sorted(p.name for p in tmp_path.iterdir()) == ["helper.py", "lab.py"]


def test_what_was_wrong_with_the_text_is_told_with_what_failed(tmp_path):
    source = written(tmp_path, "a = 1 / 0\nb = = 2\nc = 1 / 0\n")
    with Process(source, ROOMY) as program:
        assert [(f.line, f.kind) for f in program.described.failures] == [(1, "error"), (2, "syntax"), (3, "error")]
