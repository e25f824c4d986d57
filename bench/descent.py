"""100 steps of the handout's descent: the library with its full history, loops by hand, automatic derivatives."""

from __future__ import annotations

from typing import Any

import numpy as np
from side import Times, contest

STEPS, RATE = 100, 0.0005
X = np.array([[-1.0, 1.0], [-1.0, 0.5]])
Y = np.array([[60.0], [20.0]])
THETA = np.array([0.53, -0.86, 0.97, 0.93, -0.23, -0.34, 0.01, 0.42, 0.46, -0.57])
"""A start that stays alive at this rate."""


def library() -> Any:
    from backprop_lab import load_lab
    from backprop_lab.descent import descend, record

    lab = load_lab("handout").trained(rate=RATE, steps=STEPS)
    objective, method = lab.objective, lab.method
    return lambda: record(descend(objective, THETA, method, STEPS), objective, STEPS).values


def numpy_by_hand() -> Any:
    """The two points as one batch, J alone kept."""

    def once() -> Any:
        W, U, V = THETA[:4].reshape(2, 2), THETA[4:8].reshape(2, 2), THETA[8:].reshape(2, 1)
        values = []
        for step in range(STEPS + 1):
            a = X @ W
            h = np.maximum(a, 0)
            b = h @ U
            k = np.maximum(b, 0)
            r = k @ V - Y
            values.append(np.sum(r**2))
            if step == STEPS:
                break
            dz = 2 * r
            dV = k.T @ dz
            db = (dz @ V.T) * (b > 0)
            dU = h.T @ db
            da = (db @ U.T) * (a > 0)
            dW = X.T @ da
            W, U, V = W - RATE * dW, U - RATE * dU, V - RATE * dV
        return np.array(values)

    return once


def numpy_points() -> Any:
    """The handout read word by word: one point after the other, gradients added."""
    data = [(x, y.item()) for x, y in zip(X, Y, strict=True)]

    def forward(W: Any, U: Any, V: Any, x: Any) -> Any:
        h = np.maximum(W.T @ x, 0)
        k = np.maximum(U.T @ h, 0)
        return h, k, V @ k

    def gradient(W: Any, U: Any, V: Any, x: Any, y: float) -> Any:
        h, k, z = forward(W, U, V, x)
        dz = 2 * (z - y)
        db = dz * V * (k > 0)
        da = (U @ db) * (h > 0)
        return np.concatenate([np.outer(x, da).ravel(), np.outer(h, db).ravel(), dz * k])

    def once() -> Any:
        theta, values = THETA, []
        for step in range(STEPS + 1):
            W, U, V = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:]
            values.append(sum((forward(W, U, V, x)[2] - y) ** 2 for x, y in data))
            if step < STEPS:
                theta = theta - RATE * sum(gradient(W, U, V, x, y) for x, y in data)
        return np.array(values)

    return once


def with_autograd() -> Any:
    import autograd.numpy as anp
    from autograd import value_and_grad

    step = value_and_grad(lambda theta: _objective(anp, theta))

    def once() -> Any:
        theta, values = THETA, []
        for _ in range(STEPS + 1):
            value, slope = step(theta)
            values.append(value)
            theta = theta - RATE * slope
        return np.array(values)

    return once


def torch_eager() -> Any:
    import torch

    torch.set_num_threads(1)
    x, y = torch.tensor(X), torch.tensor(Y)

    def once() -> Any:
        theta, values = torch.tensor(THETA, requires_grad=True), []
        for _ in range(STEPS + 1):
            W, U, V = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:].reshape(2, 1)
            value = ((torch.relu(torch.relu(x @ W) @ U) @ V - y) ** 2).sum()
            value.backward()
            values.append(value.item())
            with torch.no_grad():
                theta -= RATE * theta.grad
                theta.grad = None
        return np.array(values)

    return once


def jax_loop() -> Any:
    jax, step = _jax_step()
    step = jax.jit(step)

    def once() -> Any:
        theta, values = THETA, []
        for _ in range(STEPS + 1):
            theta, value = step(theta, None)
            values.append(value)
        return np.array(values)

    return once


def jax_scan() -> Any:
    jax, step = _jax_step()
    whole = jax.jit(lambda theta: jax.lax.scan(step, theta, length=STEPS + 1)[1])
    return lambda: np.asarray(whole(THETA))


def _jax_step() -> Any:
    import jax
    import jax.numpy as jnp

    jax.config.update("jax_enable_x64", True)
    both = jax.value_and_grad(lambda theta: _objective(jnp, theta))

    def step(theta: Any, _: Any) -> Any:
        value, slope = both(theta)
        return theta - RATE * slope, value

    return jax, step


def _objective(np_: Any, theta: Any) -> Any:
    W, U, V = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:].reshape(2, 1)
    k = np_.maximum(np_.maximum(X @ W, 0) @ U, 0)
    return np_.sum((k @ V - Y) ** 2)


MAKERS = {
    "backprop_lab, full history": library,
    "NumPy by hand, J alone": numpy_by_hand,
    "NumPy by hand, point by point": numpy_points,
    "autograd": with_autograd,
    "PyTorch, eager": torch_eager,
    "JAX, jit of a step": jax_loop,
    "JAX, jit of lax.scan": jax_scan,
}


def measure(rounds: int = 25) -> dict[str, dict[str, Times]]:
    return {f"{STEPS} steps of the handout, float64": contest(MAKERS, rounds, repeat=10, threads=1)}
