"""What `backprop-lab map` prints for people: what became of the runs, the best rate, and how to open one of them."""

from __future__ import annotations

import shlex
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from ..advice import rates_below
from ..atlas.fate import CODES
from ..atlas.plan import Plane
from ..atlas.plane import Planed
from ..atlas.survey import Surveyed
from ..errors import plain
from ..maps.charts import proved_bound
from ..maps.face import first_alive
from ..maps.making import Made
from ..maps.words import best_sentence, bound_sentence, outcome_line, percent, quantile_of_j, titled
from ..outcome import NAMES
from .part3 import STYLES
from .report import HEADING, console


def report(made: Made, folder: Path | None, has_picture: bool) -> None:
    """Print the map."""
    out, found = console(), made.found
    out.print(Text(plain(titled(found.plan)), style=HEADING), soft_wrap=True)
    parts = _plane(found, folder) if isinstance(found, Planed) else _survey(found, folder)
    for part in parts:
        out.print(Padding(Text(part) if isinstance(part, str) else part, (0, 0, 0, 2), expand=False))
    out.print()
    if made.damaged:
        blocks = ", ".join(map(str, made.damaged[:8])) + (", ..." if len(made.damaged) > 8 else "")
        out.print(f"Damaged, and done again: block {blocks}.")
    if folder is not None:
        had = f" ({made.kept} of {found.plan.blocks} blocks were there)" if made.kept else ""
        out.print(f"{folder}: {'picture.png, ' if has_picture else ''}data.zarr{had}", soft_wrap=True)


def _survey(found: Surveyed, folder: Path | None) -> Iterator[Any]:
    yield "Shares of the starts in per cent; the median of J, and of the step at which the dead died."
    yield _table(found)
    yield ""
    yield best_sentence(found)
    bound = bound_sentence(found.plan, proved_bound(found.plan))
    if bound:
        yield bound
    name = next((n for n in ("fitted", "falling") if found.counts[found.best, CODES[n]]), None)
    if folder is not None and name is not None and found.has_best:
        start = found.example[found.best, CODES[name]]
        yield f"One that is {name} there:"
        yield Text(f"  backprop-lab run --map {shlex.quote(str(folder))} --at {found.best},{start}", no_wrap=True)


def _table(found: Surveyed) -> Table:
    """A row a rate: the outcomes in per cent, the median of J, and of the step at which runs die."""
    present = [i for i in range(len(NAMES)) if found.counts[:, i].any()]
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    for heading in ("rate", *(NAMES[i] for i in present), "J", "died"):
        table.add_column(heading, justify="right", no_wrap=True)
    median, died = found.quantile(0.5), found.step_quantile("dead", 0.5)
    for row, rate in enumerate(found.plan.rates):
        shares = [_share(found, row, i) for i in present]
        step = "-" if np.isnan(died[row]) else f"{died[row]:.0f}"
        table.add_row(f"{rate:.4g}", *shares, quantile_of_j(found, median[row]), step)
    return table


def _share(found: Surveyed, row: int, outcome: int) -> Text:
    if not found.counts[row, outcome]:
        return Text("-", style="dim")
    return Text(percent(found.shares[row, outcome]).removesuffix(" %"), style=STYLES.get(NAMES[outcome], ""))


def _plane(found: Planed, folder: Path | None) -> Iterator[Any]:
    yield outcome_line(found)
    plan, counts = found.plan, found.counts
    if counts[CODES["dead"]] == plan.runs:
        yield _way_out(plan)
    bound = bound_sentence(plan, proved_bound(plan)) if "rate" in (plan.x.name, plan.y.name) else ""
    if bound:
        yield bound
    if folder is not None:
        yield "The run in the middle:"
        at = f"{plan.width // 2},{plan.height // 2}"
        yield Text(f"  backprop-lab run --map {shlex.quote(str(folder))} --at {at}", no_wrap=True)


def _way_out(plan: Plane) -> str:
    """What to try where every run is dead: a lower rate, if it is the lab's own and too large, else another start."""
    bound, rate = proved_bound(plan), plan.lab.descent.rate
    if not any(one.name.startswith("rate") for one in (plan.x, plan.y)) and bound is not None and rate > bound:
        lower = next(rates_below(bound), bound / 2)
        return f"Every run is dead: the rate {rate:g} is {rate / bound:.3g} times too large. Try --rate {lower:g}."
    other = first_alive(plan.lab, plan.seed, plan.index + 1 if plan.index < 2**63 else 0)
    return f"Every run is dead. Try another start: --seed {plan.seed}:{other}."
