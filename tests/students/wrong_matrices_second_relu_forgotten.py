import numpy as np
import matplotlib.pyplot as plt

RATE = 0.005
STEPS = 100
POINTS = [(np.array([-1.0, 1.0]), 60.0), (np.array([-1.0, 0.5]), 20.0)]


def relu(x):
    return np.maximum(0, x)


def unpack(theta):
    theta = np.asarray(theta, dtype=float)
    W = theta[0:4].reshape(2, 2)
    U = theta[4:8].reshape(2, 2)
    V = theta[8:10].reshape(2, 1)
    return W, U, V


def forward_map(theta, x, y):
    """Part 1. Returns [h1, h2, k1, k2, z, L]."""
    W, U, V = unpack(theta)
    h = relu(W.T @ x)
    k = U.T @ h
    z = (V.T @ k).item()
    L = (z - y) ** 2
    return [h[0], h[1], k[0], k[1], z, L]


# sanity check
theta = np.random.uniform(-1, 1, 10)
print("L(theta, (-1, 1), 60) =", forward_map(theta, np.array([-1, 1]), 60)[5])


def relu_prime(x):
    return (x > 0).astype(float)


def gradient(theta, x, y):
    """Part 2."""
    W, U, V = unpack(theta)
    x = np.asarray(x, dtype=float)
    a = W.T @ x
    h = relu(a)
    b = U.T @ h
    k = relu(b)
    z = (V.T @ k).item()
    dz = 2 * (z - y)
    dV = dz * k
    db = dz * V[:, 0] * relu_prime(b)
    dU = np.outer(h, db)
    da = (U @ db) * relu_prime(a)
    dW = np.outer(x, da)
    return np.concatenate([dW.ravel(), dU.ravel(), dV])


def J(theta):
    return sum(forward_map(theta, x, y)[5] for x, y in POINTS)


def descend(theta, rate=RATE, steps=STEPS):
    values = [J(theta)]
    for _ in range(steps):
        theta = theta - rate * sum(gradient(theta, x, y) for x, y in POINTS)
        values.append(J(theta))
    return theta, values


theta0 = np.random.uniform(-1, 1, 10)
theta_end, values = descend(theta0)
plt.plot(range(STEPS + 1), values, ".-")
plt.title("J against the number of steps")
plt.show()
