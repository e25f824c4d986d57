import numpy as np
import matplotlib.pyplot as plt
from dataclasses import dataclass, field


@dataclass
class Net:
    W: np.ndarray = field(default_factory=lambda: np.random.uniform(-1, 1, (2, 2)))
    U: np.ndarray = field(default_factory=lambda: np.random.uniform(-1, 1, (2, 2)))
    V: np.ndarray = field(default_factory=lambda: np.random.uniform(-1, 1, (2,)))

    def forward(self, x):
        self.x = np.asarray(x)
        self.a = self.x @ self.W
        self.h = np.maximum(self.a, 0)
        self.b = self.h @ self.U
        self.k = np.maximum(self.b, 0)
        self.z = self.k @ self.V
        return self.z

    def zero_grad(self):
        self.gW, self.gU, self.gV = np.zeros((2, 2)), np.zeros((2, 2)), np.zeros(2)

    def backward(self, y):
        d = 2 * (self.z - y)
        self.gV += d * self.k
        d = d * self.V * (self.b > 0)
        self.gU += np.outer(self.h, d)
        d = (self.U @ d) * (self.a > 0)
        self.gW += np.outer(self.x, d)

    def step(self, lr):
        self.W -= lr * self.gW
        self.U -= lr * self.gU
        self.V -= lr * self.gV


data = [((-1, 1), 60), ((-1, 0.5), 20)]
net = Net()
losses = []
for it in range(101):
    net.zero_grad()
    total = 0
    for x, y in data:
        total += (net.forward(x) - y) ** 2
        net.backward(y)
    losses.append(total)
    net.step(0.005)
plt.plot(losses)
plt.show()
