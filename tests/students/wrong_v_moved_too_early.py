import numpy as np
import matplotlib.pyplot as plt


def relu(x):
    return np.maximum(x, 0)


def drelu(x):
    return (x > 0) * 1.0


def forward(theta, x, y):
    W, U, V = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:]
    h = relu(x @ W)
    k = relu(h @ U)
    z = k @ V
    return [h[0], h[1], k[0], k[1], z, (z - y) ** 2]


def gradient(theta, x, y):
    W, U, V = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:]
    a = x @ W
    h = relu(a)
    b = h @ U
    k = relu(b)
    dz = 2 * (k @ V - y)
    db = dz * V * drelu(b)
    da = U @ db * drelu(a)
    return np.concatenate([np.outer(x, da).ravel(), np.outer(h, db).ravel(), dz * k])


# quick test of part 1 and part 2
theta = np.random.uniform(-1, 1, 10)
x = np.array([-1.0, 1.0])
print(forward(theta, x, 60.0)[5])
print(gradient(theta, x, 60.0))

# part 3, with matrices and both points at once
X = np.array([[-1.0, 1.0], [-1.0, 0.5]])
Y = np.array([[60.0], [20.0]])
theta = np.random.uniform(-1, 1, 10)
W = theta[:4].reshape(2, 2).copy()
U = theta[4:8].reshape(2, 2).copy()
V = theta[8:].reshape(2, 1).copy()
lr = 0.005
J = []
for i in range(100):
    A = X @ W
    H = relu(A)
    B = H @ U
    K = relu(B)
    Z = K @ V
    J.append(((Z - Y) ** 2).sum())

    dZ = 2 * (Z - Y)
    V = V - lr * K.T @ dZ
    dB = dZ @ V.T * drelu(B)
    dA = dB @ U.T * drelu(A)
    U = U - lr * H.T @ dB
    W = W - lr * X.T @ dA

plt.plot(J)
plt.xlabel("step")
plt.ylabel("J")
plt.show()
