import numpy as np
import matplotlib.pyplot as plt

x1 = np.array([-1, 1]);   y1 = 60
x2 = np.array([-1, 0.5]); y2 = 20


def s(x):
    return np.maximum(x, 0)


def sp(x):
    return (x > 0)*1


def net(theta):
    """returns two functions, the forward map and the gradient at this theta"""
    W = np.array([theta[0:2], theta[2:4]])
    U = np.array([theta[4:6], theta[6:8]])
    V = np.array(theta[8:10])

    def forward(x, y):
        h = s(W.T.dot(x))
        k = s(U.T.dot(h))
        z = V.dot(k)
        return [h[0], h[1], k[0], k[1], z, (z - y)**2]

    def gradient(x, y):
        h1, h2, k1, k2, z, L = forward(x, y)
        h, k = np.array([h1, h2]), np.array([k1, k2])
        d3 = 2*(z - y)
        d2 = sp(k)*V*d3
        d1 = sp(h)*U.T.dot(d2)
        return np.concatenate([np.outer(x, d1).ravel(),
                               np.outer(h, d2).ravel(),
                               k*d3])

    return forward, gradient


def J(theta):
    forward, _ = net(theta)
    return forward(x1, y1)[-1] + forward(x2, y2)[-1]


def dJ(theta):
    _, gradient = net(theta)
    return gradient(x1, y1) + gradient(x2, y2)


theta = np.random.uniform(-1, 1, 10)
forward, gradient = net(theta)
print('L at the random theta: ', forward(x1, y1)[-1])

thetas = [theta]
for i in range(100):
    thetas.append(thetas[-1] - 0.005*dJ(thetas[-1]))

plt.plot(list(map(J, thetas)))
plt.xlabel('i')
plt.ylabel('J')
plt.show()
