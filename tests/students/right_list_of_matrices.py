import numpy as np
import matplotlib.pyplot as plt

relu = lambda s: np.maximum(s, 0)
drelu = lambda s: (s > 0).astype(float)
weights = [np.random.uniform(-1, 1, (2, 2)), np.random.uniform(-1, 1, (2, 2)), np.random.uniform(-1, 1, (2, 1))]
points = [(np.array([-1, 1]), 60), (np.array([-1, 0.5]), 20)]


def forward(weights, x):
    acts, pre = [x], []
    for i, w in enumerate(weights):
        pre.append(np.dot(w.T, acts[-1]))
        acts.append(relu(pre[-1]) if i < len(weights) - 1 else pre[-1])
    return acts[-1][0], acts, pre


def backward(weights, x, y):
    z, acts, pre = forward(weights, x)
    delta = np.array([2 * (z - y)])
    grads = []
    for i in reversed(range(len(weights))):
        if i < len(weights) - 1:
            delta = delta * drelu(pre[i])
        grads.append(np.outer(acts[i], delta))
        delta = np.dot(weights[i], delta)
    return grads[::-1]


def loss(weights):
    return sum((forward(weights, x)[0] - y) ** 2 for x, y in points)


losses = [loss(weights)]
for step in range(100):
    g1, g2 = [backward(weights, x, y) for x, y in points]
    weights = [w - 0.005 * (a + b) for w, a, b in zip(weights, g1, g2)]
    losses.append(loss(weights))
plt.plot(losses)
plt.show()
