"""Three-layer network trained on two points."""
import numpy as np
import matplotlib.pyplot as plt

LEARNING_RATE = 0.005


def relu(values):
    return np.maximum(values, 0.0)


def heaviside(values):
    return np.heaviside(values, 0.0)


class Trainer:
    def __init__(self, theta):
        theta = np.array(theta, dtype=float)
        self.W = theta[0:4].reshape(2, 2)
        self.U = theta[4:8].reshape(2, 2)
        self.V = theta[8:10]
        self.points = np.array([[-1.0, 1.0], [-1.0, 0.5]])
        self.targets = np.array([60.0, 20.0])

    def forward(self):
        self.A = self.points @ self.W
        self.H = relu(self.A)
        self.B = self.H @ self.U
        self.K = relu(self.B)
        self.z = self.K @ self.V
        return np.sum((self.z - self.targets) ** 2)

    def update(self):
        self.forward()
        d = 2.0 * (self.z - self.targets)
        grad_V = d @ self.K
        dB = np.outer(d, self.V) * heaviside(self.B)
        self.V = self.V - LEARNING_RATE * grad_V
        self.U = self.U - LEARNING_RATE * self.H.T @ dB
        dA = dB @ self.U.T * heaviside(self.A)
        self.W = self.W - LEARNING_RATE * self.points.T @ dA

    def theta(self):
        return np.concatenate([self.W.ravel(), self.U.ravel(), self.V])

    def train(self, steps=100):
        losses = [self.forward()]
        for _ in range(steps):
            self.update()
            losses.append(self.forward())
        return losses


def forward_map(theta, x, y):
    theta = np.asarray(theta)
    h = relu(theta[0:4].reshape(2, 2).T @ x)
    k = relu(theta[4:8].reshape(2, 2).T @ h)
    z = theta[8:10] @ k
    return [h[0], h[1], k[0], k[1], z, (z - y) ** 2]


if __name__ == "__main__":
    theta0 = np.random.uniform(-1, 1, 10)
    print("sanity check:", forward_map(theta0, [-1, 1], 60)[5])
    losses = Trainer(theta0).train()
    plt.plot(losses)
    plt.title("Training")
    plt.show()
