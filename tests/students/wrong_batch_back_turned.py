import numpy as np
import matplotlib.pyplot as plt
X = np.array([[-1, 1], [-1, 0.5]])   # one point a row
Y = np.array([60, 20])

def relu(z): return np.where(z > 0, z, 0)
def relu_grad(z): return np.where(z > 0, 1, 0)

def unpack(theta):
    return theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:].reshape(2, 1)

def forward(theta, X, Y):
    W, U, V = unpack(theta)
    A = X @ W
    H = relu(A)
    B = H @ U
    K = relu(B)
    Z = (K @ V)[:, 0]
    return A, H, B, K, Z, np.sum((Z - Y) ** 2)

def backprop(theta, X, Y):
    W, U, V = unpack(theta)
    A, H, B, K, Z, J = forward(theta, X, Y)
    dZ = 2 * (Z - Y)[:, None]
    dV = K.T @ dZ
    dB = dZ @ V.T * relu_grad(B)
    dU = H.T @ dB
    dA = dB @ U * relu_grad(A)
    dW = X.T @ dA
    return np.hstack([dW.ravel(), dU.ravel(), dV.ravel()])

theta = np.random.uniform(low=-1, high=1, size=10)
Js = np.zeros(101)
for t in range(101):
    Js[t] = forward(theta, X, Y)[-1]
    theta -= 0.005 * backprop(theta, X, Y)
fig, ax = plt.subplots()
ax.semilogy(np.arange(101), Js)
ax.set_xlabel('step')
fig.savefig('J.png')
