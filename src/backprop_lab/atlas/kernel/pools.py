"""Pools of runs, one after the other, from their starts to their fates, without a way back to Python between."""

from __future__ import annotations

from typing import Generic, NamedTuple, TypeVar

from ..given import Form
from ..vector.code import Code, Value
from .body import enter
from .dropping import can_drop
from .layout import rows_of
from .pooling import groups_for
from .seen import ROWS

POOLS = "ptr noalias %order"
T = TypeVar("T", int, Value)
"""A number in Python, or the name of one in the code."""


class Order(NamedTuple, Generic[T]):
    """What is asked for: addresses, numbers of runs and steps.

    `looks` are steps, 0 first, `glances` + 1 of them; after each it is looked which runs are done, if `leave` is not 0.
    The last of them is the first of the window. The first `early` looks are those of a pool by itself; what is left of
    some pools, `full` runs or more, then goes on together. `draw` draws the starts of a pool, or it is 0 and all starts
    lie in `state`. `own` is not 0 where runs bring numbers of their own, which lie in `given`. In both of these cases
    `full` is 0.
    """

    state: T
    given: T
    seen: T
    codes: T
    steps: T
    values: T
    work: T
    list: T
    looks: T
    draw: T
    table: T
    seed: T
    first: T
    runs: T
    pool: T
    full: T
    own: T
    leave: T
    early: T
    glances: T
    half: T
    after: T


_POINTERS = 11
"""So many of an order are addresses."""


def pooled(form: Form, width: int, real: str) -> Code:
    """The function that does what an order asks for."""
    code = Code(width, real)
    of = Order(*(_part(code, at) for at in range(len(Order._fields))))
    left, base = (code.op("alloca i64, align 8") for _ in range(2))
    code.do(f"store i64 0, ptr {base}")
    up = code.op(f"sub i64 {of.pool}, 1")
    with code.loop(code.op(f"sdiv i64 {code.op(f'add i64 {of.runs}, {up}')}, {of.pool}")) as which:
        at = code.op(f"mul i64 {which}, {of.pool}")
        rest = code.op(f"sub i64 {of.runs}, {at}")
        is_last = code.op(f"icmp sle i64 {rest}, {of.pool}")
        runs = code.op(f"select i1 {is_last}, i64 {rest}, i64 {of.pool}")
        here, before = _here(code, form, of, at), code.op(f"load i64, ptr {base}")
        code.do(f"store i64 {runs}, ptr {left}")
        pool = _Pool(code, form, _behind(code, form, here, before), left)
        pool.open(at, runs)
        with code.when(code.op(f"icmp sgt i64 {of.early}, 0")), code.loop(of.early) as look:
            pool.look(look)
        groups = code.op(f"add i64 {before}, {groups_for(code, code.op(f'load i64, ptr {left}'))}")
        code.do(f"store i64 {groups}, ptr {base}")
        places = code.op(f"mul i64 {groups}, {width}")
        with code.when(code.op(f"or i1 {is_last}, {code.op(f'icmp sge i64 {places}, {of.full}')}")):
            code.do(f"store i64 {places}, ptr {left}")
            code.do(f"store i64 0, ptr {base}")
            _Pool(code, form, here, left).end(groups)
    return code


def _part(code: Code, at: int) -> Value:
    word = code.op(f"load i64, ptr {code.op(f'getelementptr i64, ptr %order, i64 {at}')}")
    return code.op(f"inttoptr i64 {word} to ptr") if at < _POINTERS else word


def _here(code: Code, form: Form, of: Order[Value], at: Value) -> Order[Value]:
    """The order with the arrays that lie there already from run `at` on."""
    g = code.op(f"sdiv i64 {at}, {code.width}")
    given = code.op(f"select i1 {code.op(f'icmp ne i64 {of.own}, 0')}, i64 {g}, i64 0")
    state = code.op(f"select i1 {code.op(f'icmp eq ptr {of.draw}, null')}, i64 {g}, i64 0")
    places = code.at(of.state, state, rows_of(form.lab)), code.at(of.given, given, form.columns)
    return of._replace(state=places[0], given=places[1])


