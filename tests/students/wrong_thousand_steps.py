# It looked flat after 100 steps
import numpy as np
import matplotlib.pyplot as plt

F = np.float64


def relu(x):
    return np.maximum(x, F(0))


def relu_slope(x):
    return np.where(x > 0, F(1), F(0))


def f_map(theta, x, y):
    (w11, w12, w21, w22), (u11, u12, u21, u22), (v1, v2) = theta[:4], theta[4:8], theta[8:]
    h = relu(np.array([w11 * x[0] + w21 * x[1], w12 * x[0] + w22 * x[1]]))
    k = relu(np.array([u11 * h[0] + u21 * h[1], u12 * h[0] + u22 * h[1]]))
    z = v1 * k[0] + v2 * k[1]
    return np.array([h[0], h[1], k[0], k[1], z, (z - y) ** 2])


def f_gradient(theta, x, y):
    h1, h2, k1, k2, z, L = f_map(theta, x, y)
    V = np.array(theta[8:])
    U = np.array(theta[4:8]).reshape(2, 2)
    s2 = relu_slope(np.array([k1, k2]))
    s1 = relu_slope(np.array([h1, h2]))
    grad_k = 2 * (z - y) * V * s2
    grad_h = np.sum(U * grad_k, axis=1) * s1
    grad_W = np.array(x)[:, np.newaxis] * grad_h[np.newaxis, :]
    grad_U = np.array([h1, h2])[:, np.newaxis] * grad_k[np.newaxis, :]
    grad_V = 2 * (z - y) * np.array([k1, k2])
    return np.hstack([grad_W.ravel(), grad_U.ravel(), grad_V])


theta = np.random.uniform(-1, 1, 10)
print("L =", f_map(theta, (-1, 1), 60)[5])

theta = np.random.uniform(-1, 1, 10)
theta_begin = np.copy(theta)
Js = []
for step in range(1000):
    Js.append(f_map(theta, (-1, 1), 60)[5] + f_map(theta, (-1, 0.5), 20)[5])
    theta = theta - 0.005 * (f_gradient(theta, (-1, 1), 60) + f_gradient(theta, (-1, 0.5), 20))

plt.plot(Js)
plt.xlabel("steps")
plt.ylabel("J")
plt.show()
