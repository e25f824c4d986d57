"""Programs that loop, crash, lie and break things: each ends in a clear word within bounded time."""

import gc
import json
import os
import threading
from dataclasses import replace
from itertools import chain, repeat
from math import inf
from textwrap import indent
from time import monotonic

import numpy as np
import pytest

from backprop_lab.check.candidate import Call, Limits, Process
from backprop_lab.check.candidate.link import Link
from staged import BRIEF, HASTY, ROOMY, given, staged, written

LONGEST = 15.0
"""Seconds after which a program counts as having hung us, on a machine that does other things too."""
SPOILED = """\
print = 3
len = range = sum = max = abs = float = None
import builtins, json, sys, os, warnings
builtins.len = builtins.isinstance = builtins.type = builtins.tuple = None
json.dumps = None
warnings.simplefilter("error")
import numpy as np
np.array = np.asarray = np.zeros = np.errstate = np.float64 = np.ndarray = np.stack = None
np.seterr(all="raise")
del os, sys.modules["os"], sys.modules["json"]
sys.stdout = sys.stderr = None
sys.path[:] = []
def f(x):
    return [x * 2, 1.5]
"""


def asked(folder, text, limits=BRIEF):
    """(what was described, the answer of f(2.0), the seconds that it took)."""
    begun = monotonic()
    with staged(folder, text, limits) as program:
        found = program.described
        answer = program.call("f", given(2.0))
    return found, answer, monotonic() - begun


