# own little autograd: every Var remembers its parents and the partial derivatives
import random
import matplotlib.pyplot as plt

class Var:
    def __init__(self, val, parents=()):
        self.val, self.parents, self.grad = val, parents, 0.0
    def __add__(self, o):
        o = var(o)
        return Var(self.val + o.val, ((self, 1.0), (o, 1.0)))
    def __sub__(self, o):
        o = var(o)
        return Var(self.val - o.val, ((self, 1.0), (o, -1.0)))
    def __mul__(self, o):
        o = var(o)
        return Var(self.val*o.val, ((self, o.val), (o, self.val)))
    def relu(self):
        return Var(relu(self.val), ((self, relu_prime(self.val)),))
    def backward(self):
        order, seen = [], set()
        def visit(node):
            if id(node) not in seen:
                seen.add(id(node))
                for p, _ in node.parents:
                    visit(p)
                order.append(node)
        visit(self)
        self.grad = 1.0
        for node in reversed(order):
            for p, d in node.parents:
                p.grad += d*node.grad

def var(o):
    return o if isinstance(o, Var) else Var(float(o))

def relu(t):
    return t if t > 0 else 0.0

def relu_prime(t):
    return 1.0 if t > 0 else 0.0

def graph(theta, x, y):
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    h1 = (w11*x[0] + w21*x[1]).relu()
    h2 = (w12*x[0] + w22*x[1]).relu()
    k1 = (u11*h1 + u21*h2).relu()
    k2 = (u12*h1 + u22*h2).relu()
    z = v1*k1 + v2*k2
    return [h1, h2, k1, k2, z, (z - y)*(z - y)]

def forward(theta, x, y):
    return [n.val for n in graph([var(t) for t in theta], x, y)]

def gradient(theta, x, y):
    leaves = [var(t) for t in theta]
    graph(leaves, x, y)[-1].backward()
    return [leaf.grad for leaf in leaves]

D = [((-1, 1), 60), ((-1, 0.5), 20)]
J = lambda theta: sum(forward(theta, x, y)[-1] for x, y in D)

theta = [random.uniform(-1, 1) for _ in range(10)]
print(forward(theta, *D[0])[-1])

theta = [random.uniform(-1, 1) for _ in range(10)]
history = [J(theta)]
for n in range(100):
    gs = [gradient(theta, x, y) for x, y in D]
    theta = [t - 0.005*sum(g) for t, *g in zip(theta, *gs)]
    history.append(J(theta))
plt.plot(history)
plt.ylabel("J")
plt.show()
