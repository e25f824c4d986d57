import numpy as np
import matplotlib.pyplot as plt

# --- Part 1 ---------------------------------------------------------------
def relu(x):
    """ReLU activation function."""
    return np.maximum(0, x)


def forward(theta, x, y):
    """Forward map: returns [h1, h2, k1, k2, z, L]."""
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    x1, x2 = x
    h1 = relu(w11 * x1 + w21 * x2)
    h2 = relu(w12 * x1 + w22 * x2)
    k1 = relu(u11 * h1 + u21 * h2)
    k2 = relu(u12 * h1 + u22 * h2)
    z = v1 * k1 + v2 * k2
    L = (z - y) ** 2
    return np.array([h1, h2, k1, k2, z, L])


np.random.seed(0)
theta = np.random.uniform(-1, 1, 10)
x = np.array([-1, 1])
y = 60
print(f"Sanity check loss: {forward(theta, x, y)[-1]:.6f}")


# --- Part 2 ---------------------------------------------------------------
def relu_derivative(x):
    return np.where(x > 0, 1.0, 0.0)


def backward(theta, x, y):
    """Gradient of L with respect to theta."""
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    x1, x2 = x
    h1, h2, k1, k2, z, _ = forward(theta, x, y)

    # output layer
    dL_dz = 2 * (z - y)
    dL_dv1 = dL_dz * k1
    dL_dv2 = dL_dz * k2

    # second hidden layer
    dL_dk1 = dL_dz * v1
    dL_dk2 = dL_dz * v2
    dk1 = relu_derivative(u11 * h1 + u21 * h2)
    dk2 = relu_derivative(u12 * h1 + u22 * h2)
    dL_du11 = dL_dk1 * dk1 * h1
    dL_du12 = dL_dk2 * dk2 * h1
    dL_du21 = dL_dk1 * dk1 * h2
    dL_du22 = dL_dk2 * dk2 * h2

    # first hidden layer
    dL_dh1 = dL_dk1 * dk1 * u11 + dL_dk2 * dk2 * u12
    dL_dh2 = dL_dk1 * dk1 * u21 + dL_dk2 * dk2 * u22
    dh1 = relu_derivative(w11 * x1 + w21 * x2)
    dh2 = relu_derivative(w12 * x1 + w22 * x2)
    dL_dw11 = dL_dh1 * dh1 * x1
    dL_dw12 = dL_dh2 * dh2 * x1
    dL_dw21 = dL_dh1 * dh1 * x2
    dL_dw22 = dL_dh2 * dh2 * x2

    return np.array([dL_dw11, dL_dw12, dL_dw21, dL_dw22,
                     dL_du11, dL_du12, dL_du21, dL_du22,
                     dL_dv1, dL_dv2])



def J(theta):
    return forward(theta, np.array([-1, 1]), 60)[-1] + forward(theta, np.array([-1, 0.5]), 20)[-1]

def dJ(theta):
    return backward(theta, np.array([-1, 1]), 60) + backward(theta, np.array([-1, 0.5]), 20)


def gradient_descent(theta, rate=0.005, steps=100):
    values = [J(theta)]
    for n in range(steps):
        theta = theta - rate * dJ(theta)
        values.append(J(theta))
    return values

best = None
for trial in range(10):
    history = gradient_descent(np.random.uniform(-1, 1, 10))
    if best is None or history[-1] < best[-1]:
        best = history
plt.plot(best)
plt.show()
