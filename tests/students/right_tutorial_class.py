import numpy as np
import matplotlib.pyplot as plt

class NeuralNetwork:
    """2-2-2-1"""
    def __init__(self, lr=0.005, seed=None):
        np.random.seed(seed)
        self.lr = lr
        self.w1 = np.random.uniform(-1, 1, (2, 2))
        self.w2 = np.random.uniform(-1, 1, (2, 2))
        self.w3 = np.random.uniform(-1, 1, (2, 1))

    def relu(self, x):
        return np.maximum(0, x)

    def drelu(self, x):
        return np.where(x > 0, 1, 0)

    def forward(self, X):
        self.z1 = np.dot(X, self.w1)
        self.a1 = self.relu(self.z1)
        self.z2 = np.dot(self.a1, self.w2)
        self.a2 = self.relu(self.z2)
        self.z3 = np.dot(self.a2, self.w3)
        return self.z3

    def backward(self, X, y):
        d3 = 2 * (self.z3 - y)
        self.dw3 = np.dot(self.a2.T, d3)
        d2 = np.dot(d3, self.w3.T) * self.drelu(self.z2)
        self.dw2 = np.dot(self.a1.T, d2)
        d1 = np.dot(d2, self.w2.T) * self.drelu(self.z1)
        self.dw1 = np.dot(X.T, d1)
        self.w1 -= self.lr * self.dw1
        self.w2 -= self.lr * self.dw2
        self.w3 -= self.lr * self.dw3

    def train(self, X, y, epochs):
        losses = []
        for epoch in range(epochs):
            out = self.forward(X)
            losses.append(np.sum((out - y) ** 2))
            self.backward(X, y)
        losses.append(np.sum((self.forward(X) - y) ** 2))
        return losses

X = np.array([[-1, 1], [-1, 0.5]])
y = np.array([[60], [20]])
nn = NeuralNetwork()
losses = nn.train(X, y, 100)
plt.plot(losses)
plt.show()
