import numpy as np
import matplotlib.pyplot as plt

def relu(x):
    return np.maximum(x, 0)

def relu_prime(x):
    return np.where(x > 0, 1, 0)

def forward(theta, x1, x2, y):
    h1 = relu(theta[0] * x1 + theta[2] * x2)
    h2 = relu(theta[1] * x1 + theta[3] * x2)
    k1 = relu(theta[4] * h1 + theta[6] * h2)
    k2 = relu(theta[5] * h1 + theta[7] * h2)
    z = theta[8] * k1 + theta[9] * k2
    L = (z - y) ** 2
    return [h1, h2, k1, k2, z, L]

def gradient(theta, x1, x2, y):
    h1, h2, k1, k2, z, L = forward(theta, x1, x2, y)
    dz = 2 * (z - y)
    db1 = dz * theta[8] * relu_prime(k1)
    db2 = dz * theta[9] * relu_prime(k2)
    da1 = (theta[4] * db1 + theta[5] * db2) * relu_prime(h1)
    da2 = (theta[6] * db1 + theta[7] * db2) * relu_prime(h2)
    return np.array([x1 * da1, x1 * da2, x2 * da1, x2 * da2,
                     h1 * db1, h1 * db2, h2 * db1, h2 * db2,
                     k1 * dz, k2 * dz])

def J(theta):
    return forward(theta, -1, 1, 60)[5] + forward(theta, -1, 0.5, 20)[5]

def dJ(theta):
    return gradient(theta, -1, 1, 60) + gradient(theta, -1, 0.5, 20)

def gradient_descent(theta, rate, n_steps):
    thetas = [theta]
    for step in range(n_steps):
        theta -= rate * dJ(theta)
        thetas.append(theta)
    return thetas

theta0 = np.random.uniform(-1, 1, 10)
print("L =", forward(theta0, -1, 1, 60)[5])
thetas = gradient_descent(theta0, 0.005, 100)
Js = [J(theta) for theta in thetas]

plt.plot(range(101), Js)
plt.xlabel("steps")
plt.ylabel("J")
plt.show()
