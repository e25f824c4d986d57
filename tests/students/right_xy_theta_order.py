import numpy as np
import matplotlib.pyplot as plt

X = [[-1, 1], [-1, 0.5]]
Y = [60, 20]

relu = np.vectorize(lambda t: t if t > 0 else 0, otypes=[float])
relu_deriv = np.vectorize(lambda t: 1 if t > 0 else 0, otypes=[float])

def to_mats(theta):
    return theta[:4].reshape((2, 2)), theta[4:8].reshape((2, 2)), theta[8:].reshape((2, 1))

def model(x, y, theta, full=False):
    W, U, V = to_mats(theta)
    x = np.array(x, dtype=float).reshape((2, 1))
    a = np.dot(W.T, x)
    h = relu(a)
    b = np.dot(U.T, h)
    k = relu(b)
    z = np.dot(V.T, k).item()
    L = (z - y) ** 2
    if full:
        return x, a, h, b, k, z, W, U, V
    return np.array([h[0, 0], h[1, 0], k[0, 0], k[1, 0], z, L]).reshape(1, -1)

def model_gradient(x, y, theta):
    x, a, h, b, k, z, W, U, V = model(x, y, theta, full=True)
    d3 = 2 * (z - y)
    d2 = relu_deriv(b) * (V * d3)
    d1 = relu_deriv(a) * np.dot(U, d2)
    return np.concatenate([np.dot(x, d1.T), np.dot(h, d2.T), (k * d3).T]).reshape(1, -1)

def J(theta):
    return sum(model(x, y, theta)[0, -1] for x, y in zip(X, Y))

# sanity check
np.random.seed()
theta = np.random.uniform(low=-1.0, high=1.0, size=(10,))
print(model(X[0], Y[0], theta)[0, -1])

STEPS, RATE = 100, 0.005
theta = np.random.uniform(low=-1.0, high=1.0, size=(10,))
J_vals, n = [J(theta)], 0
while n < STEPS:
    grad = model_gradient(X[0], Y[0], theta) + model_gradient(X[1], Y[1], theta)
    theta = theta - RATE * grad[0]
    J_vals.append(J(theta))
    n += 1

fig = plt.figure(figsize=(8, 5))
ax = fig.add_subplot(111)
ax.plot(range(STEPS + 1), J_vals, marker="o", markersize=2)
ax.set(xlabel="n", ylabel="J", title="Gradient descent, rate %.3f" % RATE)
plt.show()
