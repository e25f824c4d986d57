"""The handout solved from scratch, in its own letters and in plain NumPy.

h = s(W^T x), k = s(U^T h), z = V^T k with s = ReLU, and L = (z - y)^2 for one data point (x, y).
theta = [w11, w12, w21, w22, u11, u12, u21, u22, v1, v2]: W and U 2 by 2, row by row; V 2 by 1.
"""

import numpy as np

from . import arrays, start  # refuse what is no numbers, draw a start; the rest is written out here

POINTS = (((-1.0, 1.0), 60.0), ((-1.0, 0.5), 20.0))  # (x, y) of the two data points


def relu(x):
    """max(x, 0), element by element."""
    return np.maximum(arrays.numbers(x, "x"), 0.0)


def relu_derivative(x):
    """1 where x > 0, 0 where x < 0, and 0 at the kink itself."""
    return np.heaviside(arrays.numbers(x, "x"), 0.0)


def unpack(theta, x):
    """W and U (2 by 2) and V (2) from the ten numbers of theta, row by row, and x (2)."""
    w, u, v = np.split(arrays.vector(theta, 10, "theta"), [4, 8])
    return w.reshape(2, 2), u.reshape(2, 2), v, arrays.vector(x, 2, "x")


def f(theta, x):
    """The output z of the network at x."""
    return forward(theta, x, 0.0)[4]


def loss(theta, x, y):
    """L = (z - y)^2 of one data point."""
    return forward(theta, x, y)[5]


def forward(theta, x, y):
    """Part 1: the forward map, [h1, h2, k1, k2, z, L]."""
    W, U, V, x = unpack(theta, x)
    h = relu(W.T @ x)
    k = relu(U.T @ h)
    z = V @ k
    return np.array([*h, *k, z, (z - arrays.vector(y, 1, "y")[0]) ** 2])


def gradient(theta, x, y):
    """Part 2: the derivative of L in the ten parameters, from the output back to W."""
    W, U, V, x = unpack(theta, x)
    a = W.T @ x
    b = U.T @ relu(a)
    h, k = relu(a), relu(b)
    dz = 2.0 * (V @ k - arrays.vector(y, 1, "y")[0])  # L = (z - y)^2
    dV = dz * k  # z = V^T k
    db = dz * V * relu_derivative(b)  # k = s(b)
    dU = np.outer(h, db)  # b = U^T h
    da = (U @ db) * relu_derivative(a)  # h = s(a)
    dW = np.outer(x, da)  # a = W^T x
    return np.concatenate([dW.ravel(), dU.ravel(), dV])


def objective(theta):
    """Part 3: J, the sum of L over the two data points."""
    return sum(loss(theta, x, y) for x, y in POINTS)


def random_start(seed, index=0):
    """Ten numbers uniform in [-1, 1], the same for a seed and an index on every machine."""
    return start.uniform_numbers(10, seed, index)


def gradient_descent(theta0, steps=100, rate=0.005):
    """Part 3: the steps + 1 states, shape (steps + 1, 10), and J at each of them."""
    states, r = [arrays.vector(theta0, 10, "theta0")], arrays.positive(rate, "rate")
    for _ in range(arrays.whole(steps, "steps")):
        states.append(states[-1] - r * sum(gradient(states[-1], x, y) for x, y in POINTS))
    return np.array(states), np.array([objective(theta) for theta in states])
