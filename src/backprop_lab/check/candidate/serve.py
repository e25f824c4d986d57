"""The child's loop: take a question off the wire, ask the stage, send numbers back, until the wire ends."""

from __future__ import annotations

import os
import socket
import sys
from typing import NoReturn

from .answer import Answer, Array
from .bounds import limit
from .fault import message
from .pack import Json, WireError, unpack
from .program import Program
from .question import Call
from .stage import Stage
from .wire import decode, encode

LOST = 3
"""How the process ends when it cannot go on."""


def serve() -> NoReturn:
    """Answers questions until the parent is gone; never returns, so that nothing the student left at exit is run."""
    wire, stage = take_wire(), None
    sys.dont_write_bytecode = True
    os.environ["PYTHONDONTWRITEBYTECODE"] = "1"
    try:
        while True:
            ident, word, packed, arrays = decode(lambda size: receive(wire, size))
            if word == "run":
                stage = run(wire, ident, unpack(Program, packed, arrays))
            elif stage is not None:
                answer(wire, ident, stage, packed, arrays)
    except BaseException:  # whatever it was, the parent sees the wire end
        os._exit(LOST)


def take_wire() -> socket.socket:
    """The wire to the parent, which lies where the standard input was; that becomes empty."""
    if sys.platform == "win32":
        wire = socket.fromshare(sys.stdin.buffer.read())
    else:
        wire = socket.socket(fileno=os.dup(0))
    nothing = os.open(os.devnull, os.O_RDWR)
    os.dup2(nothing, 0)
    os.close(nothing)
    if hasattr(os, "register_at_fork"):
        os.register_at_fork(after_in_child=wire.close)  # a copy of this process must not answer too
    return wire


def receive(wire: socket.socket, size: int) -> bytes:
    """Exactly `size` bytes; EOFError where the parent is gone."""
    parts = []
    while size:
        part = wire.recv(min(size, 1 << 20))
        if not part:
            raise EOFError
        parts.append(part)
        size -= len(part)
    return b"".join(parts)


def run(wire: socket.socket, ident: bytes, program: Program) -> Stage:
    """Runs the statements; the parent hears of each before it begins."""
    limit(program.memory, program.processor)
    if program.entropy is not None:
        from .chance import change_luck

        change_luck(program.entropy, program.text)
    stage = Stage(program)
    wire.sendall(encode(ident, "ready", 0))
    described = stage.run(lambda word, i: wire.sendall(encode(ident, word, i)))
    wire.sendall(encode(ident, "described", described))
    return stage


def answer(wire: socket.socket, ident: bytes, stage: Stage, packed: Json, arrays: list[Array]) -> None:
    """Makes the calls, each answered as soon as it is done."""
    for call in unpack(tuple[Call, ...], packed, arrays):
        try:
            frame = encode(ident, "answer", stage.call(call))
        except WireError as error:
            frame = encode(ident, "answer", Answer("not numbers", text=message(error)))
        wire.sendall(frame)