ANSWERS = {
    "endless loop": ("while True: pass", "timeout", "longer than 0.2 s"),
    "endless loop that catches everything": (
        "while True:\n  try:\n   while True: x = x + 1\n  except BaseException: pass", "timeout", "longer than 0.2 s"),
    "endless loop that puts off the alarm": (
        "import signal\n signal.setitimer(signal.ITIMER_REAL, 0)\n while True: pass", "timeout", "longer than 0.2 s"),
    "endless loop in C": ("return sum(__import__('itertools').repeat(1))", "timeout", "longer than 0.2 s"),
    "no signal is heard": (
        "import signal\n for s in set(signal.valid_signals()) - {9, 19}: signal.signal(s, signal.SIG_IGN)\n"
        " signal.pthread_sigmask(signal.SIG_BLOCK, range(1, 60))\n while True: pass", "timeout", "longer than 0.2 s"),
    "sleep": ("__import__('time').sleep(60)", "timeout", "longer than 0.2 s"),
    "endless print": ("while True: print('x' * 1000)", "timeout", "longer than 0.2 s"),
    "endless generator": (
        "def g():\n  while True: yield 1.0\n return g()", "not numbers", "a generator that goes on after 10000 values"),
    "endless count": ("return __import__('itertools').count()", "not numbers", "goes on after 10000"),
    "generator that never gives anything": (
        "def g():\n  while True: pass\n  yield\n return g()", "timeout", "longer than 0.2 s"),
    "lists without end": ("a = []\n while True: a.append([0.0] * 100_000)", ("memory", "timeout"), ""),
    "zeros": ("import numpy as np\n return np.zeros(1 << 40)", "memory", "MemoryError"),
    "ones": ("import numpy as np\n return np.ones(1 << 28)", "memory", "MemoryError"),
    "text without end": ("return 'x' * (1 << 34)", "memory", "MemoryError"),
    "recursion": ("return f(x)", "error", "RecursionError"),
    "recursion without a limit": (
        "import sys\n sys.setrecursionlimit(10**9)\n return f(x)", ("crash", "memory", "timeout", "error"), ""),
    "os._exit": ("__import__('os')._exit(0)", "crash", "ended with exit code 0"),
    "sys.exit": ("__import__('sys').exit('bye')", "error", "SystemExit: bye"),
    "abort": ("__import__('os').abort()", "crash", "ended by signal SIGABRT"),
    "null pointer": ("__import__('ctypes').string_at(0)", "crash", "ended by signal SIGSEGV"),
    "kills itself": ("import os\n os.kill(os.getpid(), 9)", "crash", "ended by signal SIGKILL"),
    "unknown signal": ("import os\n os.kill(os.getpid(), 40)", "crash", "ended by signal"),
    "closes everything": ("__import__('os').closerange(0, 200)\n return x", "crash", ""),
    "closes everything and goes on": (
        "__import__('os').closerange(0, 200)\n while True: pass", "crash", "closed its connection"),
    "rubbish everywhere": (
        "import os\n for fd in range(100):\n  try: os.write(fd, b'rubbish' * 100)\n  except OSError: pass\n return x",
        "crash", "something else than an answer"),
    "rubbish that looks like a frame": (
        "import os\n for fd in range(3, 100):\n  try: os.write(fd, b'lab\\0wire' + bytes(24))\n"
        "  except OSError: pass\n return x", "crash", "something else than an answer"),
    "half a frame": (
        "import os\n for fd in range(3, 100):\n  try: os.write(fd, b'lab\\0')\n  except OSError: pass\n"
        " import signal; signal.setitimer(signal.ITIMER_REAL, 0)\n while True: pass", "timeout", ""),
    "equal to everything": (
        "class E:\n  __eq__ = __lt__ = lambda *a: True\n  __hash__ = None\n return E()", "not numbers", "type E"),
    "lying float": ("class E:\n  def __float__(self): return 'x'\n return E()", "error", "TypeError"),
    "endless float": ("class E:\n  def __float__(self):\n   while True: pass\n return [E()]", "timeout", "0.2 s"),
    "lying array": ("class E:\n  def __array__(self, *a, **k): return 'x'\n return E()", "not numbers", "type E"),
    "raising array": ("class E:\n  def __array__(self, *a, **k): 1 / 0\n return E()", "error", "ZeroDivision"),
    "lying length": (
        "class E(list):\n  def __len__(self): return 1 << 60\n  def __iter__(self): return iter(self)\n"
        " return E([1.0, 2.0])", "numbers", "E"),
    "lying class": (
        "class E:\n  @property\n  def __class__(self): raise ValueError('mine')\n return E()", "not numbers", "type E"),
    "lying metaclass": (
        "class M(type):\n  def __getattr__(c, n): raise ValueError('mine')\n"
        " class E(metaclass=M): pass\n return E()", ("error", "not numbers"), ""),
    "error that cannot be told": (
        "class E(Exception):\n  def __str__(self): 1 / 0\n raise E", "error", "E"),
    "error whose text never ends": (
        "class E(Exception):\n  def __str__(self):\n   while True: pass\n raise E", ("error", "timeout"), ""),
    "endless error": ("raise ValueError('x' * 10_000_000)", "error", "xxx..."),
    "exception that is none": ("class E(BaseException): pass\n raise E('own')", "error", "E: own"),
    "nested lists": ("a = [x]\n for i in range(500): a = [a]\n return a", "not numbers", "nested too deep"),
    "itself": ("a = []\n a += [a, a]\n return a", "not numbers", "nested too deep"),
    "None": ("return None", "nothing", "None"),
    "text": ("return '60.0'", "not numbers", "the text '60.0'"),
    "text in a list": ("return [x, 'a']", "not numbers", "the text 'a'"),
    "NaN": ("return float('nan')", "numbers", "float"),
    "complex": ("return [x + 1j]", "numbers", "list"),
    "objects": ("import numpy as np\n return np.array([x, None], object)", "not numbers", "None"),
    "masked": ("import numpy as np\n return np.ma.array([x, x], mask=[0, 1])", "numbers", "MaskedArray"),
    "too many": ("import numpy as np\n return np.zeros(1_000_001)", "not numbers", "1000001 numbers"),
    "far too many": (
        "import numpy as np\n return np.broadcast_to(1.0, (1 << 20, 1 << 20))", "not numbers", "numbers, which"),
    "input": ("return float(input('x? '))", "error", "asks for input"),
    "settrace": ("import sys\n sys.settrace(lambda *a: 1 / 0)\n return abs(x)", ("numbers", "error"), ""),
    "thread that goes on": (
        "import threading\n def t():\n  while True: pass\n threading.Thread(target=t).start()\n return x",
        "numbers", "float"),
    "wrong shape": ("import numpy as np\n return np.ones((2, 3)) @ np.ones((2, 3))", "error", "ValueError: matmul"),
    "self-made frames": (
        "import gc, socket\n for s in gc.get_objects():\n  if type(s) is socket.socket: s.close()\n return x",
        "crash", ""),
    "forks": ("import os\n os.fork()\n return x", "numbers", "float"),
    "another folder": ("import os\n os.chdir('/')\n return x", "numbers", "float"),
}  # fmt: skip


