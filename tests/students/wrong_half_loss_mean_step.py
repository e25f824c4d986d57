"""Backpropagation, exercise 3.

theta holds W, U and V row by row.
"""
from typing import Sequence

import matplotlib.pyplot as plt
import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


def relu(x: Vector) -> Vector:
    """max(x, 0) for each entry"""
    return np.maximum(x, 0)


def relu_derivative(x: Vector) -> Vector:
    """0 or 1 for each entry"""
    return np.where(x > 0, 1.0, 0.0)


def forward(theta: Vector, x: Sequence[float], y: float) -> Vector:
    """[h1, h2, k1, k2, z, L]"""
    W, U, V = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:]
    h = relu(np.dot(x, W))
    k = relu(np.dot(h, U))
    z = np.dot(k, V)
    return np.array([*h, *k, z, (z - y) ** 2 / 2])


def backward(theta: Vector, x: Sequence[float], y: float) -> Vector:
    """the ten derivatives of L"""
    U, V = theta[4:8].reshape(2, 2), theta[8:]
    h, k, (z, _) = np.split(forward(theta, x, y), [2, 4])
    delta = z - y
    delta_k = delta * V * relu_derivative(k)
    delta_h = U.dot(delta_k) * relu_derivative(h)
    return np.concatenate([np.outer(x, delta_h), np.outer(h, delta_k), delta * k], axis=None)


points: list[tuple[tuple[float, float], float]] = [((-1.0, 1.0), 60.0), ((-1.0, 0.5), 20.0)]


def J(theta: Vector) -> float:
    """the sum over the points"""
    return sum(forward(theta, x, y)[5] for x, y in points)


def descent(theta: Vector, rate: float = 0.005, steps: int = 100) -> list[float]:
    """J at the start and after each step"""
    values = [J(theta)]
    for _ in range(steps):
        gradients = [backward(theta, x, y) for x, y in points]
        theta = theta - rate * np.mean(gradients, axis=0)
        values.append(J(theta))
    return values


theta0 = np.random.uniform(-1, 1, 10)
print(f"{forward(theta0, (-1, 1), 60)[5]:.4f}")
values = descent(theta0)
plt.plot(values)
plt.xlabel("steps")
plt.ylabel("J")
plt.show()
