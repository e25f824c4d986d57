import numpy as np
import matplotlib.pyplot as plt
class MLP:
    def __init__(self, lr=0.005, n_iter=100, random_state=None):
        self.lr, self.n_iter, self.random_state = lr, n_iter, random_state
    def _init(self):
        r = np.random.default_rng(self.random_state)
        self.W1 = r.uniform(-1, 1, (2, 2)); self.W2 = r.uniform(-1, 1, (2, 2)); self.W3 = r.uniform(-1, 1, (2, 1))
    def forward(self, X):
        self.Z1 = X @ self.W1; self.A1 = np.maximum(self.Z1, 0)
        self.Z2 = self.A1 @ self.W2; self.A2 = np.maximum(self.Z2, 0)
        return self.A2 @ self.W3
    def backward(self, X, y):
        out = self.forward(X)
        d3 = 2 * (out - y)
        self.dW3 = self.A2.T @ d3
        d2 = d3 @ self.W3.T * (self.Z2 > 0)
        self.dW2 = self.A1.T @ d2
        d1 = d2 @ self.W2.T * (self.Z1 > 0)
        self.dW1 = X.T @ d1
    def fit(self, X, y):
        self._init()
        self.losses_ = [np.sum((self.forward(X) - y)**2)]
        for _ in range(self.n_iter):
            self.backward(X, y)
            self.W1 -= self.lr * self.dW1
            self.W2 -= self.lr * self.dW2
            self.W3 -= self.lr * self.dW3
            self.losses_.append(np.sum((self.forward(X) - y)**2))
        return self
net = MLP().fit(np.array([[-1, 1], [-1, .5]]), np.array([[60], [20]]))
plt.plot(net.losses_); plt.show()
