import numpy as np
import matplotlib.pyplot as plt

F = np.float32   # like on the GPU

def relu(x):
    return np.maximum(x, F(0))

def relu_prime(x):
    return (x > 0).astype(F)

def unpack(theta):
    theta = np.asarray(theta, dtype=F)
    return theta[0:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:10]

def feedforward(theta, x, y):
    W, U, V = unpack(theta)
    x = np.asarray(x, dtype=F)
    y = F(y)
    h = relu(np.matmul(W.T, x))
    k = relu(np.matmul(U.T, h))
    z = np.dot(V, k)
    loss = np.square(z - y)
    return np.array([h[0], h[1], k[0], k[1], z, loss], dtype=F)

def backprop(theta, x, y):
    W, U, V = unpack(theta)
    x = np.asarray(x, dtype=F)
    out = feedforward(theta, x, y)
    h, k, z = out[:2], out[2:4], out[4]
    grad_z = F(2)*(z - F(y))
    # k > 0 iff its preactivation is > 0, same for h
    grad_b = grad_z*V*relu_prime(k)
    grad_a = np.matmul(U, grad_b)*relu_prime(h)
    grads = [np.multiply.outer(x, grad_a), np.multiply.outer(h, grad_b), grad_z*k]
    return np.concatenate([g.reshape(-1) for g in grads]).astype(F)

data = [(np.array([-1, 1], dtype=F), 60), (np.array([-1, 0.5], dtype=F), 20)]

def total_loss(theta):
    return sum(feedforward(theta, x, y)[5] for x, y in data)

def optimize(theta, n_steps=100, lr=0.005):
    theta = np.asarray(theta, dtype=F).copy()
    losses = np.zeros(n_steps + 1, dtype=F)
    losses[0] = total_loss(theta)
    for i in range(n_steps):
        theta -= F(lr)*sum(backprop(theta, x, y) for x, y in data)
        losses[i + 1] = total_loss(theta)
    return theta, losses

if __name__ == "__main__":
    start = np.random.uniform(-1, 1, 10).astype(F)
    print("loss:", feedforward(start, [-1, 1], 60)[5])
    theta, losses = optimize(np.random.uniform(-1, 1, 10).astype(F))
    plt.plot(losses, label="J")
    plt.legend()
    plt.show()
