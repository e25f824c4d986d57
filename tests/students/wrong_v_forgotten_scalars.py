import numpy as np
import matplotlib.pyplot as plt

def relu(x):
    if x > 0:
        return x
    return 0

def relu_prime(x):
    if x > 0:
        return 1
    return 0

def forward(x, y, w11, w12, w21, w22, u11, u12, u21, u22, v1, v2):
    h1 = relu(w11 * x[0] + w21 * x[1])
    h2 = relu(w12 * x[0] + w22 * x[1])
    k1 = relu(u11 * h1 + u21 * h2)
    k2 = relu(u12 * h1 + u22 * h2)
    z = v1 * k1 + v2 * k2
    return [h1, h2, k1, k2, z, (z - y) ** 2]

def forward_map(theta, x, y):
    return forward(x, y, *theta)

def gradient(theta, x, y):
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    h1, h2, k1, k2, z, L = forward_map(theta, x, y)
    dL_dz = 2 * (z - y)

    dz_dv1 = k1
    dz_dv2 = k2

    dL_dk1 = dL_dz * relu_prime(k1)
    dL_dk2 = dL_dz * relu_prime(k2)

    dL_dh1 = (dL_dk1 * u11 + dL_dk2 * u12) * relu_prime(h1)
    dL_dh2 = (dL_dk1 * u21 + dL_dk2 * u22) * relu_prime(h2)

    return np.array([
        dL_dh1 * x[0],
        dL_dh2 * x[0],
        dL_dh1 * x[1],
        dL_dh2 * x[1],
        dL_dk1 * h1,
        dL_dk2 * h1,
        dL_dk1 * h2,
        dL_dk2 * h2,
        dL_dz * dz_dv1,
        dL_dz * dz_dv2,
    ])

# Test
theta = np.random.uniform(-1, 1, 10)
print(forward_map(theta, [-1, 1], 60)[-1])
print(gradient(theta, [-1, 1], 60))

def J(theta):
    return forward_map(theta, [-1, 1], 60)[-1] + forward_map(theta, [-1, 0.5], 20)[-1]

def minimise(theta, learning_rate, steps):
    js = []
    for _ in range(steps):
        js.append(J(theta))
        g = gradient(theta, [-1, 1], 60) + gradient(theta, [-1, 0.5], 20)
        theta = theta - learning_rate * g
    return theta, js

start = np.random.uniform(-1, 1, 10)
end, js = minimise(start, 0.005, 100)
plt.plot(js)
plt.show()
