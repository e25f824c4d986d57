import numpy as np
import matplotlib.pyplot as plt

# everything is a column vector here so that the formulas look like in the lecture

def relu(v):
    v = v.copy()
    v[v < 0] = 0
    return v

def relu_derivative(v):
    d = np.zeros_like(v)
    d[v > 0] = 1
    return d

def get_matrices(theta):
    theta = theta.reshape(-1)
    W = np.array([[theta[0], theta[1]],
                  [theta[2], theta[3]]])
    U = np.array([[theta[4], theta[5]],
                  [theta[6], theta[7]]])
    V = np.array([[theta[8]],
                  [theta[9]]])
    return W, U, V

def forward(theta, x, y):
    W, U, V = get_matrices(theta)
    a = W.T @ x            # (2,1)
    h = relu(a)
    b = U.T @ h            # (2,1)
    k = relu(b)
    z = V.T @ k            # (1,1)
    L = (z - y)**2
    return np.vstack([h, k, z, L])

def backward(theta, x, y):
    W, U, V = get_matrices(theta)
    out = forward(theta, x, y)
    h, k, z = out[0:2], out[2:4], out[4]
    dz = 2*(z - y).reshape(1, 1)
    dV = k @ dz
    dk = V @ dz
    db = dk*relu_derivative(U.T @ h)
    dU = h @ db.T
    dh = U @ db
    da = dh*relu_derivative(W.T @ x)
    dW = x @ da.T
    return np.vstack([dW.reshape(4, 1), dU.reshape(4, 1), dV])

xa = np.array([[-1.0], [1.0]])
ya = 60
xb = np.array([[-1.0], [0.5]])
yb = 20

if __name__ == "__main__":
    theta = np.random.uniform(-1, 1, (10, 1))
    print("L = %.4f" % forward(theta, xa, ya)[5, 0])

    # gradient descent
    theta = np.random.uniform(-1, 1, (10, 1))
    Js = []
    for step in range(101):
        Js.append(forward(theta, xa, ya)[5, 0] + forward(theta, xb, yb)[5, 0])
        g = backward(theta, xa, ya) + backward(theta, xb, yb)
        theta = theta - 0.005*g
    plt.plot(range(101), Js, color="red")
    plt.xlabel("gradient steps")
    plt.ylabel("J")
    plt.show()
