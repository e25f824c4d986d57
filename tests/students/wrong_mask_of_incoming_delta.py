import numpy as np
import matplotlib.pyplot as plt

np.random.seed(None)

N_STEPS = 100
ETA = 5e-3


def f(theta, x, y):
    W = theta[:4].reshape(2, 2)
    U = theta[4:8].reshape(2, 2)
    V = theta[8:]
    h = W.T @ x
    h[h < 0] = 0
    k = U.T @ h
    k[k < 0] = 0
    z = V @ k
    return [h[0], h[1], k[0], k[1], z, (z - y) ** 2]


def grad_f(theta, x, y):
    W = theta[:4].reshape(2, 2)
    U = theta[4:8].reshape(2, 2)
    V = theta[8:]
    *hk, z, _ = f(theta, x, y)
    h = np.array(hk[:2])
    k = np.array(hk[2:])

    dz = 2 * (z - y)
    dV = dz * k
    dk = dz * V
    dk[k <= 0] = 0
    dU = np.outer(h, dk)
    dh = U @ dk
    dh[dh <= 0] = 0
    dW = np.outer(x, dh)
    return np.concatenate([dW.reshape(4), dU.reshape(4), dV])


xs = np.array([[-1, 1], [-1, 0.5]])
ys = np.array([60, 20])


def J(theta):
    return f(theta, xs[0], ys[0])[5] + f(theta, xs[1], ys[1])[5]


def descend(theta0, eta=ETA, n_steps=N_STEPS):
    theta = theta0.copy()
    curve = [J(theta)]
    for _ in range(n_steps):
        g = np.zeros(10)
        for x, y in zip(xs, ys):
            g += grad_f(theta, x, y)
        theta -= eta * g
        curve.append(J(theta))
    return theta, curve


theta0 = np.random.rand(10) * 2 - 1
print("L:", f(theta0, xs[0], ys[0])[5])
theta, curve = descend(theta0)
plt.plot(curve, "k.")
plt.show()
