import numpy as np
import matplotlib.pyplot as plt


class ReLU:
    def __call__(self, x):
        return np.maximum(x, 0)

    def prime(self, x):
        return np.array(x > 0, dtype=float)


relu = ReLU()


def predict_and_loss(theta, x, y):
    W = theta[:4].reshape(2, 2)
    U = theta[4:8].reshape(2, 2)
    V = theta[8:10]
    h = relu(np.dot(x, W))
    k = relu(np.dot(h, U))
    z = np.dot(k, V)
    L = (z - y) ** 2
    return [h[0], h[1], k[0], k[1], z, L]


def compute_gradient(theta, x, y):
    W = theta[:4].reshape(2, 2)
    U = theta[4:8].reshape(2, 2)
    V = theta[8:10]
    a = np.dot(x, W)
    h = relu(a)
    b = np.dot(h, U)
    k = relu(b)
    z = np.dot(k, V)
    dz = 2 * (z - y)

    dV = dz * V
    db = dz * V * relu.prime(b)
    dU = np.outer(h, db)
    da = np.dot(U, db) * relu.prime(a)
    dW = np.outer(x, da)

    gradient = np.append(dW, dU)
    gradient = np.append(gradient, dV)
    return gradient


def cost(theta, xs, ys):
    c = 0.0
    for i in range(len(ys)):
        c += predict_and_loss(theta, xs[i], ys[i])[5]
    return c


xs = np.array([[-1, 1], [-1, 0.5]])
ys = np.array([60, 20])
theta = np.random.uniform(-1, 1, 10)
theta_initial = theta.copy()
print("L(theta) =", predict_and_loss(theta, xs[0], ys[0])[5])

costs = [cost(theta, xs, ys)]
for i in range(100):
    total_gradient = np.zeros(10)
    for j in range(2):
        total_gradient += compute_gradient(theta, xs[j], ys[j])
    theta -= 0.005 * total_gradient
    costs.append(cost(theta, xs, ys))
print("final J:", costs[-1])
plt.plot(costs)
plt.show()
