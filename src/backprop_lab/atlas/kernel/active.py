"""In which steps a unit of the last hidden layer was active: kept as bits, where steps have masks.

Where none was active at any point nothing came back, and the step changed no bit, but for the sign of a zero that came
from underflow.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce

from ..given import Form
from ..traits import has_velocity
from ..vector.code import Code, Value
from .body import has_masks
from .layout import BYTES, block_of

MOST = 64
"""A step of a group of runs leaves at most so many bits."""


@dataclass(frozen=True)
class Active:
    """What is kept of a chunk of a group: of each step a word, in which each unit and point has a bit a run.

    The words of a group's first step lie at `place`, those of a later step behind all groups of the block.
    """

    code: Code
    form: Form
    place: Value

    def keep(self, i: Value, first: int, active: Sequence[Value]) -> None:
        """Of step i, from the first unit and point on."""
        code, size = self.code, _bytes(self.code)
        for at, one in enumerate(active, first):
            where = code.op(f"getelementptr i8, ptr {self._at(i)}, i64 {at * size}")
            code.do(f"store i{8 * size} {code.packed(one, 8 * size)}, ptr {where}, align {size}")

    def word(self, i: Value) -> Value:
        """Of step i."""
        return self.code.op(f"load {self.kind}, ptr {self._at(i)}, align 1")

    def spread(self, truths: Value) -> Value:
        """A word with the bits of these runs of each unit and point."""
        each = sum(1 << 8 * _bytes(self.code) * at for at in range(_count(self.form)))
        return self.code.op(f"mul {self.kind} {self.code.packed(truths, _size(self.code, self.form))}, {each}")

    def any(self, word: Value) -> Value:
        """The runs of which a bit is set, as truth values."""
        code, size = self.code, 8 * _bytes(self.code)
        shifted = [code.op(f"lshr {self.kind} {word}, {at * size}") for at in range(_count(self.form))]
        found = reduce(lambda a, b: code.op(f"or {self.kind} {a}, {b}"), shifted)
        bits = found if self.kind == f"i{code.width}" else code.op(f"trunc {self.kind} {found} to i{code.width}")
        return code.op(f"bitcast i{code.width} {bits} to {code.truths}")

    @property
    def kind(self) -> str:
        """The type of a word."""
        return f"i{_size(self.code, self.form)}"

    def _at(self, i: Value) -> Value:
        code, each = self.code, block_of(self.form.lab) * _size(self.code, self.form) // 8
        return code.op(f"getelementptr i8, ptr {self.place}, i64 {code.op(f'mul i64 {i}, {each}')}")


def active_of(code: Code, form: Form, place: Value, inside: Value) -> Active:
    """Of the group that is inside a block, whose words begin at `place`."""
    offset = code.op(f"mul i64 {inside}, {_size(code, form) // 8}")
    return Active(code, form, code.op(f"freeze ptr {code.op(f'getelementptr i8, ptr {place}, i64 {offset}')}"))


def is_kept(code: Code, form: Form) -> bool:
    """Whether it is kept: of small networks, where no step remembers the one before."""
    bits = _size(code, form)
    return has_masks(form) and not has_velocity(form.lab) and bits <= min(MOST, 8 * code.width * BYTES[code.real])


def _size(code: Code, form: Form) -> int:
    """The bits of a word: whole bytes of each unit and point, and a power of two."""
    return 8 * _bytes(code) << (_count(form) - 1).bit_length()


def _bytes(code: Code) -> int:
    return -(-code.width // 8)


def _count(form: Form) -> int:
    return form.lab.network.widths[-2] * len(form.lab.objective.data)
