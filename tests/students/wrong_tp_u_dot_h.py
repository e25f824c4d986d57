#!/usr/bin/env python3
# TP 2 - descente de gradient
import numpy as np
import matplotlib.pyplot as plt


def sigma(t):
    return np.maximum(0.0, t)


def passe_avant(theta, x, y):
    W = np.array([[theta[0], theta[1]], [theta[2], theta[3]]])
    U = np.array([[theta[4], theta[5]], [theta[6], theta[7]]])
    V = np.array([theta[8], theta[9]])
    h = sigma(np.dot(W.T, x))
    k = sigma(np.dot(U, h))
    z = np.dot(V, k)
    return [h[0], h[1], k[0], k[1], z, (z - y) ** 2]


def sigma_prime(t):
    res = np.zeros(len(t))
    for i in range(len(t)):
        if t[i] > 0:
            res[i] = 1.0
    return res


def gradient(theta, x, y):
    W = np.array([[theta[0], theta[1]], [theta[2], theta[3]]])
    U = np.array([[theta[4], theta[5]], [theta[6], theta[7]]])
    V = np.array([theta[8], theta[9]])
    a = np.dot(W.T, x)
    h = sigma(a)
    b = np.dot(U, h)
    k = sigma(b)
    z = np.dot(V, k)
    # retropropagation
    dz = 2 * (z - y)
    dV = dz * k
    db = dz * V * sigma_prime(b)
    dU = np.outer(db, h)
    dh = np.dot(U.T, db)
    da = dh * sigma_prime(a)
    dW = np.outer(x, da)
    return np.array([dW[0, 0], dW[0, 1], dW[1, 0], dW[1, 1],
                     dU[0, 0], dU[0, 1], dU[1, 0], dU[1, 1], dV[0], dV[1]])


def cout(theta):
    return passe_avant(theta, (-1, 1), 60)[5] + passe_avant(theta, (-1, 0.5), 20)[5]


def descente(theta, pas=0.005, n=100):
    historique = [cout(theta)]
    for _ in range(n):
        g = gradient(theta, (-1, 1), 60) + gradient(theta, (-1, 0.5), 20)
        theta = theta - pas * g
        historique.append(cout(theta))
    return theta, historique


theta0 = np.random.uniform(-1, 1, 10)
print("perte au depart :", passe_avant(theta0, (-1, 1), 60)[5])
theta_fin, historique = descente(theta0)
print("J final :", historique[-1])
plt.plot(historique)
plt.xlabel("iteration")
plt.show()
