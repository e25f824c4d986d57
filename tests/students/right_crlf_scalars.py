# Homework 3 -- backpropagation by hand
# name: M. K.

import numpy as np
import matplotlib.pyplot as plt

def relu(x):
    if x <= 0:
        return 0
    return x

def relu_der(x):
    if x <= 0:
        return 0
    return 1

def forward(theta, x, y):
    # unpack
    w11 = theta[0]; w12 = theta[1]; w21 = theta[2]; w22 = theta[3]
    u11 = theta[4]; u12 = theta[5]; u21 = theta[6]; u22 = theta[7]
    v1 = theta[8]; v2 = theta[9]
    # layers
    h1 = relu(w11*x[0] + w21*x[1])
    h2 = relu(w12*x[0] + w22*x[1])
    k1 = relu(u11*h1 + u21*h2)
    k2 = relu(u12*h1 + u22*h2)
    z = v1*k1 + v2*k2
    L = (z - y)**2
    return [h1, h2, k1, k2, z, L]

def derivative(theta, x, y):
    u11 = theta[4]; u12 = theta[5]; u21 = theta[6]; u22 = theta[7]
    v1 = theta[8]; v2 = theta[9]
    h1, h2, k1, k2, z, L = forward(theta, x, y)
    sk1 = relu_der(u11*h1 + u21*h2)
    sk2 = relu_der(u12*h1 + u22*h2)
    sh1 = relu_der(theta[0]*x[0] + theta[2]*x[1])
    sh2 = relu_der(theta[1]*x[0] + theta[3]*x[1])
    dL = 2*(z - y)
    d = [0]*10
    d[0] = dL*(v1*sk1*u11 + v2*sk2*u12)*sh1*x[0]
    d[1] = dL*(v1*sk1*u21 + v2*sk2*u22)*sh2*x[0]
    d[2] = dL*(v1*sk1*u11 + v2*sk2*u12)*sh1*x[1]
    d[3] = dL*(v1*sk1*u21 + v2*sk2*u22)*sh2*x[1]
    d[4] = dL*v1*sk1*h1
    d[5] = dL*v2*sk2*h1
    d[6] = dL*v1*sk1*h2
    d[7] = dL*v2*sk2*h2
    d[8] = dL*k1
    d[9] = dL*k2
    return np.array(d)

theta = np.random.uniform(-1, 1, 10)
print("theta =", theta)
print("L =", forward(theta, [-1, 1], 60)[5])

# part 3
theta = np.random.uniform(-1, 1, 10)
J = []
for i in range(100):
    J.append(forward(theta, [-1, 1], 60)[5] + forward(theta, [-1, 0.5], 20)[5])
    theta = theta - 0.005*derivative(theta, [-1, 1], 60) - 0.005*derivative(theta, [-1, 0.5], 20)
J.append(forward(theta, [-1, 1], 60)[5] + forward(theta, [-1, 0.5], 20)[5])
plt.plot(J)
plt.xlabel("i")
plt.ylabel("J")
plt.show()
