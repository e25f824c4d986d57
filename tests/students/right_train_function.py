# Lab 2: gradient descent for a small ReLU network
import numpy as np
import matplotlib.pyplot as plt

def ReLU(v):
    v = np.array(v, dtype=float)
    v[v < 0] = 0.0
    return v

def ReLU_derivative(v):
    return np.array([0.0 if c <= 0 else 1.0 for c in v])

def forward(theta, x, y):
    W = np.array(theta[0:4]).reshape(2, 2)
    U = np.array(theta[4:8]).reshape(2, 2)
    h = ReLU(np.array([np.sum(W[:, 0]*x), np.sum(W[:, 1]*x)]))
    k = ReLU(np.array([np.sum(U[:, 0]*h), np.sum(U[:, 1]*h)]))
    z = theta[8]*k[0] + theta[9]*k[1]
    return [h[0], h[1], k[0], k[1], z, np.power(z - y, 2)]

def gradient(theta, x, y):
    W = np.array(theta[0:4]).reshape(2, 2)
    U = np.array(theta[4:8]).reshape(2, 2)
    V = np.array(theta[8:10])
    h1, h2, k1, k2, z, _ = forward(theta, x, y)
    h = np.array([h1, h2])
    s_a = ReLU_derivative(W.T @ x)
    s_b = ReLU_derivative(U.T @ h)
    delta3 = 2*(z - y)
    delta2 = delta3*V*s_b
    delta1 = U.dot(delta2)*s_a
    grad_W = np.zeros((2, 2))
    grad_U = np.zeros((2, 2))
    for i in range(2):
        grad_W[i, :] = x[i]*delta1
        grad_U[i, :] = h[i]*delta2
    grad_V = delta3*np.array([k1, k2])
    return np.concatenate([grad_W.ravel(), grad_U.ravel(), grad_V])

def J(theta, points):
    return np.sum([forward(theta, p[:2], p[2])[5] for p in points])

def train(theta0, steps, rate, points):
    """returns the last theta and all values of J"""
    theta = np.copy(theta0)
    J_all = [J(theta, points)]
    for s in range(steps):
        grad = np.sum([gradient(theta, p[:2], p[2]) for p in points], axis=0)
        theta -= rate*grad
        J_all.append(J(theta, points))
    return theta, np.array(J_all)

# x1, x2, y
points = np.array([[-1, 1, 60],
                   [-1, 0.5, 20]])

theta0 = np.random.uniform(-1, 1, 10)
print("Part 1:", forward(theta0, points[0, :2], points[0, 2])[5])
print("Part 2:", gradient(theta0, points[0, :2], points[0, 2]))

theta0 = np.random.uniform(-1, 1, 10)
theta_end, J_all = train(theta0, 100, 0.005, points)
plt.plot(J_all)
plt.xlabel("step")
plt.ylabel("J")
# why is this always flat at 4000 ???
plt.show()
