"""Frames: a magic word, the id of the question, two lengths, a head of JSON and raw numbers; all of it bounded."""

from __future__ import annotations

from collections.abc import Callable
from json import dumps, loads
from math import prod
from struct import Struct

from numpy import float64, frombuffer

from .answer import Array
from .pack import Json, WireError, pack

MAGIC = b"lab\x00wire"
HEAD, BODY = 4 << 20, 64 << 20
"""The longest head and the longest frame, in bytes."""
ID = 16
PREFIX = Struct(f"<{len(MAGIC)}s{ID}sII")
LARGEST = 1 << 24
"""The most entries along one axis, so that no shape of an empty array overflows."""
Receive = Callable[[int], bytes]


def encode(ident: bytes, word: str, value: object) -> bytes:
    """A frame that says `word` of a value; raises `WireError` where it would be too long."""
    arrays: list[Array] = []
    packed = pack(value, arrays)
    head = dumps([word, packed, [list(array.shape) for array in arrays]], separators=(",", ":")).encode()
    body = b"".join([array.tobytes() for array in arrays])
    if len(head) > HEAD or len(head) + len(body) > BODY or any(n > LARGEST for a in arrays for n in a.shape):
        raise WireError(f"too much to send: {len(head) + len(body)} bytes")
    return PREFIX.pack(MAGIC, ident, len(head), len(body)) + head + body


def decode(receive: Receive, ident: bytes | None = None) -> tuple[bytes, str, Json, list[Array]]:
    """(id, word, packed value, arrays) of the next frame; `receive(n)` gives exactly n bytes.

    Raises `WireError` for whatever is no frame, and where `ident` is given, for a frame of another question.
    """
    magic, came, head, body = PREFIX.unpack(receive(PREFIX.size))
    if magic != MAGIC or (ident is not None and came != ident):
        raise WireError("not a frame of this question")
    if head > HEAD or head + body > BODY:
        raise WireError("a frame that is too long")
    word, packed, shapes = _head(receive(head))
    return came, word, packed, _arrays(shapes, receive(body))


def _head(data: bytes) -> tuple[str, Json, list[list[int]]]:
    try:
        head = loads(data, parse_constant=_refuse, parse_float=_refuse)
    except (ValueError, RecursionError, MemoryError):
        raise WireError("a head that is not JSON") from None
    if not (isinstance(head, list) and len(head) == 3 and isinstance(head[0], str) and isinstance(head[2], list)):
        raise WireError("a head without its parts")
    return head[0], head[1], head[2]


def _refuse(text: str) -> None:
    raise WireError("a head with other numbers than integers")


def _arrays(shapes: list[list[int]], body: bytes) -> list[Array]:
    numbers = frombuffer(body, float64) if len(body) % 8 == 0 else None
    found, at = [], 0
    for shape in shapes:
        if numbers is None or not _is_shape(shape) or at + prod(shape) > numbers.size:
            raise WireError("numbers that do not fit their shapes")
        found.append(numbers[at : at + prod(shape)].reshape(shape).copy())
        at += prod(shape)
    if numbers is None or at != numbers.size:
        raise WireError("more numbers than shapes")
    return found


def _is_shape(shape: object) -> bool:
    return isinstance(shape, list) and len(shape) <= 32 and all(type(n) is int and 0 <= n <= LARGEST for n in shape)
