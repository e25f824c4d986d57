import numpy as np
import matplotlib.pyplot as plt
from typing import Callable, List, Tuple

def relu(x: np.ndarray) -> np.ndarray:
    return np.clip(x, 0, None)

def relu_derivative(x: np.ndarray) -> np.ndarray:
    return np.heaviside(x, 0)

def forward(theta: np.ndarray, x: np.ndarray, y: float) -> List[float]:
    W = np.reshape(theta[0:4], (2, 2)); U = np.reshape(theta[4:8], (2, 2)); V = theta[8:10]
    h = relu(np.einsum('ij,i->j', W, x)); k = relu(np.einsum('ij,i->j', U, h)); z = np.einsum('i,i', V, k)
    return [*h, *k, z, np.square(z - y)]

def gradient(theta: np.ndarray, x: np.ndarray, y: float) -> np.ndarray:
    W = np.reshape(theta[0:4], (2, 2)); U = np.reshape(theta[4:8], (2, 2)); V = theta[8:10]
    *hk, z, _ = forward(theta, x, y)
    h, k = np.array(hk[:2]), np.array(hk[2:])
    delta3 = 2 * (z - y)
    delta2 = delta3 * V * relu_derivative(k)
    delta1 = U @ delta2 * relu_derivative(h)
    return np.concatenate([np.einsum('i,j->ij', x, delta1).ravel(), np.einsum('i,j->ij', h, delta2).ravel(), delta3 * k])

def train(theta0, data, rate=5e-3, steps=100) -> Tuple[np.ndarray, List[float]]:
    theta, history = theta0.copy(), []
    for _ in range(steps + 1):
        history.append(sum(forward(theta, x, y)[-1] for x, y in data))
        theta = theta - rate * np.sum([gradient(theta, x, y) for x, y in data], axis=0)
    return theta, history

def main():
    data = [(np.array([-1.0, 1.0]), 60.0), (np.array([-1.0, 0.5]), 20.0)]
    theta, history = train(np.random.default_rng().uniform(-1, 1, size=10), data)
    plt.plot(history); plt.xlabel('iteration'); plt.ylabel('J'); plt.show()

main()
