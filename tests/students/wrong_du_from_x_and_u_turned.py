import matplotlib.pyplot as plt
import random


def dot(p, q):
    return sum(s * t for s, t in zip(p, q))


def transpose(M):
    return [list(row) for row in zip(*M)]


def apply(M, v):
    return [dot(row, v) for row in M]


def relu(v):
    return [t if t > 0 else 0 for t in v]


def mask(v):
    return [1 if t > 0 else 0 for t in v]


def outer(p, q):
    return [[s * t for t in q] for s in p]


def multiply(p, q):
    return [s * t for s, t in zip(p, q)]


def shape(theta):
    return [theta[0:2], theta[2:4]], [theta[4:6], theta[6:8]], theta[8:10]


def forward(theta, x, y):
    W, U, V = shape(list(theta))
    h = relu(apply(transpose(W), x))
    k = relu(apply(transpose(U), h))
    z = dot(V, k)
    return [h[0], h[1], k[0], k[1], z, (z - y) * (z - y)]


def gradient(theta, x, y):
    W, U, V = shape(list(theta))
    h1, h2, k1, k2, z, L = forward(theta, x, y)
    delta = 2 * (z - y)
    dV = [delta * k1, delta * k2]
    dk = multiply([delta * v for v in V], mask([k1, k2]))
    dU = outer(x, dk)
    dh = multiply(apply(transpose(U), dk), mask([h1, h2]))
    dW = outer(x, dh)
    return sum(dW, []) + sum(dU, []) + dV


def J(theta):
    return forward(theta, [-1, 1], 60)[5] + forward(theta, [-1, 0.5], 20)[5]


def train(theta, rate, steps):
    values = [J(theta)]
    for _ in range(steps):
        g = [p + q for p, q in zip(gradient(theta, [-1, 1], 60), gradient(theta, [-1, 0.5], 20))]
        theta = [t - rate * d for t, d in zip(theta, g)]
        values.append(J(theta))
    return theta, values


if __name__ == "__main__":
    random.seed()
    theta = [2 * random.random() - 1 for _ in range(10)]
    print(forward(theta, [-1, 1], 60)[5])
    end, values = train(theta, 0.005, 100)
    plt.plot(values)
    plt.ylabel("J")
    plt.show()
