"""The stage: the program's statements run one by one in a module of their own, then its functions are called."""

from __future__ import annotations
import __future__

import ast
import os
import sys
import warnings
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any

from .alarm import LateError, alarm
from .answer import Answer, Array, Described, Failure
from .anything import Anything
from .curves import Board
from .describe import assigned_names, functions
from .fault import kind_of, line_of, lines_of, message
from .figures import replace_figures
from .invoke import perform
from .leaves import leaves, plain_nesting
from .program import Program
from .question import Call
from .quiet import own_builtins, quieten
from .trace import Follower, Trail, following, statement_lines
from .undo import Undo

MOST_NAMES, MOST_OF_A_NAME, MOST_NUMBERS = 500, 100_000, 1_000_000
MOST_FAILURES = 100
_NOT_TOLD = ("__future__", "__main__")


class Stage:
    """One program, from its statements to the answers of its functions."""

    def __init__(self, program: Program) -> None:
        self.program = program
        self.files = {program.path: 0}
        self.page = quieten()
        self.board = Board(self.files)
        self.modules: dict[str, None] = {}
        self.module = ModuleType("__main__")
        self.namespace = vars(self.module)
        self._set_up()
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            self.tree = ast.parse(program.text)
        self.first = statement_lines(self.tree)
        self.trail: Trail | None = None
        if program.sizes:
            self.trail = Trail(self.files, self.first, frozenset(program.sizes), frozenset(program.names))
        self.failures: list[Failure] = []
        self._undo: Undo | None = None

    def _set_up(self) -> None:
        """The module, its names, the built-in ones, and where it imports from."""
        extra = {"get_ipython": Anything, "display": Anything()}
        own = own_builtins(self.namespace, extra, self._imported)
        folder = os.path.dirname(self.program.path)
        self.namespace.update(__builtins__=own, __file__=self.program.path, __folder__=os.path.join(folder, ""))
        sys.modules.update(__main__=self.module, builtins=own)
        sys.argv = [self.program.path]
        sys.path.insert(0, folder)
        replace_figures(self.board)

    def _imported(self, name: str) -> None:
        self.modules[name.partition(".")[0]] = None

    def run(self, tell: Callable[[str, int], None]) -> Described:
        """Runs the statements; `tell` hears "at" before each, and "late" when one was interrupted."""
        flags, lates = 0, 0
        with alarm(self.program.run, self.files) as again:
            for i, node in enumerate(self.tree.body):
                flags |= _features(node)
                if i in self.program.skip or lates > self.program.lates:
                    continue
                tell("at", i)
                if self._statement(node, flags) == "timeout":
                    lates += 1
                    tell("late", i)
                    again()
            self._undo = Undo(self.namespace)
            return self._described()

    def _statement(self, node: ast.stmt, flags: int) -> str:
        """Runs one statement; the kind of its failure, "" for none."""
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                code = compile(ast.Module([node], []), self.program.path, "exec", flags, dont_inherit=True)
            with following(self.trail):
                exec(code, self.namespace)
        except BaseException as error:  # also SystemExit, and what no one should derive from BaseException
            kind = kind_of(error)
            if len(self.failures) < MOST_FAILURES:
                line = self._loop(error, node) if kind == "timeout" else line_of(error, self.files) or node.lineno
                self.failures.append(Failure(line, kind, message(error)))
            return kind
        return ""

    def _loop(self, error: BaseException, node: ast.stmt) -> int:
        """The line of the outermost loop that was running when the time was up: where it was within is chance."""
        loops = [one for one in ast.walk(self.tree) if isinstance(one, (ast.For, ast.While))]
        for line in lines_of(error, self.files):
            around = [one.lineno for one in loops if one.lineno <= line <= (one.end_lineno or line)]
            if around:
                return min(around)
        return node.lineno

    def _described(self) -> Described:
        printed, dropped = self.page.told()
        return Described(
            functions(self.namespace, self.files, assigned_names(self.tree)),
            self.board.curves(),
            self.board.shown,
            tuple(self.failures),
            dict(numbers(self.namespace)),
            tuple(self.trail.events) if self.trail else (),
            printed,
            dropped,
            tuple(name for name in self.modules if name not in _NOT_TOLD),
            tuple(self.trail.early) if self.trail else (),
        )

    def call(self, call: Call) -> Answer:
        """One call, after which the program's globals are again what they were, unless they are to be kept."""
        follower = Follower(self.files, self.first)
        answer = Answer("timeout", text=f"took longer than {self.program.call:g} s")
        try:
            with alarm(self.program.call, self.files):
                answer = perform(self.namespace, call, follower)
        except LateError:
            pass
        if call.keep:
            self._undo = Undo(self.namespace)
        elif self._undo:
            self._undo.restore()
        return answer


def numbers(namespace: dict[str, Any]) -> Iterator[tuple[str, tuple[Array, ...]]]:
    """The numeric globals: those of plain types, so that nothing of the student's runs."""
    left = MOST_NUMBERS
    for name, value in list(namespace.items())[:MOST_NAMES]:
        inside = list(value.values()) if type(value) is dict else value
        if name.startswith("__") or not plain_nesting(inside, MOST_OF_A_NAME):
            continue
        try:
            found = tuple(leaf for leaf, _ in leaves(value, merge=True, most=min(left, MOST_OF_A_NAME)))
        except Exception:  # whatever it is, and whatever was done to NumPy: no numbers
            continue
        left -= sum(leaf.size for leaf in found)
        yield name, found


def _features(node: ast.stmt) -> int:
    """What `from __future__ import ...` asks of all that follows."""
    if not (isinstance(node, ast.ImportFrom) and node.module == "__future__"):
        return 0
    asked = [getattr(__future__, alias.name, None) for alias in node.names]
    return sum({feature.compiler_flag for feature in asked if feature})
