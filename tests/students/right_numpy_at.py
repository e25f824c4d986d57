import numpy as np
import matplotlib.pyplot as plt

# ---------- Part 1 ----------
def ReLU(x):
    return np.maximum(0, x)

def forward_map(theta, x, y):
    W = theta[:4].reshape(2, 2)
    U = theta[4:8].reshape(2, 2)
    V = theta[8:]
    h = ReLU(W.T @ x)
    k = ReLU(U.T @ h)
    z = V @ k
    L = (z - y)**2
    return np.array([h[0], h[1], k[0], k[1], z, L])

theta = np.random.uniform(-1, 1, 10)
print('sanity check: L =', forward_map(theta, np.array([-1, 1]), 60)[-1])

# ---------- Part 2 ----------
def ReLU_prime(x):
    return np.where(x > 0, 1.0, 0.0)

def gradient(theta, x, y):
    W = theta[:4].reshape(2, 2)
    U = theta[4:8].reshape(2, 2)
    V = theta[8:]
    a = W.T @ x
    h = ReLU(a)
    b = U.T @ h
    k = ReLU(b)
    z = V @ k

    dL_dz = 2*(z - y)
    dL_dV = dL_dz*k
    delta2 = dL_dz*V*ReLU_prime(b)
    dL_dU = np.outer(h, delta2)
    delta1 = (U @ delta2)*ReLU_prime(a)
    dL_dW = np.outer(x, delta1)
    return np.concatenate([dL_dW.flatten(), dL_dU.flatten(), dL_dV])

# ---------- Part 3 ----------
x1, y1 = np.array([-1, 1]), 60
x2, y2 = np.array([-1, 0.5]), 20

def J(theta):
    return forward_map(theta, x1, y1)[5] + forward_map(theta, x2, y2)[5]

eta = 0.005
theta = np.random.uniform(-1, 1, 10)
J_values = []
for n in range(100):
    J_values.append(J(theta))
    theta = theta - eta*(gradient(theta, x1, y1) + gradient(theta, x2, y2))
J_values.append(J(theta))

plt.figure()
plt.plot(J_values, '.-')
plt.xlabel('iteration')
plt.ylabel(r'$J(\theta)$')
plt.grid(True)
plt.show()
