import numpy as np
import matplotlib.pyplot as plt

X = np.array([[-1.0, 1.0], [-1.0, 0.5]]).T
Y = np.array([[60.0, 20.0]])


def relu(z):
    return np.maximum(0, z)


def initialize_parameters():
    rng = np.random.default_rng()
    return {"W1": rng.uniform(-1, 1, (2, 2)), "W2": rng.uniform(-1, 1, (2, 2)), "W3": rng.uniform(-1, 1, (1, 2))}


def forward_propagation(X, parameters):
    Z1 = parameters["W1"] @ X
    A1 = relu(Z1)
    Z2 = parameters["W2"] @ A1
    A2 = relu(Z2)
    Z3 = parameters["W3"] @ A2
    cache = {"Z1": Z1, "A1": A1, "Z2": Z2, "A2": A2, "Z3": Z3}
    return Z3, cache


def compute_cost(Z3, Y):
    return float(np.sum((Z3 - Y) ** 2))


def backward_propagation(parameters, cache, X, Y):
    dZ3 = 2 * (cache["Z3"] - Y)
    dW3 = dZ3 @ cache["A2"].T
    dA2 = parameters["W3"].T @ dZ3
    dZ2 = dA2 * (cache["Z2"] > 0)
    dW2 = cache["A1"] @ dZ2.T
    dA1 = parameters["W2"].T @ dZ2
    dZ1 = dA1 * (cache["Z1"] > 0)
    dW1 = dZ1 @ X.T
    return {"dW1": dW1, "dW2": dW2, "dW3": dW3}


def update_parameters(parameters, grads, learning_rate):
    return {k: parameters[k] - learning_rate * grads["d" + k] for k in parameters}


def model(X, Y, num_iterations=100, learning_rate=0.005):
    parameters = initialize_parameters()
    costs = []
    for i in range(num_iterations):
        Z3, cache = forward_propagation(X, parameters)
        costs.append(compute_cost(Z3, Y))
        grads = backward_propagation(parameters, cache, X, Y)
        parameters = update_parameters(parameters, grads, learning_rate)
    Z3, cache = forward_propagation(X, parameters)
    costs.append(compute_cost(Z3, Y))
    return parameters, costs


parameters, costs = model(X, Y)
plt.plot(costs)
plt.xlabel("iteration")
plt.ylabel("cost")
plt.show()
