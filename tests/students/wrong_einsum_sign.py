import numpy as np
import matplotlib.pyplot as plt

X = np.array([[-1, 1], [-1, 0.5]])
Y = np.array([60.0, 20.0])


def relu(x):
    return (np.abs(x) + x) / 2


def forward(theta, x, y):
    W = theta[:4].reshape(2, 2)
    U = theta[4:8].reshape(2, 2)
    V = theta[8:]
    h = relu(np.einsum("ij,i->j", W, x))
    k = relu(np.einsum("ij,i->j", U, h))
    z = np.einsum("i,i->", V, k)
    L = (y - z) ** 2
    return np.append(np.append(h, k), [z, L])


def relu_derivative(x):
    return (np.sign(x) + 1) // 2


def gradient(theta, x, y):
    U = theta[4:8].reshape(2, 2)
    V = theta[8:]
    out = forward(theta, x, y)
    h, k, z = out[:2], out[2:4], out[4]
    # outer derivative of (y - z)^2
    dz = 2 * (y - z)
    dV = k * dz
    db = V * dz * (k > 0)
    dU = np.einsum("i,j->ij", h, db)
    da = np.einsum("ij,j->i", U, db) * (h > 0)
    dW = np.einsum("i,j->ij", x, da)
    return np.concatenate([dW.ravel(), dU.ravel(), dV])


def J(theta):
    return sum(forward(theta, X[i], Y[i])[5] for i in range(2))


def gradient_descent(theta, rate, steps):
    record = np.zeros(steps + 1)
    record[0] = J(theta)
    for n in range(1, steps + 1):
        dJ = gradient(theta, X[0], Y[0]) + gradient(theta, X[1], Y[1])
        theta = theta - rate * dJ
        record[n] = J(theta)
    return theta, record


theta_start = np.random.uniform(-1, 1, size=10)
print(forward(theta_start, X[0], 60)[5])
theta_end, record = gradient_descent(theta_start, 0.005, 100)
plt.plot(record)
plt.yscale("log")
plt.show()
