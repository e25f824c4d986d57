import numpy as np
import matplotlib.pyplot as plt

np.random.seed(1)

def initialize_parameters():
    params = {}
    params['W1'] = np.random.uniform(-1, 1, (2, 2))
    params['W2'] = np.random.uniform(-1, 1, (2, 2))
    params['W3'] = np.random.uniform(-1, 1, (1, 2))
    return params

def relu(Z):
    return np.maximum(0, Z)

def relu_derivative(Z):
    return np.where(Z > 0, 1, 0)

def forward(X, params):
    cache = {'A0': X}
    cache['Z1'] = params['W1'] @ X
    cache['A1'] = relu(cache['Z1'])
    cache['Z2'] = params['W2'] @ cache['A1']
    cache['A2'] = cache['Z2']
    cache['Z3'] = params['W3'] @ cache['A2']
    return cache['Z3'], cache

def backward(params, cache, Y):
    grads = {}
    dZ3 = 2 * (cache['Z3'] - Y)
    grads['W3'] = dZ3 @ cache['A2'].T
    dZ2 = params['W3'].T @ dZ3 * relu_derivative(cache['Z2'])
    grads['W2'] = dZ2 @ cache['A1'].T
    dZ1 = params['W2'].T @ dZ2 * relu_derivative(cache['Z1'])
    grads['W1'] = dZ1 @ cache['A0'].T
    return grads

X = np.array([[-1, -1], [1, 0.5]])
Y = np.array([[60, 20]])

params = initialize_parameters()
losses = []
for i in range(101):
    Yhat, cache = forward(X, params)
    losses.append(np.sum((Yhat - Y) ** 2))
    grads = backward(params, cache, Y)
    for key in params:
        params[key] -= 0.005 * grads[key]
plt.plot(losses)
plt.xlabel('iteration')
plt.ylabel('loss')
plt.show()
