"""The handout in scalars, written from its text alone, and the ways down, written from their papers.

Works on any numbers: floats give floats, fractions give fractions.
"""

import math

POINTS = (((-1, 1), 60), ((-1, 0.5), 20))


def relu(value):
    return value if value > 0 else 0


def relu_derivative(value):
    return 1 if value > 0 else 0


def preactivations(theta, x):
    """a1, a2 = W^T x and b1, b2 = U^T h."""
    w11, w12, w21, w22, u11, u12, u21, u22, _, _ = theta
    x1, x2 = x
    a1 = w11 * x1 + w21 * x2
    a2 = w12 * x1 + w22 * x2
    b1 = u11 * relu(a1) + u21 * relu(a2)
    b2 = u12 * relu(a1) + u22 * relu(a2)
    return a1, a2, b1, b2


def forward(theta, x, y):
    """[h1, h2, k1, k2, z, L]."""
    v1, v2 = theta[8:]
    h1, h2, k1, k2 = (relu(value) for value in preactivations(theta, x))
    z = v1 * k1 + v2 * k2
    return [h1, h2, k1, k2, z, (z - y) ** 2]


def gradient(theta, x, y):
    """The ten partial derivatives of L, each as the sum over the paths that lead through its parameter."""
    _, _, _, _, u11, u12, u21, u22, v1, v2 = theta
    x1, x2 = x
    s1, s2, t1, t2 = (relu_derivative(value) for value in preactivations(theta, x))
    h1, h2, k1, k2, z, _ = forward(theta, x, y)
    d_z = 2 * (z - y)
    d_w11 = d_z * (v1 * t1 * u11 + v2 * t2 * u12) * s1 * x1
    d_w12 = d_z * (v1 * t1 * u21 + v2 * t2 * u22) * s2 * x1
    d_w21 = d_z * (v1 * t1 * u11 + v2 * t2 * u12) * s1 * x2
    d_w22 = d_z * (v1 * t1 * u21 + v2 * t2 * u22) * s2 * x2
    d_u11 = d_z * v1 * t1 * h1
    d_u12 = d_z * v2 * t2 * h1
    d_u21 = d_z * v1 * t1 * h2
    d_u22 = d_z * v2 * t2 * h2
    d_v1 = d_z * k1
    d_v2 = d_z * k2
    return [d_w11, d_w12, d_w21, d_w22, d_u11, d_u12, d_u21, d_u22, d_v1, d_v2]


def objective(theta):
    """J, the sum of L over the handout's two data points."""
    total = 0
    for x, y in POINTS:
        total = total + forward(theta, x, y)[5]
    return total


def objective_gradient(theta):
    """The derivative of J."""
    total = [0] * 10
    for x, y in POINTS:
        part = gradient(theta, x, y)
        for i in range(10):
            total[i] = total[i] + part[i]
    return total


def gradient_descent(slope, theta, rate, steps):
    """The steps + 1 states of theta - rate g, g = slope(theta), as lists."""
    states = [list(theta)]
    for _ in range(steps):
        g = slope(states[-1])
        states.append([states[-1][i] - rate * g[i] for i in range(len(g))])
    return states


def momentum(slope, theta, rate, steps, beta):
    """Polyak's heavy ball as he wrote it: the next state from the last two."""
    states = [list(theta)]
    for _ in range(steps):
        here, before = states[-1], states[-2] if len(states) > 1 else states[-1]
        g = slope(here)
        states.append([here[i] - rate * g[i] + beta * (here[i] - before[i]) for i in range(len(g))])
    return states


def nesterov(slope, theta, rate, steps, beta):
    """Nesterov's two sequences, x = y - rate g(y), y = x + beta (x - x before); the states are the y."""
    states, x_before = [list(theta)], list(theta)
    for _ in range(steps):
        here = states[-1]
        g = slope(here)
        x = [here[i] - rate * g[i] for i in range(len(g))]
        states.append([x[i] + beta * (x[i] - x_before[i]) for i in range(len(g))])
        x_before = x
    return states


def adam(slope, theta, rate, steps, beta1, beta2, epsilon):
    """Algorithm 1 of Kingma and Ba, line by line."""
    states, m, v = [list(theta)], [0.0] * len(theta), [0.0] * len(theta)
    for t in range(1, steps + 1):
        here, g = states[-1], slope(states[-1])
        there = []
        for i in range(len(here)):
            m[i] = beta1 * m[i] + (1 - beta1) * g[i]
            v[i] = beta2 * v[i] + (1 - beta2) * g[i] ** 2
            m_hat = m[i] / (1 - beta1**t)
            v_hat = v[i] / (1 - beta2**t)
            there.append(here[i] - rate * m_hat / (math.sqrt(v_hat) + epsilon))
        states.append(there)
    return states
