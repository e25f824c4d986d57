"""2^20 whole runs of the handout beside JAX: its best form, the gradient written by hand over arrays of runs."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np
from side import contest

RUNS, STEPS = 2**20, 100
SHARES = np.linspace(0.01, 0.99, 50)
"""Quantiles of the last J are compared: a few runs at the edge of chaos part from each other by rounding."""
POINTS = [(-1.0, 1.0, 60.0), (-1.0, 0.5, 20.0)]
REPEAT = 5
"""So many calls a turn: the first after a rest finds a processor that has slowed down."""
RATES = {"dies": 0.005, "goes on": 1e-5}


def value_and_gradient(jnp: Any, theta: Any) -> Any:
    """J of the handout and its ten derivatives, written by hand; `theta` are ten arrays."""
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    value, gradient = 0.0, [0.0] * 10
    for x1, x2, y in POINTS:
        h1, h2 = jnp.maximum(w11 * x1 + w21 * x2, 0), jnp.maximum(w12 * x1 + w22 * x2, 0)
        k1, k2 = jnp.maximum(u11 * h1 + u21 * h2, 0), jnp.maximum(u12 * h1 + u22 * h2, 0)
        e = v1 * k1 + v2 * k2 - y
        value, dz = value + e * e, 2 * e
        db1, db2 = jnp.where(k1 > 0, dz * v1, 0), jnp.where(k2 > 0, dz * v2, 0)
        da1 = jnp.where(h1 > 0, u11 * db1 + u12 * db2, 0)
        da2 = jnp.where(h2 > 0, u21 * db1 + u22 * db2, 0)
        own = (x1 * da1, x1 * da2, x2 * da1, x2 * da2, h1 * db1, h1 * db2, h2 * db1, h2 * db2, dz * k1, dz * k2)
        gradient = [g + one for g, one in zip(gradient, own, strict=True)]
    return value, gradient


def ours(rate: float, leave: bool) -> Callable[[], Any]:
    from concurrent.futures import ThreadPoolExecutor

    from backprop_lab.atlas.fate import Fate
    from backprop_lab.atlas.go import processors
    from backprop_lab.atlas.kernel import engine
    from backprop_lab.atlas.runs import Drawn, Runs
    from backprop_lab.lab import load_lab

    lab, threads = load_lab("handout"), processors()
    each = RUNS // (4 * threads)
    parts = [Runs(lab, Drawn(0, at, each), rate) for at in range(0, RUNS, each)]
    pool, rooms = ThreadPoolExecutor(threads), [engine.room(each) for _ in parts]

    def trained(part: Runs, room: Fate) -> Fate:
        return engine.train(part, leave=leave, out=room)

    def once() -> Any:
        found = list(pool.map(trained, parts, rooms))
        return lambda: np.quantile(np.concatenate([one.value for one in found]), SHARES)

    return once


def jax_by_hand(rate: float) -> Callable[[], Any]:
    import jax
    import jax.numpy as jnp

    from backprop_lab.atlas.runs import Drawn
    from backprop_lab.lab import load_lab

    jax.config.update("jax_enable_x64", True)

    @jax.jit
    def last(theta: Any) -> Any:
        def step(_: Any, state: Any) -> Any:
            return tuple(t - rate * g for t, g in zip(state, value_and_gradient(jnp, state)[1], strict=True))

        return value_and_gradient(jnp, jax.lax.fori_loop(0, STEPS, step, theta))[0]

    lab = load_lab("handout")
    theta = tuple(jnp.array(column) for column in Drawn(0, 0, RUNS).theta(lab).T)

    def once() -> Any:
        found = np.asarray(last(theta))
        return lambda: np.quantile(found, SHARES)

    return once


def measure(rounds: int = 3) -> dict[str, dict[str, Any]]:
    found = {}
    for name, rate in RATES.items():
        makers = {
            "ours, draw and outcome included": partial(ours, rate, False),
            "ours, with the exact exit": partial(ours, rate, True),
            "JAX, gradient by hand, from starts that are there": partial(jax_by_hand, rate),
        }
        title = f"{RUNS:,} runs of the handout at rate {rate:g}, where nearly every one {name}, all processors"
        found[title] = contest(makers, rounds, REPEAT, rtol=1e-6)
    return found
