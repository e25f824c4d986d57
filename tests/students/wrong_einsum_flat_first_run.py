import numpy as np
import matplotlib.pyplot as plt

X = np.array([[-1.0, 1.0], [-1.0, 0.5]])
T = np.array([60.0, 20.0])


def cost_and_slope(q):
    W, U, v = q[:4].reshape(2, 2), q[4:8].reshape(2, 2), q[8:]
    P = np.einsum("ni,ij->nj", X, W)
    H = P * (P > 0)
    Q = np.einsum("ni,ji->nj", H, U)
    K = Q * (Q > 0)
    r = np.einsum("nj,j->n", K, v) - T
    dQ = np.einsum("n,j->nj", 2 * r, v) * (Q > 0)
    dP = np.einsum("nj,ij->ni", dQ, U) * (P > 0)
    slope = np.einsum("ni,nj->ij", X, dP), np.einsum("ni,nj->ij", H, dQ), np.einsum("n,nj->j", 2 * r, K)
    return r @ r, np.concatenate([one.ravel() for one in slope])


def descend(q, eta=0.005, n=100):
    kept = np.zeros(n + 1)
    for i in range(n + 1):
        kept[i], slope = cost_and_slope(q)
        q = q - eta * slope
    return kept


kept = descend(np.random.uniform(-1, 1, 10))
plt.plot(kept)
plt.show()
