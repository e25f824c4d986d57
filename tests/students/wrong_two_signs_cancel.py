import numpy as np
import matplotlib.pyplot as plt


def ReLU(x):
    return x if x > 0 else 0.0


def dReLU(x):
    return 1.0 if x > 0 else 0.0


def forward(theta, x, y):
    W, U, V = np.array(theta[:4]).reshape(2, 2), np.array(theta[4:8]).reshape(2, 2), np.array(theta[8:])
    a = [W[0, j] * x[0] + W[1, j] * x[1] for j in (0, 1)]
    h = [ReLU(t) for t in a]
    b = [U[0, j] * h[0] + U[1, j] * h[1] for j in (0, 1)]
    k = [ReLU(t) for t in b]
    z = V[0] * k[0] + V[1] * k[1]
    return h[0], h[1], k[0], k[1], z, (y - z) ** 2


def grad(theta, x, y):
    U, V = np.array(theta[4:8]).reshape(2, 2), np.array(theta[8:])
    h1, h2, k1, k2, z, L = forward(theta, x, y)
    residual = y - z
    dv1, dv2 = 2 * residual * k1, 2 * residual * k2
    b1 = 2 * residual * V[0] * dReLU(k1)
    b2 = 2 * residual * V[1] * dReLU(k2)
    a1 = (U[0, 0] * b1 + U[0, 1] * b2) * dReLU(h1)
    a2 = (U[1, 0] * b1 + U[1, 1] * b2) * dReLU(h2)
    return np.array([
        x[0] * a1, x[0] * a2, x[1] * a1, x[1] * a2,
        h1 * b1, h1 * b2, h2 * b1, h2 * b2,
        dv1, dv2])


theta = np.random.uniform(-1, 1, 10)
print("loss of the first point", forward(theta, (-1, 1), 60)[5])

start = theta
J = []
for i in range(101):
    J.append(forward(theta, (-1, 1), 60)[5] + forward(theta, (-1, 0.5), 20)[5])
    # J went up with minus, so plus
    theta = theta + 0.005 * (grad(theta, (-1, 1), 60) + grad(theta, (-1, 0.5), 20))

plt.plot(J)
plt.xlabel("i")
plt.ylabel("J")
plt.show()
