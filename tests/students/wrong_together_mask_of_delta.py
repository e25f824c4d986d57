import numpy as np
import matplotlib.pyplot as plt

def L_and_grad(theta, x, y):
    """Returns the loss and its gradient (so that the forward pass is done once)."""
    W = theta[:4].reshape((2, 2))
    U = theta[4:8].reshape((2, 2))
    V = theta[8:].reshape((2, 1))
    x = x.reshape((2, 1))
    # forward
    a = W.T @ x
    h = a.copy()
    h[h < 0] = 0
    b = U.T @ h
    k = b.copy()
    k[k < 0] = 0
    z = float((V.T @ k)[0, 0])
    L = (z - y) ** 2
    # backward
    dz = 2 * (z - y)
    dV = k * dz
    dk = V * dz
    db = dk.copy()
    db[b < 0] = 0
    dU = h @ db.T
    dh = U @ db
    da = dh.copy()
    da[da < 0] = 0
    dW = x @ da.T
    return L, np.concatenate([dW.ravel(), dU.ravel(), dV.ravel()])

def J_and_grad(theta):
    L1, g1 = L_and_grad(theta, np.array([-1.0, 1.0]), 60.0)
    L2, g2 = L_and_grad(theta, np.array([-1.0, 0.5]), 20.0)
    return L1 + L2, g1 + g2

theta = np.random.uniform(-1, 1, 10)
J_list = []
for _ in range(101):
    J, g = J_and_grad(theta)
    J_list.append(J)
    theta -= 0.005 * g
plt.plot(J_list)
plt.show()
