#!/usr/bin/env python3
"""
Backpropagation Lab - Complete Solution
=======================================

Implements a 2-2-2-1 feed-forward ReLU network without biases, its
back-propagation and plain gradient descent.
"""

from __future__ import annotations

import argparse
from dataclasses import dataclass
from typing import List, Sequence, Tuple

import matplotlib.pyplot as plt
import numpy as np

LEARNING_RATE: float = 0.005
NUM_STEPS: int = 100
DATA: List[Tuple[np.ndarray, float]] = [
    (np.array([-1.0, 1.0]), 60.0),
    (np.array([-1.0, 0.5]), 20.0),
]


@dataclass(frozen=True)
class ForwardCache:
    """Intermediate values of one forward pass."""

    x: np.ndarray
    a: np.ndarray
    h: np.ndarray
    b: np.ndarray
    k: np.ndarray
    z: float
    loss: float


def relu(values: np.ndarray) -> np.ndarray:
    """Rectified linear unit, elementwise."""
    return np.maximum(values, 0.0)


def relu_derivative(values: np.ndarray) -> np.ndarray:
    """Derivative of ReLU (0 at the kink)."""
    return (np.asarray(values) > 0).astype(np.float64)


def unpack(theta: np.ndarray) -> Tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Split the parameter vector into W, U and V."""
    theta = np.asarray(theta, dtype=np.float64)
    return theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:10]


def pack(dW: np.ndarray, dU: np.ndarray, dV: np.ndarray) -> np.ndarray:
    """Inverse of :func:`unpack`."""
    return np.concatenate((dW.ravel(), dU.ravel(), dV.ravel()))


def forward_with_cache(theta: np.ndarray, x: Sequence[float], y: float) -> ForwardCache:
    """Run the network and keep everything the backward pass needs."""
    W, U, V = unpack(theta)
    x = np.asarray(x, dtype=np.float64)
    a = W.T @ x
    h = relu(a)
    b = U.T @ h
    k = relu(b)
    z = float(V @ k)
    return ForwardCache(x=x, a=a, h=h, b=b, k=k, z=z, loss=(z - y) ** 2)


def forward(theta: np.ndarray, x: Sequence[float], y: float) -> np.ndarray:
    """Return [h1, h2, k1, k2, z, L] as required by the handout."""
    c = forward_with_cache(theta, x, y)
    return np.array([*c.h, *c.k, c.z, c.loss])


def backward(theta: np.ndarray, cache: ForwardCache, y: float) -> np.ndarray:
    """Back-propagate through the cached forward pass."""
    _, U, V = unpack(theta)
    delta_z = 2.0 * (cache.z - y)
    dV = delta_z * cache.k
    delta_b = delta_z * V * relu_derivative(cache.b)
    dU = np.outer(cache.h, delta_b)
    delta_a = (U @ delta_b) * relu_derivative(cache.a)
    dW = np.outer(cache.x, delta_a)
    return pack(dW, dU, dV)


def gradient(theta: np.ndarray, x: Sequence[float], y: float) -> np.ndarray:
    """Gradient of the loss of one data point."""
    return backward(theta, forward_with_cache(theta, x, y), y)


def numerical_gradient(theta, x, y, eps: float = 1e-6) -> np.ndarray:
    """Central finite differences, for verification only."""
    grad = np.zeros_like(theta)
    for i in range(theta.size):
        plus, minus = theta.copy(), theta.copy()
        plus[i] += eps
        minus[i] -= eps
        grad[i] = (forward(plus, x, y)[-1] - forward(minus, x, y)[-1]) / (2 * eps)
    return grad


def objective(theta: np.ndarray) -> float:
    """J(theta): the sum of the losses over all points."""
    return sum(forward_with_cache(theta, x, y).loss for x, y in DATA)


def gradient_descent(theta: np.ndarray, rate: float = LEARNING_RATE, steps: int = NUM_STEPS):
    """Plain gradient descent; returns the final theta and the J history."""
    theta = theta.copy()
    history = [objective(theta)]
    for _ in range(steps):
        total = sum(gradient(theta, x, y) for x, y in DATA)
        theta_new = theta - rate * total
        history.append(objective(theta))
    return theta, np.array(history)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", type=int, default=None)
    parser.add_argument("--no-plot", action="store_true")
    args = parser.parse_args()

    rng = np.random.default_rng(args.seed)
    theta0 = rng.uniform(-1.0, 1.0, size=10)
    print(f"Sanity check: L = {forward(theta0, *DATA[0])[-1]:.4f}")
    difference = np.max(np.abs(gradient(theta0, *DATA[0]) - numerical_gradient(theta0, *DATA[0])))
    print(f"max |analytic - numeric| = {difference:.2e}")

    _, history = gradient_descent(theta0)
    if not args.no_plot:
        fig, ax = plt.subplots(figsize=(8, 5))
        ax.plot(history, marker="o", markersize=3, label=r"$J(\theta)$")
        ax.axhline(0, color="gray", linewidth=0.5)
        ax.set(xlabel="step", ylabel="J", title="Gradient descent")
        ax.legend()
        fig.tight_layout()
        plt.show()


if __name__ == "__main__":
    main()