def _behind(code: Code, form: Form, of: Order[Value], groups: Value) -> Order[Value]:
    """The order behind so many groups, which wait; `given` is then the same for all."""
    places = code.at(of.state, groups, rows_of(form.lab)), code.at(of.seen, groups, len(ROWS))
    return of._replace(state=places[0], seen=places[1])


class _Pool:
    """A pool, or what is left of all: `left` keeps how many of its runs go on."""

    def __init__(self, code: Code, form: Form, of: Order[Value], left: Value) -> None:
        self.code, self.form, self.of, self.left = code, form, of, left
        self.runs = f"ptr {of.state}, ptr {of.given}, ptr {of.seen}"
        self.fates = f"ptr {of.codes}, ptr {of.steps}, ptr {of.values}"
        self.leave = code.op(f"icmp ne i64 {of.leave}, 0")

    def open(self, at: Value, runs: Value) -> None:
        """Draws so many starts, from that with number `at` on; those that are dead leave."""
        code, of = self.code, self.of
        groups = groups_for(code, runs)
        with code.when(code.op(f"icmp ne ptr {of.draw}, null")):
            first = code.op(f"add i64 {of.first}, {at}")
            code.do(f"call void {of.draw}(ptr {of.state}, ptr {of.table}, i64 {of.seed}, i64 {first}, i64 {groups})")
        enter(code, self.form, of.state, of.work, groups)
        if not can_drop(self.form.lab):
            code.do(f"call void @begin(ptr {of.seen}, i64 {groups}, i64 {at}, i64 {runs})")
            return
        with code.when(self.leave):
            where = f"{self.runs}, {self.fates}, ptr {of.list}, ptr {self.left}"
            code.do(f"call void @drop({where}, i64 {groups}, i64 {at}, i64 {runs}, i64 {of.own})")
        with code.when(code.op(f"xor i1 {self.leave}, true")):
            code.do(f"call void @begin(ptr {of.seen}, i64 {groups}, i64 {at}, i64 {runs})")

    def look(self, at: Value) -> None:
        """From one look to the next, if runs are left; then some may leave."""
        code = self.code
        runs = code.op(f"load i64, ptr {self.left}")
        with code.when(code.op(f"icmp sgt i64 {runs}, 0")):
            groups = groups_for(code, runs)
            self._go(groups, self._step(at), self._step(code.op(f"add i64 {at}, 1")), "0")
            with code.when(self.leave):
                self._leave(groups)

    def end(self, groups: Value) -> None:
        """All other looks and the window; then the runs that are left are judged."""
        code, of = self.code, self.of
        with code.when(code.op(f"icmp sgt i64 {groups}, 0")):
            with code.when(self.leave):
                self._leave(groups)
            later = code.op(f"sub i64 {of.glances}, {of.early}")
            with code.when(code.op(f"icmp sgt i64 {later}, 0")), code.loop(later) as look:
                self.look(code.op(f"add i64 {look}, {of.early}"))
            runs = code.op(f"load i64, ptr {self.left}")
            with code.when(code.op(f"icmp sgt i64 {runs}, 0")):
                last = groups_for(code, runs)
                self._go(last, self._step(f"{of.glances}"), f"{of.after}", f"{of.half}")
                code.do(f"call void @judge({self.runs}, {self.fates}, ptr {of.work}, i64 {last}, i64 0)")

    def _step(self, look: Value) -> Value:
        return self.code.op(f"load i64, ptr {self.code.op(f'getelementptr i64, ptr {self.of.looks}, i64 {look}')}")

    def _go(self, groups: Value, first: Value, after: Value, half: Value) -> None:
        count = self.code.op(f"sub i64 {after}, {first}")
        where = f"{self.runs}, ptr {self.of.work}, i64 {groups}, i64 {first}, i64 {count}, i64 {half}"
        self.code.do(f"call void @go({where})")

    def _leave(self, groups: Value) -> None:
        of = self.of
        where = f"{self.runs}, {self.fates}, ptr {of.work}, ptr {of.list}, ptr {self.left}"
        self.code.do(f"call void @leave({where}, i64 {groups}, i64 {of.own})")
