# coding: utf-8
import numpy as np
import matplotlib.pyplot as plt

# --------------------------------------------------------------- Teil 1


def relu(x):
    return np.maximum(0.0, x)


def vorwaertsabbildung(theta, x, y):
    w, u, v = theta[0:4], theta[4:8], theta[8:10]
    h = np.array([relu(w[0] * x[0] + w[2] * x[1]), relu(w[1] * x[0] + w[3] * x[1])])
    k = np.array([relu(u[0] * h[0] + u[2] * h[1]), relu(u[1] * h[0] + u[3] * h[1])])
    z = v[0] * k[0] + v[1] * k[1]
    return np.array([h[0], h[1], k[0], k[1], z, (z - y) ** 2])


# --------------------------------------------------------------- Teil 2


def relu_ableitung(x):
    return np.array([1.0 if e > 0 else 0.0 for e in x])


def gradient(theta, x, y):
    u, v = theta[4:8], theta[8:10]
    erg = vorwaertsabbildung(theta, x, y)
    h, k, z = erg[0:2], erg[2:4], erg[4]
    g = np.zeros(10)
    fehler = 2 * (z - y)
    g[8:10] = fehler * k
    delta_k = fehler * v * relu_ableitung(k)
    g[4:8] = [h[0] * delta_k[0], h[0] * delta_k[1], h[1] * delta_k[0], h[1] * delta_k[1]]
    delta_h = np.array([u[0] * delta_k[0] + u[1] * delta_k[1],
                        u[2] * delta_k[0] + u[3] * delta_k[1]]) * relu_ableitung(h)
    g[0:4] = [h[0] * delta_h[0], h[0] * delta_h[1], h[1] * delta_h[0], h[1] * delta_h[1]]
    return g


# --------------------------------------------------------------- Teil 3

start = np.random.uniform(-1, 1, 10)
print("Probe: L = %.4f" % vorwaertsabbildung(start, (-1, 1), 60)[5])


def J(theta):
    return vorwaertsabbildung(theta, (-1, 1), 60)[5] + vorwaertsabbildung(theta, (-1, 0.5), 20)[5]


theta = start
J_werte = [J(theta)]
schritt = 0
while schritt < 100:
    theta = theta - 0.005 * (gradient(theta, (-1, 1), 60) + gradient(theta, (-1, 0.5), 20))
    J_werte.append(J(theta))
    schritt += 1

plt.figure(figsize=(6, 4))
plt.plot(J_werte, label="J")
plt.legend()
plt.show()
