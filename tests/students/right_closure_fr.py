import functools
import numpy as np
import matplotlib.pyplot as plt

TAUX = 5e-3

def couche(M, avec_relu=True):
    """Renvoie une fonction vec -> (sortie, fonction de retour)."""
    def avant(vec):
        pre = M.T.dot(vec)
        masque = (pre > 0).astype(float) if avec_relu else np.ones_like(pre)

        def retour(delta):
            delta = delta * masque
            return M.dot(delta), np.outer(vec, delta)

        return pre * masque, retour
    return avant

def couches(theta):
    theta = np.array(theta, dtype=float)
    return (couche(theta[0:4].reshape(2, 2)),
            couche(theta[4:8].reshape(2, 2)),
            couche(theta[8:10].reshape(2, 1), avec_relu=False))

def passe_avant(theta, x, y):
    c1, c2, c3 = couches(theta)
    h, _ = c1(np.array(x))
    k, _ = c2(h)
    z, _ = c3(k)
    return [h[0], h[1], k[0], k[1], z[0], (z[0] - y)**2]

def retropropagation(theta, x, y):
    retours = []
    vec = np.array(x, dtype=float)
    for c in couches(theta):
        vec, r = c(vec)
        retours.append(r)
    delta = 2*(vec - y)
    morceaux = []
    while retours:
        delta, dM = retours.pop()(delta)
        morceaux.insert(0, dM.ravel())
    return np.concatenate(morceaux)

exemple1 = dict(x=(-1, 1), y=60)
exemple2 = dict(x=(-1, 0.5), y=20)

def J(theta):
    return passe_avant(theta, **exemple1)[-1] + passe_avant(theta, **exemple2)[-1]

def dJ(theta):
    return functools.reduce(np.add, (retropropagation(theta, **e) for e in (exemple1, exemple2)))

def pas(taux, theta):
    return theta - taux*dJ(theta)

un_pas = functools.partial(pas, TAUX)

depart = np.random.uniform(-1, 1, 10)
print("L au hasard :", passe_avant(depart, **exemple1)[-1])

theta = np.random.uniform(-1, 1, 10)
suite = [theta]
for n in range(100):
    suite.append(un_pas(suite[-1]))
plt.plot([J(t) for t in suite])
plt.title("J au cours de la descente")
plt.show()
