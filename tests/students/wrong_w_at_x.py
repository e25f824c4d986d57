import numpy as np
import matplotlib.pyplot as plt

# h = relu(W x), k = relu(U h), z = V k


def relu(t):
    return np.maximum(t, 0)

def drelu(t):
    return 1.0 * (t > 0)


def split(theta):
    return np.reshape(theta[:4], (2, 2)), np.reshape(theta[4:8], (2, 2)), np.array(theta[8:])


def forward(theta, x, y):
    W, U, V = split(theta)
    h = relu(W @ x)
    k = relu(U @ h)
    z = V @ k
    return [h[0], h[1], k[0], k[1], z, (z - y)**2]


def backprop(theta, x, y):
    W, U, V = split(theta)
    x = np.array(x)
    a = W @ x
    h = relu(a)
    b = U @ h
    k = relu(b)
    z = V @ k

    dLdz = 2*(z - y)
    dLdV = dLdz * k
    dLdb = dLdz * V * drelu(b)
    dLdU = np.outer(dLdb, h)
    dLda = (U.T @ dLdb) * drelu(a)
    dLdW = np.outer(dLda, x)
    return np.hstack((dLdW.flatten(), dLdU.flatten(), dLdV))


theta = 2*np.random.rand(10) - 1
print(forward(theta, [-1, 1], 60)[5])

xs = [[-1, 1], [-1, 0.5]]
ys = [60, 20]

losses = []
for i in range(100):
    losses.append(forward(theta, xs[0], ys[0])[5] + forward(theta, xs[1], ys[1])[5])
    theta = theta - 0.005*(backprop(theta, xs[0], ys[0]) + backprop(theta, xs[1], ys[1]))

plt.plot(losses)
plt.show()
