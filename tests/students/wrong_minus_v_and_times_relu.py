import numpy as np
import matplotlib.pyplot as plt

rng = np.random.default_rng()


def relu(t):
    return (t > 0) * t


def relu_p(t):
    return np.sign(np.maximum(t, 0))


class Layer:
    def __init__(self, M):
        self.M = M

    def __call__(self, v):
        self.v = v
        self.s = np.einsum("i,ij->j", v, self.M)
        return relu(self.s)


class Hidden(Layer):
    pass


class Output(Layer):
    def __call__(self, v):
        self.v = v
        return np.einsum("i,ij->j", v, self.M)[0]


def build(theta):
    theta = np.array(theta)
    return (Hidden(theta[:4].reshape(2, 2)), Hidden(theta[4:8].reshape(2, 2)),
            Output(theta[8:].reshape(2, 1)))


def forward_map(theta, x, y):
    first, second, last = build(theta)
    h = first(np.array(x))
    k = second(h)
    z = last(k)
    return [*h, *k, z, (z - y) ** 2]


def gradient_map(theta, x, y):
    first, second, last = build(theta)
    z = last(second(first(np.array(x))))
    dV = 2 * (y - z) * last.v
    back = 2 * (z - y) * last.M[:, 0] * relu(second.s)
    dU = np.einsum("i,j->ij", second.v, back)
    back = np.einsum("ij,j->i", second.M, back) * relu_p(first.s)
    dW = np.einsum("i,j->ij", first.v, back)
    return np.concatenate([dW.ravel(), dU.ravel(), dV])


def J(theta):
    return forward_map(theta, (-1, 1), 60)[5] + forward_map(theta, (-1, 0.5), 20)[5]


theta = rng.uniform(-1, 1, 10)
print(forward_map(theta, (-1, 1), 60)[5])

states = [theta]
while len(states) < 101:
    t = states[-1]
    states.append(t - 0.005 * (gradient_map(t, (-1, 1), 60) + gradient_map(t, (-1, 0.5), 20)))
Js = [J(t) for t in states]
plt.plot(Js)
plt.show()
