"""Exercise 3: back-propagation through a 2-2-2-1 ReLU network without biases."""
from __future__ import annotations

from typing import NamedTuple, Sequence

import matplotlib.pyplot as plt
import numpy as np
from numpy.typing import NDArray

Vector = NDArray[np.float64]


class Point(NamedTuple):
    x: tuple[float, float]
    y: float


POINTS: list[Point] = [Point((-1.0, 1.0), 60.0), Point((-1.0, 0.5), 20.0)]


def relu(t: Vector) -> Vector:
    """The rectified linear unit, component by component."""
    return np.fmax(t, 0.0)


def relu_derivative(t: Vector) -> Vector:
    """1 where t > 0 and 0 elsewhere."""
    return np.asarray(t > 0.0, dtype=np.float64)


def forward_map(theta: Vector, x: Sequence[float], y: float) -> list[float]:
    """Return [h1, h2, k1, k2, z, L]."""
    h: Vector = relu(theta[0:2] * x[0] + theta[2:4] * x[1])
    k: Vector = relu(theta[4:6] * h[0] + theta[6:8] * h[1])
    z = float(np.inner(theta[8:10], k))
    return [float(h[0]), float(h[1]), float(k[0]), float(k[1]), z, (z - y) ** 2]


def loss_gradient(theta: Vector, x: Sequence[float], y: float) -> Vector:
    """Return the derivative of L in the ten parameters, in the order of theta."""
    h1, h2, k1, k2, z, _ = forward_map(theta, x, y)
    in_z: float = 2.0 * (z - y)
    in_b: Vector = in_z * theta[8:10] * relu_derivative(theta[4:6] * h1 + theta[6:8] * h2)
    in_h: Vector = np.array([np.inner(theta[4:6], in_b), np.inner(theta[6:8], in_b)])
    in_a: Vector = in_h * relu_derivative(theta[0:2] * x[0] + theta[2:4] * x[1])
    return np.concatenate([in_a * x[0], in_a * x[1], in_b * h1, in_b * h2, [in_z * k1, in_z * k2]])


def objective(theta: Vector, points: list[Point] = POINTS) -> float:
    """The sum of the losses."""
    return sum(forward_map(theta, p.x, p.y)[-1] for p in points)


def descend(theta: Vector, *, steps: int = 100, rate: float = 0.005) -> list[float]:
    """Return the values of J at the start and after each step."""
    values = [objective(theta)]
    for _ in range(steps):
        theta = theta - rate * np.sum([loss_gradient(theta, *p) for p in POINTS], axis=0)
        values.append(objective(theta))
    return values


def main() -> None:
    rng = np.random.default_rng()
    print(f"L = {forward_map(rng.uniform(-1.0, 1.0, 10), *POINTS[0])[-1]:.3f}")
    plt.plot(descend(rng.uniform(-1.0, 1.0, 10)))
    plt.xlabel("number of steps")
    plt.ylabel("J")
    plt.show()


if __name__ == "__main__":
    main()
