import numpy as np
import matplotlib.pyplot as plt

def relu(x):
    return np.maximum(0, x)

def relu_prime(x):
    return 0.5 * (1 + np.sign(x))

def forward(theta, x, y):
    W, U, V = theta
    h = relu(W.T @ x)
    k = relu(U.T @ h)
    z = (V.T @ k).item()
    return h[0], h[1], k[0], k[1], z, (z - y)**2

def gradient(theta, x, y):
    W, U, V = theta
    a = W.T @ x
    h = relu(a)
    b = U.T @ h
    k = relu(b)
    z = (V.T @ k).item()
    delta_z = 2*(z - y)
    delta_b = delta_z * V[:, 0] * relu_prime(b)
    delta_a = U.dot(delta_b) * relu_prime(a)
    return np.outer(x, delta_a), np.outer(h, delta_b), delta_z * k.reshape(2, 1)

theta = (np.random.uniform(-1, 1, (2, 2)), np.random.uniform(-1, 1, (2, 2)), np.random.uniform(-1, 1, (2, 1)))
xs = np.array([[-1, 1], [-1, 0.5]])
ys = [60, 30]
print(forward(theta, xs[0], ys[0])[-1])
values = []
for n in range(101):
    values.append(sum(forward(theta, x, y)[-1] for x, y in zip(xs, ys)))
    g = [gradient(theta, x, y) for x, y in zip(xs, ys)]
    theta = tuple(t - 0.005*(d1 + d2) for t, d1, d2 in zip(theta, g[0], g[1]))
plt.plot(values)
plt.show()
