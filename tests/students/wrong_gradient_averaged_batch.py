import numpy as np
import matplotlib.pyplot as plt

# both data points as rows
XX = np.array([[-1.0, 1.0], [-1.0, 0.5]])
YY = np.array([60.0, 20.0])


def relu(z):
    return z * (z > 0)


def forward(theta, x, y):
    w, u, v = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:]
    h = relu(x @ w)
    k = relu(h @ u)
    z = k @ v
    return np.concatenate([h.T, k.T, [z], [(z - y) ** 2]])


def gradient(theta, x, y):
    """for a single point, or for many points in the rows of x"""
    w, u, v = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:]
    x = np.atleast_2d(x)
    y = np.atleast_1d(y)
    h = relu(x @ w)
    k = relu(h @ u)
    e = 2 * (k @ v - y)
    n = len(e)
    gk = e[:, None] * v[None, :] * (k > 0)
    gh = (gk @ u.T) * (h > 0)
    gv = k.T @ e / n
    gu = h.T @ gk / n
    gw = x.T @ gh / n
    return np.concatenate([gw.ravel(), gu.ravel(), gv])


def J(theta):
    return np.sum(forward(theta, XX, YY)[5])


theta = np.random.uniform(-1, 1, 10)
print("loss", forward(theta, XX[0], YY[0])[5])
print("gradient", gradient(theta, XX[0], YY[0]))

theta_init = theta
Jhist = [J(theta)]
for it in range(100):
    theta = theta - 0.005 * gradient(theta, XX, YY)
    Jhist.append(J(theta))

plt.plot(Jhist)
plt.xlabel("iteration")
plt.ylabel("J")
plt.tight_layout()
plt.show()
