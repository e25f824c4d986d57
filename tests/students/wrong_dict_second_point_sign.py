import numpy as np
import matplotlib.pyplot as plt


def initialize_parameters():
    """Initialize parameters uniformly in [-1, 1]."""
    return {
        "W": np.random.uniform(-1, 1, size=(2, 2)),
        "U": np.random.uniform(-1, 1, size=(2, 2)),
        "V": np.random.uniform(-1, 1, size=(2, 1)),
    }


def relu(x):
    return np.maximum(0, x)


def relu_derivative(x):
    return np.where(x > 0, 1, 0)


def forward_propagation(params, x):
    """Compute the forward pass and cache the intermediate values."""
    a = params["W"].T @ x
    h = relu(a)
    b = params["U"].T @ h
    k = relu(b)
    z = params["V"].T @ k
    cache = {"x": x, "a": a, "h": h, "b": b, "k": k, "z": z}
    return z, cache


def compute_loss(z, y):
    return float(np.sum((z - y) ** 2))


def backward_propagation(params, cache, y):
    """Compute the gradients using the chain rule."""
    dz = 2 * (cache["z"] - y)
    dV = cache["k"] @ dz.T
    dk = params["V"] @ dz
    db = dk * relu_derivative(cache["b"])
    dU = cache["h"] @ db.T
    dh = params["U"] @ db
    da = dh * relu_derivative(cache["a"])
    dW = cache["x"] @ da.T
    return {"W": dW, "U": dU, "V": dV}


def update_parameters(params, grads, learning_rate):
    for key in params:
        params[key] = params[key] - learning_rate * grads[key]
    return params


def train(data, learning_rate=0.005, num_steps=100):
    params = initialize_parameters()
    losses = []
    for step in range(num_steps + 1):
        total_loss = 0
        total_grads = {key: np.zeros_like(value) for key, value in params.items()}
        for x, y in data:
            z, cache = forward_propagation(params, x)
            total_loss += compute_loss(z, y)
            grads = backward_propagation(params, cache, y)
            for key in total_grads:
                total_grads[key] += grads[key]
        losses.append(total_loss)
        if step < num_steps:
            params = update_parameters(params, total_grads, learning_rate)
    return params, losses


if __name__ == "__main__":
    data = [
        (np.array([[-1.0], [1.0]]), 60.0),
        (np.array([[-1.0], [-0.5]]), 20.0),
    ]
    params, losses = train(data)
    print(f"Initial loss: {losses[0]:.4f}")
    print(f"Final loss: {losses[-1]:.4f}")
    plt.figure(figsize=(10, 6))
    plt.plot(range(len(losses)), losses, 'b-', linewidth=2)
    plt.xlabel('Iteration')
    plt.ylabel('Loss')
    plt.title('Training Loss')
    plt.grid(True, alpha=0.3)
    plt.show()
