import numpy as np
import matplotlib.pyplot as plt


def relu(x):
    x = np.asarray(x, dtype=float)
    return np.where(x < 0, 0, x)


def relu_derivative(x):
    """Derivative of ReLU, 0 or 1."""
    x = np.asarray(x, dtype=float)
    return np.where(x > 0, 0.0, 1.0)


def theta_to_matrices(theta):
    theta = np.asarray(theta, dtype=float)
    W = theta[0:4].reshape(2, 2)
    U = theta[4:8].reshape(2, 2)
    V = theta[8:10].reshape(2, 1)
    return W, U, V


def forward_propagation(theta, x, y):
    W, U, V = theta_to_matrices(theta)
    x = np.asarray(x, dtype=float).reshape(1, 2)
    a = x.dot(W)
    h = relu(a)
    b = h.dot(U)
    k = relu(b)
    z = k.dot(V)
    L = (z - y) ** 2
    cache = (x, a, h, b, k, z)
    return np.array([h[0, 0], h[0, 1], k[0, 0], k[0, 1], z[0, 0], L[0, 0]]), cache


def back_propagation(theta, x, y):
    W, U, V = theta_to_matrices(theta)
    _, (x, a, h, b, k, z) = forward_propagation(theta, x, y)
    dz = 2 * (z - y)
    dV = k.T.dot(dz)
    db = dz.dot(V.T) * relu_derivative(b)
    dU = h.T.dot(db)
    da = db.dot(U.T) * relu_derivative(a)
    dW = x.T.dot(da)
    return np.concatenate([dW, dU, dV], axis=None)


def compute_J(theta):
    L1 = forward_propagation(theta, [-1, 1], 60)[0][5]
    L2 = forward_propagation(theta, [-1, 0.5], 20)[0][5]
    return L1 + L2


theta0 = np.random.uniform(-1, 1, 10)
print("Check:", forward_propagation(theta0, [-1, 1], 60)[0])

theta = theta0
costs = [compute_J(theta)]
for iteration in range(1, 101):
    grad = back_propagation(theta, [-1, 1], 60) + back_propagation(theta, [-1, 0.5], 20)
    theta = theta - 0.005 * grad
    costs.append(compute_J(theta))
    if iteration % 20 == 0:
        print("iteration", iteration, "cost", costs[-1])

plt.plot(costs)
plt.ylabel("cost")
plt.xlabel("iteration")
plt.show()
