# Abgabe Blatt 5, Gruppe 12
import numpy as np
from matplotlib.pyplot import plot, show, xlabel, ylabel

def ReLU(t):
    if t < 0:
        return 0.0
    else:
        return t

def ReLU_abl(t):
    if t < 0:
        return 0.0
    else:
        return 1.0

def netz(theta, x, y):
    W = np.reshape(theta[0:4], (2, 2))
    U = np.reshape(theta[4:8], (2, 2))
    V = np.reshape(theta[8:10], (2, 1))
    h = np.zeros(2)
    k = np.zeros(2)
    for j in range(2):
        h[j] = ReLU(W[0, j] * x[0] + W[1, j] * x[1])
    for j in range(2):
        k[j] = ReLU(U[0, j] * h[0] + U[1, j] * h[1])
    z = V[0, 0] * k[0] + V[1, 0] * k[1]
    return [h[0], h[1], k[0], k[1], z, (z - y) ** 2]

def gradient(theta, x, y):
    """Differenzenquotient (L(theta + eps e_i) - L(theta)) / eps"""
    eps = 1e-8
    L0 = netz(theta, x, y)[5]
    ergebnis = []
    for i in range(len(theta)):
        verschoben = np.array(theta, dtype=float)
        verschoben[i] += eps
        ergebnis.append((netz(verschoben, x, y)[5] - L0) / eps)
    return np.array(ergebnis)

def J(theta):
    return netz(theta, [-1, 1], 60)[5] + netz(theta, [-1, 0.5], 20)[5]

def abstieg(theta, schritte, rate):
    werte = []
    for i in range(schritte):
        werte.append(J(theta))
        theta = theta - rate * (gradient(theta, [-1, 1], 60) + gradient(theta, [-1, 0.5], 20))
    werte.append(J(theta))
    return werte

zufall = np.random.uniform(-1, 1, 10)
print('Verlust:', netz(zufall, [-1, 1], 60)[5])
start = np.random.uniform(-1, 1, 10)
werte = abstieg(start, 100, 0.005)
plot(range(101), werte)
xlabel('Schritt'); ylabel('J')
show()
