import numpy as np
import matplotlib.pyplot as plt


def sigma(x):
    return np.maximum(x, 0)


def dsigma(x):
    return np.array(x > 0, dtype=int)


def make_W(theta):
    return np.array([[theta[0], theta[1]], [theta[2], theta[3]]])


def make_U(theta):
    return np.array([[theta[4], theta[5]], [theta[6], theta[7]]])


def make_V(theta):
    return np.array([theta[8], theta[9]])


def h(theta, x):
    return sigma(make_W(theta).T @ np.array(x))


def k(theta, x):
    return sigma(make_U(theta).T @ h(theta, x))


def z(theta, x):
    return make_V(theta) @ k(theta, x)


def loss(theta, x, y):
    return (z(theta, x) - y) ** 2


def forward(theta, x, y):
    return list(h(theta, x)) + list(k(theta, x)) + [z(theta, x), loss(theta, x, y)]


def dloss(theta, x, y):
    error = z(theta, x) - y
    gV = error * k(theta, x)
    back_k = error * make_V(theta) * dsigma(k(theta, x))
    gU = np.outer(back_k, h(theta, x))
    back_h = make_U(theta) @ back_k * dsigma(h(theta, x))
    gW = np.outer(x, back_h)
    return np.concatenate([gW.flatten(), gU.flatten(), gV])


def J(theta):
    return loss(theta, [-1, 1], 60) + loss(theta, [-1, 0.5], 20)


def descend(theta, steps, rate):
    result = [J(theta)]
    for i in range(steps):
        theta = theta - rate * (dloss(theta, [-1, 1], 60) + dloss(theta, [-1, 0.5], 20))
        result.append(J(theta))
    return result


theta = np.random.uniform(-1, 1, 10)
print(loss(theta, [-1, 1], 60))
result = descend(theta, 100, 0.005)
plt.plot(result)
plt.show()
