"""The handout solved from scratch, in its own letters and in plain NumPy.

h = s(W^T x), k = s(U^T h), z = V^T k with s = ReLU, and L = (z - y)^2 for one data point (x, y).
theta = [w11, w12, w21, w22, u11, u12, u21, u22, v1, v2]: W and U 2 by 2, row by row; V 2 by 1.
"""

import numpy as np

from . import start  # where theta starts; everything else is written out here

POINTS = (((-1.0, 1.0), 60.0), ((-1.0, 0.5), 20.0))  # (x, y) of the two data points


def relu(x):
    """max(x, 0), element by element."""
    return np.maximum(x, 0.0)


def relu_derivative(x):
    """1 where x > 0, 0 where x < 0, and 0 at the kink itself."""
    return np.heaviside(x, 0.0)


def unpack(theta):
    """W and U (2 by 2) and V (2) from the ten numbers of theta, row by row."""
    w, u, v = np.split(np.asarray(theta, float).reshape(10), [4, 8])
    return w.reshape(2, 2), u.reshape(2, 2), v


def f(theta, x):
    """The output z of the network at x."""
    return forward(theta, x, 0.0)[4]


def loss(theta, x, y):
    """L = (z - y)^2 of one data point."""
    return forward(theta, x, y)[5]


def forward(theta, x, y):
    """Part 1: the forward map, [h1, h2, k1, k2, z, L]."""
    W, U, V = unpack(theta)
    h = relu(W.T @ np.asarray(x, float).reshape(2))
    k = relu(U.T @ h)
    z = V @ k
    return np.array([*h, *k, z, (z - np.asarray(y, float).item()) ** 2])


def gradient(theta, x, y):
    """Part 2: the derivative of L in the ten parameters, from the output back to W."""
    W, U, V = unpack(theta)
    a = W.T @ np.asarray(x, float).reshape(2)
    b = U.T @ relu(a)
    h, k = relu(a), relu(b)
    dz = 2.0 * (V @ k - np.asarray(y, float).item())  # L = (z - y)^2
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
    states = [np.asarray(theta0, float).reshape(10)]
    for _ in range(steps):
        states.append(states[-1] - rate * sum(gradient(states[-1], x, y) for x, y in POINTS))
    return np.array(states), np.array([objective(t) for t in states])
