"""A chunk of steps of one group of runs: what is kept of each step until it was looked at."""

from __future__ import annotations

from dataclasses import dataclass

from ..given import Form
from ..vector.code import Code, Value
from .layout import block_of, rows_of


@dataclass(frozen=True)
class Chunk:
    """Addresses of what is kept, and the steps of the chunk.

    `values` has every J, `bits`, of momentum, what is 0 where the gradient is. `states` are the first state, the last
    and those between, of straight-line code. At `moved` lies, of tiled code, 0 where a step changed no bit; of steps
    with masks, which units were active, see `active`. `g` is the group, `opens` holds where the window opens with this
    chunk, if it is of the window.
    """

    values: Value
    bits: Value
    states: tuple[Value, Value, Value]
    moved: Value
    g: Value
    first: Value
    count: Value
    opens: Value


def state_at(code: Code, form: Form, chunk: Chunk, i: Value) -> Value:
    """Where the state lies that goes into a step of the chunk, of straight-line code."""
    kept = state_after(code, form, chunk, code.op(f"sub i64 {i}, 1"))
    return code.op(f"select i1 {code.op(f'icmp eq i64 {i}, 0')}, ptr {chunk.states[0]}, ptr {kept}")


def state_after(code: Code, form: Form, chunk: Chunk, i: Value) -> Value:
    """Where the state lies that comes out of a step of the chunk which is not its last."""
    return code.at(chunk.states[2], i, block_of(form.lab) * rows_of(form.lab))
