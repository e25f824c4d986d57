# float32 wie auf der Grafikkarte
import numpy as np
import matplotlib.pyplot as plt

f4 = np.float32
DATEN = [(np.array([-1, 1], f4), f4(60)), (np.array([-1, 0.5], f4), f4(20))]
RATE = f4(0.005)


def vorwaerts(theta, x, y):
    W = theta[:4].reshape(2, 2)
    U = theta[4:8].reshape(2, 2)
    h = np.maximum(x @ W, 0)
    k = np.maximum(h @ U, 0)
    z = k @ theta[8:]
    return np.hstack([h, k, z, (z - y) ** 2])


def gradient(theta, x, y):
    U = theta[4:8].reshape(2, 2)
    h1, h2, k1, k2, z, _ = vorwaerts(theta, x, y)
    h, k = np.array([h1, h2]), np.array([k1, k2])
    aussen = 2 * (z - y)
    fehler_k = aussen * theta[8:] * (k > 0)
    fehler_h = (U @ fehler_k) * (h > 0)
    return np.hstack([np.outer(x, fehler_h).ravel(), np.outer(h, fehler_k).ravel(), aussen * k])


theta = np.random.uniform(-1, 1, 10).astype(f4)
kurve = np.empty(101, f4)
for schritt in range(101):
    kurve[schritt] = sum(vorwaerts(theta, x, y)[5] for x, y in DATEN)
    theta = theta - RATE * (gradient(theta, *DATEN[0]) + gradient(theta, *DATEN[1])).astype(f4)
plt.plot(kurve)
plt.title("J")
plt.show()
