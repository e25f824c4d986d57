"""One call of a function of the program: arguments in the form that was asked for, and what came back as numbers."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from types import SimpleNamespace
from typing import Any

from numpy import array, float32, float64, int64, matrix, ndarray

from .answer import Answer, AnswerKind, Array
from .fault import kind_of, line_of, message
from .honest import bare_name
from .leaves import NotNumbersError, leaves
from .question import Argument, Call
from .trace import Follower, following

_KINDS: dict[str, AnswerKind] = {"timeout": "timeout", "memory": "memory"}


def build(argument: Argument) -> Any:
    """The argument as it is handed to the function."""
    value: Array = array(argument.value, float64)
    return _FORMS[argument.form](value)


def _nested(value: Array, kind: Callable[[Any], Any]) -> Any:
    return kind([_nested(one, kind) for one in value]) if value.ndim else float(value)


_FORMS: dict[str, Callable[[Array], Any]] = {
    "array": lambda value: value,
    "list": lambda value: _nested(value, list),
    "tuple": lambda value: _nested(value, tuple),
    "column": lambda value: value.reshape(-1, 1),
    "row": lambda value: value.reshape(1, -1),
    "matrix": lambda value: (value if value.ndim > 1 else value.reshape(-1, 1)).view(matrix),
    "float": lambda value: float(value.item()),
    "int": lambda value: int(value.item()),
    "ints": lambda value: value.astype(int64),
    "float32": lambda value: value.astype(float32),
}


def handed(arguments: Sequence[Argument], built: Sequence[Any] | None = None) -> tuple[list[Any], dict[str, Any]]:
    """(those by place, those by name), groups of them as one."""
    pairs = list(zip(arguments, [build(one) for one in arguments] if built is None else built, strict=True))
    places = groupby([pair for pair in pairs if pair[0].keyword is None], _group)
    return (
        [one for (within, _), members in places for one in _gathered(within, list(members))],
        {one.keyword: value for one, value in pairs if one.keyword is not None},
    )


def _group(pair: tuple[Argument, Any]) -> tuple[str, str]:
    one = pair[0]
    return one.within, one.key if one.within in ("list", "tuple") else ""


def _gathered(within: str, members: Sequence[tuple[Argument, Any]]) -> list[Any]:
    """Neighbours as they are handed over: each for itself, or all as one."""
    values = [value for _, value in members]
    if not within:
        return values
    if within in ("list", "tuple"):
        return [values if within == "list" else tuple(values)]
    by_key = {one.key: value for one, value in members}
    return [by_key if within == "dict" else SimpleNamespace(**by_key)]


def part(value: Any, path: Sequence[int]) -> Any:
    """The part of an answer that a path leads to; of a dict the items in their order."""
    for place in path:
        value = list(value.values())[place] if type(value) is dict else value[place]
    return value


def same(one: Any, other: Any) -> bool:
    """Whether an argument is still what its twin is, of plain types alone."""
    if type(one) is not type(other):
        return False
    if isinstance(one, ndarray):
        return one.shape == other.shape and one.dtype == other.dtype and one.tobytes() == other.tobytes()
    if isinstance(one, (list, tuple)):
        return len(one) == len(other) and all(same(a, b) for a, b in zip(one, other, strict=True))
    return bool(one == other) or one != one


class UnknownFunctionError(LookupError):
    """The program has no function of this name."""


def bound(namespace: dict[str, Any], call: Call) -> Callable[[str], Any]:
    """What finds functions by name for this call: methods on one instance, all others in the module."""
    owner = call.function.rpartition(".")[0]
    instance = _instance(namespace, owner, call.init) if owner else None
    if not owner:
        _set(lambda name: _found(namespace, name), namespace.__setitem__, call.init)

    def find(name: str) -> Any:
        before, _, last = name.rpartition(".")
        if owner and (before == owner or (not before and hasattr(instance, last))):
            return _attribute(instance, last)
        return _found(namespace, name)

    return find


def _instance(namespace: Mapping[str, Any], owner: str, init: Sequence[Argument]) -> Any:
    """A new one, and what is set on it."""
    places, names = handed([one for one in init if not _is_set(one)])
    instance = _found(namespace, owner)(*places, **names)
    _set(lambda name: getattr(instance, name, None), lambda name, value: setattr(instance, name, value), init)
    return instance


def _is_set(one: Argument) -> bool:
    return bool(one.keyword and one.keyword.startswith("."))


def _set(
    read: Callable[[str], Any], write: Callable[[str, Any], None], arguments: Sequence[Argument]
) -> None:  # fmt: skip
    """Sets names; an array takes the shape of what was there, several of one name become one."""
    for name, members in groupby(filter(_is_set, arguments), lambda one: (one.keyword or "")[1:]):
        group = [(one, build(one)) for one in members]
        (first, value), *_ = group
        there = read(name)
        if first.within:
            (value,) = _gathered(first.within, group)
        elif isinstance(there, ndarray) and there.size == array(value).size:
            value = array(value, float64).reshape(there.shape)
        write(name, value)


def _found(namespace: Mapping[str, Any], name: str) -> Any:
    if name not in namespace:
        raise UnknownFunctionError(f"there is no {name} in the program")
    return namespace[name]


def _attribute(instance: Any, name: str) -> Any:
    try:
        return getattr(instance, name)
    except AttributeError:
        raise UnknownFunctionError(f"there is no {type(instance).__name__}.{name} in the program") from None


def perform(
    namespace: dict[str, Any],
    call: Call,
    follower: Follower,
    caught: tuple[type[BaseException], ...] = (BaseException,),
) -> Answer:
    """Makes the call; what the student's code raises becomes an answer, if it is `caught`."""
    built = [build(one) for one in call.arguments]
    try:
        find = bound(namespace, call)
        function, places, names = _ready(find, call, built)
        with following(follower if call.trace else None):
            given = function(*places, **names)
        if given is None and call.after:
            given = tuple([find(name) for name in call.after])
        answer = judged(given)
    except caught as error:
        kind = _KINDS.get(kind_of(error), "error")
        answer = Answer(kind, text=message(error), line=line_of(error, follower.files))
    changed = [i for i, one in enumerate(call.arguments) if not same(built[i], build(one))]
    return replace(answer, changed=tuple(changed), events=tuple(follower.events))


def _ready(
    find: Callable[[str], Any], call: Call, built: Sequence[Any]
) -> tuple[Any, list[Any], dict[str, Any]]:  # fmt: skip
    """(the function, its arguments by place, those by name), after the calls before it."""
    before = None
    for name, arguments in call.before:
        places, names = handed(arguments)
        before = find(name)(*places, **names)
    pairs = zip(call.arguments, built, strict=True)
    places, names = handed(call.arguments, [one if a.path is None else part(before, a.path) for a, one in pairs])
    return find(call.function), places, names


def judged(given: Any) -> Answer:
    """What came back, as numbers or as what it is instead."""
    if given is None:
        return Answer("nothing", text="None")
    try:
        found = leaves(given)
    except NotNumbersError as error:
        return Answer("not numbers", text=str(error)[:300])
    return Answer("numbers", tuple(leaf for leaf, _ in found), tuple(name for _, name in found), bare_name(given))
