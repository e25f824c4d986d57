import numpy as np
import matplotlib.pyplot as plt


class Net:
    def __init__(self, rng=None):
        rng = rng or np.random.default_rng()
        self.W = rng.uniform(-1, 1, size=(2, 2))
        self.U = rng.uniform(-1, 1, size=(2, 2))
        self.V = rng.uniform(-1, 1, size=2)
        self.zero()

    def zero(self):
        self.gW = np.zeros((2, 2))
        self.gU = np.zeros((2, 2))
        self.gV = np.zeros(2)

    def forward(self, x, y):
        self.x = np.asarray(x, dtype=float)
        self.y = y
        self.a = self.x @ self.W
        self.h = np.maximum(self.a, 0)
        self.b = self.h @ self.U
        self.k = np.maximum(self.b, 0)
        self.z = self.k @ self.V
        return (self.z - y) ** 2

    def backward(self):
        dz = 2 * (self.z - self.y)
        self.gV += dz * self.k
        db = dz * self.V * (self.b > 0)
        self.gU += np.outer(self.h, db)
        da = (self.U @ db) * (self.a > 0)
        self.gW += np.outer(self.x, da)

    def step(self, lr):
        self.W -= lr * self.gW
        self.U -= lr * self.gU
        self.V += lr * self.gV


net = Net()
losses = []
points = [([-1, 1], 60), ([-1, 0.5], 20)]
for epoch in range(100):
    net.zero()
    J = 0
    for x, y in points:
        J += net.forward(x, y)
        net.backward()
    losses.append(J)
    net.step(0.005)
losses.append(sum(net.forward(x, y) for x, y in points))
plt.plot(losses)
plt.show()
