import random
import matplotlib.pyplot as plt

class Dense:
    """one layer out = w^T inp, w is a list of rows"""
    def __init__(self, numbers, n_in, n_out):
        self.w = [list(numbers[i*n_out:(i + 1)*n_out]) for i in range(n_in)]
    def forward(self, inp):
        self.inp = inp
        return [sum(self.w[i][j]*inp[i] for i in range(len(inp))) for j in range(len(self.w[0]))]
    def backward(self, delta):
        self.grad = [xi*d for xi in self.inp for d in delta]
        return [sum(wij*d for wij, d in zip(row, delta)) for row in self.w]

class ReLU:
    grad = []
    def forward(self, inp):
        self.mask = [1 if t > 0 else 0 for t in inp]
        return [t*m for t, m in zip(inp, self.mask)]
    def backward(self, delta):
        return [d*m for d, m in zip(delta, self.mask)]

class Square:
    def forward(self, z, y):
        self.diff = z - y
        return self.diff**2
    def backward(self):
        return 2*self.diff

def build(theta):
    return [Dense(theta[0:4], 2, 2), ReLU(), Dense(theta[4:8], 2, 2), ReLU(), Dense(theta[8:10], 2, 1)]

def run_forward(theta, x, y):
    layers = build(theta)
    values = []
    t = list(x)
    for layer in layers:
        t = layer.forward(t)
        if isinstance(layer, ReLU):
            values += t
    z = t[0]
    return values + [z, Square().forward(z, y)]

def run_backward(theta, x, y):
    layers = build(theta)
    loss = Square()
    t = list(x)
    for layer in layers:
        t = layer.forward(t)
    loss.forward(t[0], y)
    delta = [loss.backward()]
    grads = []
    for layer in reversed(layers):
        delta = layer.backward(delta)
        grads = layer.grad + grads
    return grads

def J(theta):
    return run_forward(theta, (-1, 1), 60)[-1] + run_forward(theta, (-1, 0.5), 20)[-1]

def new_theta():
    return [2*random.random() - 1 for _ in range(10)]

print("Loss is", run_forward(new_theta(), (-1, 1), 60)[-1])

theta = new_theta()
Jlist = [J(theta)]
while len(Jlist) < 101:
    g1 = run_backward(theta, (-1, 1), 60)
    g2 = run_backward(theta, (-1, 0.5), 20)
    for i in range(10):
        theta[i] -= 0.005*(g1[i] + g2[i])
    Jlist.append(J(theta))
plt.plot(Jlist)
plt.show()
