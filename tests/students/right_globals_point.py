import numpy as np
import matplotlib.pyplot as plt

w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = np.random.uniform(-1, 1, 10)

def relu(t):
    return max(t, 0)

def drelu(t):
    return 1.0 if t > 0 else 0.0

def forward(x, y):
    h1 = relu(w11*x[0] + w21*x[1])
    h2 = relu(w12*x[0] + w22*x[1])
    k1 = relu(u11*h1 + u21*h2)
    k2 = relu(u12*h1 + u22*h2)
    z = v1*k1 + v2*k2
    L = (z - y)**2
    return h1, h2, k1, k2, z, L

def backward(x, y):
    h1, h2, k1, k2, z, L = forward(x, y)
    dz = 2*(z - y)
    db1 = dz*v1*drelu(k1)
    db2 = dz*v2*drelu(k2)
    da1 = (u11*db1 + u12*db2)*drelu(h1)
    da2 = (u21*db1 + u22*db2)*drelu(h2)
    return np.array([da1*x[0], da2*x[0], da1*x[1], da2*x[1], db1*h1, db2*h1, db1*h2, db2*h2, dz*k1, dz*k2])

lr = 0.005
losses = []
for epoch in range(101):
    losses.append(forward((-1, 1), 60)[5] + forward((-1, 0.5), 20)[5])
    g = backward((-1, 1), 60) + backward((-1, 0.5), 20)
    w11 -= lr*g[0]; w12 -= lr*g[1]; w21 -= lr*g[2]; w22 -= lr*g[3]
    u11 -= lr*g[4]; u12 -= lr*g[5]; u21 -= lr*g[6]; u22 -= lr*g[7]
    v1 -= lr*g[8]; v2 -= lr*g[9]
plt.plot(losses)
plt.show()
