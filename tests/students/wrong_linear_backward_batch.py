import numpy as np
import matplotlib.pyplot as plt

X = np.array([[-1, 1],
              [-1, 0.5]])
Y = np.array([[60],
              [20]])


def relu(A):
    return A.clip(min=0)


def forward(theta, X, Y):
    X = np.atleast_2d(X)
    Y = np.reshape(Y, (-1, 1))
    W, U, V = np.split(np.asarray(theta), [4, 8])
    H = relu(X @ W.reshape(2, 2))
    K = relu(H @ U.reshape(2, 2))
    Z = K @ V.reshape(2, 1)
    return H, K, Z, (Z - Y) ** 2


def forward_map(theta, x, y):
    H, K, Z, L = forward(theta, x, y)
    return [H[0, 0], H[0, 1], K[0, 0], K[0, 1], Z[0, 0], L[0, 0]]


def backward(theta, X, Y):
    """sum of the gradients over the rows of X"""
    X = np.atleast_2d(X)
    Y = np.reshape(Y, (-1, 1))
    H, K, Z, L = forward(theta, X, Y)
    U = np.asarray(theta)[4:8].reshape(2, 2)
    V = np.asarray(theta)[8:].reshape(2, 1)
    dZ = 2 * (Z - Y)
    dV = K.T @ dZ
    dK = dZ @ V.T
    dU = H.T @ dK
    dH = dK @ U.T
    dW = X.T @ dH
    return np.concatenate([dW.ravel(), dU.ravel(), dV.ravel()])


def J(theta):
    return forward(theta, X, Y)[3].sum()


theta = np.random.uniform(-1, 1, 10)
print("L =", forward_map(theta, [-1, 1], 60)[5])
print("grad =", backward(theta, [-1, 1], 60))

thetas = [theta]
for i in range(100):
    theta = theta - 0.005 * backward(theta, X, Y)
    thetas.append(theta)

Js = [J(t) for t in thetas]
plt.plot(Js)
plt.xlabel("step")
plt.ylabel("J")
plt.show()
