import numpy as np
import matplotlib.pyplot as plt

def ReLU(M):
    return np.maximum(M, np.zeros_like(M))

def ReLU_prime(M):
    P = np.zeros_like(M)
    P[M > 0] = 1
    return P

def columns(theta, x):
    theta = np.array(theta, dtype=float)
    return (theta[:4].reshape((2, 2)), theta[4:8].reshape((2, 2)),
            theta[8:].reshape((2, 1)), np.array(x, dtype=float).reshape((2, 1)))

def forward(x, y, theta):
    W, U, V, x = columns(theta, x)
    h = ReLU(W.T @ x)
    k = ReLU(U.T @ h)
    z = (V.T @ k)[0, 0]
    L = (z - y)**2
    return [h[0, 0], h[1, 0], k[0, 0], k[1, 0], z, L]

def dL(x, y, theta):
    W, U, V, x = columns(theta, x)
    a = W.T @ x
    h = ReLU(a)
    b = U.T @ h
    k = ReLU(b)
    z = (V.T @ k)[0, 0]
    L = (z - y)**2

    delta_z = 2*L
    delta_k = V*delta_z
    delta_b = delta_k*ReLU_prime(b)
    delta_h = U @ delta_b
    delta_a = delta_h*ReLU_prime(a)

    grad_V = k*delta_z
    grad_U = h @ delta_b.T
    grad_W = x @ delta_a.T
    return np.vstack([grad_W.reshape((4, 1)), grad_U.reshape((4, 1)), grad_V])

def J(theta):
    return forward([-1, 1], 60, theta)[5] + forward([-1, 0.5], 20, theta)[5]

def dJ(theta):
    return dL([-1, 1], 60, theta) + dL([-1, 0.5], 20, theta)

theta = np.random.uniform(-1, 1, (10, 1))
print(forward([-1, 1], 60, theta)[5])

ts = [theta]
for n in range(100):
    ts.append(ts[-1] - 0.005*dJ(ts[-1]))
plt.plot([J(t) for t in ts])
plt.show()
