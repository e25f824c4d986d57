import numpy as np
import matplotlib.pyplot as plt

def relu(x):
    """ReLU, works on vectors."""
    return np.max(x, 0)

def relu_deriv(x):
    return np.greater(x, 0).astype(int)

def get_weights(theta):
    return theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:10]

def feedforward(theta, x, y):
    W, U, V = get_weights(np.asarray(theta))
    h = np.ones(2) * relu(np.matmul(W.T, x))
    k = np.ones(2) * relu(np.matmul(U.T, h))
    z = np.matmul(V, k)
    loss = np.square(z - y)
    return np.concatenate([h, k, [z, loss]])

def backprop(theta, x, y):
    theta = np.asarray(theta)
    W, U, V = get_weights(theta)
    h1, h2, k1, k2, z, _ = feedforward(theta, x, y)
    h = np.array([h1, h2])
    k = np.array([k1, k2])
    a = np.matmul(W.T, x)
    b = np.matmul(U.T, h)
    grad = np.zeros(10)
    dz = 2 * (z - y)
    grad[8:] = dz * k
    db = dz * V * relu_deriv(b)
    grad[4:8] = np.outer(h, db).reshape(-1)
    da = np.matmul(U, db) * relu_deriv(a)
    grad[:4] = np.outer(x, da).reshape(-1)
    return grad

train_x = np.array([[-1, 1], [-1, 0.5]])
train_y = np.array([60, 20])

def total_loss(theta):
    total = 0
    for x, y in zip(train_x, train_y):
        total += feedforward(theta, x, y)[5]
    return total

def main():
    theta = np.random.uniform(low=-1, high=1, size=10)
    print("Loss:", feedforward(theta, train_x[0], train_y[0])[5])
    lr = 0.005
    losses = [total_loss(theta)]
    for epoch in range(100):
        g = np.zeros(10)
        for x, y in zip(train_x, train_y):
            g += backprop(theta, x, y)
        theta = theta - lr * g
        losses.append(total_loss(theta))
    plt.plot(losses)
    plt.show()

main()
