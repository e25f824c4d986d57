"""Maps in Python: `survey` and `plane` train many runs, and hand back arrays with coordinates that draw themselves."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from ..atlas.axis import Axis, parse_axis, parse_values
from ..atlas.plan import Engine, Plan, Plane, Survey
from ..atlas.plane import Planed
from ..atlas.runs import Drawn
from ..atlas.survey import Surveyed
from ..errors import InputError, shown
from ..lab import Lab, load_lab
from ..outcome import are_dead
from ..start import Start, check_name, parse_start
from . import words
from .inputs import folder_of, own, sides, way_of, whole
from .making import Made, Watch, Way, make, read

if TYPE_CHECKING:
    import xarray
    from matplotlib.figure import Figure

RATES, X, Y = "1e-5:1e-1:log:41", "rate:1e-5:1:log", "scale:0.1:10:log"
SIZE = 512
LOOKED = 200
"""Among so many starts the first that is not dead is looked for."""


@dataclass(frozen=True, eq=False)  # arrays have no single truth
class Map:
    """A map: its plan and what was found. In Jupyter it draws itself."""

    found: Surveyed | Planed

    @property
    def plan(self) -> Plan:
        """What was trained, and how."""
        return self.found.plan

    @cached_property
    def data(self) -> xarray.Dataset:
        """The arrays with their coordinates."""
        from .dataset import dataset  # xarray is slow to import

        return dataset(self.found)

    def figure(self) -> Figure:
        """The picture."""
        from .charts import draw

        return draw(self.found)

    def __repr__(self) -> str:
        return f"<{words.titled(self.plan)}: {words.outcome_line(self.found)}>"

    def _repr_mimebundle_(self, **_: Any) -> dict[str, str]:
        from ..picture import as_html

        told = f"{words.titled(self.plan)}. {words.outcome_line(self.found)}"
        return {"text/plain": repr(self), "text/html": as_html(self.figure(), told)}


def survey(
    lab: Lab | str = "handout",
    *,
    starts: int | float = 1e6,
    rates: str | float = RATES,
    seed: int = 0,
    steps: int | None = None,
    method: str | None = None,
    start: Start | str | None = None,
    precision: Literal[64, 32] = 64,
    engine: Engine = "compiled",
    folder: Path | str | None = None,
    way: Way | None = None,
    watch: Watch | None = None,
) -> Map:
    """Train starts 0 to `starts` - 1 of a seed at every rate, and count what becomes of them.

    `rates` is one rate, or LOW:HIGH:NUMBER, or LOW:HIGH:log:NUMBER. With a folder every block of
    the work is kept there as it is done, and the same call goes on where it was stopped.
    """
    chosen = trained(lab, None, steps, method, start)
    plan = survey_plan(chosen, whole(starts, "starts"), rates, seed, engine, precision)
    return Map(_made(plan, folder, way, watch).found)


def plane(
    lab: Lab | str = "handout",
    *,
    x: str | Axis = X,
    y: str | Axis = Y,
    size: int | tuple[int, int] = SIZE,
    seed: int = 0,
    index: int | None = None,
    rate: float | None = None,
    steps: int | None = None,
    method: str | None = None,
    start: Start | str | None = None,
    precision: Literal[64, 32] = 64,
    engine: Engine = "compiled",
    folder: Path | str | None = None,
    way: Way | None = None,
    watch: Watch | None = None,
) -> Map:
    """Train one start once for each pixel of a plane over two axes, see `atlas.knobs` for what an axis can be.

    `size` is the number of pixels along both axes, or (width, height). Without an index it is the first start of the
    seed that is not dead.
    """
    chosen = trained(lab, rate, steps, method, start)
    plan = plane_plan(chosen, x, y, size, (seed, index), engine, precision)
    return Map(_made(plan, folder, way, watch).found)


def open_map(folder: Path | str) -> Map:
    """The map that a folder holds."""
    return Map(read(folder_of(folder)))


def _made(plan: Plan, folder: Path | str | None, way: Way | None, watch: Watch | None) -> Made:
    return make(plan, None if folder is None else folder_of(folder), way_of(way), watch)


def trained(
    lab: Lab | str, rate: float | None, steps: int | None, method: str | None, start: Start | str | None
) -> Lab:
    """The lab as it is trained, from what a user gives; None leaves what is the lab's own."""
    drawn = parse_start(start) if isinstance(start, str) else start
    if drawn is not None and not isinstance(drawn, Start):
        raise InputError("start must be a Start or its text, such as uniform:-1:1", shown(start))
    return load_lab(lab).trained(rate=rate, steps=own(steps), method=method, start=drawn)


def survey_plan(lab: Lab, starts: int, rates: str | float, seed: int, engine: Engine, precision: int) -> Survey:
    """The plan of a survey, from what a user gives."""
    axis, count = _rates(rates)
    return Survey(lab, check_name(seed, 0)[0], starts, axis, count, engine, own(precision))


def _rates(given: str | float) -> tuple[Axis, int]:
    """An axis and how many values; one rate is an axis with one."""
    try:
        rate = float(str(given) if isinstance(given, (bool, np.bool_)) else given)  # True is no number
    except (TypeError, ValueError):
        return parse_values("rate", str(given))
    if not 0 < rate < 1e300:
        raise InputError("rates must be above 0, and finite", shown(given))
    return Axis("rate", rate, 2 * rate), 1


def plane_plan(
    lab: Lab, x: str | Axis, y: str | Axis, size: int | tuple[int, int], named: tuple[int, int | None], engine: Engine,
    precision: int,
) -> Plane:  # fmt: skip
    """The plan of a plane, from what a user gives."""
    across, up = (one if isinstance(one, Axis) else parse_axis(one) for one in (x, y))
    seed, index = check_name(named[0], first_alive(lab, named[0]) if named[1] is None else named[1])
    return Plane(lab, seed, index, across, up, *sides(size), engine, own(precision))


def first_alive(lab: Lab, seed: int, after: int = 0) -> int:
    """The first start of the seed, from that index on, from which something passes, of 200; where none, that index."""
    dead = are_dead(lab.network, Drawn(*check_name(seed, after), LOOKED).theta(lab), lab.objective.data.x)
    return after if dead.all() else after + int(np.argmin(dead))
