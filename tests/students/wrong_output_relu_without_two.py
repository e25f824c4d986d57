import numpy as np
import matplotlib.pyplot as plt

# a general network: list of matrices, ReLU after every one of them
SHAPES = [(2, 2), (2, 2), (2, 1)]
RATE, STEPS = 0.005, 100
TRAINING = [(np.array([-1, 1]), np.array([60])), (np.array([-1, 0.5]), np.array([20]))]


def to_list(theta):
    matrices, start = [], 0
    for m, n in SHAPES:
        matrices.append(np.reshape(theta[start:start + m * n], (m, n)))
        start += m * n
    return matrices


def relu(x):
    return np.maximum(x, 0)


def propagate(theta, x):
    activations = [x]
    for M in to_list(theta):
        activations.append(relu(M.T @ activations[-1]))
    return activations


def forward(theta, x, y):
    activations = propagate(theta, x)
    z = activations[-1]
    return np.concatenate(activations[1:] + [(z - y) ** 2])


def relu_prime(x):
    return (x > 0) * 1


def backpropagate(theta, x, y):
    matrices = to_list(theta)
    activations = propagate(theta, x)
    delta = activations[-1] - y
    gradients = [np.outer(activations[-2], delta)]
    for n in range(len(matrices) - 2, -1, -1):
        delta = (matrices[n + 1] @ delta) * relu_prime(activations[n + 1])
        gradients.insert(0, np.outer(activations[n], delta))
    return np.concatenate([g.ravel() for g in gradients])


def objective(theta):
    total = 0.0
    for x, y in TRAINING:
        total += forward(theta, x, y)[-1]
    return total


theta = np.random.uniform(-1, 1, 10)
print("L:", forward(theta, np.array([-1, 1]), 60)[-1])

theta_start = np.random.uniform(-1, 1, 10)
theta = theta_start
curve = [objective(theta)]
for _ in range(STEPS):
    g = np.zeros(10)
    for x, y in TRAINING:
        g = g + backpropagate(theta, x, y)
    theta = theta - RATE * g
    curve.append(objective(theta))
plt.plot(range(STEPS + 1), curve)
plt.xlabel("step")
plt.ylabel("objective")
plt.show()
