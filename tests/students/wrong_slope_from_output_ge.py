import numpy as np
import matplotlib.pyplot as plt


class FeedForward:
    """2 - 2 - 2 - 1"""

    rate = 0.005

    def __init__(self):
        self.theta = np.random.uniform(-1, 1, 10)
        self.Js = []

    def relu(self, a):
        return np.maximum(a, 0)

    def relu_derivative(self, out):
        # derivative in terms of the output: 1 where the unit fires
        return (out >= 0).astype(float)

    def matrices(self):
        t = self.theta
        return t[:4].reshape(2, 2), t[4:8].reshape(2, 2), t[8:]

    def forward(self, x, y):
        W, U, V = self.matrices()
        self.x, self.y = np.asarray(x), y
        self.h = self.relu(self.x.dot(W))
        self.k = self.relu(self.h.dot(U))
        self.z = self.k.dot(V)
        self.L = (self.z - y) ** 2
        return np.array([*self.h, *self.k, self.z, self.L])

    def backward(self):
        W, U, V = self.matrices()
        dz = 2 * (self.z - self.y)
        db = dz * V * self.relu_derivative(self.k)
        da = U.dot(db) * self.relu_derivative(self.h)
        return np.concatenate([
            np.outer(self.x, da).ravel(),
            np.outer(self.h, db).ravel(),
            dz * self.k,
        ])

    def step(self, data):
        J, g = 0, 0
        for x, y in data:
            J += self.forward(x, y)[-1]
            g = g + self.backward()
        self.Js.append(J)
        self.theta = self.theta - self.rate * g


net = FeedForward()
theta_start = net.theta
print("Loss of the first point:", net.forward([-1, 1], 60)[5])
for _ in range(101):
    net.step([([-1, 1], 60), ([-1, 0.5], 20)])
plt.plot(net.Js)
plt.show()
