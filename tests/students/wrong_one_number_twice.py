import random
import matplotlib.pyplot as plt

random_number = lambda: 2 * random.random() - 1
W = [[random_number(), random_number()] for _ in range(2)]
U = [[random_number(), random_number()] for _ in range(2)]
V = [random_number()] * 2
SAMPLES = (((-1, 1), 60), ((-1, 0.5), 20))


def pos(s):
    return s if s > 0 else 0


def forward(x):
    h = [pos(x[0] * W[0][j] + x[1] * W[1][j]) for j in (0, 1)]
    k = [pos(h[0] * U[0][j] + h[1] * U[1][j]) for j in (0, 1)]
    return h, k, k[0] * V[0] + k[1] * V[1]


def backward(x, y):
    h, k, z = forward(x)
    e = 2 * (z - y)
    b = [e * V[j] * (k[j] > 0) for j in (0, 1)]
    a = [(U[i][0] * b[0] + U[i][1] * b[1]) * (h[i] > 0) for i in (0, 1)]
    return [[x[i] * a[j] for j in (0, 1)] for i in (0, 1)], [[h[i] * b[j] for j in (0, 1)] for i in (0, 1)], [e * k[0], e * k[1]]


def J():
    return sum((forward(x)[2] - y) ** 2 for x, y in SAMPLES)


def step():
    g = [backward(x, y) for x, y in SAMPLES]
    for i in (0, 1):
        for j in (0, 1):
            W[i][j] -= 0.005 * (g[0][0][i][j] + g[1][0][i][j])
            U[i][j] -= 0.005 * (g[0][1][i][j] + g[1][1][i][j])
        V[i] -= 0.005 * (g[0][2][i] + g[1][2][i])


values = [J()]
for _ in range(100):
    step()
    values.append(J())
plt.plot(values)
plt.show()
