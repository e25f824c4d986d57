import numpy as np
import matplotlib.pyplot as plt

# a tape with three entries: we walk it backwards and collect the gradients


def relu(x):
    return x * (x > 0)


def forward(theta, x, y):
    tape = []
    v = np.array(x, dtype=float)
    for lo, hi, cols in ((0, 4, 2), (4, 8, 2), (8, 10, 1)):
        M = np.array(theta[lo:hi]).reshape(2, cols)
        s = M.T @ v
        tape.append((M, v, s))
        v = relu(s) if hi < 10 else s
    z = v[0]
    h, k = tape[1][1], tape[2][1]
    return [h[0], h[1], k[0], k[1], z, (z - y) ** 2], tape


def f(theta, x, y):
    return forward(theta, x, y)[0]


def gradient(theta, x, y):
    values, tape = forward(theta, x, y)
    collected = []
    delta = np.array([2 * (values[4] - y)])
    for n in range(2, -1, -1):
        M, v, s = tape[n]
        if n < 2:
            delta = delta * (s > 0)
        collected.append(np.outer(v, delta).ravel())
        delta = M @ delta
    return np.concatenate(collected)


def J(theta):
    return f(theta, (-1, 1), 60)[-1] + f(theta, (-1, 0.5), 20)[-1]


theta = np.random.uniform(-1, 1, 10)
print("first loss", f(theta, (-1, 1), 60)[-1])


def gradient_descent(theta0, steps=100, rate=0.005):
    theta = np.array(theta0)
    Js = [J(theta)]
    for _ in range(steps):
        theta = theta - rate * gradient(theta, (-1, 1), 60) - rate * gradient(theta, (-1, 0.5), 20)
        Js.append(J(theta))
    return np.array(Js)


Js = gradient_descent(theta)
plt.plot(np.arange(len(Js)), Js, marker="x")
plt.show()
