import numpy as np
import matplotlib.pyplot as plt
X = np.array([[-1., -1.], [1., .5]])   # columns are points
Y = np.array([[60., 20.]])
relu = lambda Z: np.maximum(Z, 0)
def forward(theta):
    W = theta[:4].reshape(2,2); U = theta[4:8].reshape(2,2); V = theta[8:].reshape(2,1)
    H = relu(W.T @ X); K = relu(U.T @ H); Z = V.T @ K
    return H, K, Z
def J(theta): return np.sum((forward(theta)[2] - Y)**2)
def grad_J(theta):
    W = theta[:4].reshape(2,2); U = theta[4:8].reshape(2,2); V = theta[8:].reshape(2,1)
    H, K, Z = forward(theta)
    dZ = 2*(Z - Y)
    dV = K @ dZ.T
    dB = (V @ dZ)
    dU = H @ dB.T
    dA = (U @ dB) * (H > 0)
    dW = X @ dA.T
    return np.concatenate([dW.ravel(), dU.ravel(), dV.ravel()])
theta = np.random.uniform(-1, 1, 10)
vals = [J(theta)]
for _ in range(100):
    theta = theta - 0.005 * grad_J(theta)
    vals.append(J(theta))
plt.plot(vals); plt.show()
