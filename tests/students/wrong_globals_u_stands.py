import numpy as np
import matplotlib.pyplot as plt

W = np.random.uniform(-1, 1, (2, 2))
U = np.random.uniform(-1, 1, (2, 2))
V = np.random.uniform(-1, 1, (2, 1))
X = np.array([[-1, 1], [-1, 0.5]])
Y = np.array([60, 20])

def relu(z):
    return np.maximum(0, z)

def relu_prime(z):
    return (z > 0) * 1.0

def forward(x):
    a = W.T @ x
    h = relu(a)
    b = U.T @ h
    k = relu(b)
    z = V.T @ k
    return a, h, b, k, z

def backward(x, y):
    a, h, b, k, z = forward(x)
    dz = 2 * (z - y)
    dV = k * dz
    db = (V @ dz) * relu_prime(b)
    dU = h @ db.T
    da = (U @ db) * relu_prime(a)
    dW = x @ da.T
    return dW, dU, dV

losses = []
lr = 0.005
for epoch in range(100):
    loss = 0
    gW, gU, gV = 0, 0, 0
    for x, y in zip(X, Y):
        x = x.reshape(2, 1)
        loss += ((forward(x)[-1] - y) ** 2).item()
        dW, dU, dV = backward(x, y)
        gW = gW + dW
        gU = gU + dU
        gV = gV + dV
    losses.append(loss)
    W = W - lr * gW
    U = U
    V = V - lr * gV
plt.plot(losses)
plt.xlabel("step")
plt.show()
