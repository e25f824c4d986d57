# -*- coding: latin-1 -*-
# Réseau de neurones : propagation et rétropropagation
# (écrit sous Windows, désolé pour l'encodage)
import numpy as np
import matplotlib.pyplot as plt

def relu(t):
    return np.maximum(t, 0)

def relu_derivee(t):
    return np.float64(t > 0)

def avant(theta, x, y):
    W = theta[0:4].reshape(2, 2)
    U = theta[4:8].reshape(2, 2)
    V = theta[8:10]
    h = relu(W.transpose().dot(x))
    k = relu(U.transpose().dot(h))
    z = V.dot(k)
    perte = (z - y)**2
    return h[0], h[1], k[0], k[1], z, perte

def arriere(theta, x, y):
    U = theta[4:8].reshape(2, 2)
    V = theta[8:10]
    h1, h2, k1, k2, z, perte = avant(theta, x, y)
    dz = 2*(z - y)
    dk = dz*V
    # si k est nul on est du mauvais côté, donc la dérivée est nulle là aussi
    db = dk*relu_derivee(np.array([k1, k2]))
    dh = U.dot(db)
    da = dh*relu_derivee(np.array([h1, h2]))
    dtheta = np.zeros(10)
    dtheta[0:2] = x[0]*da
    dtheta[2:4] = x[1]*da
    dtheta[4:6] = h1*db
    dtheta[6:8] = h2*db
    dtheta[8] = dz*k1
    dtheta[9] = dz*k2
    return dtheta

xs = [np.array([-1, 1]), np.array([-1, 0.5])]
ys = [60, 20]

def J(theta):
    return sum(avant(theta, xs[i], ys[i])[5] for i in (0, 1))

print("Vérification :", avant(np.random.uniform(-1, 1, 10), xs[0], ys[0])[5])

theta = np.random.uniform(-1, 1, 10)
valeurs = []
for étape in range(101):
    valeurs.append(J(theta))
    theta = theta - 0.005*(arriere(theta, xs[0], ys[0]) + arriere(theta, xs[1], ys[1]))

plt.plot(valeurs)
plt.xlabel("étape")
plt.ylabel("coût J")
plt.title("Descente de gradient (pas = 0.005)")
plt.show()
