"""What of a program can be called, and with what: found by looking at it, without running it."""

from __future__ import annotations

import ast
import sys
from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from dis import Instruction, get_instructions
from inspect import Parameter, Signature, signature, unwrap
from itertools import pairwise
from types import CodeType, FunctionType, ModuleType
from typing import Any

from numpy import float64, ndarray

from .answer import Function, FunctionKind
from .honest import is_of_program

MOST = 500
_BY_PLACE = (Parameter.POSITIONAL_ONLY, Parameter.POSITIONAL_OR_KEYWORD)
MOST_ATTRIBUTES = 64
_HOLDING = (ndarray, list, tuple, dict, float, float64, int)
_GATHERING = (Parameter.VAR_POSITIONAL, Parameter.VAR_KEYWORD)


def functions(namespace: Mapping[str, Any], files: Mapping[str, int], assigned: Container[str]) -> tuple[Function, ...]:
    """All that can be called and is the program's own, or a name that it assigned, in the order of its names."""
    found: list[Function] = []
    for name in list(namespace):
        if name.startswith("__") or len(found) >= MOST:
            continue
        try:
            found += _of_name(name, namespace, files, assigned)
        except BaseException:  # an object of the student's may raise whatever it is asked
            continue
    return tuple(found[:MOST])


def _of_name(
    name: str, namespace: Mapping[str, Any], files: Mapping[str, int], assigned: Container[str]
) -> Iterator[Function]:
    """The functions behind one global name."""
    value = namespace[name]
    if isinstance(value, type):
        if is_of_program(value):
            yield from _methods(name, value, files)
    elif _is_own(value, files) or (name in assigned and _is_called(value)):
        yield _function(name, value, files, namespace)


def assigned_names(tree: ast.Module) -> set[str]:
    """The names that the program gives to something, imports apart."""
    return {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}


def plain_function(value: Any) -> FunctionType | None:
    """The function behind something that can be called: a method, a cache, a partial; None where there is none."""
    inner = unwrap(value) if isinstance(value, FunctionType) else value
    for step in ("__func__", "__wrapped__", "pyfunc", "func"):  # bound methods, caches, np.vectorize, partials
        inner = inner if isinstance(inner, FunctionType) else getattr(inner, step, inner)
    return inner if isinstance(inner, FunctionType) else None


def _code(value: Any) -> CodeType | None:
    function = plain_function(value)
    return function.__code__ if function else None


def _is_own(value: Any, files: Mapping[str, int]) -> bool:
    """Whether it is a function, or a wrapped one, from the student's files or a module beside them."""
    if not callable(value) or isinstance(value, ModuleType):
        return False
    code = _code(value)
    return code is not None and (code.co_filename in files or _is_beside(value))


def _is_beside(value: Any) -> bool:
    module = sys.modules.get(getattr(value, "__module__", None) or "")
    file = getattr(module, "__file__", None) or ""
    folder = getattr(sys.modules["__main__"], "__folder__", "")
    return bool(folder) and file.startswith(folder) and "site-packages" not in file


def _is_called(value: Any) -> bool:
    """Whether something else than a function of the student's is called like one."""
    if isinstance(value, FunctionType):
        return True
    home = type(value).__module__.partition(".")[0]
    return callable(value) and home not in ("types", "typing", __name__.partition(".")[0])


def _function(name: str, value: Any, files: Mapping[str, int], namespace: Mapping[str, Any]) -> Function:
    code = _code(value)
    plain = isinstance(value, FunctionType)
    kind: FunctionKind = "other" if not plain else "lambda" if value.__name__ == "<lambda>" else "function"
    made = _described(name, value, code, files, kind)
    return replace(made, attributes=_read(code, namespace)) if code is not None else made


def _read(code: CodeType, namespace: Mapping[str, Any]) -> tuple[str, ...]:
    """The names of the module's numbers, arrays, lists and dicts that a function reads, itself or by others."""
    found: dict[str, None] = {}
    waiting, seen = [code], {code}
    while waiting and len(found) < MOST_ATTRIBUTES:
        code = waiting.pop()
        named = {name: namespace[name] for name in code.co_names if name in namespace}
        found |= dict.fromkeys(name for name, value in named.items() if type(value) in _HOLDING)
        inner = [one for one in code.co_consts if isinstance(one, CodeType)]
        inner += [value.__code__ for value in named.values() if isinstance(value, FunctionType)]
        waiting += [one for one in inner if one not in seen]
        seen.update(inner)
    return tuple(found)


