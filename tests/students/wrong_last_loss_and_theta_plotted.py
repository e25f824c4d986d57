import numpy as np
import matplotlib.pyplot as plt


def f(theta, x, y):
    W, U, V = np.split(theta, [4, 8])
    h = np.maximum(W.reshape(2, 2).T @ x, 0)
    k = np.maximum(U.reshape(2, 2).T @ h, 0)
    z = V @ k
    return [*h, *k, z, (z - y) ** 2]


def f_prime(theta, x, y):
    W, U, V = np.split(theta, [4, 8])
    h1, h2, k1, k2, z, L = f(theta, x, y)
    h, k = np.array([h1, h2]), np.array([k1, k2])
    common = 2 * (z - y)
    back_k = np.where(k > 0, common * V, 0)
    back_h = np.where(h > 0, U.reshape(2, 2) @ back_k, 0)
    return np.concatenate([np.outer(x, back_h), np.outer(h, back_k), common * k], axis=None)


x_train = np.array([[-1, 1], [-1, 0.5]])
y_train = np.array([60, 20])
rate = 0.005
n_steps = 100

theta = np.random.uniform(-1, 1, 10)
print("sanity check", f(theta, x_train[0], y_train[0])[-1])

thetas = [theta]
J_values = []
for n in range(n_steps):
    grad = np.zeros(10)
    for i in range(len(x_train)):
        J = f(theta, x_train[i], y_train[i])[-1]
        grad += f_prime(theta, x_train[i], y_train[i])
    J_values.append(J)
    theta = theta - rate * grad
    thetas.append(theta)

print("J at the beginning", J_values[0])
print("J at the end", J_values[-1])
plt.plot(np.array(thetas))
plt.xlabel("step")
plt.ylabel("J")
plt.title("Gradient descent")
plt.show()
