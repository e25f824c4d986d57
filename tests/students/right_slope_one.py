import numpy as np
import matplotlib.pyplot as plt
np.set_printoptions(precision=4, suppress=True)

def relu(z):
    return np.where(z >= 0, z, 0)

def drelu(z):
    return np.where(z >= 0, 1, 0)

def predict_and_loss(theta, x, target):
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    W = np.array([[w11, w12], [w21, w22]])
    U = np.array([[u11, u12], [u21, u22]])
    V = np.array([v1, v2])
    h = relu(np.dot(x, W))
    k = relu(np.dot(h, U))
    z = np.dot(k, V)
    return h.tolist() + k.tolist() + [z, (z - target)**2]

def grads(theta, x, target):
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    W = np.array([[w11, w12], [w21, w22]])
    U = np.array([[u11, u12], [u21, u22]])
    V = np.array([v1, v2])
    pre_h = np.dot(x, W)
    h = relu(pre_h)
    pre_k = np.dot(h, U)
    k = relu(pre_k)
    z = np.dot(k, V)
    # go back
    err = 2*(z - target)
    err_k = err*V*drelu(pre_k)
    err_h = np.dot(U, err_k)*drelu(pre_h)
    return [x[0]*err_h[0], x[0]*err_h[1], x[1]*err_h[0], x[1]*err_h[1],
            h[0]*err_k[0], h[0]*err_k[1], h[1]*err_k[0], h[1]*err_k[1],
            err*k[0], err*k[1]]

inputs = np.array([[-1, 1], [-1, 0.5]])
targets = [60, 20]

def objective(theta):
    total = 0
    for x, t in zip(inputs, targets):
        total += predict_and_loss(theta, x, t)[5]
    return total

# sanity check
print("L:", predict_and_loss(np.random.uniform(-1, 1, 10), inputs[0], targets[0])[5])

num_steps = 100
learning_rate = 0.005
theta = np.random.uniform(-1, 1, 10)
print("start:", theta)
J_hist = np.zeros(num_steps + 1)
for i in range(num_steps + 1):
    J_hist[i] = objective(theta)
    step = np.zeros(10)
    for x, t in zip(inputs, targets):
        step += np.array(grads(theta, x, t))
    theta = theta - learning_rate*step
print("J at the end:", J_hist[-1])
plt.plot(J_hist)
plt.xlabel("step number")
plt.ylabel("J")
plt.show()
