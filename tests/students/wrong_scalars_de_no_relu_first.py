# Aufgabe: kleines Netz, 2-2-2-1, ohne Bias
# Parameter in der Reihenfolge w11 w12 w21 w22 u11 u12 u21 u22 v1 v2
import random
import matplotlib.pyplot as plt


def relu(a):
    return a if a > 0 else 0.0


def relu_strich(a):
    return 1.0 if a > 0 else 0.0


def vorwaerts(theta, x, y):
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    x1, x2 = x
    # erste Schicht
    h1 = w11 * x1 + w21 * x2
    h2 = w12 * x1 + w22 * x2
    # zweite Schicht
    k1 = relu(u11 * h1 + u21 * h2)
    k2 = relu(u12 * h1 + u22 * h2)
    # Ausgabe
    z = v1 * k1 + v2 * k2
    verlust = (z - y) * (z - y)
    return [h1, h2, k1, k2, z, verlust]


def ableitung(theta, x, y):
    w11, w12, w21, w22, u11, u12, u21, u22, v1, v2 = theta
    h1, h2, k1, k2, z, _ = vorwaerts(theta, x, y)
    dz = 2 * (z - y)
    db1 = dz * v1 * relu_strich(u11 * h1 + u21 * h2)
    db2 = dz * v2 * relu_strich(u12 * h1 + u22 * h2)
    dh1 = db1 * u11 + db2 * u12
    dh2 = db1 * u21 + db2 * u22
    return [dh1 * x[0], dh2 * x[0], dh1 * x[1], dh2 * x[1],
            db1 * h1, db2 * h1, db1 * h2, db2 * h2,
            dz * k1, dz * k2]


theta = [random.uniform(-1, 1) for _ in range(10)]
print("L =", vorwaerts(theta, (-1, 1), 60)[-1])

daten = [((-1, 1), 60), ((-1, 0.5), 20)]
rate = 0.005
verlauf = [sum(vorwaerts(theta, x, y)[-1] for x, y in daten)]
for schritt in range(100):
    g = [0.0] * 10
    for x, y in daten:
        g = [p + q for p, q in zip(g, ableitung(theta, x, y))]
    theta = [t - rate * gi for t, gi in zip(theta, g)]
    verlauf.append(sum(vorwaerts(theta, x, y)[-1] for x, y in daten))

plt.plot(verlauf)
plt.xlabel("Schritt")
plt.ylabel("J")
plt.show()
