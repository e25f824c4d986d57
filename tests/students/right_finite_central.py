import numpy as np
import matplotlib.pyplot as plt

def relu(t):
    return np.maximum(t, 0)

def relu_derivative(t):
    return 1.0*(t > 0)      # not used below

def f(theta, x, y):
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    h1 = relu(w11*x[0] + w21*x[1])
    h2 = relu(w12*x[0] + w22*x[1])
    k1 = relu(u11*h1 + u21*h2)
    k2 = relu(u12*h1 + u22*h2)
    z = v1*k1 + v2*k2
    return np.array([h1, h2, k1, k2, z, (z - y)**2])

def compute_gradient(theta, x, y, eps=1e-6):
    # could not get the chain rule to work, this is the central difference from the lecture
    grad = np.zeros(10)
    for i in range(10):
        e = np.zeros(10)
        e[i] = eps
        grad[i] = (f(theta + e, x, y)[5] - f(theta - e, x, y)[5])/(2*eps)
    return grad

x_data = [(-1, 1), (-1, 0.5)]
y_data = [60, 20]

def J(theta):
    return f(theta, x_data[0], y_data[0])[-1] + f(theta, x_data[1], y_data[1])[-1]

print('L =', f(np.random.uniform(-1, 1, 10), (-1, 1), 60)[-1])

theta = np.random.uniform(-1, 1, 10)
Js = [J(theta)]
for step in range(100):
    g = np.zeros(10)
    for x, y in zip(x_data, y_data):
        g = g + compute_gradient(theta, x, y)
    theta = theta - 0.005*g
    Js.append(J(theta))
plt.plot(Js)
plt.xlabel('step')
plt.ylabel('J')
plt.show()
