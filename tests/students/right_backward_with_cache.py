import numpy as np
import matplotlib.pyplot as plt

def relu(x): return np.maximum(x, 0)
def drelu(x): return (x > 0).astype(float)

def unpack(theta):
    return theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:]

def forward(theta, x, y):
    W, U, V = unpack(theta)
    a = W.T @ x
    h = relu(a)
    b = U.T @ h
    k = relu(b)
    z = V @ k
    L = (z - y) ** 2
    return [h[0], h[1], k[0], k[1], z, L], (a, h, b, k, z)

def backward(theta, x, y, cache):
    W, U, V = unpack(theta)
    a, h, b, k, z = cache
    dz = 2 * (z - y)
    dV = dz * k
    db = dz * V * drelu(b)
    dU = np.outer(h, db)
    da = (U @ db) * drelu(a)
    dW = np.outer(x, da)
    return np.concatenate([dW.ravel(), dU.ravel(), dV])

data = [(np.array([-1.0, 1.0]), 60.0), (np.array([-1.0, 0.5]), 20.0)]
theta = np.random.uniform(-1, 1, 10)
Js = []
for step in range(101):
    J, g = 0, np.zeros(10)
    for x, y in data:
        out, cache = forward(theta, x, y)
        J += out[-1]
        g += backward(theta, x, y, cache)
    Js.append(J)
    theta = theta - 0.005 * g
plt.plot(Js)
plt.show()
