from matplotlib import pyplot as plt
import numpy as np

vec = np.array


def ReLU(v):
    return np.fmax(v, 0)


def ReLUprime(v):
    return np.float64(v > 0)


def forward_map(theta, x, y):
    W, U, V = theta[0:4].reshape((2, 2)), theta[4:8].reshape((2, 2)), theta[8:10]
    h = ReLU(W.transpose() @ x)
    k = ReLU(U.transpose() @ h)
    z = np.inner(V, k)
    return h[0], h[1], k[0], k[1], z, (z - y)**2


def derivative(theta, x, y):
    W, U, V = theta[0:4].reshape((2, 2)), theta[4:8].reshape((2, 2)), theta[8:10]
    a = W.transpose() @ x
    h = ReLU(a)
    b = U.transpose() @ h
    k = ReLU(b)
    z = np.inner(V, k)
    # Jacobians, one after the other
    dz_dk = V.reshape((1, 2))
    dk_db = np.diag(ReLUprime(b))
    db_dh = U.transpose()
    dh_da = np.diag(ReLUprime(a))
    row_b = 2*(z - y) * dz_dk @ dk_db
    row_a = row_b @ db_dh @ dh_da
    dW = x.reshape((2, 1)) @ row_a
    dU = h.reshape((2, 1)) @ row_b
    dV = 2*(z - y)*k
    return np.concatenate((dW.ravel(), dU.ravel(), dV))


xs = [vec([-1, 1]), vec([-1, 0.5])]
ys = [60, 20]

theta = np.random.uniform(-1, 1, 10)
print(forward_map(theta, xs[0], ys[0])[5])

trajectory = [theta]
objective = [forward_map(theta, xs[0], ys[0])[5] + forward_map(theta, xs[1], ys[1])[5]]
for step in range(100):
    for x, y in zip(xs, ys):
        grad = derivative(theta, x, y)
    theta = theta - 0.005*grad
    trajectory.append(theta)
    objective.append(forward_map(theta, xs[0], ys[0])[5] + forward_map(theta, xs[1], ys[1])[5])

plt.plot(objective)
plt.show()
