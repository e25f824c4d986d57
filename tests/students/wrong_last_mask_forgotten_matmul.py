import matplotlib.pyplot as plt
import numpy as np

rng = np.random.default_rng()
x_data = np.array([[-1.0, 1.0], [-1.0, 0.5]])
y_data = np.array([60.0, 20.0])


def unflatten(theta: np.ndarray) -> dict[str, np.ndarray]:
    return {
        "W": theta[:4].reshape(2, 2),
        "U": theta[4:8].reshape(2, 2),
        "V": theta[8:].reshape(2, 1),
    }


def relu(x: np.ndarray) -> np.ndarray:
    return np.maximum(x, 0.0)


def relu_prime(x: np.ndarray) -> np.ndarray:
    return (x > 0.0).astype(float)


def forward(theta: np.ndarray, x: np.ndarray, y: float) -> tuple:
    """Forward pass, returns (h1, h2, k1, k2, z, L)."""
    p = unflatten(theta)
    h = relu(np.matmul(p["W"].T, x))
    k = relu(np.matmul(p["U"].T, h))
    z = np.matmul(p["V"].T, k)[0]
    return h[0], h[1], k[0], k[1], z, (z - y) ** 2


def gradient(theta: np.ndarray, x: np.ndarray, y: float) -> np.ndarray:
    """Backward pass, returns the ten partial derivatives."""
    p = unflatten(theta)
    h1, h2, k1, k2, z, _ = forward(theta, x, y)
    h = np.array([h1, h2])
    k = np.array([k1, k2])
    grads = {}

    upstream = np.array([2 * (z - y)])
    grads["V"] = np.outer(k, upstream)

    upstream = np.matmul(p["V"], upstream)
    upstream = upstream * relu_prime(k)
    grads["U"] = np.outer(h, upstream)

    upstream = np.matmul(p["U"], upstream)
    grads["W"] = np.outer(x, upstream)

    return np.concatenate([grads[name].ravel() for name in "WUV"])


def objective(theta: np.ndarray) -> float:
    return sum(forward(theta, x, y)[-1] for x, y in zip(x_data, y_data))


def run(theta: np.ndarray, rate: float = 0.005, steps: int = 100) -> list[float]:
    values = [objective(theta)]
    for _ in range(steps):
        theta = theta - rate * sum(gradient(theta, x, y) for x, y in zip(x_data, y_data))
        values.append(objective(theta))
    return values


theta0 = rng.uniform(-1, 1, 10)
print(f"L = {forward(theta0, x_data[0], 60.0)[-1]:.3f}")
values = run(theta0)
plt.plot(values)
plt.xlabel("Step")
plt.ylabel("J")
plt.show()
