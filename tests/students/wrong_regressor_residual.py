import numpy as np
import matplotlib.pyplot as plt


class Net:
    """W1 -> relu -> W2 -> relu -> w3, all samples as rows."""

    def __init__(self, rate):
        draw = np.random.default_rng().uniform
        self.rate = rate
        self.W1, self.W2, self.w3 = draw(-1, 1, (2, 2)), draw(-1, 1, (2, 2)), draw(-1, 1, 2)

    def predict(self, X):
        self.in1 = X @ self.W1
        self.out1 = self.in1 * (self.in1 > 0)
        self.in2 = self.out1 @ self.W2
        self.out2 = self.in2 * (self.in2 > 0)
        return self.out2 @ self.w3

    def backprop(self, X, error):
        self.g3 = self.out2.T @ (2 * error)
        back2 = np.outer(2 * error, self.w3) * (self.in2 > 0)
        self.g2 = self.out1.T @ back2
        back1 = (back2 @ self.W2) * (self.in1 > 0)
        self.g1 = X.T @ back1

    def fit(self, X, y, epochs):
        history = []
        for _ in range(epochs):
            error = self.predict(X) - y
            history.append(error @ error)
            self.backprop(X, error)
            self.W1 = self.W1 - self.rate * self.g1
            self.W2 = self.W2 - self.rate * self.g2
            self.w3 = self.w3 - self.rate * self.g3
        return history


X = np.array([[-1, 1], [-1, 0.5]])
y = np.array([60, 20])
J = Net(rate=0.005).fit(X, y, 100)
plt.plot(J, ".-")
plt.ylabel("J")
plt.show()
