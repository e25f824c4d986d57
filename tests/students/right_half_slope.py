import numpy as np
import matplotlib.pyplot as plt

# relu'(0) is not defined, I take the middle 1/2
def relu(t): return t*np.heaviside(t, 0.5)
def relu_prime(t): return np.heaviside(t, 0.5)

A = np.array([-1, 1]); yA = 60
B = np.array([-1, 0.5]); yB = 20

def weights(theta):
    W = np.zeros((2, 2)); U = np.zeros((2, 2)); V = np.zeros(2)
    n = 0
    for M in (W, U):
        for row in range(2):
            for col in range(2):
                M[row, col] = theta[n]
                n += 1
    V[0], V[1] = theta[n], theta[n + 1]
    return W, U, V

def fwd(theta, x, y):
    W, U, V = weights(theta)
    h = relu(np.matmul(W.T, x))
    k = relu(np.matmul(U.T, h))
    z = np.matmul(V, k)
    return np.append(np.append(h, k), [z, (z - y)**2])

def dL(theta, x, y):
    W, U, V = weights(theta)
    h1, h2, k1, k2, z, _ = fwd(theta, x, y)
    h, k = np.array([h1, h2]), np.array([k1, k2])
    a, b = np.matmul(W.T, x), np.matmul(U.T, h)
    g = []
    outer_error = 2*(z - y)
    # dL/dW: sum over the two k units for each h unit
    for i in range(2):
        for j in range(2):
            inner = 0
            for m in range(2):
                inner += V[m]*relu_prime(b[m])*U[j, m]
            g.append(outer_error*inner*relu_prime(a[j])*x[i])
    # dL/dU
    for i in range(2):
        for j in range(2):
            g.append(outer_error*V[j]*relu_prime(b[j])*h[i])
    # dL/dV
    g.append(outer_error*k1)
    g.append(outer_error*k2)
    return np.array(g)

def J(theta):
    return fwd(theta, A, yA)[5] + fwd(theta, B, yB)[5]

if __name__ == "__main__":
    theta = -1 + 2*np.random.random(10)
    print("theta =", theta)
    print("L =", fwd(theta, A, yA)[5])

    theta = -1 + 2*np.random.random(10)
    j_list = []
    for step in range(100):
        j_list.append(J(theta))
        theta = theta - 0.005*(dL(theta, A, yA) + dL(theta, B, yB))
    j_list.append(J(theta))
    plt.plot(np.array(j_list))
    plt.show()
