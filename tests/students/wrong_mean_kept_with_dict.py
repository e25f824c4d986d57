import matplotlib.pyplot as plt
import numpy as np

gen = np.random.default_rng()
P = dict(W1=gen.uniform(-1, 1, (2, 2)), W2=gen.uniform(-1, 1, (2, 2)), W3=gen.uniform(-1, 1, (2, 1)))
xs = np.array([[-1.0, 1.0], [-1.0, 0.5]])
ys = np.array([[60.0], [20.0]])
curve = []
for it in range(101):
    A1 = xs @ P["W1"]
    H1 = np.where(A1 > 0, A1, 0)
    A2 = H1 @ P["W2"]
    H2 = np.where(A2 > 0, A2, 0)
    out = H2 @ P["W3"]
    curve.append(((out - ys) ** 2).mean())
    D3 = 2 * (out - ys)
    D2 = D3 @ P["W3"].T * (A2 > 0)
    D1 = D2 @ P["W2"].T * (A1 > 0)
    grads = dict(W1=xs.T @ D1, W2=H1.T @ D2, W3=H2.T @ D3)
    for name in P:
        P[name] = P[name] - 0.005 * grads[name]
plt.plot(curve)
plt.xlabel("iteration")
plt.show()
