import numpy as np
import matplotlib.pyplot as plt

def init_params():
    return {
        "W": np.random.uniform(-1, 1, (2, 2)),
        "U": np.random.uniform(-1, 1, (2, 2)),
        "V": np.random.uniform(-1, 1, (2, 1)),
    }

def relu(x):
    return np.maximum(0, x)

def relu_grad(x):
    return (x > 0).astype(float)

def forward(params, x, y):
    a = params["W"].T @ x
    h = relu(a)
    b = params["U"].T @ h
    k = relu(b)
    z = (params["V"].T @ k).item()
    L = (z - y) ** 2
    cache = {"x": x, "y": y, "a": a, "h": h, "b": b, "k": k, "z": z}
    return L, cache

def backward(params, cache):
    x, y, a, h, b, k, z = (cache[n] for n in ("x", "y", "a", "h", "b", "k", "z"))
    dz = 2 * (z - y)
    grads = {}
    grads["V"] = dz * k.reshape(2, 1)
    db = dz * params["V"][:, 0] * relu_grad(b)
    grads["U"] = np.outer(h, db)
    da = params["U"] @ db * relu_grad(a)
    grads["W"] = np.outer(x, da)
    return grads

data = [(np.array([-1.0, 1.0]), 60.0), (np.array([-1.0, 0.5]), 20.0)]
params = init_params()
history = []
for step in range(101):
    total = 0.0
    acc = {n: np.zeros_like(p) for n, p in params.items()}
    for x, y in data:
        L, cache = forward(params, x, y)
        total += L
        g = backward(params, cache)
        for n in acc:
            acc[n] += g[n]
    history.append(total)
    for n in params:
        params[n] = params[n] - 0.005 * acc[n]
plt.plot(history)
plt.title("J")
plt.show()
