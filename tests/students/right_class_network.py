import numpy as np
import matplotlib.pyplot as plt


class Network:
    def __init__(self, theta=None):
        if theta is None:
            theta = np.random.uniform(-1, 1, 10)
        self.set_theta(theta)

    def set_theta(self, theta):
        self.theta = np.array(theta, dtype=float)
        self.W = self.theta[0:4].reshape(2, 2)
        self.U = self.theta[4:8].reshape(2, 2)
        self.V = self.theta[8:10]

    @staticmethod
    def relu(t):
        return np.maximum(t, 0.0)

    @staticmethod
    def relu_prime(t):
        return np.heaviside(t, 0.0)

    def forward(self, x, y):
        self.x = np.asarray(x, dtype=float)
        self.a = self.W.T.dot(self.x)
        self.h = self.relu(self.a)
        self.b = self.U.T.dot(self.h)
        self.k = self.relu(self.b)
        self.z = self.V.dot(self.k)
        self.loss = (self.z - y)**2
        return [self.h[0], self.h[1], self.k[0], self.k[1], self.z, self.loss]

    def backward(self, x, y):
        self.forward(x, y)
        grad = np.empty(10)
        dz = 2*(self.z - y)
        grad[8:] = dz*self.k
        db = dz*self.V*self.relu_prime(self.b)
        grad[4:8] = np.outer(self.h, db).ravel()
        da = self.U.dot(db)*self.relu_prime(self.a)
        grad[:4] = np.outer(self.x, da).ravel()
        return grad


class Trainer:
    def __init__(self, net, data, rate=0.005):
        self.net = net
        self.data = data
        self.rate = rate
        self.history = []

    def J(self):
        return sum(self.net.forward(x, y)[-1] for x, y in self.data)

    def run(self, steps=100):
        self.history.append(self.J())
        for _ in range(steps):
            total = np.zeros(10)
            for x, y in self.data:
                total += self.net.backward(x, y)
            self.net.set_theta(self.net.theta - self.rate*total)
            self.history.append(self.J())
        return self.history


data = [((-1, 1), 60), ((-1, 0.5), 20)]

if __name__ == '__main__':
    print('Loss:', Network().forward((-1, 1), 60)[-1])
    trainer = Trainer(Network(), data)
    plt.plot(trainer.run(100))
    plt.xlabel('step'); plt.ylabel('J')
    plt.savefig('loss.png')
    plt.show()
