"""The lab of the handout with one mistake in it. What says so: backprop-lab check examples/wrong_lab.py"""

import matplotlib.pyplot as plt
import numpy as np

POINTS = [((-1, 1), 60), ((-1, 0.5), 20)]


def relu(a):
    return np.maximum(a, 0)


def relu_derivative(a):
    return (a > 0).astype(float)


def unpack(theta):
    theta = np.asarray(theta)
    return theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:]


def forward(theta, x, y):
    W, U, V = unpack(theta)
    h = relu(W.T @ x)
    k = relu(U.T @ h)
    z = V @ k
    return [*h, *k, z, (z - y) ** 2]


def gradient(theta, x, y):
    W, U, V = unpack(theta)
    a = W.T @ x
    h = relu(a)
    b = U.T @ h
    k = relu(b)
    dz = 2 * (V @ k - y)
    dV = dz * k
    db = dz * V * relu_derivative(b)
    dU = np.outer(db, h)
    da = U @ db * relu_derivative(a)
    dW = np.outer(x, da)
    return np.concatenate([dW.ravel(), dU.ravel(), dV])


def J(theta):
    return sum(forward(theta, x, y)[-1] for x, y in POINTS)


theta = np.random.default_rng().uniform(-1, 1, 10)
values = [J(theta)]
for _ in range(100):
    theta = theta - 0.005 * sum(gradient(theta, x, y) for x, y in POINTS)
    values.append(J(theta))

plt.plot(values)
plt.xlabel("step")
plt.ylabel("J")
plt.show()