LASTING = {"thread that goes on", "forks", "recursion without a limit"}
"""What goes on after the call, and would disturb the next one in the same process."""


def function(name, number=""):
    """A function of the name f, or f with a number, that does this."""
    body = indent(" " + ANSWERS[name][0], " ")
    return f"def f{number}(x):\n def f(x):\n{body}\n return f(x)\n"


@pytest.fixture(scope="module")
def together(tmp_path_factory):
    """One program of all hostile functions, which goes on however many of them take its process down.

    Those that are to run out of time are asked in a hasty one.
    """
    source = written(
        tmp_path_factory.mktemp("hostile"), "".join(function(name, number) for number, name in enumerate(ANSWERS))
    )
    hasty, roomy = (Process(source, replace(limits, total=inf, memory=256 << 20)) for limits in (HASTY, ROOMY))
    with hasty, roomy:
        yield lambda name: (hasty if "timeout" in ANSWERS[name][1] else roomy).call(
            f"f{list(ANSWERS).index(name)}", given(2.0)
        )


@pytest.mark.parametrize("name", ANSWERS)
def test_a_hostile_function_gets_a_clear_answer_in_bounded_time(together, tmp_path, name):
    _, kinds, text = ANSWERS[name]
    begun = monotonic()
    answer = asked(tmp_path, function(name), BRIEF)[1] if name in LASTING else together(name)
    seconds = monotonic() - begun
    assert answer.kind in (kinds if isinstance(kinds, tuple) else (kinds,)), answer
    assert text in answer.text
    assert len(answer.text) <= 300
    assert "\n" not in answer.text
    assert seconds < LONGEST


