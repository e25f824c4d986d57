import random
import matplotlib.pyplot as plt

w11 = random.uniform(-1, 1)
w12 = random.uniform(-1, 1)
w21 = random.uniform(-1, 1)
w22 = random.uniform(-1, 1)
u11 = random.uniform(-1, 1)
u12 = random.uniform(-1, 1)
u21 = random.uniform(-1, 1)
u22 = random.uniform(-1, 1)
v1 = random.uniform(-1, 1)
v2 = random.uniform(-1, 1)

def relu(x):
    return max(0, x)

def relu_prime(x):
    return 1 if x > 0 else 0

def forward(x1, x2, y):
    a1 = w11 * x1 + w21 * x2
    a2 = w12 * x1 + w22 * x2
    h1 = relu(a1)
    h2 = relu(a2)
    b1 = u11 * h1 + u21 * h2
    b2 = u12 * h1 + u22 * h2
    k1 = relu(b1)
    k2 = relu(b2)
    z = v1 * k1 + v2 * k2
    L = (z - y) ** 2
    return a1, a2, h1, h2, b1, b2, k1, k2, z, L

def backward(x1, x2, y):
    a1, a2, h1, h2, b1, b2, k1, k2, z, L = forward(x1, x2, y)
    dz = 2 * (z - y)
    db1 = dz * v1 * relu_prime(b1)
    db2 = dz * v2 * relu_prime(b2)
    da1 = (db1 * u11 + db2 * u12) * relu_prime(a1)
    da2 = db2 * u22 * relu_prime(a2)
    return (da1 * x1, da2 * x1, da1 * x2, da2 * x2,
            db1 * h1, db2 * h1, db1 * h2, db2 * h2,
            dz * k1, dz * k2)

def update(rate):
    global w11, w12, w21, w22, u11, u12, u21, u22, v1, v2
    g = [p + q for p, q in zip(backward(-1, 1, 60), backward(-1, 0.5, 20))]
    w11 -= rate * g[0]
    w12 -= rate * g[1]
    w21 -= rate * g[2]
    w22 -= rate * g[3]
    u11 -= rate * g[4]
    u12 -= rate * g[5]
    u21 -= rate * g[6]
    u22 -= rate * g[7]
    v1 -= rate * g[8]
    v2 -= rate * g[9]

def J():
    return forward(-1, 1, 60)[-1] + forward(-1, 0.5, 20)[-1]

print("L =", forward(-1, 1, 60)[-1])
history = [J()]
for i in range(100):
    update(0.005)
    history.append(J())
plt.plot(history)
plt.show()
