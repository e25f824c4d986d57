import random
import matplotlib.pyplot as plt

def relu(x): return x if x > 0 else 0.0
def drelu(x): return 1.0 if x > 0 else 0.0

def forward(theta, x, y):
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    h1 = relu(w11 * x[0] + w21 * x[1])
    h2 = relu(w12 * x[0] + w22 * x[1])
    k1 = relu(u11 * h1 + u21 * h2)
    k2 = relu(u12 * h1 + u22 * h2)
    z = v1 * k1 + v2 * k2
    return [h1, h2, k1, k2, z, (z - y) ** 2]

def backward(theta, x, y, fwd):
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    h1, h2, k1, k2, z, L = fwd
    dz = 2 * (z - y)
    db1 = dz * v1 * drelu(k1)
    db2 = dz * v2 * drelu(k2)
    da1 = (db1 * u11 + db2 * u12) * drelu(h1)
    da2 = (db1 * u12 + db2 * u22) * drelu(h2)
    return [da1 * x[0], da2 * x[0], da1 * x[1], da2 * x[1], db1 * h1, db2 * h1, db1 * h2, db2 * h2, dz * k1, dz * k2]

points = [((-1, 1), 60), ((-1, 0.5), 20)]
theta = [random.uniform(-1, 1) for _ in range(10)]
history = []
for n in range(100):
    J = 0
    total = [0] * 10
    for x, y in points:
        fwd = forward(theta, x, y)
        J += fwd[-1]
        total = [a + b for a, b in zip(total, backward(theta, x, y, fwd))]
    history.append(J)
    theta = [t - 0.005 * g for t, g in zip(theta, total)]
history.append(sum(forward(theta, x, y)[-1] for x, y in points))
plt.plot(history)
plt.show()
