"""One gradient with its J of a 784-512-512-10 ReLU network: softmax cross-entropy, mean over 512 points."""

from __future__ import annotations

import os
from functools import partial
from itertools import pairwise
from typing import Any

import numpy as np
from side import Times, contest

WIDTHS, BATCH = (784, 512, 512, 10), 512


def problem(dtype: str) -> tuple[Any, Any, Any, list[tuple[Any, Any]]]:
    """x, y (one row of shares a point), the classes, and (weights (in, out), biases) of every layer."""
    rng = np.random.default_rng(0)
    x = rng.normal(size=(BATCH, WIDTHS[0])).astype(dtype)
    classes = rng.integers(WIDTHS[-1], size=BATCH)
    layers = [
        ((rng.normal(size=(m, n)) * np.sqrt(2 / m)).astype(dtype), (rng.normal(size=n) * 0.1).astype(dtype))
        for m, n in pairwise(WIDTHS)
    ]
    return x, np.eye(WIDTHS[-1])[classes], classes, layers


def told(value: Any, gradient: Any) -> Any:
    """What is compared: J and every number of the gradient, one flat array."""
    return np.concatenate([np.ravel(np.asarray(part, np.float64)) for part in (value, *gradient)])


def library(dtype: str) -> Any:
    from backprop_lab.activation import relu
    from backprop_lab.loss import softmax_cross_entropy
    from backprop_lab.network import Network
    from backprop_lab.objective import Data, Objective
    from backprop_lab.prepared import Prepared

    x, y, _, layers = problem(dtype)
    network = Network(WIDTHS, activation=relu, biases=True)
    objective = Objective(network, Data(x, y), softmax_cross_entropy, reduction="mean")
    theta = np.concatenate([part.ravel() for layer in layers for part in layer])
    evaluate = Prepared(objective, np.dtype(dtype).type)

    def once() -> Any:
        value, gradient = evaluate(theta)
        return value, gradient

    return _checked(once, lambda made: told(made[0], [made[1]]))


def torch_eager(dtype: str) -> Any:
    import torch

    torch.set_num_threads(len(os.sched_getaffinity(0)))
    x, _, classes, layers = problem(dtype)
    x, classes = torch.tensor(x), torch.tensor(classes)
    parts = [torch.tensor(part, requires_grad=True) for layer in layers for part in layer]

    def once() -> Any:
        h = x
        for at in range(0, len(parts), 2):
            h = torch.addmm(parts[at + 1], torch.relu(h) if at else h, parts[at])
        value = torch.nn.functional.cross_entropy(h, classes)
        return value, torch.autograd.grad(value, parts)

    return _checked(once, lambda made: told(made[0].detach(), made[1]))


def jax_jit(dtype: str) -> Any:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", dtype == "float64")
    x, y, _, layers = problem(dtype)
    x, y = jnp.asarray(x), jnp.asarray(y.astype(dtype))

    def objective(layers: Any) -> Any:
        h = x
        for i, (weights, biases) in enumerate(layers):
            h = (jnp.maximum(h, 0) if i else h) @ weights + biases
        return -jnp.mean(jnp.sum(y * jax.nn.log_softmax(h), axis=1))

    both = jax.jit(jax.value_and_grad(objective))
    layers = [tuple(map(jnp.asarray, layer)) for layer in layers]
    return _checked(lambda: jax.block_until_ready(both(layers)), lambda made: told(made[0], jax.tree.leaves(made[1])))


class _checked:
    """The first call returns what is compared; every later one is the gradient alone."""

    def __init__(self, once: Any, tell: Any) -> None:
        self.once, self.tell = once, tell

    def __call__(self) -> Any:
        made = self.once()
        if self.tell is None:
            return None
        tell, self.tell = self.tell, None
        return tell(made)


MAKERS = {"backprop_lab, Prepared": library, "PyTorch, eager": torch_eager, "JAX, jit": jax_jit}
RTOL = {"float32": 2e-5, "float64": 1e-12}


def measure(rounds: int = 25) -> dict[str, dict[str, Times]]:
    cores, found = len(os.sched_getaffinity(0)), {}
    for threads in sorted({min(2, cores), 1}, reverse=True):
        for dtype in ("float32", "float64"):
            makers = {name: partial(make, dtype) for name, make in MAKERS.items()}
            title = f"J and gradient of 784-512-512-10, batch 512, {dtype}, {threads} thread{'s' * (threads > 1)}"
            found[title] = contest(makers, rounds, repeat=3, threads=threads, rtol=RTOL[dtype])
    return found
