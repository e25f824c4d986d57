import numpy as np
import matplotlib.pyplot as plt


def relu(a): return np.maximum(a, 0)
def drelu(a): return (a > 0) + 0.0


def parameters(theta):
    W = np.matrix(np.reshape(theta[:4], (2, 2)))
    U = np.matrix(np.reshape(theta[4:8], (2, 2)))
    V = np.matrix(np.reshape(theta[8:], (2, 1)))
    return W, U, V


def F(theta, x, y):
    W, U, V = parameters(theta)
    x = np.matrix(x).T
    h = relu(W.T * x)
    k = relu(U.T * h)
    z = float((V.T * k)[0, 0])
    return [h[0, 0], h[1, 0], k[0, 0], k[1, 0], z, (z - y)**2]


def DF(theta, x, y):
    W, U, V = parameters(theta)
    x = np.matrix(x).T
    a = W.T * x
    h = relu(a)
    b = U.T * h
    k = relu(b)
    z = float((V.T * k)[0, 0])
    dz = 2 * (z - y)
    dV = k * dz
    db = np.multiply(V * dz, drelu(b))
    dU = db * h.T
    da = np.multiply(U * db, drelu(a))
    dW = x * da.T
    return np.array(np.concatenate([dW.flatten(), dU.flatten(), dV.flatten()], axis=1))[0]


def J(theta):
    return F(theta, [-1, 1], 60)[-1] + F(theta, [-1, 0.5], 20)[-1]


def GD(theta, alpha=0.005, N=100):
    out = [J(theta)]
    for n in range(N):
        theta = theta - alpha * (DF(theta, [-1, 1], 60) + DF(theta, [-1, 0.5], 20))
        out.append(J(theta))
    return theta, out


if __name__ == "__main__":
    theta0 = np.random.uniform(-1, 1, 10)
    print(F(theta0, [-1, 1], 60)[-1])
    theta, out = GD(theta0)
    plt.plot(range(len(out)), out)
    plt.show()
