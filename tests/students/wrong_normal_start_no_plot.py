import numpy as np

# network: 2 inputs -> 2 -> 2 -> 1

def relu(x):
    return np.maximum(x, 0)

def forward(x, y, theta):
    W = theta[:4].reshape(2, 2)
    U = theta[4:8].reshape(2, 2)
    V = theta[8:]
    h = relu(W.T @ np.asarray(x))
    k = relu(U.T @ h)
    z = V @ k
    L = (z - y) ** 2
    return np.array([h[0], h[1], k[0], k[1], z, L])

def relu_prime(x):
    return (x > 0) * 1

def backward(x, y, theta):
    W = theta[:4].reshape(2, 2)
    U = theta[4:8].reshape(2, 2)
    V = theta[8:]
    h1, h2, k1, k2, z, L = forward(x, y, theta)
    h, k = np.array([h1, h2]), np.array([k1, k2])
    g = np.empty(10)
    g[8:] = 2 * (z - y) * k
    q = 2 * (z - y) * V * relu_prime(k)
    g[4:8] = np.kron(h, q)
    p = (U @ q) * relu_prime(h)
    g[:4] = np.kron(np.asarray(x), p)
    return g

def J(theta):
    return forward((-1, 1), 60, theta)[5] + forward((-1, 0.5), 20, theta)[5]

theta = np.random.randn(10)
print("Sanity check, loss:", forward((-1, 1), 60, theta)[5])

first = theta
values = []
for i in range(100):
    values.append(J(theta))
    print("step %3d   J = %12.4f" % (i, values[-1]))
    theta = theta - 0.005 * (backward((-1, 1), 60, theta) + backward((-1, 0.5), 20, theta))

print("smallest J:", min(values))
print("last J:", J(theta))
