import numpy as np
import matplotlib.pyplot as plt


def s(t):
    return t if t > 0 else 0


def ds(t):
    return 1 if t > 0 else 0


def forward(theta, x, y):
    w = np.reshape(theta[:4], (2, 2))
    u = np.reshape(theta[4:8], (2, 2))
    v = theta[8:]
    h = [0, 0]
    k = [0, 0]
    for j in range(2):
        h[j] = s(sum(w[i][j] * x[i] for i in range(2)))
    for j in range(2):
        k[j] = s(sum(u[i][j] * h[i] for i in range(2)))
    z = sum(v[i] * k[i] for i in range(2))
    return [h[0], h[1], k[0], k[1], z, (z - y) ** 2]


def grad(theta, x, y):
    # dL/dz = z - y, the rest is the chain rule
    w = np.reshape(theta[:4], (2, 2))
    u = np.reshape(theta[4:8], (2, 2))
    v = theta[8:]
    h1, h2, k1, k2, z, L = forward(theta, x, y)
    h = [h1, h2]
    k = [k1, k2]
    delta3 = z - y
    delta2 = [0, 0]
    delta1 = [0, 0]
    for j in range(2):
        delta2[j] = delta3 * v[j] * ds(k[j])
    for i in range(2):
        total = 0
        for j in range(2):
            total += u[i][j] * delta2[j]
        delta1[i] = total * ds(h[i])
    out = np.zeros(10)
    for i in range(2):
        for j in range(2):
            out[2 * i + j] = x[i] * delta1[j]
            out[4 + 2 * i + j] = h[i] * delta2[j]
        out[8 + i] = k[i] * delta3
    return out


points = [([-1, 1], 60), ([-1, 0.5], 20)]
theta = np.random.uniform(-1, 1, 10)
start = theta
print("sanity check: L =", forward(theta, [-1, 1], 60)[-1])

Jvals = []
for t in range(100):
    Jvals.append(sum(forward(theta, x, y)[-1] for x, y in points))
    theta = theta - 0.005 * sum(grad(theta, x, y) for x, y in points)
Jvals.append(sum(forward(theta, x, y)[-1] for x, y in points))

fig, ax = plt.subplots()
ax.plot(Jvals)
ax.set_xlabel("number of steps")
ax.set_ylabel("J")
plt.show()
