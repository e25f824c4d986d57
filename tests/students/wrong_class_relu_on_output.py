"""Homework 3: a network as a class."""
import numpy as np
from matplotlib import pyplot as plt

rng = np.random.default_rng()


class Network:
    def __init__(self, theta):
        self.theta = np.array(theta, dtype=float)
        self.layers = [
            self.theta[:4].reshape(2, 2),
            self.theta[4:8].reshape(2, 2),
            self.theta[8:].reshape(2, 1),
        ]

    @staticmethod
    def activation(s):
        return np.where(s > 0, s, 0.0)

    @staticmethod
    def activation_slope(s):
        return np.where(s > 0, 1.0, 0.0)

    def forward(self, x, y):
        self.inputs = []
        self.sums = []
        v = np.asarray(x, dtype=float)
        for M in self.layers:
            self.inputs.append(v)
            s = v @ M
            self.sums.append(s)
            v = self.activation(s)
        self.z = float(v[0])
        self.L = (self.z - y) ** 2
        return [*self.inputs[1], *self.inputs[2], self.z, self.L]

    def backward(self, x, y):
        self.forward(x, y)
        d = np.array([2 * (self.z - y)])
        grads = []
        for n in (2, 1, 0):
            grads.insert(0, np.outer(self.inputs[n], d))
            if n > 0:
                d = (self.layers[n] @ d) * self.activation_slope(self.sums[n - 1])
        return np.concatenate([g.flatten() for g in grads])


data = [([-1, 1], 60), ([-1, 0.5], 20)]


def J(theta):
    net = Network(theta)
    return sum(net.forward(x, y)[-1] for x, y in data)


def train(theta, steps=100, rate=0.005):
    Js = [J(theta)]
    for _ in range(steps):
        net = Network(theta)
        theta = theta - rate * sum(net.backward(x, y) for x, y in data)
        Js.append(J(theta))
    return theta, Js


if __name__ == "__main__":
    start = rng.uniform(-1, 1, size=10)
    print("check:", Network(start).forward([-1, 1], 60)[-1])
    end, Js = train(start)
    plt.figure()
    plt.plot(Js)
    plt.xlabel("step")
    plt.ylabel("J(theta)")
    plt.show()
