import numpy as np
import matplotlib.pyplot as plt

def relu(x): return np.where(x < 0, 0, x)
def relu_derivative(x): return np.where(x < 0, 0, 1)

def forward(theta, x, y):
    W, U, V = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:]
    h = relu(np.tensordot(x, W, axes=1))
    k = relu(np.tensordot(h, U, axes=1))
    z = np.inner(k, V)
    return [h[0], h[1], k[0], k[1], z, (z - y)**2]

def gradient(theta, x, y):
    W, U, V = theta[:4].reshape(2, 2), theta[4:8].reshape(2, 2), theta[8:]
    a = np.tensordot(x, W, axes=1)
    h = relu(a)
    b = np.tensordot(h, U, axes=1)
    k = relu(b)
    dz = 2*(np.inner(k, V) - y)
    db = dz*V*relu_derivative(b)
    da = np.inner(U, db)*relu_derivative(a)
    dW = np.multiply.outer(x, da)
    dU = np.multiply.outer(h, db)
    grad = np.empty(10)
    grad[:4] = dW.ravel()
    grad[4:8] = dU.ravel()
    grad[8:] = dz*k
    return grad

def J(theta):
    return forward(theta, np.array([-1, 1]), 60)[5] + forward(theta, np.array([-1, .5]), 20)[5]

# a start that is not dead
theta = np.random.uniform(-1, 1, 10)
while J(theta) == 4000:
    theta = np.random.uniform(-1, 1, 10)

J_hist = [J(theta)]
theta_hist = [theta.copy()]
for it in range(100):
    step = gradient(theta, np.array([-1, 1]), 60)
    step += gradient(theta, np.array([-1, .5]), 20)
    theta -= 0.005*step
    J_hist.append(J(theta))
    theta_hist.append(theta)
plt.subplot(121); plt.plot(J_hist); plt.title('J')
plt.subplot(122); plt.plot(np.array(theta_hist)); plt.title('theta')
plt.tight_layout(); plt.show()
