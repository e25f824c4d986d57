print("starting...")
import numpy as np
import matplotlib.pyplot as plt
print("numpy version", np.__version__)

def relu(x):
    return np.array([max(0, xi) for xi in x])
print("test relu:", relu([-2, 0, 3]))

t = np.linspace(-2, 2, 50)
plt.plot(t, relu(t))
plt.title("relu")
plt.show()

def relu_prime(x):
    return np.array([int(xi > 0) for xi in x])
print("test relu':", relu_prime([-2, 0, 3]))

def forward(theta, x, y):
    W = np.array([theta[0:2], theta[2:4]])
    U = np.array([theta[4:6], theta[6:8]])
    V = np.array(theta[8:10])
    h = relu(W.T @ x)
    k = relu(U.T @ h)
    z = V @ k
    L = (y - z)**2
    return [h[0], h[1], k[0], k[1], z, L]

theta = np.random.uniform(-1, 1, 10)
x = np.array([-1, 1])
y = 60
h1, h2, k1, k2, z, L = forward(theta, x, y)
print("h =", h1, h2)
print("k =", k1, k2)
print("z =", z)
print("L =", L)

def backpropagation(theta, x, y):
    W = np.array([theta[0:2], theta[2:4]])
    U = np.array([theta[4:6], theta[6:8]])
    V = np.array(theta[8:10])
    h1, h2, k1, k2, z, L = forward(theta, x, y)
    h = np.array([h1, h2])
    k = np.array([k1, k2])
    dLdz = -2*(y - z)
    dLdV = dLdz*k
    S = np.diag(relu_prime(U.T @ h))
    R = np.diag(relu_prime(W.T @ x))
    dLdb = S @ V*dLdz
    dLdU = np.outer(dLdb, h).T
    dLda = R @ U @ dLdb
    dLdW = np.outer(dLda, x).T
    return np.append(np.append(dLdW, dLdU), dLdV)

print("gradient:", backpropagation(theta, x, y))
print("shape:", backpropagation(theta, x, y).shape)

def J(theta):
    return forward(theta, [-1, 1], 60)[5] + forward(theta, [-1, 0.5], 20)[5]

theta = np.random.uniform(-1, 1, 10)
J_list = [J(theta)]
for step in range(1, 101):
    theta = theta - 0.005*backpropagation(theta, [-1, 1], 60) \
                  - 0.005*backpropagation(theta, [-1, 0.5], 20)
    J_list.append(J(theta))
    if step < 6 or step % 25 == 0:
        print(f"step {step:3d}   J = {J_list[-1]:12.4f}   |theta| = {np.linalg.norm(theta):.3f}")

plt.figure()
plt.plot(J_list)
plt.show()
print("done")
