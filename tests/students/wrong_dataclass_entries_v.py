from dataclasses import dataclass, field
import random
import matplotlib.pyplot as plt

@dataclass
class Params:
    w11: float; w12: float; w21: float; w22: float
    u11: float; u12: float; u21: float; u22: float
    v1: float; v2: float
    def as_list(self):
        return [self.w11, self.w12, self.w21, self.w22, self.u11, self.u12, self.u21, self.u22, self.v1, self.v2]

def relu(a): return a if a > 0 else 0.0
def drelu(a): return 1.0 if a > 0 else 0.0

def forward(p, x, y):
    a1 = p.w11 * x[0] + p.w21 * x[1]; a2 = p.w12 * x[0] + p.w22 * x[1]
    h1, h2 = relu(a1), relu(a2)
    b1 = p.u11 * h1 + p.u21 * h2; b2 = p.u12 * h1 + p.u22 * h2
    k1, k2 = relu(b1), relu(b2)
    z = p.v1 * k1 + p.v2 * k2
    return [h1, h2, k1, k2, z, (z - y) ** 2]

def grad(p, x, y):
    h1, h2, k1, k2, z, L = forward(p, x, y)
    d = 2 * (z - y)
    e1 = d * p.v1 * drelu(k1); e2 = d * p.v2 * drelu(k2)
    f1 = (e1 * p.u11 + e2 * p.u12) * drelu(h1)
    f2 = (e1 * p.u21 + e2 * p.u22) * drelu(h2)
    return Params(f1 * x[0], f2 * x[0], f1 * x[1], f2 * x[1], e1 * h1, e2 * h1, e1 * h2, e2 * h2, d * k2, d * k1)

def step(p, g, rate):
    return Params(*[a - rate * b for a, b in zip(p.as_list(), g.as_list())])

data = [((-1, 1), 60), ((-1, 0.5), 20)]
p = Params(*[random.uniform(-1, 1) for _ in range(10)])
history = []
for i in range(100):
    history.append(sum(forward(p, x, y)[-1] for x, y in data))
    g1, g2 = (grad(p, x, y) for x, y in data)
    g = Params(*[a + b for a, b in zip(g1.as_list(), g2.as_list())])
    p = step(p, g, 0.005)
history.append(sum(forward(p, x, y)[-1] for x, y in data))
plt.plot(history)
plt.show()
