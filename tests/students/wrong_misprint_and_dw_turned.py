import numpy as np
import matplotlib.pyplot as plt

names = ["w11", "w12", "w21", "w21", "u11", "u12", "u21", "u22", "v1", "v2"]


def unpack(theta):
    p = dict(zip(names, theta))
    p["w21"] = theta[2]
    W = np.array([[p["w11"], p["w12"]], [p["w21"], p["w21"]]])
    U = np.array([[p["u11"], p["u12"]], [p["u21"], p["u22"]]])
    V = np.array([p["v1"], p["v2"]])
    return W, U, V


def relu(x):
    return np.maximum(x, 0)


def relu_prime(x):
    return (x > 0).astype(float)


def feed(theta, x, y):
    W, U, V = unpack(theta)
    a = W.T @ x
    h = relu(a)
    b = U.T @ h
    k = relu(b)
    z = V @ k
    return a, h, b, k, z


def forward_map(theta, x, y):
    a, h, b, k, z = feed(theta, x, y)
    return np.hstack((h, k, z, (z - y) ** 2))


def gradient(theta, x, y):
    W, U, V = unpack(theta)
    a, h, b, k, z = feed(theta, x, y)
    dz = 2 * (z - y)
    db = V * dz * relu_prime(b)
    da = U @ db * relu_prime(a)
    dW = da[:, None] * np.asarray(x)[None, :]
    dU = h[:, None] * db[None, :]
    return np.hstack((dW.ravel(), dU.ravel(), k * dz))


def J(theta):
    return forward_map(theta, [-1, 1], 60)[5] + forward_map(theta, [-1, 0.5], 20)[5]


theta = np.random.uniform(-1, 1, 10)
for name, value in zip(names, theta):
    print(name, "=", round(value, 3))
print("L =", forward_map(theta, [-1, 1], 60)[5])

theta0 = np.random.uniform(-1, 1, 10)
theta = theta0
out = np.full(101, np.nan)
out[0] = J(theta)
for n in range(100):
    theta = theta - 0.005 * gradient(theta, [-1, 1], 60) - 0.005 * gradient(theta, [-1, 0.5], 20)
    out[n + 1] = J(theta)
plt.plot(out)
plt.show()
