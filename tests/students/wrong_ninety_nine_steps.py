"""Homework 3 - backprop. Parameters as dict by name."""
import random
import matplotlib.pyplot as plt

random.seed(42)
NAMES = ["w11", "w12", "w21", "w22", "u11", "u12", "u21", "u22", "v1", "v2"]


def relu(t):
    return t if t > 0 else 0


def drelu(t):
    return 1 if t > 0 else 0


def forward(theta, x, y):
    p = dict(zip(NAMES, theta))
    a1 = p["w11"] * x[0] + p["w21"] * x[1]
    a2 = p["w12"] * x[0] + p["w22"] * x[1]
    h1, h2 = relu(a1), relu(a2)
    b1 = p["u11"] * h1 + p["u21"] * h2
    b2 = p["u12"] * h1 + p["u22"] * h2
    k1, k2 = relu(b1), relu(b2)
    z = p["v1"] * k1 + p["v2"] * k2
    L = (z - y) ** 2
    return [h1, h2, k1, k2, z, L]


def gradient(theta, x, y):
    p = dict(zip(NAMES, theta))
    a1 = p["w11"] * x[0] + p["w21"] * x[1]
    a2 = p["w12"] * x[0] + p["w22"] * x[1]
    h1, h2, k1, k2, z, L = forward(theta, x, y)
    b1 = p["u11"] * h1 + p["u21"] * h2
    b2 = p["u12"] * h1 + p["u22"] * h2
    g = {}
    dz = 2 * (z - y)
    g["v1"] = dz * k1
    g["v2"] = dz * k2
    db1 = dz * p["v1"] * drelu(b1)
    db2 = dz * p["v2"] * drelu(b2)
    g["u11"] = db1 * h1
    g["u12"] = db2 * h1
    g["u21"] = db1 * h2
    g["u22"] = db2 * h2
    da1 = (p["u11"] * db1 + p["u12"] * db2) * drelu(a1)
    da2 = (p["u21"] * db1 + p["u22"] * db2) * drelu(a2)
    g["w11"] = da1 * x[0]
    g["w12"] = da2 * x[0]
    g["w21"] = da1 * x[1]
    g["w22"] = da2 * x[1]
    return [g[n] for n in NAMES]


def J(theta):
    return forward(theta, (-1, 1), 60)[-1] + forward(theta, (-1, 0.5), 20)[-1]


theta = [random.uniform(-1, 1) for _ in NAMES]
print("loss", forward(theta, (-1, 1), 60)[5])
losses = [J(theta)]
for step in range(99):
    g1 = gradient(theta, (-1, 1), 60)
    g2 = gradient(theta, (-1, 0.5), 20)
    theta = [t - 0.005 * (p + q) for t, p, q in zip(theta, g1, g2)]
    losses.append(J(theta))
fig, ax = plt.subplots(figsize=(6, 4))
ax.semilogy(range(101), losses, label="J")
ax.legend()
fig.savefig("loss.png")
