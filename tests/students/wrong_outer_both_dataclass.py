from dataclasses import dataclass, field
import numpy as np
import matplotlib.pyplot as plt


@dataclass
class Pass:
    x: np.ndarray
    a: np.ndarray = field(default=None)
    h: np.ndarray = field(default=None)
    b: np.ndarray = field(default=None)
    k: np.ndarray = field(default=None)
    z: float = 0.0
    L: float = 0.0


def positive(t):
    return np.where(t > 0, t, 0)


def forward_pass(theta, x, y):
    W, U, V = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:10]
    p = Pass(np.array(x))
    p.a = W.T @ p.x
    p.h = positive(p.a)
    p.b = U.T @ p.h
    p.k = positive(p.b)
    p.z = V @ p.k
    p.L = (p.z - y) ** 2
    return p


def forward(theta, x, y):
    p = forward_pass(np.array(theta), x, y)
    return [p.h[0], p.h[1], p.k[0], p.k[1], p.z, p.L]


def backward(theta, x, y):
    theta = np.array(theta)
    U, V = theta[4:8].reshape(2, 2), theta[8:10]
    p = forward_pass(theta, x, y)
    delta_out = 2 * (p.z - y)
    delta_k = delta_out * V * np.heaviside(p.b, 0)
    delta_h = U @ delta_k * np.heaviside(p.a, 0)
    result = np.empty(10)
    result[:4] = np.outer(delta_h, p.x).ravel()
    result[4:8] = np.outer(delta_k, p.h).ravel()
    result[8:] = delta_out * p.k
    return result


def J(theta):
    return forward(theta, [-1, 1], 60)[5] + forward(theta, [-1, 0.5], 20)[5]


rng = np.random.default_rng()
theta = rng.uniform(-1, 1, 10)
print(forward(theta, [-1, 1], 60)[5])

path = np.empty((101, 10))
path[0] = theta
for n in range(100):
    dJ = backward(path[n], [-1, 1], 60) + backward(path[n], [-1, 0.5], 20)
    path[n + 1] = path[n] - 0.005 * dJ

J_path = [J(p) for p in path]
plt.plot(J_path)
plt.show()
