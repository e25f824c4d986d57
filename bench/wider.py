"""Larger networks, and a plane of two rates, beside JAX: by its own gradient over arrays of runs, and by hand."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from many import SHARES, value_and_gradient
from side import Times, contest

from atlas import drawn_lab

RUNS, STEPS = 2**12, 100
NETWORKS = {
    "2-8-8-1, 32 points": partial(drawn_lab, (2, 8, 8, 1), 32),
    "4-16-16-3, biases, 32 points": partial(drawn_lab, (4, 16, 16, 3), 32, biases=True),
}
PIXELS, LONG = 1024, 500
SPAN = (1e-5, 1e-1)
"""Of both rates of the plane: from runs that hardly move to such that leave all bounds at once."""
START = 5
"""A start of the handout that is not dead."""


def ours(make: Callable[[], Any]) -> Callable[[], Any]:
    from concurrent.futures import ThreadPoolExecutor

    from backprop_lab.atlas.go import processors
    from backprop_lab.atlas.kernel import engine
    from backprop_lab.atlas.runs import Drawn, Runs

    lab, threads = make(), processors()
    each = RUNS // (4 * threads)
    parts = [Runs(lab, Drawn(0, at, each)) for at in range(0, RUNS, each)]
    pool = ThreadPoolExecutor(threads)

    def once() -> Any:
        found = list(pool.map(engine.train, parts))
        return lambda: np.quantile(np.concatenate([one.value for one in found]), SHARES)

    return once


def _jax() -> Any:
    import jax

    jax.config.update("jax_enable_x64", True)
    return jax


def _layers(lab: Any, theta: Any) -> list[tuple[Any, ...]]:
    """Weights (runs, m, n) and, where there are any, biases (runs, 1, n) of each layer."""
    pairs = pairwise(lab.network.widths)
    return [
        (theta[:, w].reshape(-1, m, n), *([theta[:, b].reshape(-1, 1, n)] if b.stop > b.start else []))
        for (w, b), (m, n) in zip(lab.network.blocks, pairs, strict=True)
    ]


def jax_by_itself(make: Callable[[], Any]) -> Callable[[], Any]:
    jax = _jax()
    jnp, lab = jax.numpy, make()
    x, y = jnp.array(lab.objective.data.x), jnp.array(lab.objective.data.y)

    def value(layers: Any) -> Any:
        h = x
        for weights, *bias in layers[:-1]:
            h = jnp.maximum(sum(bias, h @ weights), 0)
        weights, *bias = layers[-1]
        return ((sum(bias, h @ weights) - y) ** 2).sum() / len(x)

    slope, every = jax.vmap(jax.grad(value)), jax.vmap(value)

    @jax.jit
    def last(layers: Any) -> Any:
        def step(_: Any, state: Any) -> Any:
            return jax.tree.map(lambda t, g: t - lab.descent.rate * g, state, slope(state))

        return every(jax.lax.fori_loop(0, STEPS, step, layers))

    return _timed(last, _started(jnp, lab))


def jax_runs_last(make: Callable[[], Any]) -> Callable[[], Any]:
    """The gradient by hand, arrays with the runs along their last axis: no small matrix product anywhere."""
    jax = _jax()
    jnp, lab = jax.numpy, make()
    x, y = jnp.array(lab.objective.data.x).T[..., None], jnp.array(lab.objective.data.y).T[..., None]

    @jax.jit
    def last(layers: Any) -> Any:
        def step(_: Any, state: Any) -> Any:
            return jax.tree.map(lambda t, g: t - lab.descent.rate * g, state, _gradient(jnp, state, x, y))

        layers = jax.lax.fori_loop(0, STEPS, step, layers)
        return ((_forward(jnp, layers, x)[-1] - y) ** 2).sum((0, 1)) / y.shape[1]

    turned = [(jnp.moveaxis(w, 0, -1), *(one[:, 0].T for one in bias)) for w, *bias in _started(jnp, lab)]
    return _timed(last, turned)


def _forward(jnp: Any, layers: Any, x: Any) -> list[Any]:
    """The values of each layer, (units, points, runs)."""
    hs = [x]
    for k, (weights, *bias) in enumerate(layers):
        a = sum((w[:, None] * h for w, h in zip(weights, hs[-1], strict=True)), sum(one[:, None] for one in bias))
        hs.append(a if k == len(layers) - 1 else jnp.maximum(a, 0))
    return hs


def _gradient(jnp: Any, layers: Any, x: Any, y: Any) -> list[tuple[Any, ...]]:
    hs = _forward(jnp, layers, x)
    delta, found = 2 * (hs[-1] - y) / y.shape[1], []
    for (weights, *bias), h in zip(layers[::-1], hs[-2::-1], strict=True):
        own = jnp.stack([(one * delta).sum(1) for one in h])
        found.append((own, *(delta.sum(1) for _ in bias)))
        if h is not x:
            back = sum(weights[:, j][:, None] * delta[j] for j in range(weights.shape[1]))
            delta = jnp.where(h > 0, back, 0)
    return found[::-1]


def _started(jnp: Any, lab: Any) -> list[tuple[Any, ...]]:
    from backprop_lab.atlas.runs import Drawn

    return _layers(lab, jnp.array(Drawn(0, 0, RUNS).theta(lab)))


def _timed(last: Callable[[Any], Any], begun: Any) -> Callable[[], Any]:
    def once() -> Any:
        found = np.asarray(last(begun))
        return lambda: np.quantile(found, SHARES)

    return once


def our_plane() -> Callable[[], Any]:
    from backprop_lab.atlas.axis import Axis
    from backprop_lab.atlas.go import on_threads
    from backprop_lab.atlas.plan import Plane

    x, y = (Axis(name, *SPAN, True) for name in ("rate1", "rate3"))
    plan = Plane(_long(), START, 0, x, y, PIXELS, PIXELS)

    def once() -> Any:
        found = [results["value"].ravel() for _, results in on_threads(plan, range(plan.blocks))]
        return lambda: shares(np.concatenate(found))

    return once


def jax_plane() -> Callable[[], Any]:
    jax = _jax()
    jnp, lab = jax.numpy, _long()
    from backprop_lab.atlas.axis import Axis

    points = Axis("rate", *SPAN, True).centres(PIXELS)
    first, third = (jnp.array(one.ravel()) for one in np.meshgrid(points, points))
    rates = [first] * 4 + [lab.descent.rate] * 4 + [third] * 2
    theta = tuple(jnp.full(PIXELS**2, t) for t in lab.start(START, 0))

    @jax.jit
    def last(theta: Any) -> Any:
        def step(_: Any, state: Any) -> Any:
            slope = value_and_gradient(jnp, state)[1]
            return tuple(t - rate * g for t, rate, g in zip(state, rates, slope, strict=True))

        return value_and_gradient(jnp, jax.lax.fori_loop(0, LONG, step, theta))[0]

    def once() -> Any:
        found = np.asarray(last(theta))
        return lambda: shares(found)

    return once


def _long() -> Any:
    from backprop_lab.lab import load_lab

    lab = load_lab("handout")
    return replace(lab, descent=replace(lab.descent, steps=LONG))


def shares(value: np.ndarray) -> np.ndarray:
    """Of all pixels those with J below 1, at 4000, and above all bounds: where chaos is, single runs part."""
    with np.errstate(all="ignore"):
        return np.array([(value < 1).mean(), (np.abs(value - 4000) < 1e-6).mean(), 1 - (np.abs(value) < 1e300).mean()])


def measure(rounds: int = 5) -> dict[str, dict[str, Times]]:
    found = {}
    for name, make in NETWORKS.items():
        makers = {
            "ours, draw and outcome included": partial(ours, make),
            "JAX, its gradient by vmap": partial(jax_by_itself, make),
            "JAX, by hand, runs along the last axis": partial(jax_runs_last, make),
        }
        found[f"{RUNS:,} runs of {name}, {STEPS} steps, all processors"] = contest(makers, rounds, rtol=1e-6)
    planes = {"ours, outcomes included": our_plane, "JAX, gradient by hand": jax_plane}
    title = f"a plane of two rates, {PIXELS} by {PIXELS}, {LONG} steps of the handout, all processors"
    return {**found, title: contest(planes, max(rounds // 2, 1), rtol=1e-2)}
