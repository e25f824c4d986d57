"""Sums of products over matrices of vectors, in tiles that stay in the processor's registers.

Each number of a product is summed up in one order, that of the index which is summed over, whatever the tiles.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache, partial

from . import compiled
from .code import Code, Value
from .shared import behind, spread

ODD = 0.03
"""What another kind of tile is worth, as a share of the time."""
LOOPED = 4
"""Sums of more products than that are loops."""


@dataclass(frozen=True)
class Spot:
    """An entry of a tile: its row and column are those of the tile's corner, and so many further.

    Entries that share `corners` find out once where a corner lies in a matrix: the code is shorter and sooner compiled.
    """

    row: Value
    column: Value
    down: int
    along: int
    corners: dict[tuple[Matrix, Value, Value], Value] = field(default_factory=dict, compare=False)


Start = Callable[[Spot], Value]
Finish = Callable[[Sequence[Spot], Sequence[Value]], None]
"""What becomes of the sums of a tile."""


@dataclass(frozen=True)
class Matrix:
    """Numbers in memory: entry (row, column) lies `row` times `down` plus `column` times `along` behind `place`.

    A number is a vector, or, where it is `shared`, one that is the same for all runs.
    """

    place: Value
    down: int
    along: int
    shared: bool = False

    def at(self, code: Code, spot: Spot) -> Value:
        """Where an entry lies."""
        corner = (self, spot.row, spot.column)
        if corner not in spot.corners:
            down, along = code.op(f"mul i64 {spot.row}, {self.down}"), code.op(f"mul i64 {spot.column}, {self.along}")
            spot.corners[corner] = self._behind(code, self.place, code.op(f"add i64 {down}, {along}"))
        return self._behind(code, spot.corners[corner], spot.down * self.down + spot.along * self.along)

    def _behind(self, code: Code, place: Value, count: Value | int) -> Value:
        return behind(code, place, count) if self.shared else code.at(place, count)

    def load(self, code: Code, spot: Spot) -> Value:
        """An entry, as a vector."""
        place = self.at(code, spot)
        return spread(code, place) if self.shared else code.load(place)

    def from_row(self, code: Code, row: Value) -> Matrix:
        """The matrix without the rows before that one."""
        count = code.op(f"mul i64 {row}, {self.down}")
        return Matrix(self._behind(code, self.place, count), self.down, self.along, self.shared)

    def turned(self) -> Matrix:
        """The transposed matrix."""
        return Matrix(self.place, self.along, self.down, self.shared)


def kept(code: Code, to: Matrix, made: Callable[[Spot, Value], Value] = lambda _, total: total) -> Finish:
    """Sums, or what is made of each, are kept in a matrix."""

    def finish(spots: Sequence[Spot], sums: Sequence[Value]) -> None:
        for spot, total in zip(spots, sums, strict=True):
            code.store(made(spot, total), to.at(code, spot))

    return finish


@dataclass(frozen=True)
class Product:
    """A (rows, inner) times B (inner, columns); sums begin with `start` and end in `finish`."""

    a: Matrix
    b: Matrix
    rows: int
    inner: int
    columns: int
    start: Start
    finish: Finish

    def emit(self, code: Code) -> None:
        """All tiles: those that are whole in loops, then those at the edges."""
        high, wide = shape(self.rows, self.columns, compiled.registers())
        for row, count, height in _spans(self.rows, high):
            for column, across, width in _spans(self.columns, wide):
                self._some(code, (row, count, height), (column, across, width))

    def _some(self, code: Code, down: tuple[int, int, int], along: tuple[int, int, int]) -> None:
        (row, rows, height), (column, columns, width) = down, along
        with code.loop(rows) as i, code.loop(columns) as j:
            first = code.op(f"add i64 {code.op(f'mul i64 {i}, {height}')}, {row}")
            left = code.op(f"add i64 {code.op(f'mul i64 {j}, {width}')}, {column}")
            self._tile(code, first, left, (height, width))

    def _tile(self, code: Code, row: Value, column: Value, size: tuple[int, int]) -> None:
        corners: dict[tuple[Matrix, Value, Value], Value] = {}
        spots = [Spot(row, column, i, j, corners) for i in range(size[0]) for j in range(size[1])]

        def body(k: Value, sums: list[Value], further: int = 0) -> list[Value]:
            across = [self.b.load(code, Spot(k, column, further, j, corners)) for j in range(size[1])]
            found: list[Value] = []
            for i in range(size[0]):
                one = self.a.load(code, Spot(row, k, i, further, corners))
                found += [code.fma(one, other, so) for other, so in zip(across, sums[len(found) :], strict=False)]
            return found

        sums = [self.start(spot) for spot in spots]
        if self.inner <= LOOPED:
            for k in range(self.inner):
                sums = body("0", sums, k)
        else:
            sums = code.fold(f"{self.inner}", [(code.vector, one) for one in sums], body)
        self.finish(spots, sums)


def _spans(count: int, size: int) -> Iterator[tuple[int, int, int]]:
    """(first, how many, of which size): whole tiles, then the rest."""
    if count // size:
        yield 0, count // size, size
    if count % size:
        yield count - count % size, 1, count % size


@lru_cache(256)
def shape(rows: int, columns: int, registers: int) -> tuple[int, int]:
    """The rows and columns of a tile that make a product fastest, by counting; of like ones that with the fewest loads.

    Its sums, its row of the second matrix and one number of the first fit into the registers.
    """
    sizes = [(a, b) for b in range(1, min(columns, 4) + 1) for a in range(1, min(rows, (registers - 1) // b - 1) + 1)]
    return min(sizes, key=lambda size: (_cost(rows, columns, *size), _loads(rows, columns, *size), sum(size), -size[0]))


def _kinds(rows: int, columns: int, high: int, wide: int) -> list[tuple[int, int, int]]:
    """The tiles, those at the edges among them: (how many, rows, columns)."""
    downs, alongs = list(_spans(rows, high)), list(_spans(columns, wide))
    return [(down * along, a, b) for _, down, a in downs for _, along, b in alongs]


def _loads(rows: int, columns: int, high: int, wide: int) -> int:
    """Loads of a turn of all tiles: each loads as many numbers as it has rows and columns."""
    return sum(count * (a + b) for count, a, b in _kinds(rows, columns, high, wide))


def _cost(rows: int, columns: int, high: int, wide: int) -> float:
    """Cycles of a turn of all tiles: products and loads, two each, or the time until a sum can be added to again.

    Tiles at the edges are code of their own, which is to be compiled: those that come out even are better.
    """
    kinds = _kinds(rows, columns, high, wide)
    cycles = sum(count * (max(4.0, a * b / 2, (a + b) / 2) + 0.5) for count, a, b in kinds)
    return cycles * (1 + ODD * (len(kinds) - 1))


def swath(code: Code, count: int, each: Callable[[Value], None], side: int = 8) -> None:
    """Does something with 0, 1, 2, ... below the count, so many side by side."""
    if count // side:
        with code.loop(count // side) as turn:
            first = code.op(f"mul i64 {turn}, {side}")
            places = [code.op(f"add i64 {first}, {at}") for at in range(side)]
            code.interwoven([partial(each, place) for place in places])
    for at in range(count - count % side, count):
        each(f"{at}")
