import numpy as np
import matplotlib.pyplot as plt

class TwoLayerNet(object):
    """after the CS231n template"""

    def __init__(self, theta):
        self.params = {}
        self.params['W'] = theta[:4].reshape(2, 2)
        self.params['U'] = theta[4:8].reshape(2, 2)
        self.params['V'] = theta[8:].reshape(2, 1)

    def loss(self, X, y=None):
        W, U, V = self.params['W'], self.params['U'], self.params['V']
        N, D = X.shape
        a = X.dot(W)
        h = np.maximum(0, a)
        b = h.dot(U)
        k = np.maximum(0, b)
        scores = k.dot(V)
        if y is None:
            return scores
        diff = scores - y.reshape(N, 1)
        loss = np.sum(diff * diff)
        grads = {}
        dscores = 2 * diff
        grads['V'] = k.T.dot(dscores)
        dk = dscores.dot(V.T)
        dk[b <= 0] = 0
        grads['U'] = h.T.dot(dk)
        dh = dk.dot(U)
        dh[a <= 0] = 0
        grads['W'] = X.T.dot(dh)
        return loss, grads

    def train(self, X, y, learning_rate=5e-3, num_iters=100):
        loss_history = []
        for it in range(num_iters):
            loss, grads = self.loss(X, y)
            loss_history.append(loss)
            for p in self.params:
                self.params[p] -= learning_rate * grads[p]
        return loss_history

X = np.array([[-1, 1], [-1, 0.5]])
y = np.array([60, 20])
net = TwoLayerNet(np.random.uniform(-1, 1, 10))
history = net.train(X, y)
plt.plot(history)
plt.xlabel('iteration')
plt.ylabel('training loss')
plt.show()
