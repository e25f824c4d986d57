"""What the passes of a group of runs write down: layer by layer, of some data points at a time.

All that a few points need stays in the first cache, whatever the number of points; what the parameters get from them
is added up from one part of the points to the next.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from ...activation import Activation
from ..given import Form
from ..traits import has_velocity, is_small
from .layout import BYTES, kept_of

CACHED = 2**15
"""So many bytes may the tables of a part have, where that leaves `FEW` points."""
FEW = 16
WHOLE = 6
"""Tables of all points may have so many numbers for each parameter: sums that go from part to part would cost more."""


@dataclass(frozen=True)
class Tables:
    """The tables of a form: `points` of the data at a time, `rest` in the last part if that is another number.

    Of each layer there is what it gave (h), what came back to it (d), and where it is needed its slope (s).
    """

    form: Form
    points: int

    @property
    def parts(self) -> int:
        """The whole parts."""
        return len(self.form.lab.objective.data) // self.points

    @property
    def rest(self) -> int:
        """The points that are left."""
        return len(self.form.lab.objective.data) % self.points

    @property
    def is_whole(self) -> bool:
        """Whether one part has all points."""
        return self.parts == 1 and not self.rest

    @property
    def renews(self) -> bool:
        """Whether the passes take what a parameter gets from it at once, as all of it is known then."""
        return self.is_whole and not has_velocity(self.form.lab)

    @property
    def offsets(self) -> dict[str, int]:
        """Where each table begins, in vectors; those for x and y are there where runs have numbers of their own."""
        lab, found, at = self.form.lab, {}, 0
        rows = len(lab.objective.data)
        sizes = {part: rows * lab.network.widths[0 if part == "x" else -1] for part in own_parts(self.form)}
        sizes |= {name: self.points * width for name, width in _layers(self.form)}
        for name, size in (
            sizes | {"found": lab.network.size, "value": 1, "off": 1, "moved": 1, "rates": lab.network.depth, "end": 0}
        ).items():
            found[name], at = at, at + size
        return found


def tables(form: Form, width: int, real: str) -> Tables:
    """The tables of a form for vectors of so many runs: as few parts of the points as the cache allows."""
    count, sizes = len(form.lab.objective.data), sum(size for _, size in _layers(form))
    most = max(FEW, CACHED // (sizes * width * BYTES[real]))
    if count <= most or count * sizes <= WHOLE * form.lab.network.size:
        return Tables(form, count)
    even = [points for points in range(most, most // 2, -1) if count % points == 0]
    parts = -(-count // most)
    return Tables(form, even[0] if even else -(-count // parts))


def scratch_of(form: Form, width: int, real: str) -> int:
    """The vectors that the passes of a group need."""
    return 0 if is_small(form.lab) else tables(form, width, real).offsets["end"]


def work_of(form: Form, width: int, real: str) -> int:
    """The reals that a chunk needs."""
    return width * (kept_of(form.lab, width, real, form.notes) + scratch_of(form, width, real))


def own_parts(form: Form) -> list[str]:
    """x and y, where runs have numbers of their own in them."""
    return sorted({datum.part for datum in form.free})


def needs_slope(s: Activation) -> bool:
    """Whether the slope must be kept, since s(a) does not tell it."""
    return s.name == "softplus" or (s.name == "leaky_relu" and not s.is_linear)


def _layers(form: Form) -> Iterator[tuple[str, int]]:
    kinds = "hds" if needs_slope(form.lab.network.activation) else "hd"
    for layer, width in enumerate(form.lab.network.widths[1:]):
        yield from ((f"{kind}{layer}", width) for kind in kinds)
