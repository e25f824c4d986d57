"""What stands where the page cannot run: the lab, its start and its descent as plain HTML, without any script."""

from __future__ import annotations

from html import escape

import numpy as np

from ..arrays import Array
from ..trial import Trial

WIDTH, HEIGHT, LEFT, TOP, FOOT = 460, 190, 62, 14, 34
SHOWN = 60
"""So many parameters stand in the table."""


def still(trial: Trial) -> str:
    """One run as HTML: what became of it, J over the steps, theta at the start and at the end."""
    lab = trial.lab
    name = f"start {trial.start_name}" if trial.seed is not None else "a given start"
    return (
        '<div class="backprop-lab-still" style="font-family:system-ui,sans-serif;max-width:46rem">'
        f"<p><strong>{escape(lab.title or lab.name)}</strong>: {escape(name)}, "
        f"{escape(lab.descent.method)}, rate {lab.descent.rate:g}, {trial.history.last} steps.</p>"
        f"<p><strong>{trial.outcome.name}</strong> at step {trial.outcome.step}. {escape(trial.outcome.cause)}</p>"
        f"{_curve(trial.values)}{_table(trial)}"
        "<p>Run this cell to work with the network itself.</p></div>"
    )


def _curve(values: Array) -> str:
    """J over the steps, on a logarithmic axis where it spans more than a factor of 30."""
    shown = np.clip(np.nan_to_num(values, nan=1e300, posinf=1e300), 1e-12, 1e300)
    log = bool(shown.max() > 30 * shown.min())
    heights = np.log10(shown) if log else shown
    low, high = float(heights.min()), float(heights.max())
    if high - low < 1e-12 * max(1.0, abs(high)):
        low, high = low - 0.5 * max(1.0, abs(low)), high + 0.5 * max(1.0, abs(high))
    across = np.linspace(LEFT, WIDTH - 10, len(heights)) if len(heights) > 1 else np.array([float(LEFT)])
    down = TOP + (HEIGHT - TOP - FOOT) * (high - heights) / (high - low)
    path = " ".join(f"{x:.1f},{y:.1f}" for x, y in zip(across, down, strict=True))
    foot = HEIGHT - FOOT
    ticks = "".join(_tick(TOP + (foot - TOP) * share, high - (high - low) * share, log) for share in (0, 0.5, 1))
    last = len(values) - 1
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" width="{WIDTH}" role="img" '
        f'style="max-width:100%;height:auto" aria-label="J over the steps, from {values[0]:.6g} to {values[-1]:.6g}">'
        f'<g fill="none" stroke="currentColor"><path d="M{LEFT} {TOP}V{foot}H{WIDTH - 10}" opacity=".5"/>'
        f'<polyline points="{path}" stroke="#2d8fd5" stroke-width="2"/></g>'
        f'<g fill="currentColor" font-size="12">{ticks}<text x="{LEFT}" y="{foot + 16}">0</text>'
        f'<text x="{WIDTH - 10}" y="{foot + 16}" text-anchor="end">{last}</text>'
        f'<text x="{(LEFT + WIDTH) // 2}" y="{foot + 28}" text-anchor="middle">step</text>'
        f'<text x="{LEFT + 6}" y="{TOP + 4}">J</text></g></svg>'
    )


def _tick(y: float, height: float, log: bool) -> str:
    value = 10.0 ** min(height, 308.0) if log else height
    return f'<text x="{LEFT - 6}" y="{y + 4:.1f}" text-anchor="end">{value:.3g}</text>'


def _table(trial: Trial) -> str:
    rows = zip(trial.lab.parameters[:SHOWN], trial.theta0, trial.theta, strict=False)
    told = "".join(f'<tr><th scope="row">{escape(n)}</th><td>{a:.6g}</td><td>{b:.6g}</td></tr>' for n, a, b in rows)
    head = '<thead><tr><td></td><th scope="col">start</th><th scope="col">end</th></tr></thead>'
    return f"<details><summary>theta</summary><table>{head}<tbody>{told}</tbody></table></details>"
