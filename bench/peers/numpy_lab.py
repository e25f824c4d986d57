"""The handout's lab with NumPy by hand: theta and the picture's file are the arguments."""

import sys

import matplotlib.pyplot as plt
import numpy as np

X = np.array([[-1.0, 1.0], [-1.0, 0.5]])
Y = np.array([[60.0], [20.0]])


def both(theta, x, y):
    """J and its gradient."""
    W, U, V = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:].reshape(2, 1)
    h = np.maximum(x @ W, 0)
    k = np.maximum(h @ U, 0)
    r = k @ V - y
    dz = 2 * r
    db = (dz @ V.T) * (k > 0)
    da = (db @ U.T) * (h > 0)
    return np.sum(r**2), np.concatenate([(x.T @ da).ravel(), (h.T @ db).ravel(), (k.T @ dz).ravel()])


theta = np.array([float(v) for v in sys.argv[1].split(",")])
L, gradient = both(theta, X[:1], Y[:1])
print("L =", L)
print("gradient =", gradient)
values = []
for _ in range(101):
    value, slope = both(theta, X, Y)
    values.append(value)
    theta = theta - 0.005 * slope
plt.plot(values)
plt.xlabel("step")
plt.ylabel("J")
plt.savefig(sys.argv[2])
print(*values)