def _described(
    name: str, value: Any, code: CodeType | None, files: Mapping[str, int], kind: FunctionKind, skip: int = 0
) -> Function:
    parameters, required, most = _parameters(value, skip)
    line, last = _lines(code, files)
    return Function(name, parameters, required, most, line, last, kind=kind)


def _parameters(value: Any, skip: int = 0) -> tuple[tuple[str, ...], int, int | None]:
    """(the names, how many have no default, how many may be given by place), without the first `skip`."""
    inputs = getattr(value, "nin", None)
    if isinstance(inputs, int):
        return (), inputs, inputs
    try:
        shape = list(signature(getattr(value, "pyfunc", value)).parameters.values())[skip:]
    except (TypeError, ValueError):
        return (), 0, None
    named = [one for one in shape if one.kind not in _GATHERING]
    most = None if any(one.kind is Parameter.VAR_POSITIONAL for one in shape) else sum(
        one.kind in _BY_PLACE for one in shape
    )  # fmt: skip
    return tuple(one.name for one in named), sum(one.default is Signature.empty for one in named), most


def _lines(code: CodeType | None, files: Mapping[str, int]) -> tuple[int, int]:
    if code is None or code.co_filename not in files:
        return 0, 0
    moved = files[code.co_filename]
    return code.co_firstlineno + moved, max(_last_line(code), code.co_firstlineno) + moved


def _last_line(code: CodeType) -> int:
    inner = [_last_line(one) for one in code.co_consts if isinstance(one, CodeType)]
    return max([end or 0 for _, end, _, _ in code.co_positions()] + inner, default=0)


def _methods(owner: str, kind: type, files: Mapping[str, int]) -> Iterator[Function]:
    """The methods of a class, those of its own bases too; of those with two underscores `__call__` alone."""
    init = _needed(kind)
    seen: set[str] = set()
    for base in kind.__mro__:
        for name, value in list(vars(base).items()) if is_of_program(base) else ():
            if name in seen or (name.startswith("__") and name != "__call__"):
                continue
            seen.add(name)
            inner = value.__func__ if isinstance(value, (staticmethod, classmethod)) else value
            if isinstance(inner, FunctionType) and inner.__code__.co_filename in files:
                static = isinstance(value, staticmethod)
                made = _described(f"{owner}.{name}", inner, _code(inner), files, "static" if static else "method",
                                  0 if static else 1)  # fmt: skip
                yield Function(made.name, made.parameters, made.required, made.most, made.line, made.last_line,
                               owner, init, made.kind, _set_by(kind))  # fmt: skip


def _set_by(kind: type) -> tuple[str, ...]:
    """The names of attributes that the class's own `__init__` uses, and of those that its other methods set."""
    code = getattr(getattr(kind, "__init__", None), "__code__", None)
    used = code.co_names if isinstance(code, CodeType) else ()
    methods = [value.__code__ for value in vars(kind).values() if isinstance(value, FunctionType)]
    stored = (name for code in methods for name in _stored(code))
    return tuple(dict.fromkeys((*used, *stored)))[:MOST_ATTRIBUTES]


def _stored(code: CodeType) -> Iterator[str]:
    """The attributes of the object itself that a method sets: those of others, as layer.weights, are not its own."""
    steps = [step for step in get_instructions(code) if step.opname != "COPY"]
    own = {b.argval for a, b in pairwise(steps) if b.opname in ("STORE_ATTR", "LOAD_ATTR") and _loads_self(a, code)}
    yield from (step.argval for step in steps if step.opname == "STORE_ATTR" and step.argval in own)


def _loads_self(step: Instruction, code: CodeType) -> bool:
    """Whether the last name that it puts on the stack is the method's first argument."""
    names = step.argval if isinstance(step.argval, tuple) else (step.argval,)
    return step.opname.startswith("LOAD_FAST") and names[-1:] == code.co_varnames[:1]


def _needed(kind: type) -> tuple[str, ...]:
    """What `__init__` needs: no self, and nothing that has a default."""
    init = getattr(kind, "__init__", None)
    if init is object.__init__ or init is None:
        return ()
    try:
        shape = list(signature(init).parameters.values())[1:]
    except (TypeError, ValueError):
        return ()
    return tuple(one.name for one in shape if one.kind not in _GATHERING and one.default is Signature.empty)
