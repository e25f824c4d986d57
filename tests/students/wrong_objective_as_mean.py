import numpy as np
import matplotlib.pyplot as plt


def relu(x):
    return np.maximum(x, 0)


def relu_d(x):
    return (x > 0).astype(int)


def forward(theta, x, y):
    W, U, V = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:]
    h = relu(W.T.dot(x))
    k = relu(U.T.dot(h))
    z = V.dot(k)
    return [h[0], h[1], k[0], k[1], z, (z - y) ** 2]


def backprop(theta, x, y):
    U, V = theta[4:8].reshape(2, 2), theta[8:]
    h1, h2, k1, k2, z, L = forward(theta, x, y)
    dz = 2 * (z - y)
    dk = dz * V * relu_d(np.array([k1, k2]))
    dh = U.dot(dk) * relu_d(np.array([h1, h2]))
    return np.concatenate([np.outer(x, dh).flatten(),
                           np.outer([h1, h2], dk).flatten(),
                           [dz * k1, dz * k2]])


X = np.array([[-1, 1], [-1, 0.5]])
Y = np.array([60, 20])


def J(theta):
    return np.mean([forward(theta, x, y)[5] for x, y in zip(X, Y)])


def grad_J(theta):
    return np.sum([backprop(theta, x, y) for x, y in zip(X, Y)], axis=0)


theta = np.random.uniform(-1, 1, 10)
print("L =", forward(theta, X[0], Y[0])[5])

theta_0 = np.random.uniform(-1, 1, 10)
theta = theta_0
values = np.zeros(101)
for i in range(101):
    values[i] = J(theta)
    theta = theta - 0.005 * grad_J(theta)

plt.plot(np.arange(101), values)
plt.xlabel("number of steps")
plt.ylabel("J")
plt.show()
