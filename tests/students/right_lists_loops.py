"""TP3 : rétropropagation, sans numpy (listes de listes)."""
import random

def sigma(t):
    return max(0, t)

def dsigma(t):
    return 1 if t > 0 else 0

def decouper(theta):
    W = [theta[0:2], theta[2:4]]
    U = [theta[4:6], theta[6:8]]
    V = theta[8:10]
    return W, U, V

def produit_transpose(M, vec):
    """M^T vec"""
    res = [0, 0]
    for j in range(2):
        for i in range(2):
            res[j] += M[i][j] * vec[i]
    return res

def propagation(theta, x, y):
    W, U, V = decouper(theta)
    h = [sigma(t) for t in produit_transpose(W, x)]
    k = [sigma(t) for t in produit_transpose(U, h)]
    z = sum(V[i] * k[i] for i in range(2))
    return h + k + [z, (z - y) ** 2]

def gradient(theta, x, y):
    W, U, V = decouper(theta)
    a = produit_transpose(W, x)
    h = [sigma(t) for t in a]
    b = produit_transpose(U, h)
    k = [sigma(t) for t in b]
    z = V[0] * k[0] + V[1] * k[1]

    erreur = 2 * (z - y)
    grad = [0] * 10
    delta_k, delta_h = [0, 0], [0, 0]
    for j in range(2):
        grad[8 + j] = erreur * k[j]
        delta_k[j] = erreur * V[j] * dsigma(b[j])
    for i in range(2):
        for j in range(2):
            grad[4 + 2 * i + j] = h[i] * delta_k[j]
            delta_h[i] += U[i][j] * delta_k[j]
        delta_h[i] *= dsigma(a[i])
    for i in range(2):
        for j in range(2):
            grad[2 * i + j] = x[i] * delta_h[j]
    return grad

donnees = [([-1, 1], 60), ([-1, 0.5], 20)]

def cout(theta):
    return sum(propagation(theta, x, y)[-1] for x, y in donnees)

def descente(theta, n=100, pas=0.005):
    couts = [cout(theta)]
    for _ in range(n):
        total = [0] * 10
        for x, y in donnees:
            g = gradient(theta, x, y)
            for i in range(10):
                total[i] += g[i]
        theta = [theta[i] - pas * total[i] for i in range(10)]
        couts.append(cout(theta))
    return theta, couts

if __name__ == "__main__":
    import matplotlib.pyplot as plt
    t0 = [random.uniform(-1, 1) for _ in range(10)]
    print("Perte :", propagation(t0, [-1, 1], 60)[5])
    t, couts = descente(t0)
    plt.plot(range(len(couts)), couts)
    plt.title("Coût J")
    plt.show()
