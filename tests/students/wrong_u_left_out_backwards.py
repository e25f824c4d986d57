import numpy as np, matplotlib.pyplot as plt
from functools import reduce, partial

pts = (((-1, 1), 60), ((-1, 0.5), 20))

def relu(v):
    return np.array([max(0, e) for e in v])

def relu_p(v):
    return np.array([1 if e > 0 else 0 for e in v])

def mats(th):
    th = np.array(th)
    return [th[:4].reshape(2, 2), th[4:8].reshape(2, 2), th[8:].reshape(2, 1)]

def layer(v, M):
    return relu(np.dot(M.T, v))

def forward(theta, x, y):
    W, U, V = mats(theta)
    h = layer(x, W)
    k = reduce(layer, [W, U], x)
    z = np.dot(V.T, k)[0]
    return [h[0], h[1], k[0], k[1], z, pow(z - y, 2)]

def grad(theta, x, y):
    W, U, V = mats(theta)
    h1, h2, k1, k2, z, _ = forward(theta, x, y)
    h, k = np.array([h1, h2]), np.array([k1, k2])
    err = 2 * (z - y)
    d2 = (V[:, 0] * err) * relu_p(k)
    d1 = d2 * relu_p(h)
    dW = [xi * dj for xi in x for dj in d1]
    dU = [hi * dj for hi in h for dj in d2]
    dV = [ki * err for ki in k]
    return np.array(dW + dU + dV)

def loss_at(theta, point):
    return forward(theta, *point)[-1]

def J(theta):
    return sum(map(partial(loss_at, theta), pts))

def one_step(theta, rate=0.005):
    return theta - rate * sum(grad(theta, *p) for p in pts)

th0 = np.random.uniform(-1, 1, 10)
print("loss:", loss_at(th0, pts[0]))
th = th0
res = []
i = 0
while i <= 100:
    res.append(J(th))
    th = one_step(th)
    i += 1
plt.plot(res)
plt.xlabel("steps"), plt.ylabel("J")
plt.show()
