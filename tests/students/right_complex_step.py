"""Derivative by a complex step: Im f(t + ih)/h, no cancellation, see Squire & Trapp 1998."""
import numpy as np
import matplotlib.pyplot as plt


def relu(t):
    # np.maximum compares complex numbers in a strange way, so look at the real part only
    return np.where(np.real(t) > 0, t, 0)


def network(theta, x, y):
    W, U, V = theta[0:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:10]
    h = relu(W.T @ x)
    k = relu(U.T @ h)
    z = V @ k
    return np.concatenate((h, k, [z, (z - y)**2]))


def gradient(theta, x, y, h=1e-30):
    theta = np.asarray(theta, dtype=complex)
    steps = 1j*h*np.eye(10)
    return np.array([network(theta + s, x, y)[5].imag/h for s in steps])


POINTS = [(np.array([-1.0, 1.0]), 60.0), (np.array([-1.0, 0.5]), 20.0)]


def cost(theta):
    return sum(network(theta, x, y)[5] for x, y in POINTS)


def gradient_descent(theta, steps=100, rate=0.005):
    path = np.empty((steps + 1, 10))
    path[0] = theta
    for n in range(steps):
        path[n + 1] = path[n] - rate*sum(gradient(path[n], x, y) for x, y in POINTS)
    return path


def main():
    theta = np.random.default_rng().uniform(-1, 1, 10)
    print("loss", network(theta, *POINTS[0])[5])
    path = gradient_descent(np.random.default_rng().uniform(-1, 1, 10))
    fig, ax = plt.subplots()
    ax.plot([cost(t) for t in path])
    ax.set_xlabel("step")
    ax.set_ylabel("J")
    plt.show()


if __name__ == "__main__":
    main()
