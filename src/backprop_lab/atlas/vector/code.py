"""LLVM's language as text: vectors of W runs, loops, branches, memory. Knows nothing of networks.

Every float operation is emitted without fast-math flags and every multiply-add is an explicit fma, so that the bits of
a result follow from the text alone, whatever the width, the optimiser or the processor.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import zip_longest

import numpy as np

Value = str
"""The name of a value, or a constant."""
Turn = Callable[[Value, list[Value]], Sequence[Value]]
_BYTES = {"double": 8, "float": 4}


@dataclass
class Code:
    """One function in the making; `width` is how many runs a vector holds, `real` is double or float."""

    width: int
    real: str = "double"
    lines: list[str] = field(default_factory=list)
    declared: dict[str, None] = field(default_factory=dict)
    _count: int = 0
    _block: str = "entry"

    @property
    def vector(self) -> str:
        """The type of a vector of reals."""
        return f"<{self.width} x {self.real}>"

    @property
    def words(self) -> str:
        """The type of a vector of integers as wide as the reals."""
        return f"<{self.width} x i{8 * _BYTES[self.real]}>"

    @property
    def truths(self) -> str:
        """The type of a vector of truth values."""
        return f"<{self.width} x i1>"

    def constant(self, number: float) -> Value:
        """A vector of one number, rounded to the precision: to infinity where it is too large."""
        with np.errstate(over="ignore"):
            rounded = np.float32(number) if self.real == "float" else np.float64(number)
        bits = int(np.float64(rounded).view(np.uint64))
        return f"<{', '.join([f'{self.real} 0x{bits:016X}'] * self.width)}>"

    def whole(self, number: int) -> Value:
        """A vector of one integer."""
        return f"<{', '.join([f'{self._word} {number}'] * self.width)}>"

    def op(self, text: str) -> Value:
        """One more operation; the name of what it gives."""
        self._count += 1
        self.lines.append(f"  %v{self._count} = {text}")
        return f"%v{self._count}"

    def do(self, text: str) -> None:
        """One more line that gives nothing."""
        self.lines.append(f"  {text}")

    def two(self, operation: str, a: Value, b: Value) -> Value:
        """An operation on two vectors of reals: fadd, fsub, fmul, fdiv."""
        return self.op(f"{operation} {self.vector} {a}, {b}")

    def tree(self, terms: Sequence[Value]) -> Value:
        """A sum in pairs, which no addition has to wait long for."""
        while len(terms) > 1:
            pairs = [self.two("fadd", a, b) for a, b in zip(terms[::2], terms[1::2], strict=False)]
            terms = pairs + list(terms[2 * len(pairs) :])
        return terms[0]

    def negative(self, a: Value) -> Value:
        """-a."""
        return self.op(f"fneg {self.vector} {a}")

    def call(self, name: str, *arguments: Value, kind: str | None = None) -> Value:
        """A function of LLVM's own on vectors of one type: llvm.NAME."""
        kind = kind or self.vector
        letter = {"double": "f64", "float": "f32"}.get(kind.partition(" x ")[2][:-1]) or kind.partition(" x ")[2][:-1]
        full = f"@llvm.{name}.v{self.width}{letter}"
        self.declared[f"declare {kind} {full}({', '.join([kind] * len(arguments))})"] = None
        return self.op(f"call {kind} {full}({', '.join(f'{kind} {a}' for a in arguments)})")

    def fma(self, a: Value, b: Value, c: Value) -> Value:
        """a b + c, rounded once."""
        return self.call("fma", a, b, c)

    def compare(self, relation: str, a: Value, b: Value) -> Value:
        """A comparison of reals: olt, ogt, oeq, and with u in place of o true where one is NaN."""
        return self.op(f"fcmp {relation} {self.vector} {a}, {b}")

    def choose(self, condition: Value, a: Value, b: Value) -> Value:
        """a where the condition holds, else b."""
        return self.op(f"select {self.truths} {condition}, {self.vector} {a}, {self.vector} {b}")

    def bits(self, a: Value) -> Value:
        """A vector of reals as integers."""
        return self.op(f"bitcast {self.vector} {a} to {self.words}")

    def reals(self, a: Value) -> Value:
        """A vector of integers as reals, bit by bit."""
        return self.op(f"bitcast {self.words} {a} to {self.vector}")

    def word(self, operation: str, a: Value, b: Value) -> Value:
        """An operation on two vectors of integers: add, or, xor, and, shl, lshr."""
        return self.op(f"{operation} {self.words} {a}, {b}")

    def at(self, pointer: Value, index: Value | int, each: int = 1) -> Value:
        """The address `index` times `each` vectors behind a pointer.

        Where that has to be worked out it is frozen: else the compiler may add up a base and an index wherever a number
        is read or written, which costs a loop up to a tenth.
        """
        step = each * self.width
        if isinstance(index, int) or index.isdigit():
            return self.op(f"getelementptr {self.real}, ptr {pointer}, i64 {int(index) * step}")
        offset = self.op(f"mul i64 {index}, {step}")
        return self.op(f"freeze ptr {self.op(f'getelementptr {self.real}, ptr {pointer}, i64 {offset}')}")

    def load(self, pointer: Value) -> Value:
        """The vector at an address."""
        return self.op(f"load {self.vector}, ptr {pointer}, align {self._align}")

    def store(self, value: Value, pointer: Value) -> None:
        """Keeps a vector at an address."""
        self.do(f"store {self.vector} {value}, ptr {pointer}, align {self._align}")

    def word_at(self, pointer: Value, how: str = "") -> Value:
        """The vector of integers at an address."""
        return self.op(f"load {how}{self.words}, ptr {pointer}, align {self._align}")

    def store_word(self, value: Value, pointer: Value) -> None:
        """Keeps a vector of integers at an address."""
        self.do(f"store {self.words} {value}, ptr {pointer}, align {self._align}")

    def every(self, number: Value) -> Value:
        """A vector of one i64, cut to the integers' size."""
        kind = self._word
        number = number if kind == "i64" else self.op(f"trunc i64 {number} to {kind}")
        one = self.op(f"insertelement {self.words} poison, {kind} {number}, i32 0")
        return self.op(f"shufflevector {self.words} {one}, {self.words} poison, <{self.width} x i32> zeroinitializer")

    def same_words(self, a: Value, b: Value) -> Value:
        """Where two vectors of integers are the same."""
        return self.op(f"icmp eq {self.words} {a}, {b}")

    def choose_word(self, condition: Value, a: Value, b: Value) -> Value:
        """Integers: a where the condition holds, else b."""
        return self.op(f"select {self.truths} {condition}, {self.words} {a}, {self.words} {b}")

    def ones(self, truths: Value) -> Value:
        """-1 where it holds, else 0."""
        return self.op(f"sext {self.truths} {truths} to {self.words}")

    @property
    def _word(self) -> str:
        return f"i{8 * _BYTES[self.real]}"

    @property
    def _align(self) -> int:
        return min(64, self.width * _BYTES[self.real])

    def any(self, truths: Value) -> Value:
        """Whether one of a vector of truth values holds, as an i1."""
        return self.op(f"icmp ne i{self.width} {self.packed(truths, self.width)}, 0")

    def packed(self, truths: Value, size: int) -> Value:
        """A vector of truth values as the lowest bits of an integer of that size, which has room for them."""
        bits = self.op(f"bitcast {self.truths} {truths} to i{self.width}")
        return bits if size == self.width else self.op(f"zext i{self.width} {bits} to i{size}")

    def both(self, a: Value, b: Value, operation: str = "and") -> Value:
        """Two vectors of truth values: and, or, xor."""
        return self.op(f"{operation} {self.truths} {a}, {b}")

    def neither(self, a: Value) -> Value:
        """Where it does not hold."""
        return self.both(a, f"<{', '.join(['i1 true'] * self.width)}>", "xor")

    def interwoven(self, parts: Sequence[Callable[[], None]]) -> None:
        """What the parts emit, neither loops nor branches, in turns: a line of each, again and again."""
        rows: list[list[str]] = []
        for part in parts:
            start = len(self.lines)
            part()
            rows.append(self.lines[start:])
            del self.lines[start:]
        self.lines += [line for turn in zip_longest(*rows) for line in turn if line]

    @contextmanager
    def when(self, condition: Value) -> Iterator[None]:
        """What is emitted inside runs if an i1 holds."""
        self._count += 1
        name = f"I{self._count}"
        self.do(f"br i1 {condition}, label %{name}, label %{name}.end")
        self._begin(name)
        yield
        self.do(f"br label %{name}.end")
        self._begin(f"{name}.end")

    def fold(self, count: Value, starts: Sequence[tuple[str, Value]], body: Turn) -> list[Value]:
        """Values (type, first) that `body` carries from each of `count` turns, at least one, to the next."""
        self._count += 1
        name, before = f"F{self._count}", self._block
        self.do(f"br label %{name}")
        self._begin(name)
        place, carried = len(self.lines), [f"%{name}.c{at}" for at in range(len(starts))]
        after = body(f"%{name}.i", carried)
        following = self.op(f"add i64 %{name}.i, 1")
        more = self.op(f"icmp slt i64 {following}, {count}")
        self.do(f"br i1 {more}, label %{name}, label %{name}.end")
        rows = [(f"%{name}.i", "i64", "0", following)]
        rows += [(c, kind, v, a) for c, (kind, v), a in zip(carried, starts, after, strict=True)]
        heads = [f"  {c} = phi {kind} [{v}, %{before}], [{a}, %{self._block}]" for c, kind, v, a in rows]
        self.lines[place:place] = heads
        self._begin(f"{name}.end")
        return list(after)

    @contextmanager
    def loop(self, count: Value | int, step: int = 1) -> Iterator[Value]:
        """What is emitted inside runs for 0, step, 2 step, ... below the count, which is above 0."""
        self._count += 1
        name, before = f"L{self._count}", self._block
        self.do(f"br label %{name}")
        self._begin(name)
        place = len(self.lines)
        yield f"%{name}.i"
        after = self.op(f"add i64 %{name}.i, {step}")
        more = self.op(f"icmp slt i64 {after}, {count}")
        self.do(f"br i1 {more}, label %{name}, label %{name}.end")
        self.lines.insert(place, f"  %{name}.i = phi i64 [0, %{before}], [{after}, %{self._block}]")
        self._begin(f"{name}.end")

    def _begin(self, name: str) -> None:
        self.lines.append(f"{name}:")
        self._block = name

    def function(self, name: str, parameters: str) -> str:
        """The whole function, which hands nothing back; what does not fit into registers lies aligned on its stack."""
        body = "\n".join(self.lines)
        return f'define void @{name}({parameters}) "stackrealign" {{\nentry:\n{body}\n  ret void\n}}\n'