STATEMENTS = {
    "endless loop": ("while True: pass", "timeout"),
    "endless loop that catches everything": (
        "while True:\n  try: sum(range(9))\n  except BaseException: pass", "timeout"),
    "endless loop in C": ("sum(__import__('itertools').repeat(1))", "timeout"),
    "endless print": ("while True: print('x' * 1000)", "timeout"),
    "no signal is heard": (
        "import signal\nsignal.signal(signal.SIGALRM, signal.SIG_IGN); signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "while True: pass", "timeout"),
    "memory": ("a = 'x' * (1 << 34)", "memory"),
    "arrays": ("import numpy as np\na = np.ones(1 << 28)", "memory"),
    "os._exit": ("__import__('os')._exit(1)", "crash"),
    "null pointer": ("__import__('ctypes').string_at(0)", "crash"),
    "closes everything": ("__import__('os').closerange(0, 200)", "crash"),
    "rubbish everywhere": (
        "import os\nfor fd in range(100):\n  try: os.write(fd, b'rubbish' * 100)\n  except OSError: pass", "crash"),
    "exit": ("exit()", "exit"),
    "input": ("x = input()", "input"),
    "missing module": ("import torch_is_not_here", "error"),
    "processes at import": (
        "import multiprocessing as m\nwith m.get_context('fork').Pool(2) as p: a = p.map(abs, [-1, -2])\nb = = 1",
        "syntax"),
}  # fmt: skip


@pytest.mark.parametrize("name", STATEMENTS)
def test_a_hostile_statement_is_told_and_the_functions_are_there_all_the_same(tmp_path, name):
    text, kind = STATEMENTS[name]
    limits = HASTY if kind == "timeout" else replace(ROOMY, memory=256 << 20)
    found, answer, seconds = asked(tmp_path, f"{text}\ndef f(x):\n    return 2 * x\n", limits)
    assert [failure.kind for failure in found.failures] == [kind]
    assert answer.leaves[0] == 4.0
    assert seconds < LONGEST


HARMLESS = {
    "spoiled names": SPOILED,
    "all of numpy": "from numpy import *\nsum = 5\nmax = min = None\ndel array\n",
    "its own trace": "import sys\nsys.settrace(lambda *a: None)\nsys.setprofile(lambda *a: None)\n",
    "no more output": "import sys\nsys.stdout.close()\nsys.stdout = None\nsys.stderr = None\n",
    "hangs at exit": "import atexit, time\natexit.register(time.sleep, 60)\n",
    "thread that goes on": "import threading, time\nthreading.Thread(target=time.sleep, args=(60,)).start()\n",
    "another folder": "import os\nos.chdir('/')\n",
    "a process left behind": "import subprocess, sys\nsubprocess.Popen([sys.executable, '-c', 'while 1: pass'])\n",
    "main taken away": "import sys\ndel sys.modules['__main__']\ndel __name__, __file__, __builtins__\n",
    "no collection": "import gc\ngc.disable()\ngc.collect = None\n",
    "objects that lie": (
        "class E:\n  def __getattr__(self, n): raise ValueError\n  __eq__ = __bool__ = __hash__ = lambda *a: 1 / 0\n"
        "  @property\n  def __class__(self): raise ValueError\na = E()\nb = [E()]\nc = {'x': E()}\n"),
    "a class that lies": (
        "class M(type):\n  def __getattribute__(c, n): raise ValueError(n)\nclass E(metaclass=M): pass\na = E()\n"),
    "its own import": "import builtins\nbuiltins.__import__ = None\n__builtins__.__import__ = None\n",
}  # fmt: skip


@pytest.mark.parametrize("name", HARMLESS)
def test_a_program_that_breaks_its_surroundings_is_asked_all_the_same(tmp_path, name):
    text = HARMLESS[name]
    text += "" if "def f(" in text else "def f(x):\n    y = 2 * x\n    return [y, 1.5]\n"
    found, answer, seconds = asked(tmp_path, text, ROOMY)
    assert found.failures == ()
    assert [leaf.tolist() for leaf in answer.leaves] == [[4.0, 1.5]]
    assert seconds < LONGEST


def test_values_that_lie_are_told_as_what_they_are(tmp_path):
    _, answer, _ = asked(tmp_path, "import numpy as np\ndef f(x): return np.array([x, 1j])\n")
    assert answer.dtypes == ("complex128",)
    assert answer.leaves[0].tolist() == [2, 0]


def test_processes_that_a_program_leaves_behind_end_with_it(tmp_path):
    text = "import subprocess\npid = subprocess.Popen(['sleep', '60']).pid\n"
    with staged(tmp_path, text, BRIEF) as program:
        pid = int(program.described.numbers["pid"][0])
        os.kill(pid, 0)
    assert _gone(pid)


def _gone(pid):
    """Whether a process ends within a moment; a killed one may wait to be taken note of."""
    ending = monotonic() + LONGEST
    while monotonic() < ending:
        try:
            with open(f"/proc/{pid}/stat") as file:
                if file.read().rpartition(")")[2].split()[0] == "Z":
                    return True
        except OSError:
            return True
    return False


def test_a_candidate_that_nobody_holds_ends_its_process(tmp_path):
    program = staged(tmp_path, "import os\npid = os.getpid()\n", BRIEF)
    pid = int(program.described.numbers["pid"][0])
    del program
    gc.collect()
    assert _gone(pid)


def test_the_time_for_all_is_a_bound_for_all(tmp_path):
    text = "def f(x):\n    import signal; signal.setitimer(signal.ITIMER_REAL, 0)\n    while True: pass\n"
    begun = monotonic()
    with staged(tmp_path, text, replace(HASTY, total=2.0)) as program:
        answers = program.call_many([Call("f", tuple(given(1.0)))] * 100)
    assert monotonic() - begun < LONGEST
    assert {answer.kind for answer in answers} == {"timeout"}
    assert answers[-1].text == "no time is left for it"


def test_a_program_that_can_no_longer_be_run_is_told(tmp_path):
    text = """\
        import os
        first = not os.path.exists("ran")
        open("ran", "w").close()
        first or os._exit(1)
        def f(x):
            os._exit(2)
    """
    with staged(tmp_path, text, BRIEF) as program:
        answers = program.call_many([Call("f", tuple(given(1.0)))] * 3)
    assert [answer.kind for answer in answers] == ["crash"] * 3
    assert answers[2].text == "cannot be run again: the process ended with exit code 1"


def test_an_answer_from_another_question_is_none(tmp_path):
    text = """\
        import os, gc, socket
        def f(x):
            for wire in gc.get_objects():
                if type(wire) is socket.socket:
                    wire.sendall(b"lab\\0wire" + bytes(16) + bytes([15, 0, 0, 0, 0, 0, 0, 0]) + b'["answer",0,[]]')
            return x
    """
    with staged(tmp_path, text, BRIEF) as program:
        answer = program.call("f", given(1.0))
    assert (answer.kind, answer.text) == ("crash", "something else than an answer came from the program")


@pytest.mark.parametrize("frame", ['"at",99', '"at",-1', '"late","x"', '"answer",[]', '"described",[1]'])
def test_a_child_that_says_what_was_not_asked_is_not_believed(tmp_path, monkeypatch, frame):
    said = iter([("ready", 0, []), (*json.loads(f"[{frame}]"), [])])
    monkeypatch.setattr(Link, "receive", lambda self, ident, deadline: next(said))
    with staged(tmp_path, "a = 1\n", replace(BRIEF, restarts=0)) as program:
        assert [f.message for f in program.described.failures] == [
            "something else than an answer came from the program"
        ]


def test_a_child_that_is_late_without_end_is_not_waited_for(tmp_path, monkeypatch):
    said = chain([("ready", 0, [])], repeat(("late", 0, [])))
    monkeypatch.setattr(Link, "receive", lambda self, ident, deadline: next(said))
    with staged(tmp_path, "a = 1\n", replace(BRIEF, restarts=0)) as program:
        assert [f.kind for f in program.described.failures] == ["timeout"]


def test_endless_interruptions_come_to_an_end(tmp_path):
    text = "def loop():\n    while True: pass\n" + "loop()\n" * 9 + "a = 1\n"
    begun = monotonic()
    with staged(tmp_path, text, HASTY) as program:
        found = program.described
    assert monotonic() - begun < LONGEST
    assert {failure.kind for failure in found.failures} == {"timeout"}
    assert 1 <= len(found.failures) <= 4
    assert "loop" in {f.name for f in found.functions}


def test_many_candidates_in_many_threads_do_not_disturb_one_another(tmp_path):
    told = {}

    def ask(number):
        folder = tmp_path / str(number)
        folder.mkdir()
        body = ["return x", "while True: pass", "__import__('os')._exit(1)"][number % 3]
        told[number] = asked(folder, f"def f(x):\n {body}\n")[1].kind

    threads = [threading.Thread(target=ask, args=(number,), daemon=True) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(2 * LONGEST)
    assert told == dict(enumerate(["numbers", "timeout", "crash"] * 2))


def test_one_candidate_serves_many_threads(tmp_path):
    told = {}
    with staged(tmp_path, "def f(x): return x + 1\n", BRIEF) as program:

        def ask(number):
            told[number] = [float(program.call("f", given(float(number))).leaves[0]) for _ in range(5)]

        threads = [threading.Thread(target=ask, args=(number,), daemon=True) for number in range(6)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join(LONGEST)
    assert told == {number: [number + 1.0] * 5 for number in range(6)}


def test_a_candidate_can_be_closed_while_its_program_still_runs(tmp_path):
    begun = monotonic()
    Process(written(tmp_path, "while True: pass\n"), Limits()).close()
    assert monotonic() - begun < LONGEST


def test_a_call_that_is_too_long_for_the_wire_is_told(tmp_path):
    text = "import numpy as np\ndef f(x): return [np.zeros(1)] * 19_000\n"
    _, answer, _ = asked(tmp_path, text, limits=replace(BRIEF, call=5.0))
    assert len(answer.leaves) == 19_000
    assert np.array_equal(answer.leaves[-1], [0])
