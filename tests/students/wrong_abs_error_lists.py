# no numpy, everything with lists
import random
import matplotlib.pyplot as plt


def relu(values):
    return [max(v, 0.0) for v in values]


def step_function(values):
    return [1.0 if v > 0 else 0.0 for v in values]


def times(row, matrix):
    # row vector times matrix
    return [sum(row[i] * matrix[i][j] for i in range(len(row))) for j in range(len(matrix[0]))]


def as_matrices(theta):
    W = [theta[0:2], theta[2:4]]
    U = [theta[4:6], theta[6:8]]
    V = [[theta[8]], [theta[9]]]
    return W, U, V


def forward(theta, x, y):
    W, U, V = as_matrices(list(theta))
    h = relu(times(x, W))
    k = relu(times(h, U))
    z = times(k, V)[0]
    error = abs(z - y)
    return h + k + [z, error]


def gradient(theta, x, y):
    W, U, V = as_matrices(list(theta))
    a = times(x, W)
    h = relu(a)
    b = times(h, U)
    k = relu(b)
    z = times(k, V)[0]
    dz = 2 * (z - y)
    sb = step_function(b)
    sa = step_function(a)
    db = [dz * V[j][0] * sb[j] for j in range(2)]
    da = [sa[i] * sum(U[i][j] * db[j] for j in range(2)) for i in range(2)]
    grad = []
    for i in range(2):
        for j in range(2):
            grad.append(x[i] * da[j])
    for i in range(2):
        for j in range(2):
            grad.append(h[i] * db[j])
    for i in range(2):
        grad.append(k[i] * dz)
    return grad


DATA = [([-1, 1], 60), ([-1, 0.5], 20)]


def J(theta):
    return sum(forward(theta, x, y)[5] for x, y in DATA)


def optimize(theta, rate=0.005, n=100):
    history = [J(theta)]
    for _ in range(n):
        g1 = gradient(theta, *DATA[0])
        g2 = gradient(theta, *DATA[1])
        theta = [theta[i] - rate * (g1[i] + g2[i]) for i in range(10)]
        history.append(J(theta))
    return history


start = [random.uniform(-1, 1) for i in range(10)]
print(forward(start, [-1, 1], 60))
history = optimize(start)
plt.plot(history)
plt.show()
