"""Vector code to a function of this processor: LLVM through llvmlite, at run time."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from threading import Lock
from typing import Any

import llvmlite.binding as llvm

from .code import Code


@dataclass(frozen=True, eq=False)
class Compiled:
    """Functions by name; the engine keeps them alive."""

    engine: Any
    functions: dict[str, Any]


@cache
def _started() -> None:
    llvm.initialize_native_target()
    llvm.initialize_native_asmprinter()


def _machine() -> Any:
    """A description of this processor; an engine takes it for its own, so that each needs a new one."""
    _started()
    target = llvm.Target.from_default_triple()
    features = llvm.get_host_cpu_features().flatten()
    return target.create_target_machine(cpu=llvm.get_host_cpu_name(), features=features, opt=3)


@cache
def lanes(real: str = "double") -> int:
    """How many reals a register of this processor holds: 8 or 16 with AVX-512, 4 or 8 with AVX, else 2 or 4."""
    features = llvm.get_host_cpu_features()
    bits = 512 if features.get("avx512f") else 256 if features.get("avx") else 128
    return bits // {"double": 64, "float": 32}[real]


@cache
def registers() -> int:
    """The vector registers of this processor."""
    return 32 if llvm.get_host_cpu_features().get("avx512f") or "aarch64" in llvm.get_default_triple() else 16


@cache
def leaves_out() -> bool:
    """Whether this processor leaves out lanes of any operation at no cost: AVX-512."""
    features = llvm.get_host_cpu_features()
    return all(features.get(one) for one in ("avx512f", "avx512dq", "avx512vl"))


def compile_functions(*functions: tuple[str, Code, str], as_written: bool = False) -> Compiled:
    """Functions (name, code, parameters), compiled together; `as_written` says that LLVM should keep their order.

    Its own order frees registers, which costs time where they suffice. This changes no bit. The choice is LLVM's for
    all that is compiled meanwhile, by other threads too, whose code then is as right.
    """
    declared = dict.fromkeys(line for _, code, _ in functions for line in code.declared)
    text = "\n".join([*(code.function(name, parameters) for name, code, parameters in functions), *declared])
    module = llvm.parse_assembly(text)
    module.verify()
    engine = llvm.create_mcjit_compiler(module, _machine())
    with _order(as_written):
        engine.finalize_object()
    made = {name: _callable(engine, name, parameters) for name, _, parameters in functions}
    return Compiled(engine, made)


_ORDER = Lock()
"""One at a time has LLVM keep an order: the first to end would take it from the others."""


@contextmanager
def _order(as_written: bool) -> Iterator[None]:
    if not as_written:
        yield
        return
    with _ORDER:
        try:
            llvm.set_option("", "-enable-misched=false")
            yield
        finally:
            llvm.set_option("", "-enable-misched=true")


def _callable(engine: Any, name: str, parameters: str) -> Any:
    """The function with ctypes' own types; calls to it let go of the GIL."""
    kinds = [ctypes.c_void_p if one.split()[0] == "ptr" else ctypes.c_int64 for one in parameters.split(",")]
    return ctypes.CFUNCTYPE(None, *kinds)(engine.get_function_address(name))
