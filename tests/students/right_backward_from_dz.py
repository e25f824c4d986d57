import numpy as np
import matplotlib.pyplot as plt

def forward(params, x):
    W, U, V = params
    a = W.T @ x
    h = np.maximum(0, a)
    b = U.T @ h
    k = np.maximum(0, b)
    z = V.T @ k
    return z, (x, a, h, b, k)

def backward(params, cache, dz):
    W, U, V = params
    x, a, h, b, k = cache
    dV = k @ dz.T
    db = (V @ dz) * (b > 0)
    dU = h @ db.T
    da = (U @ db) * (a > 0)
    dW = x @ da.T
    return [dW, dU, dV]

X = np.array([[-1, -1], [1, 0.5]])
Y = np.array([[60, 20]])
params = [np.random.uniform(-1, 1, s) for s in ((2, 2), (2, 2), (2, 1))]
losses = []
for i in range(100):
    z, cache = forward(params, X)
    losses.append(((z - Y) ** 2).sum())
    grads = backward(params, cache, 2 * (z - Y))
    for p, g in zip(params, grads):
        p -= 0.005 * g
plt.plot(losses)
plt.show()
