import numpy as np
import matplotlib.pyplot as plt

def relu(z):
    return (abs(z) + z) / 2

def relu_derivative(z):
    return (z > 0) + 0.0

def forward(theta, x, y):
    W = np.array([[theta[0], theta[1]], [theta[2], theta[3]]])
    U = np.array([[theta[4], theta[5]], [theta[6], theta[7]]])
    V = np.array([theta[8], theta[9]])
    h = relu(W.T @ x)
    k = relu(U.T @ h)
    z = V.T @ k
    return h[0], h[1], k[0], k[1], z, (z - y)**2

def gradient(theta, x, y):
    W = np.array([[theta[0], theta[1]], [theta[2], theta[3]]])
    U = np.array([[theta[4], theta[5]], [theta[6], theta[7]]])
    V = np.array([theta[8], theta[9]])
    a = W.T @ x
    h = relu(a)
    b = U.T @ h
    k = relu(b)
    z = V.T @ k

    dL_dz = 2*(z - y)
    dL_dV = dL_dz * k
    dL_dk = dL_dz * V
    dL_db = dL_dk * relu_derivative(b)
    dL_dU = h.reshape(2, 1) @ dL_db.reshape(1, 2)
    dL_dh = U @ dL_db
    dL_da = dL_dh * relu_derivative(a)
    dL_dW = x.reshape(2, 1) @ dL_da.reshape(1, 2)

    grad = np.zeros(10)
    grad[:4] = dL_dW.flatten()
    grad[4:8] = dL_dU.flatten()
    grad[8:] = dL_dV
    return grad

x1 = np.array([-1, 1]); y1 = 60
x2 = np.array([-1, 0.5]); y2 = 20

theta = np.random.uniform(-1, 1, 10)
print(forward(theta, x1, y1)[5])

def J(theta):
    return forward(theta, x1, y1)[5] + forward(theta, x2, y2)[5]

def grad_J(theta):
    return gradient(theta, x1, y1) + gradient(theta, x2, y2)

def gradient_descent(theta, lr, n_steps):
    losses = np.zeros(n_steps + 1)
    losses[0] = J(theta)
    for i in range(n_steps):
        theta = theta - lr * grad_J(theta)
        losses[i+1] = J(theta)
    return theta, losses

theta_init = np.random.uniform(-1, 1, 10)
final, losses = gradient_descent(theta_init, 0.05, 100)
plt.plot(losses)
plt.show()
