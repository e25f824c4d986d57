"""A piece of vector code, compiled and run on an array."""

import ctypes

import numpy as np

from backprop_lab.atlas.kernel.layout import aligned
from backprop_lab.atlas.vector.code import Code
from backprop_lab.atlas.vector.compiled import compile_functions


def run(emit, x, width=4):
    """What `emit(code, value)` makes of each number of x."""
    kind = x.dtype.type
    code = Code(width, {np.float64: "double", np.float32: "float"}[kind])
    with code.loop("%n") as i:
        code.store(emit(code, code.load(code.at("%x", i))), code.at("%y", i))
    made = compile_functions(("run", code, "ptr noalias %x, ptr noalias %y, i64 %n"))
    groups = -(-len(x) // width)
    taken, given = aligned((groups * width,), kind), aligned((groups * width,), kind)
    taken[: len(x)] = x
    made.functions["run"](*(a.ctypes.data_as(ctypes.c_void_p) for a in (taken, given)), groups)
    return given[: len(x)].copy()
