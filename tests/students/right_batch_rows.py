# Exercise sheet 7, problem 2
# I put both data points as rows in X, so everything is done for both at the same time.
import numpy as np
import matplotlib.pyplot as plt

X = np.array([[-1.0, 1.0],
              [-1.0, 0.5]])
Y = np.array([[60.0], [20.0]])


def relu(A):
    return np.maximum(A, 0)


def relu_grad(A):
    return (A > 0) * 1.0


def split(theta):
    return theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:].reshape(2, 1)


def forward_batch(theta, X, Y):
    W, U, V = split(theta)
    A = X @ W          # row form of W^T x
    H = relu(A)
    B = H @ U
    K = relu(B)
    Z = K @ V
    return A, H, B, K, Z, (Z - Y) ** 2


def forward(theta, x, y):
    _, H, _, K, Z, L = forward_batch(theta, np.reshape(x, (1, 2)), np.reshape(y, (1, 1)))
    return np.hstack([H, K, Z, L])    # shape (1, 6)


def gradient_batch(theta, X, Y):
    """sum of the gradients over the rows"""
    W, U, V = split(theta)
    A, H, B, K, Z, _ = forward_batch(theta, X, Y)
    dZ = 2 * (Z - Y)
    dV = K.T @ dZ
    dB = (dZ @ V.T) * relu_grad(B)
    dU = H.T @ dB
    dA = (dB @ U.T) * relu_grad(A)
    dW = X.T @ dA
    return np.concatenate([dW.ravel(), dU.ravel(), dV.ravel()])


def gradient(theta, x, y):
    return gradient_batch(theta, np.reshape(x, (1, 2)), np.reshape(y, (1, 1)))


def J(theta):
    return forward_batch(theta, X, Y)[-1].sum()


if __name__ == "__main__":
    theta = np.random.uniform(-1, 1, size=10)
    print("L at a random theta:", forward(theta, X[0], Y[0])[0, 5])

    theta = np.random.uniform(-1, 1, size=10)
    values = [J(theta)]
    for t in range(100):
        theta = theta - 0.005 * gradient_batch(theta, X, Y)
        values.append(J(theta))
    print("final J:", values[-1])
    plt.plot(values)
    plt.title("J over the steps")
    plt.show()
