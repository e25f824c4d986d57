"""Part 1 in print: theta by name, the forward map at the first data point, and whether the point gets through."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Any

import numpy as np
from rich.columns import Columns
from rich.table import Table

from ..pattern import shut_layers
from ..run import Run
from ..start import share_shut

SHOWN = 20
"""So many numbers of theta are printed at most."""
ROW, FEW = 10, 3
"""Up to so many units are all printed, else so many of each layer."""


def part1(run: Run) -> Iterator[Any]:
    """The lines and tables of part 1."""
    lab, theta = run.lab, run.theta0
    names = [f"{n} {_signed(v)}" for n, v in zip(lab.parameters, theta, strict=True)]
    yield Columns(names[:SHOWN], equal=True, padding=(0, 3))
    if len(names) > SHOWN:
        yield f"and {len(names) - SHOWN} more; run.json has them all"
    yield ""
    objective = lab.objective.at_point(0)
    passed = objective.forward(theta)
    units = [*lab.letters.hidden(lab.network), lab.letters.outputs(lab.network)]
    table = Table(box=None, padding=(0, 2, 0, 0), show_edge=False)
    row = []
    most = ROW if sum(map(len, units)) <= ROW else FEW
    for layer, values in zip(units, passed.activations, strict=True):
        for name, value in list(zip(layer, values[0], strict=True))[:most]:
            table.add_column(name, justify="right")
            row.append(f"{value:.6g}")
        if len(layer) > most:
            table.add_column("..")
            row.append("")
    table.add_column("L", justify="right")
    row.append(f"{objective.value(passed):.6g}")
    table.add_row(*row)
    yield table
    yield from _dead(run)


def _dead(run: Run) -> Iterator[str]:
    """Whether the point is cut off, and how often that happens."""
    lab = run.lab
    shut = shut_layers(lab.network, run.theta0, lab.objective.data.x[:1])[0]
    if shut < 0 or lab.network.biases:
        return
    loss = lab.objective.at_point(0)(run.theta0)
    units = " and ".join(lab.letters.hidden(lab.network)[shut])
    share = share_shut(lab.network, lab.descent.start) if run.seed is not None else None
    yield ""
    share = share if lab.objective.data.x[0].any() else None  # 0 gets through at no start
    answer = float(lab.network.output.value(np.zeros(1))[0])
    are = "is" if len(lab.letters.hidden(lab.network)[shut]) == 1 else "are"
    often = "" if share is None else f" That is no mistake: it happens for {_share(share)} of all random starts."
    yield (
        f"The network is dead at this point: {units} {are} off, no path lets it through, z = {answer:g} whatever "
        f"the other weights, and L is exactly {loss:.10g}.{often}"
    )


def _signed(value: float) -> str:
    usual = value == 0 or 1e-4 <= abs(value) < 1e4
    return f"{value:+.6f}" if usual else f"{value:+.6g}"


def _share(share: Fraction) -> str:
    return f"{share} ({float(share):.3g})" if share.denominator <= 1024 else f"{float(share):.3g}"
