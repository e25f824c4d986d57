# Übung 4 - Backpropagation von Hand
# Netz: 2 Eingänge -> 2 -> 2 -> 1, alles ReLU, kein Bias
import random
import matplotlib.pyplot as plt


def relu(a):
    if a > 0:
        return a
    return 0.0


def relu_strich(a):
    if a > 0:
        return 1.0
    return 0.0


def vorwaerts(theta, x, y):
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    x1, x2 = x
    h1 = relu(w11 * x1 + w21 * x2)
    h2 = relu(w12 * x1 + w22 * x2)
    k1 = relu(u11 * h1 + u21 * h2)
    k2 = relu(u12 * h1 + u22 * h2)
    z = v1 * k1 + v2 * k2
    L = (z - y) ** 2
    return [h1, h2, k1, k2, z, L]


# Teil 1: Probe
theta = [random.uniform(-1, 1) for i in range(10)]
print("L =", vorwaerts(theta, (-1, 1), 60)[5])


def ableitung(theta, x, y):
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    x1, x2 = x
    h1, h2, k1, k2, z, L = vorwaerts(theta, x, y)
    dz = 2 * (z - y)
    # hinterste Schicht
    dv1 = dz * k1
    dv2 = dz * k2
    # Schicht k (b = Voraktivierung)
    db1 = dz * v1 * relu_strich(u11 * h1 + u21 * h2)
    db2 = dz * v2 * relu_strich(u12 * h1 + u22 * h2)
    du11 = db1 * h1
    du12 = db2 * h1
    du21 = db1 * h2
    du22 = db2 * h2
    # Schicht h
    da1 = (db1 * u11 + db2 * u12) * relu_strich(w11 * x1 + w21 * x2)
    da2 = (db1 * u21 + db2 * u22) * relu_strich(w12 * x1 + w22 * x2)
    dw11 = da1 * x1
    dw12 = da2 * x1
    dw21 = da1 * x2
    dw22 = da2 * x2
    return [dw11, dw12, dw21, dw22, du11, du12, du21, du22, dv1, dv2]


def J(theta):
    return vorwaerts(theta, (-1, 1), 60)[5] + vorwaerts(theta, (-1, 0.5), 20)[5]


# Teil 3
theta = [random.uniform(-1, 1) for i in range(10)]
verlauf = [J(theta)]
for schritt in range(100):
    g1 = ableitung(theta, (-1, 1), 60)
    g2 = ableitung(theta, (-1, 0.5), 20)
    theta = [t - 0.005 * (p + q) for t, p, q in zip(theta, g1, g2)]
    verlauf.append(J(theta))

plt.plot(verlauf)
plt.xlabel("Schritt")
plt.ylabel("J")
plt.show()
