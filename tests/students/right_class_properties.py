import numpy as np
import matplotlib.pyplot as plt


class ReluNet:
    def __init__(self, weights=None):
        if weights is None:
            weights = np.random.uniform(-1, 1, 10)
        self.theta = np.array(weights, dtype=float)

    @property
    def W(self):
        return self.theta[:4].reshape(2, 2)

    @property
    def U(self):
        return self.theta[4:8].reshape(2, 2)

    @property
    def V(self):
        return self.theta[8:]

    def __call__(self, x):
        h = np.maximum(0, x @ self.W)
        k = np.maximum(0, h @ self.U)
        return h, k, k @ self.V

    def loss(self, x, y):
        return (self(x)[-1] - y) ** 2

    def gradient(self, x, y):
        h, k, z = self(x)
        dz = 2 * (z - y)
        dk = dz * self.V * (k > 0)
        dh = self.U @ dk * (h > 0)
        return np.concatenate([np.outer(x, dh).ravel(), np.outer(h, dk).ravel(), dz * k])

    def step(self, data, rate):
        self.theta -= rate * sum(self.gradient(x, y) for x, y in data)


data = [(np.array([-1.0, 1.0]), 60.0), (np.array([-1.0, 0.5]), 20.0)]
net = ReluNet()
curve = []
for _ in range(101):
    curve.append(sum(net.loss(x, y) for x, y in data))
    net.step(data, 0.005)
plt.plot(curve)
plt.show()
